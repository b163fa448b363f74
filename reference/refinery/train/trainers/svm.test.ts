/** SVM: scikit-learn's solution, optimality conditions, weights, Platt by folds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { margin, modelOutput, scoreRows } from '../../../../src/shared/models/model.ts';
import { svmDecision } from '../../../../src/shared/models/svm-model.ts';
import { reference } from './fixtures/scikit-learn.ts';
import { pickRows, type TrainingRows } from './rows.ts';
import { areaUnderCurve, studyPart, studyRows } from './study-rows.ts';
import { solveSvm, svmDefaults, svmRowsMax, trainSvm, type SvmOptions } from './svm.ts';

function randomRows(seed: number, rows: number): TrainingRows {
  const random = seededRandom(seed);
  const x = Float32Array.from({ length: rows * 2 }, () => random.normal());
  const y = Float64Array.from({ length: rows }, (_, i) => (i < 4 ? i % 2 : Number((x[2 * i] ?? 0) ** 2 + (x[2 * i + 1] ?? 0) ** 2 + 0.5 * random.normal() < 1.4)));
  return { rows, featureCount: 2, x, y, weights: Float64Array.from({ length: rows }, (_, i) => (i < 4 ? 1 : random.integer(4))) };
}

const raw: SvmOptions = { ...svmDefaults, standardise: false, plattFolds: 0 };

describe('svm', () => {
  it('[TN-13] has the vectors, coefficients and decisions of scikit-learn (LIBSVM)', () => {
    const { c, gamma, vectors, coefficients, intercept, decisions } = reference.svm;
    const data: TrainingRows = {
      rows: reference.rows, featureCount: reference.featureCount, x: Float32Array.from(reference.x), y: Float64Array.from(reference.label), weights: Float64Array.from(reference.weights),
    };
    const { model, solution } = trainSvm(data, { ...raw, c, gamma, tolerance: 1e-6 });
    const sorted = vectors.map((row, k) => [row, coefficients[k] ?? NaN] as const).sort((a, b) => a[0] - b[0]);
    expect(Array.from(solution.index)).toEqual(sorted.map(([row]) => row));
    sorted.forEach(([, coefficient], k) => expect(model.coefficients[k]).toBeCloseTo(coefficient, 4));
    expect(model.intercept).toBeCloseTo(intercept, 4);
    scoreRows(model, data.x, data.rows).forEach((value, i) => expect(value).toBeCloseTo(decisions[i] ?? NaN, 4));
  });

  it('[TN-13] meets the conditions of Karush, Kuhn and Tucker within its tolerance, for any weights', () => {
    fc.assert(fc.property(fc.integer(), fc.double({ min: 0.1, max: 20, noNaN: true }), (seed, c) => {
      const data = pickRows(randomRows(seed, 60), Array.from(randomRows(seed, 60).weights?.keys() ?? []).filter((i) => (randomRows(seed, 60).weights?.[i] ?? 0) > 0));
      const tolerance = 1e-4;
      const { alpha, rho, converged } = solveSvm(data, { ...raw, c, gamma: 0.7, tolerance });
      const sign = (i: number): number => (data.y[i] ? 1 : -1);
      const kernel = (i: number, k: number): number => Math.exp(-Math.fround(0.7) * (((data.x[2 * i] ?? 0) - (data.x[2 * k] ?? 0)) ** 2 + ((data.x[2 * i + 1] ?? 0) - (data.x[2 * k + 1] ?? 0)) ** 2));
      expect(converged).toBe(true);
      expect(Math.abs(alpha.reduce((sum, a, i) => sum + a * sign(i), 0))).toBeLessThan(1e-9 * c * data.rows);
      alpha.forEach((a, i) => {
        const bound = c * (data.weights?.[i] ?? 1);
        expect(a >= 0 && a <= bound).toBe(true);
        const functionMargin = sign(i) * (alpha.reduce((sum, b, k) => sum + b * sign(k) * kernel(i, k), 0) - rho);
        // The kernel cache is float32: its rounding, times the sum of alphas, comes on top of the tolerance.
        const slack = tolerance + 1e-6 * alpha.reduce((sum, b) => sum + b, 1);
        if (a === 0) expect(functionMargin).toBeGreaterThan(1 - slack);
        else if (a === bound) expect(functionMargin).toBeLessThan(1 + slack);
        else expect(Math.abs(functionMargin - 1)).toBeLessThan(slack);
      });
    }), { numRuns: 25 });
  });

  it('[TN-3] a row of weight k counts as k rows, one of weight 0 as none', () => {
    const data = randomRows(9, 80);
    const copies = { ...pickRows(data, Array.from(data.y.keys()).flatMap((i) => new Array<number>(data.weights?.[i] ?? 1).fill(i))), weights: null };
    const [one, two] = [data, copies].map((rows) => trainSvm(rows, { ...raw, gamma: 0.5, tolerance: 1e-7 }).model);
    scoreRows(one!, data.x, data.rows).forEach((value, i) => expect(value).toBeCloseTo(margin(two!, data.x, 2 * i), 4));
  });

  it('a full cache changes nothing but time', () => {
    const data = { ...randomRows(2, 120), weights: null };
    expect(solveSvm(data, { ...raw, cacheMegabytes: 0 })).toEqual(solveSvm(data, raw));
  });

  it('[TN-14] its log-odds are Platt\'s line of decisions by machines that did not see the row: near the truth on held-out rows', () => {
    const study = studyRows(1_400);
    const test = studyPart(study, 'label', 700, 1_400);
    const { model } = trainSvm(studyPart(study, 'label', 0, 700), { ...svmDefaults, plattFolds: 3 });
    const decision = svmDecision({ ...model, scaling: null }, Float32Array.from({ length: 30 }, (_, j) => Math.fround((test.x[j] ?? 0) - (model.scaling?.center[j] ?? 0)) * (model.scaling?.factor[j] ?? 0)));
    expect(margin(model, test.x)).toBeCloseTo(model.slope * decision + model.offset, 12);
    expect(model.slope).toBeGreaterThan(0);
    const said = Float64Array.from({ length: 700 }, (_, i) => modelOutput(model, test.x, 30 * i));
    const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(Math.abs(mean(said) - mean(test.y))).toBeLessThan(0.06);
    expect(areaUnderCurve(said, test.y)).toBeGreaterThan(0.72);
  });

  it('[TN-13] more rows than the limit are refused', () => {
    const rows = svmRowsMax + 1;
    expect(() => trainSvm({ rows, featureCount: 1, x: new Float32Array(rows), y: Float64Array.from({ length: rows }, (_, i) => i % 2), weights: null }, svmDefaults)).toThrow(/at most/);
  });
});
