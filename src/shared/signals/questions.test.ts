/** Questions made ready: what is tried stays within what was observed, and the answer turns the call. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, rowOf } from '../../../tests/fixtures/policy-world.ts';
import { nearestFlip } from '../explain/flips.ts';
import { seededRandom } from '../base/random.ts';
import { flipCandidates, flipQuestion, whatIfRange } from './questions.ts';

const random = seededRandom(5);
/** ret_1 and ret_5 are actionable, time_cos did not vary. 60 observed rows, some beyond the usual range. */
const card = cardOf('drift', { background: { id: 'b', rows: Array.from({ length: 60 }, () => [2 * random.normal(), 2 * random.normal(), 1]) } });
const facts = { card, features: rowOf(card, { ret_1: 0.5, ret_5: 0.5 }), horizonVolatilityBp: 30, costBp: 5 };

describe('what would turn it', () => {
  it('[SG-21] tries actionable features only, at observed values within their range', () => {
    const candidates = flipCandidates(card, facts.features);
    expect(candidates.map(({ index }) => card.featureNames[index])).toEqual(['ret_1', 'ret_5']);
    for (const { index, values } of candidates) {
      const observed = new Set(card.background.rows.map((row) => row[index]));
      const { low, high } = card.featureRanges[index] ?? { low: 0, high: 0 };
      expect(values.length).toBe(11);
      values.forEach((value, i) => {
        expect([...observed].some((seen) => Math.fround(seen ?? NaN) === value)).toBe(true);
        expect(value >= low && value <= high && (i === 0 || value > (values[i - 1] ?? 0))).toBe(true);
      });
    }
    expect(flipCandidates(card, rowOf(card, { ret_1: null }))).toHaveLength(1);
  });

  it('[SG-21] the bar is what a suggestion has to clear: cost and a fifth, here 0.2 sigma', () => {
    const asked = (scoreSigma: number, costBp: number | null = 5) => {
      const { turned, threshold, from, to } = flipQuestion({ ...facts, scoreSigma, costBp });
      return [turned, Math.round(threshold * 1e9) / 1e9, from, to];
    };
    expect(asked(0.6)).toEqual(['below', 0.2, 'buy above cost', 'buy below cost']);
    expect(asked(0.1)).toEqual(['above', 0.2, 'buy below cost', 'buy above cost']);
    expect(asked(-0.6)).toEqual(['above', -0.2, 'sell above cost', 'sell below cost']);
    expect(asked(-0.1)).toEqual(['below', -0.2, 'sell below cost', 'sell above cost']);
    expect(asked(0.1, null)).toEqual(['below', 0, 'buy', 'sell']);
    expect(asked(-0.1, null)).toEqual(['above', 0, 'sell', 'buy']);
  });

  it('[SG-21] an answer turns the call, and the call as it is never answers', () => {
    fc.assert(fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.option(fc.double({ min: 0, max: 20, noNaN: true })), (weight, costBp) => {
      const margin = (row: ArrayLike<number>): number => weight * (row[0] ?? 0) + 0.3 * (row[1] ?? 0);
      const row = [0.5, 0.5, 1];
      const { candidates, turned, threshold } = flipQuestion({ ...facts, costBp, scoreSigma: margin(row) });
      const isTurned = (m: number): boolean => (turned === 'above' ? m > threshold : m < threshold);
      expect(isTurned(margin(row))).toBe(false);
      const flip = nearestFlip({ row, features: candidates, changesMax: 3, isFlipped: isTurned, margins: (rows, count) => Array.from({ length: count }, (_, i) => margin(rows.subarray(3 * i, 3 * i + 3))) });
      if (flip) expect(isTurned(flip.margin)).toBe(true);
    }));
  });
});

describe('what if', () => {
  it('[SG-21] spans what training saw, and where the feature is now', () => {
    expect(whatIfRange(card, 'ret_5', 1)).toEqual({ feature: 1, low: -4, high: 4 });
    expect(whatIfRange(card, 'ret_5', 9)).toEqual({ feature: 1, low: -4, high: 9 });
    expect(whatIfRange(card, 'ret_5', null)).toEqual({ feature: 1, low: -4, high: 4 });
    expect([whatIfRange(card, 'ret_60', 1), whatIfRange(card, 'time_cos', 1)]).toEqual([null, null]);
  });
});
