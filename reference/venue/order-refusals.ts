/** Why the OMS does not take an order or a replace, in words. The first reason found is the one given (OR-2, OR-6, OR-20). */
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import type { PriceTicks } from '../../src/shared/domain/numbers.ts';
import type { OrdType } from '../../src/shared/domain/order.ts';
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import { lastClOrdId, type LedgerOrder } from './ledger.ts';
import { opposite, type MatchingBook } from './matching-book.ts';

/** Open orders that the OMS holds, of all clients together. */
export const openOrdersMax = 10_000;
/** Largest order, lots: sums of thousands of such orders are still exact. */
export const orderQtyMax = 1_000_000_000_000;

/** Why a new order is not taken, or null. `market` undefined: nobody knows the symbol. */
export function newOrderRefusal(
  request: ToVenueOf<'NewOrderSingle'>, market: { readonly instrument: Instrument; readonly book: MatchingBook } | undefined, isClosed: boolean, openOrders: number,
): string | null {
  const { symbol, side, ordType, orderQty, timeInForce } = request;
  const takesPart = request.participationRate !== undefined;
  if (!market) return `unknown symbol ${symbol}`;
  if (!market.instrument.tradable) return `${symbol} is not tradable`;
  if (isClosed) return 'market closed: the tape has ended';
  if (orderQty <= 0) return 'quantity must be above zero';
  if (orderQty > orderQtyMax) return `quantity ${orderQty} above the largest, ${orderQtyMax} lots`;
  const unpriced = priceRefusal(request);
  if (unpriced !== null) return unpriced;
  if (takesPart && timeInForce !== 'day' && timeInForce !== 'gtc') return `${timeInForce} with a participation rate: an order that takes part in the volume is day or gtc`;
  if (ordType === 'market' && !takesPart && market.book.best(opposite(side)) === null) return 'no market: nothing is quoted on the other side';
  if (openOrders >= openOrdersMax) return `already ${openOrdersMax} open orders`;
  return null;
}

/** Why an open order may not be changed as asked, or null. */
export function replaceRefusal(order: LedgerOrder, request: ToVenueOf<'OrderCancelReplaceRequest'>): string | null {
  const { origClOrdId, ordType, orderQty } = request;
  if (origClOrdId !== lastClOrdId(order)) return `order is now ${lastClOrdId(order)}`;
  if (ordType !== order.ordType) return 'order type cannot be changed';
  const unpriced = priceRefusal(request);
  if (unpriced !== null) return unpriced;
  if (orderQty <= order.cumQty) return `quantity ${orderQty} is not above the ${order.cumQty} filled`;
  if (orderQty > orderQtyMax) return `quantity ${orderQty} above the largest, ${orderQtyMax} lots`;
  return null;
}

/** A limit order names its price, and a market order none: why that is not so, or null. */
export function priceRefusal({ ordType, price }: { readonly ordType: OrdType; readonly price: PriceTicks | null }): string | null {
  if (ordType === 'limit' && price === null) return 'limit order without a price';
  return ordType === 'market' && price !== null ? 'market order with a price' : null;
}

/** Why it is no quantity of a parent or a trade, lots, or null. */
export const lotsRefusal = (lots: number): string | null => (lots > 0 && lots <= orderQtyMax ? null : `quantity ${lots} is not within 1 to ${orderQtyMax} lots`);

/** Why what an order could not fill at once is canceled. */
export function unfilledText(order: LedgerOrder): string {
  if (order.timeInForce === 'fok') return 'fill or kill: not fillable at once';
  if (order.ordType === 'market') return 'no more displayed depth';
  return 'immediate or cancel: remainder';
}
