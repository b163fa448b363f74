/** Opening tapes: layouts, names, ticks, order of events, and what is named as wrong. Small texts written here. */
import { describe, expect, it } from 'vitest';
import { quantityLots } from '../domain/numbers.ts';
import { openTape } from './open-tape.ts';
import type { Tape, TapeEvent, TapeFile } from './tape.ts';

const file = (name: string, ...lines: string[]): TapeFile => ({ name, text: `${lines.join('\n')}\n` });

function opened(...files: TapeFile[]): Tape {
  const tape = openTape(files);
  if (!tape.ok) throw new Error(tape.error);
  return tape.value;
}

const eventsOf = <T extends TapeEvent['type']>(tape: Tape, type: T): Extract<TapeEvent, { type: T }>[] =>
  [...tape.events()].filter((e): e is Extract<TapeEvent, { type: T }> => e.type === type);
const defectsOf = (tape: Tape): string[] => eventsOf(tape, 'defect').map(({ defect: d }) => `${d.code} ${d.action} ${d.where} x${d.count}`);
const at = (text: string): number => Date.parse(text) * 1000;

const barHeader = 'ts,open,high,low,close,volume';

describe('layouts', () => {
  it('[TP-2] reads bars, price-only days, quote bars, quotes, trades and depth by their headers', () => {
    const cases: readonly (readonly [TapeFile, Partial<Tape['counts']>])[] = [
      [file('AAPL.csv', barHeader, '2024-01-02T14:30:00Z,10.01,10.02,10,10.01,100'), { bars: 1 }],
      [file('WTI_spot.csv', 'date,close', '2020-04-17,18.31', '2020-04-20,-36.98'), { bars: 2 }],
      [file('EURUSD_x.csv', 'date,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size',
        '2020-04-20,1.1,1.2,1.0,1.15,0,1.1001,1.2001,1.0001,1.1501,0'), { bars: 1 }],
      [file('EURUSD_q.csv', 'ts,bid,ask', '2024-01-02T14:30:00.123Z,1.1,1.10001'), { quotes: 1 }],
      [file('AMZN_t.csv', 'ts,price,size', '2024-01-02T14:30:00.123456789Z,223.82,5'), { trades: 1 }],
      [file('BTCUSDT_q.csv', 'ts_local_ns,ts_exchange_ms,update_id,bid,bid_size,ask,ask_size', '1723161254087891268,,5,1.1,2,1.2,3'), { quotes: 1 }],
      [file('BTCUSDT_t.csv', 'ts_local_ns,ts_exchange_ms,trade_id,price,size,aggressor', '1723161254087891268,1723161254087,5,1.1,2,sell'), { trades: 1 }],
    ];
    for (const [input, counts] of cases) {
      expect(opened(input).counts).toEqual({ bars: 0, quotes: 0, trades: 0, depths: 0, ...counts });
      expect(openTape([{ ...input, text: input.text.replaceAll('\n', '\r\n') }]).ok).toBe(true);
    }
  });

  it('[TP-1] names an unknown layout with file and line, and loads the others', () => {
    const error = file('bad.csv', '{', 'Error Message', '}');
    const tape = opened(error, file('AAPL.csv', barHeader, '2024-01-02T14:30:00Z,10,11,9,10,100'));
    expect(tape.instruments.map((i) => i.symbol)).toEqual(['AAPL']);
    expect(defectsOf(tape)).toEqual(['unreadable-file quarantined bad.csv:1 x1']);
    expect(openTape([error])).toMatchObject({ ok: false });
    expect(openTape([])).toEqual({ ok: false, error: 'no files were given' });
  });
});

