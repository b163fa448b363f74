/** How much is suggested: each limit by itself, with what is held already, and what stands in for an unknown daily volume. */
import { describe, expect, it } from 'vitest';
import { instrument } from '../../../tests/fixtures/policy-world.ts';
import { tickLotsToMinor } from '../domain/instrument.ts';
import { defaultLimits } from '../domain/limits.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import { InstrumentState } from './instrument-state.ts';
import { clipShareOfAdv, sizeOrder, type SizingInputs } from './sizing.ts';

const price = priceTicks(10_000);
const lotMinor = Number(tickLotsToMinor(instrument, BigInt(price)));
const unlimited = { ...defaultLimits, byCurrency: {}, orderValueMinorMax: 1e15, positionValueMinorMax: 1e15, orderAdvShareMax: 1, positionAdvShareMax: 1 };
const sized = (change: Partial<SizingInputs>): number => sizeOrder({
  instrument, side: 'buy', price, touchSize: 900, averageDailyVolume: 1_000_000, edgeBp: 50, limits: unlimited, positionQty: 0,
  cost: { spreadBp: 1, feeBp: 0.1, dailyVolatilityBp: 100 }, ...change,
}).orderQty;

describe('sizeOrder', () => {
  it('[SG-7] is a thousandth of daily volume where nothing else binds, and the displayed size where no volume is known', () => {
    expect(sized({})).toBe(1_000_000 * clipShareOfAdv);
    expect(sized({ averageDailyVolume: null })).toBe(900);
  });

  it('[SG-7] leaves room for what is held, in lots and in value: less the same way, more the other way', () => {
    const ofQty = { ...unlimited, positionQtyMax: 500 };
    const ofValue = { ...unlimited, positionValueMinorMax: 500 * lotMinor };
    for (const limits of [ofQty, ofValue]) {
      expect(sized({ limits })).toBe(500);
      expect(sized({ limits, positionQty: 200 })).toBe(300);
      expect(sized({ limits, positionQty: -200 })).toBe(700);
      expect(sized({ limits, side: 'sell', positionQty: -200 })).toBe(300);
      expect(sized({ limits, side: 'sell', positionQty: 200 })).toBe(700);
      expect(sized({ limits, positionQty: 500 })).toBe(0);
    }
  });

  it('[SG-7] no order is above the limit of an order, whatever is held', () => {
    expect(sized({ limits: { ...unlimited, orderQtyMax: 400 }, positionQty: -200 })).toBe(400);
    expect(sized({ limits: { ...unlimited, orderValueMinorMax: 400 * lotMinor }, positionQty: -200 })).toBe(400);
    expect(sized({ limits: { ...unlimited, orderAdvShareMax: 0.0002 } })).toBe(200);
  });
});

describe('InstrumentState', () => {
  const barSeconds = 60;
  const fed = (volumes: readonly number[]): InstrumentState => {
    const state = new InstrumentState({ ...instrument, barSeconds, averageDailyVolumeLots: null });
    const open = Date.UTC(2026, 0, 5, 14, 30) * 1000;
    volumes.forEach((volume, i) => state.onBar({
      symbol: instrument.symbol, start: epochMicros(open + i * barSeconds * 1e6), end: epochMicros(open + (i + 1) * barSeconds * 1e6),
      open: price, high: price, low: price, close: price, volume: quantityLots(volume),
    }));
    return state;
  };

  it('[SG-7] an unpublished daily volume is the mean of bars times the bars of a day, the last fifty counting most', () => {
    const steady = fed(Array.from({ length: 200 }, () => 30)).averageDailyVolume()!;
    const doubled = fed(Array.from({ length: 200 }, (_, i) => (i < 150 ? 30 : 60))).averageDailyVolume()!;
    expect(steady % 30).toBeCloseTo(0, 6);
    // Fifty bars at a weight of 1 in 50 move the mean by 1 - 0.98^50 of the way.
    expect(doubled / steady).toBeCloseTo(1 + (1 - 0.98 ** 50), 6);
    expect(fed([]).averageDailyVolume()).toBeNull();
  });
});
