/**
 * A tape: recorded or synthetic market data as one time-ordered run of events, whatever it was read from. The venue
 * plays it, the backtest runs over it, the refinery trains on it: all three read the same events.
 */
import type { Bar } from '../domain/bar.ts';
import type { DataDefect } from '../domain/data-defect.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from '../domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../domain/quote.ts';

export type TapeEvent =
  | { readonly type: 'quote'; readonly time: EpochMicros; readonly quote: Quote }
  | { readonly type: 'trade'; readonly time: EpochMicros; readonly trade: TradePrint }
  | { readonly type: 'depth'; readonly time: EpochMicros; readonly depth: BookDepth }
  /** A complete bar; its time is its end, when it may first be known. */
  | { readonly type: 'bar'; readonly time: EpochMicros; readonly bar: Bar; readonly bidAsk?: BidAskPath }
  /** Something wrong in the source at this place. Its time is that of the row it concerns, or of the row before. */
  | { readonly type: 'defect'; readonly time: EpochMicros; readonly defect: DataDefect };

/** Of a bar that was recorded as bid and ask: both paths, in the order open, high, low, close. The bar itself holds mids. */
export interface BidAskPath {
  readonly bid: readonly [PriceTicks, PriceTicks, PriceTicks, PriceTicks];
  readonly ask: readonly [PriceTicks, PriceTicks, PriceTicks, PriceTicks];
  /** Sizes at the close; null where the source has none. */
  readonly bidSize: QuantityLots | null;
  readonly askSize: QuantityLots | null;
}

export interface Tape {
  /** What is played, for the banner: file names, or the simulator and its seed. */
  readonly source: string;
  readonly instruments: readonly Instrument[];
  /** Counts of what was read, before anything was quarantined. */
  readonly counts: { readonly bars: number; readonly quotes: number; readonly trades: number; readonly depths: number };
  /** Events in time order; ties keep instrument order, then quote/trade/depth before bar. Each call starts anew. */
  events(): Iterable<TapeEvent>;
}

/** A file of a tape, read and decompressed by whoever may touch the disk. */
export interface TapeFile {
  /** Path as the user gave it, for messages. */
  readonly name: string;
  readonly text: string;
}
