/** What the screen may ask of prices. */
import { z } from 'zod';
import type { Bar } from '../domain/bar.ts';
import type { FeedState } from '../domain/connection.ts';
import type { DataDefect } from '../domain/data-defect.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from '../domain/numbers.ts';
import type { BookDepth, Quote, QuoteCondition, TradePrint } from '../domain/quote.ts';
import { symbolShape } from '../domain/shapes.ts';
import { stream } from './kinds.ts';

export interface QuoteRow {
  readonly symbol: string;
  /** Null: no quote has ever arrived. */
  readonly quote: Quote | null;
  readonly condition: QuoteCondition | null;
  readonly state: FeedState;
  /** When the core received it (its wall clock); age on screen counts from here. */
  readonly receivedAt: EpochMicros | null;
  /** Of the newest print or complete bar; null before the first. */
  readonly lastPrice: PriceTicks | null;
  /** What the change column counts from: the last close of the UTC day before, or the first open known where there is none. */
  readonly referencePrice: PriceTicks | null;
}

export interface BarUpdate {
  readonly bar: Bar;
  /** False while the bar is still forming. */
  readonly complete: boolean;
}

/** A print with its place on this workstation's tape: 1, 2, 3, ... an instrument, from the start of the core. */
export interface NumberedPrint extends TradePrint {
  readonly seq: number;
}

/** What has traded at one price since the core began to listen. Prints without an aggressor are in `size` alone. */
export interface VolumeLevel {
  readonly price: PriceTicks;
  readonly size: QuantityLots;
  readonly boughtSize: QuantityLots;
  readonly soldSize: QuantityLots;
}

export interface VolumeProfile {
  /** Venue time of the first print that is counted; null before it. */
  readonly since: EpochMicros | null;
  /** Levels of the newest prices; at most 2,000. In no order. */
  readonly levels: readonly VolumeLevel[];
}

/**
 * Where a working order may stand in its queue: an estimate. It starts as what the book displayed at the price when
 * the OMS accepted the order, falls by what trades there, and is never above what is displayed now.
 */
export interface QueuePlace {
  readonly clOrdId: string;
  readonly symbol: string;
  readonly price: PriceTicks;
  /** Lots ahead; null when the price was outside of what the book shows, or prices were not live. */
  readonly aheadQty: QuantityLots | null;
  /** Lots displayed at the price when the order joined; null likewise. */
  readonly joinedBehindQty: QuantityLots | null;
  /** When the order joined at this price, and when the estimate last changed: the core's clock. */
  readonly joinedAt: EpochMicros;
  readonly asOf: EpochMicros;
  /** False once the order has left the book. */
  readonly working: boolean;
}

const bySymbol = z.object({ symbol: symbolShape });

export const marketDataContract = {
  'marketData.instruments': stream<readonly Instrument[], readonly Instrument[]>()(z.object({})),
  /** One row an instrument; deltas hold the rows that changed since the last frame (conflated to one batch a frame). */
  'marketData.quotes': stream<readonly QuoteRow[], readonly QuoteRow[]>()(z.object({})),
  'marketData.bars': stream<readonly Bar[], readonly BarUpdate[]>()(bySymbol),
  'marketData.depth': stream<BookDepth | null, BookDepth>()(bySymbol),
  /** The last 200 prints, oldest first; deltas append, none is conflated. */
  'marketData.trades': stream<readonly NumberedPrint[], readonly NumberedPrint[]>()(bySymbol),
  /** Deltas hold the levels that changed, whole. */
  'marketData.volumeAtPrice': stream<VolumeProfile, VolumeProfile>()(bySymbol),
  /** Working limit orders of this desk; deltas are upserts by clOrdId. */
  'marketData.queuePlaces': stream<readonly QueuePlace[], readonly QueuePlace[]>()(z.object({})),
  /** Latest first; at most 500. */
  'marketData.defects': stream<readonly DataDefect[], readonly DataDefect[]>()(z.object({})),
};
