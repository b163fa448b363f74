/** Every explainer against the definition: all coalitions of small models, and the answers of the literature (C12). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { leafWeight, shapleyValues } from './coalitions.ts';
import { coverShares, expectedValue, featureOf, goesLeft, isLeaf, leftOf, rightOf, treeValue, valueOf, type ExplainedTree } from './explained-tree.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { InterventionalTreeShap } from './interventional.ts';
import { PathDependentTreeShap } from './path-dependent.ts';
import { permutationShapley } from './permutations.ts';
import { RbfShap, rbfMargin, type RbfExpansion } from './rbf.ts';

type Shape = number | readonly [feature: number, threshold: number, left: Shape, right: Shape];

/** A tree from nested splits; covers are those of `rows`. */
function treeOf(shape: Shape, rows: readonly (readonly number[])[]): ExplainedTree {
  const tree = { feature: [] as number[], threshold: [] as number[], left: [] as number[], right: [] as number[], value: [] as number[], cover: [] as number[] };
  const add = (node: Shape, here: readonly (readonly number[])[]): number => {
    const at = tree.feature.length;
    const split = typeof node === 'number' ? null : node;
    tree.feature.push(split?.[0] ?? -1);
    tree.threshold.push(split?.[1] ?? 0);
    tree.left.push(0);
    tree.right.push(0);
    tree.value.push(typeof node === 'number' ? node : 0);
    tree.cover.push(here.length);
    if (split) {
      const [feature, threshold, left, right] = split;
      tree.left[at] = add(left, here.filter((row) => (row[feature] ?? 0) <= threshold));
      tree.right[at] = add(right, here.filter((row) => (row[feature] ?? 0) > threshold));
    }
    return at;
  };
  add(shape, rows);
  return tree;
}

/** The game of the path-dependent values: unknown features go both ways by cover. */
function pathGame(tree: ExplainedTree, row: readonly number[], coalition: number, node = 0): number {
  if (isLeaf(tree, node)) return valueOf(tree, node);
  const shares = coverShares(tree);
  const [left, right] = [leftOf(tree, node), rightOf(tree, node)];
  if ((coalition >> featureOf(tree, node)) & 1) return pathGame(tree, row, coalition, goesLeft(tree, node, row) ? left : right);
  return (shares[left] ?? 0) * pathGame(tree, row, coalition, left) + (shares[right] ?? 0) * pathGame(tree, row, coalition, right);
}

const mixed = (row: readonly number[], other: readonly number[], coalition: number): number[] => row.map((x, j) => ((coalition >> j) & 1 ? x : other[j] ?? 0));

/** The interventional game of any function. */
const meanGame = (f: (row: readonly number[]) => number, row: readonly number[], background: readonly (readonly number[])[]) => (coalition: number): number =>
  background.reduce((sum, other) => sum + f(mixed(row, other, coalition)), 0) / background.length;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void {
  expect(actual.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++) expect(actual[j], `player ${j}`).toBeCloseTo(expected[j] ?? 0, digits);
}

const features = 5;
const value = fc.double({ min: -2, max: 2, noNaN: true });
const rowOf = fc.array(value, { minLength: features, maxLength: features });
const shapes: fc.Arbitrary<Shape> = fc.letrec<{ node: Shape }>((tie) => ({
  node: fc.oneof({ maxDepth: 6 }, value, fc.tuple(fc.nat({ max: features - 1 }), value, tie('node'), tie('node'))),
})).node;

