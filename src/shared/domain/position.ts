/**
 * Position and P&L by average cost, exact to the tick-lot: realised + unrealised always equals the mark of the holding
 * less what was paid for it. Amounts are tick-lots (price ticks x lots) as bigints; minor units are made at the edge.
 */
import type { Fill } from './fill.ts';
import { tickLotsToMinor, type Instrument } from './instrument.ts';
import { divideRounded, moneyMinor, quantityLots, type MoneyMinor, type QuantityLots } from './numbers.ts';
import { sideSign } from './order.ts';

export interface Position {
  readonly symbol: string;
  /** Signed: long above zero, short below. */
  readonly quantity: QuantityLots;
  /** Signed cost of what is held, tick-lots. Negative for a short. */
  readonly costTickLots: bigint;
  /** Realised so far, tick-lots, before fees. */
  readonly realisedTickLots: bigint;
  readonly feesMinor: MoneyMinor;
  /** Traded quantity over life, lots. */
  readonly tradedQty: QuantityLots;
}

export const flatPosition = (symbol: string): Position => ({
  symbol,
  quantity: quantityLots(0),
  costTickLots: 0n,
  realisedTickLots: 0n,
  feesMinor: moneyMinor(0),
  tradedQty: quantityLots(0),
});

/** What changes a position: lots that came or went (signed), what was paid for them, and fees. */
export interface Trade {
  readonly quantity: QuantityLots;
  /** Paid (positive) or received, tick-lots. Of the sign of the quantity but for prices below zero. */
  readonly valueTickLots: bigint;
  readonly feeMinor: MoneyMinor;
}

export const tradeOf = (fill: Pick<Fill, 'side' | 'lastPx' | 'lastQty' | 'feeMinor'>): Trade => ({
  quantity: quantityLots(sideSign(fill.side) * fill.lastQty),
  valueTickLots: BigInt(sideSign(fill.side)) * BigInt(fill.lastPx) * BigInt(fill.lastQty),
  feeMinor: fill.feeMinor,
});

export const applyFill = (position: Position, fill: Pick<Fill, 'side' | 'lastPx' | 'lastQty' | 'feeMinor'>): Position => applyTrade(position, tradeOf(fill));

/**
 * The position after a trade. What closes leaves at average cost (a remainder of the division stays in the cost, so
 * nothing is lost to rounding); what opens enters at its price. Value without lots is realised.
 */
export function applyTrade(position: Position, { quantity, valueTickLots, feeMinor }: Trade): Position {
  const held = position.quantity;
  const traded = Math.abs(quantity);
  const closes = held !== 0 && Math.sign(held) !== Math.sign(quantity) ? Math.min(Math.abs(held), traded) : 0;
  const costReleased =
    closes === 0 ? 0n : closes === Math.abs(held) ? position.costTickLots
      : divideRounded(position.costTickLots * BigInt(closes), BigInt(Math.abs(held)));
  const valueClosed = traded === 0 || closes === traded ? valueTickLots : closes === 0 ? 0n : divideRounded(valueTickLots * BigInt(closes), BigInt(traded));
  return {
    symbol: position.symbol,
    quantity: quantityLots(held + quantity),
    costTickLots: position.costTickLots - costReleased + (valueTickLots - valueClosed),
    // Closing a long sells: what is received less its cost. Closing a short buys: its (negative) cost released, less what is paid.
    realisedTickLots: position.realisedTickLots - valueClosed - costReleased,
    feesMinor: moneyMinor(position.feesMinor + feeMinor),
    tradedQty: quantityLots(position.tradedQty + traded),
  };
}

/** The position that fills make, in their order. */
export const positionOf = (symbol: string, fills: readonly Pick<Fill, 'side' | 'lastPx' | 'lastQty' | 'feeMinor'>[]): Position =>
  fills.reduce<Position>(applyFill, flatPosition(symbol));

/** Average price of what is held, in ticks; null when flat. */
export const averagePriceTicks = (p: Position): number | null =>
  p.quantity === 0 ? null : Number(p.costTickLots) / p.quantity;

/** Twice the unrealised profit at `markHalfTicks` (twice the mark, so that a mid is exact), tick-lots. */
export const unrealisedHalfTickLots = (p: Position, markHalfTicks: number): bigint => BigInt(p.quantity) * BigInt(markHalfTicks) - 2n * p.costTickLots;

/** Unrealised profit at `markHalfTicks`, minor units: (mark - average) x quantity, rounded once. */
export const unrealisedMinor = (instrument: Instrument, p: Position, markHalfTicks: number): MoneyMinor =>
  tickLotsToMinor(instrument, unrealisedHalfTickLots(p, markHalfTicks), 2);

/** Signed market value of what is held at `markHalfTicks` (twice the mark), minor units. */
export const exposureMinor = (instrument: Instrument, p: Position, markHalfTicks: number): MoneyMinor =>
  tickLotsToMinor(instrument, BigInt(p.quantity) * BigInt(markHalfTicks), 2);

export const realisedMinor = (instrument: Instrument, p: Position): MoneyMinor =>
  tickLotsToMinor(instrument, p.realisedTickLots);

/** A position as JSON can hold it: bigints as decimal strings. */
export interface PositionJson extends Omit<Position, 'costTickLots' | 'realisedTickLots'> {
  readonly costTickLots: string;
  readonly realisedTickLots: string;
}

export const positionToJson = (p: Position): PositionJson =>
  ({ ...p, costTickLots: String(p.costTickLots), realisedTickLots: String(p.realisedTickLots) });

export const positionFromJson = (p: PositionJson): Position =>
  ({ ...p, costTickLots: BigInt(p.costTickLots), realisedTickLots: BigInt(p.realisedTickLots) });
