/** Features are of the past only, depend on nothing but events, and carry no scale. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../domain/quote.ts';
import { FeatureEngine } from './features.ts';
import { featureCount, featureNames, featureSchema, featureSchemaHash, featureTable, warmUpBars } from './schema.ts';
import { existsSync, readFileSync } from 'node:fs';

type Event =
  | { type: 'bar'; bar: Bar } | { type: 'quote'; quote: Quote }
  | { type: 'depth'; depth: BookDepth } | { type: 'trade'; trade: TradePrint };

const minute = 60e6;
const start = Date.UTC(2019, 1, 11, 14, 30) * 1000;

/** A seeded market: each bar is preceded by quotes, depth and trades. `scale` multiplies prices and sizes. */
function market(seed: number, bars: number, scale = 1): Event[] {
  const random = seededRandom(seed);
  const events: Event[] = [];
  let close = 100_000;
  for (let i = 0; i < bars; i++) {
    const open = close;
    close = Math.max(1_000, close + Math.round(80 * random.normal()));
    const high = Math.max(open, close) + random.integer(40);
    const low = Math.min(open, close) - random.integer(40);
    const at = start + i * minute;
    const size = (): number => scale * (1 + random.integer(500));
    for (let k = 1; k <= 3; k++) {
      const time = epochMicros(at + k * 10e6);
      const bid = priceTicks(scale * (close - 5 - random.integer(5)));
      const ask = priceTicks(scale * (close + 5 + random.integer(5)));
      events.push({ type: 'quote', quote: { symbol: 'A', bid, ask, bidSize: quantityLots(size()), askSize: quantityLots(size()), venueTime: time } });
      events.push({ type: 'depth', depth: { symbol: 'A', venueTime: time,
        bids: [0, 1, 2].map((d) => ({ price: priceTicks(bid - scale * d), size: quantityLots(size()) })),
        asks: [0, 1, 2].map((d) => ({ price: priceTicks(ask + scale * d), size: quantityLots(size()) })) } });
      events.push({ type: 'trade', trade: { symbol: 'A', price: bid, size: quantityLots(size()), aggressor: random.uniform() < 0.5 ? 'buy' : 'sell', venueTime: time } });
    }
    events.push({ type: 'bar', bar: { symbol: 'A', start: epochMicros(at), end: epochMicros(at + minute),
      open: priceTicks(scale * open), high: priceTicks(scale * high), low: priceTicks(scale * low), close: priceTicks(scale * close), volume: quantityLots(size()) } });
  }
  return events;
}

function feed(engine: FeatureEngine, event: Event): void {
  if (event.type === 'bar') engine.onBar(event.bar);
  else if (event.type === 'quote') engine.onQuote(event.quote);
  else if (event.type === 'depth') engine.onDepth(event.depth);
  else engine.onTrade(event.trade);
}

function readings(events: readonly Event[], barSeconds = 60): string[] {
  const engine = new FeatureEngine(barSeconds);
  return events.map((event) => { feed(engine, event); return JSON.stringify(engine.vector()); });
}

