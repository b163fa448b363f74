/** How well scores met outcomes: correlation with an interval that respects overlap, R2, error, quantiles. */
import { seededRandom } from '../../../src/shared/base/random.ts';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Sums { n: number; x: number; y: number; xx: number; yy: number; xy: number }

const noSums = (): Sums => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 });

function add(into: Sums, more: Sums): void {
  into.n += more.n; into.x += more.x; into.y += more.y;
  into.xx += more.xx; into.yy += more.yy; into.xy += more.xy;
}

function pearson(s: Sums): number {
  const spread = (s.xx - (s.x * s.x) / s.n) * (s.yy - (s.y * s.y) / s.n);
  return spread > 0 ? (s.xy - (s.x * s.y) / s.n) / Math.sqrt(spread) : 0;
}

/**
 * Pearson correlation with a 95 % percentile interval by bootstrapping whole blocks (days): labels overlap and
 * instruments move together within a block, so rows are not independent but blocks nearly are (Efron and Tibshirani
 * 1993, ch. 8). 2,000 draws from `seed`.
 */
export function blockCorrelation(x: Float64Array, y: Float64Array, block: Float64Array, seed: number): Interval {
  const byBlock = new Map<number, Sums>();
  for (let i = 0; i < x.length; i++) {
    const a = x[i] ?? 0;
    const b = y[i] ?? 0;
    let sums = byBlock.get(block[i] ?? 0);
    if (!sums) byBlock.set(block[i] ?? 0, (sums = noSums()));
    add(sums, { n: 1, x: a, y: b, xx: a * a, yy: b * b, xy: a * b });
  }
  const blocks = [...byBlock.values()];
  const all = noSums();
  for (const sums of blocks) add(all, sums);
  const random = seededRandom(seed);
  const draws = Float64Array.from({ length: 2_000 }, () => {
    const drawn = noSums();
    for (let k = 0; k < blocks.length; k++) add(drawn, blocks[random.integer(blocks.length)] ?? noSums());
    return pearson(drawn);
  });
  return { value: pearson(all), low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/** 1 - squared error over that of always saying zero: can be below zero, and zero is what a useless model should get. */
export function rSquaredAgainstZero(score: Float64Array, y: Float64Array): number {
  let error = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    error += ((y[i] ?? 0) - (score[i] ?? 0)) ** 2;
    total += (y[i] ?? 0) ** 2;
  }
  return total > 0 ? 1 - error / total : 0;
}

export function rootMeanSquareError(score: Float64Array, y: Float64Array): number {
  let error = 0;
  for (let i = 0; i < y.length; i++) error += ((y[i] ?? 0) - (score[i] ?? 0)) ** 2;
  return Math.sqrt(error / Math.max(1, y.length));
}

/** Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). 0 for no values. */
export function quantile(values: Float64Array, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return 0;
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (place - Math.floor(place)) * (above - below);
}
