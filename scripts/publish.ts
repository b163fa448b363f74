/**
 * npm run publish: makes an artefact of a model that was trained elsewhere, as a desk will check it. The card says what the model is for (src/shared/domain/model-card.ts; docs/specs/model-import.md); probes are eight rows with what the
 * graph says of them, of its background or drawn within its ranges. Writes DIR/<modelId>/<version>/, which must not be there yet. The key is made by `npm run keys -- --publisher NAME`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publisherKeyOf, rawPublicKey, signManifest } from '../reference/refinery/train/sign-manifest.ts';
import { writeFolder } from '../reference/refinery/train/write-artefact.ts';
import { checkArtefact } from '../src/main/core/models/load-model.ts';
import { readingPolicy } from '../src/main/core/models/verify-manifest.ts';
import { seededRandom, seedFrom } from '../src/shared/base/random.ts';
import { modelCardSchema, type ModelCard, type ModelManifest } from '../src/shared/domain/model-card.ts';
import { margin, type Model } from '../src/shared/models/model.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';
import { makeFolder } from './folders.ts';
import { needed, readOptions, text } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

const args = readOptions({
  name: 'publish',
  what: 'makes an artefact of a model that was trained elsewhere, as a desk will check it',
  options: {
    onnx: needed('FILE', 'the model'),
    card: needed('FILE', 'what it is for, in words and numbers'),
    evaluation: text('FILE', 'held-out rows with their explanations'),
    key: needed('PEM', 'private key of the publisher: npm run keys -- --publisher NAME makes it'),
    expires: needed('YYYY-MM-DD', 'the day after which no desk takes it'),
    out: needed('DIR', 'DIR/<modelId>/<version> is written, which must not be there yet'),
  },
  examples: ['--onnx model.onnx --card card.json --key keys/publisher-desk.pem --expires 2027-06-30 --out models'],
  docs: 'docs/specs/model-import.md',
});

/** As many as training makes (reference/refinery/train/train-model.ts). */
const probeCount = 8;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** With the margins of the heads that the graph is read as. */
function probesOf(onnx: Uint8Array, card: ModelCard): ModelManifest['probes'] {
  const graph = readModelGraph(onnx);
  if (!graph.ok) throw new Error(`${graph.error.code}: ${graph.error.detail}`);
  return probeRows(card).map((features) => ({ features, margins: graph.value.heads.map((head) => margin(head, Float32Array.from(features))) }));
}

/** Rows of the background, spread over it; where it has fewer, all of them and the rest drawn evenly within the ranges of the features, by a seed that is the model's name and version. */
function probeRows({ background: { rows }, featureRanges, modelId, version }: ModelCard): number[][] {
  if (rows.length >= probeCount) return Array.from({ length: probeCount }, (_, k) => [...rows[Math.floor((k * (rows.length - 1)) / (probeCount - 1))]!]);
  const random = seededRandom(seedFrom(`${modelId} ${version}`));
  const drawn = (): number[] => featureRanges.map(({ low, high }) => Math.fround(low + (high - low) * random.uniform()));
  return [...rows.map((row) => [...row]), ...Array.from({ length: probeCount - rows.length }, drawn)];
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

/** By option and file, not in the system's words alone. */
function bytesOf(option: string, file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new Error(`${option} ${file}: ${existsSync(file) ? `cannot be read (${cause instanceof Error ? cause.message : String(cause)})` : 'there is no such file'}`, { cause });
  }
}

/** Base values are rounded by nobody; a card may state them in fewer digits. */
const baseTolerance = 1e-3;

/** A card that was copied from another model shows that model's figures, odds and words as this one's: its base values give it away. */
function checkBases(card: ModelCard, heads: readonly Model[]): void {
  const { rows } = card.background;
  for (const [k, head] of heads.entries()) {
    const stated = card.heads[k]?.baseValue ?? NaN;
    const own = rows.reduce((sum, row) => sum + margin(head, Float32Array.from(row)), 0) / rows.length;
    if (Math.abs(own - stated) <= baseTolerance * (1 + Math.abs(own))) continue;
    throw new Error(`${args.card}: heads.${k}.baseValue is ${stated}, but this model's mean over the card's background is ${own}: the card was made for another model. What it says of calibration, frequencies, metrics, problem and summary must be of this one (calibration {"method":"none"} and [] where nothing was measured); then state this base value`);
  }
}

/** A PEM that OpenSSL cannot read is said by file, not in OpenSSL's words. */
function keyOf(file: string): ReturnType<typeof publisherKeyOf> {
  const pem = Buffer.from(bytesOf('--key', file)).toString('utf8');
  try {
    return publisherKeyOf(pem);
  } catch (error) {
    throw new Error(`${file}: no publisher's key (${error instanceof Error ? error.message : String(error)})`);
  }
}

function main(): string {
  const onnx = bytesOf('--onnx', args.onnx);
  const cardBytes = bytesOf('--card', args.card);
  const card = cardOf(args.card, cardBytes);
  const files = new Map([['model.onnx', onnx], ['card.json', cardBytes]]);
  if (args.evaluation !== undefined) files.set('evaluation.json', bytesOf('--evaluation', args.evaluation));
  const key = keyOf(args.key);
  const manifest = signManifest({
    modelId: card.modelId, version: card.version, files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])), probes: probesOf(onnx, card), expiresAt: args.expires,
  }, key);
  files.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`));
  const publisher = { name: 'this', publicKey: Buffer.from(rawPublicKey(key)).toString('base64') };
  const checked = checkArtefact(files, { ...readingPolicy, publishers: [publisher], nowMicros: Date.now() * 1_000 });
  if (!checked.ok) throw new Error(`${checked.error.code}: ${checked.error.detail}`);
  checkBases(card, checked.value.heads);
  const folder = join(args.out, card.modelId, card.version);
  if (existsSync(folder)) throw new Error(`${folder} is there already: a version is published once`);
  makeFolder(dirname(folder));
  writeFolder(folder, files);
  return JSON.stringify({ folder, modelHash: checked.value.modelHash, keyId: manifest.keyId, form: checked.value.heads.map(({ kind, link }) => `${kind} ${link}`), probes: manifest.probes.length, coversKnown: checked.value.coversKnown }, null, 1);
}

try {
  console.log(main());
} catch (cause) {
  console.error((cause instanceof Error ? cause.message : String(cause)).replaceAll('\n', ' '));
  process.exitCode = 1;
}
