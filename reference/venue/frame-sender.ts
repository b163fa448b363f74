/** Sends frames over one socket in the order given: a ZeroMQ socket allows one send in flight. */
import type { Disposable } from '../../src/shared/base/disposable.ts';

export interface FrameSocket {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Frames that may wait for the socket; what comes beyond is dropped and counted. */
export const framesWaitingMax = 200_000;
const compactAt = 4_096;

export class FrameSender implements Disposable {
  private readonly socket: FrameSocket;
  private readonly onFailure: (frames: Uint8Array[], cause: unknown) => void;
  private waiting: Uint8Array[][] = [];
  /** Place of the next frame in `waiting`; what is before it has been sent. */
  private next = 0;
  private isSending = false;
  private isDisposed = false;
  /** Frames given up because too many were waiting. */
  dropped = 0;

  constructor(socket: FrameSocket, onFailure: (frames: Uint8Array[], cause: unknown) => void) {
    this.socket = socket;
    this.onFailure = onFailure;
  }

  get length(): number {
    return this.waiting.length - this.next;
  }

  send(frames: Uint8Array[]): void {
    if (this.isDisposed) return;
    if (this.length >= framesWaitingMax) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(frames);
    if (!this.isSending) void this.pump();
  }

  dispose(): void {
    this.isDisposed = true;
    this.waiting = [];
    this.next = 0;
  }

  private async pump(): Promise<void> {
    this.isSending = true;
    for (let frames = this.take(); frames; frames = this.take()) {
      try {
        await this.socket.send(frames);
      } catch (cause) {
        if (!this.isDisposed) this.onFailure(frames, cause);
      }
    }
    this.isSending = false;
  }

  private take(): Uint8Array[] | undefined {
    const frames = this.waiting[this.next++];
    // What was sent is let go now and then, also while there is always something waiting.
    if (frames && this.next < compactAt) return frames;
    this.waiting = frames ? this.waiting.slice(this.next) : [];
    this.next = 0;
    return frames;
  }
}
