/**
 * The pre-trade controls, in the order of `denialMeanings`; the first that fails is reported. Pure: everything that a
 * check looks at is in its view. Working and in-flight orders count in every sum. Limits: docs/specs/risk.md.
 */
import type { OmsState, TradingState } from '../../../shared/domain/connection.ts';
import type { Denial, DenialCode } from '../../../shared/domain/denial.ts';
import { tickLotsToMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import type { RiskCheckRecord } from '../../../shared/domain/journal-event.ts';
import { orderQtyLimit, positionQtyLimit, valueLimits, type Limits } from '../../../shared/domain/limits.ts';
import { divideRounded, quantityLots, type MoneyMinor, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign, type OrderIntent } from '../../../shared/domain/order.ts';
import { heldAgainst, isWorseThan, type ParentOrder } from '../../../shared/domain/parent-order.ts';
import { midTicks, type Quote } from '../../../shared/domain/quote.ts';

export interface RiskView {
  readonly limits: Limits;
  readonly trading: TradingState;
  /** Why trading is halted; null when it is not. */
  readonly haltedWhy: string | null;
  readonly omsState: OmsState;
  readonly instrument: Instrument | null;
  readonly quote: Quote | null;
  /** Age by which the quote is judged, milliseconds; null when none ever came or the feed is gone. */
  readonly quoteAgeMs: number | null;
  /** Signed. */
  readonly positionQty: QuantityLots;
  readonly workingBuyQty: QuantityLots;
  readonly workingSellQty: QuantityLots;
  /** The last order equal in instrument, side, quantity and price, with its age; null when there is none. */
  readonly lastEqual: { readonly clOrdId: string; readonly ageMs: number } | null;
  /** The parent that the intent names, with what would be unrouted without the order that it replaces; null when it is not known. */
  readonly parent: ParentView | null;
}

export type ParentView = Pick<ParentOrder, 'parentId' | 'symbol' | 'side' | 'price' | 'status' | 'unroutedQty' | 'assignedTo' | 'lockedBy' | 'care'> & {
  /** The user of this workstation. */
  readonly userId: string;
};

type Check = (intent: OrderIntent, view: RiskView) => Denial | null;

/** One check a code. The key order is the order in which they run. */
export const riskChecks: Readonly<Record<DenialCode, Check>> = {
  TRADING_HALTED: (_, v) => (v.trading === 'halted' ? { code: 'TRADING_HALTED', why: v.haltedWhy ?? 'no reason given' } : null),
  NOT_CONNECTED: (_, v) => (v.omsState === 'disconnected' || v.omsState === 'connecting' ? { code: 'NOT_CONNECTED', omsState: v.omsState } : null),
  RECONCILING: (_, v) => (v.omsState === 'reconciling' ? { code: 'RECONCILING' } : null),
  UNKNOWN_INSTRUMENT: (i, v) => (v.instrument === null ? { code: 'UNKNOWN_INSTRUMENT', symbol: i.symbol } : null),
  NOT_TRADABLE: (i, v) => (v.instrument?.tradable === false ? { code: 'NOT_TRADABLE', symbol: i.symbol } : null),
  BAD_QUANTITY: (i) => (Number.isSafeInteger(i.orderQty) && i.orderQty > 0 ? null : { code: 'BAD_QUANTITY', orderQty: i.orderQty }),
  BAD_PRICE: (i) => ((i.ordType === 'limit') === (i.price !== null) ? null : { code: 'BAD_PRICE', price: i.price }),
  PARENT_NOT_OPEN: checkParentOpen,
  PARENT_HELD: ofParent((_, parent) => {
    const why = heldAgainst(parent, parent.userId);
    return why === null ? null : { code: 'PARENT_HELD', parentId: parent.parentId, why };
  }),
  ABOVE_PARENT: ofParent(({ orderQty }, { parentId, unroutedQty }) => (orderQty > unroutedQty ? { code: 'ABOVE_PARENT', parentId, orderQty, unroutedQty } : null)),
  WORSE_THAN_PARENT: ofParent(({ price }, parent) => (parent.price !== null && isWorseThan(parent.price, parent.side, price)
    ? { code: 'WORSE_THAN_PARENT', parentId: parent.parentId, price, limit: parent.price } : null)),
  // An age below zero is a clock that was set back: an order of long ago must not stand in the way of every one like it.
  DUPLICATE: (_, v) => (v.lastEqual && Math.abs(v.lastEqual.ageMs) < v.limits.duplicateWindowMs
    ? { code: 'DUPLICATE', clOrdId: v.lastEqual.clOrdId, withinMs: v.limits.duplicateWindowMs } : null),
  STALE_MARKET_DATA: (_, v) => (v.quote === null || v.quoteAgeMs === null || v.quoteAgeMs > v.limits.quoteAgeMsMax
    ? { code: 'STALE_MARKET_DATA', ageMs: v.quote === null ? null : v.quoteAgeMs, limitMs: v.limits.quoteAgeMsMax } : null),
  PRICE_COLLAR: checkCollar,
  QUANTITY_ABOVE_LIMIT: checkQuantity,
  VALUE_ABOVE_LIMIT: checkValue,
  POSITION_ABOVE_LIMIT: checkPosition,
  POSITION_VALUE_ABOVE_LIMIT: checkPositionValue,
};

/** The first denial in order of precedence, or null when every control passes. */
export function checkOrder(intent: OrderIntent, view: RiskView): Denial | null {
  for (const check of Object.values(riskChecks)) {
    const denial = check(intent, view);
    if (denial) return denial;
  }
  return null;
}

/** What the controls looked at, journalled beside their answer. */
export const riskCheckRecord = (intent: OrderIntent, view: RiskView): RiskCheckRecord => ({
  limitsVersion: view.limits.version,
  referencePrice: view.quote && midTicks(view.quote),
  quoteAgeMs: view.quoteAgeMs,
  positionQty: view.positionQty,
  workingQty: intent.side === 'buy' ? view.workingBuyQty : view.workingSellQty,
});

/** Distance from the reference, basis points of its size; a reference of nothing counts as one tick (prices may be negative). */
export const collarDistanceBp = (price: number, reference: number): number =>
  (Math.abs(price - reference) / Math.max(1, Math.abs(reference))) * 1e4;

/** A check of routes only; an order without a parent passes. */
function ofParent(check: (intent: OrderIntent, parent: ParentView) => Denial | null): Check {
  return (intent, view) => (intent.parentId === undefined || view.parent === null ? null : check(intent, view.parent));
}

function checkParentOpen(intent: OrderIntent, { parent }: RiskView): Denial | null {
  if (intent.parentId === undefined) return null;
  const denied = (status: string): Denial => ({ code: 'PARENT_NOT_OPEN', parentId: intent.parentId ?? '', status });
  if (parent === null) return denied('not known');
  if (parent.symbol !== intent.symbol || parent.side !== intent.side) return denied(`to ${parent.side} ${parent.symbol}`);
  return parent.status === 'canceled' || parent.status === 'filled' ? denied(parent.status) : null;
}

function checkCollar(intent: OrderIntent, view: RiskView): Denial | null {
  if (intent.price === null || !view.quote) return null; // a market order has no price of its own
  const reference = midTicks(view.quote);
  const distanceBp = collarDistanceBp(intent.price, reference);
  const limitBp = view.limits.priceCollarBp;
  return distanceBp > limitBp ? { code: 'PRICE_COLLAR', distanceBp, limitBp, price: intent.price, reference } : null;
}

function checkQuantity(intent: OrderIntent, view: RiskView): Denial | null {
  const limitQty = orderQtyLimit(view.limits, view.instrument?.averageDailyVolumeLots ?? null);
  return intent.orderQty > limitQty ? { code: 'QUANTITY_ABOVE_LIMIT', orderQty: intent.orderQty, limitQty } : null;
}

function checkValue(intent: OrderIntent, view: RiskView): Denial | null {
  if (!view.instrument || !view.quote) return null;
  const { currency } = view.instrument;
  const limitMinor = valueLimits(view.limits, currency).orderValueMinorMax;
  const orderMinor = orderValueMinor(view.instrument, view.quote, intent);
  return orderMinor > limitMinor ? { code: 'VALUE_ABOVE_LIMIT', orderMinor, limitMinor, currency } : null;
}

/** Worth of an order at the worse of its own price and the touch: a sell far below the bid still trades at the bid. */
export function orderValueMinor(instrument: Instrument, quote: Quote, intent: Pick<OrderIntent, 'side' | 'price' | 'orderQty'>): MoneyMinor {
  const touch = intent.side === 'buy' ? quote.ask : quote.bid;
  const worst = Math.max(Math.abs(intent.price ?? touch), Math.abs(touch));
  return tickLotsToMinor(instrument, BigInt(worst) * BigInt(intent.orderQty));
}

/** Size of the position on the order's side if everything working on that side fills, this order included. 0 when it only reduces. */
export function resultingQty(intent: Pick<OrderIntent, 'side' | 'orderQty'>, view: Pick<RiskView, 'positionQty' | 'workingBuyQty' | 'workingSellQty'>): number {
  const working = intent.side === 'buy' ? view.workingBuyQty : view.workingSellQty;
  return Math.max(0, sideSign(intent.side) * view.positionQty + working + intent.orderQty);
}

function checkPosition(intent: OrderIntent, view: RiskView): Denial | null {
  const limitQty = positionQtyLimit(view.limits, view.instrument?.averageDailyVolumeLots ?? null);
  const resulting = resultingQty(intent, view);
  return resulting > limitQty ? { code: 'POSITION_ABOVE_LIMIT', resultingQty: resulting, limitQty } : null;
}

function checkPositionValue(intent: OrderIntent, view: RiskView): Denial | null {
  if (!view.instrument || !view.quote) return null;
  const { currency } = view.instrument;
  const limitMinor = valueLimits(view.limits, currency).positionValueMinorMax;
  const resultingMinor = valueAtMidMinor(view.instrument, view.quote, resultingQty(intent, view));
  return resultingMinor > limitMinor ? { code: 'POSITION_VALUE_ABOVE_LIMIT', resultingMinor, limitMinor, currency } : null;
}

/** Worth of a quantity at the mid, always positive. Half ticks are exact: the sum is doubled, then halved once. */
export function valueAtMidMinor(instrument: Instrument, quote: Quote, quantity: number): MoneyMinor {
  const doubled = BigInt(Math.abs(quote.bid + quote.ask)) * BigInt(Math.abs(quantity));
  return tickLotsToMinor(instrument, divideRounded(doubled, 2n));
}

/** No position, nothing working: where a desk starts. */
export const nothingOn = { positionQty: quantityLots(0), workingBuyQty: quantityLots(0), workingSellQty: quantityLots(0) };
