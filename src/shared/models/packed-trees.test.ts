/** Packed trees against the walk of one tree after the other: the same double, bit for bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../base/random.ts';
import { packTrees, sumOfLeaves } from './packed-trees.ts';
import { joinTrees, leafOf, treeCount, treeMargin, type TreeEnsemble, type TreeView } from './tree-ensemble.ts';

/** Splits at few values, so that rows lie on thresholds; of any depth up to `depthMax`, a single leaf too. */
function randomTree(random: Random, width: number, depthMax: number): TreeView {
  const nodes: { feature: number; threshold: number; left: number; right: number; value: number }[] = [];
  const grow = (depth: number): number => {
    const at = nodes.length;
    const node = { feature: -1, threshold: 0, left: 0, right: 0, value: random.uniform() - 0.5 };
    nodes.push(node);
    if (depth >= depthMax || random.uniform() < 0.25) return at;
    Object.assign(node, { feature: random.integer(width), threshold: random.integer(5) - 2, value: 0 });
    // The right child first in one of two: children follow their parent, in whatever order.
    const rightFirst = random.uniform() < 0.5;
    if (rightFirst) node.right = grow(depth + 1);
    node.left = grow(depth + 1);
    if (!rightFirst) node.right = grow(depth + 1);
    return at;
  };
  grow(0);
  return {
    feature: Int32Array.from(nodes, (n) => n.feature), threshold: Float32Array.from(nodes, (n) => n.threshold), left: Int32Array.from(nodes, (n) => n.left),
    right: Int32Array.from(nodes, (n) => n.right), value: Float64Array.from(nodes, (n) => n.value), cover: Float64Array.from(nodes, () => 1),
  };
}

function randomEnsemble(random: Random, trees: number, width: number): TreeEnsemble {
  const views = Array.from({ length: trees }, () => randomTree(random, width, 1 + random.integer(9)));
  return joinTrees(views, { featureCount: width, base: random.uniform(), aggregate: random.uniform() < 0.5 ? 'sum' : 'average', link: 'identity' });
}

/** What it must be: each tree walked from its root, leaves added in their order. */
function walked(ensemble: TreeEnsemble, x: Float32Array, offset: number): number {
  let sum = 0;
  for (let t = 0; t < treeCount(ensemble); t++) sum += ensemble.value[leafOf(ensemble, t, x, offset)] ?? NaN;
  return sum;
}

const special = [NaN, Infinity, -Infinity, 0, -0, 1e-45, 3.4e38] as const;

describe('packed trees', () => {
  it('say what trees walked one by one say, to the last bit, for any number of trees and any value of a feature', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 7 }), (seed, trees, width) => {
      const random = seededRandom(seed);
      const ensemble = randomEnsemble(random, trees, width);
      const packed = packTrees(ensemble);
      const x = Float32Array.from({ length: 30 * width }, () => (random.uniform() < 0.1 ? special[random.integer(special.length)] ?? 0 : random.integer(7) - 3));
      for (let row = 0; row < 30; row++) {
        const sum = walked(ensemble, x, row * width);
        expect(sumOfLeaves(packed, ensemble.value, x, row * width)).toBe(sum);
        expect(treeMargin(ensemble, x, row * width)).toBe((ensemble.aggregate === 'average' ? sum / trees : sum) + ensemble.base);
      }
    }), { numRuns: 100, seed: 1 });
  });

  it('keep the order of the sum, which rounds differently in any other', () => {
    const leaf = (value: number): TreeView => ({ feature: Int32Array.of(-1), threshold: Float32Array.of(0), left: Int32Array.of(0), right: Int32Array.of(0), value: Float64Array.of(value), cover: Float64Array.of(1) });
    const values = [1, 1, 1e16, 3, 3, 3, -1e16, 5];
    const ensemble = joinTrees(values.map(leaf), { featureCount: 1, base: 0, aggregate: 'sum', link: 'identity' });
    const inOrder = values.reduce((sum, value) => sum + value, 0);
    expect(treeMargin(ensemble, Float32Array.of(0))).toBe(inOrder);
    expect([...values].reverse().reduce((sum, value) => sum + value, 0)).not.toBe(inOrder);
  });
});
