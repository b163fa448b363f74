/** The margin of trees as a function of one feature, the others as they are: an exact step function. */
import { lowerBound } from '../base/lower-bound.ts';
import { featureOf, isLeaf, leftOf, childOf, rightOf, valueOf, type ExplainedTree, type FeatureRow } from './explained-tree.ts';

/** Level i holds above `thresholds[i - 1]` up to and including `thresholds[i]`; the first from below, the last to above everything. */
export interface StepFunction {
  /** Rising. */
  readonly thresholds: Float64Array;
  /** One more than thresholds. */
  readonly levels: Float64Array;
}

/** Walks each tree once: where it splits on the feature both ways are followed, with the interval that leads there. */
export function stepsInFeature(trees: readonly ExplainedTree[], row: FeatureRow, feature: number): StepFunction {
  /** Change of the margin just above a threshold. */
  const jumps = new Map<number, number>();
  let lowest = 0;
  const visit = (tree: ExplainedTree, node: number, above: number, upTo: number): void => {
    if (isLeaf(tree, node)) {
      const value = valueOf(tree, node);
      if (above === Number.NEGATIVE_INFINITY) lowest += value;
      else jumps.set(above, (jumps.get(above) ?? 0) + value);
      if (upTo !== Number.POSITIVE_INFINITY) jumps.set(upTo, (jumps.get(upTo) ?? 0) - value);
      return;
    }
    if (featureOf(tree, node) !== feature) return visit(tree, childOf(tree, node, row), above, upTo);
    const threshold = tree.threshold[node] ?? 0;
    if (above < threshold) visit(tree, leftOf(tree, node), above, Math.min(upTo, threshold));
    if (threshold < upTo) visit(tree, rightOf(tree, node), Math.max(above, threshold), upTo);
  };
  for (const tree of trees) visit(tree, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const thresholds = Float64Array.from(jumps.keys()).sort();
  const levels = new Float64Array(thresholds.length + 1);
  levels[0] = lowest;
  thresholds.forEach((threshold, i) => { levels[i + 1] = (levels[i] ?? 0) + (jumps.get(threshold) ?? 0); });
  return { thresholds, levels };
}

/** The margin at a value of the feature. */
export function levelAt({ thresholds, levels }: StepFunction, value: number): number {
  return levels[lowerBound(thresholds, value)] ?? 0;
}
