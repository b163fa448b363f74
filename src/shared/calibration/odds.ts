/** Odds from margins, by the maps that a model's card holds (docs/specs/models.md, MO-5). */
import type { CalibrationMap, ModelHead } from '../domain/model-card.ts';
import { logistic } from '../models/link.ts';
import { isotonicOdds } from './isotonic.ts';

/** Odds of one head by itself, 0 to 1. */
export function calibratedOdds(map: CalibrationMap, margin: number): number {
  switch (map.method) {
    case 'none': return logistic(margin);
    case 'platt': return logistic(map.slope * margin + map.offset);
    case 'isotonic': return isotonicOdds({ scores: map.margins, odds: map.odds }, margin);
  }
}

/**
 * Odds of all heads of a model, in their order; null for one that gives none. Several are each one-against-the-rest and divided by their sum
 * (Zadrozny and Elkan 2002); where all are zero nothing tells them apart and they are equal.
 */
export function headOdds(heads: readonly Pick<ModelHead, 'calibration'>[], margins: ArrayLike<number>): readonly (number | null)[] {
  const alone = heads.map(({ calibration }, k) => (calibration ? calibratedOdds(calibration, margins[k] ?? NaN) : null));
  const stated = alone.filter((odds) => odds !== null);
  if (stated.length < 2) return alone;
  const sum = stated.reduce((total, odds) => total + odds, 0);
  return alone.map((odds) => (odds === null ? null : sum > 0 ? odds / sum : 1 / stated.length));
}
