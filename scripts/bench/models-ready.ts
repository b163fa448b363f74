/** P16M: from nothing to seven models that have said their probes. Peer: one model after the other into two processes that start together, as it was. */
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { forkWorker, sourceRoot } from '../../src/main/hosts/node-host.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { ActivatedModels } from '../../src/main/core/models/activated-models.ts';
import { loadModel } from '../../src/main/core/models/load-model.ts';
import { ModelRoom } from '../../src/main/core/models/model-room.ts';
import { demonstrationPublisher } from '../../src/main/core/models/verify-manifest.ts';
import { InferenceProcess } from '../../src/main/core/workers/inference-process.ts';
import { inferenceDefaults } from '../../src/main/core/workers/inference-limits.ts';
import type { Host } from '../../src/main/core/host.ts';
import type { Bench } from './row.ts';
import { acrossRounds } from './summary.ts';

const host: Host = {
  kind: 'headless', clock: systemClock(), newId: () => 'bench', dataDir: '.', resourcesDir: join(sourceRoot, 'resources'), appVersion: 'bench', environment: {},
  startWorker: forkWorker, notify: () => undefined, log: () => undefined,
};

interface Ready {
  readonly models: number;
  readonly ms: number;
  /** Until the spare answers too. */
  readonly spareMs: number;
}

async function room(): Promise<Ready> {
  const from = performance.now();
  const opened = await ModelRoom.open({
    host, versions: {}, trust: { publishers: [demonstrationPublisher], rollbackAllowed: false }, activated: new ActivatedModels(), later: () => undefined, recorder: { record: () => Promise.resolve([]) },
  });
  const ms = performance.now() - from;
  const [first] = opened.models;
  if (first) await opened.inference.askScore(first.modelHash, new Float32Array(first.card.featureNames.length), 1);
  const spareMs = performance.now() - from;
  opened.dispose();
  return { models: opened.models.length, ms, spareMs };
}

async function oneAfterTheOther(): Promise<Ready> {
  const from = performance.now();
  const processes = [0, 1].map(() => new InferenceProcess(host, inferenceDefaults, [], () => undefined));
  let models = 0;
  for (const modelId of readdirSync(join(host.resourcesDir, 'models')).sort()) {
    const loaded = await loadModel(join(host.resourcesDir, 'models', modelId, '1.0.0'));
    if (!loaded.ok) throw new Error(`${modelId}: ${loaded.error.code}: ${loaded.error.detail}`);
    const results = await Promise.all(processes.map((process) => process.load(loaded.value)));
    if (results.every((result) => result.ok)) models++;
  }
  const ms = performance.now() - from;
  for (const process of processes) process.kill({ code: 'CLOSED' });
  return { models, ms, spareMs: ms };
}

export const modelsReady: Bench = async ({ rounds }) => {
  const [ours, before]: [Ready[], Ready[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await room());
    before.push(await oneAfterTheOther());
  }
  const wrong = [...ours, ...before].find(({ models }) => models !== 7);
  const figure = (name: string, values: readonly number[]) => ({ name, unit: 'ms', ...acrossRounds(values) });
  return {
    id: 'P16M', title: 'models ready', workload: 'the seven shipped models, files warm in the page cache, processes started by the measured way itself',
    figures: [
      figure('to the last model ready to score', ours.map(({ ms }) => ms)), figure('to the spare that answers', ours.map(({ spareMs }) => spareMs)),
      figure('one after the other, two processes', before.map(({ ms }) => ms)),
    ],
    problem: wrong ? `${wrong.models} models instead of seven` : null,
    notes: ['In the workstation the process is started before the journal is opened, which takes its time beside it; here nothing runs beside it.'],
  };
};
