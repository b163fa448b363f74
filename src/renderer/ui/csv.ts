/**
 * Comma-separated values that a spreadsheet cannot be made to run. A cell that begins with = + - @ TAB or CR would be
 * read as a formula: it gets an apostrophe in front (OWASP, "CSV Injection"). What is a number stays a number.
 */
import { downloadText } from './download.ts';

export type CsvCell = string | number | null;

/** RFC 4180: CRLF between rows, quotes doubled. Null is an empty cell. */
export const toCsv = (rows: readonly (readonly CsvCell[])[]): string => `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

export function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n\t]/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands the text to the browser as a file; the mark at its start tells spreadsheets that it is UTF-8. */
export const downloadCsv = (name: string, text: string): void => downloadText(name, `\ufeff${text}`, 'text/csv;charset=utf-8');
