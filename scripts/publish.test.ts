/** Somebody else's model, from the exporter's file to the desk: as a person does it, by the commands of docs/specs/model-import.md. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artefactOf } from '../tests/fixtures/artefact.ts';
import { randomModel } from '../tests/fixtures/random-models.ts';
import { loadModel } from '../src/main/core/models/load-model.ts';
import { readingPolicy } from '../src/main/core/models/verify-manifest.ts';
import type { ModelCard } from '../src/shared/domain/model-card.ts';
import { margin } from '../src/shared/models/model.ts';
import { readModelGraph } from '../src/shared/onnx/model-graph.ts';

let dir: string;
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'candor-publish-')); });
afterAll(() => { rmSync(dir, { recursive: true }); });

const run = (script: string, ...args: string[]): { code: number | null; out: string } => {
  const ended = spawnSync(process.execPath, [join('scripts', script), ...args], { encoding: 'utf8' });
  return { code: ended.status, out: `${ended.stdout}${ended.stderr}` };
};

/** What the file that is published says of the card's background, on average. */
function baseOf({ background: { rows } }: ModelCard): number {
  const graph = readModelGraph(readFileSync(join('tests', 'fixtures', 'models', 'lgbm.onnx')));
  if (!graph.ok) throw new Error(graph.error.detail);
  return rows.reduce((sum, row) => sum + margin(graph.value.heads[0]!, Float32Array.from(row)), 0) / rows.length;
}

/** A card for the five features of the fixtures. */
function cardFor(change: Partial<ModelCard>): string {
  const made = artefactOf([{ name: 'score', model: randomModel('trees', 1, { width: 5, ...(change.heads?.[0]?.unit === 'log-odds' ? { link: 'logistic' } : {}) }) }]);
  const plain = JSON.parse(Buffer.from(made.get('card.json') ?? '').toString()) as ModelCard;
  const card = { ...plain, heads: plain.heads.map((head) => ({ ...head, baseValue: baseOf(plain) })), modelId: 'desk-model', ...change };
  const path = join(dir, `card-${card.version}.json`);
  writeFileSync(path, JSON.stringify(card));
  return path;
}

it('[IM-22] a key is made once, private to its owner; LightGBM\'s file with a card is signed, and taken by a desk that trusts the key', async () => {
  const made = run('keys.ts', '--dir', dir, '--publisher', 'desk');
  expect(made.code).toBe(0);
  const pem = join(dir, 'publisher-desk.pem');
  if (process.platform !== 'win32') expect(statSync(pem).mode & 0o077).toBe(0);
  const before = readFileSync(pem, 'utf8');
  expect(run('keys.ts', '--dir', dir, '--publisher', 'desk').out).toBe(made.out);
  expect(readFileSync(pem, 'utf8')).toBe(before);
  expect(made.out).not.toContain('PRIVATE');
  const publisher = JSON.parse(made.out.trim().split('\n').at(-1) ?? '') as { name: string; publicKey: string };
  const args = ['--onnx', join('tests', 'fixtures', 'models', 'lgbm.onnx'), '--card', cardFor({ version: '1.0.0' }), '--key', pem, '--expires', '2099-12-31', '--out', dir];
  const published = run('publish.ts', ...args);
  expect(published.out).toContain('"coversKnown": false');
  // As many as training makes, though the card's background is short: the rest is drawn within its ranges.
  expect(published.out).toContain('"probes": 8');
  const folder = join(dir, 'desk-model', '1.0.0');
  const asked = { modelId: 'desk-model', version: '1.0.0' };
  const loaded = await loadModel(folder, { ...readingPolicy, publishers: [publisher], asked });
  expect(loaded.ok && loaded.value.heads[0]?.kind).toBe('trees');
  expect(loaded.ok && loaded.value.outputName).toBe('variable');
  expect(await loadModel(folder, readingPolicy)).toMatchObject({ ok: false, error: { code: 'UNKNOWN_PUBLISHER' } });
  expect(run('publish.ts', ...args)).toMatchObject({ code: 1, out: expect.stringContaining('published once') as string });
}, 60_000);

