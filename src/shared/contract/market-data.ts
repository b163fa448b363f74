/** What the screen may ask of prices. */
import { z } from 'zod';
import type { Bar } from '../domain/bar.ts';
import type { FeedState } from '../domain/connection.ts';
import type { DataDefect } from '../domain/data-defect.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { EpochMicros, PriceTicks } from '../domain/numbers.ts';
import type { BookDepth, Quote, QuoteCondition } from '../domain/quote.ts';
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
  readonly lastPrice: PriceTicks | null;
  /** First price of the session on display, for the change column. */
  readonly referencePrice: PriceTicks | null;
}

export interface BarUpdate {
  readonly bar: Bar;
  /** False while the bar is still forming. */
  readonly complete: boolean;
}

const bySymbol = z.object({ symbol: symbolShape });

export const marketDataContract = {
  'marketData.instruments': stream<readonly Instrument[], readonly Instrument[]>()(z.object({})),
  /** One row an instrument; deltas hold the rows that changed since the last frame (conflated, about 20 a second). */
  'marketData.quotes': stream<readonly QuoteRow[], readonly QuoteRow[]>()(z.object({})),
  'marketData.bars': stream<readonly Bar[], readonly BarUpdate[]>()(bySymbol),
  'marketData.depth': stream<BookDepth | null, BookDepth>()(bySymbol),
  /** Latest first; at most 500. */
  'marketData.defects': stream<readonly DataDefect[], readonly DataDefect[]>()(z.object({})),
};
