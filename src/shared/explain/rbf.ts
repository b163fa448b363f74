/**
 * Exact interventional Shapley values of an RBF expansion f(x) = sum_i c_i exp(-gamma |x - s_i|^2) + b. The kernel is a product over
 * features, so that against one background row each support vector is a product game, whose Shapley integral (Owen 1972) is a polynomial of
 * degree d - 1: ceil(d / 2) Gauss-Legendre nodes are exact. Work is vectors x background rows x features x nodes.
 */
import { assert } from '../base/assert.ts';
import type { FeatureRow } from './explained-tree.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';

export interface RbfExpansion {
  /** Row-major, one support vector a row of `featureCount`. */
  readonly supportVectors: ArrayLike<number>;
  /** One a support vector, label included. */
  readonly coefficients: ArrayLike<number>;
  readonly featureCount: number;
  readonly gamma: number;
  readonly intercept: number;
}

/** f(x). */
export function rbfMargin(model: RbfExpansion, row: FeatureRow): number {
  const { supportVectors, coefficients, featureCount, gamma, intercept } = model;
  let sum = intercept;
  for (let i = 0; i < coefficients.length; i++) {
    let distance = 0;
    for (let j = 0; j < featureCount; j++) distance += ((row[j] ?? 0) - (supportVectors[i * featureCount + j] ?? 0)) ** 2;
    sum += (coefficients[i] ?? 0) * Math.exp(-gamma * distance);
  }
  return sum;
}

export class RbfShap {
  readonly baseValue: number;
  private readonly model: RbfExpansion;
  private readonly background: readonly FeatureRow[];
  private readonly quadrature: Quadrature;

  constructor(model: RbfExpansion, background: readonly FeatureRow[]) {
    assert(background.length > 0, 'an interventional explanation has a background');
    this.model = model;
    this.background = background;
    this.quadrature = gaussLegendre(Math.max(1, Math.ceil(model.featureCount / 2)));
    this.baseValue = background.reduce((sum, row) => sum + rbfMargin(model, row), 0) / background.length;
  }

  /** One contribution a feature, in the unit of f. */
  explain(row: FeatureRow): Float64Array {
    const { coefficients, featureCount } = this.model;
    const result = new Float64Array(featureCount);
    const own = new Float64Array(featureCount);
    const other = new Float64Array(featureCount);
    for (let i = 0; i < coefficients.length; i++) {
      this.factors(i, row, own);
      for (const reference of this.background) {
        this.factors(i, reference, other);
        this.addGame(own, other, (coefficients[i] ?? 0) / this.background.length, result);
      }
    }
    return result;
  }

  /** Kernel factor of each feature of a row with support vector i. */
  private factors(i: number, row: FeatureRow, into: Float64Array): void {
    const { supportVectors, featureCount, gamma } = this.model;
    for (let j = 0; j < featureCount; j++) into[j] = Math.exp(-gamma * ((row[j] ?? 0) - (supportVectors[i * featureCount + j] ?? 0)) ** 2);
  }

  private addGame(own: Float64Array, other: Float64Array, scale: number, result: Float64Array): void {
    const { nodes, weights } = this.quadrature;
    for (let q = 0; q < nodes.length; q++) {
      const t = nodes[q] ?? 0;
      let product = (weights[q] ?? 0) * scale;
      for (let j = 0; j < own.length; j++) product *= t * (own[j] ?? 0) + (1 - t) * (other[j] ?? 0);
      if (product === 0) continue; // far from this vector either way: nothing to divide
      for (let j = 0; j < own.length; j++) {
        const [a, b] = [own[j] ?? 0, other[j] ?? 0];
        result[j] = (result[j] ?? 0) + (product * (a - b)) / (t * a + (1 - t) * b);
      }
    }
  }
}
