/** Reads bars, price-only days and quote bars, row by row; bad rows are kept out and named (TP-9). */
import type { CsvRows } from './csv-rows.ts';
import type { FileDefects, Finding } from './defects.ts';
import type { InstrumentFacts } from './instrument-facts.ts';
import type { Layout } from './layouts.ts';
import { emptyRange, widen, widenSize, type RawBars } from './raw-series.ts';
import { isPlausibleTime, readTime } from './read-time.ts';

export interface ReadContext {
  readonly rows: CsvRows;
  readonly layout: Layout;
  readonly defects: FileDefects;
  /** Facts of the row's symbol; of the file's own symbol for null. */
  readonly facts: (symbol: string | null) => InstrumentFacts;
  /** Symbol that findings name where the file has no symbol column. */
  readonly fileSymbol: string;
}

/** A series and how many rows there were for it, good and bad. */
export interface ReadBars {
  readonly series: RawBars;
  readonly rows: number;
}

/** Symbols in a column: printable, without spaces, short enough for the wire. */
const symbolPattern = /^[!-~]{1,14}$/;

type Columns = readonly [number, number, number, number];

const priceNames = ['open', 'high', 'low', 'close'] as const;

export function readBars(context: ReadContext): readonly ReadBars[] {
  const { rows, layout } = context;
  const reader = layout.kind === 'quote-bars' ? quoteBarReader(context) : barReader(context);
  const bySymbol = new Map<string, { readonly series: RawBars; rows: number }>();
  const symbolColumn = layout.column('symbol');
  const timeColumn = layout.column(layout.clock === 'date' ? 'date' : 'ts');
  while (rows.advance()) {
    const symbol = symbolColumn < 0 ? null : rows.field(symbolColumn);
    const key = symbol ?? '';
    const read = bySymbol.get(key) ?? { series: reader.empty(symbol), rows: 0 };
    bySymbol.set(key, read);
    read.rows += 1;
    const wrong = symbol === null || symbolPattern.test(symbol)
      ? reader.row(read.series, context.facts(symbol)) : bad('missing-field', `symbol is "${symbol.slice(0, 40)}"`);
    if (!wrong) continue;
    const time = readTime(rows.field(timeColumn));
    if (time !== null && isPlausibleTime(time)) read.series.refused.push(time);
    context.defects.add({ ...wrong, line: rows.line, symbol: symbol ?? context.fileSymbol, time: lastOf(read.series.stamps) });
  }
  return [...bySymbol.values()];
}

type BadRow = Pick<Finding, 'check' | 'code' | 'action' | 'detail'>;
const bad = (code: Finding['code'], detail: string): BadRow => ({ check: code, code, action: 'quarantined', detail });
const lastOf = (values: readonly number[]): number | null => values.at(-1) ?? null;

/** A number that does not fit into whole steps beside the others of its column. */
export const tooLong: BadRow = bad('not-a-number', 'a number has too many digits to be held exactly in whole ticks or lots');

interface RowReader {
  empty(symbol: string | null): RawBars;
  /** Appends the row to the series, or says why not. */
  row(series: RawBars, facts: InstrumentFacts): BadRow | null;
}

/** The row's time, or what is wrong with it. */
export function rowTime(rows: CsvRows, column: number): number | BadRow {
  const text = rows.field(column);
  if (text === '') return bad('missing-field', 'time is empty');
  const time = readTime(text);
  if (time === null) return bad('bad-time', `time "${text.slice(0, 40)}" is not ISO 8601 in UTC`);
  return isPlausibleTime(time) ? time : bad('bad-time', `time ${text} is not between 1970 and 2200`);
}

/** A number of the row, or what is wrong with it. */
export function rowNumber(rows: CsvRows, column: number, name: string): number | BadRow {
  if (rows.isEmpty(column)) return bad('missing-field', `${name} is empty (${rows.width} fields)`);
  const value = rows.number(column);
  return Number.isNaN(value) ? bad('not-a-number', `${name} is "${rows.field(column).slice(0, 40)}"`) : value;
}

function barReader({ rows, layout }: ReadContext): RowReader {
  const priceOnly = layout.kind === 'price-only';
  const columns = priceNames.map((name) => layout.column(priceOnly ? 'close' : name)) as unknown as Columns;
  const timeColumn = layout.column(layout.clock === 'date' ? 'date' : 'ts');
  const volumeColumn = layout.column('volume');
  const actionColumns = ['adj_close', 'dividend', 'split_factor'].map((name) => layout.column(name));
  const prices = [0, 0, 0, 0];
  return {
    empty: (symbol) => ({
      kind: 'bars', symbol, stamps: [], open: [], high: [], low: [], close: [], quotes: null, lines: [], refused: [],
      volume: volumeColumn < 0 ? null : [], daily: layout.clock === 'date', priceRange: emptyRange(), sizeRange: emptyRange(),
      actions: actionColumns.every((c) => c >= 0) ? { adjusted: [], dividend: [], split: [] } : null,
    }),
    row: (series, facts) => {
      const time = rowTime(rows, timeColumn);
      if (typeof time !== 'number') return time;
      let digits = 0;
      for (const [i, column] of columns.entries()) {
        const value = rowNumber(rows, column, priceNames[i] ?? '');
        if (typeof value !== 'number') return value;
        prices[i] = value;
        digits = Math.max(digits, rows.digits);
      }
      const volume = volumeColumn < 0 ? 0 : rowNumber(rows, volumeColumn, 'volume');
      if (typeof volume !== 'number') return volume;
      const sizeDigits = volumeColumn < 0 ? 0 : rows.digits;
      const [open = 0, high = 0, low = 0, close = 0] = prices;
      const wrong = outOfOrder(series, time, prices) ?? badPrices(open, high, low, close, facts)
        ?? (volume < 0 ? bad('negative-volume', `volume ${volume}`) : null)
        ?? (widen(series.priceRange, Math.max(high, -low), digits) && widenSize(series.sizeRange, volume, sizeDigits) ? null : tooLong);
      if (wrong) return wrong;
      append(series, time, rows.line, prices);
      series.volume?.push(volume);
      series.actions?.adjusted.push(rows.number(actionColumns[0] ?? -1));
      series.actions?.dividend.push(rows.number(actionColumns[1] ?? -1));
      series.actions?.split.push(rows.number(actionColumns[2] ?? -1));
      return null;
    },
  };
}

