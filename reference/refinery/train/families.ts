/** The families of models behind one call: rows in, model out, for recipes and for the comparison of families on the same rows. */
import { assert, must } from '../../../src/shared/base/assert.ts';
import type { ModelFamily } from '../../../src/shared/domain/model-card.ts';
import type { NetworkModel } from '../../../src/shared/models/network-model.ts';
import type { Model } from '../../../src/shared/models/model.ts';
import { treeCount, type TreeEnsemble } from '../../../src/shared/models/tree-ensemble.ts';
import { boostingDefaults, trainBoosting } from './trainers/boosting.ts';
import { trainForest, trainTree } from './trainers/forest.ts';
import { trainLinear } from './trainers/linear.ts';
import { logisticDefaults, trainLogistic } from './trainers/logistic.ts';
import { convStack, denseStack, type LayerShape } from './trainers/network-shape.ts';
import { networkDefaults, trainNetwork } from './trainers/network.ts';
import { holdOutTail, pickRows, weightsOf, type TrainingRows } from './trainers/rows.ts';
import { svmDefaults, trainSvm } from './trainers/svm.ts';

/** What a head learns: odds of a yes, the mean, or a quantile. */
export type Target = { readonly kind: 'odds' } | { readonly kind: 'mean' } | { readonly kind: 'quantile'; readonly alpha: number };

export interface FamilySettings {
  /** Ridge penalty of standardised coefficients, as a share of the rows. */
  readonly penalty: number;
  readonly treeDepth: number;
  /** Least share of the rows in a leaf. */
  readonly leafShare: number;
  readonly forestTrees: number;
  readonly forestDepth: number;
  readonly boostingRounds: number;
  readonly boostingDepth: number;
  readonly shrinkage: number;
  /** Rows that a support vector machine is given: as many of each class, spread evenly over the history. */
  readonly svmRows: number;
  readonly svmC: number;
  /** Kernel exp(-gamma |a - b|^2) with gamma of this over the number of features: below 1 sees wider. */
  readonly svmGamma: number;
  /** Widths of a network's dense layers. */
  readonly hidden: readonly number[];
  /** Convolutions before them, over a row of so many series of one length, one after the other; null: none, a perceptron. */
  readonly convolution: { readonly series: number; readonly filters: readonly number[]; readonly kernel: number } | null;
  readonly epochs: number;
  /** L2 penalty of a network's weights. */
  readonly decay: number;
  readonly patience: number;
}

export const familyDefaults: FamilySettings = {
  penalty: 0.02, treeDepth: 4, leafShare: 0.02, forestTrees: 60, forestDepth: 7, boostingRounds: 120, boostingDepth: 3, shrinkage: 0.06,
  svmRows: 1_000, svmC: 0.2, svmGamma: 0.5, hidden: [16, 8], convolution: null, epochs: 8, decay: 1e-4, patience: 2,
};

/** Trains one family on one head's rows. Odds come as log-odds, whatever the family. The same arguments give the same model. */
export function fitFamily(family: ModelFamily, rows: TrainingRows, target: Target, seed: number, changes: Partial<FamilySettings> = {}): Model {
  const settings = { ...familyDefaults, ...changes };
  const odds = target.kind === 'odds';
  switch (family) {
    case 'linear': return trainLinear(rows, { penalty: settings.penalty, standardise: true }).model;
    case 'logistic': return trainLogistic(rows, { ...logisticDefaults, penalty: settings.penalty * rows.rows }).model;
    case 'tree': return inLogOddsWhere(odds, trainTree(rows, { depthMax: settings.treeDepth, leafWeightMin: settings.leafShare * rows.rows, gainMin: 0 }), rows);
    case 'forest': return inLogOddsWhere(odds, forestOf(rows, settings, seed), rows);
    case 'boosting': return boostingOf(rows, target, settings, seed);
    case 'svm': return svmOf(rows, settings);
    case 'network': return networkOf(rows, odds, settings, seed);
  }
}

function forestOf(rows: TrainingRows, settings: FamilySettings, seed: number): TreeEnsemble {
  return trainForest(rows, {
    depthMax: settings.forestDepth, leafWeightMin: Math.max(5, (settings.leafShare / 4) * rows.rows), gainMin: 0, trees: settings.forestTrees,
    featuresPerNode: Math.max(1, Math.round(rows.featureCount / 3)), seed,
  }).ensemble;
}

function boostingOf(rows: TrainingRows, target: Target, settings: FamilySettings, seed: number): Model {
  const loss = target.kind === 'quantile' ? target : { kind: target.kind === 'odds' ? 'logistic' as const : 'squared' as const };
  // With logistic loss a leaf is measured by w p (1 - p), at most a quarter of its weight.
  const leafWeightMin = Math.max(1, settings.leafShare * rows.rows * (target.kind === 'odds' ? 0.2 : 1));
  return trainBoosting(rows, {
    ...boostingDefaults, loss, rounds: settings.boostingRounds, depthMax: settings.boostingDepth, shrinkage: settings.shrinkage, leafWeightMin,
    rowShare: 0.7, featureShare: 0.7, seed,
  }).ensemble;
}

