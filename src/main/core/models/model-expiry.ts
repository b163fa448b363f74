/**
 * A version speaks until its day is over, by the host's clock, at whatever moment of a session that is. It is said some days before; no older
 * version steps in by itself. What it said before stays as it was said.
 */
import type { InferenceFailure } from '../workers/inference-failure.ts';
import type { Inference } from '../workers/inference.ts';
import type { LoadedModel } from './load-model.ts';
import { speakingUnless } from './speaking-unless.ts';
import { expiryMicros } from './verify-manifest.ts';

/** Days before the end from which it is said that it comes. */
export const expiryWarningDays = 14;
const dayMicros = 86_400_000_000;

/** Epoch microseconds from which the version is silent. */
export const silentFrom = ({ manifest }: LoadedModel): number => expiryMicros(manifest.expiresAt);

export const isExpired = (model: LoadedModel, nowMicros: number): boolean => nowMicros >= silentFrom(model);

/** With its code, as at a start. */
export const expiredWords = ({ card, manifest }: LoadedModel): string => `EXPIRED: ${card.modelId} ${card.version} was to be used until ${manifest.expiresAt}`;

/** Null while the end is further off than the warning. */
export function expiresSoonWords(model: LoadedModel, nowMicros: number): string | null {
  const days = Math.floor((silentFrom(model) - nowMicros) / dayMicros);
  if (days < 0 || days >= expiryWarningDays) return null;
  return `${model.card.modelId} ${model.card.version} is to be used until ${model.manifest.expiresAt}: ${days === 0 ? 'less than a day' : `${days} day${days === 1 ? '' : 's'}`} left, then it is silent`;
}

/** An inference that answers for no expired model. Questions about what it said before are answered still. */
export function speakingInDate(inference: Inference, models: readonly LoadedModel[], nowMicros: () => number): Inference {
  const byHash = new Map(models.map((model) => [model.modelHash, model]));
  const silence = (modelHash: string): InferenceFailure | null => {
    const model = byHash.get(modelHash);
    return model && isExpired(model, nowMicros()) ? { code: 'EXPIRED', problem: expiredWords(model) } : null;
  };
  return speakingUnless(inference, silence);
}