describe('features', () => {
  it('[FE-1] gives one value per feature of the schema, in its order', () => {
    expect(new FeatureEngine(60).vector().values).toHaveLength(featureCount);
    expect(new Set(featureNames).size).toBe(featureCount);
    expect(featureSchemaHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[FE-2] no feature at t changes when later events change', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 100 }), fc.integer(), (seed, cutBar, otherSeed) => {
      const one = market(seed, 101);
      const cut = cutBar * 10;
      const other = [...one.slice(0, cut), ...market(otherSeed, 101).slice(cut)];
      expect(readings(other).slice(0, cut)).toEqual(readings(one).slice(0, cut));
    }), { numRuns: 25 });
  });

  it('[FE-3] the same events give the same bytes, whenever the vector is read', () => {
    const events = market(7, 150);
    const read = readings(events).at(-1);
    const unread = new FeatureEngine(60);
    for (const event of events) feed(unread, event);
    expect(JSON.stringify(unread.vector())).toBe(read);
  });

  it('[FE-4] every feature is present once warm on a full feed, and finite', () => {
    const engine = new FeatureEngine(60);
    for (const event of market(3, warmUpBars)) feed(engine, event);
    expect(engine.warm).toBe(true);
    engine.vector().values.forEach((value, i) => expect(value, featureNames[i]).toSatisfy(Number.isFinite));
  });

  it('[FE-5] multiplying all prices and sizes changes no feature', () => {
    const a = new FeatureEngine(60);
    const b = new FeatureEngine(60);
    for (const event of market(11, 120)) feed(a, event);
    for (const event of market(11, 120, 7)) feed(b, event);
    a.vector().values.forEach((value, i) => expect(b.vector().values[i], featureNames[i]).toBeCloseTo(value ?? NaN, 9));
  });

  it('[FE-6] without book, trades or volume those features are null and the others are not', () => {
    const engine = new FeatureEngine(60);
    for (const event of market(5, 120)) if (event.type === 'bar') engine.onBar({ ...event.bar, volume: null });
    const missing = featureNames.filter((_, i) => engine.vector().values[i] === null);
    expect(missing).toEqual(['vwap_distance_60', 'volume_surge', 'signed_volume_15', 'trade_flow_5', 'order_flow_5',
      'quote_imbalance', 'depth_imbalance_5', 'microprice_offset', 'spread_relative']);
  });

  it('[FE-6] a quote older than two bars is no quote', () => {
    const engine = new FeatureEngine(60);
    const events = market(5, 70);
    for (const event of events.slice(0, 670)) feed(engine, event);
    for (const event of events.slice(670)) if (event.type === 'bar') engine.onBar(event.bar);
    expect(engine.vector().values[featureNames.indexOf('quote_imbalance')]).toBeNull();
  });

  it('[FE-6] quotes that always show the same size on both sides have no order flow', () => {
    const engine = new FeatureEngine(60);
    for (const event of market(5, 70)) feed(engine, event.type === 'quote' ? { ...event, quote: { ...event.quote, askSize: event.quote.bidSize } } : event);
    expect(engine.vector().values[featureNames.indexOf('order_flow_5')]).toBeNull();
    expect(engine.vector().values[featureNames.indexOf('quote_imbalance')]).toBe(0);
  });

  it('[FE-7] the return over a night counts neither as a return nor as volatility', () => {
    const day = market(9, 80).flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
    const shift = (bar: Bar, by: number): Bar => ({ ...bar, start: epochMicros(bar.start + 18 * 3600e6), end: epochMicros(bar.end + 18 * 3600e6),
      open: priceTicks(bar.open + by), high: priceTicks(bar.high + by), low: priceTicks(bar.low + by), close: priceTicks(bar.close + by) });
    const read = (jump: number): readonly (number | null)[] => {
      const engine = new FeatureEngine(60);
      for (const bar of day) engine.onBar(bar);
      for (const bar of day.slice(0, 1)) engine.onBar(shift(bar, jump));
      return engine.vector().values;
    };
    const index = featureNames.indexOf('ret_60');
    expect(read(30_000)[index]).toBeCloseTo(read(0)[index] ?? NaN, 12);
  });

  it('[FE-8] ratios stay within [-1, 1], and prices at or below zero give no NaN', () => {
    const engine = new FeatureEngine(86_400);
    const closes = [...Array.from({ length: 70 }, (_, i) => 2_000 - i), -3_763, 1_001, 0, 1_300];
    closes.forEach((close, i) => engine.onBar({ symbol: 'WTI', start: epochMicros(i * 86_400e6), end: epochMicros((i + 1) * 86_400e6),
      open: priceTicks(close), high: priceTicks(close + 5), low: priceTicks(close - 5), close: priceTicks(close), volume: quantityLots(10 + i) }));
    engine.vector().values.forEach((value, i) => {
      if (value === null) return;
      expect(Number.isFinite(value), featureNames[i]).toBe(true);
      if (featureSchema[i]?.unit === 'ratio') expect(Math.abs(value)).toBeLessThanOrEqual(1);
    });
  });

  it('[FE-9] a bar that is not later than the last changes nothing', () => {
    const engine = new FeatureEngine(60);
    const bars = market(2, 90).flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
    for (const bar of bars) engine.onBar(bar);
    const before = JSON.stringify(engine.vector());
    expect(engine.onBar(bars[40] as Bar)).toBe(false);
    expect(JSON.stringify(engine.vector())).toBe(before);
  });

  it('[FE-10] gives the known values on a path that can be computed by hand', () => {
    const engine = new FeatureEngine(60);
    // Closes alternate 100, 101: the mean square return is ln(1.01)^2 exactly, so one bar is one sigma.
    for (let i = 0; i < 62; i++) {
      const close = i % 2 === 0 ? 10_000 : 10_100;
      engine.onBar({ symbol: 'A', start: epochMicros(start + i * minute), end: epochMicros(start + (i + 1) * minute),
        open: priceTicks(10_050), high: priceTicks(10_100), low: priceTicks(10_000), close: priceTicks(close), volume: quantityLots(100) });
    }
    const value = (name: string): number => engine.vector().values[featureNames.indexOf(name)] ?? NaN;
    expect(value('ret_1')).toBeCloseTo(1, 9);
    expect(value('ret_60')).toBeCloseTo(0, 9);
    expect(value('ret_15')).toBeCloseTo(1 / Math.sqrt(15), 9);
    expect(value('range_position_30')).toBeCloseTo(1, 9);
    expect(value('autocorrelation_30')).toBeCloseTo(-1, 9);
    expect(value('volatility_ratio')).toBeCloseTo(0, 9);
    expect(value('bar_position')).toBe(1);
  });

  it('the table in docs/specs/features.md is the schema', () => {
    const doc = 'docs/specs/features.md';
    expect(existsSync(doc)).toBe(true);
    const inDoc = /<!-- features:begin -->\n([\s\S]*?)\n<!-- features:end -->/.exec(readFileSync(doc, 'utf8'))?.[1];
    expect(inDoc, 'out of date: paste featureTable() between the marks').toBe(featureTable());
  });
});
