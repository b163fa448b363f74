/**
 * How far the parts of an explanation may be from the session's own margin by arithmetic alone, for each form of model. What
 * is further apart is a failed explanation (EX-3). Derivations: docs/specs/explain.md; measured figures: docs/specs/trainers.md, TN-18 and TN-19.
 */
import type { ExplanationMethod } from '../domain/explanation.ts';
import { logistic } from '../models/link.ts';
import { margin, type Model } from '../models/model.ts';
import { leafOf, treeCount, type TreeEnsemble } from '../models/tree-ensemble.ts';

export interface ExplainedParts {
  readonly method: ExplanationMethod;
  /** What the session was given: float32, missing features at their defaults. */
  readonly row: Float32Array;
  /** What the session answered. */
  readonly output: number;
  readonly baseValue: number;
  readonly contributions: ArrayLike<number>;
  /** Means of the background: linear models only. */
  readonly means: ArrayLike<number>;
}

/** Unit roundoff of float32 and float64. */
const singleRoundoff = 2 ** -24;
const doubleRoundoff = 2 ** -53;
/** Smallest normal float32. */
const smallestNormal = 2 ** -126;
/** gamma_n = n u / (1 - n u): bound on the relative error of n roundings (Higham 2002, lemma 3.1). */
const gamma = (n: number, u: number): number => (n * u) / (1 - n * u);

/** Share of (1 + |margin|) that ONNX Runtime's float32 kernel machine may be from the formula (TN-19). */
const svmShare = 2e-5;

/** How the session comes to its margin. */
export interface SessionArithmetic {
  /** Trees are added up in double and rounded once, as our own are; else in float32. */
  readonly doubleTrees: boolean;
  /** Null where the session gives the margin; else it gives a probability, which its operator may be off by as much as this. */
  readonly probabilityError: number | null;
  /** Share of (1 + |margin|) that a network's float32 sums may be from the formula. */
  readonly networkShare: number;
}

/** Of a graph that was read. */
export const arithmeticOf = ({ doubleTrees, output, runtimeError }: { readonly doubleTrees: boolean; readonly output: { readonly says: 'margin' | 'probability' }; readonly runtimeError: number }): Omit<SessionArithmetic, 'networkShare'> =>
  ({ doubleTrees, probabilityError: output.says === 'probability' ? runtimeError : null });

/** What our own networks were measured to stay within (TN-19), and what none may exceed: the limit of a probe. */
const networkShares = { own: 2e-6, max: 5e-5 } as const;
/** Rows that were not looked at may be further off than those that were. */
const unseenShare = 8;

/**
 * Of the networks among the heads, by the largest difference of the session from their evaluators on rows at hand, relative to (1 + |margin|).
 * Other forms have bounds of their own.
 * @param said the session's margin of a row
 */
export function networkShareOf(heads: readonly Model[], rows: readonly Float32Array[], said: (row: number, head: number) => number): number {
  let largest = 0;
  heads.forEach((head, k) => {
    if (head.kind !== 'network') return;
    rows.forEach((row, i) => {
      const exact = margin(head, row);
      const share = Math.abs(said(i, k) - exact) / (1 + Math.abs(exact));
      if (Number.isFinite(share)) largest = Math.max(largest, share);
    });
  });
  return Math.min(networkShares.max, Math.max(networkShares.own, unseenShare * largest));
}

export const ownArithmetic: SessionArithmetic = { doubleTrees: true, probabilityError: null, networkShare: networkShares.own };

export function toleranceOf(model: Model, parts: ExplainedParts, arithmetic: SessionArithmetic = ownArithmetic): number {
  if (!Number.isFinite(parts.output)) return 0;
  const { probabilityError } = arithmetic;
  return ofForm(model, parts, arithmetic) + (probabilityError === null ? 0 : ofProbability(parts.output, probabilityError));
}

/** Share of (1 + |margin|) beyond which a probability says too little to prove anything by. */
const probabilityShareMax = 0.05;

/** A float32 probability p taken back to log-odds: its error over p (1 - p), the slope of the sigmoid. */
function ofProbability(output: number, error: number): number {
  const p = logistic(output);
  return Math.min(probabilityShareMax * (1 + Math.abs(output)), (2 * singleRoundoff + error) / Math.max(smallestNormal, p * (1 - p)));
}

function ofForm(model: Model, parts: ExplainedParts, { doubleTrees, networkShare }: SessionArithmetic): number {
  switch (model.kind) {
    case 'linear': return linearTolerance(model, parts.row, parts.means) + (parts.method === 'linear-closed-form' ? 0 : ofParts(parts));
    case 'trees': return roundedOnce(parts) + (doubleTrees ? 0 : singleSums(model, parts.row));
    case 'svm': return svmShare * (1 + Math.abs(parts.output));
    case 'network': return networkShare * (1 + Math.abs(parts.output));
  }
}

/**
 * Largest gap that rounding explains. The session sums n products and an intercept in float32, in an order of its own:
 * |error| <= gamma_{n+1}(2^-24) (sum |w_j x_j| + |b|) whatever the order, fused or not (Higham 2002, section 3.1). Our own
 * sums in float64 add gamma_{2n+4}(2^-53) (sum |w_j x_j| + 2 sum |w_j mean_j| + |b|). A result below the normal range may
 * be flushed to zero: 2^-126 an operation. Weights and inputs are float32 on both sides, so nothing else differs.
 */
export function linearTolerance({ coefficients, intercept }: { readonly coefficients: ArrayLike<number>; readonly intercept: number }, row: Float32Array, means: ArrayLike<number>): number {
  const n = coefficients.length;
  let atInput = Math.abs(intercept);
  let atMeans = 0;
  for (let j = 0; j < n; j++) {
    atInput += Math.abs((coefficients[j] ?? 0) * (row[j] ?? 0));
    atMeans += Math.abs((coefficients[j] ?? 0) * (means[j] ?? 0));
  }
  return gamma(n + 1, singleRoundoff) * atInput + gamma(2 * n + 4, doubleRoundoff) * (atInput + 2 * atMeans) + (2 * n + 1) * smallestNormal;
}

/** Operations of a Shapley value of trees, or of all coalitions, in float64, generously: each part is a sum of that many products at most. */
const partOperations = 1e6;

/** Of parts that are sums in double of products of shares within 0 and 1: gamma of their number times their size. */
function ofParts({ baseValue, contributions }: ExplainedParts): number {
  let size = Math.abs(baseValue);
  for (let j = 0; j < contributions.length; j++) size += Math.abs(contributions[j] ?? 0);
  return gamma(partOperations, doubleRoundoff) * size;
}

/** The session adds leaves in double and rounds once: half a unit in the last place of the margin (TN-18). */
const roundedOnce = (parts: ExplainedParts): number => singleRoundoff * Math.abs(parts.output) + ofParts(parts) + smallestNormal;

/** Leaves of a row added up in float32, in any order: gamma_{trees + 1}(2^-24) times the sum of their sizes (Higham 2002, section 3.1). */
function singleSums(model: TreeEnsemble, row: Float32Array): number {
  const trees = treeCount(model);
  let size = Math.abs(model.base);
  for (let t = 0; t < trees; t++) size += Math.abs(model.value[leafOf(model, t, row)] ?? 0);
  return gamma(trees + 1, singleRoundoff) * size;
}
