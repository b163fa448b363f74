/**
 * A basket read from the text of a file, row by row: what each would stage, or every fault with its line, its column and
 * what would be right (PO-12). Pure, and total: every text has an answer. And the way back, for files to start from.
 */
import { basketColumns, basketRowsMax, type BasketCheck, type BasketColumn, type BasketFault, type BasketRow } from './basket.ts';
import { readTerms, type BasketCells, type BasketInstrument, type BasketLookup } from './basket-cells.ts';
import { csvCellText, type CsvRecord } from './basket-csv.ts';
import { basketRecords, readLayout } from './basket-file.ts';
import { decimalText, parseDecimal } from './numbers.ts';
import type { ParentTerms } from './parent-order.ts';

/** @returns rows in the order of the file; `warning` of a row names an equal row before it; `denial` is left to the controls. */
export function parseBasket(csv: string, lookup: BasketLookup): BasketCheck {
  const layout = readLayout(csv);
  if (!layout.ok) return fileFault(layout.error);
  const rows: BasketRow[] = [];
  const firstLine = new Map<string, number>();
  let count = 0;
  for (const record of basketRecords(csv, layout.value)) {
    if (record.unclosed) return fileFault(`line ${record.line}: a quote is opened and never closed`);
    count++;
    if (count <= basketRowsMax) rows.push(withTwin(readRow(record, layout.value.columns, lookup), firstLine));
  }
  if (count === 0) return fileFault(`line ${layout.value.header.line} names the columns and no row follows it`);
  if (count > basketRowsMax) return fileFault(`${count} rows: a basket has at most ${basketRowsMax}; split the file`);
  return { rows, fault: null, ok: rows.every((row) => row.faults.length === 0) };
}

const fileFault = (fault: string): BasketCheck => ({ rows: [], fault, ok: false });

function readRow(record: CsvRecord, columns: readonly BasketColumn[], lookup: BasketLookup): BasketRow {
  const cells: BasketCells = Object.fromEntries(record.cells.slice(0, columns.length).map((cell, index) => [columns[index] ?? '', cell.text.trim()]));
  const shape: BasketFault[] = record.cells.flatMap((cell, index) => (cell.fault === null ? [] : [{ column: columns[index] ?? null, what: cell.fault }]));
  if (record.width !== columns.length) shape.push({ column: null, what: widthWords(record.width, columns.length) });
  const read = readTerms(cells, lookup);
  const faults = [...shape, ...(read.ok ? [] : read.error.filter((fault) => !shape.some((known) => known.column === fault.column)))];
  return { line: record.line, cells, terms: read.ok && faults.length === 0 ? read.value : null, faults, warning: null, denial: null };
}

const widthWords = (width: number, wanted: number): string => `${width} ${width === 1 ? 'cell' : 'cells'} where the first row names ${wanted}: ${
  width > wanted ? 'a cell with a delimiter within it is put in quotes' : 'empty cells at the end are written too, and a row may have been cut short'}`;

function withTwin(row: BasketRow, firstLine: Map<string, number>): BasketRow {
  if (!row.terms) return row;
  const key = JSON.stringify(Object.values(row.terms));
  const before = firstLine.get(key);
  if (before === undefined) firstLine.set(key, row.line);
  return before === undefined ? row : { ...row, warning: `the same order as in line ${before}` };
}

/** The terms as a file that reads back as the same. */
export function writeBasket(terms: readonly ParentTerms[], instruments: ReadonlyMap<string, BasketInstrument>): string {
  const rows = terms.map((t) => {
    const instrument = instruments.get(t.symbol);
    return [
      t.symbol, t.side, countText(t.orderQty, instrument?.lotSize), t.ordType, t.price === null ? '' : countText(t.price, instrument?.tickSize), t.timeInForce, t.account ?? '', t.strategy ?? '',
    ];
  });
  return [basketColumns, ...rows].map((cells) => `${cells.map((cell) => csvCellText(cell, ',')).join(',')}\r\n`).join('');
}

function countText(count: number, size: string | undefined): string {
  const step = parseDecimal(size ?? '1') ?? { units: 1n, exponent: 0 };
  return decimalText({ units: BigInt(count) * step.units, exponent: step.exponent });
}
