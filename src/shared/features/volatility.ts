/**
 * Volatility from closes: exponentially weighted squared returns (J. P. Morgan, RiskMetrics Technical Document, 1996),
 * decay 0.97, started as the plain mean square. Used by features, signals, backtest and risk alike.
 */
import type { Bar } from '../domain/bar.ts';
import { ExponentialMean } from './windows.ts';

export const volatilityDecay = 0.97;
/** Returns needed before the estimate may be used. */
export const volatilityReturnsMin = 10;
/** Below this (a hundred-thousandth of a basis point) prices do not move and nothing can be measured in sigma. */
const volatilityFloor = 1e-9;
/** Bars a day until one whole day was seen: a session of 6.5 hours. */
const sessionSecondsAssumed = 23_400;
const daySeconds = 86_400;

/** Whether a pause in trading lies between two bars, so that the return across it says nothing about one bar. */
export function isSessionBreak(previousEnd: number, start: number, barSeconds: number): boolean {
  if (barSeconds >= daySeconds / 2) return false;
  return start - previousEnd >= Math.max(4 * barSeconds, 3600) * 1e6;
}

/** Log return from one close to the next; null across a session break or where a price is not positive. */
export function barReturn(previous: Pick<Bar, 'close' | 'end'> | null, bar: Bar, barSeconds: number): number | null {
  if (!previous || previous.close <= 0 || bar.close <= 0) return null;
  return isSessionBreak(previous.end, bar.start, barSeconds) ? null : Math.log(bar.close / previous.close);
}

export class VolatilityEstimator {
  private readonly barSeconds: number;
  private readonly meanSquare = new ExponentialMean(1 - volatilityDecay);
  private previous: { readonly close: Bar['close']; readonly end: Bar['end'] } | null = null;
  private day = -1;
  private barsToday = 0;
  /** Bars in the two latest whole days; two, so that a Sunday evening does not stand for a day. */
  private wholeDays: readonly number[] = [];

  constructor(barSeconds: number) {
    this.barSeconds = barSeconds;
  }

  /** Bars in order of time. @returns the return that was taken in, or null. */
  onBar(bar: Bar): number | null {
    const r = barReturn(this.previous, bar, this.barSeconds);
    if (r !== null) this.meanSquare.add(r * r);
    this.previous = { close: bar.close, end: bar.end };
    this.countDay(bar);
    return r;
  }

  /** One standard deviation of one bar's log return, a fraction; null while unknown or nil. */
  barSigma(): number | null {
    const sigma = Math.sqrt(this.meanSquare.value);
    return this.meanSquare.count >= volatilityReturnsMin && sigma > volatilityFloor ? sigma : null;
  }

  /** One standard deviation over `horizonBars` in basis points, by the square root of time. */
  horizonBp(horizonBars: number): number | null {
    const sigma = this.barSigma();
    return sigma === null ? null : sigma * Math.sqrt(horizonBars) * 1e4;
  }

  /** One trading day's standard deviation in basis points, without the night. */
  dailyBp(): number | null {
    return this.horizonBp(this.barsPerDay());
  }

  /** Bars in the fuller of the last two whole UTC days; a session of 6.5 hours until one was seen. */
  barsPerDay(): number {
    if (this.barSeconds >= daySeconds) return 1;
    return this.wholeDays.length > 0 ? Math.max(...this.wholeDays) : this.barsPerSessionAssumed();
  }

  private barsPerSessionAssumed(): number {
    return Math.max(1, Math.round(sessionSecondsAssumed / this.barSeconds));
  }

  private countDay(bar: Bar): void {
    const day = Math.floor(bar.start / (daySeconds * 1e6));
    if (day !== this.day) {
      // The first day may have been joined in its middle: it counts as a session at least.
      const joined = this.wholeDays.length === 0 ? this.barsPerSessionAssumed() : 0;
      if (this.day >= 0) this.wholeDays = [...this.wholeDays.slice(-1), Math.max(joined, this.barsToday)];
      this.day = day;
      this.barsToday = 0;
    }
    this.barsToday++;
  }
}
