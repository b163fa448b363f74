/**
 * The market data line's publisher: entries gathered into numbered batches, and snapshots of what they add up to.
 * Rules MD-1 to MD-9 in docs/wire-protocol.md.
 */
import type { Bar } from '../../src/shared/domain/bar.ts';
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { BookDepth, Quote } from '../../src/shared/domain/quote.ts';
import type { TapeEvent } from '../../src/shared/tape/tape.ts';
import { encodeFrame } from '../../src/shared/wire/codec.ts';
import type { MarketDataBatch, MarketDataEntry } from '../../src/shared/wire/market-data.ts';
import type { FromVenueOf } from '../../src/shared/wire/venue.ts';

/** Levels a side of a published depth. */
export const depthLevelsMax = 5;
/** Entries of one batch: some 50 kB, so that a batch is never long on the line. */
export const batchEntriesMax = 500;
/** Bars kept for each instrument. */
export const barsKeptMax = 5000;
/** Bars of one snapshot over all instruments, so that its frame stays under the longest allowed. */
export const snapshotBarsMax = 40_000;

export type SnapshotBody = Pick<FromVenueOf<'MarketDataSnapshot'>, 'quotes' | 'depths' | 'bars' | 'mdSeq' | 'epoch' | 'marketTime'>;

export interface FeedOptions {
  readonly epoch: string;
  readonly marketTime: () => EpochMicros;
  readonly publish: (frame: Uint8Array) => void;
}

export class MarketDataFeed {
  private readonly options: FeedOptions;
  private readonly quotes = new Map<string, Quote>();
  private readonly depths = new Map<string, BookDepth>();
  private readonly bars = new Map<string, Bar[]>();
  private pending: MarketDataEntry[] = [];
  private sequence = 0;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  /** Number of the last batch published. */
  get mdSeq(): number {
    return this.sequence;
  }

  /** Takes an event into the snapshot without publishing it: the history before the first connection. */
  remember(event: TapeEvent): void {
    this.keep(entryOf(event));
  }

  /** Takes an event into the snapshot and into the next batch. */
  add(event: TapeEvent): void {
    this.addEntry(entryOf(event));
  }

  addEntry(entry: MarketDataEntry): void {
    this.keep(entry);
    this.pending.push(entry);
    if (this.pending.length >= batchEntriesMax) this.flush();
  }

  /** Publishes what was added since the last batch; nothing when there is nothing. */
  flush(): void {
    if (this.pending.length === 0) return;
    this.sequence += 1;
    this.publish(this.pending);
    this.pending = [];
  }

  /** An empty batch that repeats the last number: says that the line is alive, and what was sent. */
  heartbeat(): void {
    this.publish([]);
  }

  /** Everything as it stands after batch N. Publishes what is pending first, so that N covers it. */
  snapshot(symbol: string | null, barsMax: number): SnapshotBody {
    this.flush();
    const wanted = <T>(map: ReadonlyMap<string, T>): T[] => [...map].filter(([key]) => symbol === null || key === symbol).map(([, value]) => value);
    const histories = wanted(this.bars);
    const each = Math.min(barsMax, barsKeptMax, Math.floor(snapshotBarsMax / Math.max(1, histories.length)));
    return {
      epoch: this.options.epoch,
      mdSeq: this.sequence,
      quotes: wanted(this.quotes),
      depths: wanted(this.depths).map((depth) => ({ ...depth, bids: [...depth.bids], asks: [...depth.asks] })),
      bars: each > 0 ? histories.flatMap((history) => history.slice(-each)) : [],
      marketTime: this.options.marketTime(),
    };
  }

  private keep(entry: MarketDataEntry): void {
    if (entry.type === 'quote') this.quotes.set(entry.symbol, without(entry));
    else if (entry.type === 'depth') this.depths.set(entry.symbol, without(entry));
    else if (entry.type === 'bar') this.keepBar(without(entry));
  }

  private keepBar(bar: Bar): void {
    let history = this.bars.get(bar.symbol);
    if (!history) this.bars.set(bar.symbol, (history = []));
    history.push(bar);
    // Cut at twice the length, so that keeping a bar costs the same on average however many are kept.
    if (history.length >= 2 * barsKeptMax) history.splice(0, history.length - barsKeptMax);
  }

  private publish(entries: MarketDataEntry[]): void {
    const batch: MarketDataBatch = {
      msgType: 'MarketDataIncrementalRefresh', epoch: this.options.epoch, mdSeq: this.sequence,
      sendingTime: this.options.marketTime(), entries,
    };
    this.options.publish(encodeFrame(batch));
  }
}

function without<T extends { readonly type: string }>(entry: T): Omit<T, 'type'> {
  const { type: _type, ...rest } = entry;
  return rest;
}

function entryOf(event: TapeEvent): MarketDataEntry {
  switch (event.type) {
    case 'quote': return { type: 'quote', ...event.quote };
    case 'trade': return { type: 'trade', ...event.trade };
    case 'bar': return { type: 'bar', ...event.bar };
    case 'depth': return {
      type: 'depth', ...event.depth, bids: event.depth.bids.slice(0, depthLevelsMax), asks: event.depth.asks.slice(0, depthLevelsMax),
    };
    case 'defect': return { type: 'defect', ...event.defect, where: event.defect.where.slice(0, 512), detail: event.defect.detail.slice(0, 512) };
  }
}
