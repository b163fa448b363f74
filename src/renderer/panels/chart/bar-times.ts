/** Which bar a moment falls into, and what a bar's length is called. Pure. */
import type { Bar } from '../../../shared/domain/bar.ts';

/** Index of the bar that holds `micros` (start inclusive, end exclusive), or of the last one before it; -1 before the first. */
export function barIndexAt(bars: readonly Pick<Bar, 'start'>[], micros: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.start ?? Infinity) <= micros) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Seconds since 1970 of a bar's start: what the chart library calls its time. */
export const chartSeconds = (bar: Pick<Bar, 'start'>): number => Math.floor(bar.start / 1_000_000);

/** 60 is `1 min`, 3,600 `1 h`, 86,400 `1 d`. */
export function timeframeWord(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Length of the fan in bars: how far `until` lies beyond the end of the last bar; at least 0. */
export const barsUntil = (lastEnd: number, until: number, barSeconds: number): number => Math.max(0, (until - lastEnd) / (barSeconds * 1_000_000));
