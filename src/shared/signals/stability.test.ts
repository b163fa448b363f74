/** Whether a call stands under small noise, and how unlike its training a row is: by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, cards, forecast, marginOf, policyInputs, rowOf, viewOf } from '../../../tests/fixtures/policy-world.ts';
import type { ModelCard } from '../domain/model-card.ts';
import { noveltyOf } from './novelty.ts';
import { callOf, decide, type Said } from './policy.ts';
import { noiseScales, noisyCopies, noisyRow, stabilityNoise, stabilityOf, writeCopies, type NoisyRow } from './stability.ts';

const card = cardOf('drift', { featureDeviations: [1, 2, 0], missingDefaults: [0, 0, 0] });
const width = card.featureNames.length;
const rowAt = (a: number, b: number | null = 0, seed = 1): NoisyRow => noisyRow(rowOf(card, { ret_1: a, ret_5: b, time_cos: 7 }), noiseScales([card]), seed);

/** The 32 copies of a row as a model is given them. */
function copiesOf(row: NoisyRow, side: 'buy' | 'sell' | null = null, of: Pick<ModelCard, 'featureNames' | 'missingDefaults'> = card): number[][] {
  const out = new Float32Array(noisyCopies * of.featureNames.length);
  writeCopies(of, row, () => side, out, 0);
  return Array.from({ length: noisyCopies }, (_, copy) => [...out.subarray(copy * of.featureNames.length, (copy + 1) * of.featureNames.length)]);
}
/** A linear margin of weights 1 and -1: its noise is 0.1 x sqrt(1 + 4). */
const sideOf = ([a = 0, b = 0]: readonly number[]): 'buy' | 'sell' => (a - b >= 0 ? 'buy' : 'sell');
const stability = (a: number, seed = 1) => stabilityOf(sideOf([a, 0]), copiesOf(rowAt(a, 0, seed)).map(sideOf));

describe('stability', () => {
  it('[SG-19] far from the border every copy says the same, at it half of them: noise comes in opposite pairs', () => {
    expect(stability(5)).toEqual({ same: 32, draws: 32, noise: stabilityNoise });
    expect(stability(-5).same).toBe(32);
    for (const seed of [1, 2, 3]) expect(stability(1e-6, seed).same).toBe(16);
    // Half a standard deviation of the margin's noise away: about 69 in 100.
    const shares = Array.from({ length: 200 }, (_, seed) => stability(0.05 * Math.sqrt(5), seed).same / 32);
    expect(shares.reduce((a, b) => a + b, 0) / 200).toBeCloseTo(0.691, 1);
  });

  it('[SG-19] the noise is a tenth of a training deviation; what is missing, or never varied, is not moved', () => {
    const copies = Array.from({ length: 300 }, (_, seed) => copiesOf(rowAt(1, 2, seed))).flat();
    const deviation = (j: number): number => Math.sqrt(copies.reduce((sum, copy) => sum + ((copy[j] ?? 0) - (j === 0 ? 1 : 2)) ** 2, 0) / copies.length);
    expect(deviation(0)).toBeCloseTo(0.1, 2);
    expect(deviation(1)).toBeCloseTo(0.2, 2);
    expect(copies.every((copy) => copy[2] === 7)).toBe(true);
    expect(copiesOf(rowAt(1, null)).every((copy) => copy[1] === 0)).toBe(true);
    copiesOf(rowAt(1, 2)).forEach((copy, i, all) => { if (i % 2 === 0) expect((copy[0] ?? 0) + (all[i + 1]?.[0] ?? 0)).toBeCloseTo(2, 6); });
  });

  it('[SG-19] every model sees the same copy: a feature is off by as much in whichever place, and turned for a sell', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e15 }), fc.float({ min: -3, max: 3, noNaN: true }), (seed, a) => {
      const row = rowAt(a, 0.5, seed);
      const other = { featureNames: ['ret_5', 'ret_1'], missingDefaults: [0, 0] };
      expect(copiesOf(row, null, other)).toEqual(copiesOf(row).map(([x, y]) => [y, x]));
      expect(copiesOf(row, 'sell', other)).toEqual(copiesOf(row).map(([x, y]) => [-(y ?? 0), -(x ?? 0)]));
      expect(copiesOf(row)).toEqual(copiesOf(row));
    }));
    expect(width).toBe(3);
  });
});

describe('the call that is judged', () => {
  const said = (scoreSigma: number, stressed: number | null = null, hit: number | null = null): Said => ({ scoreSigma, stressed, hit });
  const call = (of: Said, change = {}) => callOf(policyInputs(change), of);

  it('[SG-19] is the side where it is worth its cost, permitted and its odds pay; else none', () => {
    // 30 bp of horizon volatility; cost some 4 to 8 bp.
    expect([call(said(0.6)), call(said(-0.6)), call(said(0.05)), call(said(-0.05))]).toEqual(['buy', 'sell', 'none', 'none']);
    expect([call(said(0.6, 0.5)), call(said(0.6, 0.51))]).toEqual(['buy', 'none']);
    // Such trades win and lose 18 bp; 1.6 bp of spread and fees: 54.4 % pay for it.
    expect([call(said(0.6, null, 0.56)), call(said(0.6, null, 0.53))]).toEqual(['buy', 'none']);
    expect([call(said(0.6), { quote: null }), call(said(Number.NaN))]).toEqual([null, null]);
  });

  it('[SG-19] is that of the policy, whatever the models say, but for what the desk holds', () => {
    let [none, sides] = [0, 0];
    // Doubles drawn at random are mostly tiny.
    const share = fc.integer({ min: 1, max: 99 }).map((n) => n / 100);
    fc.assert(fc.property(fc.integer({ min: -150, max: 150 }).map((n) => n / 100), fc.option(share), fc.option(share), (score, stressed, hit) => {
      const regime = stressed === null ? [] : [{ ...viewOf(cards.regime, [0, 0, 0]), heads: [{ name: 'stressed', margin: 0, odds: stressed }, { name: 'calm', margin: 0, odds: 1 - stressed }] }];
      const edge = hit === null ? [] : [viewOf(cards.edge, [marginOf(hit)], score >= 0 ? 'buy' : 'sell')];
      const inputs = policyInputs({ forecast: forecast(score), views: [...regime, ...edge] });
      const [verdict, called] = [decide(inputs), callOf(inputs, said(score, stressed, hit))];
      expect(called).toBe(verdict.kind === 'suggest' ? verdict.terms.side : 'none');
      if (called === 'none') none++;
      else sides++;
      // Holding it already is no other call.
      const held = policyInputs({ ...inputs, positionQty: score >= 0 ? 50 : -50 });
      expect(callOf(held, said(score, stressed, hit))).toBe(called);
    }), { numRuns: 600, seed: 3 });
    expect(Math.min(none, sides)).toBeGreaterThan(50);
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
