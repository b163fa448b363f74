/** Reads best quotes and trades, row by row; crossed quotes and bad rows are kept out and named (TP-9). */
import type { CsvRows } from './csv-rows.ts';
import type { FileDefects, Finding } from './defects.ts';
import { rowNumber, rowTime, tooLong, type ReadContext } from './read-bars.ts';
import { emptyRange, widen, widenSize, type RawQuotes, type RawTrades } from './raw-series.ts';
import { isPlausibleTime, microsPerSecond, timeText } from './read-time.ts';

export interface ReadTicks<Series> {
  readonly series: Series;
  readonly rows: number;
}

type BadRow = Pick<Finding, 'check' | 'code' | 'action' | 'detail'>;

/** A quiet spell of best quotes from which it is named as a gap. */
const quietMicros = 60 * microsPerSecond;

/** Time of the row in microseconds: `ts`, or the recorder's clock where the file was recorded (TP-4). */
export function tickTime(rows: CsvRows, context: Pick<ReadContext, 'layout'>): number | BadRow {
  if (context.layout.clock !== 'recorded') return rowTime(rows, context.layout.column('ts'));
  const time = rows.integer(context.layout.column('ts_local_ns'), 3);
  return !isPlausibleTime(time)
    ? { check: 'bad-time', code: 'bad-time', action: 'quarantined', detail: 'ts_local_ns is not a time in nanoseconds between 1970 and 2200' } : time;
}

/** Counts rows whose recorder's clock is behind the exchange's, for one finding at the end. */
export class ClockSkew {
  readonly #differences: number[] = [];
  #rows = 0;

  see(rows: CsvRows, exchangeColumn: number, localMicros: number): void {
    if (exchangeColumn < 0 || rows.isEmpty(exchangeColumn)) return;
    const difference = localMicros - rows.integer(exchangeColumn) * 1000;
    this.#rows += 1;
    if (difference < 0) this.#differences.push(difference);
  }

  report(defects: FileDefects, symbol: string, time: number | null): void {
    const sorted = this.#differences.sort((a, b) => a - b);
    const median = Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) / 1000);
    defects.addSummary({
      check: 'clock-skew', code: 'clock-skew', action: 'warned', line: 0, time, symbol,
      detail: `the recorder's clock is behind the exchange's in ${sorted.length} of ${this.#rows} rows, median ${median} ms; the recorder's clock is used`,
    }, sorted.length);
  }
}

export function readQuotes(context: ReadContext): ReadTicks<RawQuotes> {
  const { rows, layout, defects, fileSymbol } = context;
  const bidColumn = layout.column('bid'), askColumn = layout.column('ask');
  const sizeColumns = layout.column('bid_size') < 0 ? null : { bid: layout.column('bid_size'), ask: layout.column('ask_size') };
  const series: RawQuotes = {
    kind: 'quotes', times: [], bid: [], ask: [], sizes: sizeColumns ? { bid: [], ask: [] } : null, priceRange: emptyRange(), sizeRange: emptyRange(),
  };
  const facts = context.facts(null);
  const skew = new ClockSkew();
  let count = 0, locked = 0, previous: number | null = null;
  const report = (found: BadRow): void => defects.add({ ...found, line: rows.line, symbol: fileSymbol, time: previous });
  while (rows.advance()) {
    count += 1;
    const time = tickTime(rows, context);
    const bid = rowNumber(rows, bidColumn, 'bid');
    const bidDigits = rows.digits;
    const ask = rowNumber(rows, askColumn, 'ask');
    const digits = Math.max(bidDigits, rows.digits);
    if (typeof time !== 'number' || typeof bid !== 'number' || typeof ask !== 'number') {
      report([time, bid, ask].find((v) => typeof v !== 'number') as BadRow);
      continue;
    }
    skew.see(rows, layout.column('ts_exchange_ms'), time);
    const wrong = badQuote(time, previous, bid, ask, facts.mayBeNegative);
    if (wrong) {
      report(wrong);
      continue;
    }
    const sizes = sizeColumns && [rowNumber(rows, sizeColumns.bid, 'bid_size'), rows.digits, rowNumber(rows, sizeColumns.ask, 'ask_size'), rows.digits] as const;
    if (sizes && (typeof sizes[0] !== 'number' || typeof sizes[2] !== 'number' || sizes[0] < 0 || sizes[2] < 0)) {
      report({ check: 'negative-volume', code: 'negative-volume', action: 'quarantined', detail: 'a quoted size is missing or negative' });
      continue;
    }
    const fits = widen(series.priceRange, Math.max(Math.abs(bid), Math.abs(ask)), digits)
      && (!sizes || widenSize(series.sizeRange, Math.max(sizes[0] as number, sizes[2] as number), Math.max(sizes[1], sizes[3])));
    if (!fits) {
      report(tooLong);
      continue;
    }
    if (previous !== null && time - previous > quietMicros) report(quiet(previous, time));
    if (bid === ask) locked += 1;
    previous = time;
    series.times.push(time);
    series.bid.push(bid);
    series.ask.push(ask);
    series.sizes?.bid.push(sizes?.[0] as number);
    series.sizes?.ask.push(sizes?.[2] as number);
  }
  const end = { line: 0, time: previous, symbol: fileSymbol } as const;
  defects.addSummary({
    ...end, check: 'locked', code: 'locked', action: 'warned', detail: `${locked} of ${count} quotes have bid equal to ask`,
  }, locked);
  skew.report(defects, fileSymbol, previous);
  return { series, rows: count };
}

