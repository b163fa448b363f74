/** What kind of file a basket is in: its delimiter, the columns that its first row names, its rows. And how one cell of it is changed. */
import { err, ok, type Result } from '../base/result.ts';
import { basketColumns, basketColumnsNeeded, basketTextMax, type BasketColumn } from './basket.ts';
import { csvCellText, csvRecords, delimiters, statedDelimiter, type CsvRecord, type Delimiter } from './basket-csv.ts';
import { nearest, shown } from './basket-words.ts';

export interface BasketLayout {
  readonly delimiter: Delimiter;
  readonly header: CsvRecord;
  /** What the header names, in the order of the file. */
  readonly columns: readonly BasketColumn[];
}

/** Other names that a column goes by, in lower case with single spaces. */
const synonyms: Readonly<Record<BasketColumn, readonly string[]>> = {
  symbol: ['symbol', 'ticker', 'instrument', 'security', 'sym'],
  side: ['side', 'buy/sell', 'b/s', 'direction'],
  quantity: ['quantity', 'qty', 'order qty', 'orderqty', 'size', 'shares', 'units'],
  'order type': ['order type', 'ordertype', 'ord type', 'ordtype', 'type'],
  limit: ['limit', 'limit price', 'limitprice', 'price', 'px', 'lmt'],
  'time in force': ['time in force', 'timeinforce', 'tif', 'validity'],
  account: ['account', 'acct', 'a/c'],
  strategy: ['strategy', 'strat'],
};
const columnOf = new Map(basketColumns.flatMap((column) => synonyms[column].map((name) => [name, column] as const)));

const nameOf = (text: string): string => text.trim().toLowerCase().replace(/[\s_.-]+/g, ' ');
const columnNamed = (text: string): BasketColumn | undefined => columnOf.get(nameOf(text));
const columnWords = `columns are ${basketColumns.join(', ')}`;

/** The layout, or what is wrong with the file as a whole. */
export function readLayout(text: string): Result<BasketLayout, string> {
  const junk = junkIn(text);
  if (junk !== null) return err(junk);
  const found = headerOf(text);
  if (!found) return err(`the file is empty: its first row names the columns, each row after it is one order; ${columnWords}`);
  const { delimiter, header } = found;
  const where = `line ${header.line}`;
  if (header.unclosed) return err(`${where}: a quote is opened and never closed`);
  const known = header.cells.filter((cell) => columnNamed(cell.text) !== undefined).length;
  if (known === 0) return err(`${where} names no columns: a first row such as "symbol,side,quantity,limit" is needed; ${columnWords}`);
  const columns: BasketColumn[] = [];
  for (const [index, cell] of header.cells.entries()) {
    const column = columnNamed(cell.text);
    const place = `${where}, column ${index + 1}`;
    if (column === undefined) {
      const near = nearest(nameOf(cell.text), columnOf.keys());
      return err(`${place}: ${cell.text.trim() === '' ? 'a column without a name' : `${shown(cell.text)} is no column of a basket${near === null ? '' : ` (${near} is)`}`}; nothing in a basket is left unread, so take the column out or name it; ${columnWords}`);
    }
    if (columns.includes(column)) return err(`${place}: ${shown(cell.text)} names ${column}, which column ${columns.indexOf(column) + 1} is already`);
    columns.push(column);
  }
  const missing = basketColumnsNeeded.filter((column) => !columns.includes(column));
  if (missing.length > 0) return err(`${where} does not name ${missing.join(', ')}: ${basketColumnsNeeded.join(', ')} are needed`);
  return ok({ delimiter, header, columns });
}

/** The first row under the delimiter that makes most sense of it. */
function headerOf(text: string): { readonly delimiter: Delimiter; readonly header: CsvRecord } | null {
  const stated = statedDelimiter(text);
  let best: { readonly delimiter: Delimiter; readonly header: CsvRecord; readonly known: number } | null = null;
  for (const delimiter of stated === null ? delimiters : [stated]) {
    const header = csvRecords(text, delimiter).next().value as CsvRecord | undefined;
    if (!header) continue;
    const known = header.cells.filter((cell) => columnNamed(cell.text) !== undefined).length;
    if (best === null || known > best.known) best = { delimiter, header, known };
  }
  return best;
}

const tab = 9, lineFeed = 10, carriageReturn = 13, space = 32, del = 127, unreadable = 0xfffd;
/** How the zip archive begins that a workbook is. */
const workbook = 'PK\u0003\u0004';

function junkIn(text: string): string | null {
  if (text.length > basketTextMax) return `the file has ${text.length} characters: a basket has at most ${basketTextMax}; split it`;
  if (text.startsWith(workbook)) return 'this is a workbook, not a text: save it from the spreadsheet as CSV';
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) line++;
    const isControl = (code < space && code !== tab && code !== lineFeed && code !== carriageReturn) || code === del;
    if (isControl || code === unreadable) return `line ${line}: not a text in UTF-8: save it from the spreadsheet as CSV (UTF-8)`;
  }
  return null;
}

/** The rows after the header. */
export function* basketRecords(text: string, { delimiter }: BasketLayout): Generator<CsvRecord> {
  const records = csvRecords(text, delimiter);
  records.next();
  yield* records;
}

/** The file with one cell replaced, or as it was when it has no such row. A column that the header does not name is added to it. */
export function replaceCell(text: string, line: number, column: BasketColumn, value: string): string {
  const layout = readLayout(text);
  if (!layout.ok) return text;
  const { delimiter, header, columns } = layout.value;
  const index = columns.indexOf(column);
  if (index < 0) return withColumn(text, layout.value, line, column, value);
  for (const record of basketRecords(text, layout.value)) {
    if (record.line !== line || record.unclosed) continue;
    const cell = record.cells[index];
    const written = csvCellText(value, delimiter);
    if (cell) return text.slice(0, cell.start) + written + text.slice(cell.end);
    const padding = delimiter.repeat(index - record.width + 1);
    const rest = delimiter.repeat(header.width - index - 1);
    return text.slice(0, record.end) + padding + written + rest + text.slice(record.end);
  }
  return text;
}

function withColumn(text: string, layout: BasketLayout, line: number, column: BasketColumn, value: string): string {
  const { delimiter, header } = layout;
  const records = [header, ...basketRecords(text, layout)];
  let rest = text.length;
  const parts: string[] = [];
  for (const record of records.reverse()) {
    const written = record === header ? column : record.line === line ? csvCellText(value, delimiter) : '';
    parts.push(delimiter.repeat(Math.max(0, header.width - record.width) + 1) + written + text.slice(record.end, rest));
    rest = record.end;
  }
  return text.slice(0, rest) + parts.reverse().join('');
}

/** The file without one of its rows. */
export function removeRow(text: string, line: number): string {
  const layout = readLayout(text);
  if (!layout.ok) return text;
  for (const record of basketRecords(text, layout.value)) {
    if (record.line !== line) continue;
    const behind = /^(\r\n|\n|\r)/.exec(text.slice(record.end, record.end + 2))?.[0].length ?? 0;
    return text.slice(0, record.start) + text.slice(record.end + behind);
  }
  return text;
}
