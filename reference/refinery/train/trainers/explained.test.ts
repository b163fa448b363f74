/** A trained model of every family, explained: the contributions are those of all coalitions, and add up to the margin. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { shapleyValues } from '../../../../src/shared/explain/coalitions.ts';
import type { ExplanationMethod } from '../../../../src/shared/domain/explanation.ts';
import { ModelExplainer } from '../../../../src/shared/explain/explain-model.ts';
import { rowExplainer, verdictOf } from '../../../../src/shared/explain/explained-row.ts';
import { allMethodsOf, commandReach, liveReach, methodsOf } from '../../../../src/shared/explain/methods.ts';
import { ownArithmetic } from '../../../../src/shared/explain/tolerance.ts';
import { modelInteractions } from '../../../../src/shared/explain/model-interactions.ts';
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
const families: readonly (readonly [string, ExplanationMethod, () => Model])[] = [
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

  it.each(families)('[EX-13] %s by every method that fits it, its own first, each adding up', (_name, method, train) => {
    const model = train();
    const methods = allMethodsOf(model.kind, { features: featureCount, backgroundRows: background.length }, liveReach);
    expect(methods[0]).toBe(method);
    for (const asked of methods) {
      const explained = new ModelExplainer(model, { background, method: asked, pairs: 4 * background.length, random: seededRandom(3) }).explain(rowAt(50));
      expect([explained.method, explained.standardErrors === null, Math.abs(explained.gap) < 1e-9]).toEqual([asked, asked !== 'permutation-antithetic', true]);
    }
    expect(() => new ModelExplainer(model, { background, method: model.kind === 'svm' ? 'tree-interventional' : 'rbf-interventional' })).toThrow('fits the form');
  });

  it('[EX-13] trees by training cover add up as well, a forest as the mean of its trees', () => {
    for (const [name, method, train] of families.filter(([, by]) => by === 'tree-interventional')) {
      const explainer = new ModelExplainer(train(), { background, method: 'tree-path-dependent' });
      const explained = explainer.explain(rowAt(33));
      expect([name, explained.method, Math.abs(explained.gap) < 1e-9]).toEqual([name, 'tree-path-dependent', true]);
      expect(method).toBe('tree-interventional');
    }
  });

  it('[EX-13] [EX-18] a network of few features by all of their coalitions', () => {
    const { model } = trainNetwork(target, { ...networkDefaults, layers: denseStack(featureCount, [8, 4]), loss: 'squared', epochs: 20, seed: 5 });
    const explained = new ModelExplainer(model, { background }).explain(rowAt(77));
    expect(explained).toMatchObject({ method: 'groups-exact', groups: null, standardErrors: null });
    exactContributions(model, rowAt(77)).forEach((c, j) => expect(explained.contributions[j], `feature ${j}`).toBeCloseTo(c, 9));
    expect(Math.abs(explained.gap)).toBeLessThan(1e-9);
    const sampled = new ModelExplainer(model, { background, method: 'permutation-antithetic', random: seededRandom(3) }).explain(rowAt(77));
    expect([sampled.method, sampled.standardErrors?.length]).toEqual(['permutation-antithetic', featureCount]);
  });

  it('[EX-13] the first method that is listed for a network is the one that its size allows', () => {
    const first = (features: number, backgroundRows: number) => methodsOf('network', { features, backgroundRows });
    expect(first(10, 64)).toEqual(['groups-exact', 'permutation-antithetic']);
    for (const [features, rows] of [[10, 65], [11, 1], [70, 64]] as const) expect(first(features, rows)).toEqual(['permutation-antithetic', 'groups-exact']);
    expect(methodsOf('network', { features: 16, backgroundRows: 4 }, commandReach)[0]).toBe('groups-exact');
  });

  it('[EX-3] parts that are further from the output than arithmetic explains are a failed explanation, of any form', () => {
    for (const [name, method, train] of families) {
      const model = train();
      const explain = rowExplainer(model, { background, method, arithmetic: ownArithmetic });
      const whole = Math.fround(margin(model, rowAt(50)));
      const verdicts = [whole, whole + 1e-3, NaN].map((output) => verdictOf(explain(rowAt(50), output)));
      expect([name, ...verdicts]).toEqual([name, 'passed', 'failed', 'failed']);
    }
  });

  it('[EX-18] a network by groups: what the coalitions of whole groups say, adding up to its margin', () => {
    const { model } = trainNetwork(target, { ...networkDefaults, layers: denseStack(featureCount, [8, 4]), loss: 'squared', epochs: 20, seed: 5 });
    const groups = [[3, 0], [1], [4, 2]];
    const explained = new ModelExplainer(model, { background, groups }).explain(rowAt(12));
    const exact = shapleyValues(groups.length, (coalition) => background.reduce((sum, other) => {
      const known = new Set(groups.filter((_, g) => (coalition >> g) & 1).flat());
      return sum + margin(model, Float32Array.from(rowAt(12), (value, j) => (known.has(j) ? value : other[j] ?? 0)));
    }, 0) / background.length);
    exact.forEach((c, g) => expect(explained.contributions[g], `group ${g}`).toBeCloseTo(c, 9));
    expect(explained).toMatchObject({ method: 'groups-exact', groups, standardErrors: null });
    expect(explained.contributions.length).toBe(3);
    expect(Math.abs(explained.gap)).toBeLessThan(1e-9);
    expect(() => new ModelExplainer(model, { background, groups: [[0, 1], [1, 2, 3, 4]] }).explain(rowAt(12))).toThrow('in one group');
    expect(() => new ModelExplainer(model, { background, groups: [[0, 1], [2, 3]] }).explain(rowAt(12))).toThrow('every feature');
  });

  it('[EX-13] a network of many features by permutations: adding up, with errors that hold what all coalitions say', () => {
    const wide = widened(target, 12);
    const { model } = trainNetwork(wide, { ...networkDefaults, layers: denseStack(12, [8, 4]), loss: 'squared', epochs: 20, seed: 5 });
    const wideRow = (i: number): Float32Array => wide.x.slice(i * 12, (i + 1) * 12);
    const others = [0, 1, 2, 3].map(wideRow);
    const explained = new ModelExplainer(model, { background: others, pairs: 400, random: seededRandom(2) }).explain(wideRow(77));
    expect(explained.method).toBe('permutation-antithetic');
    expect(Math.abs(explained.gap)).toBeLessThan(1e-6);
    shapleyValues(12, (coalition) => others.reduce((sum, other) =>
      sum + margin(model, wideRow(77).map((value, j) => ((coalition >> j) & 1 ? value : other[j] ?? 0))), 0) / others.length).forEach((c, j) => {
      const error = explained.standardErrors?.[j] ?? 0;
      expect(Math.abs((explained.contributions[j] ?? 0) - c), `feature ${j}`).toBeLessThanOrEqual(4 * error + 1e-6);
      expect(error).toBeLessThan(0.2);
    });
  });
});

describe('pairs of features', () => {
  it.each(families)('[EX-16] %s: rows sum to the contributions, all to the margin less the base value', (_name, _method, train) => {
    const model = train();
    const explained = new ModelExplainer(model, { background }).explain(rowAt(10));
    const pairs = modelInteractions(model, rowAt(10), { background });
    if (pairs.kind !== 'exact') throw new Error(pairs.reason);
    const { values } = pairs;
    for (let i = 0; i < featureCount; i++) {
      expect(values.subarray(i * featureCount, (i + 1) * featureCount).reduce((sum, x) => sum + x, 0), `feature ${i}`).toBeCloseTo(explained.contributions[i] ?? NaN, 9);
      for (let j = 0; j < i; j++) expect(values[i * featureCount + j]).toBe(values[j * featureCount + i]);
    }
    const [product, apart] = [values[1] ?? 0, values[3] ?? 0];
    if (model.kind === 'linear') expect([product, apart]).toEqual([0, 0]);
    else expect(Math.abs(product), 'features 0 and 1 are multiplied').toBeGreaterThan(0);
  });

  it('[EX-16] of many features without groups are refused for machines and networks, and given for groups', () => {
    const wide = widened(target, 12);
    const { model } = trainNetwork(wide, { ...networkDefaults, layers: denseStack(12, [4]), loss: 'squared', epochs: 2, seed: 5 });
    const row = wide.x.slice(0, 12);
    const others = [wide.x.slice(12, 24)];
    expect(modelInteractions(model, row, { background: others })).toEqual({ kind: 'refused', reason: '12 features are too many to enumerate, at most 10: ask for groups' });
    const groups = [[0, 1, 2, 3, 4, 5], [6, 7, 8], [9, 10, 11]];
    const pairs = modelInteractions(model, row, { background: others, groups });
    if (pairs.kind !== 'exact') throw new Error(pairs.reason);
    expect(pairs.groups).toBe(groups);
    expect(pairs.values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(margin(model, row) - margin(model, others[0] ?? row), 9);
  });
});

/** More features, of noise. */
function widened(rows: TrainingRows, width: number): TrainingRows {
  const random = seededRandom(8);
  const x = Float32Array.from({ length: rows.rows * width }, (_, at) => (at % width < featureCount ? rows.x[Math.floor(at / width) * featureCount + (at % width)] ?? 0 : random.uniform() - 0.5));
  return { ...rows, featureCount: width, x };
}
