/**
 * Trees as a file lists them, checked and turned into the flat arrays of shared/models/tree-ensemble.ts. What is wrong with a node is put into words
 * only once it is: a file of 5 MB has a hundred thousand of them.
 */
import type { InputScaling } from '../models/input-scaling.ts';
import type { TreeEnsemble } from '../models/tree-ensemble.ts';
import { graphLimits, refuseGraph, requireGraph } from './graph-refusal.ts';
import { belowFloat32, floorFloat32, largestFloat32, lastThatHolds } from './float32-order.ts';

/** Comparisons that are a threshold. `at` true: equal goes with the smaller ones. `swap`: the smaller ones go to the second child. */
const comparisons: readonly { readonly word: string; readonly at: boolean; readonly swap: boolean }[] = [
  { word: 'BRANCH_LEQ', at: true, swap: false }, { word: 'BRANCH_LT', at: false, swap: false }, { word: 'BRANCH_GT', at: true, swap: true }, { word: 'BRANCH_GTE', at: false, swap: true },
];

export const leafMode = 255;

/** Each node's place in `comparisons`, or `leafMode`: numbers, since every node is asked for its mode several times. */
export function modesOf(words: readonly string[]): Uint8Array {
  const modes = new Uint8Array(words.length);
  let [last, mode] = ['LEAF', leafMode];
  for (let node = 0; node < modes.length; node++) {
    const word = words[node]!;
    if (word !== last) [last, mode] = [word, modeOf(word)];
    modes[node] = mode;
  }
  return modes;
}

function modeOf(word: string): number {
  if (word === 'LEAF') return leafMode;
  const found = comparisons.findIndex((comparison) => comparison.word === word);
  return found >= 0 ? found : refuseGraph('NOT_EXPLAINABLE', `a tree that compares by ${word}`);
}

/** Parallel lists, one entry a node; trees one after the other, their first node the root, children after their parent. */
export interface ListedNodes {
  /** First node of each tree, then the number of nodes. */
  readonly starts: Int32Array;
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  /** As `modesOf` says. */
  readonly mode: Uint8Array;
  /** Places in these lists of the children. */
  readonly whenTrue: Int32Array;
  readonly whenFalse: Int32Array;
  /** Weight of the training rows that reached each node; null where the file does not say. */
  readonly cover: ArrayLike<number> | null;
  /** 1 where NaN goes to the first child; empty: nowhere. */
  readonly missingTrue: ArrayLike<number>;
}

export interface TreeShape extends Pick<TreeEnsemble, 'starts' | 'feature' | 'threshold' | 'left' | 'right' | 'cover'> {
  readonly coversKnown: boolean;
  readonly nanGoesRight: boolean;
}

export function treeShape(nodes: ListedNodes, width: number, scaling: InputScaling | null): TreeShape {
  const { starts } = nodes;
  const size = starts[starts.length - 1] ?? 0;
  requireGraph(starts.length > 1 && starts.length - 1 <= graphLimits.treesMax, 'TOO_LARGE', `${starts.length - 1} trees, limit ${graphLimits.treesMax}`);
  requireGraph(size <= graphLimits.treeNodesMax, 'TOO_LARGE', `${size} tree nodes, limit ${graphLimits.treeNodesMax}`);
  const shape = { starts, feature: new Int32Array(size).fill(-1), threshold: new Float32Array(size), left: new Int32Array(size), right: new Int32Array(size) };
  let nanGoesRight = true;
  for (let t = 0; t + 1 < starts.length; t++) {
    const root = starts[t]!;
    for (let node = root; node < starts[t + 1]!; node++) {
      if (nodes.mode[node] === leafMode) continue;
      const mode = comparisons[nodes.mode[node]!]!;
      const f = nodes.feature[node] ?? -1;
      if (!(Number.isInteger(f) && f >= 0 && f < width)) refuseGraph('BAD_TREE', `tree ${t}, node ${node - root}: feature ${f} of ${width}`);
      shape.feature[node] = f;
      shape.threshold[node] = thresholdOf(nodes.threshold[node] ?? NaN, mode.at, f, scaling);
      const [first, second] = [nodes.whenTrue[node]! - root, nodes.whenFalse[node]! - root];
      shape.left[node] = mode.swap ? second : first;
      shape.right[node] = mode.swap ? first : second;
      if ((nodes.missingTrue[node] ?? 0) !== (mode.swap ? 1 : 0)) nanGoesRight = false;
    }
    checkTree(shape, t);
  }
  return { ...shape, ...coversOf(shape, nodes.cover), nanGoesRight };
}

