/** What became of a trade: profit taken, loss stopped, or time up, whichever came first. */
import { assert } from '../base/assert.ts';

export interface BarrierLabel {
  /** +1 profit barrier, -1 loss barrier, 0 time. */
  readonly label: 1 | -1 | 0;
  /** Bar at which it was decided. */
  readonly end: number;
  /** Return of the side from start to end, as a fraction. */
  readonly sideReturn: number;
}

export interface Barriers {
  /** Distance of the profit and loss barriers from the start, as fractions of its price, above zero. */
  readonly profit: number;
  readonly stop: number;
  /** Bars until time is up. */
  readonly horizon: number;
}

/**
 * Triple-barrier label (Lopez de Prado 2018, 3.4) of a trade of `side` at `start`. Null where the path ends before it is decided:
 * a label that needs the future is not made up.
 */
export function tripleBarrier(prices: readonly number[], start: number, side: 1 | -1, { profit, stop, horizon }: Barriers): BarrierLabel | null {
  assert(profit > 0 && stop > 0 && horizon > 0, 'barriers are above zero');
  const from = prices[start];
  if (from === undefined) return null;
  for (let end = start + 1; end <= start + horizon; end++) {
    const price = prices[end];
    if (price === undefined) return null;
    const sideReturn = side * (price / from - 1);
    if (sideReturn >= profit) return { label: 1, end, sideReturn };
    if (sideReturn <= -stop) return { label: -1, end, sideReturn };
    if (end === start + horizon) return { label: 0, end, sideReturn };
  }
  return null;
}

/** Whether acting on the side paid after cost (3.6, meta-labelling): what a second model learns to say of the first, or of a trader. */
export const metaLabel = ({ sideReturn }: Pick<BarrierLabel, 'sideReturn'>, cost: number): 0 | 1 => (sideReturn > cost ? 1 : 0);
