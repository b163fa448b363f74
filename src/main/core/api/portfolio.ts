/** Positions to the screen: a row changes with its fills, its working orders and its mark. */
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { OrderBenchmark, PositionPart, PositionRow } from '../../../shared/contract/portfolio.ts';
import type { Rooms } from '../core.ts';
import { benchmarksShownMax } from '../portfolio/benchmarks.ts';
import { priceFrameMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export const portfolioCalls = ({ portfolio }: Rooms): CallsOf<'portfolio'> => ({
  'portfolio.explain': async ({ symbol, part }) => portfolio.explain(symbol, part),
});

/** How often the VWAP of open orders is told, milliseconds: it moves with every print. */
const benchmarkPeriodMs = 1000;
/** Fills wait so long for each other: ten thousand orders are measured for the eye, not for the next decision. */
const benchmarkFrameMs = 250;

/** What orders are measured against: told with their fills and their end, and once a second while they work. */
function benchmarkStream({ host: { clock }, benchmarks, benchmarksProjection, orders, ordersProjection, parentsProjection, owned }: Rooms): Topic<readonly OrderBenchmark[], OrderBenchmark> {
  const topic = new Topic<readonly OrderBenchmark[], OrderBenchmark>(clock, benchmarkFrameMs, () => benchmarks.rows());
  const changed = (id: string): void => {
    const row = topic.watched ? benchmarks.of(id) : null;
    if (row) topic.changed(id, row);
  };
  owned.add(orders.onOrders((list) => list.forEach((order) => {
    benchmarks.forget(order);
    changed(order.clOrdId);
    if (order.cumQty > 0 && order.parentId !== undefined) changed(order.parentId);
  })));
  owned.add(clock.every(benchmarkPeriodMs, () => {
    if (!topic.watched) return;
    ordersProjection.open().forEach((order) => changed(order.clOrdId));
    benchmarksProjection.parents().slice(-benchmarksShownMax).forEach((parentId) => { if (parentsProjection.parent(parentId)?.status === 'working') changed(parentId); });
  }));
  return topic;
}

export function portfolioStreams(rooms: Rooms): StreamsOf<'portfolio'> {
  const { host: { clock }, portfolio, positions, orders, parents, marketData, owned } = rooms;
  const benchmarks = benchmarkStream(rooms);
  const topic = new Topic<readonly PositionRow[], PositionRow>(clock, 2 * priceFrameMs, () => portfolio.rows());
  const parts = new Topic<readonly PositionPart[], PositionPart>(clock, 1, () => portfolio.allParts());
  // Parts are many and are worked out together: once a frame for each instrument that changed. What they make in one turn is one message.
  const waiting = new Set<string>();
  let scheduled: Disposable | null = null;
  const sendParts = (): void => {
    scheduled = null;
    const symbols = [...waiting];
    waiting.clear();
    for (const part of symbols.flatMap((symbol) => portfolio.partsOf(symbol, true))) parts.changed(partKey(part), part);
  };
  const changed = (symbol: string): void => {
    const row = topic.watched ? portfolio.row(symbol) : null;
    if (row) topic.changed(symbol, row);
    if (!parts.watched) return;
    waiting.add(symbol);
    scheduled ??= clock.after(2 * priceFrameMs, sendParts);
  };
  owned.add(orders.onOrders((list) => new Set(list.map((o) => o.symbol)).forEach(changed)));
  owned.add(orders.onFills((list) => new Set(list.map((f) => f.symbol)).forEach(changed)));
  owned.add(orders.onCorrections((list) => new Set(list.map(({ before }) => before.symbol)).forEach(changed)));
  // An allocation that was answered moves lots between accounts without a fill.
  owned.add(parents.onParents((list) => new Set(list.map((p) => p.symbol)).forEach(changed)));
  owned.add(marketData.listen({
    onQuote: (symbol) => { if (positions.get(symbol)) changed(symbol); },
    onFeedChanged: () => { topic.reset(); parts.reset(); },
  }));
  return {
    'portfolio.positions': (_params, sink) => topic.open(sink),
    'portfolio.parts': (_params, sink) => parts.open(sink),
    'portfolio.benchmarks': (_params, sink) => benchmarks.open(sink),
  };
}

const partKey = ({ symbol, kind, account, strategy }: PositionPart): string => JSON.stringify([symbol, kind, account, strategy]);
