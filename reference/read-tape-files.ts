/** Reads the files of a tape from disk, unpacked, in a fixed order. The only place of reference/ that looks for tapes. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { err, ok, type Result } from '../src/shared/base/result.ts';
import type { TapeFile } from '../src/shared/tape/tape.ts';

/** Unpacked size of all files together, bytes. */
export const tapeBytesMax = 2 * 1024 ** 3;
/** Unpacked size of one file, bytes; V8 holds no longer string. */
export const tapeFileBytesMax = 500 * 1024 ** 2;
const folderDepthMax = 16;
/** Facts of the instruments, beside the files that they are about. */
const factsName = 'instruments.json';

/**
 * Reads files and folders. A folder gives its *.csv and *.csv.gz, and those of its folders, by name in code-unit order;
 * a file that is named is read whatever it is called, and unpacked when its name ends in .gz. An instruments.json in
 * the folder, or beside a named file, comes along. A path that comes twice is read once.
 * @returns the files in the order given, or what could not be read and why.
 */
export function readTapeFiles(paths: readonly string[]): Result<TapeFile[], string> {
  const files: TapeFile[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const path of paths) {
    const names = namesUnder(path, 0);
    if (!names.ok) return names;
    if (names.value.length === 0) return err(`${path}: no .csv or .csv.gz file in this folder`);
    for (const name of names.value) {
      if (seen.has(name)) continue;
      seen.add(name);
      const file = readOne(name);
      if (!file.ok) return file;
      bytes += file.value.text.length;
      if (bytes > tapeBytesMax) return err(`${name}: more than ${tapeBytesMax} bytes in all; name fewer files`);
      files.push(file.value);
    }
  }
  return ok(files);
}

function namesUnder(path: string, depth: number): Result<string[], string> {
  if (depth > folderDepthMax) return err(`${path}: folders nested deeper than ${folderDepthMax}`);
  try {
    if (!statSync(path).isDirectory()) {
      const facts = join(dirname(path), factsName);
      return ok(existsSync(facts) ? [facts, path] : [path]);
    }
    const names: string[] = [];
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(path, entry.name);
      if (entry.isFile() && (/\.csv(\.gz)?$/.test(entry.name) || entry.name === factsName)) names.push(full);
      if (!entry.isDirectory()) continue;
      const below = namesUnder(full, depth + 1);
      if (!below.ok) return below;
      names.push(...below.value);
    }
    return ok(names);
  } catch (cause) {
    return err(`${path}: ${messageOf(cause)}`);
  }
}

function readOne(name: string): Result<TapeFile, string> {
  try {
    const raw = readFileSync(name);
    const bytes = name.endsWith('.gz') ? gunzipSync(raw, { maxOutputLength: tapeFileBytesMax }) : raw;
    if (bytes.byteLength > tapeFileBytesMax) return err(`${name}: ${bytes.byteLength} bytes, longest allowed ${tapeFileBytesMax}`);
    return ok({ name, text: bytes.toString('utf8') });
  } catch (cause) {
    return err(`${name}: ${messageOf(cause)}`);
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
