/** P4 and P5: what a tree model says of one row and of 256, by our evaluator and our session, against a bare onnxruntime-node session and naive typed arrays. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { modelOnnx } from '../../reference/refinery/train/trainers/model-onnx.ts';
import { openScoringSession, type ScoringSession } from '../../src/main/core/workers/scoring-session.ts';
import { margin, scoreRows } from '../../src/shared/models/model.ts';
import { treeAt, treeCount, type TreeEnsemble, type TreeView } from '../../src/shared/models/tree-ensemble.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds, summarise } from './summary.ts';
import { benchModels, type BenchModel } from './tree-models.ts';

const batchRows = 256;

interface Scorers {
  readonly model: BenchModel;
  readonly session: ScoringSession;
  bare(features: Float32Array, rows: number): Promise<Float32Array>;
  naive(row: Float32Array): number;
}

export const singleRowInference: Bench = async ({ rounds, quick }) => {
  const made = benchModels(quick);
  const rowCount = quick ? 300 : 3000;
  const x = made.unseen(rowCount);
  const rowAt = (i: number): Float32Array => x.slice(i * made.featureCount, (i + 1) * made.featureCount);
  const rows = Array.from({ length: rowCount }, (_, i) => rowAt(i));
  const figures: Figure[] = [];
  const problems: string[] = [];
  for (const model of made.models) {
    const scorers = await open(model, made.featureCount);
    const checked = rows.slice(0, 200);
    for (const row of checked) problems.push(...await differences(scorers, row));
    const ways: readonly (readonly [string, (row: Float32Array) => unknown])[] = [
      ['evaluator', (row) => margin(model.ensemble, row)], ['naive typed arrays', (row) => scorers.naive(row)],
      ['session', (row) => scorers.session.score(row, 1)], ['bare onnxruntime-node', (row) => scorers.bare(row, 1)],
    ];
    const taken = ways.map((): { p50: number[]; p99: number[] } => ({ p50: [], p99: [] }));
    for (let round = -1; round < rounds; round++) {
      for (const [w, [, score]] of ways.entries()) {
        const { p50, p99 } = summarise(await timesOf(score, rows));
        if (round < 0) continue; // one to warm up
        taken[w]!.p50.push(p50);
        taken[w]!.p99.push(p99);
      }
    }
    ways.forEach(([name], w) => figures.push(
      { name: `${model.name}: ${name} p50`, unit: 'µs', ...acrossRounds(taken[w]!.p50) }, { name: `${model.name}: ${name} p99`, unit: 'µs', ...acrossRounds(taken[w]!.p99) },
    ));
  }
  return {
    id: 'P4', title: 'single-row inference of trees', workload: `${rowCount} rows of ${made.featureCount} features that no model was trained on, one at a time, a round; sessions with one thread`,
    figures, problem: problems[0] ?? null,
    notes: ['Checked on 200 rows: naive arrays say the evaluator\'s double, sessions its float32, to the last bit.'],
  };
};

export const batchInference: Bench = async ({ rounds, quick }) => {
  const made = benchModels(quick);
  const batches = quick ? 10 : 60;
  const x = made.unseen(batches * batchRows);
  const batchAt = (b: number): Float32Array => x.slice(b * batchRows * made.featureCount, (b + 1) * batchRows * made.featureCount);
  const all = Array.from({ length: batches }, (_, b) => batchAt(b));
  const figures: Figure[] = [];
  const problems: string[] = [];
  for (const model of made.models) {
    const scorers = await open(model, made.featureCount);
    const first = batchAt(0);
    const [own, ours, bare] = [scoreRows(model.ensemble, first, batchRows), await scorers.session.score(first, batchRows), await scorers.bare(first, batchRows)];
    own.forEach((value, i) => {
      if (Math.fround(value) !== ours[i] || ours[i] !== bare[i]) problems.push(`${model.name}: row ${i} of a batch is ${ours[i]} by our session, ${bare[i]} by the bare one, ${value} by the evaluator`);
    });
    const ways: readonly (readonly [string, (batch: Float32Array) => unknown])[] = [
      ['session', (batch) => scorers.session.score(batch, batchRows)], ['bare onnxruntime-node', (batch) => scorers.bare(batch, batchRows)],
      ['evaluator', (batch) => scoreRows(model.ensemble, batch, batchRows)],
    ];
    const taken = ways.map((): number[] => []);
    for (let round = -1; round < rounds; round++) {
      for (const [w, [, score]] of ways.entries()) {
        const { p50 } = summarise(await timesOf(score, all));
        if (round >= 0) taken[w]!.push(p50);
      }
    }
    ways.forEach(([name], w) => figures.push({ name: `${model.name}: ${name}`, unit: 'µs', ...acrossRounds(taken[w]!) }));
  }
  return {
    id: 'P5', title: 'batch inference of trees', workload: `batches of ${batchRows} rows of ${made.featureCount} features, ${batches} a round, median a batch; sessions with one thread`,
    figures, problem: problems[0] ?? null, notes: [],
  };
};

async function open(model: BenchModel, width: number): Promise<Scorers> {
  const bytes = modelOnnx(model.ensemble, []);
  const bare = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 });
  const trees = Array.from({ length: treeCount(model.ensemble) }, (_, t) => treeAt(model.ensemble, t));
  return {
    model,
    session: await openScoringSession({ bytes }),
    bare: async (features, rows) => (await bare.run({ features: new Tensor('float32', features, [rows, width]) }, ['margin']))['margin']?.data as Float32Array,
    naive: (row) => naiveMargin(trees, model.ensemble, row),
  };
}

/** As anybody would write it: a list of trees, each walked from its root. */
function naiveMargin(trees: readonly TreeView[], { base }: TreeEnsemble, row: Float32Array): number {
  let sum = 0;
  for (const tree of trees) {
    let node = 0;
    while (tree.feature[node]! >= 0) node = row[tree.feature[node]!]! <= tree.threshold[node]! ? tree.left[node]! : tree.right[node]!;
    sum += tree.value[node]!;
  }
  return sum + base;
}

async function differences({ model, session, bare, naive }: Scorers, row: Float32Array): Promise<string[]> {
  const own = margin(model.ensemble, row);
  const [ours, theirs] = [(await session.score(row, 1))[0], (await bare(row, 1))[0]];
  return naive(row) === own && ours === Math.fround(own) && theirs === ours ? [] : [`${model.name}: evaluator ${own}, naive ${naive(row)}, session ${ours}, bare ${theirs}`];
}

/** Microseconds of each call, awaited where it is a promise. */
async function timesOf<T>(score: (input: T) => unknown, inputs: readonly T[]): Promise<number[]> {
  const times: number[] = [];
  for (const input of inputs) {
    const startedMs = performance.now();
    const result = score(input);
    if (result instanceof Promise) await result;
    times.push((performance.now() - startedMs) * 1000);
  }
  return times;
}
