/** Past cases most like a signal: of this desk, with what came of them and what the trader did, and rows that the model never saw in training. */
import type { Answer, SimilarPastCase } from '../../../shared/contract/signals.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { nearestCases } from '../../../shared/explain/similar.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { askedModel, knownSignal, told, untold, type AnswerParts } from './asked.ts';

/** Cases that are told. */
export const similarMax = 5;

interface PastCase {
  readonly row: Float32Array;
  /** All but the distance. */
  readonly facts: Omit<SimilarPastCase, 'distance'>;
}

export function similarAnswer(parts: AnswerParts, { signalId }: { readonly signalId: string }): Answer<readonly SimilarPastCase[]> {
  const known = knownSignal(parts, signalId);
  if (!known.ok) return untold(known.error);
  const { signal } = known.value;
  const asked = askedModel(parts, signalId, signal.explanation.modelId);
  if (!asked.ok) return untold(asked.error);
  const { model, row } = asked.value;
  const cases = [...deskCases(parts, model, signal), ...heldOutCases(model, signal)];
  const scales = model.card.featureDeviations.map((deviation) => (deviation > 0 ? deviation : Number.POSITIVE_INFINITY));
  const flat = new Float32Array(cases.length * row.length);
  cases.forEach((one, i) => flat.set(one.row, i * row.length));
  return told(nearestCases(flat, row, scales, similarMax).flatMap(({ index, distance }) => {
    const one = cases[index];
    return one ? [{ ...one.facts, distance }] : [];
  }));
}

/** Signals that led to a suggestion, earlier than this one; a suggestion's signal is the case, not the readings that left it standing. */
function deskCases({ suggestions, decisions }: AnswerParts, { card }: LoadedModel, signal: Signal): PastCase[] {
  const earlier = [...suggestions.kept()].filter((past: Suggestion) => past.signal.asOf < signal.asOf);
  return earlier.map(({ suggestionId, signal: past }) => ({
    row: modelInput(card, past.features),
    facts: {
      symbol: past.symbol, asOf: past.asOf, scoreSigma: past.scoreSigma, returnBp: suggestions.outcomeOf(suggestionId)?.returnBp ?? null,
      decision: decisions.of(suggestionId)?.kind ?? null, from: 'desk',
    },
  }));
}

/** The label is in horizon volatilities: told in basis points of this signal's volatility, as if it had come today. */
function heldOutCases({ card, evaluation }: LoadedModel, { horizonVolatilityBp }: Signal): PastCase[] {
  const sample = evaluation?.heads[0]?.sample;
  if (!sample) return [];
  return sample.features.flatMap((features, i): PastCase[] => {
    const time = Date.parse(sample.times[i] ?? '');
    if (Number.isNaN(time) || features.length !== card.featureNames.length) return [];
    return [{
      row: Float32Array.from(features, (value, j) => value ?? card.missingDefaults[j] ?? 0),
      facts: {
        symbol: sample.symbols[i] ?? '', asOf: epochMicros(time * 1000), scoreSigma: sample.margins[i] ?? NaN, returnBp: (sample.outcomes[i] ?? NaN) * horizonVolatilityBp,
        decision: null, from: 'held out',
      },
    }];
  });
}
