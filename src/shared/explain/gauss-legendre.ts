/** Gauss-Legendre quadrature on 0 to 1. */
import { assert } from '../base/assert.ts';

export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * `count` nodes and weights that integrate polynomials of degree 2 count - 1 exactly (Abramowitz and Stegun 25.4.29): Newton's method on the
 * Legendre polynomial from Tricomi's starting values.
 */
export function gaussLegendre(count: number): Quadrature {
  assert(Number.isInteger(count) && count > 0, `a quadrature has at least one node: ${count}`);
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      const { value, derivative } = legendre(count, x);
      slope = derivative;
      const change = value / derivative;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The Legendre polynomial of a degree and its derivative at x within -1 and 1, by Bonnet's recursion. */
function legendre(degree: number, x: number): { readonly value: number; readonly derivative: number } {
  let [before, value] = [1, x];
  for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) };
}
