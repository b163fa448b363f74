/** A made-up path for the tests of labels: sessions, quotes that are missing, jumps and quiet stretches. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { epochMicros, priceTicks } from '../../src/shared/domain/numbers.ts';
import type { Moment } from '../../src/shared/labels/series.ts';

export const labelFeeBp = 0.3;

/** 420 bars in sessions of 105; one bar in twenty-five has no quote. */
export function labelMoments(seed: number): Moment[] {
  const random = seededRandom(seed);
  let close = 100_000;
  return Array.from({ length: 420 }, (_, i): Moment => {
    const wild = Math.floor(i / 35) % 3 === 2 ? 2.5 : 1;
    const before = close;
    close = Math.round(close + wild * 60 * random.normal());
    const [bid, ask] = [close - 5 - random.integer(40), close + 5 + random.integer(40)];
    return {
      bar: { end: epochMicros(i * 60e6), high: priceTicks(Math.max(before, close) + random.integer(30)), low: priceTicks(Math.min(before, close) - random.integer(30)), close: priceTicks(close) },
      session: Math.floor(i / 105), sigma: i < 10 ? NaN : 0.0004 + 0.0006 * random.uniform(),
      quote: random.uniform() < 0.04 ? null : { bid: priceTicks(bid), ask: priceTicks(ask) },
    };
  });
}
