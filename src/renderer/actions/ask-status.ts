/** Asks the OMS what it knows of one order, and says what it answered. */
import { isDone, type Order } from '../../shared/domain/order.ts';
import { callCore } from '../connection/call-core.ts';
import { orderNow } from '../stores/lookups.ts';
import { notify } from '../stores/notices.ts';
import { streams } from '../stores/streams.ts';
import { statusLooks } from '../words/order-words.ts';
import { orderName } from './work-orders.ts';

/** Longest wait for the answer, ms. The core goes on asking about what is unresolved. */
const answerMsMax = 5_000;

export async function askStatus(clOrdId: string): Promise<void> {
  const order = orderNow(clOrdId);
  if (!order) return notify('plain', 'Nothing to ask about: no order is selected');
  const name = orderName(order);
  if (isDone(order.ordStatus)) return notify('plain', `Nothing to ask: ${name} is ${statusLooks[order.ordStatus].word}`);
  const result = await callCore('orders.requestStatus', { clOrdId });
  if (!result.ok) return notify(result.unknown ? 'unresolved' : 'denied', `State of ${name}: ${result.why}`);
  if (!result.value.sent) return notify('denied', `The OMS was not asked about ${name}: ${result.value.why}`);
  notify('waiting', `Asked the OMS about ${name}; its row changes with the answer`);
  if (order.ordStatus !== 'unresolved') return;
  const answered = await changed(order);
  if (answered) notify(statusLooks[answered.ordStatus].notice, `The OMS answered: ${name} is ${statusLooks[answered.ordStatus].word}`);
  else notify('unresolved', `No answer about ${name} yet: it stays unresolved, and is asked again by itself`);
}

/** The order once it is no longer unresolved; null when it still is after the wait. */
function changed({ clOrdId }: Order): Promise<Order | null> {
  const store = streams.store('orders.blotter', {});
  return new Promise((resolve) => {
    const look = (): void => {
      const now = orderNow(clOrdId);
      if (now && now.ordStatus !== 'unresolved') end(now);
    };
    const stop = store.subscribe(look);
    const timer = setTimeout(() => end(null), answerMsMax);
    function end(order: Order | null): void {
      stop();
      clearTimeout(timer);
      resolve(order);
    }
    look();
  });
}
