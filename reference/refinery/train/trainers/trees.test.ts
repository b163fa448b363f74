/** Bins, trees, forest and boosting: known answers, brute force, properties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { scoreRows } from '../../../../src/shared/models/model.ts';
import { leafOf, treeAt, treeCount, type TreeEnsemble } from '../../../../src/shared/models/tree-ensemble.ts';
import { binRows, binsMax, cutBetween } from './binning.ts';
import { boostingDefaults, trainBoosting, type BoostingOptions } from './boosting.ts';
import { reference } from './fixtures/scikit-learn.ts';
import { trainForest, trainTree, treeDefaults } from './forest.ts';
import { weightedQuantile } from './losses.ts';
import { holdOutTail, pickRows, type TrainingRows } from './rows.ts';
import { areaUnderCurve, studyPart, studyRows } from './study-rows.ts';

const fixture = (y: readonly number[]): TrainingRows => ({
  rows: reference.rows, featureCount: reference.featureCount, x: Float32Array.from(reference.x), y: Float64Array.from(y), weights: null,
});

/** Coarse values, so that doubled rows fall into the same bins, and a target with a step and noise. */
function coarseRows(seed: number, rows: number, weighted: boolean): TrainingRows {
  const random = seededRandom(seed);
  const x = Float32Array.from({ length: rows * 3 }, () => random.integer(20) / 4);
  const y = Float64Array.from({ length: rows }, (_, i) => ((x[3 * i] ?? 0) > 2 ? 1 : 0) + 0.3 * (x[3 * i + 1] ?? 0) + 0.2 * random.normal());
  return { rows, featureCount: 3, x, y, weights: weighted ? Float64Array.from({ length: rows }, () => random.integer(4)) : null };
}

const duplicated = (data: TrainingRows): TrainingRows => ({
  ...pickRows(data, Array.from(data.y.keys()).flatMap((i) => new Array<number>(data.weights?.[i] ?? 1).fill(i))), weights: null,
});

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.max(...Array.from(a, (v, i) => Math.abs(v - (b[i] ?? NaN))));
const bytesOf = (ensemble: TreeEnsemble): string => [ensemble.starts, ensemble.feature, ensemble.threshold, ensemble.left, ensemble.right, ensemble.value, ensemble.cover]
  .map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64')).join('|') + ensemble.base;

describe('binning', () => {
  it('[TN-5] a cut lies at or above the lower and below the upper neighbour, in float32', () => {
    fc.assert(fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.float({ noNaN: true, noDefaultInfinity: true }), (one, two) => {
      fc.pre(one !== two);
      const [a, b] = [Math.min(one, two), Math.max(one, two)];
      const cut = cutBetween(a, b);
      expect(Math.fround(cut)).toBe(cut);
      expect(cut >= a && cut < b, `${a} <= ${cut} < ${b}`).toBe(true);
    }));
  });

  it('[TN-5] bins route rows as their cuts do, are at most 255, and share the weight evenly', () => {
    const random = seededRandom(2);
    const rows = 4_000;
    const x = Float32Array.from({ length: rows * 2 }, (_, k) => (k % 2 === 0 ? random.normal() ** 3 : random.integer(7) - 3));
    const { cuts, bins } = binRows({ rows, featureCount: 2, x, y: new Float64Array(rows), weights: null });
    const [wide, few] = [cuts[0] ?? new Float32Array(), cuts[1] ?? new Float32Array()];
    expect(wide.length).toBe(binsMax - 1);
    expect(Array.from(few)).toEqual([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]);
    const counts = new Array<number>(binsMax).fill(0);
    for (let i = 0; i < rows; i++) {
      expect(bins[i]).toBe(wide.reduce((n: number, cut) => n + Number((x[2 * i] ?? 0) > cut), 0));
      counts[bins[i] ?? 0]! += 1;
    }
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...counts)).toBeLessThanOrEqual(17);
  });

  it('a value that many rows share leaves the others their bins', () => {
    const rows = 3_000;
    const x = Float32Array.from({ length: rows }, (_, i) => (i < 2_000 ? 0 : i));
    const [cuts] = binRows({ rows, featureCount: 1, x, y: new Float64Array(rows), weights: null }).cuts;
    expect(cuts?.length).toBe(binsMax - 1);
    expect(binRows({ rows, featureCount: 1, x, y: new Float64Array(rows), weights: Float64Array.from(x, (v) => (v === 0 ? 1 : 0)) }).cuts[0]?.length).toBe(0);
  });
});

