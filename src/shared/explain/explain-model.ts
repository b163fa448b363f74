/**
 * Why one of the seven models said what it said, by the method that is exact for its form: closed form for sums of features, paths or a
 * background for trees, a background for RBF machines, all coalitions of few features or of groups, or permutations with their errors, for
 * networks. In the unit of the margin.
 */
import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { additivityGap, type ExplanationMethod } from '../domain/explanation.ts';
import { scaleRow } from '../models/input-scaling.ts';
import { margin, scoreRows, type Model } from '../models/model.ts';
import type { LinearModel } from '../models/linear-model.ts';
import type { SvmModel } from '../models/svm-model.ts';
import { treeCount, type TreeEnsemble } from '../models/tree-ensemble.ts';
import { groupShapley, singleFeatures, type FeatureGroups } from './groups.ts';
import { allMethodsOf, commandReach, methodsOf } from './methods.ts';
import { permutationShapley } from './permutations.ts';
import { RbfShap } from './rbf.ts';
import { treeExplainer } from './tree-explainer.ts';

export interface MarginExplanation {
  readonly method: ExplanationMethod;
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
  /** One that fits the model's form, or any function; absent for the form's own (methods.ts). */
  readonly method?: ExplanationMethod;
  /** Of 'groups-exact', which is then the method: these groups, each feature in one of them; absent for each feature by itself. */
  readonly groups?: FeatureGroups;
  /** Of permutations. */
  readonly pairs?: number;
  readonly random?: Random;
}

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
    return { ...parts, margin: whole, gap: additivityGap(parts.baseValue, parts.contributions, whole) };
  }
}

function partsOf(model: Model, options: ExplainerOptions): (row: Float32Array) => Parts {
  const size = { features: model.featureCount, backgroundRows: options.background.length };
  const method = options.method ?? (options.groups ? 'groups-exact' : methodsOf(model.kind, size)[0]);
  assert(allMethodsOf(model.kind, size, commandReach).includes(method), `${method} fits the form '${model.kind}'`);
  if (method === 'groups-exact') return coalitionParts(model, options);
  if (method === 'permutation-antithetic') return permutationParts(model, options);
  switch (model.kind) {
    case 'linear': return linearParts(model, options.background);
    case 'trees': return treeParts(model, options.background, method === 'tree-path-dependent');
    case 'svm': return svmParts(model, options.background);
    case 'network': throw new Error('a network has no method but those of any function');
  }
}

function linearParts({ coefficients, intercept, featureCount }: LinearModel, background: readonly Float32Array[]): ReturnType<typeof partsOf> {
  const means = Float64Array.from({ length: featureCount }, (_, j) => background.reduce((sum, row) => sum + (row[j] ?? 0), 0) / background.length);
  const baseValue = means.reduce((sum, mean, j) => sum + (coefficients[j] ?? 0) * mean, intercept);
  return (row) => {
    const contributions = new Float64Array(featureCount);
    for (let j = 0; j < featureCount; j++) contributions[j] = coefficients[j]! * (row[j]! - means[j]!);
    return { method: 'linear-closed-form', baseValue, groups: null, standardErrors: null, contributions };
  };
}

function treeParts(model: TreeEnsemble, background: readonly Float32Array[], pathDependent: boolean): ReturnType<typeof partsOf> {
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

const marginsOf = (model: Model) => (rows: Float64Array, count: number): Float64Array => scoreRows(model, Float32Array.from(rows), count);

function coalitionParts(model: Model, { background, groups }: ExplainerOptions): ReturnType<typeof partsOf> {
  const [margins, players] = [marginsOf(model), groups ?? singleFeatures(model.featureCount)];
  return (row) => ({ method: 'groups-exact', ...groupShapley({ row, background, groups: players, margins }), groups: groups ?? null, standardErrors: null });
}

/** Pairs of permutations where the caller does not say. */
const pairsUsual = 128;

function permutationParts(model: Model, { background, pairs = pairsUsual, random }: ExplainerOptions): ReturnType<typeof partsOf> {
  const [margins, source] = [marginsOf(model), random];
  assert(source !== undefined, 'permutations are drawn from a seed');
  return (row) => {
    const { baseValue, contributions, standardErrors } = permutationShapley({ row, background, pairs, random: source, margins });
    return { method: 'permutation-antithetic', baseValue, contributions, groups: null, standardErrors };
  };
}
