/** Whether an order that rests at the touch is filled in time, on the careful side. Rule LB-8. */
import { midAt, staysInSession, type Labeller } from './series.ts';

/**
 * An order at the best bid (to buy) or best offer (to sell) of the bar's end counts as filled when a later bar trades through its price: strictly
 * below the bid, strictly above the offer. A trade at the price may have filled others first and does not count. `returnBp` is what waiting saved
 * against crossing at once: the spread where it filled, less what the price ran away where it had to cross at the end.
 */
export const passiveFill = (bars: number): Labeller => (series, bar, side) => {
  if (!staysInSession(series, bar, bars)) return null;
  const [bid, ask, mid] = [series.bid[bar] ?? NaN, series.ask[bar] ?? NaN, midAt(series, bar)];
  if (!(ask > bid)) return null;
  const [limit, taken, path] = side === 1 ? [bid, ask, series.low] : [ask, bid, series.high];
  const through = (k: number): boolean => side * (limit - (path[bar + k] ?? limit)) > 0;
  const at = Array.from({ length: bars }, (_, k) => k + 1).find(through);
  if (at !== undefined) return { values: [1], end: bar + at, returnBp: ((ask - bid) / mid) * 1e4, costBp: 0 };
  const crossed = (side === 1 ? series.ask : series.bid)[bar + bars] ?? NaN;
  if (Number.isNaN(crossed)) return null;
  return { values: [0], end: bar + bars, returnBp: (side * (taken - crossed) * 1e4) / mid, costBp: 0 };
};