describe('tree', () => {
  it('[TN-7] has the leaves of scikit-learn', () => {
    const tree = trainTree(fixture(reference.y), { depthMax: reference.tree.depthMax, leafWeightMin: reference.tree.leafRowsMin, gainMin: 0 });
    expect(largestGap(scoreRows(tree, Float32Array.from(reference.x), reference.rows), reference.tree.predictions)).toBeLessThan(1e-6);
    expect(tree.feature.filter((f) => f < 0).length).toBe(reference.tree.leaves);
  });

  it('[TN-7] its first split is the best of all by exhaustion', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const data = coarseRows(seed, 40, true);
      const weights = data.weights ?? new Float64Array();
      fc.pre(weights.some((w) => w > 0));
      const tree = trainTree(data, { depthMax: 1, leafWeightMin: 2, gainMin: 0 });
      const errorOf = (rows: readonly number[]): number => {
        const total = rows.reduce((sum, i) => sum + (weights[i] ?? 0), 0);
        const mean = rows.reduce((sum, i) => sum + (weights[i] ?? 0) * (data.y[i] ?? 0), 0) / total;
        return total < 2 ? Infinity : rows.reduce((sum, i) => sum + (weights[i] ?? 0) * ((data.y[i] ?? 0) - mean) ** 2, 0);
      };
      const all = Array.from(data.y.keys());
      let best = Infinity;
      for (let f = 0; f < 3; f++) {
        for (const cut of new Set(all.map((i) => data.x[3 * i + f] ?? 0))) {
          const left = all.filter((i) => (data.x[3 * i + f] ?? 0) <= cut);
          best = Math.min(best, errorOf(left) + errorOf(all.filter((i) => !left.includes(i))));
        }
      }
      const own = [1, 2].map((leaf) => all.filter((i) => leafOf(tree, 0, data.x, 3 * i) === leaf));
      expect(errorOf(own[0] ?? []) + errorOf(own[1] ?? [])).toBeCloseTo(best, 9);
    }), { numRuns: 40 });
  });

  it('[TN-17] covers are the weight of the rows that reach each node', () => {
    const data = coarseRows(5, 300, true);
    const tree = trainTree(data, { ...treeDefaults, depthMax: 4 });
    const cover = new Float64Array(tree.cover.length);
    for (let i = 0; i < data.rows; i++) cover[leafOf(tree, 0, data.x, 3 * i)]! += data.weights?.[i] ?? 0;
    tree.feature.forEach((f, node) => { if (f < 0) expect(tree.cover[node]).toBeCloseTo(cover[node] ?? NaN, 9); });
    expect(tree.cover[0]).toBeCloseTo(data.weights?.reduce((sum, w) => sum + w, 0) ?? NaN, 9);
    tree.feature.forEach((f, node) => { if (f >= 0) expect(tree.cover[node]).toBe((tree.cover[tree.left[node] ?? 0] ?? 0) + (tree.cover[tree.right[node] ?? 0] ?? 0)); });
  });
});

describe('boosting covers', () => {
  it('[TN-17] are of all rows, drawn or not, and are weights with logistic loss too', () => {
    const study = studyRows(500);
    const data = { ...studyPart(study, 'label', 0, 500), weights: Float64Array.from({ length: 500 }, (_, i) => 1 + (i % 3)) };
    for (const rowShare of [1, 0.5]) {
      const { ensemble } = trainBoosting(data, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: 3, rowShare });
      for (let t = 0; t < 3; t++) {
        const { cover, feature } = treeAt(ensemble, t);
        const own = new Float64Array(cover.length);
        for (let i = 0; i < 500; i++) own[leafOf(ensemble, t, data.x, 30 * i) - (ensemble.starts[t] ?? 0)]! += data.weights[i] ?? 0;
        expect(cover[0]).toBe(data.weights.reduce((sum, w) => sum + w, 0));
        feature.forEach((f, node) => { if (f < 0) expect(cover[node]).toBe(own[node]); });
      }
    }
  });
});

