/**
 * Gradient boosting on histograms (Friedman 2001; second order: Chen and Guestrin 2016; histograms: Ke et al. 2017) with squared, logistic
 * or pinball loss. Leaf values are rounded to float32 as they are made, so that later trees correct the model that is published.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import { seededRandom, type Random } from '../../../../src/shared/base/random.ts';
import { joinTrees, type TreeEnsemble, type TreeView } from '../../../../src/shared/models/tree-ensemble.ts';
import { binRows, type BinnedRows } from './binning.ts';
import { fillDerivatives, meanLoss, startScore, weightedQuantile, type BoostingLoss } from './losses.ts';
import { assertBinary, assertRows, rowsThatCount, weightsOf, type TrainingRows } from './rows.ts';
import { TreeGrower, type GrownTree } from './tree-grower.ts';

export interface BoostingOptions {
  readonly loss: BoostingLoss;
  /** Most trees. */
  readonly rounds: number;
  readonly depthMax: number;
  /** Each tree's values are multiplied by it; in (0, 1]. */
  readonly shrinkage: number;
  /** Penalty on the square of leaf values. Not with pinball loss, whose leaves are quantiles. */
  readonly lambda: number;
  /** Least sum of second derivatives in a leaf: of weights, but with logistic loss of w p (1 - p). */
  readonly leafWeightMin: number;
  /** Least gain of a split. */
  readonly gainMin: number;
  /** Share of rows, and of features, that each tree sees; in (0, 1]. */
  readonly rowShare: number;
  readonly featureShare: number;
  /** 1, -1 or 0 a feature (see split.ts). Not with pinball loss, whose leaves are set after the splits (LightGBM refuses it too). */
  readonly monotone: Int8Array | null;
  /** For row and feature draws. */
  readonly seed: number;
  /** Rows later in time than the training rows (`holdOutTail`): stop after `patience` rounds without a better loss on them. */
  readonly validation: { readonly rows: TrainingRows; readonly patience: number } | null;
}

export const boostingDefaults: Omit<BoostingOptions, 'loss'> = {
  rounds: 200, depthMax: 5, shrinkage: 0.1, lambda: 1, leafWeightMin: 1, gainMin: 0, rowShare: 1, featureShare: 1, monotone: null, seed: 1, validation: null,
};

export interface Boosted {
  readonly ensemble: TreeEnsemble;
  /** Weighted mean loss on the validation rows after each round that was run; empty without them. */
  readonly validationLoss: readonly number[];
  /** Rounds kept: the best on the validation rows, or all. */
  readonly rounds: number;
}

export function trainBoosting(given: TrainingRows, options: BoostingOptions): Boosted {
  if (options.loss.kind === 'logistic') assertBinary(given);
  else assertRows(given);
  assertOptions(given, options);
  const data = rowsThatCount(given);
  const booster = new Booster(data, options);
  const watch = options.validation && new Validation(options.validation, options.loss, booster.base);
  for (let round = 0; round < options.rounds; round++) {
    const tree = booster.round();
    if (watch?.stopsAfter(tree)) break;
  }
  const rounds = watch ? watch.bestRounds : booster.trees.length;
  const link = options.loss.kind === 'logistic' ? 'logistic' : 'identity';
  const ensemble = joinTrees(booster.trees.slice(0, rounds), { featureCount: data.featureCount, base: booster.base, aggregate: 'sum', link });
  return { ensemble, validationLoss: watch?.losses ?? [], rounds };
}

function assertOptions(data: TrainingRows, options: BoostingOptions): void {
  const { rounds, depthMax, shrinkage, lambda, leafWeightMin, rowShare, featureShare, monotone, validation, loss } = options;
  const share = (value: number): boolean => value > 0 && value <= 1;
  assert(rounds >= 1 && depthMax >= 1 && lambda >= 0 && leafWeightMin > 0, 'rounds and depth are at least 1, lambda not negative, leafWeightMin above 0');
  assert(share(shrinkage) && share(rowShare) && share(featureShare), 'shrinkage and shares are in (0, 1]');
  assert(monotone === null || monotone.length === data.featureCount, 'monotone has one entry a feature');
  if (loss.kind === 'quantile') {
    assert(loss.alpha > 0 && loss.alpha < 1, 'a quantile lies between 0 and 1');
    assert(!monotone?.some((direction) => direction !== 0), 'pinball loss sets leaves after the splits: it cannot keep them monotone');
  }
  if (!validation) return;
  assertRows(validation.rows);
  assert(validation.patience >= 1 && validation.rows.featureCount === data.featureCount, 'validation rows have the same features');
}

class Booster {
  readonly trees: TreeView[] = [];
  readonly base: number;
  private readonly data: TrainingRows;
  private readonly options: BoostingOptions;
  private readonly binned: BinnedRows;
  private readonly grower: TreeGrower;
  private readonly random: Random;
  private readonly weights: Float64Array;
  private readonly score: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly order: Int32Array;

