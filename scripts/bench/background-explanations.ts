/** P6I: trees of depth 5 and 6 against a background of 100 and of 1,000 rows, by tables and by the pairwise walk; all pairs of features on demand. */
import { boostingDefaults, trainBoosting } from '../../reference/refinery/train/trainers/boosting.ts';
import { studyPart, studyRows } from '../../reference/refinery/train/trainers/study-rows.ts';
import { treeInteractions } from '../../src/shared/explain/interactions.ts';
import { InterventionalTreeShap } from '../../src/shared/explain/interventional.ts';
import { treeExplainer } from '../../src/shared/explain/tree-explainer.ts';
import { treeAt, treeCount, type TreeEnsemble } from '../../src/shared/models/tree-ensemble.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds } from './summary.ts';

const trainingRows = 20_000;

export const backgroundExplanations: Bench = ({ rounds, quick }) => {
  const study = studyRows(trainingRows + 10_000);
  const training = studyPart(study, 'label', 0, trainingRows);
  const { featureCount } = training;
  const rowAt = (i: number): Float32Array => study.x.slice(i * featureCount, (i + 1) * featureCount);
  const [figures, notes, problems]: [Figure[], string[], string[]] = [[], [], []];
  for (const depth of [5, 6]) {
    const model = trainBoosting(training, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: quick ? 20 : 200, depthMax: depth }).ensemble;
    const trees = treesOf(model);
    const name = `${treeCount(model)} of depth ${depth}`;
    for (const backgroundRows of [100, 1000]) {
      const background = Array.from({ length: backgroundRows }, (_, i) => rowAt(i));
      const startedMs = performance.now();
      const tables = treeExplainer(model, { background, pathDependent: false });
      const buildMs = performance.now() - startedMs;
      const pairwise = new InterventionalTreeShap(trees, featureCount, background);
      const [tableRows, pairRows] = [500, Math.ceil(1000 / backgroundRows)];
      const taken: [number[], number[]] = [[], []];
      for (let round = -1; round < rounds; round++) {
        const from = trainingRows + (round + 1) * tableRows;
        const [byTables, byPairs] = [microsecondsEach(tableRows, (i) => tables.explain(rowAt(from + i))), microsecondsEach(pairRows, (i) => pairwise.explain(rowAt(from + i)))];
        if (round < 0) continue;
        taken[0].push(byTables);
        taken[1].push(byPairs);
      }
      figures.push({ name: `${name}, ${backgroundRows} rows: tables`, unit: 'µs', ...acrossRounds(taken[0]) }, { name: `${name}, ${backgroundRows} rows: pairwise`, unit: 'µs', ...acrossRounds(taken[1]) });
      const expected = pairwise.explain(rowAt(trainingRows));
      const apart = tables.explain(rowAt(trainingRows)).reduce((most, value, j) => Math.max(most, Math.abs(value - expected[j]!)), 0);
      if (!(apart < 1e-9)) problems.push(`${name}: tables and pairwise are ${apart} apart`);
      notes.push(`${name}, ${backgroundRows} rows: ${tables.way} built and filled with 64 rows in ${buildMs.toFixed(0)} ms, now ${(tables.bytes / 1e6).toFixed(1)} MB.`);
    }
    const background = Array.from({ length: 100 }, (_, i) => rowAt(i));
    const row = rowAt(trainingRows);
    const pairs = [background, null].map((given) => acrossRounds(Array.from({ length: rounds }, () => microsecondsEach(1, () => treeInteractions({ trees, featureCount, row, background: given })))));
    figures.push({ name: `${name}: all pairs, 100 rows`, unit: 'µs', ...pairs[0]! }, { name: `${name}: all pairs, by cover`, unit: 'µs', ...pairs[1]! });
  }
  return Promise.resolve({
    id: 'P6I', title: 'trees against a background', workload: `boosted trees of ${featureCount} features, rows that no tree was trained on, each once; microseconds a row`,
    figures, problem: problems[0] ?? null, notes,
  });
};

const treesOf = (model: TreeEnsemble) => Array.from({ length: treeCount(model) }, (_, t) => treeAt(model, t));

function microsecondsEach(count: number, call: (i: number) => unknown): number {
  const startedMs = performance.now();
  for (let i = 0; i < count; i++) call(i);
  return ((performance.now() - startedMs) * 1000) / count;
}
