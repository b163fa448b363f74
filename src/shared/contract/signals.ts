/** What the screen may ask of the models. */
import { z } from 'zod';
import type { Explanation } from '../domain/explanation.ts';
import { explanationMethods } from '../domain/explanation.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { ModelEvaluation } from '../domain/model-evaluation.ts';
import type { AbstainReason, LiveRecord, Odds, Signal, Suggestion } from '../domain/signal.ts';
import type { Decision } from '../domain/decision.ts';
import { idShape, symbolShape } from '../domain/shapes.ts';
import { command, query, stream } from './kinds.ts';

/** The newest reading of one instrument: a suggestion, or why there is none. */
export interface Reading {
  readonly symbol: string;
  readonly asOf: EpochMicros;
  /** Null while the model could not speak at all (warming up, no quote). */
  readonly signal: Signal | null;
  readonly suggestionId: string | null;
  readonly abstained: AbstainReason | null;
  /** Why in words with its numbers, for an abstention. */
  readonly detail: string | null;
}

export interface FeatureInfo {
  readonly name: string;
  /** Words that a trader understands. */
  readonly label: string;
  readonly unit: string;
  readonly window: string;
  readonly meaning: string;
  readonly whenMissing: string;
  /** What it tells a trader, in a line. */
  readonly glossary: string;
  /** What it is about, in words: 'Order book'. */
  readonly group: string;
  /** Whether waiting or acting can change it within some bars. */
  readonly actionable: boolean;
  /** The series that it is one step of (the book some moments ago, one feature a moment); absent where it stands alone. */
  readonly series?: string;
}

export interface SwitchedOff {
  readonly by: string;
  readonly at: EpochMicros;
  /** In the person's words. */
  readonly reason: string;
  /** That ran then; newer ones are silent too. */
  readonly version: string;
}

export type SwitchOutcome = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface ModelInfo {
  /** As its folder is called. */
  readonly modelId: string;
  readonly version: string;
  /** Null where it could not be read: the model was refused, and `problem` says why. */
  readonly card: ModelCard | null;
  /** SHA-256 of model.onnx, hex; null where it was refused before that. */
  readonly modelHash: string | null;
  /** Name of the trusted publisher that signed it; null where it was refused before that was known. */
  readonly publisher: string | null;
  /** ISO 8601 day (to its end, UTC) or time after which it is silent; null as above. */
  readonly expiresAt: string | null;
  /** Whether it came with an evaluation; other people's models may come without. */
  readonly isEvaluated: boolean;
  /** A person has taken its voice away: it is asked nothing until somebody gives it back. Null while it may speak. */
  readonly switchedOff: SwitchedOff | null;
  readonly state: 'ready' | 'loading' | 'failed';
  /** Why it is not ready; null when it is. */
  readonly problem: string | null;
  /** Scoring latency in milliseconds over the last 1,000 scores; null before the first. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null;
  /** Of this model file on this desk, over restarts; null before the first horizon has passed. */
  readonly live: LiveRecord | null;
}

/** What a question about a signal is answered with: the answer, or why there is none. */
export type Answer<T> = { readonly value: T; readonly problem: null } | { readonly value: null; readonly problem: string };

/** The smallest change that was found to turn the call, scored by the same session. */
export interface FlipAnswer {
  /** Null when nothing within what was observed turns it. */
  readonly flip: { readonly changes: readonly { readonly name: string; readonly from: number; readonly to: number }[]; readonly distance: number; readonly margin: number } | null;
  /** What is turned: 'the sign', 'above cost'. */
  readonly from: string;
  readonly to: string;
}

/** The margin over the range of one feature, the others as they are. */
export interface WhatIfCurve {
  readonly feature: string;
  readonly values: readonly number[];
  /** One a value. */
  readonly margins: readonly number[];
  /** Whether it is a step function, exact between the values. */
  readonly steps: boolean;
}