const quiet = (before: number, time: number): BadRow => ({
  check: 'gap', code: 'gap', action: 'warned',
  detail: `no quote for ${Math.round((time - before) / microsPerSecond)} s, ${timeText(before)} to ${timeText(time)}`,
});

function badQuote(time: number, previous: number | null, bid: number, ask: number, mayBeNegative: boolean): BadRow | null {
  const refuse = (code: Finding['code'], detail: string): BadRow => ({ check: code, code, action: 'quarantined', detail });
  if (previous !== null && time < previous) return refuse('time-not-increasing', `${timeText(time)} after ${timeText(previous)}`);
  if (bid > ask) return refuse('crossed', `bid ${bid} above ask ${ask}`);
  if (bid <= 0 && !mayBeNegative) return refuse('non-positive-price', `bid ${bid}`);
  return null;
}

/** Words for the taker's side. Mt.Gox wrote the taker's own order: a bid that took is a buy. */
const aggressors: Readonly<Record<string, number>> = { buy: 1, bid: 1, sell: -1, ask: -1 };

export function readTrades(context: ReadContext): ReadTicks<RawTrades> {
  const { rows, layout, defects, fileSymbol } = context;
  const priceColumn = layout.column('price'), sizeColumn = layout.column('size');
  const sideColumn = Math.max(layout.column('aggressor'), layout.column('side'));
  const idColumn = layout.column('trade_id');
  const series: RawTrades = { kind: 'trades', times: [], price: [], size: [], aggressor: [], priceRange: emptyRange(), sizeRange: emptyRange() };
  const facts = context.facts(null);
  const skew = new ClockSkew();
  let count = 0, repeated = 0, previous: number | null = null, previousId = '';
  const report = (found: BadRow): void => defects.add({ ...found, line: rows.line, symbol: fileSymbol, time: previous });
  while (rows.advance()) {
    count += 1;
    const time = tickTime(rows, context);
    const price = rowNumber(rows, priceColumn, 'price');
    const priceDigits = rows.digits;
    const size = rowNumber(rows, sizeColumn, 'size');
    const sizeDigits = rows.digits;
    if (typeof time !== 'number' || typeof price !== 'number' || typeof size !== 'number') {
      report([time, price, size].find((v) => typeof v !== 'number') as BadRow);
      continue;
    }
    skew.see(rows, layout.column('ts_exchange_ms'), time);
    const id = idColumn < 0 ? '' : rows.field(idColumn);
    const wrong = badTrade(time, previous, price, size, facts.mayBeNegative)
      ?? (id !== '' && id === previousId ? { check: 'duplicate-row', code: 'duplicate-row' as const, action: 'quarantined' as const, detail: `trade id ${id} again` } : null)
      ?? (widen(series.priceRange, price, priceDigits) && widenSize(series.sizeRange, size, sizeDigits) ? null : tooLong);
    if (wrong) {
      report(wrong);
      continue;
    }
    if (id === '' && time === previous && price === series.price.at(-1) && size === series.size.at(-1)) repeated += 1;
    previous = time;
    previousId = id;
    series.times.push(time);
    series.price.push(price);
    series.size.push(size);
    series.aggressor.push(sideColumn < 0 ? 0 : (aggressors[rows.field(sideColumn).toLowerCase()] ?? 0));
  }
  defects.addSummary({
    check: 'duplicate-row', code: 'duplicate-row', action: 'warned', line: 0, time: previous, symbol: fileSymbol,
    detail: `${repeated} of ${count} trades equal the row before; kept, since without an id they may be separate fills`,
  }, repeated);
  skew.report(defects, fileSymbol, previous);
  return { series, rows: count };
}

function badTrade(time: number, previous: number | null, price: number, size: number, mayBeNegative: boolean): BadRow | null {
  const refuse = (code: Finding['code'], detail: string): BadRow => ({ check: code, code, action: 'quarantined', detail });
  if (previous !== null && time < previous) return refuse('time-not-increasing', `${timeText(time)} after ${timeText(previous)}`);
  if (price <= 0 && !mayBeNegative) return refuse('non-positive-price', `price ${price}`);
  if (size < 0) return refuse('negative-volume', `size ${size}`);
  return size === 0 ? refuse('zero-volume', 'a trade of size 0') : null;
}
