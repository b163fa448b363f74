/** What the core asks the inference process about a model, beside its scores. Structured-cloneable values only. */
import type { ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { Flip, FlipFeature } from '../../../shared/explain/flips.ts';
import type { FeatureGroups } from '../../../shared/explain/groups.ts';
import type { ExplainedRow } from '../../../shared/explain/explained-row.ts';

/** `features`: what the session is given, row-major. `groups`: for exact values of groups of features; null for single features. */
export type Question =
  | { readonly kind: 'explain'; readonly head: number; readonly method: ExplanationMethod | null; readonly rows: number; readonly features: Float32Array; readonly groups: FeatureGroups | null }
  | { readonly kind: 'interactions'; readonly head: number; readonly features: Float32Array; readonly groups: FeatureGroups | null }
  | { readonly kind: 'whatIf'; readonly head: number; readonly features: Float32Array; readonly feature: number; readonly low: number; readonly high: number }
  /** Turned: the margin is above or below `threshold`. */
  | { readonly kind: 'flip'; readonly head: number; readonly features: Float32Array; readonly candidates: readonly FlipFeature[]; readonly turned: 'above' | 'below'; readonly threshold: number };

export interface CurvePoints {
  /** Rising. */
  readonly values: readonly number[];
  /** Margin at each value; of steps the one that holds from above it up to and including the next. */
  readonly margins: readonly number[];
  readonly steps: boolean;
}

export interface InteractionValues {
  /** Row-major and symmetric, features x features, or groups x groups where groups were given. */
  readonly matrix: Float64Array;
}

export interface Answers {
  readonly explain: readonly ExplainedRow[];
  readonly interactions: InteractionValues;
  readonly whatIf: CurvePoints;
  /** With the session's own margin; null when nothing among the candidates turns it. */
  readonly flip: Flip | null;
}

export type QuestionOf<K extends keyof Answers> = Extract<Question, { readonly kind: K }>;
