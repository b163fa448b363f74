/**
 * The conformance cases of OpenSSF Model Signing (OMS 1.0), each as it is with our manifest. The suite's own bundles are Sigstore bundles around EC keys and
 * X.509 chains, which no artefact of ours is made of; so its cases are taken by their names and meaning, as its index and case files state them
 * (ossf/model-signing-spec, conformance/TEST_CASES.md: 37 roundtrips, 6 positive, 34 negative; historical bundles apart). docs/specs/model-import.md says which cases have no counterpart, and why.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makePublisherKey, publisherKeyOf } from '../../../../reference/refinery/train/sign-manifest.ts';
import { artefactOf, jsonBytes } from '../../../../tests/fixtures/artefact.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import type { ModelManifest } from '../../../shared/domain/model-card.ts';
import { loadModel } from './load-model.ts';
import { readingPolicy, type LoadPolicy } from './verify-manifest.ts';

const heads = [{ name: 'score', model: randomModel('linear', 1) }];
const other = makePublisherKey();
type Files = Map<string, Uint8Array>;
const whole = (): Files => artefactOf(heads);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** With a manifest of other values, or none of some, under the signature of the right ones. */
function altered(change: (manifest: Record<string, unknown>) => void): Files {
  const files = whole();
  const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as ModelManifest & Record<string, unknown>;
  change(manifest);
  return files.set('manifest.json', jsonBytes(manifest));
}

/** With a whole signature over a manifest that is not as it should be. */
const signed = (manifest: Record<string, unknown>): Files => artefactOf(heads, { manifest: manifest as Partial<ModelManifest> });

interface Case {
  readonly name: string;
  /** 'taken', or the code. */
  readonly verdict: string;
  readonly files: () => Files;
  readonly policy?: Partial<LoadPolicy>;
  /** What is done to the folder after its files are written. */
  readonly folder?: (folder: string) => void;
}

const trusting = { publishers: [{ name: 'other', publicKey: other.publicKey }] };
const link = (name: string, target: string) => (folder: string): void => symlinkSync(target, join(folder, name));

/** Cases that sign and verify, and those whose bundle is right. */
const positive: readonly Case[] = [
  { name: 'key-simple', verdict: 'taken', files: whole },
  { name: 'key-multi-file', verdict: 'taken', files: () => artefactOf(heads, { file: ['evaluation.json', evaluation()] }) },
  { name: 'key-binary-content', verdict: 'taken', files: () => artefactOf([{ name: 'score', model: randomModel('trees', 3) }]) },
  { name: 'key-p256, key-p384, key-p521 (a second key)', verdict: 'taken', files: () => artefactOf(heads, { key: publisherKeyOf(other.privatePem) }), policy: trusting },
  { name: 'key-sig-inside-model', verdict: 'taken', files: whole },
];

