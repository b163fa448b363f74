/**
 * Logistic regression with L2 penalty by damped Newton steps (iteratively reweighted least squares: McCullagh and Nelder 1989, 2.5; the
 * backtracking line search: Boyd and Vandenberghe 2004, algorithm 9.2). The problem is that of LIBLINEAR's L2-regularised logistic
 * regression with C = 1 / penalty, but with a free intercept.
 */
import { assert } from '../../../../src/shared/base/assert.ts';
import { solveCholesky } from '../ridge.ts';
import { designMatrix, foldBack, type LinearFit } from './linear.ts';
import { logisticLoss } from './losses.ts';
import { assertBinary, weightsOf, type TrainingRows } from './rows.ts';

export interface LogisticOptions {
  /** Minimises sum w loss + penalty |b|^2 / 2; the intercept is free. Above 0: else separable classes have no minimum. */
  readonly penalty: number;
  /** Whether the penalty is on coefficients of standardised features; a feature that does not vary then gets 0. */
  readonly standardise: boolean;
  readonly stepsMax: number;
}

export const logisticDefaults: LogisticOptions = { penalty: 1, standardise: true, stepsMax: 50 };

export interface LogisticFit extends LinearFit {
  readonly steps: number;
  /** Half the squared Newton decrement fell below the tolerance: the minimum is found as far as doubles tell. */
  readonly converged: boolean;
  /** The penalised loss at the end. */
  readonly objective: number;
}

/** Relative to the objective. */
const tolerance = 1e-12;
/** Share of the promised decrease that a step must bring. */
const sufficient = 1e-4;

/** Throws when targets are not 0 and 1. */
export function trainLogistic(data: TrainingRows, options: LogisticOptions): LogisticFit {
  assertBinary(data);
  assert(options.penalty > 0 && options.stepsMax >= 1, 'the penalty is above 0 and there is a step');
  const design = designMatrix(data, options.standardise);
  const problem: Problem = { x: design.x, y: data.y, weights: weightsOf(data), width: data.featureCount, penalty: options.penalty };
  let beta: Float64Array = new Float64Array(data.featureCount + 1);
  let value = objective(problem, beta);
  let steps = 0;
  let converged = false;
  while (steps < options.stepsMax && !converged) {
    steps++;
    const { step, decrease } = newtonStep(problem, beta);
    const moved = descend(problem, beta, { step, decrease, value });
    converged = decrease / 2 <= tolerance * Math.max(1, Math.abs(value)) || moved === null;
    if (moved) ({ beta, value } = moved);
  }
  const width = data.featureCount;
  return { ...foldBack(design, beta.slice(0, width), beta[width]!, 'logistic'), steps, converged, objective: value };
}

interface Problem {
  /** Row-major doubles, rows x width. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly width: number;
  readonly penalty: number;
}

/** Coefficients, then the intercept. */
function objective({ x, y, weights, width, penalty }: Problem, beta: Float64Array): number {
  let sum = 0;
  for (let i = 0, at = 0; i < y.length; i++) {
    let z = beta[width]!;
    for (let j = 0; j < width; j++, at++) z += beta[j]! * x[at]!;
    sum += weights[i]! * logisticLoss(y[i]!, z);
  }
  for (let j = 0; j < width; j++) sum += 0.5 * penalty * beta[j]! * beta[j]!;
  return sum;
}

/** Inverse Hessian times gradient, and gradient times that: the squared Newton decrement. */
function newtonStep({ x, y, weights, width, penalty }: Problem, beta: Float64Array): { step: Float64Array; decrease: number } {
  const size = width + 1;
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  const row = new Float64Array(size);
  row[width] = 1;
  for (let i = 0; i < y.length; i++) {
    row.set(x.subarray(i * width, (i + 1) * width));
    let z = 0;
    for (let j = 0; j < size; j++) z += beta[j]! * row[j]!;
    const p = 1 / (1 + Math.exp(-z));
    const slope = weights[i]! * (p - y[i]!);
    const curvature = weights[i]! * p * (1 - p);
    for (let j = 0; j < size; j++) {
      gradient[j]! += slope * row[j]!;
      const part = curvature * row[j]!;
      for (let k = 0; k <= j; k++) hessian[j * size + k]! += part * row[k]!;
    }
  }
  for (let j = 0; j < width; j++) {
    gradient[j]! += penalty * beta[j]!;
    hessian[j * size + j]! += penalty;
  }
  hessian[size * size - 1]! += 1e-12; // saturated rows have no curvature of their own
  const step = solveCholesky(hessian, gradient);
  return { step, decrease: step.reduce((sum, s, j) => sum + s * gradient[j]!, 0) };
}

/** The longest of steps 1, 1/2, 1/4, ... that lowers the objective enough; null when none does: rounding has the last word. */
function descend(problem: Problem, beta: Float64Array, { step, decrease, value }: { step: Float64Array; decrease: number; value: number }): { beta: Float64Array; value: number } | null {
  for (let share = 1; share > 1e-8; share /= 2) {
    const next = beta.map((b, j) => b - share * step[j]!);
    const found = objective(problem, next);
    if (found <= value - sufficient * share * decrease) return { beta: next, value: found };
  }
  return null;
}
