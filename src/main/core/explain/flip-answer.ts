/** What would turn a signal: the nearest change of one to three features that a trader can wait for or act on, within what was observed. */
import type { Answer, FlipAnswer } from '../../../shared/contract/signals.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { FlipFeature } from '../../../shared/explain/flips.ts';
import { featureIndex, featureSchema } from '../../../shared/features/schema.ts';
import { seenBy } from '../../../shared/signals/model-input.ts';
import { netEdgeShareOfCostMin } from '../../../shared/signals/policy.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { askedModel, failureWords, knownSignal, told, untold, type AnswerParts, type KnownSignal } from './asked.ts';

/** Values of a feature that are tried. */
const valuesMax = 13;

interface Turn {
  readonly from: string;
  readonly to: string;
  readonly turned: 'above' | 'below';
  /** Margin, sigma. */
  readonly threshold: number;
}

export async function flipAnswer(parts: AnswerParts, { signalId }: { readonly signalId: string }): Promise<Answer<FlipAnswer>> {
  const known = knownSignal(parts, signalId);
  if (!known.ok) return untold(known.error);
  const asked = askedModel(parts, signalId, known.value.signal.explanation.modelId);
  if (!asked.ok) return untold(asked.error);
  const { model, row } = asked.value;
  const turn = turnOf(parts, known.value);
  const candidates = flipFeatures(model, seenBy(model.card, known.value.signal.features));
  const answer = await parts.inference.ask<'flip'>(model.modelHash, { kind: 'flip', head: 0, features: row, candidates, turned: turn.turned, threshold: turn.threshold });
  if (!answer.ok) return untold(failureWords(answer.error));
  const flip = answer.value && { ...answer.value, changes: answer.value.changes.map(({ feature, from, to }) => ({ name: model.card.featureNames[feature] ?? '', from, to })) };
  return told({ flip, from: turn.from, to: turn.to });
}

/** A suggestion is turned where its edge is no longer worth its cost; silence for cost where it is; anything else where the sign turns. */
function turnOf({ signals }: AnswerParts, { signal, suggestion }: KnownSignal): Turn {
  const { scoreSigma, horizonVolatilityBp, symbol } = signal;
  const reading = signals?.readings().find((one) => one.signal?.signalId === signal.signalId);
  const beyond = (side: Side, size: number): Pick<Turn, 'turned' | 'threshold'> => (side === 'buy' ? { turned: 'above', threshold: size } : { turned: 'below', threshold: -size });
  if (suggestion) {
    const wanted = ((1 + netEdgeShareOfCostMin) * suggestion.cost.totalBp) / horizonVolatilityBp;
    return { from: `${suggestion.side}, edge above cost`, to: 'edge below cost', ...(suggestion.side === 'buy' ? { turned: 'below', threshold: wanted } : { turned: 'above', threshold: -wanted }) };
  }
  const wanted = reading?.abstained === 'EDGE_BELOW_COST' ? signals?.scoreWanted(symbol) ?? null : null;
  const side: Side = scoreSigma >= 0 ? 'buy' : 'sell';
  if (wanted !== null) return { from: 'edge below cost', to: `${side}, edge above cost`, ...beyond(side, wanted) };
  return side === 'buy' ? { from: 'a rise', to: 'a fall', turned: 'below', threshold: 0 } : { from: 'a fall', to: 'a rise', turned: 'above', threshold: 0 };
}

/** What can be waited for or acted on, is known at this bar and varied in training, with values that were observed. */
function flipFeatures({ card, evaluation }: LoadedModel, seen: readonly (number | null)[]): readonly FlipFeature[] {
  const sample = evaluation?.heads[0]?.sample.features ?? [];
  return card.featureNames.flatMap((name, index): FlipFeature[] => {
    const scale = card.featureDeviations[index] ?? 0;
    const range = card.featureRanges[index];
    if (!featureSchema[featureIndex(name)]?.actionable || (seen[index] ?? null) === null || scale === 0 || !range) return [];
    const observed = [...new Set(sample.flatMap((row) => row[index] ?? []).filter((value) => value >= range.low && value <= range.high).map(Math.fround))].sort((a, b) => a - b);
    const values = observed.length >= 2 ? spread(observed) : Array.from({ length: valuesMax }, (_, i) => Math.fround(range.low + ((range.high - range.low) * i) / (valuesMax - 1)));
    return [{ index, values, scale }];
  });
}

/** At most `valuesMax` of sorted values, the ends among them. */
const spread = (sorted: readonly number[]): readonly number[] =>
  (sorted.length <= valuesMax ? sorted : Array.from({ length: valuesMax }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (valuesMax - 1))] ?? 0));
