/** Which map from margins to odds to publish: the simplest that nothing beats on later rows. Rule CL-7. Pure; run where models are trained. */
import { assert, must } from '../base/assert.ts';
import type { CalibrationMap } from '../domain/model-card.ts';
import { calibratedOdds } from './calibration-map.ts';
import { fitIsotonic } from './isotonic.ts';

/** Rows in the order of time, later than all that the model was trained on. */
export interface CalibrationRows {
  /** Log-odds as the model gives them. */
  readonly margins: ArrayLike<number>;
  /** 1 where it came so, else 0. */
  readonly hits: ArrayLike<number>;
  /** Above zero; all 1 when absent. */
  readonly weights?: ArrayLike<number>;
}

/** Fits a map; null where these rows cannot carry it. */
export type CalibrationFit = (rows: CalibrationRows) => CalibrationMap | null;

/** Share of the rows, the earlier ones, that candidates are fitted on; the rest judges them. */
const fitShare = 2 / 3;
/** Rows below which nothing can be judged: odds stay logistic(margin). */
const rowsMin = 90;
/** Odds are kept this far from 0 and 1 in losses, so that one wrong certainty does not decide. */
const oddsFloor = 1e-3;

export const identityFit: CalibrationFit = () => ({ method: 'none' });

/** Odds that rise with the margin; kept within what the rows can tell from certainty, (1/2) / (n + 1) from 0 and 1 (Platt's softening for a step). */
export const isotonicFit: CalibrationFit = ({ margins, hits, weights }) => {
  const fitted = fitIsotonic(Array.from(margins, (score, i) => ({ score, outcome: (hits[i] ?? 0) > 0 ? 1 as const : 0 as const, weight: weights?.[i] ?? 1 })));
  if (!fitted) return null;
  const floor = 0.5 / (margins.length + 1);
  return { method: 'isotonic', margins: [...fitted.scores], odds: fitted.odds.map((odds) => Math.min(1 - floor, Math.max(floor, odds))) };
};

/**
 * Candidates, simplest first, are fitted on the earlier rows and judged by their log loss on the later ones. A later candidate takes the place of an
 * earlier one only where its mean loss is lower by more than one standard error of the difference (the rule of Breiman et al. 1984, 3.4.3). The winner is fitted again on all rows.
 */
export function chooseCalibration(rows: CalibrationRows, candidates: readonly CalibrationFit[]): CalibrationMap {
  const n = rows.margins.length;
  assert(rows.hits.length === n && (rows.weights === undefined || rows.weights.length === n), 'one outcome and one weight a row');
  const cut = Math.floor(n * fitShare);
  let best: { readonly fit: CalibrationFit; readonly losses: readonly number[] } | null = null;
  const weights = Array.from({ length: n - cut }, (_, i) => rows.weights?.[cut + i] ?? 1);
  for (const fit of n < rowsMin ? [] : candidates) {
    const map = fit(slice(rows, 0, cut));
    if (!map) continue;
    const losses = weights.map((_, i) => lossAt(map, must(rows.margins[cut + i], 'a row'), must(rows.hits[cut + i], 'a row')));
    if (best === null || isClearlyLower(losses, best.losses, weights)) best = { fit, losses };
  }
  return best?.fit(rows) ?? { method: 'none' };
}

function slice({ margins, hits, weights }: CalibrationRows, from: number, to: number): CalibrationRows {
  const cut = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).slice(from, to);
  return { margins: cut(margins), hits: cut(hits), ...(weights ? { weights: cut(weights) } : {}) };
}

function lossAt(map: CalibrationMap, margin: number, hit: number): number {
  const odds = calibratedOdds(map, margin);
  return -Math.log(Math.max(oddsFloor, hit > 0 ? odds : 1 - odds));
}

function isClearlyLower(losses: readonly number[], other: readonly number[], weights: readonly number[]): boolean {
  const gains = losses.map((loss, i) => (other[i] ?? 0) - loss);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = gains.reduce((sum, gain, i) => sum + gain * (weights[i] ?? 0), 0) / total;
  const spread = gains.reduce((sum, gain, i) => sum + ((weights[i] ?? 0) * (gain - mean)) ** 2, 0);
  return mean > Math.sqrt(spread) / total;
}
