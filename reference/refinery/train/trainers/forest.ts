/**
 * Regression tree and random forest. Tree: CART's least squares split (Breiman, Friedman, Olshen, Stone 1984) on histograms. Forest:
 * bootstrap rows, features drawn at each node, out-of-bag estimate (Breiman 2001, Machine Learning 45). With 0/1 targets the variance
 * split is the Gini split and the leaf mean is the probability: a binary forest is a regression.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { joinTrees, type TreeEnsemble, type TreeView } from '../../../../src/shared/models/tree-ensemble.ts';
import { binRows } from './binning.ts';
import { drawWithoutReplacement } from './boosting.ts';
import { assertRows, rowsThatCount, weightsOf, type TrainingRows } from './rows.ts';
import { TreeGrower, type GrownTree } from './tree-grower.ts';

export interface TreeOptions {
  readonly depthMax: number;
  /** Least weight of the rows in a leaf; above 0. */
  readonly leafWeightMin: number;
  /** Least fall of the weighted squared error by a split. */
  readonly gainMin: number;
}

export const treeDefaults: TreeOptions = { depthMax: 5, leafWeightMin: 5, gainMin: 0 };

/** One tree on all rows and features. Its leaves hold the weighted mean of y, as float32. */
export function trainTree(given: TrainingRows, options: TreeOptions): TreeEnsemble {
  assertRows(given);
  assertTreeOptions(options);
  const data = rowsThatCount(given);
  const binned = binRows(data);
  const weights = weightsOf(data);
  const grower = new TreeGrower(binned, { ...options, lambda: 0, monotone: null });
  const order = Int32Array.from({ length: data.rows }, (_, i) => i);
  const first = data.y.map((y, i) => -weights[i]! * y);
  const list = Int32Array.from({ length: data.featureCount }, (_, f) => f);
  const grown = grower.grow({ order, count: data.rows, first, second: weights, features: { kind: 'whole', list } });
  finish(grown, order, weights);
  return joinTrees([grown.tree.pack(binned.cuts)], { featureCount: data.featureCount, base: 0, aggregate: 'sum', link: 'identity' });
}

export interface ForestOptions extends TreeOptions {
  readonly trees: number;
  /** Features drawn at each node; about a third of them is usual for regression, their square root for classes. */
  readonly featuresPerNode: number;
  /** For bootstrap and feature draws. */
  readonly seed: number;
}

export interface Forest {
  readonly ensemble: TreeEnsemble;
  /** Mean of the trees whose bootstrap left the row out; NaN where none did, or where the row has no weight. One a row given. */
  readonly outOfBag: Float64Array;
  /** Weighted mean of (y - outOfBag)^2 over the rows that have one: with 0/1 targets the Brier score. */
  readonly outOfBagError: number;
}

export function trainForest(given: TrainingRows, options: ForestOptions): Forest {
  assertRows(given);
  assertTreeOptions(options);
  assert(options.trees >= 1 && options.featuresPerNode >= 1 && options.featuresPerNode <= given.featureCount, 'a forest has trees, and draws some of its features');
  const data = rowsThatCount(given);
  const binned = binRows(data);
  const weights = weightsOf(data);
  const grower = new TreeGrower(binned, { ...options, lambda: 0, monotone: null });
  const random = seededRandom(options.seed);
  const draw = (): Int32Array => drawWithoutReplacement(random, data.featureCount, options.featuresPerNode);
  const estimate = { sum: new Float64Array(data.rows), trees: new Int32Array(data.rows) };
  const drawn = new Float64Array(data.rows);
  const order = new Int32Array(data.rows);
  const trees: TreeView[] = [];
  for (let t = 0; t < options.trees; t++) {
    drawn.fill(0);
    for (let k = 0; k < data.rows; k++) drawn[random.integer(data.rows)]! += 1;
    for (let i = 0; i < data.rows; i++) drawn[i]! *= weights[i]!;
    let count = 0;
    for (let i = 0; i < data.rows; i++) if (drawn[i]! > 0) order[count++] = i;
    const grown = grower.grow({ order, count, first: data.y.map((y, i) => -drawn[i]! * y), second: drawn, features: { kind: 'sampled', draw } });
    finish(grown, order, drawn);
    trees.push(grown.tree.pack(binned.cuts));
    for (let i = 0; i < data.rows; i++) {
      if (drawn[i]! > 0) continue;
      estimate.sum[i]! += grown.tree.valueOf(grown.tree.leafOf(binned, i));
      estimate.trees[i]! += 1;
    }
  }
  const ensemble = joinTrees(trees, { featureCount: data.featureCount, base: 0, aggregate: 'average', link: 'identity' });
  return { ensemble, ...outOfBag(given, data, estimate) };
}

function assertTreeOptions({ depthMax, leafWeightMin, gainMin }: TreeOptions): void {
  assert(depthMax >= 0 && leafWeightMin > 0 && gainMin >= 0, 'depth and gain are not negative, leafWeightMin is above 0');
}

/** Rounds the leaves to float32 and gives them their covers: the weight of the rows the tree grew on. */
function finish({ tree, leaves }: GrownTree, order: Int32Array, weights: Float64Array): void {
  for (const { leaf, from, to } of leaves) {
    tree.setValue(leaf, Math.fround(tree.valueOf(leaf)));
    for (let k = from; k < to; k++) tree.addCover(leaf, weights[order[k]!]!);
  }
}

function outOfBag(given: TrainingRows, data: TrainingRows, estimate: { sum: Float64Array; trees: Int32Array }): Pick<Forest, 'outOfBag' | 'outOfBagError'> {
  const weights = weightsOf(data);
  const own = estimate.sum.map((sum, i) => (estimate.trees[i]! > 0 ? sum / estimate.trees[i]! : NaN));
  let error = 0;
  let total = 0;
  own.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    error += weights[i]! * (data.y[i]! - value) ** 2;
    total += weights[i]!;
  });
  let next = 0;
  const all = data === given ? own : given.y.map((_, i) => (given.weights![i]! > 0 ? own[next++]! : NaN));
  return { outOfBag: all, outOfBagError: error / total };
}
