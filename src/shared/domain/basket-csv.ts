/**
 * A basket file cut into cells: RFC 4180, with what spreadsheets do beside it (a BOM, semicolons, tabs, a first line
 * `sep=;`, CR alone at the end of a line). Each cell keeps where it stands in the text, so that one can be replaced and
 * everything else stays as it was. Why not tape/csv-rows.ts: docs/decisions/0014-basket-cells.md.
 */

export interface CsvCell {
  /** Without quotes, as it stands otherwise. */
  readonly text: string;
  /** Where the cell stands in the file, quotes included. */
  readonly start: number;
  readonly end: number;
  /** What is wrong with its quotes; null when nothing is. */
  readonly fault: string | null;
}

export interface CsvRecord {
  /** Line on which it begins, counted from 1. */
  readonly line: number;
  readonly start: number;
  /** Behind its last cell, before the end of the line. */
  readonly end: number;
  /** At most `cellsMax`; `width` counts all. */
  readonly cells: readonly CsvCell[];
  readonly width: number;
  /** A quote that was opened in it is never closed: it takes in the rest of the file. */
  readonly unclosed: boolean;
}

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Cells of a row that are kept; a basket has eight columns. */
export const cellsMax = 64;
const byteOrderMark = '\ufeff';

/** A first line that tells a spreadsheet how cells are parted. */
const separatorLine = /^\ufeff?sep=([,;\t|])(\r\n|\n|\r|$)/i;

/** What the file says by itself about its delimiter; null when it does not. */
export const statedDelimiter = (text: string): Delimiter | null => (separatorLine.exec(text)?.[1] ?? null) as Delimiter | null;

/** Anything beside delimiters, quotes and white space. */
const written = /[^\s,;|"]/;

/** Records one by one, those without any text left out. */
export function* csvRecords(text: string, delimiter: Delimiter): Generator<CsvRecord> {
  const stated = separatorLine.exec(text);
  let at = stated ? stated[0].length : text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  let line = stated ? 2 : 1;
  while (at < text.length) {
    const { record, next, lines } = cutRecord(text, delimiter, at, line);
    at = next;
    line += lines;
    if (record.unclosed || written.test(text.slice(record.start, record.end))) yield record;
  }
}

interface Cut {
  readonly record: CsvRecord;
  readonly next: number;
  /** Ends of lines that were passed. */
  readonly lines: number;
}

function cutRecord(text: string, delimiter: Delimiter, start: number, line: number): Cut {
  const cells: CsvCell[] = [];
  let at = start;
  let width = 0;
  let lines = 0;
  for (;;) {
    const { cell, lines: within, unclosed } = cutCell(text, delimiter, at);
    if (width < cellsMax) cells.push(cell);
    width++;
    lines += within;
    at = cell.end;
    if (text[at] === delimiter) { at++; continue; }
    const isPair = text[at] === '\r' && text[at + 1] === '\n';
    return { record: { line, start, end: at, cells, width, unclosed }, next: at + (isPair ? 2 : 1), lines: lines + 1 };
  }
}

function cutCell(text: string, delimiter: Delimiter, start: number): { readonly cell: CsvCell; readonly lines: number; readonly unclosed: boolean } {
  let open = start;
  while (text[open] === ' ') open++;
  if (text[open] !== '"') {
    const end = endOfCell(text, delimiter, start);
    const plain = text.slice(start, end);
    return { cell: { text: plain, start, end, fault: plain.includes('"') ? 'a quote within a cell: put the whole cell in quotes and write the quote twice' : null }, lines: 0, unclosed: false };
  }
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const inner = text.slice(open + 1, close < 0 ? text.length : close).replaceAll('""', '"');
  const lines = (inner.match(/\r\n|\n|\r/g) ?? []).length;
  if (close < 0) return { cell: { text: inner, start, end: text.length, fault: 'a quote is opened and never closed' }, lines, unclosed: true };
  const end = endOfCell(text, delimiter, close + 1);
  const behind = text.slice(close + 1, end).trim();
  return { cell: { text: inner + behind, start, end, fault: behind === '' ? null : 'text behind the closing quote: put the whole cell in quotes' }, lines, unclosed: false };
}

function endOfCell(text: string, delimiter: Delimiter, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** A cell as it is written: in quotes where it has to be. Ends of lines become spaces. */
export function csvCellText(value: string, delimiter: Delimiter): string {
  const flat = value.replace(/[\r\n]+/g, ' ');
  return flat.includes(delimiter) || flat.includes('"') || flat !== flat.trim() ? `"${flat.replaceAll('"', '""')}"` : flat;
}
