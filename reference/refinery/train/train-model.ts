/** From a recipe and a market to everything that an artefact says. The same arguments give the same bytes. */
import { createHash } from 'node:crypto';
import { assert } from '../../../src/shared/base/assert.ts';
import type { ModelCard, ModelHead, ModelManifest, ModelMetric } from '../../../src/shared/domain/model-card.ts';
import type { ModelEvaluation } from '../../../src/shared/domain/model-evaluation.ts';
import { featureSchema, featureSchemaHash, warmUpBars } from '../../../src/shared/features/schema.ts';
import { leakAlarm, type LeakAlarm } from '../../../src/shared/domain/leak-alarm.ts';
import { margin, scoreRows, type Model } from '../../../src/shared/models/model.ts';
import { calibrateHeads, conformalBand, tradeFacts } from './calibrate.ts';
import { caseWeights, completeRows, featureFacts, makeCases, trainingRows, type Cases, type FeatureFacts } from './cases.ts';
import { compareFamilies } from './comparison.ts';
import type { MarketRows } from './dataset.ts';
import { explainerOf, headEvaluations } from './evaluation.ts';
import { fitFamily } from './families.ts';
import { barrierSigmas } from '../../../src/shared/labels/edge.ts';
import type { Recipe } from './recipes/recipe.ts';
import { scorecard, type Scored } from './scorecard.ts';
import { halves, splitByTime, type Split } from './split-time.ts';
import { weightedQuantile } from './trainers/losses.ts';
import type { TrainingRows } from './trainers/rows.ts';

export interface TrainOptions {
  readonly version: string;
  /** For draws of trainers, bootstraps and permutations. */
  readonly seed: number;
  /** What the history is, in words, for the card. */
  readonly description: string;
}

export interface Trained {
  readonly card: ModelCard;
  readonly evaluation: ModelEvaluation;
  /** One a head. */
  readonly models: readonly Model[];
  readonly probes: ModelManifest['probes'];
  readonly expiresAt: string;
  readonly report: TrainReport;
}

export interface TrainReport {
  readonly modelId: string;
  readonly rows: { readonly train: number; readonly calibration: number; readonly test: number };
  readonly metrics: readonly ModelMetric[];
  /** Where the model foresees prices too well to be believed; null where it does not. */
  readonly leakAlarm: LeakAlarm | null;
  readonly comparison: ModelEvaluation['comparison'];
}

const rowsMin = 500;
const probeCount = 8;
/** Days after the end of its history for which a version may be used. */
const lifeDays = 3_650;

/** Throws on a history too short to hold anything out. */
export function trainModel(recipe: Recipe, market: MarketRows, options: TrainOptions): Trained {
  const cases = makeCases(market, { ...recipe, heads: recipe.heads.length });
  const split = splitByTime(cases);
  assert(split.train.length >= rowsMin && split.calibration.length > 0 && split.test.length > 0,
    `a history holds ${rowsMin} training rows and something held out; got ${split.train.length}, ${split.calibration.length}, ${split.test.length}`);
  const specs = recipe.features.map((name) => featureSchema.find((f) => f.name === name)!);
  const facts = featureFacts(cases, split.train, specs.map((f) => recipe.perspective === 'side' && f.directional));
  const rowsOf = trainingRows(cases, split.train, facts.means, caseWeights(cases, split.train));
  const models = recipe.heads.map(({ target }, h) => fitFamily(recipe.family, rowsOf(h), target, options.seed, recipe.settings));
  const score = (part: Int32Array): Scored => ({ part, margins: scoreAll(models, completeRows(cases, part, facts.means), part.length) });
  const test = score(split.test);
  const card = makeCard({ recipe, options, cases, split, facts, models, rowsOf, score, test });
  const evaluation: ModelEvaluation = {
    modelId: recipe.modelId, version: options.version,
    heads: headEvaluations({ card, models, cases, symbols: market.series.map((s) => s.symbol), scored: test, seed: options.seed }),
    comparison: compareFamilies({ recipe, cases, test: split.test, defaults: facts.means, training: rowsOf(models.length - 1), published: models[models.length - 1]!, seed: options.seed }),
  };
  return {
    card, evaluation, models, probes: probesOf(models, cases, split.test, facts),
    expiresAt: new Date(Date.parse(card.trainedAt) + lifeDays * 86_400e3).toISOString(),
    report: {
      modelId: recipe.modelId, rows: { train: split.train.length, calibration: split.calibration.length, test: split.test.length },
      metrics: card.metrics, leakAlarm: leakAlarm(card), comparison: evaluation.comparison,
    },
  };
}

const scoreAll = (models: readonly Model[], x: Float32Array, rows: number): Float64Array[] => models.map((model) => scoreRows(model, x, rows));

interface CardInputs {
  readonly recipe: Recipe;
  readonly options: TrainOptions;
  readonly cases: Cases;
  readonly split: Split;
  readonly facts: FeatureFacts;
  readonly models: readonly Model[];
  readonly rowsOf: (head: number) => TrainingRows;
  readonly score: (part: Int32Array) => Scored;
  readonly test: Scored;
}

