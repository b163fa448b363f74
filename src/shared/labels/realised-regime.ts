/** Which regime the next bars turn out to be: calm, choppy or stressed. Rule LB-10. */
import { staysInSession, type Labeller } from './series.ts';

/** Realised volatility over what was usual from which the bars count as stressed. */
export const stressedRatio = 1.4;
/** Below this share of the usual they are calm, wherever they lead. */
export const calmRatio = 0.8;
/** From this efficiency ratio (Kaufman 1995: distance over path) they lead somewhere and are calm too, unless stressed. */
export const calmEfficiency = 0.25;

/**
 * Over the `bars` that follow, r the log returns of closes: realised volatility sqrt(mean r^2) over the usual one (exponential mean of r^2 up to the
 * bar), and efficiency |sum r| / sum |r|. Calm, choppy or stressed, one 1 among three.
 */
export const realisedRegime = (bars: number): Labeller => (series, bar) => {
  const base = series.usual[bar] ?? NaN;
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
