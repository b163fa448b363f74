/**
 * What the path-dependent values of a tree take from it that does not depend on a row. At node t of the quadrature a feature of a path has the
 * factor t + (1 - t) b when the row meets the path's conditions on it and (1 - t) b when not, with b its product of cover shares; (a - b) over its
 * factor is how the factor's logarithm grows with the feature's own chance to be known (a is 1 or 0: met or not).
 */
import type { Quadrature } from './gauss-legendre.ts';
import type { SplitTree } from './split-tree.ts';

export interface QuadratureTree extends Pick<SplitTree, 'splits' | 'feature' | 'threshold' | 'left' | 'right' | 'before'> {
  readonly slots: number;
  /** Of the quadrature. */
  readonly nodes: number;
  /** One a slot: share of its parent's cover, of a leaf times its value. */
  readonly share: Float64Array;
  /**
   * Four blocks of `nodes` a slot, for a row that met the feature's conditions above: what the factor is multiplied by when the row goes here
   * (of a leaf times its value), what the feature then gains (times the quadrature's weight), and both for a row that goes to the other child.
   */
  readonly factors: Float64Array;
}

export function quadratureTree(tree: SplitTree, { nodes, weights }: Quadrature): QuadratureTree {
  const { splits, leaves, feature, threshold, left, right, before } = tree;
  const count = nodes.length;
  const slots = splits + leaves;
  const factors = new Float64Array(4 * slots * count);
  const share = Float64Array.from(tree.share, (own, slot) => own * valueAt(tree, slot));
  /** Product of shares at the splits on the same feature, down to a slot. */
  const known = new Float64Array(slots + 1).fill(1);
  for (let s = 0; s < splits; s++) {
    const above = known[before[s]!]!;
    for (const slot of [left[s]!, right[s]!]) {
      const b = above * tree.share[slot]!;
      known[slot] = b;
      for (let i = 0; i < count; i++) {
        const t = nodes[i]!;
        const weight = weights[i]!;
        const aboveFactor = t + (1 - t) * above;
        const aboveSlope = (1 - above) / aboveFactor;
        const at = 4 * slot * count + i;
        factors[at] = ((t + (1 - t) * b) / aboveFactor) * valueAt(tree, slot);
        factors[at + count] = weight * ((1 - b) / (t + (1 - t) * b) - aboveSlope);
        factors[at + 2 * count] = (((1 - t) * b) / aboveFactor) * valueAt(tree, slot);
        factors[at + 3 * count] = weight * (-1 / (1 - t) - aboveSlope);
      }
    }
  }
  return { splits, feature, threshold, left, right, before, slots, nodes: count, share, factors };
}

const valueAt = ({ splits, value }: SplitTree, slot: number): number => (slot < splits ? 1 : value[slot - splits]!);
