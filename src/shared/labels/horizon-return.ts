/** How far the price goes: the return over a horizon in its own volatility. Rule LB-5. */
import { realisedRange } from './realised-range.ts';
import { costBpAt, horizonSigma, returnBpOf, staysInSession, type Labeller } from './series.ts';

/** Labels beyond this many sigma are set to it: jumps inform the sign, not the size. */
export const labelLimit = 4;

/** Log return of marks over `bars` in units of horizon volatility, winsorised to +-`labelLimit`; `heads` times, for a model with several views of it. */
export const horizonReturn = (bars: number, heads = 1): Labeller => (series, bar) => {
  if (!staysInSession(series, bar, bars)) return null;
  const returnBp = returnBpOf(series, bar, bar + bars);
  const sigmas = returnBp / 1e4 / horizonSigma(series, bar, bars);
  if (!Number.isFinite(sigmas)) return null;
  const value = Math.max(-labelLimit, Math.min(labelLimit, sigmas));
  const range = realisedRange(series, bar, bars);
  return { values: new Array<number>(heads).fill(value), end: bar + bars, returnBp, costBp: costBpAt(series, bar), ...(range ? { range } : {}) };
};
