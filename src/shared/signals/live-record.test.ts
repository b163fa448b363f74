/** Calls measured at their horizon, each by the label that its model was taught. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, cards, instrument, marginOf, otherCards, quoteAt, silentView, viewOf } from '../../../tests/fixtures/policy-world.ts';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks } from '../domain/numbers.ts';
import type { Quote } from '../domain/quote.ts';
import type { ModelView } from '../domain/signal.ts';
import { aboveCost } from '../labels/above-cost.ts';
import { targetBeforeStop } from '../labels/edge.ts';
import { horizonReturn } from '../labels/horizon-return.ts';
import { LivePath } from '../labels/live-path.ts';
import { Moments } from '../labels/moments.ts';
import { passiveFill } from '../labels/passive-fill.ts';
import { realisedRegime } from '../labels/realised-regime.ts';
import { seriesOf } from '../labels/series.ts';
import { shortPath } from '../labels/short-path.ts';
import { HorizonQueue } from './horizon-queue.ts';
import { callOf } from './live-calls.ts';
import { LiveRecords, type FollowedModel } from './live-record.ts';

/** Minute bars, the i-th ending at minute i + 1, later by `pauseMinutes` where a session break lies before. */
const barAt = (i: number, close: number, low = close, high = close, pauseMinutes = 0): Bar => ({
  symbol: 'A', start: epochMicros((i + pauseMinutes) * 60e6), end: epochMicros((i + 1 + pauseMinutes) * 60e6),
  open: priceTicks(close), high: priceTicks(high), low: priceTicks(low), close: priceTicks(close), volume: null,
});
const followed = (card: FollowedModel['card']): FollowedModel => ({ card, modelHash: card.modelId });
const records = () => new LiveRecords({ drift: followed(cards.drift), others: otherCards.map(followed) });

/** Bars before anything is asked: closes up and down by 10 bp, so that 10 bp are usual a bar, 38.7 over 15, 22.4 over 5. */
const before = 81;
const zigzag = (i: number): number => (i % 2 === 0 ? 10_000 : 10_010);
const quoteAround = (i: number, close: number): Quote => ({ ...quoteAt(close - 1, close + 1), venueTime: barAt(i, close).end });

interface Said { readonly scoreSigma?: number; readonly lows?: readonly number[]; readonly quotes?: readonly (Quote | null)[] }

