/** Calls measured at their horizon, each as its label is made; bands that follow how they hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, cards, instrument, marginOf, otherCards, quoteAt, silentView, viewOf } from '../../../tests/fixtures/policy-world.ts';
import { seededRandom } from '../base/random.ts';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks } from '../domain/numbers.ts';
import type { ModelView } from '../domain/signal.ts';
import { bandScaleMax, bandScaleMin, bandScoresMin, BandTracker } from './band-tracker.ts';
import { quantileBand, residualBand } from './forecast.ts';
import { HorizonQueue } from './horizon-queue.ts';
import { LiveRecords } from './live-record.ts';

/** Minute bars, the i-th ending at minute i + 1, later by `pauseMinutes` where a session break lies before. */
const barAt = (i: number, close: number, low = close, high = close, pauseMinutes = 0): Bar => ({
  symbol: 'A', start: epochMicros((i + pauseMinutes) * 60e6), end: epochMicros((i + 1 + pauseMinutes) * 60e6),
  open: priceTicks(close), high: priceTicks(high), low: priceTicks(low), close: priceTicks(close), volume: null,
});
const records = () => new LiveRecords({ drift: cards.drift, others: otherCards });

/** One reading at a close of 10,000 with 9,999 bid and 10,001 offered, then closes one by one. */
function afterOne(views: readonly ModelView[], closes: readonly number[], { scoreSigma = 0, lows = closes } = {}): LiveRecords {
  const live = records();
  const mark = live.onBar(instrument, barAt(0, 10_000));
  live.spoke(mark, { scoreSigma, horizonVolatilityBp: 30, views, quote: quoteAt(9_999, 10_001) });
  closes.forEach((close, i) => live.onBar(instrument, barAt(i + 1, close, lows[i])));
  return live;
}
const flat = (n: number, last: number): number[] => Array.from({ length: n }, (_, i) => (i === n - 1 ? last : 10_000));
const right = (live: LiveRecords, card: { readonly modelId: string }) => {
  const record = live.recordOf(card.modelId);
  return record && [record.right, record.calls];
};

