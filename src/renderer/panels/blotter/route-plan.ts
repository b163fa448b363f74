/** What the form of a route would send of each parent, and why it could not. Pure. */
import type { InputOf } from '../../../shared/contract/contract.ts';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import { priceTicks, quantityLots, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Side, TimeInForce } from '../../../shared/domain/order.ts';
import { isWorseThan, type ParentOrder } from '../../../shared/domain/parent-order.ts';

/** `limit` at a price of its own (or each parent's), `touch` at the near side of the quote, `market` without a limit. */
export type RoutePricing = 'limit' | 'touch' | 'market';

export interface RouteDraft {
  readonly pricing: RoutePricing;
  /** Of a single parent only; several go whole, each with what is unrouted. */
  readonly orderQty: QuantityLots | null;
  /** Of a single parent only; several take each parent's own limit. */
  readonly price: PriceTicks | null;
  readonly timeInForce: TimeInForce;
  /** Share of the volume, 0.01 to 0.5; null to work it at once. */
  readonly rate: number | null;
}

export type RoutePlan = { readonly ok: true; readonly route: InputOf<'parents.route'> } | { readonly ok: false; readonly why: string };

export const rateMin = 0.01;
export const rateMax = 0.5;

/** @param alone whether quantity and limit are this parent's own. @param quote live, or absent. */
export function routePlan(parent: ParentOrder, draft: RouteDraft, alone: boolean, quote: QuoteRow | undefined): RoutePlan {
  const orderQty = alone ? draft.orderQty : parent.unroutedQty;
  if (orderQty === null || orderQty <= 0) return no('a quantity is needed');
  if (orderQty > parent.unroutedQty) return no('more than is unrouted');
  if (draft.rate !== null && !(draft.rate >= rateMin && draft.rate <= rateMax)) return no('a share of the volume is from 1 % to 50 %');
  const price = priceOf(parent, draft, alone, quote);
  if (price === 'unknown') return no(draft.pricing === 'touch' ? 'no live quote to take the touch from' : 'a limit is needed');
  if (isWorseThan(parent.price, parent.side, price)) return no(price === null ? 'the parent has a limit: no route of it is at market' : 'worse than the limit of the parent');
  const { timeInForce, rate } = draft;
  return { ok: true, route: { parentId: parent.parentId, orderQty: quantityLots(orderQty), ordType: price === null ? 'market' : 'limit', price, timeInForce, participationRate: rate } };
}

const no = (why: string): RoutePlan => ({ ok: false, why });

function priceOf(parent: ParentOrder, { pricing, price }: RouteDraft, alone: boolean, quote: QuoteRow | undefined): PriceTicks | null | 'unknown' {
  if (pricing === 'market') return null;
  if (pricing === 'touch') return touchWithin(parent.side, parent.price, quote) ?? 'unknown';
  if (alone) return price ?? 'unknown';
  return parent.price ?? touchWithin(parent.side, null, quote) ?? 'unknown';
}

/** The near side of the quote, bid for a buy, never beyond the limit; null without a live quote. */
export function touchWithin(side: Side, limit: PriceTicks | null, row: QuoteRow | undefined): PriceTicks | null {
  if (!row?.quote || row.state !== 'live') return null;
  const touch = side === 'buy' ? row.quote.bid : row.quote.ask;
  return limit !== null && isWorseThan(limit, side, touch) ? limit : priceTicks(touch);
}
