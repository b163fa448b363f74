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

/**
 * The position after a fill. What closes leaves at average cost (a remainder of the division stays in the cost, so
 * nothing is lost to rounding); what opens enters at its price.
 */
export function applyFill(position: Position, fill: Pick<Fill, 'side' | 'lastPx' | 'lastQty' | 'feeMinor'>): Position {
  const signed = sideSign(fill.side) * fill.lastQty;
  const held = position.quantity;
  const closes = held !== 0 && Math.sign(held) !== Math.sign(signed) ? Math.min(Math.abs(held), fill.lastQty) : 0;
  const opens = fill.lastQty - closes;
  const price = BigInt(fill.lastPx);
  const sign = BigInt(Math.sign(signed));
  const costReleased =
    closes === 0 ? 0n : closes === Math.abs(held) ? position.costTickLots
      : divideRounded(position.costTickLots * BigInt(closes), BigInt(Math.abs(held)));
  // Closing a long sells at price: proceeds - cost. Closing a short buys: the (negative) cost released, less what is paid.
  const realised = -sign * price * BigInt(closes) - costReleased;
  return {
    symbol: position.symbol,
    quantity: quantityLots(held + signed),
    costTickLots: position.costTickLots - costReleased + sign * price * BigInt(opens),
    realisedTickLots: position.realisedTickLots + realised,
    feesMinor: moneyMinor(position.feesMinor + fill.feeMinor),
    tradedQty: quantityLots(position.tradedQty + fill.lastQty),
  };
}

/** The position that fills make, in their order. */
export const positionOf = (symbol: string, fills: readonly Pick<Fill, 'side' | 'lastPx' | 'lastQty' | 'feeMinor'>[]): Position =>
  fills.reduce<Position>(applyFill, flatPosition(symbol));

/** Average price of what is held, in ticks; null when flat. */
export const averagePriceTicks = (p: Position): number | null =>
  p.quantity === 0 ? null : Number(p.costTickLots) / p.quantity;

/** Unrealised profit at `markHalfTicks` (twice the mark, so that a mid is exact), tick-lots doubled away in minor units. */
export function unrealisedMinor(instrument: Instrument, p: Position, markHalfTicks: number): MoneyMinor {
  const doubled = BigInt(p.quantity) * BigInt(markHalfTicks) - 2n * p.costTickLots;
  return tickLotsToMinor(instrument, divideRounded(doubled, 2n));
}

/** Signed market value of what is held at `markHalfTicks` (twice the mark), minor units. */
export const exposureMinor = (instrument: Instrument, p: Position, markHalfTicks: number): MoneyMinor =>
  tickLotsToMinor(instrument, divideRounded(BigInt(p.quantity) * BigInt(markHalfTicks), 2n));

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
