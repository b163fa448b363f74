/** Writes a trained model as files: model.onnx, card.json and manifest.json with the SHA-256 of the other two. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linearOnnx } from './onnx-writer.ts';
import { demonstrationKey, signManifest } from './sign-manifest.ts';
import type { Trained } from './train-linear.ts';

export interface ArtefactFiles {
  readonly 'model.onnx': Uint8Array;
  readonly 'card.json': Uint8Array;
  readonly 'manifest.json': Uint8Array;
}

/** The files of an artefact as bytes. The same trained model gives the same bytes. */
export function artefactFiles(trained: Trained): ArtefactFiles {
  const model = linearOnnx(trained.coefficients, trained.intercept, trained.card.featureSchemaHash);
  const card = json(trained.card);
  const manifest = signManifest({
    modelId: trained.card.modelId,
    version: trained.card.version,
    files: { 'model.onnx': sha256(model), 'card.json': sha256(card) },
    probes: [...trained.probes], expiresAt: trained.expiresAt,
  }, demonstrationKey());
  return { 'model.onnx': model, 'card.json': card, 'manifest.json': json(manifest) };
}

/** Writes them under `<out>/<version>/`. @returns the folder. */
export function writeArtefact(out: string, trained: Trained): string {
  const folder = join(out, trained.card.version);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(artefactFiles(trained))) writeFileSync(join(folder, name), bytes as Uint8Array);
  return folder;
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
