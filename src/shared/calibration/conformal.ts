/** Bands that hold as often as they say: split conformal quantiles, and a level that follows its own live coverage. */
import { assert } from '../base/assert.ts';

/**
 * The conformal quantile of `scores` for a miss rate `alpha`: the ceil((n + 1)(1 - alpha))-th smallest (Vovk et al. 2005; Lei et al.
 * 2018, JASA 113). Infinity when there are too few scores to promise it, which is honest: nothing can be promised.
 * @param scores non-conformity of held-out cases, such as |residual| / volatility; in any order
 */
export function conformalQuantile(scores: readonly number[], alpha: number): number {
  const rank = conformalRank(scores.length, alpha);
  if (rank > scores.length) return Number.POSITIVE_INFINITY;
  return [...scores].sort((a, b) => a - b)[rank - 1] ?? Number.POSITIVE_INFINITY;
}

/** Place of the quantile among n sorted scores, from 1; above n when n scores are too few. */
export function conformalRank(n: number, alpha: number): number {
  assert(alpha > 0 && alpha < 1, `a miss rate is within 0 and 1: ${alpha}`);
  // (n + 1)(1 - alpha) of exact decimals may come out a rounding above a whole number.
  return Math.max(1, Math.ceil((n + 1) * (1 - alpha) - 1e-9));
}

/**
 * Adaptive conformal inference (Gibbs and Candes 2021): after each outcome alpha moves by gamma x (target - miss), so that the long-run
 * miss rate is the target whatever the market does. Alpha may leave 0 to 1: then the band is everything, or nothing.
 */
export class AdaptiveLevel {
  /** The miss rate to ask of the quantile next. */
  alpha: number;
  private readonly target: number;
  private readonly gamma: number;

  /** @param target miss rate that is promised, 0.1 for a 90 % band; @param gamma step, 0.005 to 0.05 */
  constructor(target: number, gamma: number, alpha = target) {
    assert(target > 0 && target < 1, `a miss rate is within 0 and 1: ${target}`);
    assert(gamma >= 0, `a step is not negative: ${gamma}`);
    this.target = target;
    this.gamma = gamma;
    this.alpha = alpha;
  }

  /** Whether the last outcome fell outside its band. */
  observe(missed: boolean): void {
    this.alpha += this.gamma * (this.target - (missed ? 1 : 0));
  }

  /** Half width from sorted or unsorted scores at the level of now. */
  quantile(scores: readonly number[]): number {
    if (this.alpha <= 0) return Number.POSITIVE_INFINITY;
    return this.alpha >= 1 ? 0 : conformalQuantile(scores, this.alpha);
  }
}
