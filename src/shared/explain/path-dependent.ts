/**
 * Path-dependent Shapley values of trees: a feature that is not known takes both ways, by training cover (Lundberg et al. 2020, Nature
 * Machine Intelligence 2, algorithm 1 gives the game). Computed exactly by quadrature: by Owen's multilinear extension (1972) the value of j
 * is the integral over t of d/dq_j of the game at q = (t, ..., t); for a leaf that is a product over its path's features, a polynomial of
 * one degree less than it has features, which ceil(features / 2) Gauss-Legendre nodes integrate exactly (Wettenstein, Mitchell, Yu 2026,
 * arXiv 2605.04497). Nothing is allocated for a row but the answer.
 */
import type { ExplainedTree, FeatureRow } from './explained-tree.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { quadratureTree, type QuadratureTree } from './quadrature-tree.ts';
import { splitTree } from './split-tree.ts';

/** Explainer of a sum of trees. One at a time: it keeps its working memory. Work is splits x nodes of the quadrature a row. */
export class PathDependentTreeShap {
  readonly way = 'quadrature';
  /** Mean of the margin by training cover. */
  readonly baseValue: number;
  /** Of the tables that all rows share. */
  readonly bytes: number;
  private readonly trees: readonly QuadratureTree[];
  private readonly row: Float64Array;
  /** By slot and quadrature node: the product of factors on the way down, then the sum of the leaves below on the way up. */
  private readonly products: Float64Array;
  /** By slot: whether the row meets all conditions on the feature of the split above it; 1 past the last for a feature not met before. */
  private readonly known: Uint8Array;

  /** @param featureCount length of a row and of an explanation */
  constructor(trees: readonly ExplainedTree[], featureCount: number) {
    const split = trees.map((tree) => splitTree(tree));
    this.baseValue = split.reduce((sum, tree) => sum + tree.expected, 0);
    this.trees = split.filter((tree) => tree.splits > 0).map((tree) => quadratureTree(tree, gaussLegendre(nodesOf(tree.playersMax))));
    this.bytes = this.trees.reduce((sum, tree) => sum + tree.factors.byteLength + tree.share.byteLength + 6 * 4 * tree.splits, 0);
    this.row = new Float64Array(featureCount);
    this.products = new Float64Array(Math.max(0, ...this.trees.map((tree) => tree.slots * tree.nodes)));
    this.known = new Uint8Array(1 + Math.max(0, ...this.trees.map((tree) => tree.slots)));
  }

  /** One contribution a feature, in the unit of the margin; their sum and `baseValue` are the margin of the row. */
  explain(row: FeatureRow): Float64Array {
    const contributions = new Float64Array(this.row.length);
    for (let j = 0; j < this.row.length; j++) this.row[j] = row[j] ?? 0;
    for (const tree of this.trees) {
      this.down(tree);
      this.up(tree, contributions);
    }
    return contributions;
  }

  /** Parents before children. Below a condition on its own feature that the row does not meet a split only shares out its cover. */
  private down({ splits, slots, nodes, feature, threshold, left, right, before, share, factors }: QuadratureTree): void {
    const { row, products, known } = this;
    known[slots] = 1;
    products.fill(1, 0, nodes);
    for (let s = 0; s < splits; s++) {
      const [l, r] = [left[s]!, right[s]!];
      const here = s * nodes;
      if (known[before[s]!] === 0) {
        known[l] = known[r] = 0;
        const [toLeft, toRight] = [share[l]!, share[r]!];
        for (let i = 0; i < nodes; i++) {
          const product = products[here + i]!;
          products[l * nodes + i] = product * toLeft;
          products[r * nodes + i] = product * toRight;
        }
        continue;
      }
      const goesLeft = row[feature[s]!]! <= threshold[s]!;
      const hit = goesLeft ? l : r;
      const miss = goesLeft ? r : l;
      known[hit] = 1;
      known[miss] = 0;
      const hitAt = 4 * hit * nodes;
      const missAt = (4 * miss + 2) * nodes;
      for (let i = 0, h = hit * nodes, m = miss * nodes; i < nodes; i += 2, h += 2, m += 2) {
        const p0 = products[here + i]!;
        const p1 = products[here + i + 1]!;
        products[h] = p0 * factors[hitAt + i]!;
        products[m] = p0 * factors[missAt + i]!;
        products[h + 1] = p1 * factors[hitAt + i + 1]!;
        products[m + 1] = p1 * factors[missAt + i + 1]!;
      }
    }
  }

  /** Children before parents: a split gives its feature what its factor gives less what the feature's factor above it gave. */
  private up({ splits, nodes, feature, left, right, before, factors }: QuadratureTree, contributions: Float64Array): void {
    const { products, known } = this;
    for (let s = splits - 1; s >= 0; s--) {
      const [l, r] = [left[s]!, right[s]!];
      const here = s * nodes;
      if (known[before[s]!] === 0) {
        for (let i = 0; i < nodes; i++) products[here + i] = products[l * nodes + i]! + products[r * nodes + i]!;
        continue;
      }
      const hit = known[l] === 1 ? l : r;
      const miss = known[l] === 1 ? r : l;
      const hitAt = (4 * hit + 1) * nodes;
      const missAt = (4 * miss + 3) * nodes;
      let contribution = 0;
      for (let i = 0, h = hit * nodes, m = miss * nodes; i < nodes; i += 2, h += 2, m += 2) {
        const m0 = products[h]!;
        const n0 = products[m]!;
        const m1 = products[h + 1]!;
        const n1 = products[m + 1]!;
        products[here + i] = m0 + n0;
        products[here + i + 1] = m1 + n1;
        contribution += m0 * factors[hitAt + i]! + n0 * factors[missAt + i]! + (m1 * factors[hitAt + i + 1]! + n1 * factors[missAt + i + 1]!);
      }
      contributions[feature[s]!]! += contribution;
    }
  }
}

/** An even number, so that loops take two at a time: a quarter faster. */
const nodesOf = (players: number): number => 2 * Math.max(1, Math.ceil(players / 4));
