/**
 * One session with the OMS over a DEALER socket: header, sequence numbers, heartbeats, liveness. It lives from logon
 * to the first doubt; a new session is a new OrderLine. What the messages mean is for the gateway and the rooms.
 */
import { Dealer } from 'zeromq';
import type { Clock } from '../../../shared/base/clock.ts';
import { DisposableStore } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../../shared/wire/codec.ts';
import { fromVenueSchema, toVenueSchema, type FromVenue, type ToVenue } from '../../../shared/wire/venue.ts';

type WithoutHeader<T> = T extends unknown ? Omit<T, 'msgSeqNum' | 'sendingTime'> : never;
/** A message as the rooms write it; the line adds sequence number and time. */
export type UnsentToVenue = WithoutHeader<ToVenue>;

export interface OrderLineEvents {
  onMessage(message: FromVenue): void;
  /** The session is over: silence beyond the liveness limit, a logout, a sequence hole or a socket error. Called once. */
  onDown(why: string): void;
  onRefused(why: string, bytes: Uint8Array): void;
}

export interface OrderLineOptions {
  readonly endpoint: string;
  readonly clock: Clock;
  /** Heartbeat interval; silence of three of them ends the session. 0 switches liveness off (lockstep). */
  readonly heartBtIntMs: number;
  readonly events: OrderLineEvents;
}

/** Messages waiting for the socket; beyond it a send is refused, never queued without end. */
const sendQueueMax = 10_000;
const livenessBeats = 3;
/** Numbers remembered so that a business reject can be traced to its order. */
const sentKept = 10_000;

export class OrderLine {
  private readonly options: OrderLineOptions;
  private readonly socket: Dealer;
  private readonly owned = new DisposableStore();
  private queue: Uint8Array[] = [];
  private pumping = false;
  private readonly sentClOrdIds = new Map<number, string>();
  private nextOut = 1;
  private nextIn = 1;
  private lastHeardMs: number;
  private down = false;

  constructor(options: OrderLineOptions) {
    this.options = options;
    this.lastHeardMs = options.clock.monotonicMs();
    this.socket = new Dealer({
      linger: 0, //                        a closed session must not deliver an order later
      sendHighWaterMark: 1000, //          libzmq's own queue stays short: ours is the one with a refusal
      receiveHighWaterMark: 100_000, //    executions are never dropped for being many
      maxMessageSize: frameBytesMax,
      immediate: true, //                  nothing is queued for a peer that is not there
      reconnectInterval: 100,
      reconnectMaxInterval: 2000,
      handshakeInterval: 5000,
    });
    this.socket.connect(options.endpoint);
    void this.receive();
    if (options.heartBtIntMs > 0) this.owned.add(options.clock.every(options.heartBtIntMs, () => this.beat()));
  }

  /** Puts a message on the line. 'ok' means handed to the socket's queue, not that the OMS has it. */
  send(message: UnsentToVenue): Result<void, string> {
    if (this.down) return err('the session is over');
    if (this.queue.length >= sendQueueMax) return err(`${sendQueueMax} messages are waiting for the socket`);
    const full = { ...message, msgSeqNum: this.nextOut, sendingTime: epochMicros(this.options.clock.nowMicros()) };
    const checked = toVenueSchema.safeParse(full);
    if (!checked.success) return err(`${message.msgType} does not fit the wire: ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`);
    if ('clOrdId' in checked.data) this.rememberSent(this.nextOut, checked.data.clOrdId);
    this.nextOut++;
    this.queue.push(encodeFrame(checked.data));
    void this.pump();
    return ok(undefined);
  }

  /** ClOrdID of the message that we sent with this number; null when it had none or is long ago. */
  clOrdIdOf(msgSeqNum: number): string | null {
    return this.sentClOrdIds.get(msgSeqNum) ?? null;
  }

  private rememberSent(msgSeqNum: number, clOrdId: string): void {
    this.sentClOrdIds.set(msgSeqNum, clOrdId);
    for (const oldest of this.sentClOrdIds.keys()) {
      if (this.sentClOrdIds.size <= sentKept) break;
      this.sentClOrdIds.delete(oldest);
    }
  }

  /** Leaves politely: the logout is given a moment to go out. */
  close(): void {
    if (this.down) return;
    this.send({ msgType: 'Logout', text: null });
    this.socket.linger = 200;
    this.end();
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.queue.length > 0) await this.socket.send(this.queue.shift() as Uint8Array);
    } catch (cause) {
      this.fail(`socket refused a message: ${String(cause)}`);
    } finally {
      this.pumping = false;
    }
  }

  private async receive(): Promise<void> {
    try {
      for await (const frames of this.socket) {
        const bytes = frames[0];
        if (bytes) this.onFrame(bytes);
        if (this.down) return;
      }
    } catch (cause) {
      this.fail(`socket failed: ${String(cause)}`);
    }
  }

  private onFrame(bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes);
    if (!decoded.ok) return this.options.events.onRefused(decoded.error, bytes);
    const parsed = fromVenueSchema.safeParse(decoded.value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return this.options.events.onRefused(`${issue?.path.join('.')}: ${issue?.message}`, bytes);
    }
    const message = parsed.data;
    if (message.msgSeqNum < this.nextIn) return; // a repetition that we have had
    if (message.msgSeqNum > this.nextIn) return this.fail(`hole in the order session: expected ${this.nextIn}, got ${message.msgSeqNum}`);
    this.nextIn++;
    this.lastHeardMs = this.options.clock.monotonicMs();
    if (message.msgType === 'TestRequest') this.send({ msgType: 'Heartbeat', testReqId: message.testReqId });
    this.options.events.onMessage(message);
    if (message.msgType === 'Logout') this.fail(`the OMS logged out: ${message.text ?? 'no reason given'}`);
  }

  private beat(): void {
    if (this.nextOut === 1) {
      // A session begins with a Logon: until it is on the line there is nothing to keep alive, and nobody to be silent.
      this.lastHeardMs = this.options.clock.monotonicMs();
      return;
    }
    const silentMs = this.options.clock.monotonicMs() - this.lastHeardMs;
    if (silentMs > livenessBeats * this.options.heartBtIntMs) return this.fail(`nothing heard for ${Math.round(silentMs)} ms`);
    this.send({ msgType: 'Heartbeat', testReqId: null });
  }

  private fail(why: string): void {
    if (this.down) return;
    this.end();
    this.options.events.onDown(why);
  }

  private end(): void {
    this.down = true;
    this.owned.dispose();
    this.socket.close();
  }
}
