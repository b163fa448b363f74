/** Reads the files of a tape from disk. The only place of reference/ that looks for tapes. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ok, type Result } from '../src/shared/base/result.ts';
import { tapeFiles } from '../src/shared/tape/tape-files.ts';
import type { TapeFile } from '../src/shared/tape/tape.ts';

/** A byte order mark is the reader's to see. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The files in the order given, as text, or what could not be read and why. */
export function readTapeFiles(paths: readonly string[]): Result<TapeFile[], string> {
  const files: TapeFile[] = [];
  for (const read of tapeFiles(paths, { existsSync, statSync, readdirSync, readFileSync, gunzipSync, dirname, join })) {
    if (!read.ok) return read;
    files.push({ name: read.value.name, text: utf8.decode(read.value.bytes) });
  }
  return ok(files);
}
