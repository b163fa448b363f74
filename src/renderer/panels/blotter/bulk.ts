/** What can be done to several marked orders at once, and its consequence in numbers before it is done. Pure. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { priceTicks, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign, type Order } from '../../../shared/domain/order.ts';
import { canCancel, canReplace } from '../../words/order-words.ts';
import { blotterTotals, type CurrencyTotal } from './order-figures.ts';

export interface Reprice {
  readonly clOrdId: string;
  readonly orderQty: QuantityLots;
  readonly price: PriceTicks;
}

export const cancelable = (orders: readonly Order[]): readonly Order[] => orders.filter((order) => canCancel(order.ordStatus));

/**
 * New limits, `ticks` towards the market: buys up, sells down; away from it when negative. Market orders and orders that
 * take no change now are left out. Quantities stay.
 */
export const repriced = (orders: readonly Order[], ticks: number): readonly Reprice[] => orders.flatMap((order) => (
  canReplace(order.ordStatus) && order.price !== null && ticks !== 0
    ? [{ clOrdId: order.clOrdId, orderQty: order.orderQty, price: priceTicks(order.price + sideSign(order.side) * ticks) }] : []
));

/** What is open of these orders, by currency. */
export const openOf = (orders: readonly Order[], instruments: ReadonlyMap<string, Instrument>): readonly CurrencyTotal[] =>
  blotterTotals(orders, instruments, new Map()).currencies;

/** Every row from one to another, both included, whichever comes first; empty when one of them is not shown. */
export function rowsBetween(shown: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  return a < 0 || b < 0 ? [] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
}
