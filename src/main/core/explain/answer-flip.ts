/** What would turn a margin: searched with the evaluator in double, then said by the session itself, which has the last word. */
import { nearestFlip, type Flip } from '../../../shared/explain/flips.ts';
import { scoreRows, type Model } from '../../../shared/models/model.ts';
import type { QuestionOf } from './questions.ts';

/** Candidate rows that one search may score: 12 in the beam x features x values, in three rounds, stay below it. */
export const flipChangesMax = 3;

/** @param sessionMargin the session's margin of one row */
export async function answerFlip(model: Model, { features, candidates, turned, threshold }: Omit<QuestionOf<'flip'>, 'kind' | 'head'>, sessionMargin: (row: Float32Array) => Promise<number>): Promise<Flip | null> {
  const isTurned = (margin: number): boolean => (turned === 'above' ? margin > threshold : margin < threshold);
  const flip = nearestFlip({
    row: features, features: candidates, changesMax: flipChangesMax, isFlipped: isTurned,
    margins: (rows, count) => scoreRows(model, Float32Array.from(rows), count),
  });
  if (!flip) return null;
  const row = Float32Array.from(features);
  for (const { feature, to } of flip.changes) row[feature] = to;
  const margin = await sessionMargin(row);
  return isTurned(margin) ? { ...flip, margin } : null;
}
