/** The few statistics the simulator is measured by. Plain arrays in, plain numbers out. */
import { assert } from '../../src/shared/base/assert.ts';

export const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Pearson correlation; 0 when either side is constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  assert(a.length === b.length && a.length > 1, 'a correlation is of two series of one length');
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Correlation of a series with itself `lag` places later. */
export const autocorrelation = (values: readonly number[], lag: number): number => correlation(values.slice(0, -lag), values.slice(lag));

/** Fourth standardised moment less 3: 0 for a normal distribution, positive for fat tails. */
export function excessKurtosis(values: readonly number[]): number {
  const centre = mean(values);
  const variance = mean(values.map((v) => (v - centre) ** 2));
  return mean(values.map((v) => (v - centre) ** 4)) / variance ** 2 - 3;
}

/**
 * Ordinary least squares with an intercept, by the normal equations and Gaussian elimination with partial pivoting.
 * @returns intercept first, then one coefficient a column.
 */
export function leastSquares(rows: readonly (readonly number[])[], target: readonly number[]): number[] {
  const width = (rows[0]?.length ?? 0) + 1;
  const system = Array.from({ length: width }, () => new Float64Array(width + 1));
  rows.forEach((row, n) => {
    const x = [1, ...row];
    for (let i = 0; i < width; i++) {
      const equation = system[i];
      if (!equation) continue;
      for (let j = 0; j < width; j++) equation[j] = (equation[j] ?? 0) + (x[i] ?? 0) * (x[j] ?? 0);
      equation[width] = (equation[width] ?? 0) + (x[i] ?? 0) * (target[n] ?? 0);
    }
  });
  return solve(system);
}

/** Solves an augmented system in place. */
function solve(system: Float64Array[]): number[] {
  const width = system.length;
  const at = (i: number, j: number): number => system[i]?.[j] ?? 0;
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let i = column + 1; i < width; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    assert(Math.abs(at(pivot, column)) > 1e-12, 'the columns of a regression are independent');
    [system[column], system[pivot]] = [system[pivot] as Float64Array, system[column] as Float64Array];
    for (let i = 0; i < width; i++) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      for (let j = column; j <= width; j++) (system[i] as Float64Array)[j] = at(i, j) - factor * at(column, j);
    }
  }
  return system.map((equation, i) => (equation[width] ?? 0) / (equation[i] ?? 1));
}