const negative: readonly Case[] = [
  { name: 'key-simple-wrong-key', verdict: 'UNKNOWN_PUBLISHER', files: whole, policy: trusting },
  { name: 'key-simple-wrong-key, which says that it is the right one', verdict: 'BAD_SIGNATURE', files: () => altered((manifest) => { manifest['keyId'] = other.keyId; }), policy: trusting },
  { name: 'key-simple-tampered-content', verdict: 'HASH_MISMATCH', files: () => whole().set('card.json', text('TAMPERED CONTENT\n')) },
  { name: 'key-tampered-with-ignore-unsigned', verdict: 'HASH_MISMATCH', files: () => whole().set('model.onnx', text('TAMPERED CONTENT\n')) },
  { name: 'key-simple-missing-file', verdict: 'FILE_MISSING', files: () => without('card.json') },
  { name: 'key-missing-file-with-ignore-unsigned', verdict: 'FILE_MISSING', files: () => {
    const files = artefactOf(heads, { file: ['evaluation.json', evaluation()] });
    files.delete('evaluation.json');
    return files;
  } },
  { name: 'key-simple-extra-file', verdict: 'EXTRA_FILE', files: () => whole().set('injected.bin', text('injected after signing\n')) },
  { name: 'key-simple-ignore-unsigned-files (there is no such leniency)', verdict: 'EXTRA_FILE', files: () => whole().set('evaluation.json', evaluation()) },
  { name: 'key-dotfile-included (a dot hides nothing)', verdict: 'EXTRA_FILE', files: () => whole().set('.env.example', text('')) },
  { name: 'key-default-ignores (nor does git)', verdict: 'EXTRA_FILE', files: () => whole().set('.gitignore', text('')) },
  { name: 'key-empty-file', verdict: 'HASH_MISMATCH', files: () => whole().set('model.onnx', new Uint8Array(0)) },
  { name: 'key-empty-model-rejected', verdict: 'FILE_MISSING', files: () => new Map() },
  { name: 'key-files-in-hidden-dir, key-assets-subdir, key-deeply-nested', verdict: 'EXTRA_FILE', files: whole, folder: (folder) => mkdirSync(join(folder, '.cache', 'deep'), { recursive: true }) },
  { name: 'key-unicode-filename, key-special-chars-path', verdict: 'EXTRA_FILE', files: () => whole().set('模型 (1).bin', text('')) },
  { name: 'key-symlink-default-rejected', verdict: 'EXTRA_FILE', files: whole, folder: link('evaluation.json', 'card.json') },
  { name: 'key-symlink-outside-root', verdict: 'EXTRA_FILE', files: () => without('card.json'), folder: link('card.json', join(tmpdir(), 'candor-nonexistent-target')) },
  { name: 'key-symlink-cycle', verdict: 'EXTRA_FILE', files: () => without('card.json'), folder: link('card.json', '.') },
  { name: 'key-simple-corrupted-bundle', verdict: 'BAD_MANIFEST', files: () => whole().set('manifest.json', text('{"garbage": true}')) },
  { name: 'key-simple-truncated-bundle', verdict: 'BAD_MANIFEST', files: () => whole().set('manifest.json', (whole().get('manifest.json') ?? text('')).slice(0, 100)) },
  { name: 'malformed-empty-bundle', verdict: 'BAD_MANIFEST', files: () => whole().set('manifest.json', new Uint8Array(0)) },
  { name: 'malformed-missing-envelope', verdict: 'BAD_MANIFEST', files: () => altered((manifest) => { delete manifest['files']; }) },
  { name: 'key-simple-no-signature', verdict: 'BAD_MANIFEST', files: () => altered((manifest) => { delete manifest['signature']; }) },
  { name: 'key-simple-no-signature, an empty one', verdict: 'BAD_SIGNATURE', files: () => altered((manifest) => { manifest['signature'] = ''; }) },
  { name: 'key-simple-empty-resources', verdict: 'BAD_SIGNATURE', files: () => altered((manifest) => { manifest['files'] = {}; }) },
  { name: 'key-simple-empty-resources, signed so', verdict: 'EXTRA_FILE', files: () => signed({ files: {} }) },
  { name: 'key-simple-missing-serialization', verdict: 'BAD_MANIFEST', files: () => altered((manifest) => { delete manifest['probes']; }) },
  { name: 'malformed-wrong-predicate, key-simple-wrong-statement-type (what is signed is of another kind)', verdict: 'BAD_SIGNATURE', files: () => altered((manifest) => { manifest['kind'] = 'something else'; }) },
  { name: 'certificate-expired', verdict: 'EXPIRED', files: () => signed({ expiresAt: '2020-12-31' }), policy: { nowMicros: Date.UTC(2026, 0, 1) * 1_000 } },
  { name: 'paths that leave the folder (model-transparency, pull request 647)', verdict: 'FILE_MISSING', files: () => signed({ files: { ...filesOf(whole()), '../../etc/hosts': '0'.repeat(64) } }) },
  { name: 'a file of another signed model', verdict: 'HASH_MISMATCH', files: () => whole().set('model.onnx', artefactOf([{ name: 'score', model: randomModel('linear', 2) }]).get('model.onnx') ?? text('')) },
];

function without(name: string): Files {
  const files = whole();
  files.delete(name);
  return files;
}

const filesOf = (files: Files): Record<string, string> => (JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as ModelManifest).files;
function evaluation(): Uint8Array {
  const empty = { name: 'score', importance: [], sample: { times: [], symbols: [], features: [], contributions: [], margins: [], outcomes: [] }, reliability: null, confusion: null, precisionCoverage: null };
  return jsonBytes({ modelId: 'test-model', version: '1.2.0', heads: [empty], comparison: [] });
}

const folders: string[] = [];
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }); });

async function verdict({ files, policy, folder: change }: Case): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'candor-oms-'));
  folders.push(folder);
  for (const [name, bytes] of files()) writeFileSync(join(folder, name), bytes);
  change?.(folder);
  const loaded = await loadModel(folder, { ...readingPolicy, ...policy });
  return loaded.ok ? 'taken' : loaded.error.code;
}

describe('OpenSSF Model Signing', () => {
  it.each(positive)('[IM-28] $name: $verdict', async (one) => expect(await verdict(one)).toBe(one.verdict));
  it.skipIf(process.platform === 'win32').each(negative)('[IM-28] $name: $verdict', async (one) => expect(await verdict(one)).toBe(one.verdict));

  it('[IM-28] key-simple-deterministic: the same model, signed twice, gives the same bytes', () => {
    expect([...artefactOf(heads)]).toEqual([...artefactOf(heads)]);
  });
});
