/** Every refusal of an artefact, driven by one that is wrong in just that way; and what is taken. */
import { generateKeyPairSync } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { keyIdOf as keyIdOfRaw, makePublisherKey, publisherKeyOf, rawPublicKey, demonstrationKey } from '../../../../reference/refinery/train/sign-manifest.ts';
import { modelOnnx } from '../../../../reference/refinery/train/trainers/model-onnx.ts';
import { artefactOf, jsonBytes, sha256, type ArtefactChange } from '../../../../tests/fixtures/artefact.ts';
import { modelForms, randomModel, randomRows } from '../../../../tests/fixtures/random-models.ts';
import { demonstrationPublicKey } from '../../../shared/domain/manifest-text.ts';
import { margin } from '../../../shared/models/model.ts';
import { artefactFileLimits } from './artefact-files.ts';
import { checkArtefact, loadModel } from './load-model.ts';
import { compareVersions, demonstrationPublisher, keyIdOf, readingPolicy, type LoadPolicy } from './verify-manifest.ts';

const linear = randomModel('linear', 1);
const heads = [{ name: 'score', model: linear }];
const desk: LoadPolicy = { ...readingPolicy, nowMicros: Date.parse('2026-11-21T00:00:00Z') * 1_000, rollbackAllowed: false, asked: { modelId: 'test-model', version: '1.2.0' } };

function verdict(files: ReadonlyMap<string, Uint8Array>, policy: Partial<LoadPolicy> = {}): string {
  const checked = checkArtefact(files, { ...desk, ...policy });
  return checked.ok ? 'taken' : checked.error.code;
}
const changed = (change: ArtefactChange, policy: Partial<LoadPolicy> = {}): string => verdict(artefactOf(heads, change), policy);

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

function onDisk(files: ReadonlyMap<string, Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-artefact-'));
  folders.push(folder);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return folder;
}

const code = async (folder: string): Promise<string> => {
  const loaded = await loadModel(folder, desk);
  return loaded.ok ? 'taken' : loaded.error.code;
};

describe('taken', () => {
  it('[SG-1] every form and several heads, with the evaluators of the very bytes', async () => {
    for (const form of modelForms) {
      for (const link of ['identity', 'logistic'] as const) {
        const model = randomModel(form, 4, { link });
        const checked = checkArtefact(artefactOf([{ name: 'a', model }]), desk);
        expect(checked.ok && checked.value.heads).toEqual([model]);
      }
    }
    const three = ['q10', 'q50', 'q90'].map((name, k) => ({ name, model: randomModel('trees', k) }));
    const loaded = await loadModel(onDisk(artefactOf(three)), desk);
    if (!loaded.ok) throw new Error(loaded.error.detail);
    const { bytes, modelHash, inputName, outputName, output, coversKnown } = loaded.value;
    expect({ modelHash, inputName, outputName, coversKnown, columns: output.columns }).toEqual({ modelHash: sha256(bytes), inputName: 'features', outputName: 'margin', coversKnown: true, columns: [0, 1, 2] });
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const x = randomRows(9, 4);
    const said = await session.run({ features: new Tensor('float32', x, [4, 6]) });
    for (let i = 0; i < 4; i++) loaded.value.heads.forEach((head, k) => expect(said['margin']?.data[3 * i + k]).toBe(Math.fround(margin(head, x, 6 * i))));
    await session.release();
  });
});

