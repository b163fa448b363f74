/** What each pair of features adds together beyond what each adds alone: exact for trees, nil for a sum of features. */
import { canInteract, treeInteractions } from '../../../shared/explain/interactions.ts';
import type { Model } from '../../../shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble } from '../../../shared/models/tree-ensemble.ts';
import type { InteractionValues, QuestionOf } from './questions.ts';

/** Throws with the reason where there is no exact way. */
export function answerInteractions(model: Model, background: readonly Float32Array[], { features }: Pick<QuestionOf<'interactions'>, 'features'>): InteractionValues {
  if (model.kind === 'linear') return { method: 'linear-closed-form', matrix: new Float64Array(features.length ** 2) };
  if (model.kind === 'trees') return ofTrees(model, background, features);
  throw new Error(`pairs of a model of the form '${model.kind}' are not known exactly: there are too many coalitions of its ${model.featureCount} features`);
}

function ofTrees(model: TreeEnsemble, background: readonly Float32Array[], row: Float32Array): InteractionValues {
  const trees = Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));
  if (!canInteract(trees)) throw new Error('a path of the trees asks about more features than pairs can be worked out for');
  const scale = model.aggregate === 'average' ? 1 / trees.length : 1;
  return { method: 'tree-interventional', matrix: treeInteractions({ trees, featureCount: model.featureCount, row, background }).map((value) => value * scale) };
}
