/** P6N: a perceptron of 60 features by antithetic permutations, with what they leave open, and by groups exactly; its batches against one row at a time. */
import { denseStack } from '../../reference/refinery/train/trainers/network-shape.ts';
import { networkDefaults, trainNetwork } from '../../reference/refinery/train/trainers/network.ts';
import { seededRandom } from '../../src/shared/base/random.ts';
import { ModelExplainer } from '../../src/shared/explain/explain-model.ts';
import { margin, scoreRows } from '../../src/shared/models/model.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds } from './summary.ts';

const featureCount = 60;
const trainingRows = 4000;
const batchRows = 4096;

export const networkExplanations: Bench = ({ rounds, quick }) => {
  const random = seededRandom(1);
  const x = Float32Array.from({ length: (trainingRows + batchRows) * featureCount }, () => random.normal());
  const rowAt = (i: number): Float32Array => x.slice(i * featureCount, (i + 1) * featureCount);
  const y = Float64Array.from({ length: trainingRows }, (_, i) => targetOf(rowAt(i)));
  const layers = denseStack(featureCount, [64, 32]);
  const rows = { rows: trainingRows, featureCount, x: x.slice(0, trainingRows * featureCount), y, weights: null };
  const { model } = trainNetwork(rows, { ...networkDefaults, layers, loss: 'squared', epochs: quick ? 1 : 10, seed: 1 });
  const background = Array.from({ length: 20 }, (_, i) => rowAt(i));
  const groupsOf = (count: number): number[][] => Array.from({ length: count }, (_, g) => Array.from({ length: featureCount }, (__, j) => j).filter((j) => j % count === g));
  const explainers: readonly (readonly [string, ModelExplainer])[] = [
    ...[16, 64, 128].map((pairs) => [`permutations, ${pairs} pairs`, new ModelExplainer(model, { background, pairs, random: seededRandom(3) })] as const),
    ...[8, 10].map((count) => [`${count} groups, exact`, new ModelExplainer(model, { background, groups: groupsOf(count) })] as const),
  ];
  const taken = new Map<string, number[]>();
  const add = (name: string, ms: number): void => { taken.set(name, [...(taken.get(name) ?? []), ms]); };
  const batch = x.slice(trainingRows * featureCount);
  const [figures, notes, problems]: [Figure[], string[], string[]] = [[], [], []];
  for (let round = -1; round < rounds; round++) {
    for (const [name, explainer] of explainers) {
      const row = rowAt(trainingRows + round + 1);
      const startedMs = performance.now();
      const { gap, standardErrors, contributions } = explainer.explain(row);
      if (round >= 0) add(name, performance.now() - startedMs);
      if (!(Math.abs(gap) < (standardErrors ? Infinity : 1e-9))) problems.push(`${name}: parts miss the whole by ${gap}`);
      if (round === 0 && standardErrors) notes.push(`${name}: standard errors ${quantile(standardErrors, 0.5).toFixed(4)} at the median, ${quantile(standardErrors, 1).toFixed(4)} at most; contributions up to ${quantile(contributions.map(Math.abs), 1).toFixed(3)}.`);
    }
    const [together, alone] = [timed(() => scoreRows(model, batch, batchRows)), timed(() => Float64Array.from({ length: batchRows }, (_, i) => margin(model, batch, i * featureCount)))];
    if (together.result.some((value, i) => !Object.is(value, alone.result[i]))) problems.push('a row in a batch is not what it is alone');
    if (round < 0) continue;
    add(`${batchRows} rows in a batch`, together.ms);
    add(`${batchRows} rows one at a time`, alone.ms);
  }
  for (const [name, values] of taken) figures.push({ name, unit: 'ms', ...acrossRounds(values) });
  return Promise.resolve({
    id: 'P6N', title: 'explanations of a network', workload: `perceptron ${featureCount}-64-32-1, background of ${background.length} rows, one row; 128 pairs ask about ${128 * 2 * featureCount} rows, ten groups about ${1024 * background.length}`,
    figures, problem: problems[0] ?? null, notes,
  });
};

function targetOf(row: Float32Array): number {
  const at = (j: number): number => row[j] ?? 0;
  return at(0) * at(1) + Math.sin(2 * at(2)) + (at(3) > 0.5 ? 1 : 0) + 0.5 * at(4) - 0.3 * at(5) * at(6) + 0.2 * at(7);
}

const quantile = (values: Float64Array, q: number): number => values.toSorted()[Math.floor(q * (values.length - 1))] ?? NaN;

function timed<T>(call: () => T): { readonly result: T; readonly ms: number } {
  const startedMs = performance.now();
  const result = call();
  return { result, ms: performance.now() - startedMs };
}