function append(series: RawBars, time: number, line: number, prices: readonly number[]): void {
  series.stamps.push(time);
  series.lines.push(line);
  series.open.push(prices[0] ?? NaN);
  series.high.push(prices[1] ?? NaN);
  series.low.push(prices[2] ?? NaN);
  series.close.push(prices[3] ?? NaN);
}

function outOfOrder(series: RawBars, time: number, prices: readonly number[]): BadRow | null {
  const i = series.stamps.length - 1;
  const before = series.stamps[i];
  if (before === undefined || time > before) return null;
  const same = time === before && series.open[i] === prices[0] && series.high[i] === prices[1]
    && series.low[i] === prices[2] && series.close[i] === prices[3];
  return same ? bad('duplicate-row', `same time and prices as line ${series.lines[i]}`)
    : bad('time-not-increasing', `time is not after that of line ${series.lines[i]}`);
}

function badPrices(open: number, high: number, low: number, close: number, facts: InstrumentFacts): BadRow | null {
  if (high < low) return bad('high-below-low', `high ${high} below low ${low}`);
  if (open > high || open < low) return bad('open-outside-range', `open ${open} outside ${low} to ${high}`);
  if (close > high || close < low) return bad('close-outside-range', `close ${close} outside ${low} to ${high}`);
  if (low <= 0 && !facts.mayBeNegative) return bad('non-positive-price', `low ${low} of a ${facts.assetClass}`);
  return null;
}

const quoteColumnNames = (side: 'bid' | 'ask'): readonly string[] => priceNames.map((name) => `${side}_${name}`);

function quoteBarReader({ rows, layout }: ReadContext): RowReader {
  const names = [...quoteColumnNames('bid'), ...quoteColumnNames('ask')];
  const columns = names.map((name) => layout.column(name));
  const timeColumn = layout.column(layout.clock === 'date' ? 'date' : 'ts');
  const sizeColumns = [layout.column('bid_size'), layout.column('ask_size')];
  const values: number[] = new Array<number>(8).fill(0);
  const mids = [0, 0, 0, 0];
  return {
    empty: (symbol) => ({
      kind: 'bars', symbol, stamps: [], open: [], high: [], low: [], close: [], volume: null, lines: [], refused: [], actions: null,
      quotes: { bid: [[], [], [], []], ask: [[], [], [], []], bidSize: [], askSize: [] },
      daily: layout.clock === 'date', priceRange: emptyRange(), sizeRange: emptyRange(),
    }),
    row: (series, facts) => {
      const time = rowTime(rows, timeColumn);
      if (typeof time !== 'number') return time;
      let digits = 0;
      for (const [i, column] of columns.entries()) {
        const value = rowNumber(rows, column, names[i] ?? '');
        if (typeof value !== 'number') return value;
        values[i] = value;
        digits = Math.max(digits, rows.digits);
      }
      for (let i = 0; i < 4; i += 1) mids[i] = ((values[i] ?? 0) + (values[i + 4] ?? 0)) / 2;
      const wrong = outOfOrder(series, time, mids) ?? badPrices(values[0] ?? 0, values[1] ?? 0, values[2] ?? 0, values[3] ?? 0, facts)
        ?? badPrices(values[4] ?? 0, values[5] ?? 0, values[6] ?? 0, values[7] ?? 0, facts)
        ?? (widen(series.priceRange, Math.max(...values.map(Math.abs)), digits) ? null : tooLong);
      if (wrong) return wrong;
      append(series, time, rows.line, mids);
      for (let i = 0; i < 4; i += 1) {
        series.quotes?.bid[i as 0 | 1 | 2 | 3].push(values[i] ?? NaN);
        series.quotes?.ask[i as 0 | 1 | 2 | 3].push(values[i + 4] ?? NaN);
      }
      appendSizes(series, rows, sizeColumns);
      return null;
    },
  };
}

/** Sizes of a quote bar; 0 where absent, which is how these sources write "unknown". */
function appendSizes(series: RawBars, rows: CsvRows, columns: readonly number[]): void {
  for (const [i, column] of columns.entries()) {
    const size = rows.isEmpty(column) ? 0 : rows.number(column);
    const known = size > 0 && widenSize(series.sizeRange, size, rows.digits);
    (i === 0 ? series.quotes?.bidSize : series.quotes?.askSize)?.push(known ? size : 0);
  }
}
