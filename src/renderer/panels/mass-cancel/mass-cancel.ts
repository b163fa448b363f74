/** What a mass cancel meets, in numbers before it is asked, and what became of it after. Pure. */
import { notionalMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import { priceTicks, type MoneyMinor } from '../../../shared/domain/numbers.ts';
import { isDone, type Order, type Side } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { NoticeTone } from '../../ui/notice.tsx';
import { formatMoney } from '../../ui/format.ts';

/** Null fits all. */
export interface CancelScope {
  readonly symbol: string | null;
  readonly side: Side | null;
}

export const everything: CancelScope = { symbol: null, side: null };

/** Every order that is not done: what the OMS may still fill, whatever we believe of it. As Orders.massCancel in the core. */
export const fitting = (orders: readonly Order[], { symbol, side }: CancelScope): readonly Order[] =>
  orders.filter((order) => !isDone(order.ordStatus) && (symbol === null || order.symbol === symbol) && (side === null || order.side === side));

export interface Market {
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly quoteOf: (symbol: string) => Quote | null;
}

/** Instruments that are named one by one; more are counted. */
const namedMax = 3;

/** `Cancel all 5 open orders: 3 buys, 2 sells; AURX 3, CALT 2; 120,345.00 USD open?` */
export function cancelQuestion(orders: readonly Order[], scope: CancelScope, market: Market): string {
  const sides = (['buy', 'sell'] as const).flatMap((side) => { const count = orders.filter((order) => order.side === side).length; return count === 0 ? [] : [plural(count, side)]; });
  const bySymbol = [...Map.groupBy(orders, (order) => order.symbol)].sort((a, b) => b[1].length - a[1].length);
  const symbols = bySymbol.length > namedMax ? `${bySymbol.length} instruments` : bySymbol.map(([symbol, list]) => `${symbol} ${list.length}`).join(', ');
  const unresolved = orders.filter((order) => order.ordStatus === 'unresolved').length;
  const parts = [
    scope.side === null ? sides.join(', ') : null,
    scope.symbol === null ? symbols : null,
    `${openWords(orders, market)} open`,
    unresolved === 0 ? null : `${unresolved} unresolved among them`,
  ].filter((part) => part !== null);
  return `Cancel ${scopeWords(scope, orders.length)}: ${parts.join('; ')}?`;
}

/** `all 3 open sells in AURX` */
export const scopeWords = ({ symbol, side }: CancelScope, count: number): string =>
  `${count === 1 ? 'the one' : `all ${count}`} open ${side === null ? (count === 1 ? 'order' : 'orders') : count === 1 ? side : `${side}s`}${symbol === null ? '' : ` in ${symbol}`}`;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Value of what is open by currency: at the limit, a market order at the touch that it would meet. What has no price is said. */
export function openWords(orders: readonly Order[], { instruments, quoteOf }: Market): string {
  const sums = new Map<string, { minor: number; digits: number }>();
  let unpriced = 0;
  for (const order of orders) {
    const instrument = instruments.get(order.symbol);
    const value = instrument ? openMinor(order, instrument, quoteOf(order.symbol)) : null;
    if (!instrument || value === null) { unpriced++; continue; }
    const sum = sums.get(instrument.currency) ?? { minor: 0, digits: instrument.currencyMinorDigits };
    sums.set(instrument.currency, { ...sum, minor: sum.minor + value });
  }
  const money = [...sums].map(([currency, { minor, digits }]) => `${formatMoney(minor, digits)} ${currency}`);
  if (unpriced > 0) money.push(`${unpriced} without a price`);
  return money.join(' and ') || 'nothing';
}

function openMinor(order: Order, instrument: Instrument, quote: Quote | null): MoneyMinor | null {
  const price = order.price ?? (quote === null ? null : priceTicks(order.side === 'buy' ? quote.ask : quote.bid));
  return price === null ? null : notionalMinor(instrument, price, order.leavesQty);
}

export interface CancelCount {
  readonly canceled: number;
  /** Filled, expired or rejected before the cancel met them. */
  readonly doneElse: number;
  readonly unresolved: number;
  /** The OMS has not answered yet, and our time for it is not over. */
  readonly waiting: number;
  /** Working again: the OMS refused the cancel. */
  readonly refused: number;
}

/** @param seenPending ids whose cancel has been seen in flight: one of them that works again was refused. */
export function countCancel(orders: readonly Order[], seenPending: ReadonlySet<string>): CancelCount {
  const count = { canceled: 0, doneElse: 0, unresolved: 0, waiting: 0, refused: 0 };
  for (const { ordStatus, clOrdId } of orders) {
    if (ordStatus === 'canceled') count.canceled++;
    else if (isDone(ordStatus)) count.doneElse++;
    else if (ordStatus === 'unresolved') count.unresolved++;
    else if (ordStatus !== 'pendingCancel' && seenPending.has(clOrdId)) count.refused++;
    else count.waiting++;
  }
  return count;
}

/** What is not known is said as such, before anything that went well. */
export function cancelOutcome(count: CancelCount): { readonly tone: NoticeTone; readonly text: string } {
  const parts = [
    count.unresolved === 0 ? null : `${count.unresolved} unresolved: the OMS has not said what became of ${count.unresolved === 1 ? 'it' : 'them'}, and is asked`,
    count.refused === 0 ? null : `${count.refused} refused and working still`,
    count.waiting === 0 ? null : `${count.waiting} without an answer yet`,
    count.doneElse === 0 ? null : `${count.doneElse} filled or done before`,
    `${count.canceled} canceled`,
  ].filter((part) => part !== null);
  const tone: NoticeTone = count.unresolved > 0 ? 'unresolved' : count.refused > 0 ? 'rejected' : count.waiting > 0 ? 'waiting' : 'done';
  return { tone, text: parts.join('; ') };
}
