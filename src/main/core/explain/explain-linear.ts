/**
 * Why a linear model said what it said, in closed form: the contribution of feature j is w_j (x_j - mean_j), the base is
 * the output at the means. For a linear model with independent features these are the Shapley values (Lundberg and Lee
 * 2017, corollary 1; Strumbelj and Kononenko 2014). The output is the session's own, so that the gap is a real check.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import { additivityGap, isAdditive, type Explanation } from '../../../shared/domain/explanation.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';

export interface LinearExplanationInputs {
  readonly card: ModelCard;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
  /** What the session was given: float32, missing features at their defaults. */
  readonly input: Float32Array;
  /** What the session answered. */
  readonly output: number;
}

/** The explanation, whether or not it adds up: `isAdditive` says which, and what does not add up is shown as failed. */
export function explainLinear({ card, modelHash, input, output }: LinearExplanationInputs): Explanation {
  const { coefficients, intercept } = must(card.linear, 'a checked linear model states its numbers');
  const means = must(card.background.rows[0], 'a card has a background');
  assert(input.length === coefficients.length && means.length === coefficients.length, 'a checked card has one coefficient and one mean a feature');
  let baseValue = intercept;
  const contributions = coefficients.map((w, j) => {
    baseValue += w * (means[j] ?? 0);
    return w * ((input[j] ?? 0) - (means[j] ?? 0));
  });
  return {
    modelId: card.modelId, modelVersion: card.version, modelHash, featureSchemaHash: card.featureSchemaHash, head: card.heads[0]?.name ?? '', standardErrors: null,
    method: 'linear-closed-form', backgroundId: card.background.id, baseValue, contributions, output,
    gap: additivityGap(baseValue, contributions, output),
    tolerance: linearTolerance(coefficients, intercept, input, means),
    unit: 'sigma',
  };
}

/** Whether the parts add up to the whole; NaN anywhere means that they do not. */
export const explanationStands = (explanation: Explanation): boolean => isAdditive(explanation);

/** Unit roundoff of float32 and float64. */
const singleRoundoff = 2 ** -24;
const doubleRoundoff = 2 ** -53;
/** Smallest normal float32. */
const smallestNormal = 2 ** -126;
/** gamma_n = n u / (1 - n u): bound on the relative error of n roundings (Higham 2002, lemma 3.1). */
const gamma = (n: number, u: number): number => (n * u) / (1 - n * u);

/**
 * Largest gap that rounding explains. The session sums n products and an intercept in float32, in an order of its own:
 * |error| <= gamma_{n+1}(2^-24) (sum |w_j x_j| + |b|) whatever the order, fused or not (Higham 2002, section 3.1). Our own
 * sums in float64 add gamma_{2n+4}(2^-53) (sum |w_j x_j| + 2 sum |w_j mean_j| + |b|). A result below the normal range may
 * be flushed to zero: 2^-126 an operation. Weights and inputs are float32 on both sides, so nothing else differs.
 */
export function linearTolerance(coefficients: readonly number[], intercept: number, input: Float32Array, means: readonly number[]): number {
  const n = coefficients.length;
  let atInput = Math.abs(intercept);
  let atMeans = 0;
  for (let j = 0; j < n; j++) {
    atInput += Math.abs((coefficients[j] ?? 0) * (input[j] ?? 0));
    atMeans += Math.abs((coefficients[j] ?? 0) * (means[j] ?? 0));
  }
  return gamma(n + 1, singleRoundoff) * atInput + gamma(2 * n + 4, doubleRoundoff) * (atInput + 2 * atMeans) + (2 * n + 1) * smallestNormal;
}
