/** What the screen may ask of positions. */
import { z } from 'zod';
import type { FeedState } from '../domain/connection.ts';
import type { EpochMicros, MoneyMinor, QuantityLots } from '../domain/numbers.ts';
import { symbolShape } from '../domain/shapes.ts';
import { query, stream } from './kinds.ts';

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

/** A position of one account and strategy in one instrument. Their sums over an instrument are its `PositionRow`, to the minor unit. */
export interface PositionPart extends Omit<PositionRow, 'workingBuyQty' | 'workingSellQty'> {
  /**
   * - **part**: what the account holds for the strategy, by its own average cost.
   * - **between**: no holding. What is realised by the average cost of the whole instrument and not (or more) by those of
   *   its parts, and the same unrealised with the other sign: its net is 0 (docs/decisions/0015-cost-by-account.md).
   */
  readonly kind: 'part' | 'between';
  /** Null: fills that were booked to no account and are not allocated. */
  readonly account: string | null;
  readonly strategy: string | null;
}

/** Something booked: a fill, or lots that an allocation moved. Amounts add up to those of the explanation, to the minor unit. */
export interface PositionStep {
  readonly source:
    | { readonly kind: 'fill'; readonly clOrdId: string; readonly execId: string }
    /** Given by an allocation at the average price; 'unallocated' is what it left. */
    | { readonly kind: 'allocation' | 'unallocated'; readonly allocId: string }
    /** A bust or correction of a fill that had been allocated: the accounts keep what they were given. */
    | { readonly kind: 'correction'; readonly clOrdId: string; readonly execId: string };
  readonly at: EpochMicros;
  /** Signed: bought above zero. */
  readonly quantity: QuantityLots;
  /** Ticks, a float; null without lots. */
  readonly price: number | null;
  /** Lots of what was held that it closed, at `averageBefore`. */
  readonly closedQty: QuantityLots;
  readonly averageBefore: number | null;
  readonly realisedMinor: MoneyMinor;
  readonly feeMinor: MoneyMinor;
  readonly quantityAfter: QuantityLots;
  readonly averageAfter: number | null;
}

/** Where the figures of a position come from. */
export interface PositionExplanation {
  readonly symbol: string;
  /** Oldest first, at most the newest 500. */
  readonly steps: readonly PositionStep[];
  /** What was booked before the first of `steps`; null when they are all. */
  readonly carried: { readonly steps: number; readonly quantity: QuantityLots; readonly average: number | null; readonly realisedMinor: MoneyMinor; readonly feesMinor: MoneyMinor } | null;
  readonly quantity: QuantityLots;
  readonly averagePrice: number | null;
  readonly realisedMinor: MoneyMinor;
  readonly feesMinor: MoneyMinor;
}

/** What the fills of an order, or of all routes of a parent, are measured against. Null parts say why in `missing`; the screen makes basis points of it (BM rules, docs/specs/portfolio.md). */
export interface OrderBenchmark {
  /** ClOrdID, or id of the parent. */
  readonly id: string;
  /** Of the standing fills whose mid is known: lots, average price and quantity-weighted mid, ticks. Null when none is. */
  readonly atFills: { readonly quantity: QuantityLots; readonly avgPx: number; readonly mid: number } | null;
  /** Volume-weighted average price of the market, ticks, and its lots, from the order's submission (a parent's staging) to now, or to its last fill when it is done. */
  readonly market: { readonly vwap: number; readonly quantity: QuantityLots; readonly until: 'now' | 'lastFill' } | null;
  /** Why there is no VWAP: the workstation or its feed was away in that time, or nothing printed. */
  readonly missing: 'notSeen' | 'nothingPrinted' | null;
}

const nameShape = z.string().min(1).max(64).nullable();

export const portfolioContract = {
  /** Deltas are upserts by symbol, kind, account and strategy. Parts that are empty now may come in deltas, with zeros. */
  'portfolio.parts': stream<readonly PositionPart[], readonly PositionPart[]>()(z.object({})),
  /** Instruments that were traded or are worked; deltas are upserts by symbol. */
  'portfolio.positions': stream<readonly PositionRow[], readonly PositionRow[]>()(z.object({})),
  /** Orders and parents with a fill: the newest 2,000 of both; deltas are upserts by id. Those that are open move with the market, once a second. */
  'portfolio.benchmarks': stream<readonly OrderBenchmark[], readonly OrderBenchmark[]>()(z.object({})),
  /** The bookings behind a position: of one account and strategy, or with `part` null of the instrument. Null where nothing is booked. */
  'portfolio.explain': query<PositionExplanation | null>()(z.object({ symbol: symbolShape, part: z.object({ account: nameShape, strategy: nameShape }).nullable() })),
};
