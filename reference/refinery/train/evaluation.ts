/** evaluation.json: what plots and validators want of a model, on rows that it never saw. */
import { seededRandom } from '../../../src/shared/base/random.ts';
import type { ModelCard } from '../../../src/shared/domain/model-card.ts';
import type { HeadEvaluation, ModelEvaluation } from '../../../src/shared/domain/model-evaluation.ts';
import { wilsonInterval } from '../../../src/shared/domain/statistics.ts';
import { ModelExplainer } from '../../../src/shared/explain/explain-model.ts';
import type { Model } from '../../../src/shared/models/model.ts';
import { completeRows, type Cases } from './cases.ts';
import { oddsOf, type Scored } from './scorecard.ts';

/** Held-out rows that are explained, spread evenly over time. */
const sampleRows = 150;
/** Pairs of permutations a row of a network; a multiple of its background, so that the base value is the background's. */
export const networkPairs = 32;
const reliabilityGroups = 10;
/** Odds from which rows are spoken about, for precision against coverage. */
const thresholds = Array.from({ length: 19 }, (_, k) => (k + 1) / 20);

/** The explainer of a head, as base values and contributions of card and evaluation are made. */
export const explainerOf = (model: Model, card: Pick<ModelCard, 'background'>, seed: number): ModelExplainer =>
  new ModelExplainer(model, { background: card.background.rows.map((row) => Float32Array.from(row)), pairs: networkPairs, random: seededRandom(seed) });

export interface EvaluationInputs {
  readonly card: ModelCard;
  readonly models: readonly Model[];
  readonly cases: Cases;
  readonly symbols: readonly string[];
  readonly scored: Scored;
  readonly seed: number;
}

export function headEvaluations(inputs: EvaluationInputs): ModelEvaluation['heads'] {
  const odds = oddsOf(inputs.card.heads, inputs.scored);
  return inputs.card.heads.map((head, h) => {
    const hits = Float64Array.from(inputs.scored.part, (i) => inputs.cases.y[h]![i]!);
    const { sample, importance } = explainedSample(inputs, h);
    const saysOdds = head.calibration !== null;
    return {
      name: head.name, importance, sample,
      reliability: saysOdds ? reliability(odds[h]!, hits) : null,
      confusion: saysOdds ? confusion(odds[h]!, hits, inputs.card.heads.length === 1 ? 0.5 : 1 / inputs.card.heads.length) : null,
      precisionCoverage: saysOdds ? precisionCoverage(odds[h]!, hits) : null,
    };
  });
}

function explainedSample({ card, models, cases, symbols, scored, seed }: EvaluationInputs, h: number): Pick<HeadEvaluation, 'sample' | 'importance'> {
  const { part, margins } = scored;
  const places = Array.from({ length: Math.min(sampleRows, part.length) }, (_, k) => Math.floor((k * part.length) / Math.min(sampleRows, part.length)));
  const picked = Int32Array.from(places, (k) => part[k]!);
  const rows = completeRows(cases, picked, Float32Array.from(card.missingDefaults));
  const explainer = explainerOf(models[h]!, card, seed);
  const width = cases.width;
  const contributions = places.map((_, k) => Array.from(explainer.explain(rows.slice(k * width, (k + 1) * width)).contributions, rounded));
  const importance = card.featureNames.map((_, j) => rounded(contributions.reduce((sum, row) => sum + Math.abs(row[j]!), 0) / contributions.length));
  return {
    importance,
    sample: {
      times: Array.from(picked, (i) => new Date(cases.time[i]! / 1000).toISOString()),
      symbols: Array.from(picked, (i) => symbols[cases.instrument[i]!] ?? ''),
      features: Array.from(picked, (i) => Array.from(cases.x.subarray(i * width, (i + 1) * width), (value) => (Number.isNaN(value) ? null : rounded(value)))),
      contributions, margins: places.map((k) => rounded(margins[h]![k]!)), outcomes: Array.from(picked, (i) => rounded(cases.y[h]![i]!)),
    },
  };
}

/** Six decimals: these numbers are looked at, not calculated with. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

function reliability(odds: Float64Array, hits: Float64Array): NonNullable<HeadEvaluation['reliability']> {
  const order = Int32Array.from(odds.keys()).sort((a, b) => odds[a]! - odds[b]! || a - b);
  return Array.from({ length: Math.min(reliabilityGroups, order.length) }, (_, g) => {
    const rows = order.subarray(Math.floor((g * order.length) / reliabilityGroups), Math.floor(((g + 1) * order.length) / reliabilityGroups));
    const count = rows.reduce((sum, k) => sum + hits[k]!, 0);
    const interval = wilsonInterval(count, rows.length);
    return { odds: rounded(rows.reduce((sum, k) => sum + odds[k]!, 0) / Math.max(1, rows.length)), frequency: interval?.value ?? 0, low: interval?.low ?? 0, high: interval?.high ?? 1, rows: rows.length };
  }).filter(({ rows }) => rows > 0);
}

function confusion(odds: Float64Array, hits: Float64Array, threshold: number): NonNullable<HeadEvaluation['confusion']> {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  odds.forEach((p, k) => {
    const [said, came] = [p >= threshold, hits[k]! > 0];
    counts[said ? (came ? 'truePositives' : 'falsePositives') : came ? 'falseNegatives' : 'trueNegatives'] += 1;
  });
  return { threshold, ...counts };
}

function precisionCoverage(odds: Float64Array, hits: Float64Array): NonNullable<HeadEvaluation['precisionCoverage']> {
  return thresholds.flatMap((threshold) => {
    let [rows, right] = [0, 0];
    odds.forEach((p, k) => {
      if (p < threshold) return;
      rows += 1;
      right += hits[k]!;
    });
    return rows === 0 ? [] : [{ threshold, coverage: rounded(rows / odds.length), precision: rounded(right / rows), rows }];
  });
}
