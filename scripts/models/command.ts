/** What `npm run explain` and `npm run score` share: arguments, the table of rows, the file that is written. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readFeatureTable, type FeatureTable } from './feature-rows.ts';
import type { OpenHead, OpenModel } from './open-model.ts';

/** Bytes of a CSV file above which it is refused. */
const csvBytesMax = 256 * 1024 * 1024;

/** The value of an option that must be there. */
export function required(value: string | undefined, option: string, what: string): string {
  if (value === undefined || value === '') throw new Error(`${option} is missing: ${what}`);
  return value;
}

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

/** Found out before the work is done. @param inputs what must not be written over */
export function checkOutput(file: string | undefined, inputs: readonly (string | undefined)[] = []): void {
  if (file !== undefined && inputs.some((input) => input !== undefined && resolve(input) === resolve(file))) throw new Error(`--json ${file}: is read by this command, and would be written over`);
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`--json ${file}: is a folder`);
  if (file !== undefined && !existsSync(dirname(resolve(file)))) throw new Error(`--json ${file}: there is no folder ${dirname(file)}`);
}

/** To the file, or to standard output where none is named. */
export function writeReport(file: string | undefined, report: unknown, summary: string): void {
  const text = `${JSON.stringify(report, null, 1)}\n`;
  if (file === undefined) process.stdout.write(text);
  else {
    writeFileSync(file, text);
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
