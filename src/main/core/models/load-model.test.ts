/** Every refusal, driven by an artefact that is wrong in just that way. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeOnnx, linearOnnx, type OnnxGraph } from '../../../../reference/refinery/train/onnx-writer.ts';
import { must } from '../../../shared/base/assert.ts';
import type { ModelCard, ModelManifest } from '../../../shared/domain/model-card.ts';
import { artefactFileBytesMax, checkArtefact, loadModel, type ArtefactBytes } from './load-model.ts';
import { readOnnx } from './onnx-reader.ts';

const folder = join('resources', 'models', 'drift-linear', '1.0.0');
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
const shippedCard = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as ModelCard;
const shippedManifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ModelManifest;
const shippedLinear = must(shippedCard.linear, 'it is linear');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const width = shippedCard.featureNames.length;

/** An artefact whose manifest is right for whatever is in it. */
function artefact(change: { model?: Uint8Array; card?: unknown; version?: string } = {}): ArtefactBytes {
  const model = change.model ?? bytesOf('model.onnx');
  const card = json(change.card ?? shippedCard);
  const manifest = json({ ...shippedManifest, version: change.version ?? shippedCard.version, files: { 'model.onnx': sha256(model), 'card.json': sha256(card) } });
  return { model, card, manifest };
}

function graph(change: Partial<OnnxGraph> = {}): Uint8Array {
  return writeOnnx({
    name: 'linear',
    nodes: [{ op: 'Gemm', inputs: ['features', 'coefficients', 'intercept'], outputs: ['margin'], domain: '' }],
    initializers: [
      { name: 'coefficients', dims: [width, 1], data: Float32Array.from(shippedLinear.coefficients) },
      { name: 'intercept', dims: [1], data: Float32Array.of(shippedLinear.intercept) },
    ],
    inputs: [{ name: 'features', dims: ['rows', width] }], outputs: [{ name: 'margin', dims: ['rows', 1] }], metadata: [], ...change,
  });
}

const refusal = (files: ArtefactBytes): string => {
  const checked = checkArtefact(files);
  return checked.ok ? 'accepted' : checked.error.code;
};