describe('trees', () => {
  it('[EX-6] path-dependent values are those of all coalitions, on random trees and covers, and add up', () => {
    let splits = 0;
    fc.assert(fc.property(fc.array(shapes, { minLength: 1, maxLength: 3 }), fc.array(rowOf, { minLength: 1, maxLength: 20 }), rowOf, (forest, rows, row) => {
      const trees = forest.map((shape) => treeOf(shape, rows));
      splits += trees.reduce((sum, tree) => sum + tree.feature.length, 0);
      const shap = new PathDependentTreeShap(trees, features);
      const exact = shapleyValues(features, (coalition) => trees.reduce((sum, tree) => sum + pathGame(tree, row, coalition), 0));
      // A node that no training row reached has no expected value of its own: only the way down tells.
      const explained = shap.explain(row);
      expectClose(explained, exact, 9);
      expect(shap.baseValue).toBeCloseTo(trees.reduce((sum, tree) => sum + expectedValue(tree), 0), 9);
    }), { numRuns: 300 });
    expect(splits, 'trees have splits').toBeGreaterThan(600);
  });

  it('[EX-6] path-dependent values add up to the margin where the training rows cover the tree', () => {
    fc.assert(fc.property(shapes, rowOf, fc.infiniteStream(rowOf), (shape, row, stream) => {
      const rows = [row, ...Array.from({ length: 30 }, () => stream.next().value as number[])];
      const trees = [treeOf(shape, rows)];
      const shap = new PathDependentTreeShap(trees, features);
      const sum = shap.explain(row).reduce((total, c) => total + c, shap.baseValue);
      expect(sum).toBeCloseTo(trees.reduce((total, tree) => total + treeValue(tree, row), 0), 9);
    }), { numRuns: 200 });
  });

  it('[EX-7] interventional values are those of all coalitions against each background row, and add up', () => {
    fc.assert(fc.property(fc.array(shapes, { minLength: 1, maxLength: 3 }), fc.array(rowOf, { minLength: 1, maxLength: 6 }), rowOf, (forest, background, row) => {
      const trees = forest.map((shape) => treeOf(shape, background));
      const margin = (x: readonly number[]): number => trees.reduce((sum, tree) => sum + treeValue(tree, x), 0);
      const shap = new InterventionalTreeShap(trees, features, background);
      const explained = shap.explain(row);
      expectClose(explained, shapleyValues(features, meanGame(margin, row, background)), 9);
      expect(explained.reduce((sum, c) => sum + c, shap.baseValue)).toBeCloseTo(margin(row), 9);
    }), { numRuns: 300 });
  });

  it('[EX-6] [EX-7] the same model and data tell two stories (C12): 0.4375 and 0.1875 along the path, 0.3125 each by intervention', () => {
    const rows = [[0, 0], [0, 0], [0, 0], [0, 1], [1, 0], [1, 1], [1, 1], [1, 1]];
    const and = treeOf([0, 0.5, 0, [1, 0.5, 0, 1]], rows);
    expectClose(new PathDependentTreeShap([and], 2).explain([1, 1]), [0.4375, 0.1875], 12);
    expectClose(new InterventionalTreeShap([and], 2, rows).explain([1, 1]), [0.3125, 0.3125], 12);
  });

  it('[EX-6] the trees of Lundberg 2018 (fever and cough, C12) and of the shap notebook have their published values', () => {
    const all = [[0, 0], [0, 1], [1, 0], [1, 1]];
    const shapOf = (shape: Shape, row: readonly number[]): number[] => [...new PathDependentTreeShap([treeOf(shape, all)], 2).explain(row)];
    expectClose(shapOf([0, 0.5, 0, [1, 0.5, 0, 80]], [1, 1]), [30, 30], 12);
    expectClose(shapOf([1, 0.5, [0, 0.5, 0, 0], [0, 0.5, 10, 90]], [1, 1]), [30, 35], 12);
    const and: Shape = [0, 0.5, 0, [1, 0.5, 0, 1]];
    const or: Shape = [0, 0.5, [1, 0.5, 0, 1], 1];
    const xor: Shape = [0, 0.5, [1, 0.5, 0, 1], [1, 0.5, 1, 0]];
    const andPlus: Shape = [0, 0.5, 0, [1, 0.5, 1, 2]];
    expectClose([...shapOf(and, [1, 1]), ...shapOf(and, [0, 0])], [0.375, 0.375, -0.125, -0.125], 12);
    expectClose([...shapOf(or, [1, 1]), ...shapOf(or, [0, 0])], [0.125, 0.125, -0.375, -0.375], 12);
    expectClose([...shapOf(xor, [1, 1]), ...shapOf(xor, [0, 0])], [-0.25, -0.25, -0.25, -0.25], 12);
    expectClose([...shapOf(andPlus, [1, 1]), ...shapOf(andPlus, [0, 0])], [0.875, 0.375, -0.625, -0.125], 12);
  });
});

