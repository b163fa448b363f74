/** When a bar begins and ends (TP-4): how long it is, and whether its time stamp names its start or its end. */
import type { InstrumentFacts } from './instrument-facts.ts';
import type { RawBars } from './raw-series.ts';
import { dayOf, microsPerDay, microsPerMinute, microsPerSecond } from './read-time.ts';
import { regularSession } from './us-sessions.ts';

export type BarStamp = 'start' | 'end';

/** Length taken for a file with a single bar, and for instruments that have ticks only. */
export const defaultBarSeconds = 60;

/** Families whose README says that `ts` names the end of the bar; every other known family names the start. */
const endStamped = ['us_equity_1min_2019/', 'us_equity_15min_2019/', 'SHFE_5min_2023'];

/**
 * Length of the bars, seconds: the shortest spacing of time stamps that comes in at least one step of a hundred and divides
 * all but one in a hundred; else the most common spacing. (The most common alone is 30 s in a file of sparse 1 s bars.)
 */
export function barSecondsOf(bars: RawBars): number {
  if (bars.daily) return microsPerDay / microsPerSecond;
  const counts = new Map<number, number>();
  for (let i = 1; i < bars.stamps.length; i += 1) {
    const spacing = (bars.stamps[i] ?? 0) - (bars.stamps[i - 1] ?? 0);
    counts.set(spacing, (counts.get(spacing) ?? 0) + 1);
  }
  const steps = Math.max(1, bars.stamps.length - 1);
  const byLength = [...counts].sort(([a], [b]) => a - b);
  const dividing = byLength.find(([spacing, count]) => count >= 0.01 * steps
    && byLength.reduce((sum, [other, n]) => (other % spacing === 0 ? sum + n : sum), 0) >= 0.99 * steps);
  const common = byLength.reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  const seconds = Math.round((dividing ?? common)[0] / microsPerSecond);
  return seconds >= 1 ? seconds : defaultBarSeconds;
}

/**
 * Whether `ts` is start or end. By the table of families; else, for US shares, by the session: a stamp at the open can only
 * be a start, and stamps at the close without any at the open are ends; else the start, which never knows a bar too early.
 */
export function stampOf(fileName: string, bars: RawBars, facts: InstrumentFacts): BarStamp {
  const path = fileName.replaceAll('\\', '/');
  if (endStamped.some((part) => path.includes(part))) return 'end';
  if (bars.daily || facts.calendar !== 'nyse') return 'start';
  const days = new Set(bars.stamps.map(dayOf));
  const stamps = new Set(bars.stamps);
  const sessions = [...days].map(regularSession);
  const open = sessions.some((session) => stamps.has(session.open));
  return !open && sessions.some((session) => stamps.has(session.close)) ? 'end' : 'start';
}

export interface BarSpan {
  readonly start: (stamp: number) => number;
  readonly end: (stamp: number) => number;
}

/** Start and end of a bar from its stamp, microseconds. */
export function barSpan(bars: RawBars, facts: InstrumentFacts, barSeconds: number, stamp: BarStamp): BarSpan {
  if (bars.daily) {
    return {
      start: (date) => date + facts.dayStartMinute * microsPerMinute,
      end: (date) => date + facts.dayEndMinute * microsPerMinute,
    };
  }
  const length = barSeconds * microsPerSecond;
  return stamp === 'end' ? { start: (ts) => ts - length, end: (ts) => ts } : { start: (ts) => ts, end: (ts) => ts + length };
}
