/** Whatever is in the files, opening and playing them never throws and keeps its promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barDefect } from '../domain/bar.ts';
import { openTape } from './open-tape.ts';
import { quoteAroundBars } from './quote-around-bars.ts';
import type { TapeFile } from './tape.ts';

const samples: readonly (readonly [string, readonly string[]])[] = [
  ['AAPL.csv', ['ts,open,high,low,close,volume', '2024-01-02T14:30:00Z,10,11,9,10.5,100', '2024-01-02T14:31:00Z,10,11,9,10.25,0', '2024-01-02T14:33:00Z,10,11,9,10,7']],
  ['d/AAPL.csv', ['date,open,high,low,close,adj_close,volume,dividend,split_factor', '2024-01-02,10,11,9,10,5,100,0.0,1.0', '2024-01-03,5,6,4,5,5,100,0.1,2.0', '2024-01-08,5,6,4,5,5,100,0,1']],
  ['EURUSD_fxcm.csv', ['ts,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size', '2014-05-01T05:00:00Z,1.1,1.2,1.0,1.1,0,1.1001,1.2001,1.0001,1.1001,0', '2014-05-01T05:01:00Z,1.1,1.2,1.0,1.1,5,1.1001,1.2001,1.0001,1.09,3']],
  ['EURUSD_oanda.csv', ['ts,bid,ask', '2024-01-02T14:30:00Z,1.1,1.2', '2024-01-02T14:30:00.5Z,1.1,1.1', '2024-01-02T14:32:00Z,1.3,1.2']],
  ['AAPL_nasdaq.csv', ['ts,price,size', '2024-01-02T14:30:00.123456789Z,10.005,5', '2024-01-02T14:30:00.123456789Z,10.005,5']],
  ['BTCUSDT_b.csv', ['ts_local_ns,ts_exchange_ms,kind,first_id,prev_id,last_id,side,price,size', '1723161255000001000,1723161255000,snapshot,,,10,bid,50.5,1',
    '1723161255000001000,1723161255000,snapshot,,,10,ask,60,1', '1723161255000002000,1723161255001,update,11,10,12,ask,60,0', '1723161255000003000,1723161255002,update,13,12,15,ask,59,0.001']],
  ['X.csv', ['ts,symbol,open,high,low,close,volume,open_interest', '2024-01-02T14:30:00Z,AG2306,10,11,9,10,100,1', '2024-01-02T14:30:00Z,AL2305,10,11,9,10,100,1']],
];

const junk = fc.constantFrom('', 'x', '-', '-1', '0', '1e300', '1e-300', '9007199254740993', '0.000000000000001', '4000000000', '-0', 'NaN', '1970-01-01', '9999-12-31', '1969-12-31T23:59:59Z',
  '2024-01-02T14:30:00Z', '1723161255000001000', '99999999999999999999', 'snapshot', 'update', 'bid', 'a b', '"', '\u0000', '🜁');

const mutated: fc.Arbitrary<TapeFile> = fc.tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(8), fc.nat(10), junk), { maxLength: 6 }), fc.boolean(), fc.nat(3)).map(
  ([[name, lines], changes, headerToo, repeat]) => {
    const table = [lines[0] ?? '', ...Array.from({ length: repeat + 1 }, () => lines.slice(1)).flat()].map((line) => line.split(','));
    for (const [row, column, value] of changes) {
      const cells = table[headerToo ? row % table.length : 1 + (row % (table.length - 1))];
      if (cells) cells[column % cells.length] = value;
    }
    return { name, text: table.map((cells) => cells.join(',')).join('\n') };
  });

const anyText: fc.Arbitrary<TapeFile> = fc.record({ name: fc.string(), text: fc.oneof(fc.string(), fc.string({ unit: 'binary' })) });
const overrides: fc.Arbitrary<TapeFile> = fc.oneof(fc.json(), fc.constantFrom('{"AAPL":{"tickSize":"0.25","lotSize":"7"}}', '{"AAPL":{"dayStartMinute":1440,"dayEndMinute":0}}'))
  .map((text) => ({ name: 'instruments.json', text }));

describe('any files', () => {
  it('[TP-1] [TP-9] open or are refused, play in order, and keep what bars and quotes promise', () => {
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: mutated }, { weight: 1, arbitrary: anyText }, { weight: 1, arbitrary: overrides }), { maxLength: 5 }), (files) => {
      const opened = openTape(files);
      if (!opened.ok) return;
      for (const tape of [opened.value, quoteAroundBars(opened.value)]) {
        const symbols = new Set(tape.instruments.map((i) => i.symbol));
        expect(symbols.size).toBe(tape.instruments.length);
        for (const symbol of symbols) expect(symbol).toMatch(/^[!-~]{1,32}$/);
        let last = 0;
        for (const event of tape.events()) {
          expect(event.time).toBeGreaterThanOrEqual(last);
          last = event.time;
          if (event.type === 'bar') expect([barDefect(event.bar), event.bar.start < event.bar.end, symbols.has(event.bar.symbol)]).toEqual([null, true, true]);
          if (event.type === 'quote') expect(event.quote.bid).toBeLessThanOrEqual(event.quote.ask);
          if (event.type === 'defect') expect(event.defect.count).toBeGreaterThan(0);
        }
      }
    }), { numRuns: 400 });
  });
});