describe('names', () => {
  const quotes = (name: string): TapeFile => file(name, 'ts,bid,ask', '2024-01-02T14:30:00Z,1.1,1.10001');

  it('[TP-3] gives a vendor its own symbol only where two vendors meet', () => {
    expect(opened(quotes('fx/EURUSD_fxcm_20140502_quotes.csv.gz')).instruments.map((i) => i.symbol)).toEqual(['EURUSD']);
    expect(opened(quotes('EURUSD_fxcm_1min_quotes.csv'), quotes('EURUSD_oanda_1min_quotes.csv')).instruments.map((i) => i.symbol))
      .toEqual(['EURUSD.fxcm', 'EURUSD.oanda']);
  });

  it('[TP-3] keeps bars of different lengths, and overlapping files, apart', () => {
    const minutes = file('a/AAPL.csv', barHeader, '2024-01-02T14:30:00Z,10,11,9,10,1', '2024-01-02T14:31:00Z,10,11,9,10,1');
    const quarters = file('b/AAPL.csv', barHeader, '2024-01-02T14:30:00Z,10,11,9,10,1', '2024-01-02T14:45:00Z,10,11,9,10,1');
    expect(opened(minutes, quarters).instruments.map((i) => [i.symbol, i.barSeconds])).toEqual([['AAPL.15min', 900], ['AAPL.1min', 60]]);
    expect(opened(minutes, { ...minutes, name: 'c/AAPL.csv' }).instruments.map((i) => i.symbol)).toEqual(['AAPL', 'AAPL.2']);
    const later = file('d/AAPL.csv', barHeader, '2024-01-03T14:30:00Z,10,11,9,10,1', '2024-01-03T14:31:00Z,10,11,9,10,1');
    expect(opened(minutes, later).instruments.map((i) => i.symbol)).toEqual(['AAPL']);
  });

  it('[TP-3] keeps the instruments asked for, and refuses one that is not there', () => {
    const both = [quotes('EURUSD_fxcm.csv'), quotes('EURUSD_oanda.csv'), quotes('GBPUSD_oanda.csv')];
    const kept = openTape(both, { instruments: ['EURUSD.oanda', 'GBPUSD'] });
    expect(kept.ok && kept.value.instruments.map((i) => i.symbol)).toEqual(['EURUSD.oanda', 'GBPUSD']);
    expect(kept.ok && kept.value.counts.quotes).toBe(2);
    expect(openTape(both, { instruments: ['AAPL'] })).toMatchObject({ ok: false, error: expect.stringContaining('no instrument AAPL') as string });
  });
});

describe('times', () => {
  const rows = ['2024-01-02T14:31:00Z,10,11,9,10,1', '2024-01-02T14:32:00Z,10,11,9,10,1', '2024-01-02T21:00:00Z,10,11,9,10,1'];

  it('[TP-4] takes a stamp as the end by the session, by the table and by instruments.json, else as the start', () => {
    const starts = (...files: TapeFile[]): unknown => [eventsOf(opened(...files), 'bar')[0]?.bar.start, eventsOf(opened(...files), 'bar')[0]?.time];
    const asEnd = [at('2024-01-02T14:30:00Z'), at('2024-01-02T14:31:00Z')], asStart = [at('2024-01-02T14:31:00Z'), at('2024-01-02T14:32:00Z')];
    expect(starts(file('AAPL.csv', barHeader, ...rows))).toEqual(asEnd);
    expect(starts(file('AAPL.csv', barHeader, ...rows.slice(0, 2)))).toEqual(asStart);
    expect(starts(file('us_equity_1min_2019/AAPL.csv', barHeader, ...rows.slice(0, 2)))).toEqual(asEnd);
    const sheet: TapeFile = { name: 'instruments.json', text: '{"AAPL":{"barStamp":"end"}}' };
    expect(starts(sheet, file('AAPL.csv', barHeader, ...rows.slice(0, 2)))).toEqual(asEnd);
  });

  it('[TP-4] ends a day at 21:00 UTC for shares, 21:15 for the VIX, 24:00 for currencies and coins', () => {
    const end = (name: string): unknown => eventsOf(opened(file(name, 'date,open,high,low,close', '2024-01-02,10,11,9,10')), 'bar')[0]?.bar.end;
    expect(end('AAPL.csv')).toBe(at('2024-01-02T21:00:00Z'));
    expect(end('VIX.csv')).toBe(at('2024-01-02T21:15:00Z'));
    expect(end('BTCUSDT.csv')).toBe(at('2024-01-03T00:00:00Z'));
  });
});

