/**
 * Path-dependent Shapley values of trees: a feature that is not known takes both ways, by training cover (Lundberg et al. 2020, Nature
 * Machine Intelligence 2, algorithm 1 gives the game). Computed exactly by quadrature: by Owen's multilinear extension (1972) the value of j
 * is the integral over t of d/dq_j of the game at q = (t, ..., t); for a leaf that is a product over its path's features, a polynomial
 * of degree depth - 1, which ceil(depth / 2) Gauss-Legendre nodes integrate exactly (Wettenstein, Mitchell, Yu 2026, arXiv 2605.04497).
 */
import { coverShares, depthOf, expectedValue, featureOf, goesLeft, isLeaf, leftOf, rightOf, valueOf, type ExplainedTree, type FeatureRow } from './explained-tree.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';

/** Explainer of a sum of trees. One at a time: it keeps its working memory. Work is leaves x depth / 2 a row. */
export class PathDependentTreeShap {
  /** Mean of the margin by training cover. */
  readonly baseValue: number;
  private readonly trees: readonly ExplainedTree[];
  private readonly shares: readonly Float64Array[];
  private readonly quadrature: Quadrature;
  /** By depth and quadrature node: the product of factors on the way down, and the sum of leaves on the way up. */
  private readonly down: Float64Array;
  private readonly up: Float64Array;
  /** Factor of each feature on the current path: t x known + (1 - t) x unknown. */
  private readonly known: Float64Array;
  private readonly unknown: Float64Array;

  /** @param featureCount length of a row and of an explanation */
  constructor(trees: readonly ExplainedTree[], featureCount: number) {
    this.trees = trees;
    this.shares = trees.map((tree) => coverShares(tree));
    this.baseValue = trees.reduce((sum, tree, i) => sum + expectedValue(tree, this.shares[i]), 0);
    const depth = Math.max(1, ...trees.map((tree) => depthOf(tree)));
    this.quadrature = gaussLegendre(Math.ceil(depth / 2));
    this.down = new Float64Array((depth + 1) * this.quadrature.nodes.length);
    this.up = new Float64Array(this.down.length);
    this.known = new Float64Array(featureCount).fill(1);
    this.unknown = new Float64Array(featureCount).fill(1);
  }

  /** One contribution a feature, in the unit of the margin; their sum and `baseValue` are the margin of the row. */
  explain(row: FeatureRow): Float64Array {
    const contributions = new Float64Array(this.known.length);
    this.trees.forEach((tree, i) => {
      this.down.fill(1, 0, this.quadrature.nodes.length);
      this.visit({ tree, shares: this.shares[i] ?? new Float64Array(), row, contributions }, 0, 0);
    });
    return contributions;
  }

  /** Leaves `up` at `depth` holding, for each quadrature node, the sum of the subtree's leaves times their products. */
  private visit(walk: Walk, node: number, depth: number): void {
    const { down, up, known, unknown } = this;
    const { nodes, weights } = this.quadrature;
    const count = nodes.length;
    const here = depth * count;
    if (isLeaf(walk.tree, node)) {
      const value = valueOf(walk.tree, node);
      for (let i = 0; i < count; i++) up[here + i] = value * (down[here + i] ?? 0);
      return;
    }
    const feature = featureOf(walk.tree, node);
    const [knownBefore, unknownBefore] = [known[feature] ?? 1, unknown[feature] ?? 1];
    const left = goesLeft(walk.tree, node, walk.row);
    up.fill(0, here, here + count);
    let contribution = 0;
    for (const isLeft of [true, false]) {
      const child = isLeft ? leftOf(walk.tree, node) : rightOf(walk.tree, node);
      const a = isLeft === left ? knownBefore : 0;
      const b = unknownBefore * (walk.shares[child] ?? 0);
      if (a === 0 && b === 0) continue; // nobody goes there, told or not
      const below = here + count;
      for (let i = 0; i < count; i++) {
        const t = nodes[i] ?? 0;
        down[below + i] = ((down[here + i] ?? 0) * (t * a + (1 - t) * b)) / (t * knownBefore + (1 - t) * unknownBefore);
      }
      [known[feature], unknown[feature]] = [a, b];
      this.visit(walk, child, depth + 1);
      for (let i = 0; i < count; i++) {
        const t = nodes[i] ?? 0;
        const sum = up[below + i] ?? 0;
        up[here + i] = (up[here + i] ?? 0) + sum;
        // The split's own share: what its factor gives less what the factor gave before it.
        contribution += (weights[i] ?? 0) * sum * ((a - b) / (t * a + (1 - t) * b) - (knownBefore - unknownBefore) / (t * knownBefore + (1 - t) * unknownBefore));
      }
    }
    walk.contributions[feature] = (walk.contributions[feature] ?? 0) + contribution;
    [known[feature], unknown[feature]] = [knownBefore, unknownBefore];
  }
}

interface Walk {
  readonly tree: ExplainedTree;
  readonly shares: Float64Array;
  readonly row: FeatureRow;
  readonly contributions: Float64Array;
}
