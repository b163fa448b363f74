/** The bench's peer says what the product says: else it is no peer. */
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/shared/base/random.ts';
import { PathDependentTreeShap } from '../../src/shared/explain/path-dependent.ts';
import { randomRow, randomTree } from '../../tests/kit/random-trees.ts';
import { TextbookTreeShap } from './textbook-shap.ts';

it('[EX-6] the algorithm of the paper has the values of the quadrature', () => {
  const random = seededRandom(21);
  for (let n = 0; n < 60; n++) {
    const grown = Array.from({ length: 3 }, () => randomTree(random, 6, 8, []));
    // Every node is reached: the paper's algorithm divides by shares of cover.
    const trees = grown.map((tree) => {
      const cover = Float64Array.from(tree.cover, () => 0);
      for (let node = cover.length - 1; node >= 0; node--) cover[node] = (tree.feature[node] ?? -1) < 0 ? 1 + random.integer(9) : (cover[tree.left[node] ?? 0] ?? 0) + (cover[tree.right[node] ?? 0] ?? 0);
      return { ...tree, cover };
    });
    const row = randomRow(random, 6);
    const expected = new PathDependentTreeShap(trees, 6).explain(row);
    new TextbookTreeShap(trees, 6).explain(row).forEach((value, j) => expect(value, `case ${n}, feature ${j}`).toBeCloseTo(expected[j] ?? NaN, 9));
  }
});
