/** Outcomes: measured once, at the horizon, in the direction that was suggested. */
import { expect, it } from 'vitest';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks } from '../domain/numbers.ts';
import type { Suggestion } from '../domain/signal.ts';
import { OutcomeTracker } from './outcome.ts';

const suggestion = (side: 'buy' | 'sell'): Suggestion => ({
  suggestionId: side, side, cost: { spreadBp: 1, feeBp: 0.5, impactBp: 0.5, totalBp: 2 },
  signal: { symbol: 'A', asOf: epochMicros(60e6), horizonBars: 3, quote: { bid: priceTicks(9_999), ask: priceTicks(10_001) } },
} as Suggestion);
const bar = (i: number, close: number, symbol = 'A'): Bar => ({
  symbol, start: epochMicros(i * 60e6), end: epochMicros((i + 1) * 60e6), open: priceTicks(close), high: priceTicks(close), low: priceTicks(close), close: priceTicks(close), volume: null,
});

it('[SG-10] an answer that comes bars late is measured at the horizon of its own bar', () => {
  const tracker = new OutcomeTracker();
  tracker.add(suggestion('buy'), 2);
  expect([bar(3, 10_020), bar(4, 9_000)].flatMap((b) => tracker.onBar(b, b.close)).map((o) => o.horizonEnd)).toEqual([240e6]);
});

it('[SG-10] measures from mid to the mark of the last bar of the horizon, net of the stated cost', () => {
  const tracker = new OutcomeTracker();
  tracker.add(suggestion('buy'));
  tracker.add(suggestion('sell'));
  const settled = [bar(0, 9_000), bar(1, 10_050), bar(2, 9_000, 'B'), bar(2, 10_040), bar(3, 10_020), bar(4, 9_000)].flatMap((b) => tracker.onBar(b, b.close));
  expect(settled.map((o) => o.suggestionId)).toEqual(['buy', 'sell']);
  expect(settled[0]).toMatchObject({ horizonEnd: 240e6 });
  expect(settled[0]?.returnBp).toBeCloseTo(20, 9);
  expect(settled[0]?.netBp).toBeCloseTo(18, 9);
  expect(settled[1]?.sideReturnBp).toBeCloseTo(-20, 9);
  expect(settled[1]?.netBp).toBeCloseTo(-22, 9);
});
