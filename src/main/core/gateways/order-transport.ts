/** How frames of the order line travel. The session above it knows nothing of sockets; a simulation gives it another. */
import { Dealer } from 'zeromq';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { CurveClient } from '../../../shared/wire/access.ts';
import { frameBytesMax } from '../../../shared/wire/codec.ts';
import { curveOptions } from './curve.ts';
import { reconnecting } from './reconnect-pause.ts';

export interface OrderTransport {
  /** 'ok' means queued for the socket, not that it left. */
  send(frame: Uint8Array): Result<void, string>;
  /** Gives what was sent last a moment to leave, then closes. */
  close(): void;
}

export interface OrderTransportEvents {
  onFrame(frame: Uint8Array): void;
  /** The peer was lost and is there again, by the socket's own word: what was under way may be gone. */
  onReconnected(): void;
  /** Nothing more will be sent or received. */
  onFailure(why: string): void;
}

export type ConnectOrders = (endpoint: string, events: OrderTransportEvents) => OrderTransport;

/** Messages waiting for the socket; beyond it a send is refused, never queued without end. */
const sendQueueMax = 10_000;
/** Time for a Logout to leave, ms. */
const goodbyeMs = 200;

/** A ZeroMQ DEALER, encrypted where there are keys. */
export const dealerWith = (curve: CurveClient | null): ConnectOrders => (endpoint, events) => new DealerTransport(endpoint, curve, events);

class DealerTransport implements OrderTransport {
  private readonly socket: Dealer;
  private readonly events: OrderTransportEvents;
  private readonly queue: Uint8Array[] = [];
  private isPumping = false;
  private isClosed = false;

  constructor(endpoint: string, curve: CurveClient | null, events: OrderTransportEvents) {
    this.events = events;
    this.socket = new Dealer({
      linger: 0, //                        a closed session must not deliver an order later
      sendHighWaterMark: 1000, //          libzmq's own queue stays short: ours is the one with a refusal
      receiveHighWaterMark: 100_000, //    executions are never dropped for being many
      maxMessageSize: frameBytesMax,
      immediate: true, //                  nothing is queued for a peer that is not there
      ...reconnecting,
      ...curveOptions(curve),
    });
    let handshakes = 0;
    this.socket.events.on('handshake', () => {
      if (++handshakes > 1 && !this.isClosed) this.events.onReconnected();
    });
    this.socket.connect(endpoint);
    void this.receive();
  }

  send(frame: Uint8Array): Result<void, string> {
    if (this.isClosed) return err('the line is closed');
    if (this.queue.length >= sendQueueMax) return err(`${sendQueueMax} messages are waiting for the socket`);
    this.queue.push(frame);
    void this.pump();
    return ok(undefined);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.linger = goodbyeMs;
    this.socket.close();
  }

  private async pump(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    try {
      for (let frame = this.queue.shift(); frame; frame = this.queue.shift()) await this.socket.send(frame);
    } catch (cause) {
      this.fail(`socket refused a message: ${String(cause)}`);
    } finally {
      this.isPumping = false;
    }
  }

  private async receive(): Promise<void> {
    try {
      for await (const [frame] of this.socket) {
        if (this.isClosed) return;
        if (frame) this.events.onFrame(frame);
      }
    } catch (cause) {
      this.fail(`socket failed: ${String(cause)}`);
    }
  }

  private fail(why: string): void {
    if (!this.isClosed) this.events.onFailure(why);
  }
}
