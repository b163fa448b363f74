/** What past cases came to, counted: of similar rows, and of all that was said of a name. Pure. */
import type { SignalPast, SimilarPastCase } from '../../../shared/contract/signals.ts';
import { wilsonInterval, type Interval } from '../../../shared/domain/statistics.ts';
import { formatBp, formatNumber, formatPercent } from '../../ui/format.ts';

/** `3 of 4 that have passed went the way of the call, mean +6.2 bp its way`. `sign` is that of the call now. */
export function similarWords(cases: readonly SimilarPastCase[], sign: 1 | -1): string {
  const passed = cases.flatMap(({ returnBp }) => (returnBp === null ? [] : [sign * returnBp]));
  if (passed.length === 0) return 'the horizon of none of them has passed';
  const right = passed.filter((bp) => bp > 0).length;
  return `${right} of ${passed.length} that have passed went the way of the call, mean ${formatBp(passed.reduce((sum, bp) => sum + bp, 0) / passed.length)} bp its way`;
}

export interface PastCounts {
  /** Bars whose horizon has passed and whose score was not nil. */
  readonly passed: number;
  /** Those whose sign was right, with the 95 % interval of the share. */
  readonly right: number;
  readonly share: Interval | null;
  readonly inside: number;
}

export function pastCounts(past: readonly SignalPast[]): PastCounts {
  const passed = past.filter((one): one is SignalPast & { readonly returnBp: number } => one.returnBp !== null && one.scoreSigma !== 0);
  const right = passed.filter((one) => Math.sign(one.returnBp) === Math.sign(one.scoreSigma)).length;
  return { passed: passed.length, right, share: wilsonInterval(right, passed.length), inside: passed.filter(isInside).length };
}

export const isInside = ({ returnBp, lowBp, highBp }: SignalPast): boolean => returnBp !== null && returnBp >= lowBp && returnBp <= highBp;

export function pastWords(past: readonly SignalPast[]): string {
  const { passed, right, share, inside } = pastCounts(past);
  if (passed === 0) return `${formatNumber(past.length, 0)} bars, the horizon of none has passed`;
  return `of ${formatNumber(passed, 0)} bars the sign was right in ${formatNumber(right, 0)} (${formatPercent(right / passed, 0)}${share ? `, 95 % ${formatNumber(share.low * 100, 0)}–${formatPercent(share.high, 0)}` : ''}); the band held ${formatNumber(inside, 0)} (${formatPercent(inside / passed, 0)})`;
}
