/**
 * Losses of gradient boosting: start value, first and second derivative by score, and whether leaves are set anew (Friedman 2001, Annals of
 * Statistics 29; Chen and Guestrin 2016, KDD, eq. 5). Scores are margins.
 */
import { assert } from '../../../../src/shared/base/assert.ts';

export type BoostingLoss =
  /** (y - f)^2 / 2. The score is a mean. */
  | { readonly kind: 'squared' }
  /** -y log p - (1 - y) log(1 - p), p = 1 / (1 + exp(-f)). The score is log-odds. */
  | { readonly kind: 'logistic' }
  /** Pinball loss of Koenker and Bassett 1978 at level `alpha`: the score is that quantile of y. */
  | { readonly kind: 'quantile'; readonly alpha: number };

/** The best constant score. */
export function startScore(loss: BoostingLoss, y: Float64Array, weights: Float64Array): number {
  if (loss.kind === 'quantile') return weightedQuantile(y, weights, Int32Array.from(y.keys()), loss.alpha);
  let total = 0;
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * y[i]!;
  }
  const mean = sum / total;
  if (loss.kind === 'squared') return mean;
  assert(mean > 0 && mean < 1, 'both classes have rows that count');
  return Math.log(mean / (1 - mean));
}

/** Hessians below this are set to it, as XGBoost does: a saturated row still has a curvature. */
const hessianMin = 1e-16;

/** Derivatives of the weighted loss at `score`, one a row. Pinball has none of second order: the weight stands in. */
export function fillDerivatives(loss: BoostingLoss, rows: { y: Float64Array; weights: Float64Array; score: Float64Array }, first: Float64Array, second: Float64Array): void {
  const { y, weights, score } = rows;
  for (let i = 0; i < y.length; i++) {
    const w = weights[i]!;
    if (loss.kind === 'logistic') {
      const p = 1 / (1 + Math.exp(-score[i]!));
      first[i] = w * (p - y[i]!);
      second[i] = w * Math.max(p * (1 - p), hessianMin);
    } else {
      first[i] = w * (loss.kind === 'squared' ? score[i]! - y[i]! : (score[i]! >= y[i]! ? 1 : 0) - loss.alpha);
      second[i] = w;
    }
  }
}

/** Weighted mean loss. */
export function meanLoss(loss: BoostingLoss, rows: { y: Float64Array; weights: Float64Array; score: Float64Array }): number {
  const { y, weights, score } = rows;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * rowLoss(loss, y[i]!, score[i]!);
  }
  return sum / total;
}

function rowLoss(loss: BoostingLoss, y: number, score: number): number {
  if (loss.kind === 'squared') return (y - score) ** 2 / 2;
  if (loss.kind === 'quantile') return y >= score ? loss.alpha * (y - score) : (1 - loss.alpha) * (score - y);
  return logisticLoss(y, score);
}

/** -y log p - (1 - y) log(1 - p) at log-odds `score`, without overflow. */
export function logisticLoss(y: number, score: number): number {
  return Math.max(score, 0) - y * score + Math.log1p(Math.exp(-Math.abs(score)));
}

/**
 * The smallest of `values[index]` at which the weight at or below it reaches `alpha` of the total: it minimises the weighted pinball loss.
 * A row of weight 2 counts as two rows.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, index: Int32Array, alpha: number): number {
  const order = Int32Array.from(index).sort((a, b) => values[a]! - values[b]! || a - b);
  let total = 0;
  for (const i of order) total += weights[i]!;
  let below = 0;
  for (const i of order) {
    below += weights[i]!;
    // A share of weights may miss alpha x total by rounding.
    if (weights[i]! > 0 && below >= alpha * total * (1 - 1e-12)) return values[i]!;
  }
  return values[order[order.length - 1]!]!;
}
