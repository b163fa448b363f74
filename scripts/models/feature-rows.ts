/**
 * Rows of features from a CSV file, for `npm run explain` and `npm run score`. A first line in which no cell is a number names the columns;
 * every other cell is a finite number. What is wrong is said with file, line and column.
 */
import { err, ok, type Result } from '../../src/shared/base/result.ts';

export interface FeatureTable {
  /** Names of the columns in the order of the rows; null where neither the file nor the model gives any. */
  readonly names: readonly string[] | null;
  /** As the model takes them: rounded to float32, what is missing at its default. */
  readonly rows: readonly Float32Array[];
  /** One a row: its line in the file, counted from 1. */
  readonly lines: readonly number[];
  /** One a row: columns that were empty. */
  readonly missing: readonly (readonly number[])[];
}

export interface FeatureTableWanted {
  readonly width: number;
  /** Names that a header must be of, in any order; null where any will do. */
  readonly names: readonly string[] | null;
  /** What a missing feature is taken to be, one a column; null where none may be missing. */
  readonly defaults: readonly number[] | null;
}

/** More rows than this are refused. */
export const tableRowsMax = 100_000;
/** Numbers in all rows together: what an explanation of each, and its report, fit into memory with. */
export const tableNumbersMax = 10_000_000;
/** Cells of a line beyond those that the model takes that are counted, to say how many too many. */
const cellsBeyond = 1_000;
/** A decimal number as Python, R and spreadsheets write it. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** What stands for a number that is none: in a first line it is no name. */
const notANumber = /^([+-]?(nan|inf(inity)?)|na|null|none)?$/i;
const float32Max = 3.4028234663852886e38;

/** @param file how messages call it */
export function readFeatureTable(file: string, text: string, wanted: FeatureTableWanted): Result<FeatureTable, string> {
  const lines = linesOf(text, wanted.width + cellsBeyond);
  const first = lines.next().value;
  if (!first) return err(`${file}: no rows`);
  const header = first.cells.every((cell) => !decimal.test(cell) && !notANumber.test(cell)) ? first : null;
  const order = columnOrder(file, header, wanted);
  if (!order.ok) return order;
  const rowsMax = Math.min(tableRowsMax, Math.floor(tableNumbersMax / wanted.width));
  const names = wanted.names ?? header?.cells ?? null;
  const rows: Float32Array[] = [];
  const missing: number[][] = [];
  const at: number[] = [];
  // A line at a time: what is too large is refused before it is taken apart.
  for (let next = header ? lines.next().value : first; next; next = lines.next().value) {
    const { cells, line } = next;
    if (rows.length === rowsMax) return err(`${file}:${line}: more than ${rowsMax} rows of ${wanted.width} features`);
    if (cells.length !== wanted.width) return err(`${file}:${line}: ${columnsOf(cells, wanted.width)} columns, the model takes ${wanted.width}`);
    const read = readRow({ at: `${file}:${line}`, cells, order: order.value, names, defaults: wanted.defaults });
    if (!read.ok) return read;
    rows.push(read.value.row);
    missing.push(read.value.missing);
    at.push(line);
  }
  if (rows.length === 0) return err(`${file}: a header and no rows`);
  if (!header && rows.length > 1 && isCount(first.cells)) return err(`${file}:${first.line}: 0, 1, 2 and so on: numbers of columns, not features? Names or nothing belong there`);
  return ok({ names, rows, lines: at, missing });
}

const columnsOf = (cells: readonly string[], width: number): string => (cells.length > width + cellsBeyond - 1 ? `${cells.length} or more` : `${cells.length}`);

/** What a data frame without names of columns writes above its rows; as a row it would spoil a background. */
const isCount = (cells: readonly string[]): boolean => cells.length >= 3 && cells.every((cell, j) => cell === String(j));

interface TableLine {
  readonly cells: readonly string[];
  /** In the file, counted from 1. */
  readonly line: number;
}

/** Lines that are not blank, each of at most so many cells. */
function* linesOf(text: string, cellsMax: number): Generator<TableLine, undefined> {
  const end = /\r\n|\n|\r|$/g;
  let from = text.startsWith('\ufeff') ? 1 : 0;
  for (let line = 1; from <= text.length; line++) {
    end.lastIndex = from;
    const found = end.exec(text);
    const to = found?.index ?? text.length;
    const cells = cellsOf(text.slice(from, to), cellsMax);
    if (cells.length > 1 || cells[0] !== '') yield { cells, line };
    from = to + Math.max(1, found?.[0].length ?? 1);
  }
  return undefined;
}

/** Which column of the file each column of the model is. */
function columnOrder(file: string, header: TableLine | null, { width, names }: FeatureTableWanted): Result<readonly number[], string> {
  const asTheyStand = Array.from({ length: width }, (_, j) => j);
  if (!header) return ok(asTheyStand);
  const { cells, line } = header;
  const twice = cells.findIndex((name, j) => cells.indexOf(name) < j);
  if (twice >= 0) return err(`${file}:${line}:${twice + 1}: column "${cells[twice]}" twice`);
  if (names) {
    const strange = cells.findIndex((name) => !names.includes(name));
    if (strange >= 0) return err(`${file}:${line}:${strange + 1}: column "${cells[strange]}" is no feature of the model`);
    const absent = names.filter((name) => !cells.includes(name));
    if (absent.length > 0) return err(`${file}:${line}: no column for ${absent.slice(0, 5).join(', ')}${absent.length > 5 ? ` and ${absent.length - 5} more` : ''}`);
    return ok(names.map((name) => cells.indexOf(name)));
  }
  return cells.length === width ? ok(asTheyStand) : err(`${file}:${line}: ${columnsOf(cells, width)} columns, the model takes ${width}`);
}

interface RowToRead {
  readonly at: string;
  readonly cells: readonly string[];
  readonly order: readonly number[];
  readonly names: readonly string[] | null;
  readonly defaults: readonly number[] | null;
}

function readRow({ at, cells, order, names, defaults }: RowToRead): Result<{ row: Float32Array; missing: number[] }, string> {
  const row = new Float32Array(order.length);
  const missing: number[] = [];
  for (const [j, column] of order.entries()) {
    const cell = cells[column] ?? '';
    const where = `${at}:${column + 1}${names ? ` (${names[j]})` : ''}`;
    if (cell === '') {
      if (!defaults) return err(`${where}: empty, and the model says nothing of missing values`);
      row[j] = defaults[j] ?? 0;
      missing.push(j);
      continue;
    }
    if (!decimal.test(cell)) return err(`${where}: "${cell.slice(0, 40)}" is no number`);
    const value = Number(cell);
    if (Math.abs(value) > float32Max) return err(`${where}: ${cell} is beyond float32`);
    row[j] = value;
  }
  return ok({ row, missing });
}

/** Cells of a line, the first so many, without the quotes around them. Numbers need none, names with commas do. */
function cellsOf(line: string, most: number): string[] {
  const cells: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/gy;
  for (;;) {
    const match = cell.exec(line);
    // Always a match: any text up to a comma or the end is a cell.
    if (!match) return cells;
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (match[3] === '' || cells.length === most) return cells;
  }
}
