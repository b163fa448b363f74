/** What the screen may ask of positions. */
import { z } from 'zod';
import type { FeedState } from '../domain/connection.ts';
import type { EpochMicros, MoneyMinor, QuantityLots } from '../domain/numbers.ts';
import { stream } from './kinds.ts';

export interface PositionRow {
  readonly symbol: string;
  readonly currency: string;
  readonly currencyMinorDigits: number;
  readonly quantity: QuantityLots;
  /** Average price in ticks, a float; null when flat. */
  readonly averagePrice: number | null;
  /** Mid price the position is marked at, ticks; null without a quote. */
  readonly markPrice: number | null;
  readonly markState: FeedState;
  readonly markedAt: EpochMicros | null;
  readonly realisedMinor: MoneyMinor;
  /** Null without a mark. */
  readonly unrealisedMinor: MoneyMinor | null;
  readonly feesMinor: MoneyMinor;
  /** realised + unrealised - fees; null without a mark. */
  readonly netMinor: MoneyMinor | null;
  /** Market value of the position, signed; null without a mark. */
  readonly exposureMinor: MoneyMinor | null;
  readonly workingBuyQty: QuantityLots;
  readonly workingSellQty: QuantityLots;
}

/** A position of one account and strategy in one instrument. Their sums over an instrument are its `PositionRow`. */
export interface PositionPart extends Omit<PositionRow, 'workingBuyQty' | 'workingSellQty'> {
  /** Null: fills that were booked to no account and are not allocated. */
  readonly account: string | null;
  readonly strategy: string | null;
}

export const portfolioContract = {
  /** Deltas are upserts by symbol, account and strategy. */
  'portfolio.parts': stream<readonly PositionPart[], readonly PositionPart[]>()(z.object({})),
  /** Instruments that were traded or are worked; deltas are upserts by symbol. */
  'portfolio.positions': stream<readonly PositionRow[], readonly PositionRow[]>()(z.object({})),
};