describe('weights and order', () => {
  const squared: BoostingOptions = { ...boostingDefaults, loss: { kind: 'squared' }, rounds: 10, depthMax: 3 };

  it('[TN-3] a row of weight k counts as k rows', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const data = coarseRows(seed, 80, true);
      const copies = duplicated(data);
      for (const loss of [{ kind: 'squared' }, { kind: 'quantile', alpha: 0.3 }] as const) {
        const [one, two] = [data, copies].map((rows) => trainBoosting(rows, { ...squared, loss }).ensemble);
        expect(largestGap(scoreRows(one!, data.x, data.rows), scoreRows(two!, data.x, data.rows))).toBeLessThan(1e-5);
      }
      const [one, two] = [data, copies].map((rows) => trainTree(rows, treeDefaults));
      expect(largestGap(scoreRows(one!, data.x, data.rows), scoreRows(two!, data.x, data.rows))).toBeLessThan(1e-6);
    }), { numRuns: 15 });
  });

  it('[TN-4] the order of the rows does not matter where nothing is drawn', () => {
    const data = coarseRows(3, 200, true);
    const reversed = pickRows(data, Array.from(data.y.keys()).reverse());
    const [one, two] = [data, reversed].map((rows) => trainBoosting(rows, squared).ensemble);
    expect(largestGap(scoreRows(one!, data.x, data.rows), scoreRows(two!, data.x, data.rows))).toBeLessThan(1e-5);
  });

  it('[TN-2] the same rows and seed give the same bytes, another seed others', () => {
    const data = coarseRows(6, 200, true);
    const boost = (seed: number): string => bytesOf(trainBoosting(data, { ...squared, rowShare: 0.7, featureShare: 0.7, seed }).ensemble);
    const forest = (seed: number): string => bytesOf(trainForest(data, { ...treeDefaults, trees: 5, featuresPerNode: 2, seed }).ensemble);
    expect(boost(1)).toBe(boost(1));
    expect(boost(1)).not.toBe(boost(2));
    expect(forest(1)).toBe(forest(1));
    expect(forest(1)).not.toBe(forest(2));
  });
});

