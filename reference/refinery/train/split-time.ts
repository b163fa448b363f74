/** Parts of a history in time: what is learnt comes before what it is judged on, and nothing of the one reaches into the other. */
import { longestWindowBars } from '../../../src/shared/features/price-path.ts';

/** Numbers of cases in the parts of a history. */
export interface Split {
  readonly train: Int32Array;
  /** For maps from margins to odds, and for the band. */
  readonly calibration: Int32Array;
  /** For the figures on the card; looked at once. */
  readonly test: Int32Array;
}

interface Timed {
  readonly count: number;
  /** Bar end of each case, epoch micros, rising. */
  readonly time: Float64Array;
  /** Bar end at which its label was known. */
  readonly labelTime: Float64Array;
  readonly barSeconds: number;
}

/** Bars left out after each boundary: the longest feature window, so that no case of one part looks into another. */
export const embargoBars = longestWindowBars;

/** Shares of the time up to the ends of the first and of the second part. */
const shares = [0.6, 0.8] as const;

/**
 * Splits by time into 60 %, 20 % and 20 % of the cases. Purge: a case whose label reaches past the boundary is dropped; embargo:
 * the first `embargoBars` of the later part are dropped (Lopez de Prado, Advances in Financial Machine Learning, 2018, ch. 7).
 */
export function splitByTime(data: Timed): Split {
  const boundary = (share: number): number => data.time[Math.min(data.count - 1, Math.floor(data.count * share))] ?? 0;
  const [first, second] = [boundary(shares[0]), boundary(shares[1])];
  const embargo = embargoOf(data);
  return {
    train: between(data, allOf(data), -Infinity, first),
    calibration: between(data, allOf(data), first + embargo, second),
    test: between(data, allOf(data), second + embargo, Infinity),
  };
}

/** Cuts a part at half of its cases, purged and embargoed in the same way. */
export function halves(data: Timed, part: Int32Array): { readonly earlier: Int32Array; readonly later: Int32Array } {
  const middle = data.time[part[Math.floor(part.length / 2)] ?? 0] ?? 0;
  return { earlier: between(data, part, -Infinity, middle), later: between(data, part, middle + embargoOf(data), Infinity) };
}

const embargoOf = ({ barSeconds }: Timed): number => embargoBars * barSeconds * 1e6;
const allOf = ({ count }: Timed): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

const between = ({ time, labelTime }: Timed, part: Int32Array, from: number, to: number): Int32Array =>
  part.filter((i) => (time[i] ?? 0) >= from && (labelTime[i] ?? 0) < to);