describe('files', () => {
  it('[IM-14] nothing there, a file where a folder should be, one of the three missing', async () => {
    expect(await code(join(tmpdir(), 'candor-nowhere'))).toBe('FILE_MISSING');
    const whole = artefactOf(heads);
    expect(await code(join(onDisk(whole), 'card.json'))).toBe('FILE_MISSING');
    for (const name of ['model.onnx', 'card.json', 'manifest.json']) expect(await code(onDisk(new Map([...whole].filter(([key]) => key !== name)))), name).toBe('FILE_MISSING');
    expect(await code(onDisk(whole))).toBe('taken');
  });

  it('[IM-17] an extra file, a folder, a link; a file that is there and the manifest does not name, or the other way round', async () => {
    const whole = artefactOf(heads);
    expect(await code(onDisk(new Map([...whole, ['notes.txt', new Uint8Array(1)]])))).toBe('EXTRA_FILE');
    expect(await code(onDisk(new Map([...whole, ['weights.bin', new Uint8Array(1)]])))).toBe('EXTRA_FILE');
    expect(await code(onDisk(new Map([...whole, ['evaluation.json', jsonBytes({})]])))).toBe('EXTRA_FILE');
    expect(changed({ manifest: { files: { 'model.onnx': sha256(whole.get('model.onnx') ?? new Uint8Array(0)), 'card.json': sha256(whole.get('card.json') ?? new Uint8Array(0)), 'evaluation.json': '0'.repeat(64) } } })).toBe('FILE_MISSING');
    const withFolder = onDisk(new Map([...whole].filter(([name]) => name !== 'card.json')));
    mkdirSync(join(withFolder, 'card.json'));
    expect(await code(withFolder)).toBe('EXTRA_FILE');
  });

  it.skipIf(process.platform === 'win32')('[IM-17] links are not followed; a hard link is a file like any other, since its bytes are what is signed', async () => {
    const whole = artefactOf(heads);
    const folder = onDisk(whole);
    renameSync(join(folder, 'model.onnx'), join(onDisk(new Map()), 'model.onnx'));
    symlinkSync(join(folders.at(-1) ?? '', 'model.onnx'), join(folder, 'model.onnx'));
    expect(await code(folder)).toBe('EXTRA_FILE');
    const linked = onDisk(new Map([...whole].filter(([name]) => name !== 'model.onnx')));
    linkSync(join(folders.at(-2) ?? '', 'model.onnx'), join(linked, 'model.onnx'));
    expect(await code(linked)).toBe('taken');
  });

  it('[IM-14] what changes on disk after the read changes nothing: the bytes that were checked are those that run', async () => {
    const folder = onDisk(artefactOf(heads));
    const loaded = await loadModel(folder, desk);
    if (!loaded.ok) throw new Error(loaded.error.detail);
    const other = modelOnnx(randomModel('linear', 2), []);
    writeFileSync(join(folder, 'model.onnx'), other);
    expect(sha256(loaded.value.bytes)).toBe(loaded.value.manifest.files['model.onnx']);
    expect(loaded.value.heads).toEqual([linear]);
    expect(await code(folder)).toBe('HASH_MISMATCH');
  });

  it('[IM-14] files that are swapped for another signed artefact\'s while they are read: what is taken is whole, whichever it is', async () => {
    const pair = [1, 2].map((seed) => artefactOf([{ name: 'score', model: randomModel('linear', seed) }]));
    const folder = onDisk(pair[0] ?? new Map());
    let stop = false;
    const swapping = (async () => {
      for (let turn = 0; !stop; turn++) {
        for (const [name, bytes] of pair[turn % 2] ?? []) {
          writeFileSync(`${folder}.next`, bytes);
          renameSync(`${folder}.next`, join(folder, name));
          await new Promise((next) => setImmediate(next));
        }
      }
    })();
    const seen = new Map<string, number>();
    for (let i = 0; i < 50; i++) {
      const loaded = await loadModel(folder, desk);
      const verdict = loaded.ok ? 'taken' : loaded.error.code;
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      if (loaded.ok) expect([loaded.value.modelHash, sha256(loaded.value.bytes)]).toEqual(Array(2).fill(loaded.value.manifest.files['model.onnx']));
    }
    stop = true;
    await swapping;
    expect([...seen.keys()].filter((verdict) => !['taken', 'HASH_MISMATCH'].includes(verdict))).toEqual([]);
    expect(seen.get('HASH_MISMATCH') ?? 0).toBeGreaterThan(0);
  });

  it('[IM-6] files beyond their limits', async () => {
    const whole = artefactOf(heads);
    for (const [name, limit] of Object.entries(artefactFileLimits)) expect(await code(onDisk(new Map([...whole, [name, new Uint8Array(limit + 1)]]))), name).toBe('TOO_LARGE');
  });
});

