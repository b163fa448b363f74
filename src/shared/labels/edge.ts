/** Whether a trade of one side reaches its target before its stop, after cost. Rule LB-7. */
import { costBpAt, horizonSigma, midAt, staysInSession, type Labeller } from './series.ts';
import { metaLabel, tripleBarrier } from './triple-barrier.ts';

/** Distance of the stop, and of the target after cost, from the entry, in horizon volatilities: three in four trades of the simulator's market meet one of them in time. */
export const barrierSigmas = 0.6;

/** Distances in horizon volatilities; the target is after cost. */
export interface TradeBarriers {
  readonly targetSigma: number;
  readonly stopSigma: number;
}

/**
 * Triple barrier over the middle prices at bar ends: the stop against the side, the target in its favour, further by the cost of a round trip; each
 * `barrierSigmas` away unless said. 1 where the target comes first; where time is up first, whether the side is ahead after cost (meta-label).
 */
export const targetBeforeStop = (bars: number, { targetSigma, stopSigma }: TradeBarriers = { targetSigma: barrierSigmas, stopSigma: barrierSigmas }): Labeller => (series, bar, side) => {
  if (!staysInSession(series, bar, bars)) return null;
  const costBp = costBpAt(series, bar);
  const sigma = horizonSigma(series, bar, bars);
  const [target, stop] = [targetSigma * sigma, stopSigma * sigma];
  const prices = Array.from({ length: bars + 1 }, (_, k) => midAt(series, bar + k));
  if (!(stop > 0) || !Number.isFinite(costBp) || prices.some(Number.isNaN)) return null;
  const cost = costBp / 1e4;
  const met = tripleBarrier(prices, 0, side, { profit: target + cost, stop, horizon: bars });
  if (!met) return null;
  const hit = met.label === 0 ? metaLabel(met, cost) : met.label === 1 ? 1 : 0;
  return { values: [hit], end: bar + met.end, returnBp: met.sideReturn * 1e4, costBp };
};
