/** The files of an artefact, each read once through one handle: what was read is what is checked and what is run, whatever becomes of the folder. */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { graphLimits } from '../../../shared/onnx/graph-refusal.ts';
import type { ModelRefusal } from './model-refusal.ts';

/** Bytes by file name. */
export type ArtefactFiles = ReadonlyMap<string, Uint8Array>;

/** Every file that an artefact may have, and the most bytes that it may be of. */
export const artefactFileLimits: Readonly<Record<string, number>> = {
  'model.onnx': graphLimits.bytesMax, 'card.json': 4_000_000, 'evaluation.json': 16_000_000, 'manifest.json': 1_000_000,
};

const required = ['model.onnx', 'card.json', 'manifest.json'];

/** Reads all of `folder`, or says what is there and should not be. Links are not followed. */
export async function readArtefact(folder: string): Promise<Result<ArtefactFiles, ModelRefusal>> {
  const files = new Map<string, Uint8Array>();
  try {
    if (!(await lstat(folder)).isDirectory()) return err({ code: 'FILE_MISSING', detail: 'not a folder' });
    const names = (await readdir(folder)).sort();
    const extra = names.find((name) => !Object.hasOwn(artefactFileLimits, name));
    if (extra !== undefined) return err({ code: 'EXTRA_FILE', detail: `${extra} does not belong to an artefact` });
    for (const name of names) {
      const read = await readOnce(join(folder, name), name);
      if (!read.ok) return read;
      files.set(name, read.value);
    }
  } catch (error) {
    return err({ code: 'FILE_MISSING', detail: error instanceof Error ? error.message : String(error) });
  }
  const missing = required.find((name) => !files.has(name));
  return missing === undefined ? ok(files) : err({ code: 'FILE_MISSING', detail: missing });
}

async function readOnce(path: string, name: string): Promise<Result<Uint8Array, ModelRefusal>> {
  // A pipe would block an open for reading; a link could be changed between the look and the open. Windows has neither flag.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') return null;
    throw error;
  });
  if (!handle) return err({ code: 'EXTRA_FILE', detail: `${name} is a link` });
  try {
    const state = await handle.stat();
    if (!state.isFile()) return err({ code: 'EXTRA_FILE', detail: `${name} is no file` });
    const limit = artefactFileLimits[name] ?? 0;
    if (state.size > limit) return err({ code: 'TOO_LARGE', detail: `${name} has ${state.size} bytes, limit ${limit}` });
    const buffer = new Uint8Array(state.size);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0) break;
    }
    // One byte more than was stated, so that a file that grows meanwhile is seen.
    const { bytesRead: more } = await handle.read(new Uint8Array(1), 0, 1, length);
    return length === state.size && more === 0 ? ok(buffer) : err({ code: 'TOO_LARGE', detail: `${name} changed while it was read` });
  } finally {
    await handle.close();
  }
}
