/** Which regime the next bars turn out to be: calm, choppy or stressed. Rule LB-10. */
import { ExponentialMean } from '../features/windows.ts';
import { staysInSession, type Labeller, type Series } from './series.ts';

/** Realised volatility over what was usual from which the bars count as stressed. */
export const stressedRatio = 1.4;
/** Below this share of the usual they are calm, wherever they lead. */
export const calmRatio = 0.8;
/** From this efficiency ratio (Kaufman 1995: distance over path) they lead somewhere and are calm too, unless stressed. */
export const calmEfficiency = 0.25;
/** Weight of a bar in what is usual: about four hundred bars, a session of minutes. */
const usualWeight = 1 / 400;
/** Bars before anything is usual. */
const usualBarsMin = 60;

/**
 * Over the `bars` that follow, r the log returns of closes: realised volatility sqrt(mean r^2) over the usual one (exponential mean of r^2 up to the
 * bar), and efficiency |sum r| / sum |r|. Calm, choppy or stressed, one 1 among three.
 */
export function realisedRegime(bars: number): Labeller {
  const usual = new WeakMap<Series, Float64Array>();
  return (series, bar) => {
    let known = usual.get(series);
    if (!known) usual.set(series, (known = usualVolatility(series)));
    const base = known[bar] ?? NaN;
    if (!staysInSession(series, bar, bars) || !(base > 0)) return null;
    let [square, distance, path] = [0, 0, 0];
    for (let k = 1; k <= bars; k++) {
      const r = Math.log((series.close[bar + k] ?? NaN) / (series.close[bar + k - 1] ?? NaN));
      square += r * r;
      distance += r;
      path += Math.abs(r);
    }
    const ratio = Math.sqrt(square / bars) / base;
    const efficiency = path > 0 ? Math.abs(distance) / path : 0;
    const values = ratio >= stressedRatio ? [0, 0, 1] : ratio < calmRatio || efficiency >= calmEfficiency ? [1, 0, 0] : [0, 1, 0];
    return { values, end: bar + bars, returnBp: distance * 1e4, costBp: NaN };
  };
}

/** Volatility of one bar that was usual up to each bar; NaN while unknown. Returns across sessions are left out. */
function usualVolatility(series: Series): Float64Array {
  const mean = new ExponentialMean(usualWeight);
  return Float64Array.from({ length: series.length }, (_, i) => {
    if (i > 0 && series.session[i] === series.session[i - 1]) mean.add(Math.log((series.close[i] ?? NaN) / (series.close[i - 1] ?? NaN)) ** 2);
    return mean.count >= usualBarsMin ? Math.sqrt(mean.value) : NaN;
  });
}