describe('calls', () => {
  it('[SG-17] of the drift are measured at the horizon, not before, and not where the price has not moved', () => {
    expect(right(afterOne([], flat(14, 10_010), { scoreSigma: 0.4 }), cards.drift)).toBeNull();
    expect(right(afterOne([], flat(15, 10_010), { scoreSigma: 0.4 }), cards.drift)).toEqual([1, 1]);
    expect(right(afterOne([], flat(15, 9_990), { scoreSigma: 0.4 }), cards.drift)).toEqual([0, 1]);
    expect(right(afterOne([], flat(15, 10_000), { scoreSigma: 0.4 }), cards.drift)).toEqual([0, 0]);
    expect(right(afterOne([], flat(15, 10_010)), cards.drift)).toEqual([0, 0]);
  });

  it('[SG-17] of direction are above cost or not: 2 bp of spread and 0.6 bp of fees', () => {
    const said = (odds: number, close: number) => right(afterOne([viewOf(cards.direction, [marginOf(odds)])], flat(15, close)), cards.direction);
    expect(said(0.7, 10_003)).toEqual([1, 1]);
    expect(said(0.7, 10_002)).toEqual([0, 1]);
    expect(said(0.3, 10_002)).toEqual([1, 1]);
    expect(said(0.3, 10_003)).toEqual([0, 1]);
  });

  it('[SG-17] of the path are the likelier of up and down over five bars', () => {
    const said = (margins: number[], close: number) => right(afterOne([viewOf(cards.path, margins)], flat(5, close)), cards.path);
    expect(said([0, 2, 1], 10_001)).toEqual([1, 1]);
    expect(said([1, 2, 0], 10_001)).toEqual([0, 1]);
  });

  it('[SG-17] of the edge: target after cost before stop, 18 bp either way', () => {
    const said = (closes: number[], odds: number, side: 'buy' | 'sell') => right(afterOne([viewOf(cards.edge, [marginOf(odds)], side)], closes), cards.edge);
    const risen = [10_019, 10_021, 9_000, ...flat(12, 9_000)];
    expect(said(risen, 0.8, 'buy')).toEqual([1, 1]);
    expect(said(risen, 0.8, 'sell')).toEqual([0, 1]);
    expect(said(risen, 0.2, 'sell')).toEqual([1, 1]);
    // Time runs out: ahead after cost is a hit.
    expect(said(flat(15, 10_003), 0.8, 'buy')).toEqual([1, 1]);
    expect(said(flat(15, 10_002), 0.8, 'buy')).toEqual([0, 1]);
  });

  it('[SG-17] of the fill: traded through within five bars, not at', () => {
    const said = (low: number, odds: number) => right(afterOne([viewOf(cards.fill, [marginOf(odds)], 'buy')], flat(5, 10_000), { lows: [low, 10_000, 10_000, 10_000, 10_000] }), cards.fill);
    expect(said(9_998, 0.9)).toEqual([1, 1]);
    expect(said(9_999, 0.9)).toEqual([0, 1]);
    expect(said(9_999, 0.1)).toEqual([1, 1]);
  });

  it('[SG-17] a silent model and a regime make none', () => {
    const live = afterOne([silentView(cards.direction), viewOf(cards.regime, [0, 0, 3])], flat(40, 10_050));
    expect([right(live, cards.direction), right(live, cards.regime)]).toEqual([null, null]);
  });

  it('[SG-17] a horizon across a session break is not measured, and one that was handed in late still is', () => {
    const live = records();
    const mark = live.onBar(instrument, barAt(0, 10_000));
    live.spoke(mark, { scoreSigma: 1, horizonVolatilityBp: 30, views: [], quote: null });
    for (let i = 1; i <= 20; i++) live.onBar(instrument, barAt(i, 10_010, 10_010, 10_010, 120));
    expect(live.recordOf('drift-test')).toBeNull();
    const late = records();
    const first = late.onBar(instrument, barAt(0, 10_000));
    for (let i = 1; i <= 10; i++) late.onBar(instrument, barAt(i, 10_005));
    late.spoke(first, { scoreSigma: 1, horizonVolatilityBp: 30, views: [], quote: null });
    for (let i = 11; i <= 15; i++) late.onBar(instrument, barAt(i, 10_010));
    expect(late.recordOf('drift-test')).toMatchObject({ calls: 1, right: 1, band: { calls: 1, inside: 1, meant: 0.8 } });
  });

  it('[SG-17] what was counted stays when the market starts over; what waited does not', () => {
    const live = afterOne([], flat(15, 10_010), { scoreSigma: 0.4 });
    live.startOver();
    const mark = live.onBar(instrument, barAt(0, 10_000));
    live.spoke(mark, { scoreSigma: 1, horizonVolatilityBp: 30, views: [], quote: null });
    live.startOver();
    for (let i = 0; i < 20; i++) live.onBar(instrument, barAt(i, 9_000));
    expect(live.recordOf('drift-test')).toEqual({ calls: 1, right: 1, band: { meant: 0.8, inside: 1, calls: 1, level: 0.8 } });
  });

  it('[SG-17] an answer to a bar of a session that has ended, or of a market that has started over, is not measured', () => {
    const live = records();
    const reading = { scoreSigma: 1, horizonVolatilityBp: 30, views: [], quote: null };
    const before = live.onBar(instrument, barAt(0, 10_000));
    live.onBar(instrument, barAt(1, 9_000, 9_000, 9_000, 120));
    live.spoke(before, reading);
    const old = live.onBar(instrument, barAt(2, 9_000, 9_000, 9_000, 120));
    live.startOver();
    expect(live.spoke(old, reading).live).toBeUndefined();
    for (let i = 0; i < 40; i++) live.onBar(instrument, barAt(i, 9_100));
    expect(live.recordOf('drift-test')).toBeNull();
  });

  it('[SG-17] memory does not grow with time', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 80 }), (horizons) => {
      const queue = new HorizonQueue<number>(60);
      horizons.forEach((horizon, i) => { queue.onBar(barAt(i, 1)); queue.add(i, queue.bars, horizon); });
      expect([...queue.entries()].length).toBeLessThanOrEqual(15);
    }));
  });
});

