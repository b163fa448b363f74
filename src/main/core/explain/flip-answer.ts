/** What would turn a signal: the nearest change of one to three features that a trader can wait for or act on, within what was observed (SG-21, EX-11). */
import type { Answer, FlipAnswer } from '../../../shared/contract/signals.ts';
import { netEdgeShareOfCostMin } from '../../../shared/signals/policy.ts';
import { flipQuestion } from '../../../shared/signals/questions.ts';
import { failureWords } from '../workers/inference-failure.ts';
import { askedModel, knownSignal, told, untold, type AnswerParts, type KnownSignal } from './asked.ts';

export async function flipAnswer(parts: AnswerParts, { signalId }: { readonly signalId: string }): Promise<Answer<FlipAnswer>> {
  const known = knownSignal(parts, signalId);
  if (!known.ok) return untold(known.error);
  const { features, scoreSigma, horizonVolatilityBp, explanation } = known.value.signal;
  const asked = askedModel(parts, signalId, explanation.modelId);
  if (!asked.ok) return untold(asked.error);
  const { model, row } = asked.value;
  const { from, to, ...question } = flipQuestion({
    card: model.card, features, scoreSigma, horizonVolatilityBp, costBp: costToClear(parts, known.value),
    ...(model.evaluation ? { observed: model.evaluation.heads[0]?.sample.features ?? [] } : {}),
  });
  const answer = await parts.inference.ask<'flip'>(model.modelHash, { kind: 'flip', head: 0, features: row, ...question });
  if (!answer.ok) return untold(failureWords(answer.error));
  const flip = answer.value && { ...answer.value, changes: answer.value.changes.map(({ feature, from: was, to: would }) => ({ name: model.card.featureNames[feature] ?? '', from: was, to: would })) };
  return told({ flip, from, to });
}

/**
 * At the newest bar what the policy itself wants, which judges the full size; of an older suggestion what it stated, at its own size; null where nobody
 * knows any more, or nothing would be enough.
 */
function costToClear({ signals }: AnswerParts, { signal, suggestion }: KnownSignal): number | null {
  const isNewest = signals?.readings().some((reading) => reading.signal?.signalId === signal.signalId) ?? false;
  if (!isNewest) return suggestion?.cost.totalBp ?? null;
  const wanted = signals?.scoreWanted(signal.symbol) ?? null;
  return wanted === null ? null : (wanted * signal.horizonVolatilityBp) / (1 + netEdgeShareOfCostMin);
}
