/** The inference process for real: forked, scored, killed, hung. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { must } from '../../../shared/base/assert.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { additivityGap } from '../../../shared/domain/explanation.ts';
import { loadModel, type LoadedModel } from '../models/load-model.ts';
import type { InferenceOptions } from './inference-limits.ts';
import { createInference, type Inference } from './inference.ts';

const folder = join('resources', 'models', 'drift-linear', '1.0.0');
const open: { inference: Inference; host: ForkingHost }[] = [];

afterEach(async () => {
  for (const { inference, host } of open.splice(0)) {
    inference.dispose();
    for (const child of host.children) {
      if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
    }
  }
});

async function shipped(): Promise<LoadedModel> {
  const model = await loadModel(folder);
  if (!model.ok) throw new Error(`${model.error.code}: ${model.error.detail}`);
  return model.value;
}

async function started(options: Partial<InferenceOptions> = {}): Promise<{ inference: Inference; host: ForkingHost; model: LoadedModel }> {
  const host = forkingHost();
  const inference = createInference(host, options);
  open.push({ inference, host });
  const model = await shipped();
  expect(await inference.load(model)).toEqual({ ok: true, value: undefined });
  return { inference, host, model };
}

const inputs = (width: number, rows: number): Float32Array => {
  const random = seededRandom(4);
  return Float32Array.from({ length: width * rows }, () => random.normal());
};

describe('inference', () => {
  it('[SG-2] scores equal the coefficients times the features, many instruments in one run', async () => {
    const { inference, model } = await started();
    const { coefficients, intercept } = must(model.card.linear, 'it is linear');
    const x = inputs(coefficients.length, 50);
    const scores = await inference.score(model.modelHash, x, 50);
    if (!scores.ok) throw new Error(scores.error.code);
    scores.value.forEach((score, row) => {
      const expected = coefficients.reduce((sum, w, j) => sum + w * (x[row * coefficients.length + j] ?? 0), intercept);
      expect(score).toBeCloseTo(expected, 6);
    });
    expect(scores.value).toHaveLength(50);
    expect(inference.stats()).toMatchObject({ requests: 1, rows: 50, failures: 0, processesLost: 0 });
  });

  it('[SG-2] one row scores the same bits as the same row in a batch', async () => {
    const { inference, model } = await started();
    const width = model.card.featureNames.length;
    const x = inputs(width, 33);
    const batch = await inference.score(model.modelHash, x, 33);
    for (const row of [0, 16, 32]) {
      const one = await inference.score(model.modelHash, x.slice(row * width, (row + 1) * width), 1);
      expect(one.ok && batch.ok && one.value[0] === batch.value[row]).toBe(true);
    }
  });

  it('[SG-3] a process that is killed in mid-flight fails its requests, and the spare scores the next', async () => {
    const { inference, host, model } = await started();
    const x = inputs(model.card.featureNames.length, 4);
    const first = host.children[0];
    first?.kill('SIGSTOP'); // so that the request is in flight for certain when the process dies
    const inFlight = inference.score(model.modelHash, x, 4);
    first?.kill('SIGKILL');
    expect(await inFlight).toEqual({ ok: false, error: { code: 'PROCESS_ENDED', exitCode: null } });
    expect((await inference.score(model.modelHash, x, 4)).ok).toBe(true);
    expect(inference.stats().processesLost).toBe(1);
    expect(host.children).toHaveLength(3);
  });

  it('[SG-3] a process that hangs is killed at its deadline', async () => {
    const { inference, host, model } = await started({ deadlineMs: 200 });
    const x = inputs(model.card.featureNames.length, 1);
    const first = host.children[0];
    const gone = new Promise((done) => first?.once('exit', (_code, signal) => done(signal)));
    first?.kill('SIGSTOP');
    expect(await inference.score(model.modelHash, x, 1)).toEqual({ ok: false, error: { code: 'DEADLINE', deadlineMs: 200 } });
    expect(await gone).toBe('SIGKILL');
    expect((await inference.score(model.modelHash, x, 1)).ok).toBe(true);
  });

  it('[IM-26] a model whose process is ended by somebody while it is loaded is loaded into the next', async () => {
    const { inference, host, model } = await started();
    const other = { ...model, modelHash: 'the same, by another name' };
    host.children[0]?.kill('SIGSTOP'); // so that the load is under way for certain
    const loaded = inference.load(other);
    await new Promise((done) => setTimeout(done, 50));
    host.children[0]?.kill('SIGKILL');
    expect(await loaded).toEqual({ ok: true, value: undefined });
    const x = inputs(model.card.featureNames.length, 1);
    for (const { modelHash } of [model, other]) expect((await inference.score(modelHash, x, 1)).ok).toBe(true);
  });

  it('[SG-3] requests above the limit are refused, not queued', async () => {
    const { inference, model } = await started({ requestsMax: 2 });
    const x = inputs(model.card.featureNames.length, 1);
    const results = await Promise.all([1, 2, 3].map(() => inference.score(model.modelHash, x, 1)));
    expect(results.map((r) => (r.ok ? 'ok' : r.error.code))).toEqual(['ok', 'ok', 'QUEUE_FULL']);
  });

  it('[SG-2] a model that does not reproduce its probes may not speak', async () => {
    const host = forkingHost();
    const inference = createInference(host);
    open.push({ inference, host });
    const model = await shipped();
    const [first, ...rest] = model.manifest.probes;
    const lying = { ...model, manifest: { ...model.manifest, probes: [{ features: first?.features ?? [], margins: [(first?.margins[0] ?? 0) + 1e-3] }, ...rest] } };
    expect(await inference.load(lying)).toMatchObject({ ok: false, error: { code: 'PROBES_FAILED' } });
  });

  it('[SG-3] scores and reasons come together as the session says', async () => {
    const { inference, model } = await started();
    const x = inputs(model.card.featureNames.length, 5);
    const [scores, explained] = await Promise.all([inference.score(model.modelHash, x, 5), inference.explain(model.modelHash, x, 5)]);
    if (!scores.ok || !explained.ok) throw new Error('both are answered');
    expect(explained.value.map((row) => row.output)).toEqual([...scores.value]);
    for (const row of explained.value) {
      expect(Math.abs(additivityGap(row.baseValue, row.contributions, row.output))).toBeLessThanOrEqual(row.tolerance);
    }
  });

  it('[SG-26] a question that hangs costs the spare, after its own deadline, and no score waits for it', async () => {
    const { inference, host, model } = await started({ askDeadlineMs: 300 });
    const x = inputs(model.card.featureNames.length, 1);
    const question = { kind: 'explain', head: 0, method: null, rows: 1, features: x, groups: null } as const;
    expect((await inference.ask<'explain'>(model.modelHash, question)).ok).toBe(true); // so that the spare stands
    const spare = host.children[1];
    const gone = new Promise((done) => spare?.once('exit', (_code, signal) => done(signal)));
    spare?.kill('SIGSTOP');
    const asked = inference.ask<'explain'>(model.modelHash, question);
    for (let i = 0; i < 50; i++) {
      const from = performance.now();
      expect((await inference.score(model.modelHash, x, 1)).ok).toBe(true);
      expect(performance.now() - from).toBeLessThan(250);
    }
    expect(await asked).toEqual({ ok: false, error: { code: 'DEADLINE', deadlineMs: 300 } });
    expect(await gone).toBe('SIGKILL');
    // A new spare has the models, and answers.
    expect(await inference.ask<'explain'>(model.modelHash, question)).toMatchObject({ ok: true });
    expect(inference.stats()).toMatchObject({ failures: 0, processesLost: 1 });
  });

  it('[SG-26] a process that scores and hangs in its reasons is killed at the deadline of scores; the spare goes on', async () => {
    const { inference, host, model } = await started({ deadlineMs: 200 });
    const x = inputs(model.card.featureNames.length, 1);
    host.children[0]?.kill('SIGSTOP');
    expect(await inference.explain(model.modelHash, x, 1)).toEqual({ ok: false, error: { code: 'DEADLINE', deadlineMs: 200 } });
    expect((await inference.explain(model.modelHash, x, 1)).ok).toBe(true);
  });

  it('[SG-26] questions above their limit are refused, and one that cannot be answered fails alone', async () => {
    const { inference, model } = await started({ questionsMax: 2 });
    const x = inputs(model.card.featureNames.length, 1);
    const ask = (method: 'linear-closed-form' | 'rbf-interventional') => inference.ask<'explain'>(model.modelHash, { kind: 'explain', head: 0, method, rows: 1, features: x, groups: null });
    const results = await Promise.all([ask('linear-closed-form'), ask('rbf-interventional'), ask('linear-closed-form')]);
    expect(results.map((r) => (r.ok ? 'ok' : r.error.code))).toEqual(['ok', 'RUN_FAILED', 'QUEUE_FULL']);
    expect((await ask('linear-closed-form')).ok).toBe(true);
    expect(inference.stats().processesLost).toBe(0);
  });

  it('[SG-3] after closing every request is refused', async () => {
    const { inference, model } = await started();
    inference.dispose();
    expect(await inference.score(model.modelHash, inputs(model.card.featureNames.length, 1), 1)).toEqual({ ok: false, error: { code: 'CLOSED' } });
  });
});