describe('bands', () => {
  const raw = residualBand(cards.drift, 0);
  /** Independent returns of `scale` horizon volatilities over a horizon of one bar. */
  function run(tracker: BandTracker, n: number, scaleOf: (i: number) => number, seed = 3): { inside: number[]; widths: number[] } {
    const random = seededRandom(seed);
    const [inside, widths]: [number[], number[]] = [[], []];
    let mark = tracker.onBar(barAt(0, 1_000_000));
    for (let i = 0; i < n; i++) {
      const band = tracker.bandAt(mark, raw, 30);
      const before = tracker.inside;
      const close = Math.round(mark.close * Math.exp((random.normal() * scaleOf(i) * 30) / 1e4));
      mark = tracker.onBar(barAt(i + 1, close));
      inside.push(tracker.inside - before);
      widths.push(band.high - band.low);
    }
    return { inside, widths };
  }
  const tracker = (): BandTracker => new BandTracker({ level: 0.8, horizonBars: 1, barSeconds: 60 });
  const share = (hits: readonly number[]): number => hits.reduce((a, b) => a + b, 0) / hits.length;

  it('[SG-15] hold as often as they promise, where the model says too little and where it says too much', () => {
    // The published band of +-1.2 holds 77 % of normal returns of scale 1, 45 % of scale 2 and 98 % of scale 0.5.
    for (const scale of [0.5, 1, 2]) {
      const { inside, widths } = run(tracker(), 4_000, () => scale);
      expect(share(inside.slice(1_000)), `scale ${scale}`).toBeCloseTo(0.8, 1);
      expect(widths.at(-1)).toBeGreaterThan(scale * 2.2);
      expect(widths.at(-1)).toBeLessThan(scale * 3);
    }
  });

  it('[SG-15] come back after the market has changed', () => {
    const { inside } = run(tracker(), 6_000, (i) => (i < 3_000 ? 1 : 2));
    expect(share(inside.slice(3_000, 3_100))).toBeLessThan(0.75);
    expect(share(inside.slice(4_000))).toBeCloseTo(0.8, 1);
  });

  it('[SG-15] stand as published until there are outcomes enough, and never leave their limits', () => {
    const { widths } = run(tracker(), bandScoresMin + 1, () => 9);
    expect(new Set(widths.slice(0, bandScoresMin))).toEqual(new Set([2.4]));
    expect(widths.at(-1)).toBeGreaterThan(2.4);
    expect(run(tracker(), 300, () => 20).widths.at(-1)).toBeCloseTo(2.4 * bandScaleMax, 9);
    expect(run(tracker(), 500, () => 1e-3).widths.at(-1)).toBeCloseTo(2.4 * bandScaleMin, 9);
  });

  it('[SG-15] the same events give the same bands; a bar that is answered late gets the level of its own bar', () => {
    expect(run(tracker(), 300, () => 2)).toEqual(run(tracker(), 300, () => 2));
    const one = tracker();
    run(one, 300, () => 3);
    const mark = one.onBar(barAt(9_000, 1_000_000));
    const early = one.bandAt(mark, raw, 30);
    for (let i = 1; i < 50; i++) one.onBar(barAt(9_000 + i, 1_000_000));
    expect(one.bandAt(mark, raw, 30)).toEqual(early);
  });

  it("[SG-15] are the range model's quantiles in rising order when it speaks, else the drift model's residuals", () => {
    const views = [viewOf(cards.range, [0.9, 0.1, -1])];
    expect(quantileBand(views, otherCards, 15)).toMatchObject({ modelId: 'range-test', low: -1, centre: 0.1, high: 0.9, level: 0.8 });
    expect(quantileBand(views, otherCards, 5)).toBeNull();
    // Moved by what held-out rows showed to be missing; no band where that leaves none.
    const moved = (low: number, high: number) => quantileBand(views, [cardOf('range', { band: { level: 0.8, low, high } })], 15);
    expect(moved(-0.5, 0.25)).toMatchObject({ low: -1.5, high: 1.15, centre: 0.1 });
    expect(moved(1.5, -0.5)).toBeNull();
    expect(quantileBand([silentView(cards.range)], otherCards, 15)).toBeNull();
    const live = records();
    const reading = { scoreSigma: 0.5, horizonVolatilityBp: 30, quote: null };
    expect(live.spoke(live.onBar(instrument, barAt(0, 10_000)), { ...reading, views })).toMatchObject({ modelId: 'range-test', low: -1, high: 0.9 });
    const own = live.spoke(live.onBar(instrument, barAt(1, 10_000)), { ...reading, views: [] });
    expect([own.modelId, own.low, own.high]).toEqual(['drift-test', -0.7, 1.7]);
    expect(own.live).toEqual({ asked: 0.8, scale: 1, calls: 0, inside: 0 });
  });
});
