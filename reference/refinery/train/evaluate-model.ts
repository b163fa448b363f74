/** How a published model does on another history: the figures of its card, over all rows of a tape. */
import type { ModelCard, ModelMetric } from '../../../src/shared/domain/model-card.ts';
import { featureSchemaHash } from '../../../src/shared/features/schema.ts';
import { leakAlarm, type LeakAlarm } from '../../../src/shared/domain/leak-alarm.ts';
import { logistic } from '../../../src/shared/models/link.ts';
import { scoreRows, type Model } from '../../../src/shared/models/model.ts';
import { completeRows, makeCases } from './cases.ts';
import type { MarketRows } from './dataset.ts';
import { recipeOf, recipes } from './recipes/roster.ts';
import { scorecard } from './scorecard.ts';

export interface TapeReport {
  readonly modelId: string;
  readonly version: string;
  readonly rows: number;
  readonly metrics: readonly ModelMetric[];
  /** As when it was trained, of this history. */
  readonly leakAlarm: LeakAlarm | null;
}

/** Throws where the model was made for other features, or answers a question that no recipe asks. */
export function evaluateModel(card: ModelCard, models: readonly Model[], market: MarketRows, seed: number): TapeReport {
  if (card.featureSchemaHash !== featureSchemaHash) throw new Error(`${card.modelId} ${card.version} was trained on other features (${card.featureSchemaHash})`);
  const recipe = recipeOf(card.modelId) ?? recipes.find(({ role, heads }) => role === card.role && heads.length === card.heads.length);
  if (!recipe) throw new Error(`no recipe has the label of ${card.modelId}: role ${card.role}, ${card.heads.length} heads`);
  const cases = makeCases(market, { ...recipe, features: card.featureNames, heads: card.heads.length });
  const part = Int32Array.from({ length: cases.count }, (_, i) => i);
  const x = completeRows(cases, part, Float32Array.from(card.missingDefaults));
  const margins = models.map((model) => scoreRows(model, x, part.length));
  const metrics = scorecard(card, cases, { part, margins }, card.heads.map(knowingNothing), seed);
  return { modelId: card.modelId, version: card.version, rows: part.length, metrics, leakAlarm: leakAlarm({ role: card.role, metrics }) };
}

/** What the card knows without a feature: the frequency of its held-out rows, or, where none were counted, the odds at the background; of quantiles the one there. */
function knowingNothing({ frequencies, baseValue, unit }: ModelCard['heads'][number]): number {
  const rows = frequencies.reduce((sum, group) => sum + group.rows, 0);
  return rows > 0 ? frequencies.reduce((sum, group) => sum + group.hits, 0) / rows : unit === 'log-odds' ? logistic(baseValue) : baseValue;
}
