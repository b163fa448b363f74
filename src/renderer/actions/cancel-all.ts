/** Cancels every open order that fits by one request, and says what became of each kind of them. */
import type { Order } from '../../shared/domain/order.ts';
import { callCore } from '../connection/call-core.ts';
import { cancelOutcome, countCancel, everything, fitting, scopeWords, type CancelScope } from '../panels/mass-cancel/mass-cancel.ts';
import { orderNow, ordersNow } from '../stores/lookups.ts';
import { massCancelStore, setCancelScope } from '../stores/mass-cancel.ts';
import { notify } from '../stores/notices.ts';
import { streams } from '../stores/streams.ts';

/** Asks once, with the consequence in numbers. @param symbol the instrument that the question can be narrowed to. */
export function askCancelAll(scope: CancelScope = everything, symbol: string | null = scope.symbol): void {
  if (fitting(ordersNow(), scope).length === 0) notify('plain', `Nothing to cancel: no order is open${scope.symbol === null ? '' : ` in ${scope.symbol}`}`);
  else massCancelStore.setState({ scope, symbol });
}

export async function cancelAll(scope: CancelScope): Promise<void> {
  setCancelScope(null);
  const orders = fitting(ordersNow(), scope);
  const what = `Cancel of ${scopeWords(scope, orders.length)}`;
  const watched = watchCancel(orders.map((order) => order.clOrdId), what);
  const result = await callCore('orders.massCancel', scope);
  if (result.ok && result.value.sent) {
    notify('waiting', `${what} sent as one request; each stays open until the OMS confirms`);
    return watched.tell();
  }
  watched.stop();
  if (result.ok && !result.value.sent) notify('denied', `${what} was not sent: ${result.value.why}`);
  else if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}`);
}

/** Longest wait for the OMS; what it has not answered by then is said, ms. The core calls an order unresolved long before. */
const watchMsMax = 10_000;

/** Follows these orders from before the request until none of them waits; `tell` says how it ended. */
function watchCancel(clOrdIds: readonly string[], what: string): { tell(): Promise<void>; stop(): void } {
  const store = streams.store('orders.blotter', {});
  const seenPending = new Set<string>();
  let settle: () => void = () => undefined;
  const now = (): readonly Order[] => clOrdIds.flatMap((id) => orderNow(id) ?? []);
  const look = (): void => {
    const orders = now();
    for (const order of orders) if (order.ordStatus === 'pendingCancel') seenPending.add(order.clOrdId);
    if (countCancel(orders, seenPending).waiting === 0) settle();
  };
  const stop = store.subscribe(look);
  return {
    stop,
    async tell() {
      await new Promise<void>((resolve) => {
        settle = resolve;
        look();
        setTimeout(resolve, watchMsMax);
      });
      stop();
      const { tone, text } = cancelOutcome(countCancel(now(), seenPending));
      notify(tone, `${what}: ${text}`);
    },
  };
}
