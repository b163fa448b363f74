/** One subscription as the core feeds it: numbers without gaps, and no more under way than the page takes. */
import { AssertionError } from '../base/assert.ts';
import type { Disposable } from '../base/disposable.ts';
import type { SendOutcome } from './carrier.ts';
import { ChannelError } from './errors.ts';

/** Where a service puts a stream's values. `asOf` is when the core knew them, micros since 1970. */
export interface ServiceSink {
  /** The whole state: first, and again whenever that is simpler than a delta. */
  snapshot(value: unknown, asOf: number): void;
  /** A change to the state after the last snapshot or delta. */
  delta(value: unknown, asOf: number): void;
  /** Nothing more will come. */
  end(error: ChannelError): void;
}

export interface ServerStreamParts {
  readonly windowMax: number;
  open(sink: ServiceSink): Disposable;
  send(kind: 'snapshot' | 'delta', seq: number, asOf: number, value: unknown): SendOutcome;
  /** Called once, unless disposed before. A ChannelError, or whatever the service threw. */
  ended(error: unknown): void;
  onConflated(): void;
}

/** One opening of the service's stream; after a conflation there is another. */
interface Feed {
  live: boolean;
  hasSnapshot: boolean;
  source: Disposable | undefined;
}

export class ServerStream implements Disposable {
  sentSeq = 0;
  private readonly parts: ServerStreamParts;
  private ackedSeq = 0;
  private feed: Feed | undefined;
  private conflating = false;
  private over = false;

  constructor(parts: ServerStreamParts) {
    this.parts = parts;
  }

  /** Opens the service's stream, whose first word is a snapshot. */
  start(): void {
    const feed: Feed = { live: true, hasSnapshot: false, source: undefined };
    this.feed = feed;
    try {
      const source = this.parts.open({
        snapshot: (value, asOf) => this.put(feed, 'snapshot', value, asOf),
        delta: (value, asOf) => this.put(feed, 'delta', value, asOf),
        end: (error) => (feed.live ? this.end(error) : undefined),
      });
      if (feed.live) feed.source = source;
      else source.dispose();
    } catch (error) {
      if (feed.live) this.end(error);
    }
  }

  /** Everything up to `seq` has arrived. When all has, a stream that was held back goes on with a fresh snapshot. */
  acknowledge(seq: number): void {
    this.ackedSeq = Math.max(this.ackedSeq, Math.min(seq, this.sentSeq));
    if (!this.conflating || this.over || this.ackedSeq < this.sentSeq) return;
    this.conflating = false;
    this.start();
  }

  dispose(): void {
    this.over = true;
    this.release();
  }

  private put(feed: Feed, kind: 'snapshot' | 'delta', value: unknown, asOf: number): void {
    if (!feed.live) return;
    // Ended rather than thrown: whoever calls the sink may be the feed loop, which must go on for the others.
    if (kind === 'delta' && !feed.hasSnapshot) return this.end(new AssertionError('a stream begins with a snapshot'));
    if (this.sentSeq - this.ackedSeq >= this.parts.windowMax) return this.holdBack();
    feed.hasSnapshot = true;
    const outcome = this.parts.send(kind, this.sentSeq + 1, asOf, value);
    if (outcome === 'sent') this.sentSeq += 1;
    else if (outcome === 'too-large') this.end(new ChannelError('TOO_LARGE', `a ${kind} is too large to send`));
  }

  /** The page is behind by a whole window: nothing is queued for it, the source itself is closed until it has caught up. */
  private holdBack(): void {
    this.conflating = true;
    this.parts.onConflated();
    this.release();
  }

  private end(error: unknown): void {
    if (this.over) return;
    this.dispose();
    this.parts.ended(error);
  }

  private release(): void {
    const feed = this.feed;
    this.feed = undefined;
    if (!feed) return;
    feed.live = false;
    feed.source?.dispose();
  }
}
