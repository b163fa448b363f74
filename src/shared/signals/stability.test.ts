/** Whether a call stands under small noise, and how unlike its training a row is: by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../tests/fixtures/policy-world.ts';
import { noveltyOf } from './novelty.ts';
import { stabilityNoise, stabilityOf } from './stability.ts';

/** A linear margin of weights 1 and -2. */
const linear = (rows: Float32Array, count: number): number[] => Array.from({ length: count }, (_, i) => (rows[2 * i] ?? 0) - 2 * (rows[2 * i + 1] ?? 0));
const of = (a: number, b: number, deviations = [1, 1], seed = 1) => stabilityOf(Float32Array.of(a, b), deviations, seed, linear);

describe('stability', () => {
  it('[SG-19] far from the border every copy says the same, at it half of them: noise comes in opposite pairs', () => {
    expect(of(5, 0)).toEqual({ same: 32, draws: 32, noise: stabilityNoise });
    expect(of(-5, 0).same).toBe(32);
    for (const seed of [1, 2, 3]) expect(of(1e-6, 0, [1, 1], seed).same).toBe(16);
    // Half a standard deviation of the margin's noise away: about 69 in 100.
    const draws = Array.from({ length: 200 }, (_, seed) => of(0.05 * Math.sqrt(5), 0, [1, 1], seed).same / 32);
    expect(draws.reduce((a, b) => a + b, 0) / 200).toBeCloseTo(0.691, 1);
  });

  it('[SG-19] the noise is in deviations: where nothing varied in training nothing is moved', () => {
    expect(of(0.01, 0, [0, 0]).same).toBe(32);
    expect(of(0.01, 0, [100, 100]).same).toBeLessThan(20);
  });

  it('[SG-19] the same row and seed give the same count, and a margin of nil or none is no call of its own', () => {
    fc.assert(fc.property(fc.float({ min: -1, max: 1, noNaN: true }), fc.float({ min: -1, max: 1, noNaN: true }), fc.integer(), (a, b, seed) => {
      expect(of(a, b, [1, 1], seed)).toEqual(of(a, b, [1, 1], seed));
    }));
    expect(stabilityOf(Float32Array.of(1), [1], 1, (_, count) => new Array<number>(count).fill(Number.NaN)).same).toBe(0);
  });
});

describe('novelty', () => {
  // Means 0.1, 0 and 1; deviations 1, 2 and 0; ranges -3 to 3, -4 to 4, 1 to 1.
  const card = cardOf('drift');

  it('[SG-18] is the root mean squared distance in training deviations over the features at hand', () => {
    expect(noveltyOf(card, [0.1, 0, 1])).toEqual({ distance: 0, outside: [] });
    expect(noveltyOf(card, [2.1, 0, 1]).distance).toBeCloseTo(Math.sqrt(2), 12);
    expect(noveltyOf(card, [2.1, null, 1]).distance).toBeCloseTo(2, 12);
    expect(noveltyOf(card, [null, null, null])).toEqual({ distance: 0, outside: [] });
  });

  it('[SG-18] names what lies outside its range, the furthest first, and never what did not vary', () => {
    expect(noveltyOf(card, [4.5, -12, 50]).outside).toEqual([
      { name: 'ret_5', value: -12, low: -4, high: 4, widths: 1 }, { name: 'ret_1', value: 4.5, low: -3, high: 3, widths: 0.25 },
    ]);
  });
});
