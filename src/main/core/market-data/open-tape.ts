/** Wires the trade tape and the queue places to prices and orders. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable, DisposableStore } from '../../../shared/base/disposable.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { MarketData } from './market-data.ts';
import { QueuePlaces } from './queue-places.ts';
import { TradeTape } from './trade-tape.ts';

export interface OpenTapeParts {
  readonly clock: Clock;
  readonly owned: DisposableStore;
  readonly marketData: MarketData;
  readonly orders: { onOrders(listener: (changed: readonly Order[]) => void): Disposable };
  readonly projection: { open(): readonly Order[] };
}

export function openTape({ clock, owned, marketData, orders, projection }: OpenTapeParts): { tape: TradeTape; queuePlaces: QueuePlaces } {
  const tape = new TradeTape();
  const queuePlaces = new QueuePlaces({
    clock, depth: (s) => marketData.depth(s), quote: (s) => marketData.quote(s), isLive: () => marketData.feedState() === 'live',
  });
  // Orders of an earlier run joined while nobody watched: their place is unknown, and said to be.
  for (const order of projection.open()) queuePlaces.takeOrder(order);
  owned.add(marketData.listen({
    onTrade(_symbol, trade) {
      tape.take(trade);
      queuePlaces.takeTrade(trade);
    },
    onDepth: (symbol) => queuePlaces.takeBook(symbol),
    onQuote: (symbol) => { if (!marketData.depth(symbol)) queuePlaces.takeBook(symbol); },
  }));
  owned.add(orders.onOrders((changed) => changed.forEach((order) => queuePlaces.takeOrder(order))));
  return { tape, queuePlaces };
}