/** Largest float32 input that goes to the smaller side: `value <= t`, or `value < t` where not `at`, of the value after scaling. */
function thresholdOf(t: number, at: boolean, feature: number, scaling: InputScaling | null): number {
  if (!Number.isFinite(t) && (t !== Infinity || scaling !== null)) refuseGraph('NOT_FINITE', `threshold ${t}`);
  // Every finite value is below infinity, and below or at the largest float32. Neither NaN nor infinity is ever scored here.
  if (t === Infinity) return largestFloat32;
  let threshold = at ? floorFloat32(t) : belowFloat32(t);
  if (scaling) {
    const [center, factor] = [scaling.center[feature] ?? 0, scaling.factor[feature] ?? 0];
    requireGraph(factor > 0, 'NOT_EXPLAINABLE', `feature ${feature} is scaled by ${factor} before the trees`);
    const limit = threshold;
    threshold = lastThatHolds((x) => Math.fround(Math.fround(x - center) * factor) <= limit);
  }
  if (!Number.isFinite(threshold)) refuseGraph('NOT_EXPLAINABLE', `a comparison of feature ${feature} that every or no value passes`);
  return threshold;
}

/** One root, every other node the child of exactly one earlier node, no level too deep. */
function checkTree({ starts, feature, left, right }: Pick<TreeShape, 'starts' | 'feature' | 'left' | 'right'>, t: number): void {
  const root = starts[t]!;
  const size = starts[t + 1]! - root;
  const depth = new Int16Array(size).fill(-1);
  requireGraph(size > 0, 'BAD_TREE', `tree ${t} is empty`);
  depth[0] = 0;
  for (let node = 0; node < size; node++) {
    const here = depth[node]!;
    if (here < 0) refuseGraph('BAD_TREE', `tree ${t}, node ${node}: no earlier node leads to it`);
    if (feature[root + node]! < 0) continue;
    if (here >= graphLimits.treeDepthMax) refuseGraph('TOO_LARGE', `tree ${t} is deeper than ${graphLimits.treeDepthMax}`);
    for (let side = 0; side < 2; side++) {
      const child = side === 0 ? left[root + node]! : right[root + node]!;
      if (child <= node || child >= size) refuseGraph('BAD_TREE', `tree ${t}, node ${node}: child ${child} of ${size} nodes`);
      if (depth[child] !== -1) refuseGraph('BAD_TREE', `tree ${t}, node ${child}: two parents`);
      depth[child] = here + 1;
    }
  }
}

/** As the file says where each inner node has the cover of its children together; otherwise the number of leaves below. */
function coversOf({ starts, feature, left, right }: Pick<TreeShape, 'starts' | 'feature' | 'left' | 'right'>, stated: ArrayLike<number> | null): Pick<TreeShape, 'cover' | 'coversKnown'> {
  const cover = new Float64Array(feature.length);
  let known = stated?.length === feature.length;
  for (let t = starts.length - 2; t >= 0; t--) {
    const root = starts[t]!;
    for (let node = starts[t + 1]! - 1; node >= root; node--) {
      const leaf = feature[node]! < 0;
      const [a, b] = [root + left[node]!, root + right[node]!];
      cover[node] = leaf ? 1 : cover[a]! + cover[b]!;
      if (!known || !stated) continue;
      const own = stated[node]!;
      if (!(own > 0) || (!leaf && Math.abs(own - (stated[a]! + stated[b]!)) > 1e-6 * own)) known = false;
    }
  }
  return { cover: known && stated ? new Float64Array(stated) : cover, coversKnown: known };
}
