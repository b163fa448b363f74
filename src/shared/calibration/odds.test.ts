/** Odds by each kind of map, and of several heads together. */
import { describe, expect, it } from 'vitest';
import { logistic } from '../models/link.ts';
import { calibratedOdds, headOdds } from './odds.ts';

describe('odds', () => {
  it('[MO-5] are those of the map: none, Platt\'s line, or rising points that are level beyond the ends', () => {
    expect(calibratedOdds({ method: 'none' }, 0.7)).toBe(logistic(0.7));
    expect(calibratedOdds({ method: 'platt', slope: 2, offset: -1 }, 0.7)).toBeCloseTo(logistic(0.4), 14);
    const isotonic = { method: 'isotonic' as const, margins: [-1, 0, 2], odds: [0.2, 0.5, 0.6] };
    expect([-5, -1, -0.5, 1, 9].map((margin) => calibratedOdds(isotonic, margin))).toEqual([0.2, 0.2, 0.35, 0.55, 0.6]);
  });

  it('[MO-5] of several heads are each against the rest, divided by their sum', () => {
    const heads = [{ calibration: { method: 'none' as const } }, { calibration: { method: 'platt' as const, slope: 1, offset: 1 } }, { calibration: { method: 'none' as const } }];
    const odds = headOdds(heads, [0.3, -0.2, 1]);
    expect(odds.reduce<number>((sum, o) => sum + (o ?? 0), 0)).toBeCloseTo(1, 14);
    expect((odds[1] ?? 0) / (odds[0] ?? 1)).toBeCloseTo(logistic(0.8) / logistic(0.3), 14);
    const level = { calibration: { method: 'isotonic' as const, margins: [0], odds: [0] } };
    expect(headOdds([level, level], [1, 2])).toEqual([0.5, 0.5]);
  });

  it('[MO-5] are not given by a head whose margin is the answer, nor shared where only one head gives them', () => {
    expect(headOdds([{ calibration: null }, { calibration: null }], [1, 2])).toEqual([null, null]);
    expect(headOdds([{ calibration: { method: 'none' } }], [1])).toEqual([logistic(1)]);
  });
});
