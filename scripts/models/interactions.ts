/** What pairs of features add together, for `npm run explain -- --interactions`: of sums and trees exactly, of others by every coalition, for models of few features. */
import type { ExplanationMethod } from '../../src/shared/domain/explanation.ts';
import { commandReach } from '../../src/shared/explain/methods.ts';
import { modelInteractions } from '../../src/shared/explain/model-interactions.ts';
import type { Model } from '../../src/shared/models/model.ts';

/** Features x features, symmetric; a row sums to the feature's contribution. In the unit of the margin. */
export type InteractionRows = readonly (readonly number[])[];

/** Throws with the reason where they cannot be computed. */
export function interactionsOf(model: Model, method: ExplanationMethod, background: readonly Float32Array[]): (row: Float32Array) => InteractionRows {
  const { featureCount: width } = model;
  const options = { background, pathDependent: method === 'tree-path-dependent', featuresMax: commandReach.featuresMax };
  return (row) => {
    const found = modelInteractions(model, row, options);
    if (found.kind === 'refused') throw new Error(`--interactions: ${found.reason}`);
    return Array.from({ length: width }, (_, j) => Array.from(found.values.subarray(j * width, (j + 1) * width)));
  };
}
