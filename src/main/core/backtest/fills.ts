/** At what price a simulated order is filled, and what a round trip brings. Rules BT-3 to BT-7 and BT-16 in docs/specs/backtest.md. */
import type { Bar } from '../../../shared/domain/bar.ts';
import { priceTicks, type PriceTicks } from '../../../shared/domain/numbers.ts';
import { sideSign, type Side } from '../../../shared/domain/order.ts';
import { midTicks, quoteCondition, type Quote } from '../../../shared/domain/quote.ts';
import { quoteAgeBarsMax } from '../../../shared/signals/input-gates.ts';

export interface SimulatedFill {
  /** The touch that is taken. */
  readonly price: PriceTicks;
  /** The mid that it is measured against, ticks; their distance is the spread paid. */
  readonly mid: number;
}

/** Fill at the touch: a buy at the ask, a sell at the bid. */
export const fillAtTouch = (quote: Quote, side: Side): SimulatedFill => ({ price: side === 'buy' ? quote.ask : quote.bid, mid: midTicks(quote) });

/** Fill around a price that was traded, half a spread away from it, rounded to the tick against us. */
export function fillAround(mid: number, halfSpread: number, side: Side): SimulatedFill {
  return { price: priceTicks(side === 'buy' ? Math.ceil(mid + halfSpread) : Math.floor(mid - halfSpread)), mid };
}

/** Fill of a limit that rests: at its price, when `bar` trades through it; null when it only touches it, where others were there first. */
export function restingFill(side: Side, price: PriceTicks, bar: Bar): SimulatedFill | null {
  // Whatever the mid is by then, the order has paid its own price and no spread.
  return (side === 'buy' ? bar.low < price : bar.high > price) ? { price, mid: price } : null;
}

/** The quote that stood at a bar's end, where one can be traded against: two-sided, not crossed, at most two bars old. */
export function standingQuote(quote: Quote | null, bar: Bar, barSeconds: number): Quote | null {
  if (!quote || quoteCondition(quote) === 'crossed') return null;
  return (bar.end - quote.venueTime) / 1e6 <= quoteAgeBarsMax * barSeconds ? quote : null;
}

/** Where a stop inside `bar` is triggered, ticks: at its price, or at the open when the bar opens beyond it; null when it is not touched. */
export function stopTrigger(side: Side, stopPrice: PriceTicks, bar: Bar): number | null {
  if (side === 'buy') return bar.low <= stopPrice ? Math.min(stopPrice, bar.open) : null;
  return bar.high >= stopPrice ? Math.max(stopPrice, bar.open) : null;
}

export interface RoundTrip {
  readonly side: Side;
  readonly entry: SimulatedFill;
  readonly exit: SimulatedFill;
  /** Fees and impact of both sides, basis points of entry notional, before the multiplier. */
  readonly feeBp: number;
  readonly impactBp: number;
  readonly costMultiplier: number;
}

/** Mid-to-mid return in the direction of the position less cost, basis points of the entry price. netBp + costBp is the gross return. */
export function roundTripResult(trip: RoundTrip): { readonly netBp: number; readonly costBp: number } {
  const { entry, exit } = trip;
  const grossBp = (sideSign(trip.side) * (exit.mid - entry.mid) * 1e4) / entry.price;
  const spreadBp = ((Math.abs(entry.price - entry.mid) + Math.abs(exit.price - exit.mid)) * 1e4) / entry.price;
  const costBp = trip.costMultiplier * (spreadBp + trip.feeBp + trip.impactBp);
  return { netBp: grossBp - costBp, costBp };
}
