/**
 * Trees laid out for scoring: all that one step needs lies side by side, a step has no branch to be guessed wrong, and six trees are walked at
 * a time, so that the processor waits for several loads at once. Says what walking tree by tree says, to the last bit.
 */
import type { TreeEnsemble } from './tree-ensemble.ts';

/** Numbers a node: feature, threshold, where it goes when the value is above it (or NaN), where when it is not. Places are those of the node's first number. */
const stride = 4;

export interface PackedTrees {
  readonly nodes: Int32Array;
  /** The same bytes, for the thresholds. */
  readonly thresholds: Float32Array;
  /** Where each tree begins. */
  readonly roots: Int32Array;
}

/** A leaf asks about feature 0 and leads to itself whatever the answer: a walk may go on after its end. */
export function packTrees({ feature, threshold, left, right, starts }: TreeEnsemble): PackedTrees {
  const nodes = new Int32Array(feature.length * stride);
  const thresholds = new Float32Array(nodes.buffer);
  const trees = starts.length - 1;
  for (let t = 0; t < trees; t++) {
    const root = starts[t]!;
    for (let node = root; node < starts[t + 1]!; node++) {
      const at = node * stride;
      const leaf = feature[node]! < 0;
      nodes[at] = leaf ? 0 : feature[node]!;
      thresholds[at + 1] = threshold[node]!;
      nodes[at + 2] = leaf ? at : (root + right[node]!) * stride;
      nodes[at + 3] = leaf ? at : (root + left[node]!) * stride;
    }
  }
  return { nodes, thresholds, roots: starts.slice(0, trees).map((root) => root * stride) };
}

/** Leaves that the row at `offset` of `x` reaches, by their `value`, summed in the order of the trees. */
export function sumOfLeaves({ nodes, thresholds, roots }: PackedTrees, value: Float64Array, x: Float32Array, offset: number): number {
  const trees = roots.length;
  let sum = 0;
  let t = 0;
  for (; t + 5 < trees; t += 6) {
    let a = roots[t]!, b = roots[t + 1]!, c = roots[t + 2]!, d = roots[t + 3]!, e = roots[t + 4]!, f = roots[t + 5]!;
    for (;;) {
      const nextA = nodes[a + 2 + +(x[offset + nodes[a]!]! <= thresholds[a + 1]!)]!;
      const nextB = nodes[b + 2 + +(x[offset + nodes[b]!]! <= thresholds[b + 1]!)]!;
      const nextC = nodes[c + 2 + +(x[offset + nodes[c]!]! <= thresholds[c + 1]!)]!;
      const nextD = nodes[d + 2 + +(x[offset + nodes[d]!]! <= thresholds[d + 1]!)]!;
      const nextE = nodes[e + 2 + +(x[offset + nodes[e]!]! <= thresholds[e + 1]!)]!;
      const nextF = nodes[f + 2 + +(x[offset + nodes[f]!]! <= thresholds[f + 1]!)]!;
      // All six at their leaves: nothing has moved.
      if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d) | (nextE ^ e) | (nextF ^ f)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
      e = nextE;
      f = nextF;
    }
    sum += value[a / stride]!;
    sum += value[b / stride]!;
    sum += value[c / stride]!;
    sum += value[d / stride]!;
    sum += value[e / stride]!;
    sum += value[f / stride]!;
  }
  for (; t < trees; t++) sum += value[leafFrom(nodes, thresholds, roots[t]!, x, offset) / stride]!;
  return sum;
}

function leafFrom(nodes: Int32Array, thresholds: Float32Array, root: number, x: Float32Array, offset: number): number {
  let at = root;
  for (;;) {
    const next = nodes[at + 2 + +(x[offset + nodes[at]!]! <= thresholds[at + 1]!)]!;
    if (next === at) return at;
    at = next;
  }
}