describe('boosting', () => {
  it('[TN-8] scores as scikit-learn\'s histogram boosting, with squared and with logistic loss', () => {
    const shared = { ...boostingDefaults, lambda: 1, leafWeightMin: 1e-3 };
    const squared = trainBoosting(fixture(reference.y), { ...shared, ...reference.boostSquared, loss: { kind: 'squared' } });
    expect(largestGap(scoreRows(squared.ensemble, Float32Array.from(reference.x), reference.rows), reference.boostSquared.predictions)).toBeLessThan(1e-5);
    const logistic = trainBoosting(fixture(reference.label), { ...shared, ...reference.boostLogistic, loss: { kind: 'logistic' } });
    expect(largestGap(scoreRows(logistic.ensemble, Float32Array.from(reference.x), reference.rows), reference.boostLogistic.margins)).toBeLessThan(1e-5);
  });

  it('[TN-8] every leaf is a float32, and one round by hand is the shrunken mean residual', () => {
    const data: TrainingRows = { rows: 4, featureCount: 1, x: Float32Array.of(1, 2, 3, 4), y: Float64Array.of(0, 0, 1, 3), weights: null };
    const { ensemble } = trainBoosting(data, { ...boostingDefaults, loss: { kind: 'squared' }, rounds: 1, depthMax: 1, shrinkage: 0.5, lambda: 0 });
    // Mean 1; residuals -1, -1, 0, 2. Gains: 1|3 1.33, 2|2 4, 3|1 5.33: the last; leaves -2/3 and 2, halved.
    expect(ensemble.base).toBe(1);
    expect(Array.from(ensemble.value)).toEqual([0, Math.fround(-1 / 3), 1]);
    expect(ensemble.threshold[0]).toBe(3.5);
    const more = trainBoosting(coarseRows(1, 100, false), { ...boostingDefaults, loss: { kind: 'squared' }, rounds: 5 }).ensemble;
    for (const value of more.value) expect(Math.fround(value)).toBe(value);
  });

  it('[TN-9] quantile boosting covers held-out rows as often as it says, within 3 points', () => {
    const study = studyRows(8_000);
    const [train, test] = [studyPart(study, 'target', 0, 5_000), studyPart(study, 'target', 5_000, 8_000)];
    for (const alpha of [0.1, 0.5, 0.9]) {
      const { ensemble } = trainBoosting(train, { ...boostingDefaults, loss: { kind: 'quantile', alpha }, rounds: 60, depthMax: 3, leafWeightMin: 50 });
      const below = scoreRows(ensemble, test.x, test.rows).filter((q, i) => (test.y[i] ?? 0) <= q).length / test.rows;
      expect(Math.abs(below - alpha), `${alpha}: ${below}`).toBeLessThan(0.03);
    }
  }, 60_000);

  it('[TN-9] one round of pinball loss by hand: leaves are medians of what is left, halved', () => {
    const data: TrainingRows = { rows: 6, featureCount: 1, x: Float32Array.of(1, 2, 3, 4, 5, 6), y: Float64Array.of(0, 0, 0, 10, 20, 90), weights: null };
    const { ensemble } = trainBoosting(data, { ...boostingDefaults, loss: { kind: 'quantile', alpha: 0.5 }, rounds: 1, depthMax: 1, shrinkage: 0.5 });
    expect(ensemble.base).toBe(0);
    expect(ensemble.threshold[0]).toBe(3.5);
    expect(Array.from(ensemble.value)).toEqual([0, 0, 10]);
  });

  it('[TN-9] a weighted quantile is the first value at which the weight reaches its share', () => {
    const values = Float64Array.of(5, 1, 3, 9);
    const index = Int32Array.of(0, 1, 2, 3);
    expect(weightedQuantile(values, new Float64Array(4).fill(1), index, 0.5)).toBe(3);
    expect(weightedQuantile(values, Float64Array.of(1, 1, 1, 5), index, 0.5)).toBe(9);
    expect(weightedQuantile(values, Float64Array.of(0, 1, 0, 0), index, 0.01)).toBe(1);
  });

  it('[TN-10] with a monotone constraint no score falls as the feature rises; pinball loss refuses one', () => {
    const random = seededRandom(4);
    const rows = 600;
    const x = Float32Array.from({ length: rows * 2 }, () => random.normal());
    // The truth is not monotone: without the constraint the model is not either.
    const y = Float64Array.from({ length: rows }, (_, i) => Math.sin(3 * (x[2 * i] ?? 0)) + (x[2 * i] ?? 0) * (x[2 * i + 1] ?? 0) + 0.3 * random.normal());
    const data = { rows, featureCount: 2, x, y, weights: null };
    const falls = (ensemble: TreeEnsemble): number => {
      let worst = 0;
      for (const other of [-1, 0, 1]) {
        const grid = Float32Array.from({ length: 800 }, (_, k) => (k % 2 === 0 ? -4 + k / 100 : other));
        const score = scoreRows(ensemble, grid, 400);
        for (let k = 1; k < 400; k++) worst = Math.max(worst, (score[k - 1] ?? 0) - (score[k] ?? 0));
      }
      return worst;
    };
    const options: BoostingOptions = { ...boostingDefaults, loss: { kind: 'squared' }, rounds: 40 };
    expect(falls(trainBoosting(data, options).ensemble)).toBeGreaterThan(0.1);
    expect(falls(trainBoosting(data, { ...options, monotone: Int8Array.of(1, 0) }).ensemble)).toBeLessThan(1e-12);
    const down = trainBoosting({ ...data, y: y.map((v) => -v) }, { ...options, monotone: Int8Array.of(-1, 0) }).ensemble;
    expect(falls({ ...down, value: down.value.map((v) => -v) })).toBeLessThan(1e-12);
    // What only falls is not split at all by what must rise.
    const falling = { rows: 4, featureCount: 1, x: Float32Array.of(1, 2, 3, 4), y: Float64Array.of(9, 5, 4, 1), weights: null };
    expect(trainBoosting(falling, { ...options, rounds: 2, monotone: Int8Array.of(1) }).ensemble.feature).toEqual(Int32Array.of(-1, -1));
    expect(() => trainBoosting(data, { ...options, loss: { kind: 'quantile', alpha: 0.5 }, monotone: Int8Array.of(1, 0) })).toThrow(/monotone/);
  });

  it('[TN-11] stops when later rows get no better, and keeps the trees up to the best round', () => {
    const study = studyRows(1_500);
    const { train, validation } = holdOutTail(studyPart(study, 'label', 0, 1_500), 0.3, 50);
    expect([train.rows, validation.rows]).toEqual([1_000, 450]);
    expect(validation.y).toEqual(study.label.slice(1_050));
    const { ensemble, rounds, validationLoss } = trainBoosting(train, { ...boostingDefaults, loss: { kind: 'logistic' }, rounds: 500, shrinkage: 0.3, validation: { rows: validation, patience: 10 } });
    expect(validationLoss.length).toBe(rounds + 10);
    expect(validationLoss[rounds - 1]).toBe(Math.min(...validationLoss));
    expect(treeCount(ensemble)).toBe(rounds);
    const score = scoreRows(ensemble, validation.x, validation.rows);
    const loss = score.reduce((sum, f, i) => sum + Math.log1p(Math.exp(validation.y[i] ? -f : f)), 0) / validation.rows;
    expect(loss).toBeCloseTo(validationLoss[rounds - 1] ?? NaN, 9);
  });
});

