/** Grows one tree on binned rows, depth first, from derivatives of a loss: the engine of tree, forest and boosting. */
import type { BinnedRows } from './binning.ts';
import { GrowingTree } from './growing-tree.ts';
import { HistogramBuilder } from './histogram.ts';
import { bestSplit, leafValue, type NodeSums, type SplitRules } from './split.ts';

export interface GrowRules extends SplitRules {
  /** Splits on the way from root to leaf. */
  readonly depthMax: number;
}

export interface GrowTask {
  /** Row numbers; the tree grows on the first `count`, which are put in the order of their leaves. */
  readonly order: Int32Array;
  readonly count: number;
  /** Derivatives of the loss, one a row of the table. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** `whole`: the same features at every node; `sampled`: drawn anew at each. */
  readonly features: { readonly kind: 'whole'; readonly list: Int32Array } | { readonly kind: 'sampled'; readonly draw: () => Int32Array };
}

/** A leaf and the rows that it has: `order` at [from, to). */
export interface LeafRows {
  readonly leaf: number;
  readonly from: number;
  readonly to: number;
}

export interface GrownTree {
  /** Leaves hold -G / (H + lambda), not shrunk or rounded; no covers yet. */
  readonly tree: GrowingTree;
  readonly leaves: readonly LeafRows[];
}

interface OpenNode extends LeafRows {
  readonly depth: number;
  readonly sums: NodeSums;
  /** Of all of its features, when it came from its parent's. */
  readonly histogram: Float64Array | null;
}

export class TreeGrower {
  private readonly binned: BinnedRows;
  private readonly rules: GrowRules;
  private readonly histograms: HistogramBuilder;
  private readonly spare: Int32Array;

  constructor(binned: BinnedRows, rules: GrowRules) {
    this.binned = binned;
    this.rules = rules;
    this.histograms = new HistogramBuilder(binned);
    this.spare = new Int32Array(binned.rows);
  }

  grow(task: GrowTask): GrownTree {
    const tree = new GrowingTree();
    const leaves: LeafRows[] = [];
    const open: OpenNode[] = [{ leaf: tree.add(), from: 0, to: task.count, depth: 0, sums: rootSums(task), histogram: null }];
    for (let node = open.pop(); node; node = open.pop()) {
      const children = this.split(tree, task, node);
      if (children) open.push(children[1], children[0]);
      else {
        tree.setValue(node.leaf, leafValue(node.sums, this.rules.lambda));
        leaves.push({ leaf: node.leaf, from: node.from, to: node.to });
      }
    }
    return { tree, leaves };
  }

  /** null when the node stays a leaf. */
  private split(tree: GrowingTree, task: GrowTask, node: OpenNode): [OpenNode, OpenNode] | null {
    if (node.depth >= this.rules.depthMax || node.to - node.from < 2) return this.close(node.histogram);
    const features = task.features.kind === 'whole' ? task.features.list : task.features.draw();
    const histogram = node.histogram ?? this.histograms.build({ ...task, from: node.from, to: node.to }, features);
    const found = bestSplit(histogram, this.binned.cuts, features, node.sums, this.rules);
    if (!found) return this.close(histogram);
    const middle = this.partition(task.order, node, found.feature, found.bin);
    // Only when a child's weight is a rounding error of the subtraction.
    if (middle === node.from || middle === node.to) return this.close(histogram);
    const [left, right] = tree.split(node.leaf, found.feature, found.bin);
    const depth = node.depth + 1;
    const children: [OpenNode, OpenNode] = [
      { leaf: left, from: node.from, to: middle, depth, sums: found.left, histogram: null },
      { leaf: right, from: middle, to: node.to, depth, sums: found.right, histogram: null },
    ];
    return this.handDown(task, histogram, children);
  }

  /** Gives the children their histograms: the smaller one's is built, the other's is what remains of the parent's. */
  private handDown(task: GrowTask, parent: Float64Array, [left, right]: [OpenNode, OpenNode]): [OpenNode, OpenNode] {
    if (task.features.kind === 'sampled' || left.depth >= this.rules.depthMax) {
      this.histograms.release(parent);
      return [left, right];
    }
    const { list } = task.features;
    const leftIsSmaller = left.to - left.from <= right.to - right.from;
    const smaller = leftIsSmaller ? left : right;
    const built = this.histograms.build({ ...task, from: smaller.from, to: smaller.to }, list);
    const rest = this.histograms.subtract(parent, built, list);
    return [{ ...left, histogram: leftIsSmaller ? built : rest }, { ...right, histogram: leftIsSmaller ? rest : built }];
  }

  private close(histogram: Float64Array | null): null {
    if (histogram) this.histograms.release(histogram);
    return null;
  }

  /** Rows that go left first, each side in the order it had. @returns where the right side begins */
  private partition(order: Int32Array, { from, to }: LeafRows, feature: number, bin: number): number {
    const bins = this.binned.bins.subarray(feature * this.binned.rows, (feature + 1) * this.binned.rows);
    let left = from;
    let right = 0;
    for (let k = from; k < to; k++) {
      const row = order[k]!;
      if (bins[row]! <= bin) order[left++] = row;
      else this.spare[right++] = row;
    }
    order.set(this.spare.subarray(0, right), left);
    return left;
  }
}

function rootSums({ order, count, first, second }: GrowTask): NodeSums {
  let g = 0;
  let h = 0;
  for (let k = 0; k < count; k++) {
    g += first[order[k]!]!;
    h += second[order[k]!]!;
  }
  return { first: g, second: h, low: -Infinity, high: Infinity };
}
