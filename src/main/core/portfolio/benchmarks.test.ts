/** Mid at each fill and market VWAP over an order's life: known answers. */
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { createCommandQueue } from '../command-queue.ts';
import { MarketData } from '../market-data/market-data.ts';
import { MarketIndex, latePrintsMax } from '../market-data/market-index.ts';
import { Orders } from '../orders/orders.ts';
import { createRecorder } from '../recorder.ts';
import { Desk, acme, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import { Benchmarks } from './benchmarks.ts';
import { BenchmarksProjection } from './benchmarks-projection.ts';

/** A desk whose orders are measured, with its own feed. */
class Measured extends Desk {
  readonly feed = new MarketData(this.clock);
  readonly benchmarksProjection = new BenchmarksProjection();
  readonly benchmarks = new Benchmarks({ projection: this.benchmarksProjection, orders: this.projection, parents: this.parentsProjection, marketData: this.feed });

  constructor() {
    super();
    this.feed.setInstruments([acme]);
    this.feed.heard();
    this.feed.applySnapshot([], [], [], epochMicros(1));
    const recorder = createRecorder({ journal: this.journal, projections: [this.projection, this.parentsProjection, this.positions, this.benchmarksProjection] });
    this.orders = new Orders({ host: this.host, recorder: this.benchmarks.measuring(recorder), queue: createCommandQueue(), projection: this.projection, risk: this.risk, prices: this.prices, gateway: this.line });
  }

  quote(at: number, bid: number, ask: number): void {
    this.feed.applyQuote({ ...quoteOf('ACME', bid, ask), venueTime: epochMicros(at) });
  }

  print(at: number, price: number, size: number): void {
    this.feed.applyTrade({ symbol: 'ACME', price: priceTicks(price), size: quantityLots(size), aggressor: null, venueTime: epochMicros(at) });
  }

  async fill(order: { clOrdId: string }, qty: number, px: number, at: number): Promise<void> {
    await this.orders.onExecutionReport(this.trade(order, qty, { lastPx: priceTicks(px), transactTime: epochMicros(at) }));
  }
}

describe('benchmarks of an order', () => {
  it('[BM-2] weighs the mid at each fill by its quantity, by the time of the venue', async () => {
    const desk = new Measured();
    const order = await desk.working(limitBuy(10));
    desk.quote(100, 9_998, 10_000);
    await desk.fill(order, 4, 10_000, 100);
    desk.quote(200, 10_000, 10_003);
    await desk.fill(order, 6, 10_003, 199); // reported after the quote that came after it
    // 4 lots at a mid of 9,999 and 6 at 9,999: the second quote was not in force yet.
    expect(desk.benchmarks.of(order.clOrdId)?.atFills).toEqual({ quantity: 10, avgPx: 10_001.8, mid: 9_999 });
    const next = await desk.working(limitBuy(10, 10_001));
    await desk.fill(next, 10, 10_003, 201);
    expect(desk.benchmarks.of(next.clOrdId)?.atFills).toEqual({ quantity: 10, avgPx: 10_003, mid: 10_001.5 });
  });

  it('[BM-3] is the VWAP of all prints from submission to now, then to the last fill', async () => {
    const desk = new Measured();
    desk.print(50, 9_000, 1_000); // before the order
    const order = await desk.working(limitBuy(10));
    desk.print(60, 10_000, 30);
    desk.print(70, 10_020, 10);
    await desk.fill(order, 4, 10_000, 70);
    expect(desk.benchmarks.of(order.clOrdId)?.market).toEqual({ vwap: 10_005, quantity: 40, until: 'now' });
    desk.print(80, 10_045, 40);
    expect(desk.benchmarks.of(order.clOrdId)?.market).toEqual({ vwap: 10_025, quantity: 80, until: 'now' });
    desk.print(95, 20_000, 40);
    await desk.fill(order, 6, 10_000, 80); // traded before the last print, reported after it
    expect(desk.benchmarks.of(order.clOrdId)?.market).toEqual({ vwap: 10_025, quantity: 80, until: 'lastFill' });
  });

  it('[BM-2] [BM-3] of a parent: all its fills, and the market since it was staged', async () => {
    const desk = new Measured();
    desk.quote(10, 9_998, 10_000);
    const state = {
      parentId: 'P', symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(10_050), orderQty: quantityLots(100), timeInForce: 'day', account: null, strategy: null, canceled: false, care: false,
      assignedTo: 'trader-1', lockedBy: null, stagedBy: 'trader-1', stagedAt: epochMicros(1), listId: null, suggestionId: null, provenance: limitBuy(1).provenance, notes: [], tradedBy: [],
    } as const;
    await desk.orders.recordInTurn([{ type: 'ParentStaged', body: { state, arrivalMid: null } }]);
    desk.print(20, 10_000, 10);
    const a = await desk.working(limitBuy(10, 10_000, { parentId: 'P' }));
    desk.print(30, 10_020, 10);
    await desk.fill(a, 10, 10_000, 35);
    desk.quote(40, 10_008, 10_010);
    const b = await desk.working(limitBuy(30, 10_010, { parentId: 'P' }));
    desk.print(50, 10_025, 20);
    await desk.fill(b, 30, 10_010, 55);
    expect(desk.benchmarks.of('P')).toEqual({ id: 'P', atFills: { quantity: 40, avgPx: 10_007.5, mid: (10 * 9_999 + 30 * 10_009) / 40 }, market: { vwap: 10_017.5, quantity: 40, until: 'now' }, missing: null });
    expect(desk.benchmarks.of(a.clOrdId)?.market).toEqual({ vwap: 10_020, quantity: 10, until: 'lastFill' });
    await desk.orders.recordInTurn([{ type: 'ParentChanged', body: { what: 'cancel', state: { ...state, canceled: true }, userId: 'trader-1', undoes: false } }]);
    desk.print(60, 20_000, 999);
    expect(desk.benchmarks.of('P')?.market).toEqual({ vwap: 10_017.5, quantity: 40, until: 'lastFill' });
    const loaded = new BenchmarksProjection();
    loaded.load(JSON.parse(JSON.stringify(desk.benchmarksProjection.save())) as unknown);
    expect(loaded.fillsOfParent('P')).toEqual(desk.benchmarksProjection.fillsOfParent('P'));
  });

  it('[BM-4] has none where the feed was away in between, where nothing printed, and for an order of an earlier run', async () => {
    const desk = new Measured();
    const quiet = await desk.working(limitBuy(10));
    await desk.fill(quiet, 4, 10_000, 60);
    expect(desk.benchmarks.of(quiet.clOrdId)).toMatchObject({ market: null, missing: 'nothingPrinted', atFills: null });
    desk.feed.disconnected();
    desk.feed.applySnapshot([], [], [], epochMicros(70));
    desk.print(80, 10_000, 10);
    await desk.fill(quiet, 6, 10_000, 90);
    expect(desk.benchmarks.of(quiet.clOrdId)).toMatchObject({ market: null, missing: 'notSeen' });
    expect(desk.benchmarks.of('nobody')).toBeNull();
  });

  it('[BM-5] is in the journal with each fill: the same after a restart and from a checkpoint; a bust takes its share out', async () => {
    const desk = new Measured();
    desk.quote(50, 9_998, 10_000);
    const order = await desk.working(limitBuy(10));
    desk.print(60, 10_000, 30);
    await desk.fill(order, 4, 10_000, 70);
    desk.quote(75, 10_008, 10_010);
    await desk.fill(order, 6, 10_010, 80);
    const before = desk.benchmarks.of(order.clOrdId);
    expect(before).toMatchObject({ atFills: { mid: (4 * 9_999 + 6 * 10_009) / 10 }, market: { vwap: 10_000 } });
    const loaded = new BenchmarksProjection();
    loaded.load(JSON.parse(JSON.stringify(desk.benchmarksProjection.save())) as unknown);
    const replayed = new BenchmarksProjection();
    desk.reopen([replayed]);
    for (const projection of [loaded, replayed]) expect(new Benchmarks({ projection, orders: desk.projection, parents: desk.parentsProjection, marketData: desk.feed }).of(order.clOrdId)).toEqual(before);

    const [fill] = desk.projection.fills();
    if (!fill) throw new Error('no fill');
    replayed.apply({ seq: 99, at: epochMicros(1), hash: '', event: { type: 'OrderAnomalyFound', body: { clOrdId: order.clOrdId, severity: 'warning', what: 'bust', fill: null, correction: { execId: 'b', before: fill, after: null } } } });
    expect(replayed.fillsOf(order.clOrdId).map((f) => f.lastQty)).toEqual([6]);
  });
});

describe('the market index', () => {
  it('[BM-3] answers for a moment that is kept still, and not for an older one', () => {
    const index = new MarketIndex();
    const start = index.start('ACME');
    for (let i = 1; i <= 3 * latePrintsMax; i++) index.takeTrade({ symbol: 'ACME', price: priceTicks(100), size: quantityLots(1), aggressor: null, venueTime: epochMicros(i) });
    expect(index.traded('ACME', start, epochMicros(3 * latePrintsMax - 1))).toEqual({ quantity: 3 * latePrintsMax - 1, vwap: 100 });
    expect(index.traded('ACME', start, null)).toEqual({ quantity: 3 * latePrintsMax, vwap: 100 });
    expect(index.traded('ACME', start, epochMicros(1))).toBeNull();
    index.startOver();
    expect(index.traded('ACME', start, null)).toBeNull();
    expect(index.traded('ACME', index.start('ACME'), null)).toEqual({ quantity: 0, vwap: null });
  });
});
