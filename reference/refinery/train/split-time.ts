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
  readonly instrument: Uint16Array;
  /** Place of its bar in its instrument's series. */
  readonly bar: Int32Array;
}

/**
 * Bars of each instrument left out after each boundary: the longest feature window, so that no case of one part looks into another. Bars and not
 * hours, because windows run on over nights and weekends.
 */
export const embargoBars = longestWindowBars;

/** Shares of the time up to the ends of the first and of the second part. */
const shares = [0.6, 0.8] as const;

/**
 * Splits by time into 60 %, 20 % and 20 % of the cases. Purge: a case whose label reaches past the boundary is dropped; embargo:
 * the first `embargoBars` of each instrument in the later part are dropped (Lopez de Prado, Advances in Financial Machine Learning, 2018, ch. 7).
 */
export function splitByTime(data: Timed): Split {
  const boundary = (share: number): number => data.time[Math.min(data.count - 1, Math.floor(data.count * share))] ?? 0;
  const [first, second] = [boundary(shares[0]), boundary(shares[1])];
  const all = Int32Array.from({ length: data.count }, (_, i) => i);
  return {
    train: knownBefore(data, all, first),
    calibration: knownBefore(data, embargoedFrom(data, all, first), second),
    test: embargoedFrom(data, all, second),
  };
}

/** Cuts a part at half of its cases, purged and embargoed in the same way. */
export function halves(data: Timed, part: Int32Array): { readonly earlier: Int32Array; readonly later: Int32Array } {
  const middle = data.time[part[Math.floor(part.length / 2)] ?? 0] ?? 0;
  return { earlier: knownBefore(data, part, middle), later: embargoedFrom(data, part, middle) };
}

/** Purge: the cases whose label was known before the boundary. */
const knownBefore = ({ labelTime }: Timed, part: Int32Array, boundary: number): Int32Array => part.filter((i) => labelTime[i]! < boundary);

/** Embargo: the cases at and after the boundary whose windows begin after it. */
function embargoedFrom({ time, instrument, bar }: Timed, part: Int32Array, boundary: number): Int32Array {
  const firstBar = new Map<number, number>();
  const later = part.filter((i) => time[i]! >= boundary);
  for (const i of later) firstBar.set(instrument[i]!, Math.min(bar[i]!, firstBar.get(instrument[i]!) ?? Infinity));
  return later.filter((i) => bar[i]! - firstBar.get(instrument[i]!)! >= embargoBars);
}
