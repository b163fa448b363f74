/**
 * What the screen asks about a signal, answered by the models themselves in the inference process's spare. Every answer is the
 * answer, or why there is none, in words.
 */
import { must } from '../../../shared/base/assert.ts';
import type { Answer, FeaturePast, Interactions, Rescored, WhatIfCurve } from '../../../shared/contract/signals.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { Explanation, ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { ModelEvaluation } from '../../../shared/domain/model-evaluation.ts';
import type { Odds } from '../../../shared/domain/signal.ts';
import type { Methods, ModelForm } from '../../../shared/explain/methods.ts';
import { enumeratedFeaturesMax } from '../../../shared/explain/model-interactions.ts';
import { featureIndex, featureSchema } from '../../../shared/features/schema.ts';
import type { Model } from '../../../shared/models/model.ts';
import { oddsFor } from '../../../shared/signals/edge-odds.ts';
import { modelInput, sideSigns } from '../../../shared/signals/model-input.ts';
import { silenceOf, silentAs } from '../../../shared/signals/model-silence.ts';
import { whatIfRange } from '../../../shared/signals/questions.ts';
import { failureWords } from '../workers/inference-failure.ts';
import { headsSaid, viewSide } from '../signals/read-models.ts';
import { askedHead, askedModel, loadedModels, told, untold, type AnswerParts, type AskedHead } from './asked.ts';
import { cardGroups } from './feature-groups.ts';
import { explanationOf, headMethods } from './head-explainers.ts';

export interface HeadOfSignal {
  readonly signalId: string;
  readonly modelId: string;
  readonly head: string;
}

/** Why a model said what it said. Of the signal's own model what the signal carries, unless another method is asked for. */
export async function explanationAnswer(parts: AnswerParts, input: HeadOfSignal & { readonly method: ExplanationMethod | null }): Promise<Answer<Explanation>> {
  const asked = askedHead(parts, input);
  if (!asked.ok) return untold(asked.error);
  const { signal, model, head, row } = asked.value;
  const { explanation } = signal;
  if (explanation.modelHash === model.modelHash && head === 0 && (input.method === null || input.method === explanation.method)) return told(explanation);
  const form = formOf(asked.value);
  const fitting = fittingMethods(asked.value);
  const { method } = input;
  if (method !== null && !fitting.includes(method)) return untold(`${method} does not fit ${input.modelId}: a model of the form '${form}' is explained by ${fitting.join(', ')}`);
  if (method === 'tree-path-dependent' && !model.coversKnown) return untold(`${input.modelId} does not say how many training rows reached each node of its trees: it is explained by tree-interventional`);
  const byGroup = method === 'groups-exact' && model.card.featureNames.length > enumeratedFeaturesMax ? cardGroups(model.card) : null;
  const answer = await parts.inference.ask<'explain'>(model.modelHash, { kind: 'explain', head, method, rows: 1, features: row, groups: byGroup?.groups ?? null });
  if (!answer.ok) return untold(failureWords(answer.error));
  const [explained] = answer.value;
  if (!explained) return untold('no row was explained');
  return told({ ...explanationOf(model, head, explained), ...(byGroup ? { groups: byGroup.named } : {}) });
}

const headOf = ({ model, head }: AskedHead): Model => must(model.heads[head], 'a card states the heads of its model');
const formOf = (asked: AskedHead): ModelForm => headOf(asked).kind;
const fittingMethods = (asked: AskedHead): Methods => headMethods(headOf(asked), asked.model.card.background.rows.length);

/** Pairs that are told, the largest. */
const pairsMax = 20;

export async function interactionsAnswer(parts: AnswerParts, input: HeadOfSignal): Promise<Answer<Interactions>> {
  const asked = askedHead(parts, input);
  if (!asked.ok) return untold(asked.error);
  const { model, head, row } = asked.value;
  const form = formOf(asked.value);
  const byGroup = (form === 'svm' || form === 'network') && model.card.featureNames.length > enumeratedFeaturesMax ? cardGroups(model.card) : null;
  const answer = await parts.inference.ask<'interactions'>(model.modelHash, { kind: 'interactions', head, features: row, groups: byGroup?.groups ?? null });
  if (!answer.ok) return untold(failureWords(answer.error));
  const names = byGroup ? byGroup.named.map(({ label }) => label) : model.card.featureNames;
  const method = byGroup || form === 'network' ? 'groups-exact' : fittingMethods(asked.value)[0];
  const pairs = names.flatMap((a, i) => names.slice(0, i).map((b, j) => ({ a: b, b: a, value: 2 * (answer.value.matrix[i * names.length + j] ?? 0) })));
  return told({ method, pairs: pairs.filter(({ value }) => value !== 0).sort((x, y) => Math.abs(y.value) - Math.abs(x.value)).slice(0, pairsMax) });
}

