/** Submit, replace and cancel: what the trader does with orders, and the line that says what came of it. */
import type { InputOf } from '../../shared/contract/contract.ts';
import type { Order } from '../../shared/domain/order.ts';
import { callCore } from '../connection/call-core.ts';
import { askStore, callTicket, openAsk, setBusy } from '../stores/asks.ts';
import { instrumentNow, orderNow } from '../stores/lookups.ts';
import { notify } from '../stores/notices.ts';
import type { RowOutcome } from '../stores/outcomes.ts';
import { formatPrice, formatQuantity } from '../ui/format.ts';
import { denialWords } from '../words/denial-words.ts';
import { canCancel, canReplace, shortId, sideWord, statusLooks } from '../words/order-words.ts';
import { outcomeOf, tellEach, tellOutcome } from './outcomes.ts';

/** Resolves to whether it was sent, so that the ticket knows whether to keep what was typed. */
export async function submitOrder(input: InputOf<'orders.submit'>): Promise<boolean> {
  const instrument = instrumentNow(input.symbol);
  return tellOutcome(outcomeOf(`${sideWord[input.side]} ${formatQuantity(instrument, input.orderQty)} ${input.symbol}`, await callCore('orders.submit', input), (answer) => (
    answer.sent ? { tone: 'waiting', text: `sent as ${shortId(answer.clOrdId)}` } : { tone: 'denied', text: `denied, ${denialWords(answer.denial, instrument)}` }
  )));
}

export async function cancelOrder(clOrdId: string): Promise<void> {
  const order = orderNow(clOrdId);
  if (!order) return notify('plain', 'Nothing to cancel: no order is selected');
  if (!canCancel(order.ordStatus)) return notify('plain', `Nothing to cancel: ${orderName(order)} is ${statusLooks[order.ordStatus].word}`);
  if (!askStore.getState().busy.has(clOrdId)) tellOutcome(await requestCancel(order));
}

/** Asks for the cancel of an order that may be asked for it; only once while the first is on its way. */
export async function requestCancel(order: Order): Promise<RowOutcome> {
  const name = `Cancel of ${orderName(order)}`;
  if (!canCancel(order.ordStatus)) return { name, tone: 'plain', text: `not asked, it is ${statusLooks[order.ordStatus].word}` };
  if (askStore.getState().busy.has(order.clOrdId)) return { name, tone: 'plain', text: 'asked already' };
  setBusy(order.clOrdId, true);
  const result = await callCore('orders.cancel', { clOrdId: order.clOrdId });
  setBusy(order.clOrdId, false);
  return outcomeOf(name, result, (answer) => (answer.sent
    ? { tone: 'waiting', text: `sent; ${formatQuantity(instrumentNow(order.symbol), order.leavesQty)} leaves until the OMS confirms` } : { tone: 'denied', text: `not sent, ${answer.why}` }));
}

export function changeOrder(clOrdId: string): void {
  const order = orderNow(clOrdId);
  if (!order) return notify('plain', 'Nothing to change: no order is selected');
  if (!canReplace(order.ordStatus)) return notify('plain', `Cannot change ${orderName(order)}: it is ${statusLooks[order.ordStatus].word}`);
  callTicket({ kind: 'replace', clOrdId });
}

export const replaceOrder = async (input: InputOf<'orders.replace'>): Promise<boolean> => tellOutcome(await requestReplace(input));

async function requestReplace(input: InputOf<'orders.replace'>): Promise<RowOutcome> {
  const order = orderNow(input.clOrdId);
  return outcomeOf(`Change of ${order ? orderName(order) : input.clOrdId}`, await callCore('orders.replace', input), (answer) => (answer.sent
    ? { tone: 'waiting', text: 'sent; the old terms stand until the OMS confirms' } : { tone: 'denied', text: `not sent, ${answer.why}` }));
}

/** Asks a change for each of these. */
export async function replaceOrders(changes: readonly InputOf<'orders.replace'>[]): Promise<void> {
  openAsk(null);
  await tellEach('Change of limits', changes.map(requestReplace));
}

export function orderName(order: Order): string {
  const instrument = instrumentNow(order.symbol);
  const price = order.price === null ? 'at market' : `at ${formatPrice(instrument, order.price)}`;
  return `${sideWord[order.side].toLowerCase()} ${formatQuantity(instrument, order.orderQty)} ${order.symbol} ${price} (${shortId(order.clOrdId)})`;
}
