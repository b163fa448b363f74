/** Linear regression with ridge penalty, as a model: `../ridge.ts` solves, this scales, folds back and rounds. */
import { assert } from '../../../../src/shared/base/assert.ts';
import type { LinearModel } from '../../../../src/shared/models/linear-model.ts';
import type { Link } from '../../../../src/shared/models/link.ts';
import { solveRidge } from '../ridge.ts';
import { assertRows, standardisation, weightsOf, type TrainingRows } from './rows.ts';

export interface LinearOptions {
  /** Penalty on the square of each coefficient, as a share of the total weight; the intercept is free. Above 0 where features depend on each other. */
  readonly penalty: number;
  /** Whether the penalty is on coefficients of standardised features; a feature that does not vary then gets 0. */
  readonly standardise: boolean;
}

export interface LinearFit {
  readonly model: LinearModel;
  /** Before rounding to float32. */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Minimises sum w (y - x b - b0)^2 + penalty sum(w) |b|^2. Throws when the normal equations are singular. */
export function trainLinear(data: TrainingRows, { penalty, standardise }: LinearOptions): LinearFit {
  assertRows(data);
  assert(penalty >= 0, 'a penalty is not negative');
  const design = designMatrix(data, standardise);
  // What does not vary has an empty column: a penalty above 0 gives it the coefficient 0.
  const solved = solveRidge({ x: design.x, y: data.y, weights: weightsOf(data), width: data.featureCount, penalty: penalty || (design.flat ? 1e-12 : 0) });
  return foldBack(design, solved.coefficients, solved.intercept, 'identity');
}

/** Features in double, standardised or not, and how to undo it: column = (x - center) * factor. */
export interface DesignMatrix {
  readonly x: Float64Array;
  readonly center: Float32Array;
  readonly factor: Float32Array;
  /** Whether some column is all zero because its feature does not vary. */
  readonly flat: boolean;
}

export function designMatrix(data: TrainingRows, standardise: boolean): DesignMatrix {
  const { featureCount } = data;
  const { center, factor } = standardise
    ? standardisation(data)
    : { center: new Float32Array(featureCount), factor: new Float32Array(featureCount).fill(1) };
  const x = Float64Array.from(data.x, (value, k) => (value - center[k % featureCount]!) * factor[k % featureCount]!);
  return { x, center, factor, flat: factor.includes(0) };
}

/** Coefficients for raw features; the model has them as float32. */
export function foldBack({ center, factor }: DesignMatrix, scaled: Float64Array, scaledIntercept: number, link: Link): LinearFit {
  const coefficients = scaled.map((w, j) => w * factor[j]!);
  const rounded = Float32Array.from(coefficients);
  const shift = (weights: ArrayLike<number>): number => center.reduce((sum, c, j) => sum + c * weights[j]!, 0);
  // With the rounded coefficients, so that the score at the training mean is the fitted one.
  const intercept = Math.fround(scaledIntercept - shift(rounded));
  return {
    model: { kind: 'linear', featureCount: rounded.length, coefficients: rounded, intercept, link },
    coefficients, intercept: scaledIntercept - shift(coefficients),
  };
}
