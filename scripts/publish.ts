/**
 * Makes an artefact of a model that was trained elsewhere, as a desk will check it:
 *   npm run publish -- --onnx FILE --card FILE --key PEM --expires YYYY-MM-DD --out DIR [--evaluation FILE]
 *
 * The card says what the model is for (src/shared/domain/model-card.ts; docs/specs/model-import.md); probes are rows of its background with what the
 * graph says of them. Writes DIR/<modelId>/<version>/, which must not be there yet. The key is made by `npm run keys -- --publisher NAME`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { publisherKeyOf, rawPublicKey, signManifest } from '../reference/refinery/train/sign-manifest.ts';
import { checkArtefact } from '../src/main/core/models/load-model.ts';
import { readingPolicy } from '../src/main/core/models/verify-manifest.ts';
import { modelCardSchema, type ModelCard, type ModelManifest } from '../src/shared/domain/model-card.ts';
import { margin } from '../src/shared/models/model.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';
import { requireNode } from './require-node.ts';

requireNode();

const options = { onnx: { type: 'string' }, card: { type: 'string' }, evaluation: { type: 'string' }, key: { type: 'string' }, expires: { type: 'string' }, out: { type: 'string' } } as const;
let args: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] = {};

const probesMax = 8;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const needed = (name: 'onnx' | 'card' | 'key' | 'expires' | 'out'): string => {
  const value = args[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
};

/** Rows of the background, spread over it, with the margins of the heads that the graph is read as. */
function probesOf(onnx: Uint8Array, card: ModelCard): ModelManifest['probes'] {
  const graph = readModelGraph(onnx);
  if (!graph.ok) throw new Error(`${graph.error.code}: ${graph.error.detail}`);
  const { rows } = card.background;
  const step = Math.max(1, Math.ceil(rows.length / probesMax));
  return rows.filter((_, i) => i % step === 0).map((features) => ({ features: [...features], margins: graph.value.heads.map((head) => margin(head, Float32Array.from(features))) }));
}

/** Throws with the first thing that is wrong with it. */
function cardOf(file: string, bytes: Uint8Array): ModelCard {
  let stated: unknown;
  try {
    stated = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const card = modelCardSchema.safeParse(stated);
  if (card.success) return card.data;
  const [first] = card.error.issues;
  throw new Error(`${file}: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'no card'}${card.error.issues.length > 1 ? `, and ${card.error.issues.length - 1} more` : ''}`);
}

/** A PEM that OpenSSL cannot read is said by file, not in OpenSSL's words. */
function keyOf(file: string): ReturnType<typeof publisherKeyOf> {
  const pem = readFileSync(file, 'utf8');
  try {
    return publisherKeyOf(pem);
  } catch (error) {
    throw new Error(`${file}: no publisher's key (${error instanceof Error ? error.message : String(error)})`);
  }
}

function main(): string {
  args = parseArgs({ options }).values;
  const onnx = new Uint8Array(readFileSync(needed('onnx')));
  const cardBytes = new Uint8Array(readFileSync(needed('card')));
  const card = cardOf(needed('card'), cardBytes);
  const files = new Map([['model.onnx', onnx], ['card.json', cardBytes]]);
  if (args.evaluation !== undefined) files.set('evaluation.json', new Uint8Array(readFileSync(args.evaluation)));
  const key = keyOf(needed('key'));
  const manifest = signManifest({
    modelId: card.modelId, version: card.version, files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])), probes: probesOf(onnx, card), expiresAt: needed('expires'),
  }, key);
  files.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`));
  const publisher = { name: 'this', publicKey: Buffer.from(rawPublicKey(key)).toString('base64') };
  const checked = checkArtefact(files, { ...readingPolicy, publishers: [publisher], nowMicros: Date.now() * 1_000 });
  if (!checked.ok) throw new Error(`${checked.error.code}: ${checked.error.detail}`);
  const folder = join(needed('out'), card.modelId, card.version);
  if (existsSync(folder)) throw new Error(`${folder} is there already: a version is published once`);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return JSON.stringify({ folder, modelHash: checked.value.modelHash, keyId: manifest.keyId, form: checked.value.heads.map(({ kind, link }) => `${kind} ${link}`), probes: manifest.probes.length, coversKnown: checked.value.coversKnown }, null, 1);
}

try {
  console.log(main());
} catch (cause) {
  console.error((cause instanceof Error ? cause.message : String(cause)).replaceAll('\n', ' '));
  process.exitCode = 1;
}