  constructor(data: TrainingRows, options: BoostingOptions) {
    this.data = data;
    this.options = options;
    this.binned = binRows(data);
    this.grower = new TreeGrower(this.binned, { ...options, lambda: options.loss.kind === 'quantile' ? 0 : options.lambda });
    this.random = seededRandom(options.seed);
    this.weights = weightsOf(data);
    this.base = Math.fround(startScore(options.loss, data.y, this.weights));
    this.score = new Float64Array(data.rows).fill(this.base);
    this.first = new Float64Array(data.rows);
    this.second = new Float64Array(data.rows);
    this.order = new Int32Array(data.rows);
  }

  /** One more tree on what the trees before left. */
  round(): TreeView {
    const { data, options, weights, score, first, second, order } = this;
    fillDerivatives(options.loss, { y: data.y, weights, score }, first, second);
    const count = this.drawRows();
    const grown = this.grower.grow({ order, count, first, second, features: { kind: 'whole', list: this.drawFeatures() } });
    this.setLeaves(grown);
    this.advance(grown, count);
    const tree = grown.tree.pack(this.binned.cuts);
    this.trees.push(tree);
    return tree;
  }

  /** A row is in with probability `rowShare`, one draw a row. */
  private drawRows(): number {
    const { rowShare } = this.options;
    let count = 0;
    for (let i = 0; i < this.data.rows; i++) if (rowShare === 1 || this.random.uniform() < rowShare) this.order[count++] = i;
    return count;
  }

  private drawFeatures(): Int32Array {
    const { featureCount } = this.data;
    return this.options.featureShare === 1
      ? Int32Array.from({ length: featureCount }, (_, f) => f)
      : drawWithoutReplacement(this.random, featureCount, Math.max(1, Math.round(this.options.featureShare * featureCount))).sort();
  }

  /** Pinball loss: the leaf's own quantile of what is left (TreeBoost for least absolute deviation, Friedman 2001, algorithm 3). Then shrinks and rounds. */
  private setLeaves({ tree, leaves }: GrownTree): void {
    const { loss, shrinkage } = this.options;
    const rest = loss.kind === 'quantile' ? this.data.y.map((y, i) => y - this.score[i]!) : null;
    for (const { leaf, from, to } of leaves) {
      const value = loss.kind === 'quantile' && rest && to > from ? weightedQuantile(rest, this.weights, this.order.subarray(from, to), loss.alpha) : tree.valueOf(leaf);
      tree.setValue(leaf, Math.fround(value * shrinkage));
    }
  }

  /** Adds the tree to the scores, and the weight of all rows, drawn or not, to its covers. */
  private advance({ tree, leaves }: GrownTree, count: number): void {
    const visit = (row: number, leaf: number): void => {
      this.score[row]! += tree.valueOf(leaf);
      tree.addCover(leaf, this.weights[row]!);
    };
    if (count < this.data.rows) for (let i = 0; i < this.data.rows; i++) visit(i, tree.leafOf(this.binned, i));
    else for (const { leaf, from, to } of leaves) for (let k = from; k < to; k++) visit(this.order[k]!, leaf);
  }
}

/** `count` of the numbers below `of`, in the order they were drawn (Fisher and Yates). */
export function drawWithoutReplacement(random: Random, of: number, count: number): Int32Array {
  const all = Int32Array.from({ length: of }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(of - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, count);
}

/** Follows the loss on later rows. */
class Validation {
  readonly losses: number[] = [];
  bestRounds = 0;
  private readonly data: TrainingRows;
  private readonly patience: number;
  private readonly loss: BoostingLoss;
  private readonly weights: Float64Array;
  private readonly score: Float64Array;
  private best: number;

  constructor({ rows, patience }: { rows: TrainingRows; patience: number }, loss: BoostingLoss, base: number) {
    this.data = rows;
    this.patience = patience;
    this.loss = loss;
    this.weights = weightsOf(rows);
    this.score = new Float64Array(rows.rows).fill(base);
    this.best = meanLoss(loss, { y: rows.y, weights: this.weights, score: this.score });
  }

  stopsAfter(tree: TreeView): boolean {
    const { data, score } = this;
    for (let i = 0; i < data.rows; i++) {
      let node = 0;
      for (let f = tree.feature[0]!; f >= 0; f = tree.feature[node]!) node = data.x[i * data.featureCount + f]! <= tree.threshold[node]! ? tree.left[node]! : tree.right[node]!;
      score[i]! += tree.value[node]!;
    }
    const now = meanLoss(this.loss, { y: data.y, weights: this.weights, score });
    this.losses.push(now);
    if (now < this.best) {
      this.best = now;
      this.bestRounds = this.losses.length;
    }
    return this.losses.length - this.bestRounds >= this.patience;
  }
}
