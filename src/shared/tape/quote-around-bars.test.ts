/** Bar-path quotes: inside the bar, before its end, from nothing that is not yet known, the same every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/bar.ts';
import { openTape } from './open-tape.ts';
import { quoteAroundBars } from './quote-around-bars.ts';
import type { Tape, TapeEvent } from './tape.ts';

interface Row { readonly open: number; readonly high: number; readonly low: number; readonly close: number; readonly volume: number }

const cents = (value: number): string => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;

function tapeOf(rows: readonly Row[], name = 'AAPL.csv'): Tape {
  const lines = rows.map((r, i) => `${new Date(Date.UTC(2024, 0, 2, 14, 30 + i)).toISOString().replace('.000', '')},${cents(r.open)},${cents(r.high)},${cents(r.low)},${cents(r.close)},${r.volume}`);
  const tape = openTape([{ name, text: `ts,open,high,low,close,volume\n${lines.join('\n')}\n` }]);
  if (!tape.ok) throw new Error(tape.error);
  return tape.value;
}

const rowArbitrary: fc.Arbitrary<Row> = fc.tuple(fc.array(fc.integer({ min: 1000, max: 900_000 }), { minLength: 4, maxLength: 4 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([prices, volume]) => {
    const sorted = [...prices].sort((a, b) => a - b);
    return { open: prices[0] ?? 1000, close: prices[1] ?? 1000, low: sorted[0] ?? 1000, high: sorted[3] ?? 1000, volume };
  });
const rowsArbitrary = fc.array(rowArbitrary, { minLength: 1, maxLength: 20 });

const list = (tape: Tape): TapeEvent[] => [...quoteAroundBars(tape).events()];
const barsOf = (events: readonly TapeEvent[]): Bar[] => events.flatMap((e) => (e.type === 'bar' ? [e.bar] : []));
const quotesIn = (events: readonly TapeEvent[], bar: Bar): Extract<TapeEvent, { type: 'quote' }>[] =>
  events.filter((e): e is Extract<TapeEvent, { type: 'quote' }> => e.type === 'quote' && e.time >= bar.start && e.time < bar.end);

describe('bar-path quotes', () => {
  it('[TP-12] visit low before high when the bar closed up, high before low when it closed down', () => {
    const path = (row: Row): number[] => list(tapeOf([row])).flatMap((e) => (e.type === 'trade' ? [e.trade.price] : []));
    expect(path({ open: 1000, high: 1020, low: 990, close: 1010, volume: 400 })).toEqual([1000, 990, 1020, 1010]);
    expect(path({ open: 1010, high: 1020, low: 990, close: 1000, volume: 400 })).toEqual([1010, 1020, 990, 1000]);
    expect(path({ open: 1000, high: 1020, low: 990, close: 1000, volume: 400 })).toEqual([1000, 990, 1020, 1000]);
  });

  it('[TP-12] lie strictly inside their bar, in time order, four to a bar, around prices of the bar', () => {
    fc.assert(fc.property(rowsArbitrary, (rows) => {
      const events = list(tapeOf(rows));
      expect(events.every((e, i) => i === 0 || e.time >= (events[i - 1]?.time ?? 0))).toBe(true);
      const bars = barsOf(events);
      expect(bars).toHaveLength(rows.length);
      for (const bar of bars) {
        const quotes = quotesIn(events, bar);
        expect(quotes).toHaveLength(4);
        for (const { quote, time } of quotes) {
          expect(time > bar.start && time < bar.end).toBe(true);
          expect(quote.ask - quote.bid).toBeGreaterThanOrEqual(1);
          expect([bar.open, bar.high, bar.low, bar.close].some((price) => quote.bid <= price && price <= quote.ask)).toBe(true);
          expect(quote.bidSize).toBeGreaterThanOrEqual(1);
        }
      }
    }), { numRuns: 60 });
  });

  it('[TP-12] trade the whole volume of the bar and no more', () => {
    fc.assert(fc.property(rowsArbitrary, (rows) => {
      const events = list(tapeOf(rows));
      const traded = events.reduce((sum, e) => sum + (e.type === 'trade' ? e.trade.size : 0), 0);
      expect(traded).toBe(rows.reduce((sum, r) => sum + r.volume, 0));
    }), { numRuns: 60 });
  });

  it('[TP-12] know nothing early: what precedes a bar, and its first quote, do not depend on what follows the open', () => {
    fc.assert(fc.property(rowsArbitrary, rowArbitrary, rowArbitrary, (rows, one, other) => {
      const open = one.open;
      const second: Row = { ...other, open, high: Math.max(other.high, open), low: Math.min(other.low, open) };
      const start = Date.UTC(2024, 0, 2, 14, 30 + rows.length) * 1000;
      const known = (last: Row): TapeEvent[] => {
        const events = list(tapeOf([...rows, last])).filter((e) => e.type !== 'defect');
        const first = events.findIndex((e) => e.type === 'quote' && e.time >= start);
        return events.slice(0, first + 1);
      };
      expect(known(one)).toEqual(known(second));
    }), { numRuns: 60 });
  });

  it('[TP-12] size from the bar before; a constant for the first', () => {
    const events = list(tapeOf([{ open: 1000, high: 1000, low: 1000, close: 1000, volume: 4000 }, { open: 1000, high: 1000, low: 1000, close: 1000, volume: 7 }]));
    const sizes = events.flatMap((e) => (e.type === 'quote' ? [e.quote.bidSize] : []));
    expect(sizes).toEqual([500, 500, 500, 500, 200, 200, 200, 200]);
  });

  it('[TP-12] are the recorded bid and ask where bars have them; a crossed point gives none', () => {
    const header = 'ts,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size';
    const tape = openTape([{ name: 'EURUSD.csv', text: `${header}\n2014-05-01T05:00:00Z,1.10000,1.10050,1.09950,1.10020,0,1.10010,1.10060,1.09960,1.10015,0\n` }]);
    if (!tape.ok) throw new Error(tape.error);
    const events = list(tape.value);
    expect(events.flatMap((e) => (e.type === 'quote' ? [[e.quote.bid, e.quote.ask]] : []))).toEqual([[110_000, 110_010], [109_950, 109_960], [110_050, 110_060]]);
    expect(events.some((e) => e.type === 'trade')).toBe(false);
    expect(events.flatMap((e) => (e.type === 'defect' ? [`${e.defect.code} ${e.defect.action}`] : []))).toEqual(['crossed quarantined']);
  });

  it('[TP-12] are left out where the tape has quotes, and prints where it has trades', () => {
    const bars = { name: 'AAPL.csv', text: 'ts,open,high,low,close,volume\n2024-01-02T14:30:00Z,10,11,9,10,100\n' };
    const both = (name: string, text: string): string[] => {
      const tape = openTape([bars, { name, text }]);
      if (!tape.ok) throw new Error(tape.error);
      return list(tape.value).map((e) => e.type);
    };
    expect(both('AAPL_quotes.csv', 'ts,bid,ask\n2024-01-02T14:30:01Z,9.99,10.01\n')).toEqual(['quote', 'bar']);
    expect(both('AAPL_trades.csv', 'ts,price,size\n2024-01-02T14:30:59Z,10,5\n')).toEqual(['quote', 'quote', 'quote', 'quote', 'trade', 'bar']);
  });

  it('[TP-12] are the same on every reading', () => {
    const tape = quoteAroundBars(tapeOf([{ open: 1000, high: 1020, low: 990, close: 1010, volume: 400 }]));
    expect([...tape.events()]).toEqual([...tape.events()]);
  });
});
