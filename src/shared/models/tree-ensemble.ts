/** Trees as flat typed arrays: one tree, a forest or a boosted sum. The walk is the one that ONNX Runtime takes. */
import type { Link } from './link.ts';
import { packTrees, sumOfLeaves, type PackedTrees } from './packed-trees.ts';

/** One tree: parallel arrays, node 0 the root, children after their parent. What the explainers take (shared/explain/explained-tree.ts). */
export interface TreeView {
  /** Feature that the node splits on; -1 for a leaf. */
  readonly feature: Int32Array;
  /** A value at or below it goes left; anything else, NaN too, goes right. 0 in a leaf. */
  readonly threshold: Float32Array;
  /** Node numbers within the tree; 0 in a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Of a leaf: what it adds. 0 in inner nodes. Float32-representable where our trainers wrote it. */
  readonly value: Float64Array;
  /** Weight of the training rows that reached the node. */
  readonly cover: Float64Array;
}

export interface TreeEnsemble extends TreeView {
  readonly kind: 'trees';
  readonly featureCount: number;
  /** First node of each tree in the arrays, and after the last tree their length: trees + 1 numbers. */
  readonly starts: Int32Array;
  /** Added after the trees. */
  readonly base: number;
  /** `average`: the sum of the trees is divided by their number before the base is added. */
  readonly aggregate: 'sum' | 'average';
  readonly link: Link;
}

export const treeCount = (ensemble: TreeEnsemble): number => ensemble.starts.length - 1;

/** Tree `t` as views into the ensemble's arrays; nothing is copied. */
export function treeAt(ensemble: TreeEnsemble, t: number): TreeView {
  const [from, to] = [ensemble.starts[t] ?? 0, ensemble.starts[t + 1] ?? 0];
  return {
    feature: ensemble.feature.subarray(from, to), threshold: ensemble.threshold.subarray(from, to),
    left: ensemble.left.subarray(from, to), right: ensemble.right.subarray(from, to),
    value: ensemble.value.subarray(from, to), cover: ensemble.cover.subarray(from, to),
  };
}

/** The ensemble of these trees. */
export function joinTrees(trees: readonly TreeView[], rest: Pick<TreeEnsemble, 'featureCount' | 'base' | 'aggregate' | 'link'>): TreeEnsemble {
  const starts = new Int32Array(trees.length + 1);
  trees.forEach((tree, t) => { starts[t + 1] = (starts[t] ?? 0) + tree.feature.length; });
  const size = starts[trees.length] ?? 0;
  const joined = {
    feature: new Int32Array(size), threshold: new Float32Array(size), left: new Int32Array(size), right: new Int32Array(size),
    value: new Float64Array(size), cover: new Float64Array(size),
  };
  trees.forEach((tree, t) => {
    const at = starts[t] ?? 0;
    joined.feature.set(tree.feature, at);
    joined.threshold.set(tree.threshold, at);
    joined.left.set(tree.left, at);
    joined.right.set(tree.right, at);
    joined.value.set(tree.value, at);
    joined.cover.set(tree.cover, at);
  });
  return { kind: 'trees', starts, ...joined, ...rest };
}

/** Index in the flat arrays of the leaf that a row reaches in tree `t`. */
export function leafOf(ensemble: TreeEnsemble, t: number, x: Float32Array, offset = 0): number {
  const { feature, threshold, left, right } = ensemble;
  const root = ensemble.starts[t]!;
  let node = root;
  for (let f = feature[node]!; f >= 0; f = feature[node]!) {
    node = root + (x[offset + f]! <= threshold[node]! ? left[node]! : right[node]!);
  }
  return node;
}

/**
 * Leaves summed in double in the order of the trees, the base last: bit for bit what ONNX Runtime's double TreeEnsembleRegressor with one
 * thread has before it rounds to float32. The trees are packed for it when they are first asked: from then on they must not change.
 */
export function treeMargin(ensemble: TreeEnsemble, x: Float32Array, offset = 0): number {
  const sum = sumOfLeaves(packed(ensemble), ensemble.value, x, offset);
  return (ensemble.aggregate === 'average' ? sum / treeCount(ensemble) : sum) + ensemble.base;
}

const packedOf = new WeakMap<TreeEnsemble, PackedTrees>();

function packed(ensemble: TreeEnsemble): PackedTrees {
  const known = packedOf.get(ensemble);
  if (known) return known;
  const made = packTrees(ensemble);
  packedOf.set(ensemble, made);
  return made;
}
