/** What pairs of features add together: of trees exactly, of others by every coalition, for models of few features. */
import type { ExplanationMethod } from '../../src/shared/domain/explanation.ts';
import { playersMax } from '../../src/shared/explain/coalitions.ts';
import { canInteract, gameInteractions, treeInteractions } from '../../src/shared/explain/interactions.ts';
import type { Model } from '../../src/shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble } from '../../src/shared/models/tree-ensemble.ts';
import { coalitionMargins } from './explain-rows.ts';

/** Features x features, symmetric; a row sums to the feature's contribution. In the unit of the margin. */
export type InteractionRows = readonly (readonly number[])[];

/** Throws with the reason where they cannot be computed. */
export function interactionsOf(model: Model, method: ExplanationMethod, background: readonly Float32Array[]): (row: Float32Array) => InteractionRows {
  const { featureCount } = model;
  const byRows = (matrix: Float64Array): InteractionRows => Array.from({ length: featureCount }, (_, j) => Array.from(matrix.subarray(j * featureCount, (j + 1) * featureCount)));
  if (model.kind === 'trees') return (row) => byRows(ofTrees(model, row, method === 'tree-path-dependent' ? null : background));
  if (featureCount > playersMax) throw new Error(`--interactions: all coalitions of ${featureCount} features are too many, at most ${playersMax}`);
  return (row) => byRows(gameInteractions(featureCount, coalitionMargins(model, row, background)));
}

function ofTrees(model: TreeEnsemble, row: Float32Array, background: readonly Float32Array[] | null): Float64Array {
  const trees = Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));
  if (!canInteract(trees)) throw new Error('--interactions: a path of a tree has more than 31 features');
  const scale = model.aggregate === 'average' ? 1 / trees.length : 1;
  return treeInteractions({ trees, featureCount: model.featureCount, row, background }).map((value) => value * scale);
}
