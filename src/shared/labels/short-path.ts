/** Where the middle price stands some bars on: lower, much the same, or higher. Rule LB-9. */
import { costBpAt, horizonSigma, midAt, staysInSession, type Labeller } from './series.ts';

/** A move within this many horizon volatilities is none. A third of a normal's moves lie within 0.43. */
export const flatSigmas = 0.4;

/** Down, flat or up over `bars`, one 1 among three. Flat: within `flatSigmas` horizon volatilities or half the spread, whichever is wider. */
export const shortPath = (bars: number): Labeller => (series, bar) => {
  if (!staysInSession(series, bar, bars)) return null;
  const mid = midAt(series, bar);
  const move = Math.log(midAt(series, bar + bars) / mid);
  const halfSpread = ((series.ask[bar] ?? NaN) - (series.bid[bar] ?? NaN)) / 2 / mid;
  const flat = Math.max(halfSpread, flatSigmas * horizonSigma(series, bar, bars));
  if (!Number.isFinite(move) || !Number.isFinite(flat)) return null;
  const values = move < -flat ? [1, 0, 0] : move > flat ? [0, 0, 1] : [0, 1, 0];
  return { values, end: bar + bars, returnBp: move * 1e4, costBp: costBpAt(series, bar) };
};
