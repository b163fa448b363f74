/** Sends frames over one socket in the order given: a ZeroMQ socket allows one send in flight. */
import { disposable, type Disposable } from '../../src/shared/base/disposable.ts';

export interface FrameSocket {
  send(frames: Uint8Array[]): Promise<void>;
}

/** Frames that may wait for the socket; what comes beyond is dropped and counted. */
export const framesWaitingMax = 200_000;

export class FrameSender implements Disposable {
  private readonly socket: FrameSocket;
  private readonly onFailure: (frames: Uint8Array[], cause: unknown) => void;
  private waiting: Uint8Array[][] = [];
  private isSending = false;
  private readonly closing = disposable(() => { this.waiting = []; });
  /** Frames given up because too many were waiting. */
  dropped = 0;

  constructor(socket: FrameSocket, onFailure: (frames: Uint8Array[], cause: unknown) => void) {
    this.socket = socket;
    this.onFailure = onFailure;
  }

  get length(): number {
    return this.waiting.length;
  }

  send(frames: Uint8Array[]): void {
    if (this.waiting.length >= framesWaitingMax) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(frames);
    if (!this.isSending) void this.pump();
  }

  dispose(): void {
    this.closing.dispose();
  }

  private async pump(): Promise<void> {
    this.isSending = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      for (const frames of batch) {
        try {
          await this.socket.send(frames);
        } catch (cause) {
          this.onFailure(frames, cause);
        }
      }
    }
    this.isSending = false;
  }
}