/** Over the range that was seen in training, and to where the feature stands. Values are the trader's: a feature that is seen from the sell side is turned back. */
export async function whatIfAnswer(parts: AnswerParts, input: HeadOfSignal & { readonly feature: string }): Promise<Answer<WhatIfCurve>> {
  const asked = askedHead(parts, input);
  if (!asked.ok) return untold(asked.error);
  const { model: { card, modelHash }, head, row, side } = asked.value;
  const place = card.featureNames.indexOf(input.feature);
  if (place < 0) return untold(`${input.modelId} does not look at ${input.feature}`);
  const range = whatIfRange(card, input.feature, row[place] ?? null);
  if (!range) return untold(`${input.feature} did not vary in training`);
  const answer = await parts.inference.ask<'whatIf'>(modelHash, { kind: 'whatIf', head, features: row, ...range });
  if (!answer.ok) return untold(failureWords(answer.error));
  const { values, margins, steps } = answer.value;
  if (sideSigns(card, side)[place] !== -1) return told({ feature: input.feature, values, margins, steps });
  // Turned over, a step that held up to the next value holds from it on.
  const turned = steps ? [...margins.slice(0, -1).reverse(), margins[0] ?? NaN] : [...margins].reverse();
  return told({ feature: input.feature, values: [...values].reverse().map((value) => -value), margins: turned, steps });
}

/** What the session says with some features moved. Features that the model does not look at change nothing of it. */
export async function rescoredAnswer(parts: AnswerParts, input: { readonly signalId: string; readonly modelId: string; readonly changes: readonly { readonly feature: string; readonly value: number }[] }): Promise<Answer<Rescored>> {
  const asked = askedModel(parts, input.signalId, input.modelId);
  if (!asked.ok) return untold(asked.error);
  const { signal, model: { card, modelHash }, side, row } = asked.value;
  const unknown = input.changes.find(({ feature, value }) => featureIndex(feature) < 0 || !Number.isFinite(Math.fround(value)));
  if (unknown) return untold(featureIndex(unknown.feature) < 0 ? `there is no feature ${unknown.feature}` : `${unknown.feature} cannot be ${unknown.value}`);
  const signs = sideSigns(card, side);
  const moved = Float32Array.from(row);
  for (const { feature, value } of input.changes) {
    const place = card.featureNames.indexOf(feature);
    if (place >= 0) moved[place] = value * (signs[place] ?? 1);
  }
  const answer = await parts.inference.askScore(modelHash, moved, 1);
  if (!answer.ok) return untold(failureWords(answer.error));
  const margins = Array.from(answer.value);
  return told({ heads: headsSaid(card, margins), expectedReturnBp: card.role === 'drift' ? (margins[0] ?? NaN) * signal.horizonVolatilityBp : null });
}

/** Odds and bet size of the trader's own side, at the newest bar that was read. */
export async function oddsAnswer(parts: AnswerParts, { symbol, side }: { readonly symbol: string; readonly side: Side }): Promise<Answer<Odds & { readonly asOf: EpochMicros; readonly betSize: number }>> {
  const model = parts.desk?.others.find(({ card }) => card.role === 'edge');
  if (!model) return untold('no model of the odds of a trade is loaded');
  const newest = parts.signals?.pasts.newest(symbol);
  if (!newest) return untold(`no bar of ${symbol} has been read yet`);
  const { card, modelHash } = model;
  const asked = viewSide(card, side);
  const silence = silenceOf(card, newest.values, asked);
  if (silence) return untold(`${card.modelId}: ${silentAs(silence).problem ?? ''}`);
  const answer = await parts.inference.askScore(modelHash, modelInput(card, newest.values, asked), 1);
  if (!answer.ok) return untold(failureWords(answer.error));
  const view = { modelId: card.modelId, modelVersion: card.version, modelHash, role: card.role, side: asked, heads: headsSaid(card, Array.from(answer.value)), problem: null };
  const odds = oddsFor(side, { card, view });
  return odds.value ? told({ ...odds.value.odds, asOf: newest.asOf, betSize: odds.value.betSize }) : untold(odds.problem);
}

/** As it was read bar by bar, and before that from the bars that the desk holds. */
export function featurePastAnswer({ signals, marketData }: AnswerParts, { symbol, feature }: { readonly symbol: string; readonly feature: string }): Answer<FeaturePast> {
  const place = featureIndex(feature);
  const spec = featureSchema[place];
  if (!spec) return untold(`there is no feature ${feature}`);
  const instrument = marketData.instrument(symbol);
  if (instrument) signals?.pasts.fillBack(instrument, marketData.bars(symbol));
  const points = signals?.pasts.features(symbol, place) ?? [];
  return points.length > 0 ? told({ name: feature, unit: spec.unit, points }) : untold(`no bar of ${symbol} has been read yet`);
}

export function evaluationAnswer({ desk }: AnswerParts, { modelId }: { readonly modelId: string }): Answer<ModelEvaluation> {
  const model = loadedModels(desk).find(({ card }) => card.modelId === modelId);
  if (!model) return untold(`no model ${modelId} is loaded`);
  return model.evaluation ? told(model.evaluation) : untold(`${modelId} ${model.card.version} came without an evaluation`);
}
