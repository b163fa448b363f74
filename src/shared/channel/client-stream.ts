/** One subscription of the page: hands on a snapshot and the deltas after it, and starts anew when one is missing. */
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { SendOutcome } from './carrier.ts';
import { ChannelError } from './errors.ts';
import type { ChannelLimits, ClientMessage, ServerMessage } from './protocol.ts';

export interface StreamMeta {
  /** Counts the subscription's snapshots and deltas together, from 1; begins anew after a gap. */
  readonly seq: number;
  /** When the core knew this, micros since 1970. */
  readonly asOf: number;
}

/** Where a subscription's values go. */
export interface StreamSink {
  /** The whole state. Comes first, and again after a gap or when the page was too slow for the deltas. */
  snapshot(value: unknown, meta: StreamMeta): void;
  /** A change to the state after the message numbered seq - 1. */
  delta(value: unknown, meta: StreamMeta): void;
  /** Something was missed: what is shown is no longer true until the next snapshot, which is already asked for. */
  gap(): void;
  /** The last thing said, once. Not said after dispose. */
  closed(reason: ChannelError): void;
}

export interface ClientStreamParts {
  readonly clock: Clock;
  readonly limits: ChannelLimits;
  readonly name: string;
  readonly params: unknown;
  readonly sink: StreamSink;
  /** Registers the stream under a fresh id. */
  nextId(): number;
  forget(): void;
  send(message: ClientMessage): SendOutcome;
  onGap(): void;
  onResubscribe(): void;
  onFault(fault: unknown): void;
}

/** Longest wait between two attempts to subscribe anew, ms. The first attempt is at once, then 100 ms, doubling. */
const retryMsMax = 5_000;

export class ClientStream implements Disposable {
  id = 0;
  /** Number of the last message that arrived in order; 0 before the first snapshot. */
  lastSeq = 0;
  private readonly parts: ClientStreamParts;
  private ackedSeq = 0;
  private attempts = 0;
  private timer: Disposable | undefined;
  private waiting = false;
  private over = false;

  constructor(parts: ClientStreamParts) {
    this.parts = parts;
  }

  open(): void {
    const { clock, limits, name, params } = this.parts;
    this.waiting = false;
    this.lastSeq = this.ackedSeq = 0;
    this.id = this.parts.nextId();
    const outcome = this.parts.send({ kind: 'open', id: this.id, name, params });
    if (outcome === 'too-large') return this.end(new ChannelError('TOO_LARGE', `the parameters of ${name} are too large to send`));
    if (outcome === 'closed') return this.end(new ChannelError('NOT_CONNECTED', `${name} was not asked for: no connection`));
    this.wait(limits.snapshotMsMax, () => this.restart(), clock);
  }

  receive(message: ServerMessage & { readonly kind: 'snapshot' | 'delta' }): void {
    if (this.over || this.waiting) return;
    if (message.seq <= this.lastSeq) return;
    const isFirst = this.lastSeq === 0;
    if (message.seq !== this.lastSeq + 1 || (isFirst && message.kind === 'delta')) return this.missed();
    this.lastSeq = message.seq;
    this.attempts = 0;
    if (isFirst) this.timer?.dispose();
    const meta = { seq: message.seq, asOf: message.asOf };
    if (message.kind === 'snapshot') this.tell((sink) => sink.snapshot(message.value, meta));
    else this.tell((sink) => sink.delta(message.value, meta));
    if (!this.over && this.lastSeq - this.ackedSeq >= this.parts.limits.ackEvery) this.acknowledge();
  }

  /** `sentSeq` is what the other end says it has sent on this stream; nothing when it does not know the stream. */
  compare(sentSeq: number | undefined): void {
    if (this.over || this.waiting) return;
    // Before the first snapshot the other end may not have heard of the stream yet.
    if (sentSeq === undefined ? this.lastSeq > 0 : sentSeq > this.lastSeq) this.missed();
  }

  end(error: ChannelError): void {
    if (this.over) return;
    this.finish();
    this.tell((sink) => sink.closed(error));
  }

  dispose(): void {
    if (this.over) return;
    this.parts.send({ kind: 'shut', id: this.id });
    this.finish();
  }

  private missed(): void {
    this.parts.onGap();
    this.tell((sink) => sink.gap());
    if (!this.over) this.restart();
  }

  private restart(): void {
    this.parts.send({ kind: 'shut', id: this.id });
    this.parts.onResubscribe();
    const delayMs = this.attempts === 0 ? 0 : Math.min(100 * 2 ** (this.attempts - 1), retryMsMax);
    this.attempts += 1;
    if (delayMs === 0) return this.open();
    this.waiting = true;
    this.wait(delayMs, () => this.open(), this.parts.clock);
  }

  private acknowledge(): void {
    this.ackedSeq = this.lastSeq;
    this.parts.send({ kind: 'ack', id: this.id, seq: this.lastSeq });
  }

  private wait(delayMs: number, run: () => void, clock: Clock): void {
    this.timer?.dispose();
    this.timer = clock.after(delayMs, run);
  }

  private finish(): void {
    this.over = true;
    this.timer?.dispose();
    this.parts.forget();
  }

  private tell(say: (sink: StreamSink) => void): void {
    try {
      say(this.parts.sink);
    } catch (fault) {
      this.parts.onFault(fault);
      this.dispose();
    }
  }
}
