/** The seven models as four shapes, and their evaluators in double: what explainers use and what published scores are checked against. */
import { linearMargin, type LinearModel } from './linear-model.ts';
import { outputOf } from './link.ts';
import { networkMargins } from './network-batch.ts';
import { networkMargin, type NetworkModel } from './network-model.ts';
import { svmMargin, type SvmModel } from './svm-model.ts';
import { treeMargin, type TreeEnsemble } from './tree-ensemble.ts';

export type Model = LinearModel | TreeEnsemble | SvmModel | NetworkModel;

/** The model's margin (log-odds where the link is logistic) for the raw row that starts at `offset` of `x`. No missing values. */
export function margin(model: Model, x: Float32Array, offset = 0): number {
  switch (model.kind) {
    case 'linear': return linearMargin(model, x, offset);
    case 'trees': return treeMargin(model, x, offset);
    case 'svm': return svmMargin(model, x, offset);
    case 'network': return networkMargin(model, x, offset);
  }
}

/** Margins of `rows` rows of a row-major matrix: of each the very number that `margin` says. */
export function scoreRows(model: Model, x: Float32Array, rows: number): Float64Array {
  if (model.kind === 'network') return networkMargins(model, x, rows);
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) out[i] = margin(model, x, i * model.featureCount);
  return out;
}

/** What the model says of a row: the margin, or a probability where the link is logistic. */
export const modelOutput = (model: Model, x: Float32Array, offset = 0): number => outputOf(model.link, margin(model, x, offset));
