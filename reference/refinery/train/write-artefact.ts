/** Writes a trained model as files: model.onnx, card.json, evaluation.json, and manifest.json with the SHA-256 of the others, signed. Rule MO-1. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Writes them under `<out>/<version>/`. @returns the folder. */
export function writeArtefact(out: string, trained: Trained): string {
  const folder = join(out, trained.card.version);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(artefactFiles(trained))) writeFileSync(join(folder, name), bytes as Uint8Array);
  return folder;
}

const json = (value: unknown, indent: number): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
