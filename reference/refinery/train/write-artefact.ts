/** Writes a trained model as files: model.onnx, card.json, evaluation.json, and manifest.json with the SHA-256 of the others, signed. Rule MO-1. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { demonstrationKey, signManifest } from './sign-manifest.ts';
import type { Trained } from './train-model.ts';
import { modelsOnnx } from './trainers/model-onnx.ts';

export interface ArtefactFiles {
  readonly 'model.onnx': Uint8Array;
  readonly 'card.json': Uint8Array;
  readonly 'evaluation.json': Uint8Array;
  readonly 'manifest.json': Uint8Array;
}

/** The files of an artefact as bytes. The same trained model gives the same bytes. */
export function artefactFiles({ card, evaluation, models, probes, expiresAt }: Trained): ArtefactFiles {
  const heads = models.map((model, h) => ({ name: card.heads[h]?.name ?? '', model }));
  const files = {
    'model.onnx': modelsOnnx(heads, [['modelId', card.modelId], ['version', card.version], ['featureSchemaHash', card.featureSchemaHash]]),
    'card.json': json(card, 1),
    'evaluation.json': json(evaluation, 0),
  };
  const manifest = signManifest({
    modelId: card.modelId, version: card.version, probes: [...probes], expiresAt,
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
  }, demonstrationKey());
  return { ...files, 'manifest.json': json(manifest, 1) };
}

/**
 * Writes them under `<out>/<version>/`. Over one that is there already only where it has the same bytes, or may be replaced. Throws with the folder.
 * @param out a folder that is there
 * @returns the folder.
 */
export function writeArtefact(out: string, trained: Trained, replace: 'replace' | 'keep'): string {
  const folder = join(out, trained.card.version);
  const files = new Map(Object.entries(artefactFiles(trained)) as [string, Uint8Array][]);
  if (existsSync(folder) && replace === 'keep') {
    if ([...files].every(([name, bytes]) => hasBytes(join(folder, name), bytes))) return folder;
    throw new Error(`${folder}: another artefact of this version is there, with other bytes`);
  }
  writeFolder(folder, files);
  return folder;
}

/** A folder of these files, there whole or not at all: they are written beside it and renamed. What was there is replaced. @param folder in one that is there */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const beside = (ending: string): string => join(dirname(folder), `.${basename(folder)}.${ending}`);
  const [partial, old] = [beside('partial'), beside('old')];
  // A crash between the two renames: what was there is beside it.
  if (existsSync(old) && !existsSync(folder)) renameSync(old, folder);
  for (const left of [partial, old]) rmSync(left, { recursive: true, force: true });
  try {
    mkdirSync(partial);
    for (const [name, bytes] of files) writeFileSync(join(partial, name), bytes, { flush: true });
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(partial, folder);
  } catch (cause) {
    if (existsSync(old)) renameSync(old, folder);
    throw cause;
  } finally {
    for (const left of [partial, old]) rmSync(left, { recursive: true, force: true });
  }
}

const hasBytes = (file: string, bytes: Uint8Array): boolean => existsSync(file) && Buffer.compare(readFileSync(file), bytes) === 0;

const json = (value: unknown, indent: number): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
