/** A weighted sum of features. */
import type { Link } from './link.ts';

export interface LinearModel {
  readonly kind: 'linear';
  readonly featureCount: number;
  /** Float32 where they are as a graph has them; double where a scaling of the inputs is folded in. */
  readonly coefficients: Float32Array | Float64Array;
  /** Float32-representable where the coefficients are. */
  readonly intercept: number;
  readonly link: Link;
}

/** intercept + sum_j w_j x_j in double, features in order. */
export function linearMargin(model: LinearModel, x: Float32Array, offset = 0): number {
  const { coefficients } = model;
  let sum = model.intercept;
  for (let j = 0; j < coefficients.length; j++) sum += coefficients[j]! * x[offset + j]!;
  return sum;
}
