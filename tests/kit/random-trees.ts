/** Trees and rows for explainers: values on a coarse grid, so that they meet thresholds exactly, thresholds that repeat on a path, values that are not known. */
import type { Random } from '../../src/shared/base/random.ts';
import { featureOf, goesLeft, isLeaf, leftOf, rightOf, type ExplainedTree } from '../../src/shared/explain/explained-tree.ts';

const onGrid = (random: Random): number => (random.integer(9) - 4) / 2;

export const randomRow = (random: Random, features: number, missing = 0.1): number[] =>
  Array.from({ length: features }, () => (random.uniform() < missing ? Number.NaN : onGrid(random)));

/** Depth at most `depthMax`; covers are those of `rows`. */
export function randomTree(random: Random, features: number, depthMax: number, rows: readonly (readonly number[])[]): ExplainedTree {
  const tree = { feature: [] as number[], threshold: [] as number[], left: [] as number[], right: [] as number[], value: [] as number[], cover: [] as number[] };
  const add = (depth: number): number => {
    const at = tree.feature.length;
    const isSplit = depth < depthMax && random.uniform() < 0.85;
    tree.feature.push(isSplit ? random.integer(features) : -1);
    tree.threshold.push(isSplit ? onGrid(random) : 0);
    tree.left.push(0);
    tree.right.push(0);
    tree.value.push(isSplit ? 0 : random.uniform() * 4 - 2);
    tree.cover.push(0);
    if (isSplit) {
      tree.left[at] = add(depth + 1);
      tree.right[at] = add(depth + 1);
    }
    return at;
  };
  add(0);
  for (const row of rows) {
    let node = 0;
    for (;;) {
      tree.cover[node] = (tree.cover[node] ?? 0) + 1;
      if (isLeaf(tree, node)) break;
      node = goesLeft(tree, node, row) ? leftOf(tree, node) : rightOf(tree, node);
    }
  }
  return tree;
}

/** The game of path-dependent values from its definition: features out of the coalition go both ways by cover. */
export function coverGameValue(tree: ExplainedTree, row: readonly number[], coalition: number, node = 0): number {
  if (isLeaf(tree, node)) return tree.value[node] ?? 0;
  const [left, right] = [leftOf(tree, node), rightOf(tree, node)];
  if ((coalition >> featureOf(tree, node)) & 1) return coverGameValue(tree, row, coalition, goesLeft(tree, node, row) ? left : right);
  const cover = tree.cover[node] ?? 0;
  const share = (child: number): number => (cover > 0 ? (tree.cover[child] ?? 0) / cover : 0);
  return share(left) * coverGameValue(tree, row, coalition, left) + share(right) * coverGameValue(tree, row, coalition, right);
}

/** The interventional game of any function: features out of the coalition have the values of each background row in turn. */
export const backgroundGameValue = (f: (row: readonly number[]) => number, row: readonly number[], background: readonly (readonly number[])[]) => (coalition: number): number =>
  background.reduce((sum, other) => sum + f(row.map((x, j) => ((coalition >> j) & 1 ? x : other[j] ?? 0))), 0) / background.length;