describe('sizes', () => {
  it('[TP-6] refines the tick until every price is whole, and says so once', () => {
    const tape = opened(file('SPY.csv', barHeader, '2000-01-03T14:30:00Z,135.5625,136,135.5,135.75,100', '2000-01-03T14:31:00Z,135.5625,136,135.5,135.75,100'));
    expect(tape.instruments[0]).toMatchObject({ tickSize: '0.0001', lotSize: '1', assetClass: 'etf', barSeconds: 60, averageDailyVolumeLots: 200 });
    expect(eventsOf(tape, 'bar')[0]?.bar).toMatchObject({ open: 1_355_625, high: 1_360_000, close: 1_357_500, volume: 100 });
    expect(defectsOf(tape)).toEqual(['off-tick warned SPY.csv x2']);
  });

  it('[TP-6] lets instruments.json override, and names its bad fields', () => {
    const sheet: TapeFile = { name: 'x/instruments.json', text: '{"ZZZ":{"assetClass":"future","tickSize":"0.25","multiplier":"50","colour":"red","feeBp":-1}}' };
    const tape = opened(sheet, file('ZZZ.csv', barHeader, '2024-01-02T14:30:00Z,100.25,100.5,100,100.25,3'));
    expect(tape.instruments[0]).toMatchObject({ assetClass: 'future', tickSize: '0.25', multiplier: '50', feeBp: 0.5 });
    expect(eventsOf(tape, 'bar')[0]?.bar).toMatchObject({ open: 401, high: 402, low: 400 });
    expect(eventsOf(tape, 'defect').map((e) => e.defect.detail)).toEqual([
      'x/instruments.json: ZZZ.colour is no known field', 'x/instruments.json: ZZZ.feeBp cannot be -1']);
  });

  it('[TP-6] takes a symbol that happens to be a word of JavaScript for the share that it may be', () => {
    for (const symbol of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const tape = opened(file(`${symbol}.csv`, barHeader, '2024-01-02T14:30:00Z,10.01,10.02,10,10.01,100'));
      expect(tape.instruments[0]?.assetClass).toBe('equity');
    }
  });

  it('[TP-7] states fees and who is traded by asset class', () => {
    const facts = (name: string): unknown[] => opened(file(name, barHeader, '2024-01-02T14:30:00Z,10,11,9,10,1')).instruments.map((i) => [i.assetClass, i.feeBp, i.tradable]);
    expect([facts('AAPL.csv'), facts('GBPUSD.csv'), facts('BTCUSDT.csv'), facts('SPX.csv'), facts('UNKNOWN.csv')].flat())
      .toEqual([['equity', 0.5, true], ['fx', 0.2, true], ['crypto', 5, true], ['index', 0, false], ['equity', 0.5, true]]);
  });

  it('[TP-11] gives quotes without sizes a stated constant', () => {
    const size = (name: string): unknown => eventsOf(opened(file(name, 'ts,bid,ask', '2024-01-02T14:30:00Z,1.1,1.2')), 'quote')[0]?.quote.bidSize;
    expect([size('EURUSD.csv'), size('AAPL.csv')]).toEqual([1000, 500]);
  });

  it('[TP-6] an index is watched, not traded, and has no volume', () => {
    const tape = opened(file('VIX.csv', barHeader, '2024-01-02T14:30:00Z,13,13.5,12.9,13.1,0'));
    expect(tape.instruments[0]).toMatchObject({ tradable: false, averageDailyVolumeLots: null });
    expect(eventsOf(tape, 'bar')[0]?.bar.volume).toBeNull();
  });
});

