/** Volatility clustering: the variance of a minute follows the squared surprises before it. */

/**
 * GARCH(1,1) (Bollerslev 1986) with variance targeting at 1:
 * h(t+1) = (1 - a - b) + a h(t) e(t)^2 + b h(t), where e is the standardised surprise of minute t.
 */
export class Garch {
  /** Variance of the coming minute relative to its long-run mean. */
  variance = 1;

  /** @param shock the minute's surprise in units of its own standard deviation; beyond 4 it counts as 4, so that a jump echoes and does not explode. */
  update(shock: number): void {
    const squared = Math.min(shock * shock, shockSquaredMax);
    this.variance = 1 - arch - persistence + arch * this.variance * squared + persistence * this.variance;
  }

  /** Between sessions most of an excess fades. */
  overnight(): void {
    this.variance = 1 + 0.3 * (this.variance - 1);
  }
}

/** a and b above: a + b = 0.98, a half-life of 34 minutes. */
const arch = 0.1;
const persistence = 0.88;
const shockSquaredMax = 16;