function makeCard(inputs: CardInputs): ModelCard {
  const { recipe, options, cases, split, facts, models, score } = inputs;
  const day = (micros: number): string => new Date(micros / 1000).toISOString();
  const last = day(cases.labelTime.reduce((a, b) => Math.max(a, b), 0));
  const background = { id: `${recipe.backgroundRows === 0 ? 'training-mean' : 'training-rows'}/${last.slice(0, 10)}`, rows: backgroundRows(inputs) };
  const { earlier, later } = halves(cases, split.calibration);
  const bare = recipe.heads.map(({ name, label, unit }, h): ModelHead => ({ name, label, unit, baseValue: baseValue(models[h]!, background.rows, options.seed), calibration: null, frequencies: [] }));
  const band = conformalBand(recipe.role, cases, score(split.calibration));
  const trade = tradeFacts(recipe.role, cases, split.calibration, barrierSigmas);
  const heads = calibrateHeads(bare, cases, score(earlier), score(later));
  const linear = models.length === 1 && models[0]!.kind === 'linear' ? { coefficients: Array.from(models[0]!.coefficients), intercept: models[0]!.intercept } : null;
  return {
    modelId: recipe.modelId, version: options.version, family: recipe.family, role: recipe.role, objective: recipe.objective, perspective: recipe.perspective,
    problem: recipe.words.problem, summary: recipe.words.summary, label: recipe.words.label, successCriteria: [...recipe.words.successCriteria],
    limitsOfUse: [...recipe.words.limitsOfUse], knownFailures: [...recipe.words.knownFailures],
    owner: 'refinery', validator: 'not yet validated by a second person',
    // The end of the history rather than the clock, so that the same command gives the same bytes.
    trainedAt: last,
    trainingData: { description: options.description, sha256: dataHash(cases), rows: split.train.length, firstBar: day(cases.time[0] ?? 0), lastBar: last },
    featureNames: [...recipe.features], featureSchemaHash, missingDefaults: Array.from(facts.means), missingFeaturesMax: missingMax(recipe),
    featureRanges: [...facts.ranges], featureDeviations: Array.from(facts.deviations),
    horizonBars: recipe.horizonBars, heads, background, linear, band,
    trade,
    metrics: scorecard({ heads, role: recipe.role, band, trade }, cases, inputs.test, knowingNothing(inputs), options.seed),
  };
}

/**
 * Features that may be missing together. Where the recipe names no share: all that need more than prices of bars, the clock's, and those of windows beyond
 * the warm-up. Prices may not.
 */
function missingMax({ features, missingShareMax }: Recipe): number {
  const dispensable = featureSchema.filter((f) => features.includes(f.name) && (f.needs !== 'bars' || f.group === 'calendar' || f.windowBars >= warmUpBars)).length;
  return missingShareMax === undefined ? dispensable : Math.min(dispensable, Math.floor(missingShareMax * features.length));
}

/** Rows of the training part spread over time, as the model sees them; for sums of features the one row of means. */
function backgroundRows({ recipe, cases, split, facts }: CardInputs): number[][] {
  const { train } = split;
  if (recipe.backgroundRows === 0) return [Array.from(facts.means)];
  // An odd step apart from the ends, so that both sides of side models are among them.
  const picked = Int32Array.from({ length: recipe.backgroundRows }, (_, k) => train[Math.min(train.length - 1, Math.floor(((k + 0.5) * train.length) / recipe.backgroundRows) + (k % 2))]!);
  const rows = completeRows(cases, picked, facts.means);
  return Array.from(picked, (_, k) => Array.from(rows.subarray(k * cases.width, (k + 1) * cases.width)));
}

/** Mean margin over the background, by the explainer that will explain. */
const baseValue = (model: Model, background: readonly (readonly number[])[], seed: number): number =>
  explainerOf(model, { background: { id: '', rows: background.map((row) => [...row]) } }, seed).explain(Float32Array.from(background[0]!)).baseValue;

/** What somebody would say who knows the training labels and no feature: a frequency, or a quantile. */
function knowingNothing({ recipe, rowsOf }: CardInputs): number[] {
  return recipe.heads.map(({ target }, h) => {
    const { y, weights } = rowsOf(h);
    const w = weights ?? new Float64Array(y.length).fill(1);
    if (target.kind === 'quantile') return weightedQuantile(y, w, Int32Array.from(y.keys()), target.alpha);
    return y.reduce((sum, value, i) => sum + w[i]! * value, 0) / w.reduce((sum, value) => sum + value, 0);
  });
}

/** Held-out rows spread over time, and what the model must answer to them. */
function probesOf(models: readonly Model[], cases: Cases, test: Int32Array, facts: FeatureFacts): ModelManifest['probes'] {
  const picked = Int32Array.from({ length: probeCount }, (_, k) => test[Math.floor((k * (test.length - 1)) / (probeCount - 1))]!);
  const rows = completeRows(cases, picked, facts.means);
  return Array.from(picked, (_, k) => ({
    features: Array.from(rows.subarray(k * cases.width, (k + 1) * cases.width)),
    margins: models.map((model) => Math.fround(margin(model, rows, k * cases.width))),
  }));
}

/** SHA-256 over features, labels and times as little-endian numbers. */
function dataHash(cases: Cases): string {
  const hash = createHash('sha256');
  for (const part of [cases.x, ...cases.y, cases.time]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}
