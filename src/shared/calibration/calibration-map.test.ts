/** Odds of a card's maps: by hand, and what must be true of any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalibrationMap, ModelHead } from '../domain/model-card.ts';
import { calibratedOdds, frequencyOf, headOdds } from './calibration-map.ts';
import { chooseCalibration, identityFit, isotonicFit, type CalibrationFit } from './choose-calibration.ts';
import { seededRandom } from '../base/random.ts';

const head = (name: string, calibration: CalibrationMap | null, unit: ModelHead['unit'] = 'log-odds'): ModelHead =>
  ({ name, label: name, unit, baseValue: 0, calibration, frequencies: [] });
const map = fc.oneof(
  fc.constant<CalibrationMap>({ method: 'none' }),
  fc.record({ method: fc.constant('platt' as const), slope: fc.double({ min: 0.01, max: 5, noNaN: true }), offset: fc.double({ min: -3, max: 3, noNaN: true }) }),
  fc.array(fc.tuple(fc.double({ min: -6, max: 6, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 8 }).map((knots): CalibrationMap => ({
    method: 'isotonic', margins: [...new Set(knots.map(([m]) => m))].sort((a, b) => a - b),
    odds: knots.slice(0, new Set(knots.map(([m]) => m)).size).map(([, o]) => o).sort((a, b) => a - b),
  })),
);

describe('odds', () => {
  it('[MO-5] are those of the map: by hand', () => {
    expect(calibratedOdds({ method: 'none' }, 0)).toBe(0.5);
    expect(calibratedOdds({ method: 'none' }, Math.log(3))).toBeCloseTo(0.75, 12);
    expect(calibratedOdds({ method: 'platt', slope: 2, offset: -1 }, 0.5)).toBe(0.5);
    const isotonic: CalibrationMap = { method: 'isotonic', margins: [-1, 1], odds: [0.2, 0.6] };
    expect([-9, 0, 9].map((margin) => calibratedOdds(isotonic, margin))).toEqual([0.2, 0.4, 0.6]);
  });

  it('[MO-5] of several heads are one against the rest, divided by their sum', () => {
    const flat: CalibrationMap = { method: 'isotonic', margins: [0], odds: [0.3] };
    const odds = headOdds([head('a', flat), head('b', { method: 'none' }), head('c', flat)], [1, 0, 2]);
    [0.3 / 1.1, 0.5 / 1.1, 0.3 / 1.1].forEach((value, j) => expect(odds[j]).toBeCloseTo(value, 12));
    expect(headOdds([head('a', { method: 'none' })], [0])).toEqual([0.5]);
    expect(headOdds([head('q', null, 'sigma'), head('r', null, 'sigma')], [1, 2])).toEqual([null, null]);
  });

  it('[CL-5] are none without a map, none where a margin is not a number, and equal where all are nil', () => {
    const nil: CalibrationMap = { method: 'isotonic', margins: [0], odds: [0] };
    expect(headOdds([head('a', null)], [1])).toEqual([null]);
    expect(headOdds([head('a', { method: 'none' }), head('b', null)], [1, 1])).toEqual([null, null]);
    expect(headOdds([head('a', { method: 'none' }), head('b', { method: 'none' })], [1, Number.NaN])).toEqual([null, null]);
    expect(headOdds([head('a', nil), head('b', nil)], [1, 1])).toEqual([0.5, 0.5]);
  });

  it('[MO-5] stay within 0 and 1, rise with the margin, and sum to 1 over several heads', () => {
    const margin = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(fc.property(fc.array(fc.tuple(map, margin), { minLength: 2, maxLength: 3 }), margin, (drawn, other) => {
      for (const [m, at] of drawn) {
        const [low, high] = [calibratedOdds(m, Math.min(at, other)), calibratedOdds(m, Math.max(at, other))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(low - 1e-12);
      }
      const odds = headOdds(drawn.map(([m], j) => head(String(j), m)), drawn.map(([, at]) => at));
      expect(odds.reduce<number>((sum, o) => sum + (o ?? 0), 0)).toBeCloseTo(1, 12);
    }));
  });
});

describe('past frequency', () => {
  const counted = { frequencies: [{ low: 0, high: 0.5, rows: 29, hits: 10 }, { low: 0.5, high: 1, rows: 100, hits: 55 }] };

  it('[CL-6] is that of the group that holds the odds, with the Wilson interval of the known answers', () => {
    const found = frequencyOf(counted, 0.5);
    expect(found).toMatchObject({ value: 0.55, rows: 100 });
    expect(found?.low).toBeCloseTo(0.452, 3);
    expect(found?.high).toBeCloseTo(0.644, 3);
    expect(frequencyOf(counted, 1)).toEqual(found);
  });

  it('[CL-6] is none below 30 rows and outside every group', () => {
    expect(frequencyOf(counted, 0.49)).toBeNull();
    expect(frequencyOf({ frequencies: [] }, 0.4)).toBeNull();
    expect(frequencyOf({ frequencies: [{ low: 0.2, high: 0.4, rows: 500, hits: 1 }] }, 0.5)).toBeNull();
  });
});

describe('the map that is published', () => {
  const rows = (n: number, oddsAt: (margin: number) => number) => {
    const random = seededRandom(7);
    const margins = Array.from({ length: n }, () => 2 * random.normal());
    return { margins, hits: margins.map((margin) => (random.uniform() < oddsAt(margin) ? 1 : 0)) };
  };
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
  const halved: CalibrationFit = () => ({ method: 'platt', slope: 0.5, offset: 0 });

  it('[CL-7] is the plain one where margins are log-odds already, and that which fits where they are not', () => {
    const candidates = [identityFit, halved, isotonicFit];
    expect(chooseCalibration(rows(3_000, logistic), candidates).method).toBe('none');
    expect(chooseCalibration(rows(3_000, (m) => logistic(m / 2)), candidates).method).toBe('platt');
    const stepped = chooseCalibration(rows(3_000, (m) => (m > 1 ? 0.9 : 0.3)), candidates);
    expect(stepped.method).toBe('isotonic');
    expect(calibratedOdds(stepped, -2)).toBeCloseTo(0.3, 1);
    expect(calibratedOdds(stepped, 3)).toBeCloseTo(0.9, 1);
  });

  it('[CL-7] promises nothing on few rows, and is never certain', () => {
    expect(chooseCalibration(rows(80, () => 0.9), [identityFit, isotonicFit])).toEqual({ method: 'none' });
    const perfect = isotonicFit({ margins: [-1, 1], hits: [0, 1] });
    expect(perfect).toMatchObject({ odds: [1 / 6, 5 / 6] });
  });

  it('[CL-7] one row of weight two is two rows', () => {
    const once = isotonicFit({ margins: [0, 1, 2], hits: [1, 0, 1], weights: [2, 1, 1] });
    const twice = isotonicFit({ margins: [0, 0, 1, 2], hits: [1, 1, 0, 1] });
    expect(once?.method === 'isotonic' && once.odds[0]).toBeCloseTo(2 / 3, 12);
    expect(twice?.method === 'isotonic' && twice.odds[0]).toBeCloseTo(2 / 3, 12);
  });
});
