/** Tables, quadrature and interactions against the definition: all coalitions of random trees with equal thresholds and values that are not known. */
import { describe, expect, it } from 'vitest';
import { backgroundGameValue, coverGameValue, randomRow, randomTree } from '../../../tests/kit/random-trees.ts';
import { seededRandom } from '../base/random.ts';
import { bitsOf } from './bits.ts';
import { shapleyValues } from './coalitions.ts';
import { treeValue, type ExplainedTree } from './explained-tree.ts';
import { gameInteractions, treeInteractions } from './interactions.ts';
import { InterventionalTreeShap } from './interventional.ts';
import { PathDependentTreeShap } from './path-dependent.ts';
import { TabulatedTreeShap } from './tabulated.ts';

const features = 7;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++) expect(Math.abs((actual[j] ?? NaN) - (expected[j] ?? NaN)), `${what}, entry ${j}`).toBeLessThan(1e-9);
}

/** A few trees, their training rows, and rows to explain. */
function cases(count: number, depthMax: number): { trees: ExplainedTree[]; rows: number[][]; explained: number[][] }[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = seededRandom(seed + 1);
    const rows = Array.from({ length: 1 + random.integer(12) }, () => randomRow(random, features));
    const trees = Array.from({ length: 1 + random.integer(4) }, () => randomTree(random, features, depthMax, rows));
    return { trees, rows, explained: [randomRow(random, features), randomRow(random, features), rows[0] ?? []] };
  });
}

const sumOf = (trees: readonly ExplainedTree[]) => (row: readonly number[]): number => trees.reduce((sum, tree) => sum + treeValue(tree, row), 0);
const coverSum = (trees: readonly ExplainedTree[], row: readonly number[]) => (coalition: number): number => trees.reduce((sum, tree) => sum + coverGameValue(tree, row, coalition), 0);

describe('tables of leaves', () => {
  it('[EX-14] hold the interventional values of all coalitions, on random trees up to depth 9 with equal thresholds and values that are not known', () => {
    let splits = 0;
    for (const { trees, rows, explained } of cases(60, 9)) {
      splits += trees.reduce((sum, tree) => sum + tree.feature.length, 0);
      const tables = TabulatedTreeShap.of({ trees, featureCount: features, background: rows });
      const pairwise = new InterventionalTreeShap(trees, features, rows);
      for (const row of [...explained, ...explained]) {
        const contributions = tables?.explain(row) ?? [];
        expectClose(contributions, shapleyValues(features, backgroundGameValue(sumOf(trees), row, rows)), 'all coalitions');
        expectClose(contributions, pairwise.explain(row), 'pairwise');
      }
      expect(tables?.baseValue).toBe(pairwise.baseValue);
    }
    expect(splits).toBeGreaterThan(3000);
  });

  it('[EX-14] [EX-6] hold the path-dependent values of all coalitions, as the quadrature does', () => {
    for (const { trees, rows, explained } of cases(60, 9)) {
      expect(rows.length).toBeGreaterThan(0);
      const tables = TabulatedTreeShap.of({ trees, featureCount: features, background: null });
      const quadrature = new PathDependentTreeShap(trees, features);
      for (const row of [...explained, ...explained]) {
        const exact = shapleyValues(features, coverSum(trees, row));
        expectClose(tables?.explain(row) ?? [], exact, 'tables');
        expectClose(quadrature.explain(row), exact, 'quadrature');
      }
      expect(tables?.baseValue).toBeCloseTo(quadrature.baseValue, 12);
    }
  });

  it('[EX-15] stay within their bound, and are exact beyond it; too many patterns are refused before anything is computed', () => {
    const random = seededRandom(5);
    const wide = 12;
    const rows = Array.from({ length: 40 }, () => randomRow(random, wide));
    const trees = Array.from({ length: 30 }, () => randomTree(random, wide, 6, rows));
    const unbounded = TabulatedTreeShap.of({ trees, featureCount: wide, background: rows });
    const bytesMax = 500_000;
    const bounded = TabulatedTreeShap.of({ trees, featureCount: wide, background: rows, bytesMax });
    for (let i = 0; i < 600; i++) {
      const row = randomRow(random, wide);
      expectClose(bounded?.explain(row) ?? [], unbounded?.explain(row) ?? [0], `row ${i}`);
    }
    expect(unbounded?.bytes).toBeGreaterThan(bytesMax);
    expect(bounded?.bytes).toBeLessThan(bytesMax * 1.1);
    expect(TabulatedTreeShap.of({ trees, featureCount: wide, background: rows, bytesMax: 50_000 })).toBeNull();
  });
});

describe('interactions', () => {
  /** Lundberg, Erion, Lee 2018, equations 4 and 5, term by term. */
  function byDefinition(players: number, game: (coalition: number) => number): Float64Array {
    const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
    const values = Float64Array.from({ length: 2 ** players }, (_, coalition) => game(coalition));
    const matrix = new Float64Array(players ** 2);
    const shapley = shapleyValues(players, game);
    for (let i = 0; i < players; i++) {
      let rest = shapley[i] ?? 0;
      for (let j = 0; j < players; j++) {
        if (j === i) continue;
        for (let s = 0; s < values.length; s++) {
          if ((s >> i) & 1 || (s >> j) & 1) continue;
          const change = (values[s | (1 << i) | (1 << j)] ?? 0) - (values[s | (1 << i)] ?? 0) - (values[s | (1 << j)] ?? 0) + (values[s] ?? 0);
          matrix[i * players + j] = (matrix[i * players + j] ?? 0) + (change * factorial(bitsOf(s)) * factorial(players - bitsOf(s) - 2)) / (2 * factorial(players - 1));
        }
        rest -= matrix[i * players + j] ?? 0;
      }
      matrix[i * players + i] = rest;
    }
    return matrix;
  }

  it('[EX-16] of trees are those of all coalitions, by cover and against a background; rows sum to Shapley values', () => {
    for (const { trees, rows, explained } of cases(25, 6)) {
      for (const row of explained) {
        const games = [
          { background: null, game: coverSum(trees, row) },
          { background: rows, game: backgroundGameValue(sumOf(trees), row, rows) },
        ];
        for (const { background, game } of games) {
          const matrix = treeInteractions({ trees, featureCount: features, row, background });
          expectClose(matrix, byDefinition(features, game), background ? 'background' : 'cover');
          const shapley = shapleyValues(features, game);
          shapley.forEach((value, i) => expect(matrix.subarray(i * features, (i + 1) * features).reduce((sum, x) => sum + x, 0)).toBeCloseTo(value, 9));
        }
      }
    }
  });

  it('[EX-16] of any game are those of its definition', () => {
    const random = seededRandom(3);
    for (const players of [1, 2, 3, 6]) {
      const values = Float64Array.from({ length: 2 ** players }, () => random.uniform());
      expectClose(gameInteractions(players, values), byDefinition(players, (coalition) => values[coalition] ?? 0), `${players} players`);
    }
  });
});