/** One reading at a close of 10,000 with 9,999 bid and 10,001 offered, then closes one by one, with a quote a tick around each. */
function afterOne(views: readonly ModelView[], closes: readonly number[], { scoreSigma = 0, lows = closes, quotes }: Said = {}): LiveRecords {
  const live = records();
  for (let i = 0; i < before; i++) {
    const mark = live.onBar(instrument, barAt(i, zigzag(i)), quoteAround(i, zigzag(i)));
    if (i === before - 1) live.spoke(mark, { scoreSigma, horizonVolatilityBp: 30, views });
  }
  closes.forEach((close, k) => live.onBar(instrument, barAt(before + k, close, lows[k]), quotes ? quotes[k] ?? null : quoteAround(before + k, close)));
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

  it('[SG-17] of the edge: target after cost before stop on middle prices, 0.6 of 38.7 bp away, closes or not', () => {
    const said = (closes: number[], odds: number, side: 'buy' | 'sell', quotes?: (Quote | null)[]) => right(afterOne([viewOf(cards.edge, [marginOf(odds)], side)], closes, quotes ? { quotes } : {}), cards.edge);
    const risen = [10_020, 10_027, 9_000, ...flat(12, 9_000)];
    expect(said(risen, 0.8, 'buy')).toEqual([1, 1]);
    expect(said(risen, 0.8, 'sell')).toEqual([0, 1]);
    expect(said(risen, 0.2, 'sell')).toEqual([1, 1]);
    // Time runs out: ahead after cost is a hit.
    expect(said(flat(15, 10_003), 0.8, 'buy')).toEqual([1, 1]);
    expect(said(flat(15, 10_002), 0.8, 'buy')).toEqual([0, 1]);
    // The last trade ran ahead of the quotes: closes reach the target, middle prices do not.
    const stays = Array.from({ length: 15 }, (_, k) => quoteAround(before + k, 10_000));
    expect(said(risen, 0.8, 'buy', stays)).toEqual([0, 1]);
    // A bar without a quote on the way: no label, so no outcome.
    expect(said(risen, 0.8, 'buy', stays.map((quote, k) => (k === 5 ? null : quote)))).toBeNull();
  });

  it('[SG-17] of the fill: traded through within five bars, not at', () => {
    const said = (low: number, odds: number) => right(afterOne([viewOf(cards.fill, [marginOf(odds)], 'buy')], flat(5, 10_000), { lows: [low, 10_000, 10_000, 10_000, 10_000] }), cards.fill);
    expect(said(9_998, 0.9)).toEqual([1, 1]);
    expect(said(9_999, 0.9)).toEqual([0, 1]);
    expect(said(9_999, 0.1)).toEqual([1, 1]);
  });

  it('[SG-17] of the path: the side where it took one, 0.4 of 22.4 bp at least, and every class', () => {
    const said = (margins: number[], close: number) => afterOne([viewOf(cards.path, margins)], flat(5, close)).recordOf('path-test');
    expect(said([0, 1, 2], 10_010)).toMatchObject({ calls: 1, right: 1, classes: [{ name: 'up', called: 1, right: 1, came: 1 }] });
    expect(said([2, 1, 0], 10_010)).toMatchObject({ calls: 1, right: 0, classes: [{ name: 'down', called: 1, right: 0, came: 0 }, { name: 'up', called: 0, right: 0, came: 1 }] });
    // Within 9 bp it was flat: no side came, the class did.
    expect(said([0, 2, 1], 10_008)).toMatchObject({ calls: 0, right: 0, classes: [{ name: 'flat', called: 1, right: 1, came: 1 }] });
    expect(said([0, 2, 1], 10_010)).toMatchObject({ calls: 1, right: 1, classes: [{ name: 'flat', called: 1, right: 0, came: 0 }, { name: 'up', called: 0, right: 0, came: 1 }] });
  });

  it('[SG-17] of the regime: the likeliest class against the one that 30 bars turned out to be, with how often each comes', () => {
    const after = (margins: number[], step: number, bars = 30) => afterOne([viewOf(cards.regime, margins)], Array.from({ length: bars }, (_, k) => 10_000 + (k % 2 === 0 ? step : 0))).recordOf('regime-test');
    expect(after([0, 0, 3], 15)).toMatchObject({ calls: 1, right: 1, classes: [{ name: 'stressed', called: 1, right: 1, came: 1 }], band: null });
    expect(after([0, 0, 3], 7)).toMatchObject({ calls: 1, right: 0, classes: [{ name: 'calm', called: 0, right: 0, came: 1 }, { name: 'stressed', called: 1, right: 0, came: 0 }] });
    expect(after([0, 3, 0], 10)).toMatchObject({ calls: 1, right: 1, classes: [{ name: 'choppy', called: 1, right: 1, came: 1 }] });
    expect(after([0, 0, 3], 15, 29)).toBeNull();
    // Two that are equally likely are no call.
    expect(after([0, 1, 1], 15)).toBeNull();
  });

  it('[SG-17] of a regime model of one head: its class or not', () => {
    const card = cardOf('regime', { modelId: 'one-head', heads: cards.regime.heads.slice(2) });
    const call = callOf(viewOf(card, [1]), card);
    const path = seriesOf(instrument, Array.from({ length: 150 }, (_, i) => ({ bar: barAt(i, i < 100 ? zigzag(i) : 10_000 + 30 * (i % 2)), session: 1, sigma: 0.001, quote: null })));
    expect(call?.settle(path, 99)).toEqual({ right: true, classes: { called: 'stressed', came: 'stressed' } });
    expect(call?.settle(path, 62)?.classes).toEqual({ called: 'stressed', came: 'not stressed' });
    expect(call?.settle(path, 120)).toBeNull();
  });

  it('[SG-17] a silent model makes none', () => {
    expect(right(afterOne([silentView(cards.direction), silentView(cards.regime)], flat(40, 10_050)), cards.direction)).toBeNull();
  });

  it('[SG-17] are told by the labels themselves, at the very bar, over any market: pauses, jumps, quotes that go', () => {
    const step = fc.record({ move: fc.integer({ min: -40, max: 40 }), wide: fc.integer({ min: 0, max: 6 }), quoted: fc.integer({ min: 0, max: 19 }), pause: fc.integer({ min: 0, max: 60 }) });
    const roles = ['drift', 'direction', 'edge', 'fill', 'path', 'regime'] as const;
    const views = [viewOf(cards.direction, [1]), viewOf(cards.edge, [1], 'sell'), viewOf(cards.fill, [1], 'sell'), viewOf(cards.path, [0, 1, 2]), viewOf(cards.regime, [1, 2, 0])];
    const labels = { drift: horizonReturn(15), direction: aboveCost(15), edge: targetBeforeStop(15), fill: passiveFill(5), path: shortPath(5), regime: realisedRegime(30) };
    const isRight = { drift: ([r = 0]: readonly number[]) => r > 0, path: ([down = 0]: readonly number[]) => down === 0, regime: ([, choppy]: readonly number[]) => choppy === 1 } as const;
    fc.assert(fc.property(fc.array(step, { minLength: 150, maxLength: 260 }), (steps) => {
      let [close, pauses, last] = [10_000, 0, null as Quote | null];
      const live = records();
      const moments = new Moments(instrument);
      const path = seriesOf(instrument, steps.map(({ move, wide, quoted, pause }, i) => {
        close = Math.max(500, close + move);
        if (pause === 0) pauses += 120;
        const bar = barAt(i, close, close - wide, close + wide, pauses);
        if (quoted > 0) last = { ...quoteAt(close - wide, close + 1), venueTime: bar.end };
        live.spoke(live.onBar(instrument, bar, last), { scoreSigma: 1, horizonVolatilityBp: 30, views });
        return moments.onBar(bar, last);
      }));
      for (const role of roles) {
        const came = steps.flatMap((_, bar) => labels[role](path, bar, role === 'edge' || role === 'fill' ? -1 : 1)?.values ? [labels[role](path, bar, role === 'edge' || role === 'fill' ? -1 : 1)?.values ?? []] : []);
        const answered = came.filter((values) => (role === 'drift' ? values[0] !== 0 : role === 'path' ? values[1] !== 1 : true));
        const good = answered.filter(role === 'drift' || role === 'path' || role === 'regime' ? isRight[role] : ([hit]) => hit === 1);
        const record = live.recordOf(cards[role].modelId);
        expect([record?.calls ?? 0, record?.right ?? 0], role).toEqual([answered.length, good.length]);
      }
    }), { numRuns: 40 });
  });

  it('[SG-17] a horizon across a session break is not measured, and one that was handed in late still is', () => {
    const reading = { scoreSigma: 1, horizonVolatilityBp: 30, views: [] };
    const from = (pause: number, lateBy: number): LiveRecords => {
      const live = records();
      for (let i = 0; i < before - 1; i++) live.onBar(instrument, barAt(i, zigzag(i)), null);
      const mark = live.onBar(instrument, barAt(before - 1, 10_000), null);
      for (let k = 0; k < 20; k++) {
        if (k === lateBy) live.spoke(mark, reading);
        live.onBar(instrument, barAt(before + k, 10_010, 10_010, 10_010, pause), null);
      }
      return live;
    };
    expect(from(120, 0).recordOf('drift-test')).toBeNull();
    expect(from(0, 10).recordOf('drift-test')).toMatchObject({ calls: 1, right: 1, band: { calls: 1, inside: 1, meant: 0.8 } });
    // Its session had ended when it came, or its horizon had passed.
    expect(from(120, 3).recordOf('drift-test')).toBeNull();
    expect(from(0, 16).recordOf('drift-test')).toBeNull();
  });

  it('[SG-17] what was counted stays when the market starts over; what waited does not', () => {
    const live = afterOne([], flat(15, 10_010), { scoreSigma: 0.4 });
    live.startOver();
    const mark = live.onBar(instrument, barAt(0, 10_000), null);
    live.spoke(mark, { scoreSigma: 1, horizonVolatilityBp: 30, views: [] });
    live.startOver();
    for (let i = 0; i < 40; i++) live.onBar(instrument, barAt(i, 9_000), null);
    expect(live.recordOf('drift-test')).toEqual({ calls: 1, right: 1, band: { meant: 0.8, inside: 1, calls: 1, level: 0.8 } });
  });

  it('[SG-17] memory does not grow with time', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 80 }), (horizons) => {
      const queue = new HorizonQueue<number>(60);
      horizons.forEach((horizon, i) => { queue.onBar(barAt(i, 1)); queue.add(i, queue.bars, horizon); });
      expect(queue.size).toBeLessThanOrEqual(15);
    }));
    const path = new LivePath(instrument, 30);
    for (let i = 0; i < 1_000; i++) path.onBar(barAt(i, 10_000 + i), null);
    expect([path.length <= 95, path.bars, path.close[path.placeOf(970)], path.close.length]).toEqual([true, 1_000, 10_969, 95]);
  });
});
