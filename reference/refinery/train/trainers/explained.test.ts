/** A trained model of every family, explained: the contributions are those of all coalitions, and add up to the margin. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { shapleyValues } from '../../../../src/shared/explain/coalitions.ts';
import { ModelExplainer, type ShapleyMethod } from '../../../../src/shared/explain/explain-model.ts';
import { margin, type Model } from '../../../../src/shared/models/model.ts';
import { trainBoosting, boostingDefaults } from './boosting.ts';
import { trainForest, trainTree } from './forest.ts';
import { trainLinear } from './linear.ts';
import { logisticDefaults, trainLogistic } from './logistic.ts';
import { denseStack } from './network-shape.ts';
import { networkDefaults, trainNetwork } from './network.ts';
import type { TrainingRows } from './rows.ts';
import { svmDefaults, trainSvm } from './svm.ts';

const featureCount = 5;

/** 240 rows with a product, a threshold and a straight part in them. */
function study(binary: boolean): TrainingRows {
  const random = seededRandom(3);
  const rows = 240;
  const x = Float32Array.from({ length: rows * featureCount }, () => random.uniform() * 2 - 1);
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const at = (j: number): number => x[i * featureCount + j] ?? 0;
    const score = at(0) * at(1) * 2 + (at(2) > 0.2 ? 1 : -0.5) + 0.5 * at(3) + 0.2 * (random.uniform() - 0.5);
    return binary ? (score > 0 ? 1 : 0) : score;
  });
  return { rows, featureCount, x, y, weights: null };
}

const [target, label] = [study(false), study(true)];
const rowAt = (i: number): Float32Array => target.x.slice(i * featureCount, (i + 1) * featureCount);
const background = [0, 1, 2, 3].map(rowAt);

const treeOptions = { depthMax: 4, leafWeightMin: 5, gainMin: 0 };
const families: readonly (readonly [string, ShapleyMethod, () => Model])[] = [
  ['linear', 'linear-closed-form', () => trainLinear(target, { penalty: 0.01, standardise: true }).model],
  ['logistic', 'linear-closed-form', () => trainLogistic(label, logisticDefaults).model],
  ['tree', 'tree-interventional', () => trainTree(target, treeOptions)],
  ['forest', 'tree-interventional', () => trainForest(label, { ...treeOptions, trees: 20, featuresPerNode: 2, seed: 1 }).ensemble],
  ['boosting', 'tree-interventional', () => trainBoosting(label, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: 30, depthMax: 3 }).ensemble],
  ['quantile boosting', 'tree-interventional', () => trainBoosting(target, { ...boostingDefaults, loss: { kind: 'quantile', alpha: 0.9 }, rounds: 20, depthMax: 3 }).ensemble],
  ['support vector machine', 'rbf-interventional', () => trainSvm(label, svmDefaults).model],
];

/** The interventional game of a model, in double. */
function exactContributions(model: Model, row: Float32Array): Float64Array {
  return shapleyValues(featureCount, (coalition) => background.reduce((sum, other) =>
    sum + margin(model, Float32Array.from(row, (value, j) => ((coalition >> j) & 1 ? value : other[j] ?? 0))), 0) / background.length);
}

describe('a trained model explained', () => {
  it.each(families)('[EX-13] %s by %s: within 1e-9 of all coalitions, adding up to its margin', (_name, method, train) => {
    const model = train();
    const explainer = new ModelExplainer(model, { background });
    for (const i of [10, 50, 90]) {
      const explained = explainer.explain(rowAt(i));
      expect(explained.method).toBe(method);
      exactContributions(model, rowAt(i)).forEach((c, j) => expect(explained.contributions[j], `row ${i}, feature ${j}`).toBeCloseTo(c, 9));
      expect(Math.abs(explained.gap)).toBeLessThan(1e-9);
      expect(explained.margin).toBe(margin(model, rowAt(i)));
      expect(explained.standardErrors).toBeNull();
    }
  });

  it('[EX-13] trees by training cover add up as well, a forest as the mean of its trees', () => {
    for (const [name, method, train] of families.filter(([, by]) => by === 'tree-interventional')) {
      const explainer = new ModelExplainer(train(), { background, pathDependent: true });
      const explained = explainer.explain(rowAt(33));
      expect([name, explained.method, Math.abs(explained.gap) < 1e-9]).toEqual([name, 'tree-path-dependent', true]);
      expect(method).toBe('tree-interventional');
    }
  });

  it('[EX-13] a network by permutations: adding up, with errors that hold what all coalitions say', () => {
    const { model } = trainNetwork(target, { ...networkDefaults, layers: denseStack(featureCount, [8, 4]), loss: 'squared', epochs: 20, seed: 5 });
    const explainer = new ModelExplainer(model, { background, pairs: 400, random: seededRandom(2) });
    const explained = explainer.explain(rowAt(77));
    expect(Math.abs(explained.gap)).toBeLessThan(1e-6);
    exactContributions(model, rowAt(77)).forEach((c, j) => {
      const error = explained.standardErrors?.[j] ?? 0;
      expect(Math.abs((explained.contributions[j] ?? 0) - c), `feature ${j}`).toBeLessThanOrEqual(4 * error + 1e-6);
      expect(error).toBeLessThan(0.2);
    });
  });
});
