/** P7: a signal and its full attribution, 2,000 a second over 200 instruments, from when each was due. */
import { modelOnnx } from '../../reference/refinery/train/trainers/model-onnx.ts';
import { openScoringSession } from '../../src/main/core/workers/scoring-session.ts';
import { ModelExplainer } from '../../src/shared/explain/explain-model.ts';
import { margin } from '../../src/shared/models/model.ts';
import type { Bench } from './row.ts';
import { acrossRounds, summarise, type Summary } from './summary.ts';
import { benchModels } from './tree-models.ts';

const signalsPerSecond = 2000;
const instruments = 200;
const backgroundRows = 100;

interface Way {
  readonly name: string;
  /** The signal and its contributions; false when they do not fit. */
  signal(row: Float32Array): boolean | Promise<boolean>;
}

export const signalsExplained: Bench = async ({ rounds, quick }) => {
  const made = benchModels(quick);
  const [model] = made.models;
  if (!model) throw new Error('there is a first model');
  const { ensemble } = model;
  const background = made.background(backgroundRows);
  const [cover, intervention] = [new ModelExplainer(ensemble, { background, method: 'tree-path-dependent' }), new ModelExplainer(ensemble, { background })];
  const session = await openScoringSession({ bytes: modelOnnx(ensemble, []) });
  const adds = (explainer: ModelExplainer, row: Float32Array): boolean => Math.abs(explainer.explain(row).gap) < 1e-9;
  const scoredAndExplained = async (explainer: ModelExplainer, row: Float32Array): Promise<boolean> => {
    const [output] = await session.score(row, 1);
    const { gap, margin: whole } = explainer.explain(row);
    return output === Math.fround(whole) && Math.abs(gap) < 1e-9;
  };
  const ways: readonly Way[] = [
    { name: 'evaluator, by cover', signal: (row) => adds(cover, row) },
    { name: 'evaluator, against background', signal: (row) => adds(intervention, row) },
    { name: 'session, by cover', signal: (row) => scoredAndExplained(cover, row) },
    { name: 'session, against background', signal: (row) => scoredAndExplained(intervention, row) },
    { name: 'bare: evaluator, no attribution', signal: (row) => Number.isFinite(margin(ensemble, row)) },
  ];
  const signals = signalsPerSecond * (quick ? 1 : 4);
  const x = made.unseen(signals);
  const rows = Array.from({ length: signals }, (_, i) => x.slice(i * made.featureCount, (i + 1) * made.featureCount));
  const taken = ways.map((): Taken[] => []);
  let wrong = 0;
  for (let round = -1; round < rounds; round++) {
    for (const [w, way] of ways.entries()) {
      const { failed, ...times } = await paced(way, rows);
      wrong += failed;
      if (round >= 0) taken[w]!.push(times); // one round to warm up
    }
  }
  return {
    id: 'P7', title: 'explanation with each signal',
    workload: `${signalsPerSecond} signals/s over ${instruments} instruments in turn, ${signals} a round, ${model.name}, ${made.featureCount} features, all contributions of each; from when a signal was due, waiting included`,
    figures: ways.flatMap(({ name }, w) => [
      { name: `${name} p50`, unit: 'µs', ...acrossRounds(taken[w]!.map(({ latency }) => latency.p50)) },
      { name: `${name} p99`, unit: 'µs', ...acrossRounds(taken[w]!.map(({ latency }) => latency.p99)) },
      { name: `${name}, work p50`, unit: 'µs', ...acrossRounds(taken[w]!.map(({ work }) => work.p50)) },
      { name: `${name}, work p99`, unit: 'µs', ...acrossRounds(taken[w]!.map(({ work }) => work.p99)) },
    ]),
    problem: wrong === 0 ? null : `${wrong} signals whose parts are not the whole, or whose session said something else than the evaluator`,
    notes: ['Each signal has a row of its own that no model was trained on; the loop spins until it is due. Work is from when the signal was taken up, without the wait.'],
  };
};

interface Taken {
  /** From when a signal was due. */
  readonly latency: Summary;
  /** From when it was taken up. */
  readonly work: Summary;
}

/** Microseconds to when each signal was explained. */
async function paced(way: Way, rows: readonly Float32Array[]): Promise<Taken & { readonly failed: number }> {
  const startedMs = performance.now() + 5;
  const [latencies, works]: [number[], number[]] = [[], []];
  let failed = 0;
  for (const [i, row] of rows.entries()) {
    const dueMs = startedMs + (i * 1000) / signalsPerSecond;
    while (performance.now() < dueMs);
    const takenUpMs = performance.now();
    const answer = way.signal(row);
    if (!(answer instanceof Promise ? await answer : answer)) failed++;
    const doneMs = performance.now();
    latencies.push((doneMs - dueMs) * 1000);
    works.push((doneMs - takenUpMs) * 1000);
  }
  return { latency: summarise(latencies), work: summarise(works), failed };
}
