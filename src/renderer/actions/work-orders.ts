/** Submit, replace and cancel: what the trader does with orders, and the line that says what came of it. */
import type { InputOf } from '../../shared/contract/contract.ts';
import type { Order } from '../../shared/domain/order.ts';
import { callCore } from '../connection/call-core.ts';
import { askStore, callTicket, openAsk, setBusy } from '../stores/asks.ts';
import { instrumentNow, orderNow, ordersNow } from '../stores/lookups.ts';
import { notify } from '../stores/notices.ts';
import { formatPrice, formatQuantity } from '../ui/format.ts';
import { denialWords } from '../words/denial-words.ts';
import { canCancel, canReplace, shortId, sideWord, statusLooks } from '../words/order-words.ts';

/** Resolves to whether it was sent, so that the ticket knows whether to keep what was typed. */
export async function submitOrder(input: InputOf<'orders.submit'>): Promise<boolean> {
  const what = `${sideWord[input.side]} ${formatQuantity(instrumentNow(input.symbol), input.orderQty)} ${input.symbol}`;
  const result = await callCore('orders.submit', input);
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}`);
  else if (result.value.sent) notify('waiting', `${what}: sent as ${shortId(result.value.clOrdId)}`);
  else notify('denied', `${what}: denied, ${denialWords(result.value.denial, instrumentNow(input.symbol))}`);
  return result.ok && result.value.sent;
}

export async function cancelOrder(clOrdId: string): Promise<void> {
  const order = orderNow(clOrdId);
  if (!order) return notify('plain', 'Nothing to cancel: no order is selected');
  if (!canCancel(order.ordStatus)) return notify('plain', `Nothing to cancel: ${orderName(order)} is ${statusLooks[order.ordStatus].word}`);
  if (askStore.getState().busy.has(clOrdId)) return;
  setBusy(clOrdId, true);
  const result = await callCore('orders.cancel', { clOrdId });
  setBusy(clOrdId, false);
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `Cancel of ${orderName(order)}: ${result.why}`);
  else if (!result.value.sent) notify('denied', `Cancel of ${orderName(order)} was not sent: ${result.value.why}`);
  else notify('waiting', `Cancel of ${orderName(order)} sent; ${formatQuantity(instrumentNow(order.symbol), order.leavesQty)} leaves until the OMS confirms`);
}

export function changeOrder(clOrdId: string): void {
  const order = orderNow(clOrdId);
  if (!order) return notify('plain', 'Nothing to change: no order is selected');
  if (!canReplace(order.ordStatus)) return notify('plain', `Cannot change ${orderName(order)}: it is ${statusLooks[order.ordStatus].word}`);
  callTicket({ kind: 'replace', clOrdId });
}

export async function replaceOrder(input: InputOf<'orders.replace'>): Promise<boolean> {
  const order = orderNow(input.clOrdId);
  const what = order ? `Change of ${orderName(order)}` : `Change of ${input.clOrdId}`;
  const result = await callCore('orders.replace', input);
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}`);
  else if (!result.value.sent) notify('denied', `${what} was not sent: ${result.value.why}`);
  else notify('waiting', `${what} sent; the old terms stand until the OMS confirms`);
  return result.ok && result.value.sent;
}

export const workingOrders = (): readonly Order[] => ordersNow().filter((order) => canCancel(order.ordStatus));

/** Asks once, with the consequence in numbers, before every working order is canceled. */
export function askCancelAll(): void {
  if (workingOrders().length === 0) notify('plain', 'Nothing to cancel: no order is working');
  else openAsk({ kind: 'cancelAll' });
}

export async function cancelAll(): Promise<void> {
  openAsk(null);
  await Promise.all(workingOrders().map((order) => cancelOrder(order.clOrdId)));
}

/** Cancels each of these that still can be; one line says how many were asked. */
export async function cancelOrders(clOrdIds: readonly string[]): Promise<void> {
  openAsk(null);
  const open = clOrdIds.filter((id) => { const order = orderNow(id); return order !== undefined && canCancel(order.ordStatus); });
  await Promise.all(open.map((id) => cancelOrder(id)));
  notify('waiting', `${open.length} of ${clOrdIds.length} cancels asked; each order's row says what became of it`);
}

/** Asks a change for each of these; one line says how many were sent and how many were not. */
export async function replaceOrders(changes: readonly InputOf<'orders.replace'>[]): Promise<void> {
  openAsk(null);
  const sent = await Promise.all(changes.map((change) => replaceOrder(change)));
  const taken = sent.filter(Boolean).length;
  notify(taken === changes.length ? 'waiting' : 'denied', `${taken} of ${changes.length} changes sent${taken === changes.length ? '' : '; the others were denied or not sent, and their old terms stand'}`);
}

export function orderName(order: Order): string {
  const instrument = instrumentNow(order.symbol);
  const price = order.price === null ? 'at market' : `at ${formatPrice(instrument, order.price)}`;
  return `${sideWord[order.side].toLowerCase()} ${formatQuantity(instrument, order.orderQty)} ${order.symbol} ${price} (${shortId(order.clOrdId)})`;
}
