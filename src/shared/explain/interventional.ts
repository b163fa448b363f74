/**
 * Interventional Shapley values of trees: a feature that is not known has the value of a background row (Janzing, Minorics, Bloebaum 2020;
 * Lundberg et al. 2020, algorithm 3). True to the model. Exact for each background row, then the mean over them.
 */
import { assert } from '../base/assert.ts';
import { leafWeight } from './coalitions.ts';
import { childOf, featureOf, isLeaf, treeValue, valueOf, type ExplainedTree, type FeatureRow } from './explained-tree.ts';

const unset = 0;
const fromRow = 1;
const fromBackground = 2;

export class InterventionalTreeShap {
  readonly way = 'pairwise';
  /** Nothing is prepared. */
  readonly bytes = 0;
  /** Mean margin of the background. */
  readonly baseValue: number;
  private readonly trees: readonly ExplainedTree[];
  private readonly featureCount: number;
  private readonly background: readonly FeatureRow[];
  /** Whose value each feature has on the current path. */
  private readonly side: Uint8Array;
  private readonly ofRow: number[] = [];
  private readonly ofBackground: number[] = [];

  constructor(trees: readonly ExplainedTree[], featureCount: number, background: readonly FeatureRow[]) {
    assert(background.length > 0, 'an interventional explanation has a background');
    this.trees = trees;
    this.featureCount = featureCount;
    this.background = background;
    this.side = new Uint8Array(featureCount);
    this.baseValue = background.reduce((sum, row) => sum + trees.reduce((margin, tree) => margin + treeValue(tree, row), 0), 0) / background.length;
  }

  /** One contribution a feature, in the unit of the margin; their sum and `baseValue` are the margin of the row. */
  explain(row: FeatureRow): Float64Array {
    const sums = new Float64Array(this.featureCount);
    for (const other of this.background) for (const tree of this.trees) this.visit({ tree, row, other, sums }, 0);
    return sums.map((sum) => sum / this.background.length);
  }

  private visit(walk: Walk, node: number): void {
    const { tree, row, other } = walk;
    if (isLeaf(tree, node)) return this.credit(valueOf(tree, node), walk.sums);
    const feature = featureOf(tree, node);
    const [rowChild, otherChild] = [childOf(tree, node, row), childOf(tree, node, other)];
    const side = this.side[feature];
    if (rowChild === otherChild || side === fromRow) return this.visit(walk, rowChild);
    if (side === fromBackground) return this.visit(walk, otherChild);
    this.side[feature] = fromRow;
    this.ofRow.push(feature);
    this.visit(walk, rowChild);
    this.ofRow.pop();
    this.side[feature] = fromBackground;
    this.ofBackground.push(feature);
    this.visit(walk, otherChild);
    this.ofBackground.pop();
    this.side[feature] = unset;
  }

  /** A leaf is reached by the coalitions that hold all of `ofRow` and none of `ofBackground`. */
  private credit(value: number, sums: Float64Array): void {
    const [u, v] = [this.ofRow.length, this.ofBackground.length];
    if (u > 0) {
      const share = value * leafWeight(u - 1, v);
      for (const feature of this.ofRow) sums[feature] = (sums[feature] ?? 0) + share;
    }
    if (v > 0) {
      const share = value * leafWeight(u, v - 1);
      for (const feature of this.ofBackground) sums[feature] = (sums[feature] ?? 0) - share;
    }
  }
}

interface Walk {
  readonly tree: ExplainedTree;
  readonly row: FeatureRow;
  readonly other: FeatureRow;
  readonly sums: Float64Array;
}