describe('an RBF machine', () => {
  it('[EX-8] has exact values: those of all coalitions', () => {
    const vectors = fc.array(rowOf, { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(vectors, fc.array(value, { minLength: 6, maxLength: 6 }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.array(rowOf, { minLength: 1, maxLength: 3 }), rowOf, (support, weights, gamma, background, row) => {
      const model: RbfExpansion = { supportVectors: support.flat(), coefficients: weights.slice(0, support.length), featureCount: features, gamma, intercept: 0.3 };
      const shap = new RbfShap(model, background);
      const explained = shap.explain(row);
      expectClose(explained, shapleyValues(features, meanGame((x) => rbfMargin(model, x), row, background)), 9);
      expect(explained.reduce((sum, c) => sum + c, shap.baseValue)).toBeCloseTo(rbfMargin(model, row), 9);
    }), { numRuns: 200 });
  });
});

describe('any function', () => {
  const f = (x: readonly number[]): number => Math.tanh((x[0] ?? 0) * (x[1] ?? 0)) + Math.max(0, (x[2] ?? 0) - (x[3] ?? 0)) + 2 * (x[4] ?? 0);
  const margins = (rows: Float64Array, count: number): number[] => Array.from({ length: count }, (_, i) => f([...rows.subarray(i * features, (i + 1) * features)]));

  it('[EX-9] by permutations adds up exactly, and is within its standard errors of all coalitions', () => {
    const background = [[0, 0, 0, 0, 0], [1, -1, 0.5, 0, 1]];
    const row = [1.5, -0.7, 1, 0.2, -1];
    const exact = shapleyValues(features, meanGame(f, row, background));
    let within = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const estimate = permutationShapley({ row, background, pairs: 64, random: seededRandom(seed), margins });
      expect(estimate.contributions.reduce((sum, c) => sum + c, estimate.baseValue)).toBeCloseTo(f(row), 10);
      expect(estimate.baseValue).toBeCloseTo(background.reduce((sum, x) => sum + f(x), 0) / 2, 10);
      for (let j = 0; j < features; j++) within += Math.abs((estimate.contributions[j] ?? 0) - (exact[j] ?? 0)) <= 2 * (estimate.standardErrors[j] ?? 0) + 1e-9 ? 1 : 0;
    }
    expect(within / (40 * features), 'two standard errors hold 95 % of the time').toBeGreaterThan(0.9);
  });

  it('[EX-9] is exact with one pair for what has no interactions, and says that it has no error to tell', () => {
    const linear = permutationShapley({
      row: [1, 2, 3, 4, 5], background: [[0, 0, 0, 0, 1]], pairs: 1, random: seededRandom(1),
      margins: (rows, count) => Array.from({ length: count }, (_, i) => [...rows.subarray(i * features, (i + 1) * features)].reduce((sum, x, j) => sum + (j + 1) * x, 0)),
    });
    expectClose(linear.contributions, [1, 4, 9, 16, 20], 12);
    expect([...linear.standardErrors].every(Number.isNaN)).toBe(true);
  });
});

it('[EX-6] the quadrature is exact for the degree that it promises', () => {
  for (let count = 1; count <= 15; count++) {
    const { nodes, weights } = gaussLegendre(count);
    for (let degree = 0; degree < 2 * count; degree++) expect(nodes.reduce((sum, t, i) => sum + (weights[i] ?? 0) * t ** degree, 0)).toBeCloseTo(1 / (degree + 1), 13);
  }
});

it('[EX-7] a leaf weighs u! v! / (u + v + 1)!', () => {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  for (let u = 0; u < 8; u++) for (let v = 0; v < 8; v++) expect(leafWeight(u, v)).toBeCloseTo((factorial(u) * factorial(v)) / factorial(u + v + 1), 15);
});
