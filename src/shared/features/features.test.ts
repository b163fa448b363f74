/** Features are of the past only, depend on nothing but events, carry no scale and mirror with prices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf, eventsPerBar, madeMarket, minute, mirrored, marketStart } from '../../../tests/kit/feature-market.ts';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import { featureHistory, featureRows, feedEngine, type FeatureEvent } from './feature-rows.ts';
import { FeatureEngine } from './features.ts';
import { featureCount, featureIndex, featureNames, featureSchema, featureSchemaHash, warmUpBars } from './schema.ts';

/** Fed with all events; read once, at the end. */
function fed(events: readonly FeatureEvent[], barSeconds = 60): FeatureEngine {
  const engine = new FeatureEngine(barSeconds);
  for (const event of events) feedEngine(engine, event);
  return engine;
}

/** Read after every event. */
function readings(events: readonly FeatureEvent[]): string[] {
  const engine = new FeatureEngine(60);
  return events.map((event) => { feedEngine(engine, event); return JSON.stringify(engine.vector()); });
}

const valueOf = (engine: FeatureEngine, name: string): number | null | undefined => engine.vector().values[featureIndex(name)];
const seed = fc.integer({ min: 1, max: 1e6 });
const needing = (...sources: string[]): string[] => featureSchema.filter((f) => sources.includes(f.needs)).map((f) => f.name);

