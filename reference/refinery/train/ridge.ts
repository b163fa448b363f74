/** Weighted ridge regression by the normal equations and Cholesky (Golub and Van Loan 2013, 4.2 and 5.3). */
import { assert } from '../../../src/shared/base/assert.ts';

export interface RidgeProblem {
  /** Row-major, rows x width; no missing values. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** One non-negative weight a row. */
  readonly weights: Float64Array;
  readonly width: number;
  /** Penalty on the square of each coefficient, as a share of the total weight; the intercept is free. */
  readonly penalty: number;
}

/** Minimises sum w (y - x b - b0)^2 + penalty sum(w) |b|^2. */
export function solveRidge(problem: RidgeProblem): { coefficients: Float64Array; intercept: number } {
  const { x, y, weights, width } = problem;
  const size = width + 1;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size);
  row[width] = 1;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = at(weights, i);
    total += w;
    for (let j = 0; j < width; j++) row[j] = at(x, i * width + j);
    for (let j = 0; j < size; j++) {
      const wj = w * at(row, j);
      right[j] = at(right, j) + wj * at(y, i);
      for (let k = 0; k <= j; k++) matrix[j * size + k] = at(matrix, j * size + k) + wj * at(row, k);
    }
  }
  for (let j = 0; j < width; j++) matrix[j * size + j] = at(matrix, j * size + j) + problem.penalty * total;
  const solution = solveCholesky(matrix, right);
  return { coefficients: solution.slice(0, width), intercept: at(solution, width) };
}

/** Solves A x = b for a symmetric positive definite A, given by its lower triangle, row-major. Changes A. */
export function solveCholesky(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = at(a, i * n + j);
      for (let k = 0; k < j; k++) sum -= at(a, i * n + k) * at(a, j * n + k);
      if (i === j) {
        assert(sum > 0, 'the normal equations are positive definite: a penalty above zero makes them so');
        a[j * n + j] = Math.sqrt(sum);
      } else a[i * n + j] = sum / at(a, j * n + j);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = at(x, i) - at(a, i * n + k) * at(x, k);
    x[i] = at(x, i) / at(a, i * n + i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = at(x, i) - at(a, k * n + i) * at(x, k);
    x[i] = at(x, i) / at(a, i * n + i);
  }
  return x;
}

const at = (values: Float64Array, i: number): number => values[i] ?? 0;