describe('defects', () => {
  it('[TP-9] keeps bad rows out, each named by line with its numbers', () => {
    const tape = opened(file('AAPL.csv', barHeader,
      '2024-01-02T14:30:00Z,10,11,9,10,1', 'yesterday,10,11,9,10,1', '2024-01-02T14:31:00Z,10,ten,9,10,1', '2024-01-02T14:31:00Z,10,9,11,10,1',
      '2024-01-02T14:31:00Z,12,11,9,10,1', '2024-01-02T14:31:00Z,10,11,9,8,1', '2024-01-02T14:31:00Z,10,11,-1,10,1',
      '2024-01-02T14:31:00Z,10,11,9,10,-5', '2024-01-02T14:30:00Z,10,11,9,10,1', '2024-01-02T14:29:00Z,10,11,9,10,1', '2024-01-02T14:31:00Z,10,11',
      '2024-01-02T14:31:00Z,1e300,1e300,1,10,1', '2024-01-02T14:31:00Z,10,11,9,10,1'));
    expect(defectsOf(tape)).toEqual([
      'bad-time quarantined AAPL.csv:3 x1', 'not-a-number quarantined AAPL.csv:4 x1', 'high-below-low quarantined AAPL.csv:5 x1',
      'open-outside-range quarantined AAPL.csv:6 x1', 'close-outside-range quarantined AAPL.csv:7 x1', 'non-positive-price quarantined AAPL.csv:8 x1',
      'negative-volume quarantined AAPL.csv:9 x1', 'duplicate-row quarantined AAPL.csv:10 x1', 'time-not-increasing quarantined AAPL.csv:11 x1',
      'missing-field quarantined AAPL.csv:12 x1', 'not-a-number quarantined AAPL.csv:13 x1']);
    expect(tape.counts.bars).toBe(13);
    expect(eventsOf(tape, 'bar')).toHaveLength(2);
  });

  it('[TP-9] folds a long run of one finding and keeps the count exact', () => {
    const rows = Array.from({ length: 500 }, (_, i) => `2024-01-02T14:30:0${i % 10}.${String(i).padStart(3, '0')}Z,1.2,1.1`);
    const tape = opened(file('EURUSD_x_quotes.csv', 'ts,bid,ask', '2024-01-02T14:29:00Z,1.1,1.2', ...rows));
    const crossed = eventsOf(tape, 'defect').filter((e) => e.defect.code === 'crossed');
    expect(crossed).toHaveLength(21);
    expect(crossed.reduce((sum, e) => sum + e.defect.count, 0)).toBe(500);
    expect(eventsOf(tape, 'quote')).toHaveLength(1);
  });

  it('[TP-9] keeps true market events: a crash, a negative oil price', () => {
    const oil = opened(file('WTI_spot.csv', 'date,close', '2020-04-17,18.31', '2020-04-20,-36.98', '2020-04-21,8.91'));
    expect(eventsOf(oil, 'bar').map((e) => e.bar.close)).toEqual([1831, -3698, 891]);
    expect(defectsOf(oil)).toEqual(['non-positive-price warned WTI_spot.csv:3 x1', 'no-range warned WTI_spot.csv x3']);
    const crash = opened(file('AAPL.csv', 'date,open,high,low,close,volume', '2000-09-28,53,54,52,53.5,1', '2000-09-29,28,29,25,25.75,1'));
    expect(eventsOf(crash, 'bar')).toHaveLength(2);
    expect(defectsOf(crash)).toEqual(['price-jump warned AAPL.csv:3 x1']);
  });

  it('[TP-9] reads bars that are newest first from the end, and says so', () => {
    const rows = ['2024-01-04,10,11,9,10.25,1', '2024-01-03,10,11,9,bad,1', '2024-01-02,10,11,9,10,1'];
    const tape = opened(file('GE.csv', 'date,open,high,low,close,volume', ...rows));
    expect(eventsOf(tape, 'bar').map((e) => e.bar.close)).toEqual([1000, 1025]);
    expect(defectsOf(tape)).toEqual(['time-not-increasing repaired GE.csv x1', 'not-a-number quarantined GE.csv:3 x1']);
  });

  it('[TP-9] names a missing session and a bar on a holiday', () => {
    const day = (date: string): string => `${date},10,11,9,10,1`;
    const tape = opened(file('GE.csv', 'date,open,high,low,close,volume', day('2024-07-02'), day('2024-07-04'), day('2024-07-05')));
    expect(defectsOf(tape)).toEqual(['off-session warned GE.csv:3 x1', 'gap warned GE.csv:3 x1']);
  });
});

