/** What stands in the ticket before it is sent, and how it starts from a suggestion, an order or nothing. Pure. */
import { notionalMinorOrNull } from '../../../shared/domain/amount.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { MoneyMinor, PriceTicks, QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Order, OrdType, Side, TimeInForce } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import type { InputOf } from '../../../shared/contract/contract.ts';

export interface Draft {
  readonly symbol: string | null;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly price: PriceTicks | null;
  readonly orderQty: QuantityLots | null;
  readonly timeInForce: TimeInForce;
}

export const emptyDraft = (symbol: string | null, side: Side): Draft =>
  ({ symbol, side, ordType: 'limit', price: null, orderQty: null, timeInForce: 'day' });

/** An own order starts resting, at its own touch. */
export const draftAtTouch = (symbol: string, side: Side, quote: Quote | null): Draft =>
  ({ ...emptyDraft(symbol, side), price: quote ? (side === 'buy' ? quote.bid : quote.ask) : null });

export const draftOfSuggestion = (s: Suggestion): Draft =>
  ({ symbol: s.signal.symbol, side: s.side, ordType: s.ordType, price: s.price, orderQty: s.orderQty, timeInForce: s.timeInForce });

export const draftOfOrder = (o: Order): Draft =>
  ({ symbol: o.symbol, side: o.side, ordType: o.ordType, price: o.price, orderQty: o.orderQty, timeInForce: o.timeInForce });

/** The ticket as the core takes it; null while something is missing. */
export function ticketOf(draft: Draft): InputOf<'orders.submit'> | null {
  const { symbol, side, ordType, price, orderQty, timeInForce } = draft;
  if (symbol === null || orderQty === null || (ordType === 'limit' && price === null)) return null;
  return { symbol, side, ordType, price: ordType === 'limit' ? price : null, orderQty, timeInForce };
}

/** Value at the limit, or at the touch that a market order would take; null when it cannot be known. */
export function draftNotional(draft: Draft, instrument: Instrument | undefined, quote: Quote | null): MoneyMinor | null {
  if (!instrument || draft.orderQty === null) return null;
  const price = draft.ordType === 'limit' ? draft.price : quote && (draft.side === 'buy' ? quote.ask : quote.bid);
  return price === null ? null : notionalMinorOrNull(instrument, price, draft.orderQty);
}
