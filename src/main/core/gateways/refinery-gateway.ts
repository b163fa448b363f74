/** The line to the refinery: a DEALER that says what fits the wire and hears what fits the wire. */
import { Dealer } from 'zeromq';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { CurveClient } from '../../../shared/wire/access.ts';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../../shared/wire/codec.ts';
import { fromRefinerySchema, type FromRefinery, type ToRefinery } from '../../../shared/wire/refinery.ts';
import { curveOptions } from './curve.ts';

export interface RefineryGateway extends Disposable {
  /** True when the message is in the socket's queue; false when nobody is there to take it. Says nothing of its arrival. */
  send(message: ToRefinery): Promise<boolean>;
  onMessage(listener: (message: FromRefinery) => void): Disposable;
  /** Frames that were no message of this wire, since start. */
  readonly badFrames: number;
}

export interface RefineryGatewayOptions {
  /** tcp://host:port of the refinery's ROUTER. */
  readonly endpoint: string;
  readonly curve?: CurveClient | null;
  /** Told of each frame that is refused. */
  readonly onRefused?: (why: string, bytes: Uint8Array) => void;
}

export function createRefineryGateway(options: RefineryGatewayOptions): RefineryGateway {
  return new DealerLine(options);
}

class DealerLine implements RefineryGateway {
  badFrames = 0;
  private readonly options: RefineryGatewayOptions;
  private readonly socket: Dealer;
  private readonly listeners = new Set<(message: FromRefinery) => void>();
  private sending: Promise<boolean> = Promise.resolve(true);
  private closed = false;

  constructor(options: RefineryGatewayOptions) {
    this.options = options;
    this.socket = new Dealer({
      linger: 0, //                 what is not acknowledged stays in the outbox, so nothing is lost by closing
      immediate: true, //           nothing is queued for a refinery that is not there
      sendTimeout: 0, //            a send that would wait is refused; the outbox keeps the record
      sendHighWaterMark: 16, //     one batch is in flight at a time
      receiveHighWaterMark: 1000,
      maxMessageSize: frameBytesMax,
      reconnectInterval: 100,
      reconnectMaxInterval: 2000,
      heartbeatInterval: 2000, //   notices a connection whose other end is gone
      heartbeatTimeout: 6000,
      ...curveOptions(options.curve ?? null),
    });
    this.socket.connect(options.endpoint);
    void this.receive();
  }

  send(message: ToRefinery): Promise<boolean> {
    const bytes = encodeFrame(message);
    const sent = this.sending.then(() => this.put(bytes)); // a socket takes one send at a time
    this.sending = sent;
    return sent;
  }

  onMessage(listener: (message: FromRefinery) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.close();
  }

  private async put(bytes: Uint8Array): Promise<boolean> {
    if (this.closed) return false;
    try {
      await this.socket.send(bytes);
      return true;
    } catch {
      return false; // EAGAIN: not connected, or 16 frames wait already
    }
  }

  private async receive(): Promise<void> {
    try {
      for await (const frames of this.socket) this.onFrames(frames);
    } catch (cause) {
      if (!this.closed) this.refuse(`socket failed: ${String(cause)}`, new Uint8Array());
    }
  }

  private onFrames(frames: readonly Uint8Array[]): void {
    const [bytes] = frames;
    if (!bytes || frames.length !== 1) return this.refuse(`${frames.length} frames in one message, expected one`, bytes ?? new Uint8Array());
    const decoded = decodeFrame(bytes);
    if (!decoded.ok) return this.refuse(decoded.error, bytes);
    const parsed = fromRefinerySchema.safeParse(decoded.value);
    if (!parsed.success) return this.refuse(`${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`, bytes);
    for (const listener of this.listeners) listener(parsed.data);
  }

  private refuse(why: string, bytes: Uint8Array): void {
    this.badFrames += 1;
    this.options.onRefused?.(why, bytes);
  }
}
