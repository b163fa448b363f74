/** Labels of the seven models by hand-made paths. */
import { describe, expect, it } from 'vitest';
import { aboveCost } from './above-cost.ts';
import { barrierSigmas, targetBeforeStop } from './edge.ts';
import { horizonReturn, labelLimit } from './horizon-return.ts';
import { passiveFill } from './passive-fill.ts';
import { realisedRange } from './realised-range.ts';
import { realisedRegime } from './realised-regime.ts';
import { seriesOf, type Series } from './series.ts';
import { flatSigmas, shortPath } from './short-path.ts';

interface Step { readonly close: number; readonly high?: number; readonly low?: number; readonly bid?: number; readonly ask?: number; readonly session?: number; readonly sigma?: number }

/** One bar a step; the quote stands a tick around the close unless said. Prices near 10,000 ticks: a tick is a basis point. */
const pathOf = (steps: readonly Step[], feeBp = 0): Series => seriesOf({ symbol: 'TEST', feeBp } , steps.map(({ close, high = close, low = close, bid = close - 1, ask = close + 1, session = 1, sigma = 0.001 }, i) => ({
  bar: { end: (i + 1) * 60e6, high, low, close } as never, session, sigma, quote: Number.isNaN(bid) ? null : { bid, ask } as never,
})));
const closes = (...values: number[]): Step[] => values.map((close) => ({ close }));
const basisPoints = (to: number, from = 10_000): number => Math.log(to / from) * 1e4;

describe('horizon return', () => {
  it('[LB-5] is the log return in horizon volatilities, at most 4 of them', () => {
    const [label, path] = [horizonReturn(4), pathOf(closes(10_000, 10_005, 9_990, 10_010, 10_020, 11_000))];
    expect(label(path, 0, 1)?.values[0]).toBeCloseTo(basisPoints(10_020) / 1e4 / (0.001 * 2), 12);
    expect(label(path, 1, 1)?.values).toEqual([labelLimit]);
    expect(horizonReturn(4, 3)(path, 0, 1)?.values).toHaveLength(3);
  });

  it('[LB-5] goes from middle to middle where quotes stand: trades that alternate between bid and offer bring nothing', () => {
    const bouncing = Array.from({ length: 6 }, (_, i) => ({ close: i % 2 === 0 ? 9_995 : 10_005, bid: 9_995, ask: 10_005 }));
    expect([0, 1].map((bar) => horizonReturn(1)(pathOf(bouncing), bar, 1)?.returnBp)).toEqual([0, 0]);
    const unquoted = bouncing.map((step) => ({ ...step, bid: NaN, ask: NaN }));
    expect([0, 1].map((bar) => horizonReturn(1)(pathOf(unquoted), bar, 1)?.returnBp)).toEqual([basisPoints(10_005, 9_995), basisPoints(9_995, 10_005)]);
  });

  it('[LB-5] is none across a pause, past the end, or without a volatility', () => {
    const path = pathOf([{ close: 10_000 }, { close: 10_001 }, { close: 10_002, session: 2 }, { close: 10_003, session: 2, sigma: NaN }, { close: 10_004, session: 2 }]);
    expect([0, 1, 3, 4].map((bar) => horizonReturn(1)(path, bar, 1) !== null)).toEqual([true, false, false, false]);
  });
});

describe('realised range', () => {
  it('[LB-12] is the lowest low and the highest high on the way, in horizon volatilities', () => {
    const path = pathOf([{ close: 10_000, low: 9_000, high: 11_000 }, { close: 10_005, low: 9_990, high: 10_010 }, { close: 10_002, low: 9_995, high: 10_020 }, { close: 10_000, session: 2 }]);
    const scale = 1e-4 / (0.001 * Math.SQRT2);
    expect(realisedRange(path, 0, 2)?.low).toBeCloseTo(basisPoints(9_990) * scale, 9);
    expect(realisedRange(path, 0, 2)?.high).toBeCloseTo(basisPoints(10_020) * scale, 9);
    expect(realisedRange(path, 1, 2)).toBeNull();
    expect(horizonReturn(2)(path, 0, 1)?.range).toEqual(realisedRange(path, 0, 2));
  });
});

describe('above cost', () => {
  it('[LB-6] is 1 beyond spread and both fees, and not at them', () => {
    // The spread is 2 ticks, 2 bp; fees are 2 x 1.5 bp: 5 bp in all.
    const path = pathOf([...closes(10_000, 10_006, 10_000, 10_004, 10_000), { close: 10_000, bid: NaN, ask: NaN }, { close: 11_000 }], 1.5);
    expect([0, 2, 3].map((bar) => aboveCost(1)(path, bar, 1)?.values[0])).toEqual([1, 0, 0]);
    expect(aboveCost(1)(path, 0, 1)?.costBp).toBeCloseTo(5, 9);
    expect(aboveCost(1)(path, 5, 1)).toBeNull();
  });
});

