/** What `npm run explain` and `npm run score` share: arguments, the table of rows, the file that is written. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writableFolder } from '../folders.ts';
import { readFeatureTable, type FeatureTable } from './feature-rows.ts';
import type { OpenHead, OpenModel } from './open-model.ts';

/** Bytes of a CSV file above which it is refused. */
const csvBytesMax = 256 * 1024 * 1024;

/** Rows as the model takes them. Throws with file, line and column. */
export function tableFor(model: OpenModel, file: string): FeatureTable {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new Error(`${file}: there is no such file`);
  if (found.size > csvBytesMax) throw new Error(`${file}: ${found.size} bytes, limit ${csvBytesMax}`);
  const table = readFeatureTable(file, readFileSync(file, 'utf8'), {
    width: model.width, names: model.card?.featureNames ?? null, defaults: model.card?.missingDefaults ?? null,
  });
  if (!table.ok) throw new Error(table.error);
  return table.value;
}

/** The head of that name, or the only one; with several and none asked for the first, which the caller says. */
export function headFor(model: OpenModel, name: string | undefined): { readonly head: OpenHead; readonly index: number } {
  const index = name === undefined ? 0 : model.heads.findIndex((head) => head.name === name);
  const head = model.heads[index];
  if (!head) throw new Error(`--head ${name}: the model has ${model.heads.map((h) => h.name).join(', ')}`);
  return { head, index };
}

/** Warnings about what the session said, for the report. */
export function cautions(model: OpenModel, margins: readonly Float64Array[]): readonly string[] {
  const none = margins.filter((row) => !row.every(Number.isFinite)).length;
  if (model.caution === null) return none > 0 ? [`${none} of ${margins.length} rows: the session's output is no finite float32, so that there is no margin to explain`] : [];
  return [model.caution, ...(none > 0 ? [`${none} of ${margins.length} rows: the session's probability is 0 or 1 in float32, so that there are no log-odds`] : [])];
}

/** Bytes that a report may come to, and more. */
const reportBytes = 1024 ** 2;

/** Found out before the work is done. @param inputs what must not be written over; @param option that names the file */
export function checkOutput(file: string | undefined, inputs: readonly (string | undefined)[] = [], option = '--json'): void {
  if (file === undefined) return;
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(file))) throw new Error(`${option} ${file}: is read by this command, and would be written over`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${option} ${file}: is a folder`);
  if (!existsSync(dirname(resolve(file)))) throw new Error(`${option} ${file}: there is no folder ${dirname(file)}`);
  // What is no file (a pipe, /dev/stdout) is written as it is.
  if (isPlain(file)) named(`${option} ${file}`, () => writableFolder(dirname(resolve(file)), reportBytes));
}

/** Says which option a folder is of. */
export function named(option: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new Error(`${option}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const isPlain = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;

/** The whole of it or nothing: written beside the file and renamed. */
export const writeWhole = (file: string, contents: string): void => writePieces(file, [contents]);

/** The same of more text than one string should hold. */
export function writePieces(file: string, pieces: Iterable<string>): void {
  const plain = isPlain(file);
  const written = plain ? `${file}.partial` : file;
  try {
    const handle = openSync(written, 'w');
    try {
      for (const piece of pieces) writeFileSync(handle, piece);
      if (plain) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (plain) renameSync(written, file);
  } finally {
    if (plain) rmSync(written, { force: true });
  }
}

/** To the file, or to standard output where none is named. */
export function writeReport(file: string | undefined, report: unknown, summary: string): void {
  const text = `${JSON.stringify(report, null, 1)}\n`;
  if (file === undefined) process.stdout.write(text);
  else {
    writeWhole(file, text);
    process.stdout.write(`${summary}\n`);
  }
}

/** Runs a command; what goes wrong is one line on standard error and exit code 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ')}\n`);
    process.exitCode = 1;
  }
}
