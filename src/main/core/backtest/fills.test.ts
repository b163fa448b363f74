/** Prices of simulated fills and what a round trip brings, by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../shared/domain/bar.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { fillAround, fillAtTouch, roundTripResult, standingQuote, stopTrigger } from './fills.ts';

const quote = (bid: number, ask: number, seconds = 0): Quote =>
  ({ symbol: 'X', bid: priceTicks(bid), bidSize: quantityLots(1), ask: priceTicks(ask), askSize: quantityLots(1), venueTime: epochMicros(seconds * 1e6) });
const bar = (open: number, high: number, low: number, close: number, endSeconds = 60): Bar => ({
  symbol: 'X', start: epochMicros((endSeconds - 60) * 1e6), end: epochMicros(endSeconds * 1e6),
  open: priceTicks(open), high: priceTicks(high), low: priceTicks(low), close: priceTicks(close), volume: null,
});

describe('fills', () => {
  it('[BT-3] a buy is filled at the ask, a sell at the bid', () => {
    expect(fillAtTouch(quote(99, 102), 'buy')).toEqual({ price: 102, mid: 100.5 });
    expect(fillAtTouch(quote(99, 102), 'sell')).toEqual({ price: 99, mid: 100.5 });
  });

  it('[BT-5] a stop fills at its price, at the open when the bar opens beyond it, and not at all when untouched', () => {
    const stop = priceTicks(95);
    expect(stopTrigger('buy', stop, bar(100, 101, 94, 96))).toBe(95);
    expect(stopTrigger('buy', stop, bar(90, 97, 89, 96))).toBe(90);
    expect(stopTrigger('buy', stop, bar(100, 101, 96, 96))).toBeNull();
    expect(stopTrigger('buy', stop, bar(100, 101, 95, 96))).toBe(95);
    expect(stopTrigger('sell', priceTicks(105), bar(100, 106, 99, 101))).toBe(105);
    expect(stopTrigger('sell', priceTicks(105), bar(110, 111, 104, 104))).toBe(110);
    expect(stopTrigger('sell', priceTicks(105), bar(100, 104, 99, 101))).toBeNull();
  });

  it('[BT-5] half a spread away from a traded price, to the tick against us', () => {
    expect(fillAround(100, 1.5, 'sell')).toEqual({ price: 98, mid: 100 });
    expect(fillAround(100, 1.5, 'buy')).toEqual({ price: 102, mid: 100 });
    expect(fillAround(100, 0, 'buy')).toEqual({ price: 100, mid: 100 });
  });

  it('[BT-6] a quote stands when it is not crossed and at most two bars old', () => {
    const at = bar(100, 100, 100, 100, 600);
    expect(standingQuote(quote(99, 101, 480), at, 60)).not.toBeNull();
    expect(standingQuote(quote(99, 101, 479), at, 60)).toBeNull();
    expect(standingQuote(quote(101, 99, 600), at, 60)).toBeNull();
    expect(standingQuote(null, at, 60)).toBeNull();
  });

  it('[BT-7] long from 10001 over mid 10000 to 10049 under mid 10050, fees 1 bp, impact 2 bp: 49.995 gross, 4.9998 cost', () => {
    const trip = { side: 'buy' as const, entry: { price: priceTicks(10001), mid: 10000 }, exit: { price: priceTicks(10049), mid: 10050 }, feeBp: 1, impactBp: 2 };
    const once = roundTripResult({ ...trip, costMultiplier: 1 });
    expect(once.costBp).toBeCloseTo(20000 / 10001 + 3, 10);
    expect(once.netBp).toBeCloseTo((48 / 10001) * 1e4 - 3, 10);
    expect(roundTripResult({ ...trip, costMultiplier: 0 })).toEqual({ netBp: 500000 / 10001, costBp: 0 });
    expect(roundTripResult({ ...trip, costMultiplier: 3 }).costBp).toBeCloseTo(3 * once.costBp, 10);
  });

  it('[BT-7] net and cost add up to the return from mid to mid; more cost never helps; a flat market loses exactly the cost', () => {
    const ticks = fc.integer({ min: 1000, max: 20000 });
    const spread = fc.integer({ min: 0, max: 50 });
    fc.assert(fc.property(fc.constantFrom('buy' as const, 'sell' as const), ticks, ticks, spread, spread, fc.double({ min: 0, max: 10, noNaN: true }), (side, inMid, outMid, inSpread, outSpread, costMultiplier) => {
      const exitSide = side === 'buy' ? 'sell' : 'buy';
      const trip = { side, entry: fillAtTouch(quote(inMid, inMid + inSpread), side), exit: fillAtTouch(quote(outMid, outMid + outSpread), exitSide), feeBp: 1, impactBp: 2 };
      const result = roundTripResult({ ...trip, costMultiplier });
      const sign = side === 'buy' ? 1 : -1;
      expect(result.netBp + result.costBp).toBeCloseTo((sign * (outMid + outSpread / 2 - inMid - inSpread / 2) * 1e4) / trip.entry.price, 6);
      expect(roundTripResult({ ...trip, costMultiplier: costMultiplier + 1 }).netBp).toBeLessThan(result.netBp);
    }));
  });
});
