/** Open, high, low, close and volume over a fixed span of time. */
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';

export interface Bar {
  readonly symbol: string;
  /** Start of the span (inclusive). */
  readonly start: EpochMicros;
  /** End of the span (exclusive): the earliest time at which the bar may be known. */
  readonly end: EpochMicros;
  readonly open: PriceTicks;
  readonly high: PriceTicks;
  readonly low: PriceTicks;
  readonly close: PriceTicks;
  /** Traded quantity; null where the source has none (quote bars, indices). */
  readonly volume: QuantityLots | null;
}

/** What is wrong with a bar on its own, or null. */
export function barDefect(bar: Bar): 'high-below-low' | 'open-outside-range' | 'close-outside-range' | null {
  if (bar.high < bar.low) return 'high-below-low';
  if (bar.open > bar.high || bar.open < bar.low) return 'open-outside-range';
  if (bar.close > bar.high || bar.close < bar.low) return 'close-outside-range';
  return null;
}
