import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveLevel, conformalQuantile, conformalRank } from './conformal.ts';
import { fitIsotonic, isotonicOdds, pooledAdjacent } from './isotonic.ts';
import { brierParts, expectedCalibrationError, logLoss, reliabilityBins, type Forecast } from './reliability.ts';

/** Known answers C9: odds .1, .4, .8, ten cases each, with 1, 5 and 7 hits. */
const c9: readonly Forecast[] = [[0.1, 1], [0.4, 5], [0.8, 7]].flatMap(([probability = 0, hits = 0]) =>
  Array.from({ length: 10 }, (_, i): Forecast => ({ probability, outcome: i < hits ? 1 : 0 })));

describe('stated odds', () => {
  it('[CL-1] have the Brier score, its parts, calibration error and log loss of the known answers', () => {
    const parts = brierParts(c9);
    expect(parts?.brier).toBeCloseTo(0.19, 12);
    expect(parts?.reliability).toBeCloseTo(0.006667, 6);
    expect(parts?.resolution).toBeCloseTo(0.062222, 6);
    expect(parts?.uncertainty).toBeCloseTo(0.245556, 6);
    expect(expectedCalibrationError(c9)).toBeCloseTo(0.066667, 6);
    expect(logLoss(c9)).toBeCloseTo(0.559224, 6);
    expect(reliabilityBins(c9).map(({ count, frequency }) => [count, frequency])).toEqual([[10, 0.1], [10, 0.5], [10, 0.7]]);
  });

  it('[CL-1] of no cases have no score', () => {
    expect([brierParts([]), expectedCalibrationError([]), logLoss([])]).toEqual([null, null, null]);
  });

  it('[CL-1] the parts always add up to the score', () => {
    const forecast = fc.record({ probability: fc.constantFrom(0, 0.25, 0.5, 0.9, 1), outcome: fc.constantFrom<0 | 1>(0, 1) });
    fc.assert(fc.property(fc.array(forecast, { minLength: 1, maxLength: 60 }), (forecasts) => {
      const parts = brierParts(forecasts);
      if (!parts) throw new Error('there are forecasts');
      expect(parts.reliability - parts.resolution + parts.uncertainty).toBeCloseTo(parts.brier, 12);
    }));
  });
});

describe('isotonic odds', () => {
  it('[CL-2] pool adjacent violators as the known answers do', () => {
    expect(pooledAdjacent([1, 2, 4, 3, 5])).toEqual([1, 2, 3.5, 3.5, 5]);
    const pooled = pooledAdjacent([0, 1, 0, 0, 1, 0, 1, 1]);
    [0, 1 / 3, 1 / 3, 1 / 3, 1 / 2, 1 / 2, 1, 1].forEach((value, i) => expect(pooled[i]).toBeCloseTo(value, 12));
  });

  it('[CL-2] rise, keep the weighted mean, and are closer than any level line', () => {
    const pair = fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true }));
    fc.assert(fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
      const [values, weights] = [pairs.map(([v]) => v), pairs.map(([, w]) => w)];
      const fitted = pooledAdjacent(values, weights);
      fitted.forEach((value, i) => { if (i > 0) expect(value).toBeGreaterThanOrEqual(fitted[i - 1] ?? 0); });
      const sum = (xs: readonly number[]): number => xs.reduce((total, x, i) => total + x * (weights[i] ?? 0), 0);
      expect(sum(fitted)).toBeCloseTo(sum(values), 8);
      const squares = (xs: readonly number[]): number => sum(xs.map((x, i) => (x - (values[i] ?? 0)) ** 2));
      const mean = sum(values) / weights.reduce((a, b) => a + b, 0);
      expect(squares(fitted)).toBeLessThanOrEqual(squares(values.map(() => mean)) + 1e-9);
    }));
  });

  it('[CL-2] are straight between knots and level beyond them', () => {
    const fitted = fitIsotonic([{ score: 0, outcome: 0 }, { score: 1, outcome: 0 }, { score: 2, outcome: 1 }, { score: 2, outcome: 0 }, { score: 4, outcome: 1 }]);
    if (!fitted) throw new Error('there are cases');
    expect([-9, 0, 1, 1.5, 2, 3, 4, 9].map((score) => isotonicOdds(fitted, score))).toEqual([0, 0, 0, 0.25, 0.5, 0.75, 1, 1]);
    expect(fitIsotonic([])).toBeNull();
    // Where one case has a weight, the others weigh one.
    expect(fitIsotonic([{ score: 0, outcome: 1 }, { score: 0, outcome: 0, weight: 3 }])?.odds).toEqual([0.25]);
  });
});

describe('conformal bands', () => {
  it('[CL-3] take the 18th of 19 scores for 90 %, and promise nothing with too few', () => {
    expect(conformalRank(19, 0.1)).toBe(18);
    expect(conformalQuantile(Array.from({ length: 19 }, (_, i) => 19 - i), 0.1)).toBe(18);
    expect(conformalQuantile([1, 2, 3], 0.1)).toBe(Number.POSITIVE_INFINITY);
    expect(conformalRank(9, 0.1)).toBe(9);
  });

  it('[CL-3] hold at least as often as they say, over every order of exchangeable scores', () => {
    // Of n + 1 exchangeable scores the last is within the quantile of the others in rank / (n + 1) of all orders.
    for (const [n, alpha] of [[9, 0.2], [19, 0.1], [39, 0.05]] as const) {
      const all = Array.from({ length: n + 1 }, (_, i) => i);
      const held = all.filter((last) => last <= conformalQuantile(all.filter((score) => score !== last), alpha)).length;
      expect(held / (n + 1)).toBeGreaterThanOrEqual(1 - alpha);
    }
  });

  it('[CL-4] the adaptive level brings a stream that breaks its band back to the promised rate', () => {
    const level = new AdaptiveLevel(0.1, 0.02);
    let missed = 0;
    const scores = Array.from({ length: 200 }, (_, i) => i / 200);
    for (let i = 0; i < 4000; i++) {
      const seen = ((i * 0.6180339887) % 1) * (i < 2000 ? 1 : 1.3); // wider than what the scores know from half way on
      const outside = seen > level.quantile(scores);
      missed += outside ? 1 : 0;
      level.observe(outside);
    }
    expect(missed / 4000).toBeCloseTo(0.1, 1.5);
    expect(Math.abs(missed / 4000 - 0.1)).toBeLessThan(1 / (4000 * 0.02) + 0.01);
  });
});
