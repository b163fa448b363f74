/** Figures worked out of an order for its row and for the totals. Pure; money in minor units, exact. */
import { notionalMinorOrNull } from '../../../shared/domain/amount.ts';
import { notionalMinor, wholeTickLotsToMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { isDone, sideSign, type Order } from '../../../shared/domain/order.ts';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import type { RowFilter } from './order-filter.ts';
import type { BlotterTree } from './tree-model.ts';

/** Ticks between the limit and the opposite touch; null when nothing is open, for market orders and without a live quote. */
export function distanceTicks(order: Order, row: QuoteRow | undefined): number | null {
  if (order.price === null || isDone(order.ordStatus) || !row?.quote || row.state !== 'live') return null;
  return order.side === 'buy' ? row.quote.ask - order.price : order.price - row.quote.bid;
}

/** The same in basis points of the mid. */
export function distanceBp(order: Order, row: QuoteRow | undefined): number | null {
  const ticks = distanceTicks(order, row);
  if (ticks === null || !row?.quote) return null;
  const mid = (row.quote.bid + row.quote.ask) / 2;
  return mid > 0 ? (ticks / mid) * 1e4 : null;
}

/** At the limit; for a market order what it has filled, since nothing else is known (average times quantity is whole tick-lots). */
export function orderNotionalMinor(order: Order, instrument: Instrument): number | null {
  if (order.price !== null) return notionalMinorOrNull(instrument, order.price, order.orderQty);
  return order.avgPx === null ? null : filledMinor(order, instrument);
}

/** Value of what has filled; 0 before the first fill. */
export const filledMinor = (order: Order, instrument: Instrument): number =>
  order.avgPx === null ? 0 : wholeTickLotsToMinor(instrument, Math.round(order.avgPx * order.cumQty));

/**
 * Implementation shortfall against the mid at arrival, basis points, of what has filled: positive is worse than the
 * mid on either side (A. Perold, "The Implementation Shortfall", 1988). Null without a fill or an arrival price.
 */
export const slippageBp = (order: Pick<Order, 'avgPx' | 'arrivalMid' | 'side'>): number | null =>
  order.avgPx === null || order.arrivalMid === null || order.arrivalMid <= 0 ? null : (sideSign(order.side) * (order.avgPx - order.arrivalMid) * 1e4) / order.arrivalMid;

/** Order quantity as a share of average daily volume; null where ADV is unknown. */
export const advShare = (order: Pick<Order, 'orderQty'>, instrument: Instrument | undefined): number | null =>
  instrument?.averageDailyVolumeLots ? order.orderQty / instrument.averageDailyVolumeLots : null;

/** Fees of each order, minor units; an order without a fill is absent. */
export function feesByOrder(fills: readonly Fill[]): ReadonlyMap<string, number> {
  const fees = new Map<string, number>();
  for (const { clOrdId, feeMinor } of fills) fees.set(clOrdId, (fees.get(clOrdId) ?? 0) + feeMinor);
  return fees;
}

/**
 * Orders that count in the totals: those shown alone, and those under the parents shown, folded or not. A parent's own
 * quantities are what its orders did, and are not added to them.
 */
export function shownOrdersOf(tree: Pick<BlotterTree, 'all' | 'below'>, passes: RowFilter): readonly Order[] {
  const shown: Order[] = [];
  for (const row of tree.all()) {
    if (row.level > 0 || row.kind === 'fill' || !passes(row)) continue;
    if (row.kind === 'order') shown.push(row.order);
    else for (const child of tree.below(row.id)) if (child.kind === 'order' && passes(child)) shown.push(child.order);
  }
  return shown;
}

/** What parents have not routed, at their limits, by currency; minor units. Those at market have no value to give. */
export function unroutedMinor(parents: readonly ParentOrder[], instruments: ReadonlyMap<string, Instrument>): ReadonlyMap<string, { readonly minor: number; readonly minorDigits: number }> {
  const byCurrency = new Map<string, { readonly minor: number; readonly minorDigits: number }>();
  for (const { symbol, price, unroutedQty } of parents) {
    const instrument = instruments.get(symbol);
    if (!instrument || price === null || unroutedQty === 0) continue;
    const old = byCurrency.get(instrument.currency)?.minor ?? 0;
    byCurrency.set(instrument.currency, { minor: old + (notionalMinorOrNull(instrument, price, unroutedQty) ?? 0), minorDigits: instrument.currencyMinorDigits });
  }
  return byCurrency;
}

export interface CurrencyTotal {
  readonly currency: string;
  readonly minorDigits: number;
  readonly orders: number;
  /** Bought and sold together, and bought less sold. */
  readonly filledMinor: number;
  readonly netMinor: number;
  readonly feesMinor: number;
  /** Open value at the limit. */
  readonly leavesMinor: number;
}

export interface BlotterTotals {
  readonly orders: number;
  readonly currencies: readonly CurrencyTotal[];
  /** Lots bought less lots sold when all orders are of one instrument; null otherwise: lots of different things do not add up. */
  readonly net: { readonly symbol: string; readonly lots: number } | null;
}

export function blotterTotals(orders: readonly Order[], instruments: ReadonlyMap<string, Instrument>, fees: ReadonlyMap<string, number>): BlotterTotals {
  const byCurrency = new Map<string, CurrencyTotal>();
  const symbols = new Set<string>();
  let lots = 0;
  for (const order of orders) {
    symbols.add(order.symbol);
    lots += sideSign(order.side) * order.cumQty;
    const instrument = instruments.get(order.symbol);
    if (!instrument) continue;
    const old = byCurrency.get(instrument.currency) ?? { currency: instrument.currency, minorDigits: instrument.currencyMinorDigits, orders: 0, filledMinor: 0, netMinor: 0, feesMinor: 0, leavesMinor: 0 };
    const filled = filledMinor(order, instrument);
    byCurrency.set(instrument.currency, {
      ...old, orders: old.orders + 1, filledMinor: old.filledMinor + filled, netMinor: old.netMinor + sideSign(order.side) * filled,
      feesMinor: old.feesMinor + (fees.get(order.clOrdId) ?? 0),
      leavesMinor: old.leavesMinor + (order.price === null ? 0 : notionalMinor(instrument, order.price, order.leavesQty)),
    });
  }
  const [symbol] = symbols;
  return { orders: orders.length, currencies: [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)), net: symbols.size === 1 && symbol !== undefined ? { symbol, lots } : null };
}
