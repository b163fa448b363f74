/** Which pairs of features made a model say what it said: exact for sums and trees, by coalitions of groups for the rest, or refused with the reason. */
import { scoreRows, type Model } from '../models/model.ts';
import { treeAt, treeCount } from '../models/tree-ensemble.ts';
import { coalitionValues, singleFeatures, type FeatureGroups } from './groups.ts';
import { canInteract, gameInteractions, treeInteractions, type InteractionMatrix } from './interactions.ts';

/** Most features of a model whose coalitions are enumerated one by one. */
export const enumeratedFeaturesMax = 10;

/** Most groups: 2^12 rows for each row of the background. */
const groupsMax = 12;

export interface InteractionOptions {
  /** Not empty. */
  readonly background: readonly Float32Array[];
  /** Trees only: by training cover, without the background. */
  readonly pathDependent?: boolean;
  /** For machines and networks with more than ten features; each feature in one of them. */
  readonly groups?: FeatureGroups;
  /** Most features of machines and networks whose coalitions are enumerated one by one; at most 16. */
  readonly featuresMax?: number;
}

export type ModelInteractions =
  | {
    readonly kind: 'exact';
    /** Players x players, in the unit of the margin: rows sum to Shapley values, all to the margin less the base value. */
    readonly values: InteractionMatrix;
    /** What a player is; null where each is a feature. */
    readonly groups: FeatureGroups | null;
  }
  | { readonly kind: 'refused'; readonly reason: string };

export function modelInteractions(model: Model, row: Float32Array, options: InteractionOptions): ModelInteractions {
  const { background, pathDependent = false, featuresMax = enumeratedFeaturesMax } = options;
  const { featureCount } = model;
  if (model.kind === 'linear') {
    const values = new Float64Array(featureCount ** 2);
    model.coefficients.forEach((w, j) => {
      values[j * featureCount + j] = w * ((row[j] ?? 0) - background.reduce((sum, other) => sum + (other[j] ?? 0), 0) / background.length);
    });
    return { kind: 'exact', values, groups: null };
  }
  if (model.kind === 'trees') {
    const trees = Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));
    if (!canInteract(trees)) return { kind: 'refused', reason: 'a path of a tree asks about more than 31 features' };
    const scale = model.aggregate === 'average' ? 1 / trees.length : 1;
    const values = treeInteractions({ trees, featureCount, row, background: pathDependent ? null : background });
    return { kind: 'exact', values: values.map((value) => value * scale), groups: null };
  }
  const given = options.groups ?? null;
  if (!given && featureCount > featuresMax) return { kind: 'refused', reason: `${featureCount} features are too many to enumerate, at most ${featuresMax}: ask for groups` };
  if (given && given.length > groupsMax) return { kind: 'refused', reason: `${given.length} groups are too many to enumerate: at most ${groupsMax}` };
  const groups = given ?? singleFeatures(featureCount);
  const margins = (rows: Float64Array, count: number): Float64Array => scoreRows(model, Float32Array.from(rows), count);
  return { kind: 'exact', values: gameInteractions(groups.length, coalitionValues({ row, background, groups, margins })), groups: given };
}
