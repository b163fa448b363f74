/** Whom a question of the screen is put to: the signal that it is about, the model that spoke at its bar, the column of its output, and the row that it saw. */
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Answer } from '../../../shared/contract/signals.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import type { DecisionsProjection } from '../decisions/decisions-projection.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { MarketData } from '../market-data/market-data.ts';
import type { DeskModels } from '../models/model-room.ts';
import type { Signals } from '../signals/signals.ts';
import { askableMax } from '../signals/signal-past.ts';
import type { SuggestionsProjection } from '../signals/suggestions-projection.ts';
import type { Inference } from '../workers/inference.ts';

export interface AnswerParts {
  readonly inference: Pick<Inference, 'ask' | 'askScore'>;
  /** Null without a drift model: nothing was ever said. */
  readonly desk: DeskModels | null;
  readonly signals: Pick<Signals, 'readings' | 'pasts' | 'scoreWanted'> | null;
  readonly marketData: Pick<MarketData, 'instrument' | 'bars'>;
  readonly suggestions: Pick<SuggestionsProjection, 'kept' | 'outcomeOf'>;
  readonly decisions: Pick<DecisionsProjection, 'of'>;
}

export const told = <T>(value: T): Answer<T> => ({ value, problem: null });
export const untold = (problem: string): { readonly value: null; readonly problem: string } => ({ value: null, problem });

export interface KnownSignal {
  readonly signal: Signal;
  /** Null where it led to none, or to one that stands for an earlier signal. */
  readonly suggestion: Suggestion | null;
}

/** Of the newest signals of each name and the suggestions that are kept. */
export function knownSignal({ signals, suggestions }: AnswerParts, signalId: string): Result<KnownSignal, string> {
  for (const suggestion of suggestions.kept()) if (suggestion.signal.signalId === signalId) return ok({ signal: suggestion.signal, suggestion });
  const signal = signals?.pasts.find(signalId) ?? null;
  return signal ? ok({ signal, suggestion: null }) : err(`this signal is no longer kept: only the last ${askableMax} of each name and those of the last suggestions are`);
}

export interface AskedModel extends KnownSignal {
  readonly model: LoadedModel;
  /** The side that it was asked about; null where it speaks of the market. */
  readonly side: Side | null;
  /** What its session was given. */
  readonly row: Float32Array;
}

/** A model that spoke at the signal's bar and is still the one that is loaded. */
export function askedModel(parts: AnswerParts, signalId: string, modelId: string): Result<AskedModel, string> {
  const known = knownSignal(parts, signalId);
  if (!known.ok) return known;
  const { signal } = known.value;
  const { explanation } = signal;
  const view = signal.views.find((one) => one.modelId === modelId);
  const spoke = explanation.modelId === modelId ? { modelHash: explanation.modelHash, modelVersion: explanation.modelVersion, side: null, problem: null } : view;
  if (!spoke) return err(`no model ${modelId} spoke at that bar`);
  if (spoke.problem !== null) return err(`${modelId} was silent at that bar: ${spoke.problem}`);
  const model = loadedModels(parts.desk).find(({ modelHash }) => modelHash === spoke.modelHash);
  if (!model) return err(`${modelId} ${spoke.modelVersion}, which spoke at that bar, is not loaded any more`);
  return ok({ ...known.value, model, side: spoke.side, row: modelInput(model.card, signal.features, spoke.side) });
}

export interface AskedHead extends AskedModel {
  /** Column of the output. */
  readonly head: number;
}

export function askedHead(parts: AnswerParts, { signalId, modelId, head: name }: { readonly signalId: string; readonly modelId: string; readonly head: string }): Result<AskedHead, string> {
  const asked = askedModel(parts, signalId, modelId);
  if (!asked.ok) return asked;
  const { heads } = asked.value.model.card;
  const head = heads.findIndex((one) => one.name === name);
  return head >= 0 ? ok({ ...asked.value, head }) : err(`${modelId} has no output ${name}: it has ${heads.map((one) => one.name).join(', ')}`);
}

export const loadedModels = (desk: DeskModels | null): readonly LoadedModel[] => (desk ? [desk.drift, ...desk.others] : []);
