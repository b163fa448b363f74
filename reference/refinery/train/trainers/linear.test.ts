/** Linear and logistic regression: known answers, optimality, weights. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/shared/base/random.ts';
import { modelOutput, scoreRows } from '../../../../src/shared/models/model.ts';
import { reference } from './fixtures/scikit-learn.ts';
import { trainLinear } from './linear.ts';
import { logisticDefaults, trainLogistic } from './logistic.ts';
import { fitPlatt } from './platt.ts';
import { assertRows, pickRows, standardisation, type TrainingRows } from './rows.ts';
import { studyPart, studyRows } from './study-rows.ts';

const fixture = (y: readonly number[]): TrainingRows => ({
  rows: reference.rows, featureCount: reference.featureCount, x: Float32Array.from(reference.x), y: Float64Array.from(y), weights: Float64Array.from(reference.weights),
});

/** Random rows with classes; whole-number weights from 0 to 3 where asked for. */
function randomRows(seed: number, rows: number, weighted: boolean): TrainingRows {
  const random = seededRandom(seed);
  const featureCount = 3;
  const x = Float32Array.from({ length: rows * featureCount }, () => random.normal());
  const y = Float64Array.from({ length: rows }, (_, i) => (i < 4 ? i % 2 : Number(random.uniform() < 1 / (1 + Math.exp(-(x[i * 3] ?? 0))))));
  return { rows, featureCount, x, y, weights: weighted ? Float64Array.from({ length: rows }, (_, i) => (i < 4 ? 1 : random.integer(4))) : null };
}

/** Each row as often as its weight says, without weights. */
const duplicated = (data: TrainingRows): TrainingRows => ({
  ...pickRows(data, Array.from(data.y.keys()).flatMap((i) => new Array<number>(data.weights?.[i] ?? 1).fill(i))), weights: null,
});

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN)), `entry ${i}`).toBeLessThanOrEqual(within);
};

describe('rows', () => {
  it('[TN-1] missing values, wrong lengths, bad weights and bad labels are refused', () => {
    const good = randomRows(1, 8, true);
    expect(() => assertRows(good)).not.toThrow();
    expect(() => assertRows({ ...good, x: good.x.with(3, NaN) })).toThrow(/entry 3/);
    expect(() => assertRows({ ...good, x: good.x.with(0, Infinity) })).toThrow(/finite/);
    expect(() => assertRows({ ...good, y: good.y.slice(1) })).toThrow(/one entry a row/);
    expect(() => assertRows({ ...good, weights: new Float64Array(8).fill(-1) })).toThrow(/not negative/);
    expect(() => assertRows({ ...good, weights: new Float64Array(8) })).toThrow(/some row has weight/);
    expect(() => trainLogistic({ ...good, y: good.y.with(2, 0.5) }, logisticDefaults)).toThrow(/0 or 1/);
    expect(() => trainLogistic({ ...good, y: new Float64Array(8) }, logisticDefaults)).toThrow(/both classes/);
  });

  it('standardisation is of weighted mean and deviation; what does not vary gets factor 0', () => {
    const data = { rows: 3, featureCount: 2, x: Float32Array.of(1, 7, 3, 7, 100, 7), y: new Float64Array(3), weights: Float64Array.of(1, 3, 0) };
    const { center, factor } = standardisation(data);
    expect(Array.from(center)).toEqual([2.5, 7]);
    expect(factor[0]).toBeCloseTo(1 / Math.sqrt(0.75), 6);
    expect(factor[1]).toBe(0);
  });
});

describe('linear', () => {
  it('[TN-6] ridge has the coefficients of scikit-learn', () => {
    const fit = trainLinear(fixture(reference.y), { penalty: reference.ridge.penalty, standardise: false });
    close(fit.coefficients, reference.ridge.coefficients, 1e-9);
    expect(fit.intercept).toBeCloseTo(reference.ridge.intercept, 9);
  });

  it('standardised without penalty says the same as raw, and leaves what does not vary at 0', () => {
    const data = randomRows(4, 60, true);
    const flat = { ...data, x: data.x.map((v, k) => (k % 3 === 1 ? 5 : 40 + 3 * v)) };
    const raw = trainLinear(pickColumns(flat, [0, 2]), { penalty: 0, standardise: false });
    const scaled = trainLinear(flat, { penalty: 0, standardise: true });
    close(scaled.coefficients, [raw.coefficients[0] ?? NaN, 0, raw.coefficients[1] ?? NaN], 1e-8);
    expect(scaled.intercept).toBeCloseTo(raw.intercept, 6);
  });
});

