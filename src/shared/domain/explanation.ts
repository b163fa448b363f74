/** Why a model said what it said, with the proof that the parts add up. */

/** Each is exact for its form, but for permutations, which carry standard errors. Which fits which model: shared/explain/methods.ts. */
export const explanationMethods = [
  'linear-closed-form', 'tree-path-dependent', 'tree-interventional', 'rbf-interventional', 'permutation-antithetic', 'groups-exact',
] as const;
export type ExplanationMethod = (typeof explanationMethods)[number];

export interface Explanation {
  readonly modelId: string;
  readonly modelVersion: string;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
  readonly featureSchemaHash: string;
  /** Which column of the output. */
  readonly head: string;
  readonly method: ExplanationMethod;
  /** Which background the base value comes from; dated in the model card. */
  readonly backgroundId: string;
  /** Margin at the background. */
  readonly baseValue: number;
  /** One per feature, in the order of the card's features, or one per group where there are `groups`; in the unit of the margin. */
  readonly contributions: readonly number[];
  /** Of groups that were explained as wholes: the features of each, in words and by name. Absent where contributions are one per feature. */
  readonly groups?: readonly { readonly label: string; readonly features: readonly string[] }[];
  /** One per feature where the method estimates; null where it is exact. */
  readonly standardErrors: readonly number[] | null;
  /** The margin that came out of the model's own session, not of the explainer. */
  readonly output: number;
  /** baseValue + sum(contributions) - output. */
  readonly gap: number;
  /** Largest |gap| that arithmetic explains; beyond it the explanation is shown as failed. */
  readonly tolerance: number;
  /** Unit of output, base value and contributions. */
  readonly unit: 'sigma' | 'log-odds';
}

/** Additivity gap: how far the parts are from the whole. */
export function additivityGap(baseValue: number, contributions: ArrayLike<number>, output: number): number {
  let sum = baseValue;
  for (let j = 0; j < contributions.length; j++) sum += contributions[j] ?? NaN;
  return sum - output;
}

/** Whether the explanation may be drawn. Checked where it is made and again where it is shown. */
export const isAdditive = (e: Pick<Explanation, 'baseValue' | 'contributions' | 'output' | 'tolerance'>): boolean =>
  Math.abs(additivityGap(e.baseValue, e.contributions, e.output)) <= e.tolerance;
