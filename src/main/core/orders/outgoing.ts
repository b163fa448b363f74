/** The messages that orders send, written in one place. */
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import { belongingOf, type Order, type OrderBelonging, type OrderIntent, type Side } from '../../../shared/domain/order.ts';
import type { UnsequencedToVenue } from './oms-gateway.ts';
import type { OrderTerms } from './orders-projection.ts';

export const newOrderSingle = (clOrdId: string, intent: OrderIntent, transactTime: EpochMicros): UnsequencedToVenue => ({
  msgType: 'NewOrderSingle',
  clOrdId,
  symbol: intent.symbol,
  side: intent.side,
  ordType: intent.ordType,
  price: intent.price,
  orderQty: intent.orderQty,
  timeInForce: intent.timeInForce,
  transactTime,
  ...wireBelonging(intent),
});

/** What the OMS is told of where an order belongs: the strategy stays in the house. */
function wireBelonging(intent: OrderIntent): Omit<OrderBelonging, 'strategy'> {
  const { strategy: _inHouse, ...told } = belongingOf(intent);
  return told;
}

/** Cancels the order under the last ClOrdID of its accepted chain. */
export const cancelRequest = (order: Order, requestClOrdId: string, transactTime: EpochMicros): UnsequencedToVenue => ({
  msgType: 'OrderCancelRequest',
  clOrdId: requestClOrdId,
  origClOrdId: order.lastClOrdId,
  symbol: order.symbol,
  side: order.side,
  transactTime,
});

/** Cancels every open order that fits; null fits all. */
export const massCancelRequest = (clOrdId: string, symbol: string | null, side: Side | null, transactTime: EpochMicros): UnsequencedToVenue =>
  ({ msgType: 'OrderMassCancelRequest', clOrdId, symbol, side, transactTime });

export const replaceRequest = (order: Order, requestClOrdId: string, terms: OrderTerms, transactTime: EpochMicros): UnsequencedToVenue => ({
  msgType: 'OrderCancelReplaceRequest',
  clOrdId: requestClOrdId,
  origClOrdId: order.lastClOrdId,
  symbol: order.symbol,
  side: order.side,
  ordType: order.ordType,
  price: terms.price,
  orderQty: terms.orderQty,
  transactTime,
});
