/** Reads the tape that a backtest names: a file or a folder on this machine, unpacked, in a fixed order, with the hash of its bytes. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { TapeFile } from '../../../shared/tape/tape.ts';

/** Unpacked size, bytes: of one file (V8 holds no longer string) and of all together. */
const fileBytesMax = 500 * 1024 ** 2;
const tapeBytesMax = 2 * 1024 ** 3;
const folderDepthMax = 16;
/** Facts of the instruments, beside the files that they are about. */
const factsName = 'instruments.json';

export interface ReadFiles {
  readonly files: readonly TapeFile[];
  /** SHA-256 over the SHA-256 of each file's unpacked bytes, in order; hex. */
  readonly hash: string;
}

/** The files, or what could not be read and why. Blocks while it reads: for a process of its own. */
export function readTapeFiles(path: string): Result<ReadFiles, string> {
  const files: TapeFile[] = [];
  const hash = createHash('sha256');
  let bytesRead = 0;
  try {
    for (const name of namesUnder(path, 0)) {
      const raw = readFileSync(name);
      const bytes = name.endsWith('.gz') ? gunzipSync(raw, { maxOutputLength: fileBytesMax }) : raw;
      bytesRead += bytes.length;
      if (bytes.length > fileBytesMax || bytesRead > tapeBytesMax) return err(`${name}: more than can be read at once; name fewer files`);
      hash.update(createHash('sha256').update(bytes).digest());
      files.push({ name, text: bytes.toString('utf8') });
    }
  } catch (error) {
    return err(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return files.some((file) => !file.name.endsWith(factsName)) ? ok({ files, hash: hash.digest('hex') }) : err(`${path}: no .csv or .csv.gz file in this folder`);
}

/** By name in code-unit order, so that the order does not depend on the disk. */
function namesUnder(path: string, depth: number): string[] {
  if (depth > folderDepthMax) throw new Error(`folders nested deeper than ${folderDepthMax}`);
  if (!statSync(path).isDirectory()) {
    const facts = join(dirname(path), factsName);
    return existsSync(facts) && facts !== path ? [facts, path] : [path];
  }
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const full = join(path, entry.name);
    if (entry.isDirectory()) return namesUnder(full, depth + 1);
    return /\.csv(\.gz)?$/.test(entry.name) || entry.name === factsName ? [full] : [];
  });
}