export interface Rescored {
  /** In the order of the card's heads. */
  readonly heads: readonly { readonly name: string; readonly margin: number; readonly odds: number | null }[];
  /** Of a forecast of the return: basis points. */
  readonly expectedReturnBp: number | null;
}

export interface SimilarPastCase {
  readonly symbol: string;
  readonly asOf: EpochMicros;
  /** Root mean squared difference in training deviations. */
  readonly distance: number;
  readonly scoreSigma: number;
  /** What came of it over the horizon, basis points; null while it has not passed. */
  readonly returnBp: number | null;
  readonly decision: Decision['kind'] | null;
  /** 'desk': a signal of this desk; 'held out': a row of the model's evaluation. */
  readonly from: 'desk' | 'held out';
}

/** What each pair of features adds together beyond what each adds alone, the largest first. */
export interface Interactions {
  readonly method: string;
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly value: number }[];
}

export interface SignalPast {
  readonly asOf: EpochMicros;
  readonly scoreSigma: number;
  readonly expectedReturnBp: number;
  readonly lowBp: number;
  readonly highBp: number;
  /** What came of it, basis points; null while the horizon has not passed. */
  readonly returnBp: number | null;
  readonly suggestionId: string | null;
}

export interface FeaturePast {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly at: EpochMicros; readonly value: number | null }[];
}

const nameShape = z.string().min(1).max(64);
/** A signal, one of the models that spoke at its bar, and one column of its output. */
const headOfSignal = { signalId: idShape, modelId: idShape, head: nameShape };

export const signalsContract = {
  /** Open and recently closed suggestions (last 200), newest first; deltas are upserts by suggestionId. */
  'signals.suggestions': stream<readonly Suggestion[], readonly Suggestion[]>()(z.object({})),
  /** One row an instrument; deltas are upserts by symbol. */
  'signals.readings': stream<readonly Reading[], readonly Reading[]>()(z.object({})),
  'signals.models': stream<readonly ModelInfo[], readonly ModelInfo[]>()(z.object({})),
  'signals.features': query<readonly FeatureInfo[]>()(z.object({})),
  'signals.suggestion': query<Suggestion | null>()(z.object({ suggestionId: idShape })),
  /** Why any of the models said what it said at that bar; by its card's method, or another that fits its form. */
  'signals.explanation': query<Answer<Explanation>>()(z.object({ ...headOfSignal, method: z.enum(explanationMethods).nullable() })),
  'signals.interactions': query<Answer<Interactions>>()(z.object(headOfSignal)),
  'signals.flip': query<Answer<FlipAnswer>>()(z.object({ signalId: idShape })),
  'signals.whatIf': query<Answer<WhatIfCurve>>()(z.object({ ...headOfSignal, feature: nameShape })),
  'signals.rescored': query<Answer<Rescored>>()(z.object({ signalId: idShape, modelId: idShape, changes: z.array(z.object({ feature: nameShape, value: z.number() })).max(100) })),
  'signals.similar': query<Answer<readonly SimilarPastCase[]>>()(z.object({ signalId: idShape })),
  /** Odds of a trade of the trader's own side, at the newest bar. */
  'signals.odds': query<Answer<Odds & { readonly asOf: EpochMicros; readonly betSize: number }>>()(z.object({ symbol: symbolShape, side: z.enum(['buy', 'sell']) })),
  /** What was said of this name before, oldest first, at most 500 bars. */
  'signals.past': query<readonly SignalPast[]>()(z.object({ symbol: symbolShape })),
  'signals.featurePast': query<Answer<FeaturePast>>()(z.object({ symbol: symbolShape, feature: nameShape })),
  /** Takes a model's voice away at this desk, or gives it back; journalled with the reason. What it had proposed or weighed ends. */
  'signals.switchModel': command<SwitchOutcome>()(z.object({ modelId: idShape, on: z.boolean(), reason: z.string().trim().min(3).max(200) })),
  'signals.evaluation': query<Answer<ModelEvaluation>>()(z.object({ modelId: idShape })),
};
