/** Recording a phone trade and taking one back, and the line that says what came of it. */
import type { InputOf } from '../../../shared/contract/contract.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { callCore } from '../../connection/call-core.ts';
import { instrumentNow } from '../../stores/lookups.ts';
import { notify } from '../../stores/notices.ts';
import { formatPrice, formatQuantity } from '../../ui/format.ts';
import { sideWord } from '../../words/order-words.ts';

/** @returns its id; null when it was not recorded. */
export async function recordPhoneTrade(input: InputOf<'parents.recordPhoneTrade'>): Promise<string | null> {
  const instrument = instrumentNow(input.symbol);
  const what = `Phone trade ${sideWord[input.side].toLowerCase()} ${formatQuantity(instrument, input.lastQty)} ${input.symbol} at ${formatPrice(instrument, input.lastPx)}`;
  const result = await callCore('parents.recordPhoneTrade', input);
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}${result.unknown ? '; look in the list before recording it again' : ''}`);
  else if (!result.value.ok) notify('denied', `${what} was not recorded: ${result.value.why}`);
  else notify('done', `${what} recorded; it counts in the position now`);
  return result.ok && result.value.ok ? result.value.clOrdId : null;
}

export async function cancelPhoneTrade(order: Order): Promise<void> {
  const result = await callCore('parents.cancelPhoneTrade', { clOrdId: order.clOrdId });
  const what = phoneTradeName(order);
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `Taking back ${what}: ${result.why}`);
  else if (!result.value.ok) notify('denied', `${what} was not taken back: ${result.value.why}`);
  else notify('done', `${what} taken back; both stay in the journal`);
}

export const phoneTradeName = (order: Order): string =>
  `${sideWord[order.side].toLowerCase()} ${formatQuantity(instrumentNow(order.symbol), order.orderQty)} ${order.symbol} at ${formatPrice(instrumentNow(order.symbol), order.price)}`;
