/**
 * The peer of P6: path-dependent Shapley values as the paper prints them, O(leaves x depth^2) (Lundberg, Erion, Lee 2018, arXiv 1802.03888,
 * algorithm 2), on typed arrays as a careful author would write it. Not part of the product: no split may have a child that no training row reached.
 */
import { depthOf, featureOf, goesLeft, isLeaf, leftOf, rightOf, valueOf, type ExplainedTree, type FeatureRow } from '../../src/shared/explain/explained-tree.ts';

export class TextbookTreeShap {
  private readonly trees: readonly ExplainedTree[];
  private readonly featureCount: number;
  /** The path of each depth one after another: feature, share of zeros, share of ones, weight of each size. */
  private readonly feature: Int32Array;
  private readonly zeros: Float64Array;
  private readonly ones: Float64Array;
  private readonly weight: Float64Array;

  constructor(trees: readonly ExplainedTree[], featureCount: number) {
    this.trees = trees;
    this.featureCount = featureCount;
    const depth = trees.reduce((most, tree) => Math.max(most, depthOf(tree)), 0) + 2;
    const size = depth * (depth + 1);
    this.feature = new Int32Array(size);
    this.zeros = new Float64Array(size);
    this.ones = new Float64Array(size);
    this.weight = new Float64Array(size);
  }

  explain(row: FeatureRow): Float64Array {
    const contributions = new Float64Array(this.featureCount);
    for (const tree of this.trees) this.recurse({ tree, row, contributions }, 0, { at: 0, length: 0, zero: 1, one: 1, feature: -1 });
    return contributions;
  }

  private recurse(walk: Walk, node: number, { at: parentAt, length: parentLength, zero, one, feature }: Step): void {
    const { tree, row, contributions } = walk;
    const at = parentAt + parentLength;
    this.copy(parentAt, at, parentLength);
    this.extend(at, parentLength, zero, one, feature);
    let last = parentLength;
    if (isLeaf(tree, node)) {
      for (let i = 1; i <= last; i++) contributions[this.feature[at + i]!]! += this.unwoundSum(at, last, i) * (this.ones[at + i]! - this.zeros[at + i]!) * valueOf(tree, node);
      return;
    }
    const split = featureOf(tree, node);
    const [left, right] = [leftOf(tree, node), rightOf(tree, node)];
    const [hot, cold] = goesLeft(tree, node, row) ? [left, right] : [right, left];
    let [knownZero, knownOne] = [1, 1];
    for (let i = 1; i <= last; i++) {
      if (this.feature[at + i] !== split) continue;
      [knownZero, knownOne] = [this.zeros[at + i]!, this.ones[at + i]!];
      this.unwind(at, last--, i);
      break;
    }
    const cover = tree.cover[node] ?? 0;
    const share = (child: number): number => (tree.cover[child] ?? 0) / cover;
    this.recurse(walk, hot, { at, length: last + 1, zero: knownZero * share(hot), one: knownOne, feature: split });
    this.recurse(walk, cold, { at, length: last + 1, zero: knownZero * share(cold), one: 0, feature: split });
  }

  private copy(from: number, to: number, count: number): void {
    const { feature, zeros, ones, weight } = this;
    for (let i = 0; i < count; i++) {
      feature[to + i] = feature[from + i]!;
      zeros[to + i] = zeros[from + i]!;
      ones[to + i] = ones[from + i]!;
      weight[to + i] = weight[from + i]!;
    }
  }

  private extend(at: number, last: number, zero: number, one: number, feature: number): void {
    const { weight } = this;
    this.feature[at + last] = feature;
    this.zeros[at + last] = zero;
    this.ones[at + last] = one;
    weight[at + last] = last === 0 ? 1 : 0;
    for (let i = last - 1; i >= 0; i--) {
      weight[at + i + 1]! += (one * weight[at + i]! * (i + 1)) / (last + 1);
      weight[at + i] = (zero * weight[at + i]! * (last - i)) / (last + 1);
    }
  }

  private unwind(at: number, last: number, which: number): void {
    const { weight } = this;
    const [one, zero] = [this.ones[at + which]!, this.zeros[at + which]!];
    let next = weight[at + last]!;
    for (let i = last - 1; i >= 0; i--) {
      if (one === 0) {
        weight[at + i] = (weight[at + i]! * (last + 1)) / (zero * (last - i));
        continue;
      }
      const before = weight[at + i]!;
      weight[at + i] = (next * (last + 1)) / ((i + 1) * one);
      next = before - (weight[at + i]! * zero * (last - i)) / (last + 1);
    }
    for (let i = which; i < last; i++) {
      this.feature[at + i] = this.feature[at + i + 1]!;
      this.zeros[at + i] = this.zeros[at + i + 1]!;
      this.ones[at + i] = this.ones[at + i + 1]!;
    }
  }

  /** Sum of the weights that `unwind` would leave. */
  private unwoundSum(at: number, last: number, which: number): number {
    const { weight } = this;
    const [one, zero] = [this.ones[at + which]!, this.zeros[at + which]!];
    let next = weight[at + last]!;
    let sum = 0;
    for (let i = last - 1; i >= 0; i--) {
      if (one === 0) {
        sum += ((weight[at + i]! / zero) * (last + 1)) / (last - i);
        continue;
      }
      const own = (next * (last + 1)) / ((i + 1) * one);
      sum += own;
      next = weight[at + i]! - (own * zero * (last - i)) / (last + 1);
    }
    return sum;
  }
}

interface Walk {
  readonly tree: ExplainedTree;
  readonly row: FeatureRow;
  readonly contributions: Float64Array;
}

interface Step {
  /** The parent's path, and how many entries it has. */
  readonly at: number;
  readonly length: number;
  readonly zero: number;
  readonly one: number;
  readonly feature: number;
}