describe('forest', () => {
  const study = studyRows(3_000);
  const train = studyPart(study, 'label', 0, 2_000);

  it('[TN-12] out-of-bag is the mean of the trees that did not see the row, and tells held-out quality', () => {
    const { ensemble, outOfBag, outOfBagError } = trainForest(train, { depthMax: 8, leafWeightMin: 5, gainMin: 0, trees: 60, featuresPerNode: 5, seed: 1 });
    const test = studyPart(study, 'label', 2_000, 3_000);
    const heldOut = areaUnderCurve(scoreRows(ensemble, test.x, test.rows), test.y);
    expect(heldOut).toBeGreaterThan(0.78);
    expect(Math.abs(areaUnderCurve(outOfBag, train.y) - heldOut)).toBeLessThan(0.03);
    const inBag = scoreRows(ensemble, train.x, train.rows);
    const brier = (p: Float64Array, y: Float64Array): number => p.reduce((sum, v, i) => sum + (v - (y[i] ?? 0)) ** 2, 0) / p.length;
    expect(outOfBagError).toBeCloseTo(brier(outOfBag, train.y), 12);
    expect(brier(inBag, train.y)).toBeLessThan(outOfBagError);
    for (const p of inBag) expect(p >= 0 && p <= 1).toBe(true);
  });

  it('[TN-12] with one tree a row has an estimate exactly when the bootstrap left it out: about 1 / e of them', () => {
    const { ensemble, outOfBag } = trainForest(train, { depthMax: 6, leafWeightMin: 5, gainMin: 0, trees: 1, featuresPerNode: 5, seed: 3 });
    const left = outOfBag.filter((v) => !Number.isNaN(v)).length / train.rows;
    expect(Math.abs(left - Math.exp(-1))).toBeLessThan(0.04);
    outOfBag.forEach((v, i) => { if (!Number.isNaN(v)) expect(v).toBe(treeAt(ensemble, 0).value[leafOf(ensemble, 0, train.x, i * train.featureCount)]); });
    expect(ensemble.cover[0]).toBe(train.rows);
  });

  it('[TN-3] rows without weight have no part and no estimate', () => {
    const weights = Float64Array.from({ length: train.rows }, (_, i) => (i % 3 === 0 ? 0 : 2));
    const weighted = trainForest({ ...train, weights, y: train.y.map((v, i) => (i % 3 === 0 ? 7 : v)) }, { ...treeDefaults, trees: 10, featuresPerNode: 5, seed: 1 });
    weighted.outOfBag.forEach((v, i) => { if (i % 3 === 0) expect(v).toBeNaN(); });
    expect(Math.max(...weighted.ensemble.value)).toBeLessThanOrEqual(1);
  });
});
