/**
 * Bins of features for the histogram trainers: at most 255 by weighted quantiles, as LightGBM (Ke et al. 2017, NeurIPS 30) and XGBoost's
 * `hist` do. A cut t between neighbouring values a < b is a float32 with a <= t < b in float32, so that `x <= t` routes every row in
 * trainer, ONNX and explainer alike.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import { weightsOf, type TrainingRows } from './rows.ts';

export interface BinnedRows {
  readonly rows: number;
  readonly featureCount: number;
  /** Cut points of each feature, ascending. Bin k holds the values in (cut k-1, cut k]; the last bin the rest. */
  readonly cuts: readonly Float32Array[];
  /** Feature-major: bin of row i in feature f at f * rows + i. */
  readonly bins: Uint8Array;
}

export const binsMax = 255;
/** Row numbers and sort keys share one double: 32 bits of value, 21 of row. */
const rowsMax = 2 ** 21;

/** Values that differ get bins of their own while there are no more than `binsMax` of them. */
export function binRows(data: TrainingRows): BinnedRows {
  const { rows, featureCount, x } = data;
  assert(rows <= rowsMax, `at most ${rowsMax} rows are binned`);
  const weights = weightsOf(data);
  const keys = new Float64Array(rows);
  const cuts: Float32Array[] = [];
  const bins = new Uint8Array(featureCount * rows);
  for (let f = 0; f < featureCount; f++) {
    sortKeys(x, f, featureCount, keys);
    const own = cutPoints(keys, weights);
    cuts.push(own);
    fillBins(keys, own, bins.subarray(f * rows, (f + 1) * rows));
  }
  return { rows, featureCount, cuts, bins };
}

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** One double a row, ascending: the float's bits made monotone, then the row number (IEEE 754 totalOrder; -0 before 0). */
function sortKeys(x: Float32Array, feature: number, width: number, keys: Float64Array): void {
  for (let i = 0; i < keys.length; i++) {
    floats[0] = x[i * width + feature]! + 0; // -0 becomes 0
    const bits = words[0]!;
    keys[i] = (bits >>> 31 ? ~bits >>> 0 : (bits | 0x80000000) >>> 0) * rowsMax + i;
  }
  keys.sort();
}

const rowOf = (key: number): number => key % rowsMax;

function valueOf(key: number): number {
  const bits = Math.floor(key / rowsMax);
  words[0] = bits >>> 31 ? bits & 0x7fffffff : ~bits;
  return floats[0]!;
}

interface Distinct { readonly values: number[]; readonly weights: number[] }

/** Values of rows that have weight, ascending, each with its weight. */
function distinctValues(keys: Float64Array, weights: Float64Array): Distinct {
  const found: Distinct = { values: [], weights: [] };
  for (const key of keys) {
    const w = weights[rowOf(key)]!;
    if (w === 0) continue;
    const value = valueOf(key);
    const last = found.values.length - 1;
    if (last >= 0 && found.values[last] === value) found.weights[last]! += w;
    else {
      found.values.push(value);
      found.weights.push(w);
    }
  }
  return found;
}

/** A cut where a bin has its even share of the weight that is left for the bins that are left; everywhere when there are few values. */
function cutPoints(keys: Float64Array, rowWeights: Float64Array): Float32Array {
  const { values, weights } = distinctValues(keys, rowWeights);
  const few = values.length <= binsMax;
  const total = weights.reduce((sum, w) => sum + w, 0);
  const cuts: number[] = [];
  let below = 0;
  let done = 0;
  for (let k = 0; k + 1 < values.length && cuts.length < binsMax - 1; k++) {
    below += weights[k]!;
    if (!few && below - done < (total - done) / (binsMax - cuts.length)) continue;
    cuts.push(cutBetween(values[k]!, values[k + 1]!));
    done = below;
  }
  return Float32Array.from(cuts);
}

/** A float32 t with a <= t < b: the midpoint where float32 has one in between. */
export function cutBetween(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

function fillBins(keys: Float64Array, cuts: Float32Array, bins: Uint8Array): void {
  let bin = 0;
  for (const key of keys) {
    const value = valueOf(key);
    while (bin < cuts.length && value > cuts[bin]!) bin++;
    bins[rowOf(key)] = bin;
  }
}
