/** What every trainer takes: rows of complete features, targets, weights. */
import { assert } from '../../../../src/shared/base/assert.ts';
import type { InputScaling } from '../../../../src/shared/models/input-scaling.ts';

export interface TrainingRows {
  readonly rows: number;
  readonly featureCount: number;
  /** Row-major, rows x featureCount; finite. Missing values are replaced before. */
  readonly x: Float32Array;
  /** One a row, finite; 0 or 1 for classifiers. */
  readonly y: Float64Array;
  /** One a row, finite and not negative; a row of weight 0 counts as absent. null: all 1. */
  readonly weights: Float64Array | null;
}

/** Throws on programmer errors: wrong lengths, missing or infinite values, negative weights, no row that counts. */
export function assertRows(data: TrainingRows): void {
  const { rows, featureCount, x, y, weights } = data;
  assert(rows > 0 && featureCount > 0, 'there is something to train on');
  assert(x.length === rows * featureCount && y.length === rows && (weights === null || weights.length === rows), 'x, y and weights have one entry a row');
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i])) assert(false, `features are finite: missing ones are replaced before; entry ${i} is ${x[i]}`);
  for (let i = 0; i < rows; i++) if (!Number.isFinite(y[i])) assert(false, `targets are finite; row ${i} is ${y[i]}`);
  if (!weights) return;
  let total = 0;
  for (const w of weights) {
    assert(Number.isFinite(w) && w >= 0, `weights are finite and not negative; one is ${w}`);
    total += w;
  }
  assert(total > 0, 'some row has weight');
}

/** As `assertRows`, and every target is 0 or 1 with both among the rows that count. */
export function assertBinary(data: TrainingRows): void {
  assertRows(data);
  const seen = [0, 0];
  for (let i = 0; i < data.rows; i++) {
    const label = data.y[i]!;
    assert(label === 0 || label === 1, `a classifier's targets are 0 or 1; row ${i} is ${label}`);
    if (!data.weights || data.weights[i]! > 0) seen[label] = 1;
  }
  assert(seen[0] && seen[1], 'both classes have rows that count');
}

/** A weight a row, whether given or not. */
export const weightsOf = (data: TrainingRows): Float64Array => data.weights ?? new Float64Array(data.rows).fill(1);

/** The rows that have weight; `data` itself when all have. */
export function rowsThatCount(data: TrainingRows): TrainingRows {
  const { weights } = data;
  if (!weights || !weights.includes(0)) return data;
  return pickRows(data, Array.from(weights.keys()).filter((i) => weights[i]! > 0));
}

/** These rows, in this order. A row may be picked more than once. */
export function pickRows(data: TrainingRows, picked: ArrayLike<number>): TrainingRows {
  const { featureCount } = data;
  const x = new Float32Array(picked.length * featureCount);
  for (let k = 0; k < picked.length; k++) x.set(data.x.subarray(picked[k]! * featureCount, (picked[k]! + 1) * featureCount), k * featureCount);
  const take = (values: Float64Array): Float64Array => Float64Array.from({ length: picked.length }, (_, k) => values[picked[k]!]!);
  return { rows: picked.length, featureCount, x, y: take(data.y), weights: data.weights && take(data.weights) };
}

/**
 * For early stopping: the last `share` of rows that are in order of time, and what comes before them less `gapRows` rows, whose labels
 * would reach into the later part.
 */
export function holdOutTail(data: TrainingRows, share: number, gapRows: number): { train: TrainingRows; validation: TrainingRows } {
  const from = data.rows - Math.floor(data.rows * share);
  assert(share > 0 && share < 1 && gapRows >= 0 && from - gapRows > 0 && from < data.rows, 'both parts have rows');
  const range = (start: number, end: number): TrainingRows => ({
    rows: end - start, featureCount: data.featureCount, x: data.x.slice(start * data.featureCount, end * data.featureCount),
    y: data.y.slice(start, end), weights: data.weights && data.weights.slice(start, end),
  });
  return { train: range(0, from - gapRows), validation: range(from, data.rows) };
}

/** Weighted mean and 1 / deviation (population) of each feature, as float32; factor 0 where a feature does not vary. */
export function standardisation(data: TrainingRows): InputScaling {
  const { rows, featureCount, x } = data;
  const weights = weightsOf(data);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const center = new Float32Array(featureCount);
  const factor = new Float32Array(featureCount);
  for (let j = 0; j < featureCount; j++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += (weights[i]! / total) * x[i * featureCount + j]!;
    let variance = 0;
    for (let i = 0; i < rows; i++) variance += (weights[i]! / total) * (x[i * featureCount + j]! - mean) ** 2;
    center[j] = mean;
    // A deviation below the grain of float32 around the mean is rounding, not variation.
    factor[j] = variance > (1e-6 * mean) ** 2 && variance > 1e-60 ? 1 / Math.sqrt(variance) : 0;
  }
  return { center, factor };
}
