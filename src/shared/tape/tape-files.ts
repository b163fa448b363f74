/**
 * Which files on disk make a tape, in which order, and how much of them is read: the one walk for the venue, training and backtests. The
 * disk itself is handed in, as this room has none.
 */
import { err, ok, type Result } from '../base/result.ts';

/** What is taken of node:fs, node:path and node:zlib. Each throws as they do. */
export interface TapeDisk {
  existsSync(path: string): boolean;
  statSync(path: string): { isDirectory(): boolean };
  readdirSync(path: string, options: { readonly withFileTypes: true }): readonly { readonly name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean }[];
  readFileSync(path: string): Uint8Array;
  gunzipSync(packed: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array;
  dirname(path: string): string;
  join(folder: string, name: string): string;
}

export interface TapeBytes {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: Uint8Array;
}

/** Unpacked size of all files together, bytes. */
const tapeBytesMax = 2 * 1024 ** 3;
/** Unpacked size of one file, bytes; V8 holds no longer string. */
const fileBytesMax = 500 * 1024 ** 2;
const folderDepthMax = 16;
/** Facts of the instruments, beside the files that they are about. */
const factsName = 'instruments.json';

/**
 * Files and folders, one file at a time; ends with the first that cannot be read, and why. A folder gives its *.csv and *.csv.gz, and those of
 * its folders, by name in code-unit order; a file that is named is read whatever it is called, and unpacked when its name ends in .gz. An
 * instruments.json in the folder, or beside a named file, comes along. What comes twice is read once.
 */
export function* tapeFiles(paths: readonly string[], disk: TapeDisk): Generator<Result<TapeBytes, string>, void> {
  const seen = new Set<string>();
  let total = 0;
  for (const path of paths) {
    const names = caught(path, () => namesUnder(path, 0, disk));
    if (!names.ok) return yield names;
    if (names.value.every((name) => name.endsWith(factsName) && name !== path)) return yield err(`${path}: no .csv or .csv.gz file in this folder`);
    for (const name of names.value) {
      if (seen.has(name)) continue;
      seen.add(name);
      const bytes = caught(name, () => unpacked(name, disk));
      if (!bytes.ok) return yield bytes;
      total += bytes.value.length;
      if (bytes.value.length > fileBytesMax) return yield err(`${name}: ${bytes.value.length} bytes, longest allowed ${fileBytesMax}`);
      if (total > tapeBytesMax) return yield err(`${name}: more than ${tapeBytesMax} bytes in all; name fewer files`);
      yield ok({ name, bytes: bytes.value });
    }
  }
}

/** By name in code-unit order, so that the order does not depend on the disk. */
function namesUnder(path: string, depth: number, disk: TapeDisk): string[] {
  if (depth > folderDepthMax) throw new Error(`folders nested deeper than ${folderDepthMax}`);
  if (!disk.statSync(path).isDirectory()) {
    const facts = disk.join(disk.dirname(path), factsName);
    return disk.existsSync(facts) && facts !== path ? [facts, path] : [path];
  }
  return [...disk.readdirSync(path, { withFileTypes: true })].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const full = disk.join(path, entry.name);
    if (entry.isDirectory()) return namesUnder(full, depth + 1, disk);
    // Pipes and devices would never end.
    return (entry.isFile() || entry.isSymbolicLink()) && (/\.csv(\.gz)?$/.test(entry.name) || entry.name === factsName) ? [full] : [];
  });
}

function unpacked(name: string, disk: TapeDisk): Uint8Array {
  const raw = disk.readFileSync(name);
  return name.endsWith('.gz') ? disk.gunzipSync(raw, { maxOutputLength: fileBytesMax }) : raw;
}

function caught<T>(path: string, read: () => T): Result<T, string> {
  try {
    return ok(read());
  } catch (cause) {
    return err(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