describe('manifest', () => {
  it('[IM-15] a publisher that is not trusted; one that is', () => {
    const own = makePublisherKey();
    const signed = artefactOf(heads, { key: publisherKeyOf(own.privatePem) });
    expect(verdict(signed)).toBe('UNKNOWN_PUBLISHER');
    expect(verdict(signed, { publishers: [{ name: 'own', publicKey: own.publicKey }] })).toBe('taken');
    expect(verdict(artefactOf(heads), { publishers: [{ name: 'own', publicKey: own.publicKey }] })).toBe('UNKNOWN_PUBLISHER');
    expect(verdict(artefactOf(heads), { publishers: [] })).toBe('UNKNOWN_PUBLISHER');
    expect(keyIdOf(own.publicKey)).toBe(own.keyId);
    expect(() => publisherKeyOf(generateKeyPairSync('ed448').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string)).toThrow('not ed25519');
  });

  it('[IM-15] the demonstration publisher\'s key is the one that the public sentence gives', () => {
    expect(Buffer.from(rawPublicKey(demonstrationKey())).toString('base64')).toBe(demonstrationPublicKey);
    expect(keyIdOfRaw(rawPublicKey(demonstrationKey()))).toBe(keyIdOf(demonstrationPublisher.publicKey));
  });

  it('[IM-15] one value changed, one added, another signature, another spelling of the same signature', () => {
    const whole = artefactOf(heads);
    const manifest = JSON.parse(Buffer.from(whole.get('manifest.json') ?? '').toString()) as Record<string, unknown> & { signature: string };
    const rewritten = (change: Record<string, unknown>): string => verdict(new Map([...whole, ['manifest.json', jsonBytes({ ...manifest, ...change })]]));
    expect(rewritten({})).toBe('taken');
    expect(rewritten({ version: '1.2.1' })).toBe('BAD_SIGNATURE');
    expect(rewritten({ expiresAt: '2031-12-31' })).toBe('BAD_SIGNATURE');
    expect(rewritten({ unheardOf: 1 })).toBe('BAD_SIGNATURE');
    expect(rewritten({ signature: Buffer.alloc(64).toString('base64') })).toBe('BAD_SIGNATURE');
    expect(rewritten({ signature: manifest.signature.replace(/==$/, '') })).toBe('BAD_SIGNATURE');
    expect(rewritten({ signature: ` ${manifest.signature}` })).toBe('BAD_SIGNATURE');
    expect(rewritten({ signature: '' })).toBe('BAD_SIGNATURE');
  });

  it('[IM-15] BAD_MANIFEST: not JSON, not a manifest, or the same values written otherwise', () => {
    const whole = artefactOf(heads);
    const text = Buffer.from(whole.get('manifest.json') ?? '').toString();
    const as = (written: string): string => verdict(new Map([...whole, ['manifest.json', new TextEncoder().encode(written)]]));
    for (const written of ['', '{', '[]', 'null', text.trimEnd(), text.replace('\n', '\r\n'), ` ${text}`, `\ufeff${text}`, text.replace('"1.2.0"', '"1.2.0", "version": "1.2.0"'), '['.repeat(100_000)]) expect(as(written), written.slice(0, 20)).toBe('BAD_MANIFEST');
    expect(as(text)).toBe('taken');
  });

  it('[IM-16] expired: after its day; from its second', () => {
    const at = (time: string): Partial<LoadPolicy> => ({ nowMicros: Date.parse(time) * 1_000 });
    expect(changed({}, at('2030-12-31T23:59:59.999Z'))).toBe('taken');
    expect(changed({}, at('2031-01-01T00:00:00Z'))).toBe('EXPIRED');
    const second = { manifest: { expiresAt: '2030-12-31T12:00:00.000Z' } };
    expect(changed(second, at('2030-12-31T11:59:59Z'))).toBe('taken');
    expect(changed(second, at('2030-12-31T12:00:00Z'))).toBe('EXPIRED');
    for (const expiresAt of ['never', '', '31.12.2030', '2030-13-45']) expect(changed({ manifest: { expiresAt } }), expiresAt).toBe('BAD_MANIFEST');
  });

  it('[IM-16] never older than the newest that was active, unless that is allowed; not another than the one asked for', () => {
    const active = (newest: string | null, rollbackAllowed = false): Partial<LoadPolicy> => ({ newestActive: (id) => (id === 'test-model' ? newest : '9.9.9'), rollbackAllowed });
    expect([null, '1.2.0', '1.1.99', '0.9.0'].map((v) => changed({}, active(v)))).toEqual(['taken', 'taken', 'taken', 'taken']);
    expect(['1.2.1', '1.10.0', '2.0.0', '10.0.0'].map((v) => changed({}, active(v)))).toEqual(Array(4).fill('OLD_VERSION'));
    expect(changed({}, active('2.0.0', true))).toBe('taken');
    expect(changed({}, { asked: { modelId: 'test-model', version: '1.3.0' } })).toBe('OTHER_MODEL');
    expect(changed({}, { asked: { modelId: 'drift-linear', version: '1.2.0' } })).toBe('OTHER_MODEL');
    expect(['1.2.3', '1.2.10', '1.10.0', '2.0.0'].toSorted(compareVersions)).toEqual(['1.2.3', '1.2.10', '1.10.0', '2.0.0']);
  });

  it('[IM-17] files that are swapped between two artefacts of one publisher', () => {
    const [one, other] = [artefactOf(heads), artefactOf([{ name: 'score', model: randomModel('linear', 2) }])];
    const swapped = (name: string): string => verdict(new Map([...one, [name, other.get(name) ?? new Uint8Array(0)]]));
    expect(swapped('model.onnx')).toBe('HASH_MISMATCH');
    expect(swapped('card.json')).toBe('HASH_MISMATCH');
    expect(swapped('manifest.json')).toBe('HASH_MISMATCH');
    const flipped = new Uint8Array(one.get('model.onnx') ?? []);
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    expect(verdict(new Map([...one, ['model.onnx', flipped]]))).toBe('HASH_MISMATCH');
  });
});

