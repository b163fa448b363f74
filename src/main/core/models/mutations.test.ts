/**
 * Artefacts changed at random, from a seed. Without the publisher's key no changed artefact is taken; with it (what was changed is signed
 * anew) the loader neither throws nor takes long, and what it takes says finite numbers or is refused. CANDOR_MUTATIONS sets how many.
 */
import { describe, expect, it } from 'vitest';
import { modelsOnnx, type HeadModel } from '../../../../reference/refinery/train/trainers/model-onnx.ts';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { modelForms, randomModel, randomRows } from '../../../../tests/fixtures/random-models.ts';
import { seededRandom, type Random } from '../../../shared/base/random.ts';
import { margin } from '../../../shared/models/model.ts';
import { readModelGraph } from '../../../shared/onnx/model-graph.ts';
import { checkArtefact } from './load-model.ts';
import { makePublisherKey, publisherKeyOf } from '../../../../reference/refinery/train/sign-manifest.ts';

const count = Number(process.env['CANDOR_MUTATIONS'] ?? 2_000);

const artefacts: readonly (readonly HeadModel[])[] = [
  ...modelForms.map((form, k) => [{ name: 'score', model: randomModel(form, 20 + k, { link: k % 2 ? 'logistic' : 'identity' }) }]),
  ['q10', 'q50', 'q90'].map((name, k) => ({ name, model: randomModel('trees', 40 + k) })),
];

/** One to four changes: a bit, a byte, a run left out, put twice, swapped or filled. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let out = bytes.slice();
  for (let changes = 1 + random.integer(4); changes > 0; changes--) {
    const at = random.integer(out.length);
    const length = 1 + random.integer(Math.min(16, out.length - at));
    const run = out.slice(at, at + length);
    switch (random.integer(6)) {
      case 0: out[at] = (out[at] ?? 0) ^ (1 << random.integer(8)); break;
      case 1: out[at] = random.integer(256); break;
      case 2: out = joined(out.subarray(0, at), out.subarray(at + length)); break;
      case 3: out = joined(out.subarray(0, at), run, out.subarray(at)); break;
      case 4: out.set(run, random.integer(out.length - length + 1)); break;
      default: out.fill([0, 0xff, 0x80, 0x7f][random.integer(4)] ?? 0, at, at + length);
    }
    if (out.length === 0) out = bytes.slice(0, 1);
  }
  return out;
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(parts.flatMap((part) => [...part]));
const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

describe('mutations', () => {
  it(`[IM-20] none of ${count} changed artefacts is taken: model, card, manifest, another key, another version, an extra file, a swapped one`, () => {
    const random = seededRandom(1);
    const whole = artefacts.map((heads) => artefactOf(heads));
    const foreignKey = publisherKeyOf(makePublisherKey().privatePem);
    const codes = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const which = random.integer(whole.length);
      const original = whole[which] ?? new Map<string, Uint8Array>();
      let files = new Map(original);
      const names = ['model.onnx', 'card.json', 'manifest.json'];
      const name = names[random.integer(3)] ?? '';
      const kind = random.integer(20);
      if (kind === 0) files.set(['weights.bin', 'model.onnx.data', 'evaluation.json'][random.integer(3)] ?? '', new Uint8Array([1]));
      else if (kind === 1) files.set(name, whole[(which + 1) % whole.length]?.get(name) ?? new Uint8Array(0));
      else if (kind === 2) files.delete(name);
      else if (kind === 3) files = artefactOf(artefacts[which] ?? [], { key: foreignKey });
      else {
        const bytes = mutated(original.get(name) ?? new Uint8Array(0), random);
        if (equal(bytes, original.get(name) ?? new Uint8Array(0))) continue; // a change that changed nothing
        files.set(name, bytes);
      }
      const checked = checkArtefact(files);
      expect(checked.ok, `mutation ${i} of ${name}`).toBe(false);
      if (!checked.ok) codes.set(checked.error.code, (codes.get(checked.error.code) ?? 0) + 1);
    }
    for (const code of ['HASH_MISMATCH', 'BAD_MANIFEST', 'BAD_SIGNATURE', 'UNKNOWN_PUBLISHER', 'EXTRA_FILE', 'FILE_MISSING']) expect(codes.get(code) ?? 0, code).toBeGreaterThan(0);
  }, 120_000);

  it(`[IM-11] of ${count} changed graphs with the right hash and signature, none makes the loader throw or stay long`, () => {
    const random = seededRandom(2);
    const graphs = artefacts.map((heads) => modelsOnnx(heads, [['featureSchemaHash', 'abc']]));
    const codes = new Map<string, number>();
    let [taken, slowestMs] = [0, 0];
    for (let i = 0; i < count; i++) {
      const which = random.integer(graphs.length);
      const bytes = mutated(graphs[which] ?? new Uint8Array(1), random);
      const from = performance.now();
      // The whole loader for some, the reader of graphs for the others: signing and the card take most of the time.
      const read = i % 8 === 0 ? checkArtefact(artefactOf(artefacts[which] ?? [], { bytes })) : readModelGraph(bytes);
      slowestMs = Math.max(slowestMs, performance.now() - from);
      if (!read.ok) {
        codes.set(read.error.code, (codes.get(read.error.code) ?? 0) + 1);
        continue;
      }
      taken++;
      const { heads } = read.value;
      const width = heads[0]?.featureCount ?? 0;
      const x = randomRows(i, 1, width);
      for (const head of heads) expect(typeof margin(head, x)).toBe('number');
    }
    expect(slowestMs).toBeLessThan(2_000);
    expect(taken).toBeLessThan(count);
    expect(codes.size).toBeGreaterThan(6);
  }, 120_000);
});
