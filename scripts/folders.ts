/** Folders that a command will write into: made, tried and measured before the work, so that nothing is lost at its end. */
import { accessSync, constants, existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Makes a folder and those above it, one after the other: Node's own recursive way never returns where the system says that a folder which is
 * there is not (/proc). Throws with the path.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error(`${folder}: is a file, not a folder`);
    return;
  }
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    if (!existsSync(path)) throw new Error(`${folder}: cannot be made: ${reason(cause)}`, { cause });
  }
}

/** Makes the folder and throws, with the path, where not as much as `bytes` can be written into it. */
export function writableFolder(folder: string, bytes: number): void {
  makeFolder(folder);
  const trial = join(folder, `.candor-trial-${process.pid}`);
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes) throw new Error(`${Math.floor((bavail * bsize) / 1024 ** 2)} MB free where ${Math.ceil(bytes / 1024 ** 2)} MB are needed`);
    writeFileSync(trial, new Uint8Array(trialBytes), { flush: true });
  } catch (cause) {
    throw new Error(`${folder}: cannot be written into: ${reason(cause)}`, { cause });
  } finally {
    rmSync(trial, { force: true });
  }
}

/** Enough to find a quota, or a disk that says it has room. */
const trialBytes = 64 * 1024;

/** `EACCES: permission denied, mkdir '/x'` without the call. */
const reason = (cause: unknown): string => (cause instanceof Error ? cause.message.split(',')[0] ?? '' : String(cause));
