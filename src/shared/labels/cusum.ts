/** Which bars are worth a label: those where the price has moved enough since the last one. */
import { assert } from '../base/assert.ts';

export interface CusumEvent {
  readonly index: number;
  /** +1 when the rise was large enough, -1 when the fall was. */
  readonly direction: 1 | -1;
}

/**
 * Symmetric CUSUM filter (Lopez de Prado 2018, 2.5.2.1): S+ = max(0, S+ + d), S- = min(0, S- + d) over changes d; an event where one
 * passes `threshold` (in units of `values`), which starts it anew.
 */
export function cusumEvents(values: readonly number[], threshold: number): readonly CusumEvent[] {
  assert(threshold > 0, `a threshold is above zero: ${threshold}`);
  const events: CusumEvent[] = [];
  let [up, down] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    const change = (values[i] ?? 0) - (values[i - 1] ?? 0);
    [up, down] = [Math.max(0, up + change), Math.min(0, down + change)];
    // Beyond it, not at it; a sum of decimals may end a rounding above the threshold that it only reaches.
    const beyond = threshold * (1 + 1e-9);
    if (up > beyond) {
      up = 0;
      events.push({ index: i, direction: 1 });
    } else if (down < -beyond) {
      down = 0;
      events.push({ index: i, direction: -1 });
    }
  }
  return events;
}
