/** Intervals that say how much a figure from few cases is worth. Pure, exact to about 1e-10. */
import { assert } from '../base/assert.ts';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Number of cases behind it. */
  readonly n: number;
}

/** Standard normal quantile of 0.975. */
const z95 = 1.959963984540054;

/**
 * Share of successes with its Wilson score interval at 95 % (Wilson 1927, J. Am. Stat. Assoc. 22). Null without cases.
 */
export function wilsonInterval(successes: number, n: number): Interval | null {
  assert(successes >= 0 && successes <= n, `successes are among the cases: ${successes} of ${n}`);
  if (n === 0) return null;
  const p = successes / n;
  const z2 = z95 * z95;
  const scale = 1 + z2 / n;
  const centre = (p + z2 / (2 * n)) / scale;
  const half = (z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / scale;
  return { value: p, low: successes === 0 ? 0 : Math.max(0, centre - half), high: successes === n ? 1 : Math.min(1, centre + half), n };
}

/**
 * Mean with its 95 % interval by Student's t on n - 1 degrees of freedom. Null below two cases: one case has no spread.
 * Cases are taken as independent; overlapping horizons make the true interval wider.
 */
export function meanInterval(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { value: mean, low: mean - half, high: mean + half, n };
}

/** Mean, sample deviation (ddof 1), and skewness and kurtosis by population moments; kurtosis is not excess (3 for a normal). */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
  readonly kurtosis: number;
}

/** Null below two values or where they do not vary. */
export function momentsOf(values: readonly number[]): Moments | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const central = (power: number): number => values.reduce((sum, v) => sum + (v - mean) ** power, 0) / n;
  const variance = central(2);
  // Rounding of the mean leaves a variance of its own: below it values are the same.
  if (!(variance > (mean * 1e-14) ** 2)) return null;
  return { n, mean, deviation: Math.sqrt((variance * n) / (n - 1)), skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 };
}

/**
 * Standard error of a Sharpe ratio per period of independent, not necessarily normal returns:
 * sqrt((1 - g3 SR + (g4 - 1) / 4 SR^2) / T) (Mertens 2002; Lopez de Prado, Lipton and Zoonekynd 2025, "How to use the Sharpe ratio").
 */
export function sharpeStandardError(sharpe: number, { n, skewness, kurtosis }: Pick<Moments, 'n' | 'skewness' | 'kurtosis'>): number {
  return Math.sqrt(Math.max(0, 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe) / n);
}

/** Sharpe ratio per period, (mean - benchmark) / deviation with ddof 1 (Sharpe 1994), and its 95 % interval. Null where returns do not vary. */
export function sharpeInterval(returns: readonly number[], benchmark = 0): Interval | null {
  const moments = momentsOf(returns);
  if (!moments) return null;
  const value = (moments.mean - benchmark) / moments.deviation;
  const half = z95 * sharpeStandardError(value, moments);
  return { value, low: value - half, high: value + half, n: moments.n };
}

/** Largest fall from a peak as a fraction of that peak; 0 for a curve that never falls. Values are positive at every peak. */
export function maxDrawdown(values: Iterable<number>): number {
  let peak = -Infinity;
  let worst = 0;
  for (const value of values) {
    peak = Math.max(peak, value);
    worst = Math.max(worst, (peak - value) / peak);
  }
  return worst;
}

/** Quantile of Student's t above one half, by bisection on its distribution function. */
export function studentQuantile(probability: number, degrees: number): number {
  assert(probability >= 0.5 && probability < 1 && degrees >= 1, `a quantile in the upper half: ${probability}, ${degrees}`);
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, degrees) > 1 - probability) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (studentUpperTail(middle, degrees) > 1 - probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) for t >= 0: half the regularised incomplete beta I_x(v/2, 1/2) at x = v / (v + t^2) (Abramowitz & Stegun 26.7.1). */
const studentUpperTail = (t: number, degrees: number): number => incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;

/** Regularised incomplete beta by its continued fraction (Abramowitz & Stegun 26.5.8), evaluated by Lentz's method. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);

/** ln Gamma(x), x > 0, by Stirling's series after shifting x above 10 (Abramowitz & Stegun 6.1.41); error below 1e-14. */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += Math.log(y);
  const r = 1 / (y * y);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
