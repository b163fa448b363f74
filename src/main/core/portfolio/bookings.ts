/** What stands in the books of an account and a strategy: fills, and what was moved between accounts. Pure. */
import type { Fill } from '../../../shared/domain/fill.ts';
import { fillKey } from '../../../shared/domain/fill-list.ts';
import { moneyMinor, quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { tradeOf, type Trade } from '../../../shared/domain/position.ts';

/** Where something is booked. Null: to no account, for no strategy. */
export interface PartKey {
  readonly symbol: string;
  readonly account: string | null;
  readonly strategy: string | null;
}

/**
 * - **fill**: as its order got it.
 * - **allocation**: given to the account at the average price.
 * - **unallocated**: what an allocation of less than all of them left of the fills, at the same average price.
 * - **correction**: what a bust or correction made other of a fill that had been allocated. The account keeps what it was given until the desk allocates again.
 */
export type BookingSource =
  | { readonly kind: 'fill'; readonly fill: Fill }
  | { readonly kind: 'allocation' | 'unallocated'; readonly allocId: string }
  | { readonly kind: 'correction'; readonly clOrdId: string; readonly execId: string };

export interface Booking extends PartKey {
  readonly bookingId: string;
  readonly trade: Trade;
  /** When it traded, as the OMS says; for an allocation when the OMS had accepted it. */
  readonly at: EpochMicros;
  readonly source: BookingSource;
  /** The parent whose fills it is of; null when there is none. */
  readonly parentId: string | null;
}

export const noTrade: Trade = { quantity: quantityLots(0), valueTickLots: 0n, feeMinor: moneyMinor(0) };

export const plus = (a: Trade, b: Trade): Trade =>
  ({ quantity: quantityLots(a.quantity + b.quantity), valueTickLots: a.valueTickLots + b.valueTickLots, feeMinor: moneyMinor(a.feeMinor + b.feeMinor) });
export const minus = (a: Trade, b: Trade): Trade =>
  ({ quantity: quantityLots(a.quantity - b.quantity), valueTickLots: a.valueTickLots - b.valueTickLots, feeMinor: moneyMinor(a.feeMinor - b.feeMinor) });
export const isNothing = (t: Trade): boolean => t.quantity === 0 && t.valueTickLots === 0n && t.feeMinor === 0;

export const partId = ({ symbol, account, strategy }: PartKey): string => JSON.stringify([symbol, account, strategy]);

export const fillBooking = (fill: Fill, where: Omit<PartKey, 'symbol'> & { readonly parentId: string | null }): Booking => ({
  bookingId: fillKey(fill.clOrdId, fill.execId), symbol: fill.symbol, account: where.account, strategy: where.strategy, parentId: where.parentId,
  trade: tradeOf(fill), at: fill.transactTime, source: { kind: 'fill', fill },
});