describe('card and graph', () => {
  it('[IM-18] BAD_CARD, CARD_INCONSISTENT, FEATURE_SCHEMA_MISMATCH', () => {
    expect(changed({ card: { owner: '' } })).toBe('BAD_CARD');
    expect(changed({ card: { version: '9.9.9' } })).toBe('CARD_INCONSISTENT');
    expect(changed({ card: { missingDefaults: [0] } })).toBe('CARD_INCONSISTENT');
    expect(changed({ card: { background: { id: 'x', rows: [[0, 0, 0, 0, 0, 0], [0]] } } })).toBe('CARD_INCONSISTENT');
    expect(changed({ card: { featureNames: ['ret_1', 'ret_5', 'ret_15', 'ret_60', 'no_such_feature', 'rsi_14'] } })).toBe('CARD_INCONSISTENT');
    expect(changed({ card: { featureNames: Array<string>(6).fill('ret_1') } })).toBe('CARD_INCONSISTENT');
    expect(changed({ card: { featureSchemaHash: '0'.repeat(64) } })).toBe('FEATURE_SCHEMA_MISMATCH');
    expect(changed({ manifest: { probes: [{ features: [0], margins: [0] }] } })).toBe('CARD_INCONSISTENT');
  });

  it('[IM-18] a card of another family, link, width or number of heads than the graph', () => {
    expect(changed({ card: { family: 'forest' } })).toBe('CARD_INCONSISTENT');
    expect(changed({ bytes: modelOnnx(randomModel('linear', 1, { link: 'logistic' }), []) })).toBe('CARD_INCONSISTENT');
    expect(changed({ bytes: modelOnnx(randomModel('linear', 1, { width: 8 }), []) })).toBe('WRONG_INPUT');
    const two = [...heads, { name: 'more', model: linear }];
    expect(verdict(artefactOf(two, { bytes: modelOnnx(linear, []) }))).toBe('WRONG_OUTPUT');
  });

  it('[IM-18] COEFFICIENTS_DIFFER: the card shows another model\'s numbers, or none', () => {
    if (linear.kind !== 'linear') throw new Error('a linear model was asked for');
    const coefficients = Array.from(linear.coefficients, (c, j) => (j === 3 ? c + 1e-7 : c));
    expect(changed({ card: { linear: { coefficients, intercept: linear.intercept } } })).toBe('COEFFICIENTS_DIFFER');
    expect(changed({ card: { linear: { coefficients: Array.from(linear.coefficients), intercept: linear.intercept + 1 } } })).toBe('COEFFICIENTS_DIFFER');
    expect(changed({ card: { linear: null } })).toBe('COEFFICIENTS_DIFFER');
    const trees = [{ name: 'score', model: randomModel('trees', 1) }];
    expect(verdict(artefactOf(trees, { card: { linear: { coefficients: Array<number>(6).fill(0), intercept: 0 } } }))).toBe('COEFFICIENTS_DIFFER');
  });

  it('[IM-19] probes that the evaluators do not say', () => {
    const features = [1, 2, 3, 4, 5, 6];
    const right = margin(linear, Float32Array.from(features));
    expect(changed({ manifest: { probes: [{ features, margins: [right] }] } })).toBe('taken');
    expect(changed({ manifest: { probes: [{ features, margins: [right + 0.01] }] } })).toBe('PROBES_FAILED');
    expect(changed({ manifest: { probes: [{ features: [1e300, 2, 3, 4, 5, 6], margins: [right] }] } })).toBe('PROBES_FAILED');
  });

  it('[IM-3] the graph\'s own refusal, with its code', () => {
    expect(changed({ bytes: new Uint8Array(10) })).toBe('UNREADABLE_MODEL');
    expect(changed({ bytes: modelOnnx({ ...linear, kind: 'linear', coefficients: Float32Array.of(1, 2, 3, 4, 5, NaN), intercept: 0 }, []) })).toBe('NOT_FINITE');
  });

  it('[IM-18] an evaluation of another model', () => {
    expect(changed({ file: ['evaluation.json', jsonBytes({})] })).toBe('BAD_EVALUATION');
    const empty = { name: 'score', importance: [], sample: { times: [], symbols: [], features: [], contributions: [], margins: [], outcomes: [] }, reliability: null, confusion: null, precisionCoverage: null };
    const evaluation = (version: string): Uint8Array => jsonBytes({ modelId: 'test-model', version, heads: [empty], comparison: [] });
    expect(changed({ file: ['evaluation.json', evaluation('1.2.0')] })).toBe('taken');
    expect(changed({ file: ['evaluation.json', evaluation('1.1.0')] })).toBe('BAD_EVALUATION');
  });
});
