/** What volatility is usual for an instrument: what a stretch is held against when it is called calm or stressed. Rule LB-10. */
import { ExponentialMean } from '../features/windows.ts';

/** Weight of a bar: about four hundred bars, a session of minutes. */
const usualWeight = 1 / 400;
/** Returns before anything is usual. */
const usualBarsMin = 60;

/** Exponential mean of squared log returns of closes; those across a pause in trading are left out. */
export class UsualVolatility {
  private readonly mean = new ExponentialMean(usualWeight);
  private previous: { readonly close: number; readonly session: number } | null = null;

  /** Bars in order. @returns the usual standard deviation of one bar up to this one, a fraction; NaN while unknown. */
  add(close: number, session: number): number {
    const { previous, mean } = this;
    if (previous?.session === session) mean.add(Math.log(close / previous.close) ** 2);
    this.previous = { close, session };
    return mean.count >= usualBarsMin ? Math.sqrt(mean.value) : NaN;
  }
}