describe('target before stop', () => {
  // Horizon volatility 0.001 x 2 = 20 bp, barriers 12 bp, cost 2 bp: target 14 bp, stop 12 bp.
  const label = targetBeforeStop(4);

  it('[LB-7] the target is further than the stop by the cost, for either side', () => {
    expect(barrierSigmas * 20).toBe(12);
    const up = pathOf(closes(10_000, 10_013, 10_015, 9_000, 9_000));
    expect(label(up, 0, 1)).toMatchObject({ values: [1], end: 2 });
    expect(label(up, 0, -1)).toMatchObject({ values: [0], end: 1 });
    const down = pathOf(closes(10_000, 9_987, 10_100, 10_100, 10_100));
    expect(label(down, 0, 1)).toMatchObject({ values: [0], end: 1 });
    expect(label(down, 0, -1)).toMatchObject({ values: [0], end: 2 });
  });

  it('[LB-7] where time is up first, being ahead after cost decides', () => {
    expect(label(pathOf(closes(10_000, 10_001, 10_002, 10_004, 10_005)), 0, 1)).toMatchObject({ values: [1], end: 4 });
    expect(label(pathOf(closes(10_000, 10_001, 10_002, 10_002, 10_001)), 0, 1)).toMatchObject({ values: [0], end: 4 });
  });
});

describe('fill of a resting order', () => {
  const label = passiveFill(3);

  it('[LB-8] a trade through the price fills, one at it does not', () => {
    const at = { close: 10_000, low: 9_999, high: 10_001 };
    const through = { close: 10_000, low: 9_998, high: 10_001 };
    expect(label(pathOf([{ close: 10_000 }, at, at, through, at]), 0, 1)).toMatchObject({ values: [1], end: 3 });
    expect(label(pathOf([{ close: 10_000 }, at, at, at, through]), 0, 1)).toMatchObject({ values: [0], end: 3 });
    expect(label(pathOf([{ close: 10_000 }, at, through, at]), 0, -1)).toMatchObject({ values: [0], end: 3 });
    expect(label(pathOf([{ close: 10_000 }, { ...at, high: 10_002 }, at, at]), 0, -1)).toMatchObject({ values: [1], end: 1 });
  });

  it('[LB-8] a fill saves the spread, waiting in vain costs what the price ran away', () => {
    expect(label(pathOf([{ close: 10_000 }, { close: 9_990 }, ...closes(10_000, 10_000)]), 0, 1)?.returnBp).toBeCloseTo(2, 9);
    expect(label(pathOf(closes(10_000, 10_010, 10_020, 10_030)), 0, 1)?.returnBp).toBeCloseTo(-30, 9);
    expect(label(pathOf([{ close: 10_000, bid: NaN, ask: NaN }, ...closes(9_000, 9_000, 9_000)]), 0, 1)).toBeNull();
  });
});

describe('short path', () => {
  it('[LB-9] is flat within 0.4 horizon volatilities or half the spread, whichever is wider', () => {
    // Horizon volatility 0.001 x 2 = 20 bp: flat within 8.
    expect(flatSigmas * 20).toBe(8);
    const to = (close: number, first: Partial<Step> = {}): readonly number[] | undefined => shortPath(4)(pathOf([{ close: 10_000, ...first }, ...closes(1, 1, 1, close)]), 0, 1)?.values;
    expect([to(9_991), to(9_993), to(10_007), to(10_009)]).toEqual([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]);
    expect(to(10_015, { bid: 9_980, ask: 10_020 })).toEqual([0, 1, 0]);
  });
});

describe('realised regime', () => {
  /** 80 bars that go up and down by `usual`, then 30 whose steps are given. */
  const after = (step: (k: number) => number): readonly number[] | undefined => {
    const values: number[] = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 10_000 : 10_010));
    let price: number = values[79] ?? 0;
    for (let k = 0; k < 30; k++) values.push((price += step(k)));
    return realisedRegime(30)(pathOf(closes(...values)), 79, 1)?.values;
  };
  const zigzag = (size: number) => (k: number): number => (k % 2 === 0 ? -size : size);

  it('[LB-10] by the ratio to the usual volatility first, then by where it leads', () => {
    expect(after(zigzag(15))).toEqual([0, 0, 1]);
    expect(after(zigzag(7))).toEqual([1, 0, 0]);
    expect(after(zigzag(10))).toEqual([0, 1, 0]);
    expect(after(() => 10)).toEqual([1, 0, 0]);
    expect(after((k) => (k % 8 < 5 ? 10 : -10))).toEqual([1, 0, 0]);
    expect(after(() => 15)).toEqual([0, 0, 1]);
  });

  it('[LB-10] looks along every bar of its horizon, the last one too', () => {
    expect(after((k) => (k === 29 ? 60 : zigzag(10)(k)))).toEqual([0, 0, 1]);
  });

  it('[LB-10] is none before anything is usual', () => {
    expect(realisedRegime(30)(pathOf(closes(...Array.from({ length: 120 }, (_, i) => 10_000 + (i % 2)))), 40, 1)).toBeNull();
  });
});
