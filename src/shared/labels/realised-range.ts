/** How far the price goes on its way: the realised range over a horizon. Rule LB-12. */
import { horizonSigma, markAt, staysInSession, type Series } from './series.ts';

export interface RealisedRange {
  /** Lowest low and highest high of the bars that follow, as log returns from the mark, in horizon volatilities. */
  readonly low: number;
  readonly high: number;
}

/** Over the `bars` after a bar; null where the path ends, a pause lies between, or volatility is unknown. */
export function realisedRange(series: Series, bar: number, bars: number): RealisedRange | null {
  if (!staysInSession(series, bar, bars)) return null;
  let [low, high] = [Infinity, -Infinity];
  for (let k = 1; k <= bars; k++) {
    low = Math.min(low, series.low[bar + k] ?? NaN);
    high = Math.max(high, series.high[bar + k] ?? NaN);
  }
  const sigmas = (price: number): number => Math.log(price / markAt(series, bar)) / horizonSigma(series, bar, bars);
  const range = { low: sigmas(low), high: sigmas(high) };
  return Number.isFinite(range.low) && Number.isFinite(range.high) ? range : null;
}
