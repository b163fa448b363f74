/** A support vector machine with RBF kernel. Its decision value is an RBF expansion (shared/explain/rbf.ts takes it as it is). */
import type { InputScaling } from './input-scaling.ts';
import { scaleRow } from './input-scaling.ts';
import type { Link } from './link.ts';

export interface SvmModel {
  readonly kind: 'svm';
  readonly featureCount: number;
  readonly scaling: InputScaling | null;
  /** Row-major, scaled; one row of `featureCount` a vector. */
  readonly supportVectors: Float32Array;
  /** alpha_i y_i, one a vector. */
  readonly coefficients: Float32Array;
  /** -rho of LIBSVM; float32-representable. */
  readonly intercept: number;
  /** Kernel exp(-gamma |a - b|^2); float32-representable. */
  readonly gamma: number;
  /** Platt's sigmoid: log-odds = slope x decision + offset. Float32-representable. */
  readonly slope: number;
  readonly offset: number;
  /** `identity` for support vector regression, where slope and offset are 1 and 0. */
  readonly link: Link;
}

/** sum_i c_i exp(-gamma |z - s_i|^2) + intercept in double, for a row that is scaled already. */
export function svmDecision(model: SvmModel, z: Float32Array, start = 0): number {
  const { supportVectors, coefficients, featureCount, gamma } = model;
  let sum = 0;
  for (let i = 0, at = 0; i < coefficients.length; i++) {
    let distance = 0;
    for (let j = 0; j < featureCount; j++, at++) {
      const difference = z[start + j]! - supportVectors[at]!;
      distance += difference * difference;
    }
    sum += coefficients[i]! * Math.exp(-gamma * distance);
  }
  return sum + model.intercept;
}

/** Log-odds by Platt's sigmoid, of a raw row. */
export function svmMargin(model: SvmModel, x: Float32Array, offset = 0): number {
  let z = x;
  let start = offset;
  if (model.scaling) {
    z = new Float32Array(model.featureCount);
    start = 0;
    scaleRow(model.scaling, x, offset, z);
  }
  return model.slope * svmDecision(model, z, start) + model.offset;
}
