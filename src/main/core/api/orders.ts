/** Orders from and to the screen. */
import type { Fill, FillChange } from '../../../shared/domain/fill.ts';
import { fillKey } from '../../../shared/domain/fill-list.ts';
import { renderDenial } from '../../../shared/domain/denial.ts';
import { belongingOf, byTrader, isDone, type Order, type OrderIntent } from '../../../shared/domain/order.ts';
import type { InputOf } from '../../../shared/contract/contract.ts';
import type { Rooms } from '../core.ts';
import { orderFrameMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function ordersCalls({ orders, settings, store }: Rooms): CallsOf<'orders'> {
  const userId = settings.user.id;
  const [account, strategy] = [settings.desk.accounts[0], settings.desk.strategies[0]];
  /** An order that the trader made alone: every parameter is the trader's. What goes to another account or strategy is staged and routed. */
  const intentOf = (ticket: InputOf<'orders.submit'>): OrderIntent => ({
    ...ticket,
    suggestionId: null,
    provenance: byTrader,
    ...belongingOf({ account, strategy }),
  });
  return {
    'orders.submit': (ticket) => orders.submit(intentOf(ticket), userId),
    'orders.cancel': ({ clOrdId }) => orders.cancel(clOrdId),
    'orders.massCancel': ({ symbol, side }) => orders.massCancel(symbol, side),
    'orders.requestStatus': ({ clOrdId }) => orders.requestStatus(clOrdId),
    'orders.replace': ({ clOrdId, orderQty, price }) => orders.replace(clOrdId, orderQty, price, userId),
    async 'orders.check'(ticket) {
      const denial = orders.check(intentOf(ticket));
      return { denial, words: denial && renderDenial(denial) };
    },
    'orders.history': async ({ clOrdId }) => store.readByEntity('order', clOrdId),
  };
}

/**
 * Most done orders, and most fills, in a snapshot. A profile keeps them for years and a message holds 8 MiB: without a
 * limit a page would one day get no blotter at all. Older ones are in the journal, by `orders.history`.
 */
export const doneOrdersShownMax = 1500;
export const fillsShownMax = 5000;

/** Every open order and the newest that are done. @param orders newest first. */
export function ordersShown(orders: readonly Order[]): readonly Order[] {
  let done = 0;
  return orders.filter((order) => !isDone(order.ordStatus) || ++done <= doneOrdersShownMax);
}

/** The newest. @param fills oldest first. */
export const fillsShown = (fills: readonly Fill[]): readonly Fill[] => fills.slice(-fillsShownMax);

export function ordersStreams({ host: { clock }, orders, ordersProjection, owned }: Pick<Rooms, 'orders' | 'ordersProjection' | 'owned'> & { readonly host: Pick<Rooms['host'], 'clock'> }): StreamsOf<'orders'> {
  const blotter = new Topic<readonly Order[], Order>(clock, orderFrameMs, () => ordersShown(ordersProjection.orders()), 'events');
  const fills = new Topic<readonly Fill[], FillChange>(clock, orderFrameMs, () => fillsShown(ordersProjection.fills()), 'events');
  owned.add(orders.onOrders((changed) => changed.forEach((o) => blotter.changed(o.clOrdId, o))));
  const changed = (fill: Fill, stands: boolean): void => fills.changed(fillKey(fill.clOrdId, fill.execId), { fill, stands });
  owned.add(orders.onFills((made) => made.forEach((fill) => changed(fill, true))));
  owned.add(orders.onCorrections((made) => made.forEach(({ before, after }) => changed(after ?? before, after !== null))));
  return {
    'orders.blotter': (_params, sink) => blotter.open(sink),
    'orders.fills': (_params, sink) => fills.open(sink),
  };
}