function pickColumns(data: TrainingRows, columns: readonly number[]): TrainingRows {
  const x = Float32Array.from({ length: data.rows * columns.length }, (_, k) => data.x[Math.floor(k / columns.length) * data.featureCount + (columns[k % columns.length] ?? 0)] ?? NaN);
  return { ...data, featureCount: columns.length, x };
}

describe('logistic', () => {
  it('[TN-6] has the coefficients of scikit-learn', () => {
    const fit = trainLogistic(fixture(reference.label), { ...logisticDefaults, penalty: 1, standardise: false });
    expect(fit.converged).toBe(true);
    close(fit.coefficients, reference.logistic.coefficients, 1e-8);
    expect(fit.intercept).toBeCloseTo(reference.logistic.intercept, 8);
  });

  it('[TN-6] has the coefficients of LIBLINEAR on the 50,000 rows of the comparison', () => {
    const { coefficients } = trainLogistic(studyPart(studyRows(50_000), 'label', 0, 50_000), { ...logisticDefaults, penalty: 1, standardise: false });
    expect(Array.from(coefficients.slice(0, 3), (v) => v.toFixed(6))).toEqual(['0.882426', '-0.670701', '0.248423']);
  }, 60_000);

  it('[TN-3] [TN-4] a row of weight k counts as k rows, in whatever order', () => {
    fc.assert(fc.property(fc.integer(), (seed) => {
      const data = randomRows(seed, 40, true);
      const one = trainLogistic(data, { ...logisticDefaults, penalty: 0.5 });
      const copies = duplicated(data);
      const two = trainLogistic(pickRows(copies, Array.from(copies.y.keys()).reverse()), { ...logisticDefaults, penalty: 0.5 });
      close(two.coefficients, one.coefficients, 1e-7);
      const ridge = trainLinear(data, { penalty: 0.1, standardise: true });
      close(trainLinear(copies, { penalty: 0.1, standardise: true }).coefficients, ridge.coefficients, 1e-6);
    }), { numRuns: 20 });
  });

  it('the gradient is zero at the end, with classes that can be told apart too', () => {
    const data: TrainingRows = { rows: 4, featureCount: 1, x: Float32Array.of(-2, -1, 1, 2), y: Float64Array.of(0, 0, 1, 1), weights: null };
    const { model, coefficients, converged } = trainLogistic(data, { ...logisticDefaults, penalty: 0.1, standardise: false });
    const w = coefficients[0] ?? NaN;
    const slope = [-2, -1, 1, 2].reduce((sum, x, i) => sum + x * (1 / (1 + Math.exp(-w * x)) - (data.y[i] ?? 0)), 0.1 * w);
    expect(converged).toBe(true);
    expect(Math.abs(slope)).toBeLessThan(1e-6);
    expect(modelOutput(model, Float32Array.of(0))).toBeCloseTo(0.5, 6);
    expect(scoreRows(model, data.x, 4)[3]).toBeCloseTo(2 * w, 5);
  });
});

describe('platt', () => {
  it('[TN-14] has the sigmoid of scikit-learn', () => {
    const { slope, offset } = fitPlatt(Float64Array.from(reference.svm.decisions), Float64Array.from(reference.label), new Float64Array(reference.rows).fill(1));
    expect(slope).toBeCloseTo(reference.platt.slope, 3);
    expect(offset).toBeCloseTo(reference.platt.offset, 3);
  });

  it('[TN-14] is where the likelihood of softened targets has no slope; one class only still gives a finite line', () => {
    const random = seededRandom(8);
    const f = Float64Array.from({ length: 300 }, () => 2 * random.normal());
    const y = f.map((v) => Number(random.uniform() < 1 / (1 + Math.exp(-1.7 * v + 0.4))));
    const { slope, offset } = fitPlatt(f, y, new Float64Array(300).fill(1));
    const positive = y.reduce((sum, v) => sum + v, 0);
    const target = (label: number): number => (label > 0 ? (positive + 1) / (positive + 2) : 1 / (300 - positive + 2));
    const residuals = f.map((v, i) => 1 / (1 + Math.exp(-(slope * v + offset))) - target(y[i] ?? 0));
    expect(Math.abs(residuals.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-5);
    expect(Math.abs(residuals.reduce((sum, r, i) => sum + r * (f[i] ?? 0), 0))).toBeLessThan(1e-5);
    const lone = fitPlatt(f, new Float64Array(300).fill(1), new Float64Array(300).fill(1));
    expect(Number.isFinite(lone.slope) && Number.isFinite(lone.offset)).toBe(true);
  });
});
