/** Intervals that respect overlap: whole blocks of time are drawn again (Efron and Tibshirani 1993, ch. 8), for any statistic that takes weights a block. */
import { seededRandom } from '../../../src/shared/base/random.ts';
import { quantile, type Interval } from './metrics.ts';

/** Rows numbered by the block that they belong to. */
export interface Blocks {
  readonly index: Int32Array;
  readonly count: number;
}

/** A statistic of rows, each counted as often as its block was drawn. */
export type BlockStatistic = (times: Float64Array) => number;

export const bootstrapDraws = 1_000;
const daySeconds = 86_400;

/** Blocks below which days are cut into hours. */
const blocksMin = 8;
/** Bars of a short block: several horizons, so that blocks are nearly independent. */
const shortBlockBars = 60;

/** A UTC day; about a quarter of a year (90 days) for daily bars. Where a part has few of them, 60 bars. */
export function blocksOf(time: Float64Array, barSeconds: number): Blocks {
  const days = numbered(time, (barSeconds >= daySeconds / 2 ? 90 : 1) * daySeconds);
  return days.count >= blocksMin ? days : numbered(time, shortBlockBars * barSeconds);
}

function numbered(time: Float64Array, seconds: number): Blocks {
  const numbers = new Map<number, number>();
  const index = Int32Array.from(time, (t) => {
    const key = Math.floor(t / (seconds * 1e6));
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    return number;
  });
  return { index, count: numbers.size };
}

/** Value with its 95 % percentile interval; low and high are the value where there is one block only. */
export function blockInterval({ count }: Blocks, statistic: BlockStatistic, seed: number, draws = bootstrapDraws): Interval {
  const value = statistic(new Float64Array(count).fill(1));
  const random = seededRandom(seed);
  const drawn = Float64Array.from({ length: draws }, () => {
    const times = new Float64Array(count);
    for (let k = 0; k < count; k++) times[random.integer(count)]! += 1;
    return statistic(times);
  }).filter((v) => !Number.isNaN(v));
  return drawn.length === 0 ? { value, low: value, high: value } : { value, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** Mean of `values` (over `counts` rows each where given); NaN where no row was drawn. */
export function meanStatistic({ index, count }: Blocks, values: ArrayLike<number>): BlockStatistic {
  const sums = new Float64Array(count);
  const rows = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    sums[index[i]!]! += values[i]!;
    rows[index[i]!]! += 1;
  }
  return (times) => {
    let [sum, total] = [0, 0];
    for (let b = 0; b < count; b++) {
      sum += times[b]! * sums[b]!;
      total += times[b]! * rows[b]!;
    }
    return sum / total;
  };
}

/** Area under the ROC curve by ranks, ties counting half (Mann and Whitney 1947; Fawcett 2006); NaN where one class is not drawn. */
export function areaStatistic({ index }: Blocks, scores: Float64Array, hits: Float64Array): BlockStatistic {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  return (times) => {
    let [negatives, positives, area] = [0, 0, 0];
    for (let from = 0; from < order.length;) {
      let [tiedPositive, tiedNegative] = [0, 0];
      let to = from;
      for (; to < order.length && scores[order[to]!]! === scores[order[from]!]!; to++) {
        const row = order[to]!;
        if (hits[row]! > 0) tiedPositive += times[index[row]!]!;
        else tiedNegative += times[index[row]!]!;
      }
      area += tiedPositive * (negatives + tiedNegative / 2);
      positives += tiedPositive;
      negatives += tiedNegative;
      from = to;
    }
    return area / (positives * negatives);
  };
}

/** Expected calibration error over ten equal-width bins of the odds (Naeini 2015). */
export function calibrationErrorStatistic({ index, count }: Blocks, odds: Float64Array, hits: Float64Array, bins = 10): BlockStatistic {
  const gaps = new Float64Array(count * bins);
  const rows = new Float64Array(count);
  for (let i = 0; i < odds.length; i++) {
    gaps[index[i]! * bins + Math.min(bins - 1, Math.floor(odds[i]! * bins))]! += odds[i]! - hits[i]!;
    rows[index[i]!]! += 1;
  }
  return (times) => {
    let [sum, total] = [0, 0];
    for (let bin = 0; bin < bins; bin++) {
      let gap = 0;
      for (let b = 0; b < count; b++) gap += times[b]! * gaps[b * bins + bin]!;
      sum += Math.abs(gap);
    }
    for (let b = 0; b < count; b++) total += times[b]! * rows[b]!;
    return sum / total;
  };
}
