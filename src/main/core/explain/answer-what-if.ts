/** The margin over the range of one feature, the others as they are: every step of trees, points of a curve otherwise. */
import { stepsInFeature } from '../../../shared/explain/what-if.ts';
import { scoreRows, type Model } from '../../../shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble } from '../../../shared/models/tree-ensemble.ts';
import type { CurvePoints, QuestionOf } from './questions.ts';

/** Points of a curve; an odd number, so that the middle of the range is one. */
export const curvePoints = 61;
/** Steps above which trees are drawn as a curve: more than a screen has columns. */
const stepsMax = 2_000;

export function answerWhatIf(model: Model, question: Omit<QuestionOf<'whatIf'>, 'kind' | 'head'>): CurvePoints {
  return (model.kind === 'trees' ? treeSteps(model, question) : null) ?? curve(model, question);
}

function treeSteps(model: TreeEnsemble, { features, feature, low, high }: Parameters<typeof answerWhatIf>[1]): CurvePoints | null {
  const trees = Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));
  const { thresholds, levels } = stepsInFeature(trees, features, feature);
  const scale = model.aggregate === 'average' ? 1 / trees.length : 1;
  const marginOf = (level: number | undefined): number => model.base + scale * (level ?? 0);
  const from = thresholds.findIndex((threshold) => threshold > low);
  const inside = from < 0 ? [] : Array.from(thresholds.subarray(from)).filter((threshold) => threshold < high);
  if (inside.length > stepsMax) return null;
  const first = from < 0 ? thresholds.length : from;
  const margins = Array.from({ length: inside.length + 1 }, (_, i) => marginOf(levels[first + i]));
  return { values: [low, ...inside, high], margins: [...margins, marginOf(levels[first + inside.length])], steps: true };
}

function curve(model: Model, { features, feature, low, high }: Parameters<typeof answerWhatIf>[1]): CurvePoints {
  const width = features.length;
  const values = Array.from({ length: curvePoints }, (_, i) => low + ((high - low) * i) / (curvePoints - 1));
  const rows = new Float32Array(curvePoints * width);
  values.forEach((value, i) => {
    rows.set(features, i * width);
    rows[i * width + feature] = value;
  });
  return { values, margins: Array.from(scoreRows(model, rows, curvePoints)), steps: false };
}
