/** Reads the tape that a backtest names, a file or a folder on this machine, with the hash of its bytes. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ok, type Result } from '../../../shared/base/result.ts';
import { tapeFiles } from '../../../shared/tape/tape-files.ts';
import type { TapeFile } from '../../../shared/tape/tape.ts';

/** A byte order mark is the reader's to see. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export interface ReadFiles {
  readonly files: readonly TapeFile[];
  /** SHA-256 over the SHA-256 of each file's unpacked bytes, in order; hex. */
  readonly hash: string;
}

/** The files, or what could not be read and why. Blocks while it reads: for a process of its own. */
export function readTapeFiles(path: string): Result<ReadFiles, string> {
  const files: TapeFile[] = [];
  const hash = createHash('sha256');
  for (const read of tapeFiles([path], { existsSync, statSync, readdirSync, readFileSync, gunzipSync, dirname, join })) {
    if (!read.ok) return read;
    const { name, bytes } = read.value;
    hash.update(createHash('sha256').update(bytes).digest());
    files.push({ name, text: utf8.decode(bytes) });
  }
  return ok({ files, hash: hash.digest('hex') });
}