it('[XC-10] explain and score take an artefact of one\'s own publisher by its public key, and none of a stranger', () => {
  const { publicKey } = JSON.parse(run('keys.ts', '--dir', dir, '--publisher', 'desk').out.trim().split('\n').at(-1) ?? '') as { publicKey: string };
  const rows = join(dir, 'own-rows.csv');
  writeFileSync(rows, '0.1,10.9,0.5,-1.9,90.9\n');
  const args = ['--model', join(dir, 'desk-model', '1.0.0'), '--rows', rows];
  for (const script of ['explain.ts', 'score.ts']) {
    expect(run(script, ...args, '--publisher', publicKey)).toMatchObject({ code: 0, out: expect.stringContaining('"source": "desk-model 1.0.0"') as string });
    expect(run(script, ...args)).toMatchObject({ code: 1, out: expect.stringContaining('UNKNOWN_PUBLISHER') as string });
    expect(run(script, ...args, '--publisher', Buffer.alloc(32).toString('base64')).out).toContain('UNKNOWN_PUBLISHER');
  }
}, 60_000);

it('[IM-22] what a desk would refuse is not published, with the reason', () => {
  const pem = join(dir, 'publisher-desk.pem');
  const publish = (name: string, change: Partial<ModelCard>, expires = '2099-12-31'): string =>
    run('publish.ts', '--onnx', join('tests', 'fixtures', 'models', `${name}.onnx`), '--card', cardFor(change), '--key', pem, '--expires', expires, '--out', dir).out;
  expect(publish('sk-zipmap', { version: '2.0.0' })).toContain('MAP_OUTPUT');
  expect(publish('xgb-classifier', { version: '2.0.1' })).toContain('CARD_INCONSISTENT');
  expect(publish('lgbm', { version: '2.0.2' }, '2020-01-01')).toContain('EXPIRED');
  expect(publish('lgbm', { version: '2.0.3', featureNames: ['ret_1'] })).toContain('CARD_INCONSISTENT');
  // A card that was copied from another model: all its figures would be shown as this one's.
  const [head] = (JSON.parse(readFileSync(cardFor({ version: '2.0.4' }), 'utf8')) as ModelCard).heads;
  expect(publish('lgbm', { version: '2.0.4', heads: [{ ...head!, baseValue: head!.baseValue + 0.5 }] })).toMatch(/heads\.0\.baseValue is .* the card was made for another model/);
}, 60_000);

it('[IM-22] a card cannot lead out of the folder, nor name what no desk would look for', () => {
  const pem = join(dir, 'publisher-desk.pem');
  const publish = (change: Partial<ModelCard>): ReturnType<typeof run> =>
    run('publish.ts', '--onnx', join('tests', 'fixtures', 'models', 'lgbm.onnx'), '--card', cardFor(change), '--key', pem, '--expires', '2099-12-31', '--out', join(dir, 'inner'));
  expect(publish({ version: '3.0.0', modelId: '../outside' })).toMatchObject({ code: 1, out: expect.stringContaining('modelId') as string });
  expect(existsSync(join(dir, 'outside'))).toBe(false);
  expect(publish({ version: '3.0.1', modelId: 'Desk Model' })).toMatchObject({ code: 1, out: expect.stringContaining('modelId') as string });
  expect(publish({ version: '03.0.2' })).toMatchObject({ code: 1, out: expect.stringContaining('version') as string });
}, 60_000);

it('[IM-22] what is no card, no key or no option is said in one line', () => {
  const [text, empty] = [join(dir, 'text'), join(dir, 'empty.json')];
  writeFileSync(text, 'no key');
  writeFileSync(empty, '{}');
  const args = ['--onnx', join('tests', 'fixtures', 'models', 'lgbm.onnx'), '--expires', '2099-12-31', '--out', dir];
  for (const [more, words] of [
    [['--card', text, '--key', text], `${text}: `], [['--card', empty, '--key', text], `${empty}: `], [['--card', cardFor({ version: '3.0.0' }), '--key', text], 'no publisher\'s key'], [['--bogus'], '--bogus'],
  ] as const) {
    const { code, out } = run('publish.ts', ...args, ...more);
    expect([code, out.includes(words), out.trim().split('\n').length], out).toEqual([1, true, 1]);
  }
}, 60_000);
