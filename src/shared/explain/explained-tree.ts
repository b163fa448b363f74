/** A regression tree as the explainers see it: parallel arrays, node 0 the root, children after their parent. */

export interface ExplainedTree {
  /** Feature that the node splits on; below zero for a leaf. */
  readonly feature: ArrayLike<number>;
  /** A value at or below it goes left. */
  readonly threshold: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** Of a leaf: what it adds to the margin. */
  readonly value: ArrayLike<number>;
  /** Weight of the training rows that reached the node. */
  readonly cover: ArrayLike<number>;
}

/** One row of feature values, without missing ones: those are at their defaults before a model sees them. */
export type FeatureRow = ArrayLike<number>;

export const featureOf = (tree: ExplainedTree, node: number): number => tree.feature[node] ?? -1;
export const isLeaf = (tree: ExplainedTree, node: number): boolean => featureOf(tree, node) < 0;
export const leftOf = (tree: ExplainedTree, node: number): number => tree.left[node] ?? 0;
export const rightOf = (tree: ExplainedTree, node: number): number => tree.right[node] ?? 0;
export const valueOf = (tree: ExplainedTree, node: number): number => tree.value[node] ?? 0;

/** Whether the row goes left at a node that is no leaf. */
export const goesLeft = (tree: ExplainedTree, node: number, row: FeatureRow): boolean => (row[featureOf(tree, node)] ?? 0) <= (tree.threshold[node] ?? 0);

/** The child that a row goes to. */
export const childOf = (tree: ExplainedTree, node: number, row: FeatureRow): number => (goesLeft(tree, node, row) ? leftOf(tree, node) : rightOf(tree, node));

/** What the tree says of a row. */
export function treeValue(tree: ExplainedTree, row: FeatureRow): number {
  let node = 0;
  while (!isLeaf(tree, node)) node = childOf(tree, node, row);
  return valueOf(tree, node);
}

/** Share of its parent's training rows that a node has; 1 for the root. */
export function coverShares(tree: ExplainedTree): Float64Array {
  const shares = new Float64Array(tree.feature.length).fill(1);
  for (let node = 0; node < shares.length; node++) {
    if (isLeaf(tree, node)) continue;
    const cover = tree.cover[node] ?? 0;
    for (const child of [leftOf(tree, node), rightOf(tree, node)]) shares[child] = cover > 0 ? (tree.cover[child] ?? 0) / cover : 0;
  }
  return shares;
}

/** Mean of the leaves by training cover: what the tree says when it is told nothing. */
export function expectedValue(tree: ExplainedTree, shares = coverShares(tree), node = 0): number {
  if (isLeaf(tree, node)) return valueOf(tree, node);
  const [left, right] = [leftOf(tree, node), rightOf(tree, node)];
  return (shares[left] ?? 0) * expectedValue(tree, shares, left) + (shares[right] ?? 0) * expectedValue(tree, shares, right);
}

/** Splits on the longest way from root to leaf. */
export function depthOf(tree: ExplainedTree, node = 0): number {
  return isLeaf(tree, node) ? 0 : 1 + Math.max(depthOf(tree, leftOf(tree, node)), depthOf(tree, rightOf(tree, node)));
}
