/**
 * What the fills of each order are measured against: the mid at each fill, and the market's VWAP while the order worked.
 * Written into the journal with each fill, so that it outlives the run. Rules BM-1 and on in docs/specs/portfolio.md.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { OrderBenchmark } from '../../../shared/contract/portfolio.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { FillMarket, JournalEvent, MarketTraded } from '../../../shared/domain/journal-event.ts';
import { quantityLots } from '../../../shared/domain/numbers.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import type { MarketDataListener } from '../market-data/market-data.ts';
import { MarketIndex, type IntervalStart } from '../market-data/market-index.ts';
import type { Recorder } from '../recorder.ts';
import type { BenchmarksProjection, MeasuredFill } from './benchmarks-projection.ts';

export interface BenchmarksParts {
  readonly projection: BenchmarksProjection;
  readonly orders: { get(clOrdId: string): Order | null };
  readonly parents: { parent(parentId: string): ParentOrder | null };
  readonly marketData: { listen(listener: MarketDataListener): Disposable; quoteState(symbol: string): FeedState };
}

/** Most orders, and most parents, in a snapshot. */
export const benchmarksShownMax = 2000;

/** Intervals kept: a day of a busy desk, many times over. */
const startsMax = 20_000;

export class Benchmarks implements Disposable {
  private readonly parts: BenchmarksParts;
  private readonly index = new MarketIndex();
  /** Where the interval of each open order and of each parent began, by id. Those of an earlier run, and the oldest beyond `startsMax`, have none. */
  private readonly starts = new Map<string, IntervalStart>();
  private readonly listening: Disposable;

  constructor(parts: BenchmarksParts) {
    this.parts = parts;
    this.listening = parts.marketData.listen({
      onQuote: (_symbol, quote) => this.index.takeQuote(quote),
      onTrade: (_symbol, trade) => this.index.takeTrade(trade),
      onBreak: () => this.index.startOver(),
    });
  }

  /** The recorder for orders: each fill is journalled with its market, each submission begins an interval. */
  measuring(recorder: Recorder): Recorder {
    return {
      record: (events) => {
        for (const event of events) this.begin(event);
        return recorder.record(events.map((event) => this.measured(event)));
      },
    };
  }

  /** Of an order or a parent. Null before its first fill, and when all of them were busted. */
  of(id: string): OrderBenchmark | null {
    const { projection, orders, parents } = this.parts;
    const order = orders.get(id), parent = order ? null : parents.parent(id);
    if (order) return this.benchmark(id, order.symbol, projection.fillsOf(id), !isDone(order.ordStatus), (last) => last.market?.traded ?? null);
    if (!parent) return null;
    return this.benchmark(id, parent.symbol, projection.fillsOfParent(id), parent.status === 'staged' || parent.status === 'working', (last) => last.market?.parentTraded ?? null);
  }

  private benchmark(id: string, symbol: string, fills: readonly MeasuredFill[], isOpen: boolean, tradedAt: (last: MeasuredFill) => MarketTraded | null): OrderBenchmark | null {
    const last = fills.at(-1);
    if (!last) return null;
    const start = this.starts.get(id);
    const traded = isOpen ? (start ? this.index.traded(symbol, start, null) : null) : tradedAt(last);
    const vwap = traded?.vwap ?? null;
    return {
      id,
      atFills: atFills(fills),
      market: traded && vwap !== null ? { vwap, quantity: traded.quantity, until: isOpen ? 'now' : 'lastFill' } : null,
      missing: vwap !== null ? null : traded ? 'nothingPrinted' : 'notSeen',
    };
  }

  /** Newest last. */
  rows(): readonly OrderBenchmark[] {
    const { projection } = this.parts;
    return [...projection.orders().slice(-benchmarksShownMax), ...projection.parents().slice(-benchmarksShownMax)].flatMap((id) => this.of(id) ?? []);
  }

  /** An order that is done has its last fill's figures in the journal. */
  forget(order: Order): void {
    if (isDone(order.ordStatus)) this.starts.delete(order.clOrdId);
  }

  dispose(): void {
    this.listening.dispose();
  }

  private begin(event: JournalEvent): void {
    if (event.type === 'OrderSubmitted') this.startAt(event.body.clOrdId, event.body.intent.symbol);
    const isStaged = event.type === 'ParentStaged' || (event.type === 'ParentAsked' && event.body.what === 'stage');
    if (isStaged) this.startAt(event.body.state.parentId, event.body.state.symbol);
  }

  private startAt(id: string, symbol: string): void {
    this.starts.set(id, this.index.start(symbol));
    dropOldest(this.starts, startsMax);
  }

  private measured(event: JournalEvent): JournalEvent {
    if (event.type !== 'OrderStepped' || !event.body.fill) return event;
    return { type: event.type, body: { ...event.body, market: this.marketAt(event.body.fill) } };
  }

  private marketAt({ clOrdId, symbol, transactTime }: Fill): FillMarket {
    const traded = (id: string): MarketTraded | null => { const start = this.starts.get(id); return start ? this.index.traded(symbol, start, transactTime) : null; };
    const parentId = this.parts.orders.get(clOrdId)?.parentId;
    const isLive = this.parts.marketData.quoteState(symbol) === 'live';
    return {
      mid: isLive ? this.index.midAt(symbol, transactTime) : null,
      traded: traded(clOrdId),
      ...(parentId === undefined ? {} : { parentTraded: traded(parentId) }),
    };
  }
}

/** Averages of the fills whose mid is known, by quantity. */
function atFills(fills: readonly MeasuredFill[]): OrderBenchmark['atFills'] {
  let lots = 0, paid = 0, mids = 0;
  for (const { lastPx, lastQty, market } of fills) {
    if (market === null || market.mid === null) continue;
    lots += lastQty;
    paid += lastPx * lastQty;
    mids += market.mid * lastQty;
  }
  return lots === 0 ? null : { quantity: quantityLots(lots), avgPx: paid / lots, mid: mids / lots };
}
