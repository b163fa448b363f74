/** What the screen may ask of the models. */
import { z } from 'zod';
import type { EpochMicros } from '../domain/numbers.ts';
import type { ModelCard } from '../domain/model-card.ts';
import type { AbstainReason, Signal, Suggestion } from '../domain/signal.ts';
import { idShape } from '../domain/shapes.ts';
import { query, stream } from './kinds.ts';

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
}

export interface ModelInfo {
  readonly card: ModelCard;
  readonly modelHash: string;
  readonly state: 'ready' | 'loading' | 'failed';
  /** Why it is not ready; null when it is. */
  readonly problem: string | null;
  /** Scoring latency in milliseconds over the last 1,000 scores; null before the first. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null;
}

export const signalsContract = {
  /** Open and recently closed suggestions (last 200), newest first; deltas are upserts by suggestionId. */
  'signals.suggestions': stream<readonly Suggestion[], readonly Suggestion[]>()(z.object({})),
  /** One row an instrument; deltas are upserts by symbol. */
  'signals.readings': stream<readonly Reading[], readonly Reading[]>()(z.object({})),
  'signals.models': stream<readonly ModelInfo[], readonly ModelInfo[]>()(z.object({})),
  'signals.features': query<readonly FeatureInfo[]>()(z.object({})),
  'signals.suggestion': query<Suggestion | null>()(z.object({ suggestionId: idShape })),
};
