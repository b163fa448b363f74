/**
 * Rebuilds an order book from a snapshot and its numbered updates (TP-5): updates that end at or before the snapshot are
 * dropped, later ones applied in order; after each one the ten best levels a side are kept.
 */
import { BookSide } from './book-builder.ts';
import type { CsvRows } from './csv-rows.ts';
import type { Finding } from './defects.ts';
import { rowNumber, type ReadContext } from './read-bars.ts';
import { ClockSkew, tickTime } from './read-ticks.ts';
import { emptyRange, levelsKept, widen, widenSize, type RawDepth } from './raw-series.ts';

export interface ReadDepth {
  readonly series: RawDepth;
  /** Messages: snapshots and update events, each of many level changes. */
  readonly rows: number;
}

/** Rows that belong together: one message of the venue. */
interface UpdateEvent {
  readonly line: number;
  readonly time: number;
  readonly snapshot: boolean;
  readonly firstId: number;
  /** Id of the event before; NaN where the venue sends none. */
  readonly prevId: number;
  readonly lastId: number;
  readonly bids: number[];
  readonly asks: number[];
}

/** Updates held while there is no snapshot yet; more than this and the oldest is dropped and counted. */
const waitingMax = 10_000;

export function readDepth(context: ReadContext): ReadDepth {
  const book = new ReplayedBook(context);
  const { rows, layout } = context;
  const columns = {
    kind: layout.column('kind'), first: layout.column('first_id'), prev: layout.column('prev_id'),
    last: layout.column('last_id'), side: layout.column('side'), price: layout.column('price'), size: layout.column('size'),
  };
  const exchange = layout.column('ts_exchange_ms');
  let event: UpdateEvent | null = null;
  while (rows.advance()) {
    const lastId = rows.integer(columns.last);
    const snapshot = rows.field(columns.kind) === 'snapshot';
    if (event === null || lastId !== event.lastId || snapshot !== event.snapshot) {
      const time = tickTime(rows, context);
      const kindKnown = snapshot || rows.field(columns.kind) === 'update';
      if (typeof time !== 'number' || Number.isNaN(lastId) || !kindKnown) {
        book.report('missing-field', 'quarantined', rows.line, 'time, kind or last_id cannot be read');
        continue;
      }
      if (event) book.take(event);
      if (!snapshot) book.skew.see(rows, exchange, time);
      event = {
        line: rows.line, time, snapshot, firstId: rows.integer(columns.first), prevId: rows.integer(columns.prev), lastId, bids: [], asks: [],
      };
    }
    addLevel(book, rows, event, columns);
  }
  if (event) book.take(event);
  return { series: book.finish(), rows: book.messages };
}

function addLevel(
  book: ReplayedBook, rows: CsvRows, event: UpdateEvent, columns: { readonly side: number; readonly price: number; readonly size: number },
): void {
  const price = rowNumber(rows, columns.price, 'price');
  const priceDigits = rows.digits;
  const size = rowNumber(rows, columns.size, 'size');
  const side = rows.field(columns.side);
  const { priceRange, sizeRange } = book.series;
  if (typeof price !== 'number' || typeof size !== 'number' || size < 0 || (side !== 'bid' && side !== 'ask')
    || !widen(priceRange, price, priceDigits) || !widenSize(sizeRange, size, rows.digits)) {
    book.report('not-a-number', 'quarantined', rows.line, `level ${side} ${rows.field(columns.price)} ${rows.field(columns.size)}`);
    return;
  }
  (side === 'bid' ? event.bids : event.asks).push(price, size);
}

class ReplayedBook {
  readonly series: RawDepth = {
    kind: 'depth', times: [], bidPrice: [], bidSize: [], askPrice: [], askSize: [], priceRange: emptyRange(), sizeRange: emptyRange(),
  };
  readonly skew = new ClockSkew();
  messages = 0;
  readonly #context: ReadContext;
  readonly #bids = new BookSide('bid');
  readonly #asks = new BookSide('ask');
  readonly #waiting: UpdateEvent[] = [];
  /** Last id applied; null while there is no snapshot. */
  #lastId: number | null = null;
  #snapshotId = 0;
  #bridged = false;
  #dropped = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  take(event: UpdateEvent): void {
    this.messages += 1;
    const before = this.series.times.at(-1) ?? 0;
    if (event.time < before) this.report('time-not-increasing', 'repaired', event.line, `message is timed ${before - event.time} us before the last one; taken at the same time`);
    if (event.snapshot) {
      this.#bids.clear();
      this.#asks.clear();
      this.#apply(event, event.time);
      this.#lastId = event.lastId;
      this.#snapshotId = event.lastId;
      this.#bridged = false;
      for (const held of this.#waiting.splice(0)) this.#update(held, event.time);
    } else if (this.#lastId === null) {
      if (this.#waiting.push(event) > waitingMax) {
        this.#waiting.shift();
        this.#dropped += 1;
      }
    } else this.#update(event, event.time);
  }

  finish(): RawDepth {
    const time = this.series.times.at(-1) ?? null;
    const never = this.#waiting.length;
    this.#summary('stale-update', this.#dropped, `${this.#dropped} updates are older than snapshot ${this.#snapshotId} and were dropped`, time);
    this.#summary('no-snapshot', never, `${never} updates without a snapshot to apply them to`, time);
    this.skew.report(this.#context.defects, this.#context.fileSymbol, time);
    return this.series;
  }

  report(code: Finding['code'], action: Finding['action'], line: number, detail: string): void {
    this.#context.defects.add({
      check: code, code, action, line, detail, symbol: this.#context.fileSymbol, time: this.series.times.at(-1) ?? null,
    });
  }

  #summary(check: string, count: number, detail: string, time: number | null): void {
    this.#context.defects.addSummary(
      { check, code: 'duplicate-row', action: 'quarantined', line: 0, time, symbol: this.#context.fileSymbol, detail }, count);
  }

  #update(event: UpdateEvent, time: number): void {
    const before = this.#lastId ?? 0;
    if (event.lastId <= before) {
      this.#dropped += 1;
      return;
    }
    const joins = this.#bridged
      ? (Number.isNaN(event.prevId) ? event.firstId === before + 1 : event.prevId === before)
      : event.firstId <= this.#snapshotId + 1;
    if (!joins) this.report('gap', 'warned', event.line, `update ${event.firstId} to ${event.lastId} does not follow ${before}: updates are missing`);
    this.#bridged = true;
    this.#lastId = event.lastId;
    this.#apply(event, time);
  }

  #apply(event: UpdateEvent, earliest: number): void {
    const time = Math.max(earliest, this.series.times.at(-1) ?? 0);
    for (let i = 0; i < event.bids.length; i += 2) this.#bids.set(event.bids[i] ?? 0, event.bids[i + 1] ?? 0);
    for (let i = 0; i < event.asks.length; i += 2) this.#asks.set(event.asks[i] ?? 0, event.asks[i + 1] ?? 0);
    const bid = this.#bids.prices[0], ask = this.#asks.prices[0];
    if (bid !== undefined && ask !== undefined && bid > ask) {
      this.report('crossed', 'quarantined', event.line, `book after update ${event.lastId} has bid ${bid} above ask ${ask}`);
      return;
    }
    const { series } = this;
    series.times.push(time);
    for (let level = 0; level < levelsKept; level += 1) {
      series.bidPrice.push(this.#bids.prices[level] ?? NaN);
      series.bidSize.push(this.#bids.sizes[level] ?? NaN);
      series.askPrice.push(this.#asks.prices[level] ?? NaN);
      series.askSize.push(this.#asks.sizes[level] ?? NaN);
    }
  }
}
