/**
 * Writes quotes into the cells of the watchlist as they come, past React: of a row that changes sixty times a second
 * React would compare every part each time to find the two texts that differ.
 */
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { quoteCells, type QuoteCells } from './quote-cells.ts';

/** What is used of an element. */
export type Slot = Pick<HTMLElement, 'textContent' | 'className'>;

/** The elements of one row that are written. React leaves them alone: it renders them empty. */
export interface RowSlots {
  readonly bid: Slot;
  readonly ask: Slot;
  readonly bidCell: Slot;
  readonly askCell: Slot;
  readonly change: Slot;
  readonly spread: Slot;
}

interface Written {
  readonly slots: RowSlots;
  cells: QuoteCells | undefined;
}

const figureClass = (tone: string): string => `figure tone-${tone} figure-body`;

export class QuoteWriter {
  private readonly rows = new Map<string, Written>();
  private readonly quoteOf: (symbol: string) => QuoteRow | undefined;
  private readonly instrumentOf: (symbol: string) => Instrument | undefined;

  constructor(quoteOf: (symbol: string) => QuoteRow | undefined, instrumentOf: (symbol: string) => Instrument | undefined) {
    this.quoteOf = quoteOf;
    this.instrumentOf = instrumentOf;
  }

  /** A row is on the page: its cells say at once what is known. */
  mount(symbol: string, slots: RowSlots): void {
    this.rows.set(symbol, { slots, cells: undefined });
    const row = this.quoteOf(symbol);
    if (row) this.write([row]);
  }

  unmount(symbol: string): void {
    this.rows.delete(symbol);
  }

  /** Writes what differs from what stands there. Quotes without a row on the page are left out. */
  write(rows: readonly QuoteRow[]): void {
    for (const row of rows) {
      const written = this.rows.get(row.symbol);
      if (written) this.writeRow(written, quoteCells(row, this.instrumentOf(row.symbol)));
    }
  }

  /** Everything anew: decimals come with the instrument. */
  writeAll(): void {
    for (const symbol of this.rows.keys()) {
      const row = this.quoteOf(symbol);
      if (row) this.write([row]);
    }
  }

  private writeRow(written: Written, next: QuoteCells): void {
    const { slots, cells: old } = written;
    written.cells = next;
    if (old?.bid !== next.bid) slots.bid.textContent = next.bid;
    if (old?.ask !== next.ask) slots.ask.textContent = next.ask;
    if (old?.change !== next.change) slots.change.textContent = next.change;
    if (old?.changeTone !== next.changeTone) slots.change.className = figureClass(next.changeTone);
    if (old?.spread !== next.spread) slots.spread.textContent = next.spread;
    if (old?.spreadTone !== next.spreadTone) slots.spread.className = figureClass(next.spreadTone);
    if (old?.stale !== next.stale) slots.bidCell.className = slots.askCell.className = next.stale ? 'is-stale' : '';
  }
}