describe('files together', () => {
  const header = 'date,open,high,low,close,volume';

  it('[TP-10] counts the cells in which two sources of one symbol disagree', () => {
    const tape = opened(
      file('SPY.csv', header, '2024-01-02,10,11,9,10,100', '2024-01-03,10,11,9,10,100', '2024-01-04,10,11,9,10,100'),
      file('SPY_yahoo.csv', header, '2024-01-02,10.02,11,9,10,100', '2024-01-03,10,11.5,9,10.01,103', '2024-01-05,10,11,9,10,100'));
    const found = eventsOf(tape, 'defect').filter((e) => e.defect.code === 'sources-disagree');
    expect(found.map((e) => [e.defect.symbol, e.defect.count, e.defect.detail])).toEqual([
      ['SPY.yahoo', 2, '2 price cells are more than 0.01 away from SPY.csv on 2 common bars, 1 volumes more than 2 %']]);
  });

  it('[TP-10] adds short bars up and compares, and names a file that starts late', () => {
    const minutes = Array.from({ length: 30 }, (_, i) => `2024-01-02T15:${String(i).padStart(2, '0')}:00Z,10,11,9,10,1`);
    const quarters = ['2024-01-02T15:00:00Z,10,11,9,10,15', '2024-01-02T15:15:00Z,10,11,8,10,15'];
    const tape = opened(file('a/AAPL.csv', barHeader, ...minutes), file('b/AAPL.csv', barHeader, ...quarters));
    expect(eventsOf(tape, 'defect').filter((e) => e.defect.code === 'sources-disagree').map((e) => [e.defect.symbol, e.defect.count])).toEqual([['AAPL.15min', 1]]);
    const days = ['2024-01-02', '2024-01-03', '2024-01-04'].map((d) => `${d},10,11,9,10,1`);
    const late = opened(file('d/AAPL.csv', header, ...days), file('d/IBM.csv', header, ...days), file('d/GE.csv', header, ...days.slice(1)));
    expect(eventsOf(late, 'defect').map((e) => [e.defect.code, e.defect.symbol, e.defect.count])).toEqual([['gap', 'GE', 1]]);
  });
});

describe('order', () => {
  it('[TP-8] merges files by time; ties by instrument, ticks before bars; each reading starts anew', () => {
    const bars = file('AAA.csv', barHeader, '2024-01-02T14:30:00Z,10,11,9,10,1', '2024-01-02T14:31:00Z,10,11,9,10,1');
    const ticks = file('AAA_trades.csv', 'ts,price,size', '2024-01-02T14:31:00Z,10,1', '2024-01-02T14:31:30Z,10,1');
    const other = file('BBB.csv', 'ts,bid,ask', '2024-01-02T14:31:00Z,10,11', '2024-01-02T14:30:10Z,10,11', '2024-01-02T14:31:01Z,10,11');
    const tape = opened(other, ticks, bars);
    const seen = (): string[] => [...tape.events()].filter((e) => e.type !== 'defect').map((e) => `${e.type} ${(e.time - at('2024-01-02T14:30:00Z')) / 1e6}`);
    expect(seen()).toEqual(['trade 60', 'bar 60', 'quote 60', 'quote 61', 'trade 90', 'bar 120']);
    expect(seen()).toEqual(seen());
  });
});

describe('depth', () => {
  it('[TP-5] drops what the snapshot holds, applies the rest, reports a broken chain', () => {
    const row = (kind: string, first: string, prev: string, last: string, side: string, price: string, size: string, ns = 1000): string =>
      `17231612550000${ns},1723161255000,${kind},${first},${prev},${last},${side},${price},${size}`;
    const tape = opened(file('BTCUSDT_binance_depth.csv', 'ts_local_ns,ts_exchange_ms,kind,first_id,prev_id,last_id,side,price,size',
      row('update', '90', '89', '99', 'bid', '50', '7'), row('update', '100', '99', '105', 'bid', '51', '2'),
      row('snapshot', '', '', '101', 'bid', '50', '1', 2000), row('snapshot', '', '', '101', 'ask', '60', '1', 2000),
      row('update', '106', '105', '107', 'ask', '60', '0', 3000), row('update', '106', '105', '107', 'ask', '61', '4', 3000),
      row('update', '120', '119', '125', 'bid', '52', '3', 4000)));
    const best = eventsOf(tape, 'depth').map((e) => [e.depth.bids[0]?.price, e.depth.asks[0]?.price, e.depth.asks[0]?.size]);
    expect(best).toEqual([[5000, 6000, 1], [5100, 6000, 1], [5100, 6100, 4], [5200, 6100, 4]]);
    expect(eventsOf(tape, 'quote').map((e) => [e.quote.bid, e.quote.ask, e.quote.bidSize])).toEqual([
      [5000, 6000, quantityLots(1)], [5100, 6000, quantityLots(2)], [5100, 6100, quantityLots(2)], [5200, 6100, quantityLots(3)]]);
    expect(defectsOf(tape).map((d) => d.split(' ').slice(0, 2).join(' '))).toEqual(expect.arrayContaining(['gap warned', 'duplicate-row quarantined']));
  });
});
