/** From odds to size: the share of the largest bet that odds are worth. */
import { assert } from '../base/assert.ts';

/**
 * Bet size from the odds that the side pays (Lopez de Prado 2018, Advances in Financial Machine Learning, 10.3):
 * z = (p - 1/2) / sqrt(p (1 - p)), size = 2 Phi(z) - 1. Within -1 and 1; below even odds negative: the other side.
 */
export function betSize(odds: number): number {
  assert(odds >= 0 && odds <= 1, `odds are within 0 and 1: ${odds}`);
  if (odds === 0 || odds === 1) return odds === 1 ? 1 : -1;
  return 2 * normalCdf((odds - 0.5) / Math.sqrt(odds * (1 - odds))) - 1;
}

/**
 * Standard normal distribution function, absolute error below 1e-14 for |z| < 8: its series around 0 (Marsaglia 2004, J. Stat. Softw. 11),
 * 0 or 1 beyond.
 */
export function normalCdf(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let sum = z;
  let term = z;
  for (let i = 3; sum + term !== sum; i += 2) {
    term = (term * z * z) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * z * z - 0.91893853320467274178);
}

/** The z whose `normalCdf` is p, within 0 and 1 and not at its ends, to about 1e-9 within 5 deviations: bisection of a rising function. */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, `a quantile is within 0 and 1: ${p}`);
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