/** A length-delimited protobuf field. */
const field = (number: number, body: Uint8Array): Uint8Array => Uint8Array.from([number * 8 + 2, ...(body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]), ...body]);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('load-model', () => {
  it('[SG-1] takes the shipped artefact', async () => {
    const loaded = await loadModel(folder);
    expect(loaded.ok && loaded.value.modelHash).toBe(sha256(bytesOf('model.onnx')));
    expect(refusal(artefact({ model: graph() }))).toBe('accepted');
  });

  it('[SG-1] FILE_MISSING: nothing there', async () => {
    expect(await loadModel(join(folder, 'nowhere'))).toMatchObject({ ok: false, error: { code: 'FILE_MISSING' } });
  });

  it('[SG-1] TOO_LARGE', () => {
    expect(refusal(artefact({ model: new Uint8Array(artefactFileBytesMax + 1) }))).toBe('TOO_LARGE');
  });

  it('[SG-1] BAD_MANIFEST: not JSON, or not a manifest', () => {
    expect(refusal({ ...artefact(), manifest: text('{') })).toBe('BAD_MANIFEST');
    expect(refusal({ ...artefact(), manifest: json({ modelId: 1 }) })).toBe('BAD_MANIFEST');
  });

  it('[SG-1] HASH_MISMATCH: one bit of the model or of the card', () => {
    const good = artefact();
    const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b));
    expect(refusal({ ...good, model: flipped(good.model) })).toBe('HASH_MISMATCH');
    expect(refusal({ ...good, card: flipped(good.card) })).toBe('HASH_MISMATCH');
  });

  it('[SG-1] BAD_CARD and CARD_INCONSISTENT', () => {
    expect(refusal(artefact({ card: { ...shippedCard, owner: undefined } }))).toBe('BAD_CARD');
    expect(refusal(artefact({ version: '9.9.9' }))).toBe('CARD_INCONSISTENT');
    expect(refusal(artefact({ card: { ...shippedCard, missingDefaults: [0] } }))).toBe('CARD_INCONSISTENT');
  });

  it('[SG-1] FEATURE_SCHEMA_MISMATCH', () => {
    expect(refusal(artefact({ card: { ...shippedCard, featureSchemaHash: '0'.repeat(64) } }))).toBe('FEATURE_SCHEMA_MISMATCH');
  });

  it('[SG-1] UNREADABLE_MODEL: truncated anywhere', () => {
    const whole = bytesOf('model.onnx');
    for (const length of [0, 1, 20, 100, whole.length - 40]) expect(refusal(artefact({ model: whole.slice(0, length) })), `${length} bytes`).toBe('UNREADABLE_MODEL');
  });

  it('[SG-1] OPERATOR_NOT_ALLOWED: another operator, another domain', () => {
    const node = { inputs: ['features', 'coefficients', 'intercept'], outputs: ['score'] };
    expect(refusal(artefact({ model: graph({ nodes: [{ ...node, op: 'Loop', domain: '' }] }) }))).toBe('OPERATOR_NOT_ALLOWED');
    expect(refusal(artefact({ model: graph({ nodes: [{ ...node, op: 'Gemm', domain: 'com.example' }] }) }))).toBe('OPERATOR_NOT_ALLOWED');
  });

  it('[SG-1] EXTERNAL_DATA: an initializer that points outside the file', () => {
    // ModelProto.graph (7) with one more initializer (5): name (8) and external_data (13) with its location.
    const entry = field(13, Uint8Array.from([...field(1, text('location')), ...field(2, text('../secrets'))]));
    const tensor = field(5, Uint8Array.from([...field(8, text('t')), ...entry]));
    const inner = readGraphBytes(graph());
    expect(refusal(artefact({ model: field(7, Uint8Array.from([...inner, ...tensor])) }))).toBe('EXTERNAL_DATA');
  });

  it('[SG-1] NESTED_CODE: a function defined in the model', () => {
    const functions = Uint8Array.of(0xca, 1, 0); // field 25, length-delimited, empty
    expect(refusal(artefact({ model: Uint8Array.from([...graph(), ...functions]) }))).toBe('NESTED_CODE');
  });

  it('[SG-1] WRONG_INPUT: another width, a fixed batch', () => {
    expect(refusal(artefact({ model: graph({ inputs: [{ name: 'features', dims: ['rows', width + 1] }] }) }))).toBe('WRONG_INPUT');
    expect(refusal(artefact({ model: graph({ inputs: [{ name: 'features', dims: [1, width] }] }) }))).toBe('WRONG_INPUT');
  });

  it('[SG-1] WRONG_OUTPUT: a map, two outputs, another name', () => {
    expect(refusal(artefact({ model: graph({ outputs: [{ name: 'p', dims: ['rows', 1] }] }) }))).toBe('WRONG_OUTPUT');
    expect(refusal(artefact({ model: graph({ outputs: [{ name: 'margin', dims: ['rows', 1] }, { name: 'b', dims: ['rows', 1] }] }) }))).toBe('WRONG_OUTPUT');
    // ValueInfo (12) whose TypeProto (2) holds a map_type (5).
    const map = field(12, Uint8Array.from([...field(1, text('margin')), ...field(2, field(5, new Uint8Array(0)))]));
    const inner = readGraphBytes(graph({ outputs: [] }));
    expect(refusal(artefact({ model: field(7, Uint8Array.from([...inner, ...map])) }))).toBe('WRONG_OUTPUT');
  });

  it('[SG-1] COEFFICIENTS_DIFFER: the card explains another model', () => {
    const other = shippedLinear.coefficients.map((c, j) => (j === 3 ? c + 1 : c));
    expect(refusal(artefact({ card: { ...shippedCard, linear: { ...shippedLinear, coefficients: other } } }))).toBe('COEFFICIENTS_DIFFER');
    const model = linearOnnx(Float32Array.from(shippedLinear.coefficients), shippedLinear.intercept + 1, '');
    expect(refusal(artefact({ model }))).toBe('COEFFICIENTS_DIFFER');
  });

  it('[SG-1] no bytes make the reader throw', () => {
    const whole = bytesOf('model.onnx');
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
      const bytes = whole.slice(0, length);
      for (const [at, value] of changes) if (at < length) bytes[at] = value;
      readOnnx(bytes);
    }), { numRuns: 2_000 });
  });
});

/** The bytes of ModelProto.graph. */
function readGraphBytes(model: Uint8Array): Uint8Array {
  for (let at = 0; at < model.length; ) {
    const key = model[at++] ?? 0;
    let length = 0;
    let shift = 0;
    for (;;) {
      const byte = model[at++] ?? 0;
      length += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) break;
    }
    if (key % 8 === 0) continue;
    if (key === 7 * 8 + 2) return model.slice(at, at + length);
    at += length;
  }
  throw new Error('no graph');
}
