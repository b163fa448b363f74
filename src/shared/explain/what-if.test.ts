/** What-if curves, flips and similar cases, each against the plain way of finding them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeValue, type ExplainedTree } from './explained-tree.ts';
import { nearestFlip, type FlipFeature } from './flips.ts';
import { nearestCases } from './similar.ts';
import { levelAt, stepsInFeature } from './what-if.ts';

/** A complete tree of depth 3 over 3 features: 7 splits, 8 leaves. */
const treeArb: fc.Arbitrary<ExplainedTree> = fc.record({
  features: fc.array(fc.nat({ max: 2 }), { minLength: 7, maxLength: 7 }),
  thresholds: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 7, maxLength: 7 }),
  leaves: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 8 }),
}).map(({ features, thresholds, leaves }) => ({
  feature: [...features, ...leaves.map(() => -1)], threshold: [...thresholds, ...leaves.map(() => 0)],
  left: Array.from({ length: 15 }, (_, i) => (i < 7 ? 2 * i + 1 : 0)), right: Array.from({ length: 15 }, (_, i) => (i < 7 ? 2 * i + 2 : 0)),
  value: [...features.map(() => 0), ...leaves], cover: Array.from({ length: 15 }, () => 1),
}));
const rowArb = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 });

describe('what if', () => {
  it('[EX-10] the curve of a feature is the margin of the trees at every value, thresholds included', () => {
    fc.assert(fc.property(fc.array(treeArb, { minLength: 1, maxLength: 4 }), rowArb, fc.nat({ max: 2 }), (trees, row, feature) => {
      const steps = stepsInFeature(trees, row, feature);
      for (let value = -5; value <= 5; value += 0.5) {
        const changed = row.map((x, j) => (j === feature ? value : x));
        expect(levelAt(steps, value)).toBeCloseTo(trees.reduce((sum, tree) => sum + treeValue(tree, changed), 0), 10);
      }
      expect([...steps.thresholds]).toEqual([...steps.thresholds].sort((a, b) => a - b));
    }));
  });
});

describe('flips', () => {
  const values = [-2, -1, 0, 1, 2];
  const features: readonly FlipFeature[] = [{ index: 0, values, scale: 1 }, { index: 1, values, scale: 2 }, { index: 2, values, scale: 1 }];
  const margins = (f: (row: readonly number[]) => number) => (rows: Float64Array, count: number): number[] =>
    Array.from({ length: count }, (_, i) => f([...rows.subarray(i * 3, i * 3 + 3)]));

  it('[EX-11] of one feature is the nearest there is, scored by the model', () => {
    fc.assert(fc.property(rowArb, fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }), (row, w) => {
      const f = (x: readonly number[]): number => x.reduce((sum, value, j) => sum + value * (w[j] ?? 0), 0) - 3;
      if (f(row) > 0) return;
      const flip = nearestFlip({ row, features, margins: margins(f), isFlipped: (margin) => margin > 0, changesMax: 1 });
      const all = features.flatMap(({ index, scale }) => values.map((to) => ({ to: row.map((x, j) => (j === index ? to : x)), distance: Math.abs(to - (row[index] ?? 0)) / scale })));
      const best = all.filter(({ to }) => f(to) > 0).sort((a, b) => a.distance - b.distance)[0];
      expect(flip?.distance ?? null).toBe(best?.distance ?? null);
      if (flip) expect(flip.margin).toBe(f(row.map((x, j) => flip.changes.find((change) => change.feature === j)?.to ?? x)));
    }));
  });

  it('[EX-11] uses two or three features where one is not enough, and says when there is none', () => {
    const needs = (n: number) => (x: readonly number[]): number => x.filter((value) => value >= 2).length - n + 0.5;
    for (const n of [2, 3]) expect(nearestFlip({ row: [0, 0, 0], features, margins: margins(needs(n)), isFlipped: (m) => m > 0, changesMax: 3 })?.changes).toHaveLength(n);
    expect(nearestFlip({ row: [0, 0, 0], features, margins: margins(needs(3)), isFlipped: (m) => m > 0, changesMax: 2 })).toBeNull();
    expect(nearestFlip({ row: [2, 2, 2], features, margins: margins(needs(1)), isFlipped: (m) => m > 0, changesMax: 2 }), 'it is on the other side already').toBeNull();
  });
});

it('[EX-12] similar cases are the nearest by scaled distance, in order', () => {
  fc.assert(fc.property(fc.array(rowArb, { maxLength: 40 }), rowArb, fc.integer({ min: 1, max: 6 }), (cases, row, count) => {
    const scales = [1, 2, Number.POSITIVE_INFINITY];
    const found = nearestCases(cases.flat(), row, scales, count);
    const plain = cases.map((other, index) => ({ index, distance: Math.sqrt(other.reduce((sum, x, j) => sum + ((x - (row[j] ?? 0)) / (scales[j] ?? 1)) ** 2, 0) / 3) }))
      .sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, count);
    expect(found).toEqual(plain);
  }));
});
