/** Models that hurt whoever runs them: each refused by its name before a session is made; and what becomes of one that was run all the same. */
import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { artefactOf } from '../../../../tests/fixtures/artefact.ts';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { allocatingBomb, loopingBomb, namedBombs } from '../../../../tests/fixtures/model-bombs.ts';
import { randomModel } from '../../../../tests/fixtures/random-models.ts';
import { must } from '../../../shared/base/assert.ts';
import { margin } from '../../../shared/models/model.ts';
import { checkArtefact, loadModel, type LoadedModel } from '../models/load-model.ts';
import type { InferenceFailure } from './inference-failure.ts';
import type { InferenceOptions } from './inference-limits.ts';
import { createInference, type Inference } from './inference.ts';

const linear = randomModel('linear', 1);
if (linear.kind !== 'linear') throw new Error('a linear model was asked for');
const heads = [{ name: 'score', model: linear }];

describe('before a session is made', () => {
  it.each(namedBombs(linear))('[IM-23] $name: $code, though its hash, signature and card are right', ({ bytes, code }) => {
    const checked = checkArtefact(artefactOf(heads, { bytes }));
    expect(checked.ok ? 'taken' : checked.error.code).toBe(code);
  });

  it.skipIf(process.platform === 'win32')('[IM-23] weights in another file that is a hard link into the artefact: the file is one too many, and the graph names it in vain', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-link-'));
    try {
      const bytes = must(namedBombs(linear).find(({ code }) => code === 'EXTERNAL_DATA'), 'it is on the list').bytes;
      for (const [name, content] of artefactOf(heads, { bytes })) writeFileSync(join(folder, name), content);
      expect(await loadModel(folder)).toMatchObject({ error: { code: 'EXTERNAL_DATA' } });
      linkSync(join(folder, 'card.json'), join(folder, 'weights.bin'));
      expect(await loadModel(folder)).toMatchObject({ error: { code: 'EXTRA_FILE' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const open: { inference: Inference; host: ForkingHost }[] = [];
afterEach(async () => {
  for (const { inference, host } of open.splice(0)) {
    inference.dispose();
    for (const child of host.children) if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  }
});

/** A model whose bytes are another's: what the loader refuses, as if it had not. */
function forced(bytes: Uint8Array, modelHash: string): LoadedModel {
  const whole = checkArtefact(artefactOf(heads));
  if (!whole.ok) throw new Error(whole.error.detail);
  return { ...whole.value, bytes, modelHash };
}

/** A desk whose worker checks nothing, with a good model and a bomb that said its probes. `seen` is what its log was told. */
async function unchecked(bytes: Uint8Array, options: Partial<InferenceOptions> = {}): Promise<{ inference: Inference; host: ForkingHost; seen: unknown[] }> {
  const seen: unknown[] = [];
  const host = forkingHost(join('tests', 'fixtures', 'unchecked.worker.ts'));
  const inference = createInference({ ...host, log: (_level, _message, facts) => void seen.push(facts) }, options);
  open.push({ inference, host });
  expect(await inference.load(forced(must(artefactOf(heads).get('model.onnx'), 'an artefact has one'), 'good'))).toMatchObject({ ok: true });
  expect(await inference.load(forced(bytes, 'bomb'))).toMatchObject({ ok: true });
  return { inference, host, seen };
}

const row = (first: number): Float32Array => Float32Array.from({ length: linear.featureCount }, (_, j) => (j === 0 ? first : 0));

/** Sets it off, and says how it ended, after how long, and how long this process's own loop was held up by it. */
async function setOff(inference: Inference, size: number): Promise<{ failure: InferenceFailure | null; tookMs: number; ticks: number }> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 20);
  const from = performance.now();
  const answer = await inference.score('bomb', row(size), 1);
  clearInterval(timer);
  return { failure: answer.ok ? null : answer.error, tookMs: performance.now() - from, ticks };
}

async function expectScores(inference: Inference): Promise<void> {
  const said = await inference.score('good', row(0.5), 1);
  expect(said.ok && said.value[0]).toBeCloseTo(margin(linear, row(0.5)), 5);
}

describe.skipIf(process.platform !== 'linux')('forced past the check', () => {
  it('[IM-24] a tensor of 6 GB: killed for its memory long before it has it, while this process goes on; the spare scores the next', async () => {
    // No deadline of two seconds here: it is the memory that is to be seen.
    const residentBytesMax = 200_000_000;
    const { inference, host, seen } = await unchecked(allocatingBomb(linear), { residentBytesMax, deadlineMs: 20_000 });
    const first = host.children[0];
    const gone = new Promise((done) => first?.once('exit', (_code, signal) => done(signal)));
    const { failure, ticks } = await setOff(inference, 1.5e9);
    expect(failure).toMatchObject({ code: 'MEMORY', residentBytesMax });
    expect(failure?.code === 'MEMORY' && failure.residentBytes).toBeLessThan(3_000_000_000);
    expect(ticks).toBeGreaterThan(0);
    expect(await gone).toBe('SIGKILL');
    expect(seen).toContainEqual(expect.objectContaining({ code: 'MEMORY', role: 'active' }));
    await expectScores(inference);
    expect(inference.stats()).toMatchObject({ processesLost: 1, failures: 1 });
  }, 60_000);

  it('[IM-24] a loop of 2^62 rounds: killed at the deadline of scores; the spare scores the next', async () => {
    const { inference, seen } = await unchecked(loopingBomb(linear));
    const { failure, tookMs, ticks } = await setOff(inference, 2 ** 62);
    expect(failure).toEqual({ code: 'DEADLINE', deadlineMs: 2_000 });
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(4_000);
    expect(ticks).toBeGreaterThan(20);
    expect(seen).toContainEqual(expect.objectContaining({ code: 'DEADLINE', role: 'active' }));
    await expectScores(inference);
  }, 60_000);

  it('[IM-26] one that goes off while it is loaded is refused alone: models before and after it run', async () => {
    const { inference } = await unchecked(must(artefactOf(heads).get('model.onnx'), 'an artefact has one'), { deadlineMs: 500 });
    const probes = [{ features: [...row(2 ** 62)], margins: [0] }];
    const bomb = forced(loopingBomb(linear), 'loop');
    const [loop, after] = await Promise.all([
      inference.load({ ...bomb, manifest: { ...bomb.manifest, probes } }),
      inference.load(forced(must(artefactOf(heads).get('model.onnx'), 'an artefact has one'), 'after')),
    ]);
    expect([loop, after]).toEqual([{ ok: false, error: { code: 'DEADLINE', deadlineMs: 500 } }, { ok: true, value: undefined }]);
    await expectScores(inference);
  }, 60_000);
});
