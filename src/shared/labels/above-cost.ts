/** Whether a buy pays: the return over a horizon is above what a round trip costs. Rule LB-6. */
import { costBpAt, returnBpOf, staysInSession, type Labeller } from './series.ts';

/** 1 where the log return of marks over `bars` is above spread and fees of a round trip at the bar's end. */
export const aboveCost = (bars: number): Labeller => (series, bar) => {
  if (!staysInSession(series, bar, bars)) return null;
  const [returnBp, costBp] = [returnBpOf(series, bar, bar + bars), costBpAt(series, bar)];
  if (!Number.isFinite(returnBp) || !Number.isFinite(costBp)) return null;
  return { values: [returnBp > costBp ? 1 : 0], end: bar + bars, returnBp, costBp };
};
