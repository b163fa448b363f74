/** Positions to the screen: a row changes with its fills, its working orders and its mark. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import type { Rooms } from '../core.ts';
import { priceFrameMs } from './frames.ts';
import type { StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function portfolioStreams({ host: { clock }, portfolio, positions, orders, marketData, owned }: Rooms): StreamsOf<'portfolio'> {
  const topic = new Topic<readonly PositionRow[], PositionRow>(clock, 2 * priceFrameMs, () => portfolio.rows());
  const changed = (symbol: string): void => {
    const row = topic.watched ? portfolio.row(symbol) : null;
    if (row) topic.changed(symbol, row);
  };
  owned.add(orders.onOrders((list) => new Set(list.map((o) => o.symbol)).forEach(changed)));
  owned.add(orders.onFills((list) => new Set(list.map((f) => f.symbol)).forEach(changed)));
  owned.add(marketData.listen({
    onQuote: (symbol) => { if (positions.get(symbol)) changed(symbol); },
    onFeedChanged: () => topic.reset(),
  }));
  return { 'portfolio.positions': (_params, sink) => topic.open(sink) };
}