/** Stops early on the last sixth of the rows, with a gap for labels that overlap. */
function networkOf(rows: TrainingRows, odds: boolean, settings: FamilySettings, seed: number): Model {
  const { train, validation } = holdOutTail(rows, 1 / 6, Math.floor(rows.rows / 100));
  return trainNetwork(train, {
    ...networkDefaults, layers: layersOf(rows.featureCount, settings), loss: odds ? 'logistic' : 'squared', epochs: settings.epochs,
    batch: 256, learningRate: 1e-3, decay: settings.decay, seed, validation: { rows: validation, patience: settings.patience },
  }).model;
}

function layersOf(width: number, { convolution, hidden }: FamilySettings): readonly LayerShape[] {
  if (!convolution) return denseStack(width, hidden);
  const { series, filters, kernel } = convolution;
  assert(width % series === 0, `a row of ${series} series of one length, not ${width} features`);
  return convStack({ channels: series, length: width / series, filters, kernel, pool: false, hidden });
}

/**
 * As many rows of each class, so that a rare one is heard, in order of time; its log-odds are then those of a balanced world, which calibration
 * sets right. Its work grows with the square of the rows, so it is given few.
 */
function svmOf(rows: TrainingRows, { svmRows, svmC, svmGamma }: FamilySettings): Model {
  const picked = [0, 1].flatMap((label) => evenly(Array.from(rows.y.keys()).filter((i) => rows.y[i] === label), svmRows / 2)).sort((a, b) => a - b);
  return trainSvm({ ...pickRows(rows, picked), weights: null }, { ...svmDefaults, c: svmC, gamma: Math.fround(svmGamma / rows.featureCount) }).model;
}

/** At most `count` of them, spread evenly. */
const evenly = (rows: readonly number[], count: number): readonly number[] =>
  rows.length <= count ? rows : Array.from({ length: count }, (_, k) => rows[Math.floor((k * rows.length) / count)]!);

/** Rows of the overall frequency that are mixed into each leaf, so that a leaf of one class is no certainty. */
const priorRows = 10;

const inLogOddsWhere = (wanted: boolean, ensemble: TreeEnsemble, rows: TrainingRows): TreeEnsemble => (wanted ? inLogOdds(ensemble, rateOf(rows)) : ensemble);

/**
 * Trees whose leaves are probabilities as trees whose leaves are log-odds, so that margins of all models are in one unit: the log-odds of the leaf's
 * frequency mixed with `priorRows` of the overall one (m-estimate: Cestnik 1990). A forest is then the mean of log-odds, a logarithmic
 * opinion pool (Genest and Zidek 1986); calibration comes after. Leaves are float32.
 */
export function inLogOdds(ensemble: TreeEnsemble, rate: number): TreeEnsemble {
  assert(rate > 0 && rate < 1, 'both classes have rows');
  const value = ensemble.value.map((p, node) => {
    if (ensemble.feature[node]! >= 0) return 0;
    const cover = ensemble.cover[node]!;
    const mixed = (p * cover + rate * priorRows) / (cover + priorRows);
    return Math.fround(Math.log(mixed / (1 - mixed)));
  });
  return { ...ensemble, value, link: 'logistic' };
}

function rateOf(rows: TrainingRows): number {
  const weights = weightsOf(rows);
  let [hits, total] = [0, 0];
  for (let i = 0; i < rows.rows; i++) {
    hits += weights[i]! * rows.y[i]!;
    total += weights[i]!;
  }
  return hits / total;
}

/** Numbers that were learnt: coefficients, splits and leaves, support vectors with their weights, or weights of a network. */
export function parameterCount(model: Model): number {
  switch (model.kind) {
    case 'linear': return model.featureCount + 1;
    case 'trees': return model.feature.reduce((sum, f) => sum + (f >= 0 ? 2 : 1), 0);
    case 'svm': return model.supportVectors.length + model.coefficients.length + 1;
    case 'network': return model.layers.reduce((sum, layer) => sum + (layer.kind === 'pool' || layer.kind === 'program' ? 0 : layer.weights.length + layer.bias.length), 0);
  }
}

/** How big it is, in words. */
export function modelWords(family: ModelFamily, model: Model): string {
  switch (model.kind) {
    case 'linear': return `${family === 'logistic' ? 'logistic' : 'ridge'} regression, ${model.featureCount} coefficients`;
    case 'trees': return family === 'tree' ? `one decision tree, ${leaves(model)} leaves` : `${family === 'forest' ? 'random forest' : 'gradient boosting'}, ${treeCount(model)} trees, ${leaves(model)} leaves`;
    case 'svm': return `support vector machine, ${model.coefficients.length} vectors`;
    case 'network': return networkWords(model);
  }
}

function networkWords({ layers }: NetworkModel): string {
  const [first] = layers;
  const widths = layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.outputs] : [])).join(', ');
  if (first?.kind !== 'conv') return `perceptron, layers of ${widths}`;
  const filters = layers.flatMap((layer) => (layer.kind === 'conv' ? [`${layer.filters} of ${layer.kernel} moments`] : [])).join(', then ');
  return `convolution over ${first.channels} series of ${first.length}, filters: ${filters}; layers of ${widths}`;
}

const leaves = (model: TreeEnsemble): number => model.feature.reduce((sum, f) => sum + (f < 0 ? 1 : 0), 0);

/** The explainer that is used for a form (shared/explain). */
export function explainedBy(model: Model): string {
  const methods = { linear: 'linear-closed-form', trees: 'tree-interventional', svm: 'rbf-interventional', network: 'permutation-antithetic' } as const;
  return must(methods[model.kind], 'every form has an explainer');
}
