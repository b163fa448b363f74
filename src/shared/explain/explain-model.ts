/**
 * Why one of the seven models said what it said, by the method that is exact for its form: closed form for sums of features, paths or a
 * background for trees, a background for RBF machines, all coalitions of few features or of groups, or permutations with their errors, for
 * networks. In the unit of the margin.
 */
import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { scaleRow } from '../models/input-scaling.ts';
import { margin, scoreRows, type Model } from '../models/model.ts';
import type { LinearModel } from '../models/linear-model.ts';
import type { NetworkModel } from '../models/network-model.ts';
import type { SvmModel } from '../models/svm-model.ts';
import { treeCount, type TreeEnsemble } from '../models/tree-ensemble.ts';
import { groupShapley, singleFeatures, type FeatureGroups } from './groups.ts';
import { enumeratedFeaturesMax } from './model-interactions.ts';
import { permutationShapley } from './permutations.ts';
import { RbfShap } from './rbf.ts';
import { treeExplainer } from './tree-explainer.ts';

export type ShapleyMethod = 'linear-closed-form' | 'tree-path-dependent' | 'tree-interventional' | 'rbf-interventional' | 'permutation-antithetic' | 'groups-exact';

export interface MarginExplanation {
  readonly method: ShapleyMethod;
  /** Mean margin of the background, or of the training cover where the method is path-dependent. */
  readonly baseValue: number;
  /** One a feature, or one a group where `groups` says so, in the unit of the margin: log-odds where the link is logistic. */
  readonly contributions: Float64Array;
  /** What the contributions are of where they are not one a feature. */
  readonly groups: FeatureGroups | null;
  /** One a feature where the method estimates; null where it is exact. */
  readonly standardErrors: Float64Array | null;
  /** The margin in double, by the model's own evaluator. */
  readonly margin: number;
  /** baseValue + sum(contributions) - margin. */
  readonly gap: number;
}

export interface ExplainerOptions {
  /** Rows of the training data, complete: what a feature that is not known is taken to be. Not empty. */
  readonly background: readonly Float32Array[];
  /** Trees only: by training cover, without a background. */
  readonly pathDependent?: boolean;
  /** Networks only: exact values of these groups, each feature in one of them, in place of estimates of single features. At most 12. */
  readonly groups?: FeatureGroups;
  /** Networks only. */
  readonly pairs?: number;
  readonly random?: Random;
}

/** Rows that a network of few features is asked about for one explanation: each coalition with each row of the background. */
const coalitionRowsMax = 65_536;

type Parts = Omit<MarginExplanation, 'margin' | 'gap'>;

/** Explains rows of one model, one at a time. Made once: trees and machines prepare what all rows share. */
export class ModelExplainer {
  private readonly model: Model;
  private readonly parts: (row: Float32Array) => Parts;

  constructor(model: Model, options: ExplainerOptions) {
    assert(options.background.length > 0, 'an explanation has a background');
    this.model = model;
    this.parts = partsOf(model, options);
  }

  explain(row: Float32Array): MarginExplanation {
    assert(row.length === this.model.featureCount, `a row has ${this.model.featureCount} features, not ${row.length}`);
    const parts = this.parts(row);
    const whole = margin(this.model, row);
    return { ...parts, margin: whole, gap: parts.contributions.reduce((sum, c) => sum + c, parts.baseValue) - whole };
  }
}

function partsOf(model: Model, options: ExplainerOptions): (row: Float32Array) => Parts {
  switch (model.kind) {
    case 'linear': return linearParts(model, options.background);
    case 'trees': return treeParts(model, options);
    case 'svm': return svmParts(model, options.background);
    case 'network': return networkParts(model, options);
  }
}

function linearParts({ coefficients, intercept, featureCount }: LinearModel, background: readonly Float32Array[]): ReturnType<typeof partsOf> {
  const means = Float64Array.from({ length: featureCount }, (_, j) => background.reduce((sum, row) => sum + (row[j] ?? 0), 0) / background.length);
  const baseValue = means.reduce((sum, mean, j) => sum + (coefficients[j] ?? 0) * mean, intercept);
  return (row) => ({
    method: 'linear-closed-form', baseValue, groups: null, standardErrors: null,
    contributions: Float64Array.from(coefficients, (w, j) => w * ((row[j] ?? 0) - (means[j] ?? 0))),
  });
}

function treeParts(model: TreeEnsemble, options: ExplainerOptions): ReturnType<typeof partsOf> {
  const { background, pathDependent = false } = options;
  const shap = treeExplainer(model, { background, pathDependent });
  const scale = model.aggregate === 'average' ? 1 / treeCount(model) : 1;
  const method = pathDependent ? 'tree-path-dependent' : 'tree-interventional';
  const baseValue = model.base + scale * shap.baseValue;
  return (row) => ({ method, baseValue, groups: null, standardErrors: null, contributions: shap.explain(row).map((c) => c * scale) });
}

/** The game is played on scaled rows, which changes no feature's part in it; Platt's sigmoid is a straight line in the margin. */
function svmParts(model: SvmModel, background: readonly Float32Array[]): ReturnType<typeof partsOf> {
  const scaled = (row: Float32Array): Float32Array => {
    if (!model.scaling) return row;
    const into = new Float32Array(model.featureCount);
    scaleRow(model.scaling, row, 0, into);
    return into;
  };
  const shap = new RbfShap(model, background.map(scaled));
  const baseValue = model.slope * shap.baseValue + model.offset;
  return (row) => ({ method: 'rbf-interventional', baseValue, groups: null, standardErrors: null, contributions: shap.explain(scaled(row)).map((c) => c * model.slope) });
}

function networkParts(model: NetworkModel, { background, groups, pairs = 128, random }: ExplainerOptions): ReturnType<typeof partsOf> {
  const margins = (rows: Float64Array, count: number): Float64Array => scoreRows(model, Float32Array.from(rows), count);
  const isSmall = model.featureCount <= enumeratedFeaturesMax && 2 ** model.featureCount * background.length <= coalitionRowsMax;
  const players = groups ?? (isSmall ? singleFeatures(model.featureCount) : null);
  if (players) return (row) => ({ method: 'groups-exact', ...groupShapley({ row, background, groups: players, margins }), groups: groups ?? null, standardErrors: null });
  const source = random;
  assert(source !== undefined, 'permutations are drawn from a seed');
  return (row) => {
    const { baseValue, contributions, standardErrors } = permutationShapley({ row, background, pairs, random: source, margins });
    return { method: 'permutation-antithetic', baseValue, contributions, groups: null, standardErrors };
  };
}
