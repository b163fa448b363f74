/** An estimate with its 95 % interval in words, and the floor of cases below which no interval is shown as evidence. Pure. */
import { nothing } from './format.ts';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Cases behind it; null where the source gives none. */
  readonly n: number | null;
}

/** Too few cases: the estimate is not shown, since it would be read as evidence. */
export const tooFew = (estimate: Interval, minimum: number): boolean => estimate.n !== null && estimate.n < minimum;

/** `54.1 % (48.0 to 60.1, n = 253)`; below the floor `too few cases (n = 3, 20 wanted)`; without any an em space. */
export function intervalWords(estimate: Interval | null, minimum: number, format: (value: number) => string): string {
  if (estimate === null) return nothing;
  if (tooFew(estimate, minimum)) return `too few cases (n = ${estimate.n}, ${minimum} wanted)`;
  const n = estimate.n === null ? '' : `, n = ${estimate.n}`;
  return `${format(estimate.value)} (${format(estimate.low)} to ${format(estimate.high)}${n})`;
}

/** Whether the interval leaves no doubt about the side of `neutral`: only then does a colour say up or down. */
export function sideOf(estimate: Interval | null, neutral: number, minimum: number): 'above' | 'below' | 'open' {
  if (estimate === null || tooFew(estimate, minimum)) return 'open';
  return estimate.low > neutral ? 'above' : estimate.high < neutral ? 'below' : 'open';
}