describe('features', () => {
  it('[FE-1] gives one value per feature of the schema, in its order', () => {
    expect(new FeatureEngine(60).vector().values).toHaveLength(featureCount);
    expect(new Set(featureNames).size).toBe(featureCount);
    expect(featureSchemaHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[FE-2] no feature at t changes when later events change', () => {
    fc.assert(fc.property(seed, fc.integer({ min: 0, max: 130 * eventsPerBar }), fc.integer(), fc.integer({ min: 20, max: 200 }), (one, cut, other, sessionBars) => {
      const tape = madeMarket({ seed: one, bars: 130, sessionBars });
      const otherwise = [...tape.slice(0, cut), ...madeMarket({ seed: other, bars: 131, sessionBars, scale: 3 }).slice(cut)];
      expect(readings(otherwise).slice(0, cut)).toEqual(readings(tape).slice(0, cut));
    }), { numRuns: 25 });
  });

  it('[FE-3] the same events give the same bytes, whenever the vector is read, streamed or in a batch', () => {
    fc.assert(fc.property(seed, fc.integer({ min: 20, max: 200 }), (one, sessionBars) => {
      const events = madeMarket({ seed: one, bars: 150, sessionBars });
      const streamed = readings(events).filter((_, i) => events[i]?.type === 'bar');
      expect([...featureRows(events, 60)].map((row) => JSON.stringify(row))).toEqual(streamed);
      expect(JSON.stringify(fed(events).vector())).toBe(streamed.at(-1));
    }), { numRuns: 20 });
  });

  it('[FE-11] started from a history of bars, features of bars, volume and sessions read as if ticks had been seen', () => {
    fc.assert(fc.property(seed, fc.integer({ min: 70, max: 200 }), fc.integer({ min: 20, max: 150 }), (one, history, sessionBars) => {
      const events = madeMarket({ seed: one, bars: 220, sessionBars });
      const warm = fed(barsOf(events).slice(0, history).map((bar) => ({ type: 'bar', bar })));
      for (const event of events.slice(history * eventsPerBar)) feedEngine(warm, event);
      const through = fed(events);
      for (const name of needing('bars', 'volume', 'sessions')) expect(valueOf(warm, name), name).toBe(valueOf(through, name));
    }), { numRuns: 20 });
  });

  it('[FE-4] every feature of at most 60 bars is present once warm on a full feed, and finite', () => {
    const engine = fed(madeMarket({ seed: 3, bars: warmUpBars }));
    expect(engine.warm).toBe(true);
    const waiting = [...needing('sessions'), 'ret_120'];
    engine.vector().values.forEach((value, i) => {
      if (waiting.includes(featureNames[i] ?? '')) expect(value, featureNames[i]).toBeNull();
      else expect(value, featureNames[i]).toSatisfy(Number.isFinite);
    });
  });

  it('[FE-4] every feature is present after 121 bars and three sessions, and finite', () => {
    fed(madeMarket({ seed: 3, bars: 190, sessionBars: 60 })).vector().values.forEach((value, i) => expect(value, featureNames[i]).toSatisfy(Number.isFinite));
  });

  it('[FE-5] multiplying all prices and sizes changes no feature', () => {
    const a = fed(madeMarket({ seed: 11, bars: 200, sessionBars: 50 })).vector().values;
    const b = fed(madeMarket({ seed: 11, bars: 200, sessionBars: 50, scale: 7 })).vector().values;
    a.forEach((value, i) => expect(b[i], featureNames[i]).toBeCloseTo(value ?? NaN, 9));
  });

  it('[FE-12] mirrored prices and sides negate every directional feature and leave the others', () => {
    fc.assert(fc.property(seed, fc.integer({ min: 20, max: 90 }), (one, sessionBars) => {
      const events = madeMarket({ seed: one, bars: 200, sessionBars });
      const here = fed(events).vector().values;
      const there = fed(events.map(mirrored)).vector().values;
      featureSchema.forEach((spec, i) => {
        const value = here[i];
        if (value === null || value === undefined) expect(there[i], spec.name).toBeNull();
        else expect(there[i], spec.name).toBeCloseTo(spec.directional ? -value : value, 7);
      });
    }), { numRuns: 30 });
  });

  it('[FE-6] without book, trades, volume or word of own orders those features are null and the others are not', () => {
    const bars = barsOf(madeMarket({ seed: 5, bars: 190, sessionBars: 60 }));
    const engine = fed(bars.map((bar) => ({ type: 'bar', bar: { ...bar, volume: null } })));
    const missing = featureNames.filter((_, i) => engine.vector().values[i] === null);
    expect(new Set(missing)).toEqual(new Set([...needing('volume', 'trades', 'quotes', 'depth', 'own'), 'session_vwap_distance']));
  });

  it('[FE-6] what is older than the staleness limit is missing', () => {
    const events = madeMarket({ seed: 5, bars: 120 });
    const ofTicks = featureSchema.filter((f) => ['quotes', 'depth', 'trades'].includes(f.needs));
    const engine = fed(events.slice(0, 80 * eventsPerBar));
    const later = barsOf(events).slice(80);
    // Bars go on, ticks do not. Book events came 30 s before the end of their bar: a bar and a half after, they are there.
    for (let silent = 1; silent <= 31; silent++) {
      engine.onBar(later[silent - 1] as Bar);
      for (const spec of ofTicks) if (spec.staleAfterBars !== null && silent >= spec.staleAfterBars) expect(valueOf(engine, spec.name), `${spec.name} after ${silent} bars`).toBeNull();
      if (silent === 1) for (const name of ['quote_imbalance', 'depth_imbalance_5', 'trade_flow_5']) expect(valueOf(engine, name), name).not.toBeNull();
    }
  });

  it('[FE-6] quotes that always show the same size on both sides have no order flow', () => {
    const events = madeMarket({ seed: 5, bars: 70 });
    const engine = fed(events.map((event) => (event.type === 'quote' ? { ...event, quote: { ...event.quote, askSize: event.quote.bidSize } } : event)));
    expect(valueOf(engine, 'order_flow_5')).toBeNull();
    expect(valueOf(engine, 'quote_imbalance')).toBe(0);
  });

  it('[FE-7] the return over a night counts neither as a return nor as volatility', () => {
    const day = barsOf(madeMarket({ seed: 9, bars: 80 }));
    const shift = (bar: Bar, by: number): Bar => ({ ...bar, start: epochMicros(bar.start + 18 * 3600e6), end: epochMicros(bar.end + 18 * 3600e6),
      open: priceTicks(bar.open + by), high: priceTicks(bar.high + by), low: priceTicks(bar.low + by), close: priceTicks(bar.close + by) });
    const read = (jump: number): readonly (number | null)[] => {
      const engine = new FeatureEngine(60);
      for (const bar of day) engine.onBar(bar);
      for (const bar of day.slice(0, 1)) engine.onBar(shift(bar, jump));
      return engine.vector().values;
    };
    for (const name of ['ret_60', 'volatility_ratio', 'macd_histogram', 'jump_share_30', 'semivariance_balance_30']) {
      expect(read(30_000)[featureIndex(name)], name).toBeCloseTo(read(0)[featureIndex(name)] ?? NaN, 12);
    }
    expect(read(30_000)[featureIndex('session_gap')]).toBeGreaterThan(1);
  });

  it('[FE-8] ratios stay within [-1, 1], and prices at or below zero give no NaN', () => {
    const closes = [...Array.from({ length: 70 }, (_, i) => 2_000 - i), -3_763, 1_001, 0, 1_300];
    const bars = closes.map((close, i): Bar => ({ symbol: 'WTI', start: epochMicros(i * 86_400e6), end: epochMicros((i + 1) * 86_400e6),
      open: priceTicks(close), high: priceTicks(close + 5), low: priceTicks(close - 5), close: priceTicks(close), volume: quantityLots(10 + i) }));
    for (const row of featureRows(bars.map((bar) => ({ type: 'bar', bar })), 86_400)) expectBounded(row.values);
    for (const row of featureRows(madeMarket({ seed: 8, bars: 200, sessionBars: 40 }), 60)) expectBounded(row.values);
  });

  it('[FE-14] a moment before now is what its feature said at the end of that bar; null over gaps and pauses in trading', () => {
    fc.assert(fc.property(seed, fc.integer({ min: 20, max: 90 }), fc.array(fc.integer({ min: 0, max: 139 }), { maxLength: 30 }), (one, sessionBars, dropped) => {
      const lost = new Set(dropped);
      const tape = madeMarket({ seed: one, bars: 140, sessionBars });
      // Bars that never came, and a while without ticks: what the book said then is old or gone.
      const events = tape.filter((event, i) => !(event.type === 'bar' ? lost.has(Math.floor(i / eventsPerBar)) : lost.has(Math.floor(i / eventsPerBar) + 5)));
      const rows = [...featureRows(events, 60)];
      const rowAt = new Map(rows.map((row) => [row.asOf, row.values]));
      for (const { asOf, values } of rows) {
        for (const { name, series } of featureSchema) {
          if (!series || series.barsAgo === 0) continue;
          // Sessions are a day apart: a row that many bars of time before is of the same one.
          const then = rowAt.get(epochMicros((asOf ?? 0) - series.barsAgo * minute));
          expect(values[featureIndex(name)], `${name} at ${asOf}`).toBe(then?.[featureIndex(series.name)] ?? null);
        }
      }
    }), { numRuns: 15 });
  });

  it('[FE-14] the book of the session before is not the past of this one, and one that was never seen has none', () => {
    const past = featureSchema.filter((f) => (f.series?.barsAgo ?? 0) > 0).map((f) => f.name);
    const events = madeMarket({ seed: 6, bars: 101, sessionBars: 100 });
    const [before, after] = [fed(events.slice(0, 100 * eventsPerBar)), fed(events)];
    expect(past.map((name) => valueOf(before, name)).every((value) => typeof value === 'number')).toBe(true);
    expect(past.map((name) => valueOf(after, name))).toEqual(past.map(() => null));
    expect(valueOf(after, 'quote_imbalance')).not.toBeNull();
    const blind = fed(barsOf(events).map((bar) => ({ type: 'bar', bar })));
    expect(past.map((name) => valueOf(blind, name))).toEqual(past.map(() => null));
  });

  it('[FE-14] [FE-11] started from a history of bars, the past of the book fills a moment a bar', () => {
    const events = madeMarket({ seed: 12, bars: 100 });
    const warm = fed(barsOf(events).slice(0, 80).map((bar) => ({ type: 'bar', bar })));
    for (let bar = 80; bar < 90; bar++) {
      for (const event of events.slice(bar * eventsPerBar, (bar + 1) * eventsPerBar)) feedEngine(warm, event);
      const known = Math.min(7, bar - 80);
      for (let ago = 1; ago <= 7; ago++) expect(typeof valueOf(warm, `quote_imbalance_t${ago}`), `${ago} before bar ${bar}`).toBe(ago <= known ? 'number' : 'object');
    }
  });

  it('[FE-9] a bar that is not later than the last changes nothing', () => {
    const events = madeMarket({ seed: 2, bars: 90, sessionBars: 40 });
    const engine = fed(events);
    const before = JSON.stringify(engine.vector());
    expect(engine.onBar(barsOf(events)[40] as Bar)).toBe(false);
    expect(JSON.stringify(engine.vector())).toBe(before);
  });

  it('[FE-10] gives the known values on a path that can be computed by hand', () => {
    const engine = new FeatureEngine(60);
    // Closes alternate 100, 101: the mean square return is ln(1.01)^2 exactly, so one bar is one sigma.
    for (let i = 0; i < 62; i++) {
      const close = i % 2 === 0 ? 10_000 : 10_100;
      engine.onBar({ symbol: 'A', start: epochMicros(marketStart + i * minute), end: epochMicros(marketStart + (i + 1) * minute),
        open: priceTicks(10_050), high: priceTicks(10_100), low: priceTicks(10_000), close: priceTicks(close), volume: quantityLots(100) });
    }
    const known = { ret_1: 1, ret_60: 0, ret_15: 1 / Math.sqrt(15), range_position_30: 1, autocorrelation_30: -1, volatility_ratio: 0, bar_position: 1,
      ret_10: 0, stochastic_k_14: 1, donchian_60: 1, bollinger_b_20: 1, efficiency_ratio_20: 0, run_length: 0.1, semivariance_balance_30: 0,
      volume_surge: 0, amihud_relative: 0, parkinson_ratio_30: -0.5 * Math.log(4 * Math.LN2) };
    for (const [name, value] of Object.entries(known)) expect(valueOf(engine, name), name).toBeCloseTo(value, 9);
  });

  it('[FE-13] the history of a feature is its column of the rows, at the ends of bars', () => {
    const events = madeMarket({ seed: 4, bars: 100, sessionBars: 50 });
    const rows = [...featureRows(events, 60)];
    const series = featureHistory('trade_flow_5', events, 60);
    expect(series).toEqual({ name: 'trade_flow_5', unit: 'ratio', points: rows.map((row) => ({ at: row.asOf, value: row.values[featureIndex('trade_flow_5')] })) });
    expect(series?.points.some((point) => point.value !== null)).toBe(true);
    expect(featureHistory('no_such_feature', events, 60)).toBeNull();
  });
});

function expectBounded(values: readonly (number | null)[]): void {
  values.forEach((value, i) => {
    if (value === null) return;
    expect(Number.isFinite(value), featureNames[i]).toBe(true);
    if (featureSchema[i]?.unit === 'ratio') expect(Math.abs(value), featureNames[i]).toBeLessThanOrEqual(1);
  });
}
