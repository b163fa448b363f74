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
  const values = [low];
  const margins: number[] = [];
  let i = 0;
  while (i < thresholds.length && (thresholds[i] ?? 0) < low) i++;
  margins.push(marginOf(levels[i]));
  if (thresholds[i] === low) i++;
  for (; i < thresholds.length && (thresholds[i] ?? 0) < high; i++) {
    values.push(thresholds[i] ?? 0);
    margins.push(marginOf(levels[i]));
  }
  return values.length > stepsMax ? null : { values: [...values, high], margins: [...margins, marginOf(levels[i])], steps: true };
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
