/** Bars built one event at a time equal bars built at once, and lose no volume; then against real data. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/bar.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import type { TradePrint } from '../domain/quote.ts';
import { BarBuilder } from './bar-builder.ts';
import { openTape } from './open-tape.ts';
import { daysFromCivil, microsPerDay, microsPerSecond } from './read-time.ts';

const dataFolder = process.env['CANDOR_DATA'] ?? '../shared/data';
const withData = it.skipIf(!existsSync(dataFolder));

const trade = (time: number, price: number, size: number): TradePrint => ({
  symbol: 'X', price: priceTicks(price), size: quantityLots(size), aggressor: null, venueTime: epochMicros(time),
});

function streamed(trades: readonly TradePrint[], barSeconds: number): readonly Bar[] {
  const builder = new BarBuilder({ symbol: 'X', barSeconds });
  const bars = trades.map((t) => builder.takeTrade(t)).filter((bar) => bar !== null);
  const last = builder.advanceTo(epochMicros(1e15));
  return last ? [...bars, last] : bars;
}

/** All at once, by another road: group by span, then reduce each group. */
function batched(trades: readonly TradePrint[], barSeconds: number): readonly Bar[] {
  const length = barSeconds * microsPerSecond;
  const groups = Map.groupBy(trades, (t) => Math.floor(t.venueTime / length));
  return [...groups].map(([span, group]) => {
    const prices = group.map((t) => t.price);
    return {
      symbol: 'X', start: epochMicros(span * length), end: epochMicros((span + 1) * length),
      open: priceTicks(prices[0] ?? 0), high: priceTicks(Math.max(...prices)), low: priceTicks(Math.min(...prices)),
      close: priceTicks(prices.at(-1) ?? 0), volume: quantityLots(group.reduce((sum, t) => sum + t.size, 0)),
    };
  });
}

const tradesArbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 * microsPerSecond }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 1000 })), { maxLength: 60 })
  .map((steps) => {
    let time = 1_000_000_000;
    return steps.map(([step, price, size]) => trade((time += step), price, size));
  });

describe('BarBuilder', () => {
  it('[TP-13] streaming equals batch, and volume is conserved', () => {
    fc.assert(fc.property(tradesArbitrary, fc.constantFrom(1, 5, 60, 900), (trades, barSeconds) => {
      const bars = streamed(trades, barSeconds);
      expect(bars).toEqual(batched(trades, barSeconds));
      expect(bars.reduce((sum, bar) => sum + (bar.volume ?? 0), 0)).toBe(trades.reduce((sum, t) => sum + t.size, 0));
    }));
  });

  it('[TP-13] gives a bar out on its boundary, once, and counts what comes too late', () => {
    const builder = new BarBuilder({ symbol: 'X', barSeconds: 60 });
    expect(builder.takeTrade(trade(0, 10, 1))).toBeNull();
    expect(builder.takeTrade(trade(59_999_999, 12, 1))).toBeNull();
    expect(builder.advanceTo(epochMicros(59_999_999))).toBeNull();
    expect(builder.advanceTo(epochMicros(60_000_000))).toMatchObject({ start: 0, end: 60_000_000, open: 10, close: 12, volume: 2 });
    expect(builder.advanceTo(epochMicros(60_000_000))).toBeNull();
    expect(builder.takeTrade(trade(59_000_000, 99, 1))).toBeNull();
    expect(builder.lateCount).toBe(1);
    expect(builder.current).toBeNull();
  });

  it('[TP-13] mids of quotes round half a tick up and carry no volume', () => {
    const builder = new BarBuilder({ symbol: 'X', barSeconds: 60 });
    builder.takeQuote({ symbol: 'X', bid: priceTicks(10), ask: priceTicks(11), bidSize: quantityLots(1), askSize: quantityLots(1), venueTime: epochMicros(1) });
    expect(builder.current).toMatchObject({ open: 11, volume: null });
  });
});

describe('BarBuilder on real data (skipped where there is none)', () => {
  withData('[TP-13] SPY one-minute bars make the vendor\'s 15-minute bars, 130 of 130 (skipped without the recorded data)', () => {
    const bars = (name: string): Bar[] => {
      const path = join(dataFolder, 'minute', name, 'SPY.csv');
      const tape = openTape([{ name: path, text: readFileSync(path, 'utf8') }]);
      if (!tape.ok) throw new Error(tape.error);
      return [...tape.value.events()].flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
    };
    const builder = new BarBuilder({ symbol: 'SPY', barSeconds: 900 });
    const built = bars('us_equity_1min_2019').map((bar) => builder.takeBar(bar)).filter((bar) => bar !== null);
    const last = builder.current;
    if (last) built.push(last);
    const vendor = new Map(bars('us_equity_15min_2019').map((bar) => [bar.end as number, bar]));
    expect(built).toHaveLength(130);
    expect(built.filter((bar) => JSON.stringify(vendor.get(bar.end)) === JSON.stringify(bar))).toHaveLength(130);
  });

  withData('[TP-13] TAIEX ticks make the one-second file in 786 seconds; 08:59:24 has 10 of 26 (skipped without the recorded data)', () => {
    const builder = new BarBuilder({ symbol: 'TX', barSeconds: 1 });
    const built: Bar[] = [];
    const midnight = daysFromCivil(2017, 4, 7) * microsPerDay - 8 * 3600 * microsPerSecond;
    for (const line of readFileSync(join(dataFolder, 'raw/taifex/TX-tick.csv'), 'utf8').split(/\r?\n/).slice(1)) {
      const fields = line.replaceAll('"', '').split(',');
      const clock = /^(\d{1,2})(\d{2})(\d{2})$/.exec(fields[3] ?? '');
      if (!clock) continue;
      const seconds = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
      const done = builder.takeTrade(trade(midnight + seconds * microsPerSecond, Number(fields[4]), Number(fields[5])));
      if (done) built.push(done);
    }
    if (builder.current) built.push(builder.current);
    const path = join(dataFolder, 'tick/futures/TX_1sec_20170407.csv');
    const tape = openTape([{ name: path, text: readFileSync(path, 'utf8') }]);
    if (!tape.ok) throw new Error(tape.error);
    const vendor = new Map([...tape.value.events()].flatMap((e) => (e.type === 'bar' ? [[e.bar.start as number, e.bar] as const] : [])));
    const shape = (bar: Bar | undefined): string => JSON.stringify([bar?.open, bar?.high, bar?.low, bar?.close, bar?.volume]);
    const unequal = built.filter((bar) => shape(vendor.get(bar.start)) !== shape(bar));
    expect(built.length - unequal.length).toBe(786);
    expect(unequal.map((bar) => [bar.start - midnight, bar.volume, vendor.get(bar.start)?.volume]))
      .toEqual([[(8 * 3600 + 59 * 60 + 24) * microsPerSecond, 10, 26]]);
  });
});
