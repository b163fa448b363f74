/** Seven artefacts: complete, the same bytes twice, true of their own figures, and without skill where there is nothing to know. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/shared/base/canonical-json.ts';
import { seededRandom } from '../../../src/shared/base/random.ts';
import { modelCardSchema, modelManifestSchema, metricOf, type ModelCard } from '../../../src/shared/domain/model-card.ts';
import { modelEvaluationSchema } from '../../../src/shared/domain/model-evaluation.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../src/shared/domain/numbers.ts';
import { ModelExplainer } from '../../../src/shared/explain/explain-model.ts';
import { margin, scoreRows } from '../../../src/shared/models/model.ts';
import { featureCount, featureIndex, featureNames, featureSchemaHash } from '../../../src/shared/features/schema.ts';
import { readModelGraph } from '../../../src/shared/onnx/model-graph.ts';
import { quoteAroundBars } from '../../../src/shared/tape/quote-around-bars.ts';
import type { Tape, TapeEvent } from '../../../src/shared/tape/tape.ts';
import { syntheticTape } from '../../simulator/synthetic-tape.ts';
import { completeRows, makeCases } from './cases.ts';
import { readMarket } from './dataset.ts';
import { evaluateModel } from './evaluate-model.ts';
import { recipes as published } from './recipes/roster.ts';
import type { Scored } from './scorecard.ts';
import { demonstrationKey } from './sign-manifest.ts';
import { trainModel } from './train-model.ts';
import { artefactFiles } from './write-artefact.ts';

/** The comparison of families takes most of the time: one recipe, which compares them all, stands for the others. */
const recipes = published.map((recipe) => (recipe.modelId === 'direction-forest' ? recipe : { ...recipe, rivals: [recipe.family] }));
const options = { version: '1.0.0', seed: 1, description: 'a small synthetic market' };
const market = readMarket(syntheticTape({ seed: 5, sessions: 7, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000), instruments: ['AURX', 'XBMK'] }));
const trained = new Map(recipes.map((recipe) => [recipe.modelId, trainModel(recipe, market, options)]));
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/**
 * Bars of one instrument whose returns are independent: nothing can be learned from it. @param halfSpread ticks: above zero there is a quote at each bar's end,
 * and the last trade was at its bid or at its offer
 */
function randomWalk(seed: number, sessions: number, halfSpread = 0): Tape {
  const random = seededRandom(seed);
  const [instrument] = syntheticTape({ seed, sessions: 1, start: epochMicros(0), instruments: ['AURX'] }).instruments;
  const events: TapeEvent[] = [];
  let log = Math.log(50_000);
  for (let i = 0; i < sessions * 390; i++) {
    const open = Math.exp(log);
    log += 0.0008 * random.normal();
    const close = Math.exp(log);
    const start = epochMicros(Math.floor(i / 390) * 86_400e6 + (i % 390) * 60e6);
    const end = epochMicros(start + 60e6);
    const [mid, size] = [Math.round(close), quantityLots(100)];
    if (halfSpread > 0) {
      events.push({ type: 'quote', time: end, quote: { symbol: 'AURX', bid: priceTicks(mid - halfSpread), ask: priceTicks(mid + halfSpread), bidSize: size, askSize: size, venueTime: end } });
    }
    const last = halfSpread > 0 ? mid + halfSpread * (random.uniform() < 0.5 ? -1 : 1) : mid;
    events.push({ type: 'bar', time: end, bar: {
      symbol: 'AURX', start, end, open: priceTicks(Math.round(open)), close: priceTicks(last),
      high: priceTicks(Math.round(Math.max(open, last) * (1 + 0.0003 * random.uniform()))), low: priceTicks(Math.round(Math.min(open, last) * (1 - 0.0003 * random.uniform()))),
      volume: quantityLots(100 + random.integer(900)),
    } });
  }
  return { source: 'random walk', instruments: instrument ? [instrument] : [], counts: { bars: events.length, quotes: 0, trades: 0, depths: 0 }, events: () => events };
}

/** What a model says of a row of which every feature is missing. */
function blind(recipe: (typeof recipes)[number], card: ModelCard): Scored {
  const cases = makeCases({ ...market, x: market.x.map(() => NaN) }, { ...recipe, heads: recipe.heads.length });
  const part = Int32Array.of(0);
  const x = completeRows(cases, part, Float32Array.from(card.missingDefaults));
  return { part, margins: trained.get(recipe.modelId)!.models.map((model) => scoreRows(model, x, 1)) };
}

describe.each(recipes)('$modelId', (recipe) => {
  const one = trained.get(recipe.modelId)!;
  const files = artefactFiles(one);

  it('[MO-8] the same history and seed give the same bytes', () => {
    const again = artefactFiles(trainModel(recipe, market, options));
    for (const name of Object.keys(files) as (keyof typeof files)[]) expect(Buffer.from(files[name]).equals(Buffer.from(again[name])), name).toBe(true);
  });

  it('[MO-1] is complete by its schemas, and small', () => {
    const card = modelCardSchema.parse(JSON.parse(textOf(files['card.json'])));
    const evaluation = modelEvaluationSchema.parse(JSON.parse(textOf(files['evaluation.json'])));
    expect(card.featureNames).toEqual(recipe.features);
    for (const list of [card.missingDefaults, card.featureRanges, card.featureDeviations]) expect(list).toHaveLength(recipe.features.length);
    expect(evaluation.heads.map((head) => head.name)).toEqual(card.heads.map((head) => head.name));
    expect(evaluation.comparison.filter(({ isThis }) => isThis).map(({ family }) => family)).toEqual([recipe.family]);
    expect(Object.values(files).every((bytes: Uint8Array) => bytes.length < 4e6) && files['card.json'].length < 300e3).toBe(true);
  });

  it('[MO-7] its manifest holds the hash of every other file, and is signed', () => {
    const manifest = modelManifestSchema.parse(JSON.parse(textOf(files['manifest.json'])));
    const { 'manifest.json': own, ...others } = files;
    expect(own.length).toBeGreaterThan(0);
    expect(manifest.files).toEqual(Object.fromEntries(Object.entries(others).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')])));
    const { signature, ...signed } = manifest;
    expect(verify(null, Buffer.from(canonicalJson(signed)), createPublicKey(demonstrationKey()), Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('[MO-2] its graph reads back as its models: features in the order of the card, one margin a head', () => {
    const graph = readModelGraph(files['model.onnx']);
    if (!graph.ok) throw new Error(graph.error.detail);
    expect([graph.value.inputWidth, graph.value.heads.length]).toEqual([one.card.featureNames.length, one.card.heads.length]);
    expect(graph.value.heads[0]!.link).toBe(one.card.heads[0]!.unit === 'log-odds' ? 'logistic' : 'identity');
    for (const probe of one.probes) expect(graph.value.heads.map((head) => Math.fround(margin(head, Float32Array.from(probe.features))))).toEqual(probe.margins);
  });

  it('[MO-7] says at its probes what its models say', () => {
    for (const probe of one.probes) expect(probe.margins).toEqual(one.models.map((model) => Math.fround(margin(model, Float32Array.from(probe.features)))));
  });

  it('[MO-6] its base values are those of its explainer, and contributions add up to margins, in their unit', () => {
    const { card, evaluation } = one;
    card.heads.forEach((head, h) => {
      const background = card.background.rows.map((row) => Float32Array.from(row));
      const mean = background.reduce((sum, row) => sum + margin(one.models[h]!, row), 0) / background.length;
      expect(head.baseValue).toBeCloseTo(mean, 9);
      expect(new ModelExplainer(one.models[h]!, { background, pairs: 32, random: seededRandom(9) }).explain(background[0]!).baseValue).toBeCloseTo(head.baseValue, 9);
      const { contributions, margins } = evaluation.heads[h]!.sample;
      // Six decimals each.
      contributions.forEach((row, k) => expect(Math.abs(row.reduce((sum, c) => sum + c, head.baseValue) - margins[k]!)).toBeLessThan(1e-6 * (row.length + 2)));
    });
  });

  it('[MO-3] names features of the schema, and what stands in where one is missing', () => {
    expect(one.card.featureSchemaHash).toBe(featureSchemaHash);
    expect(one.card.featureNames.filter((name) => !featureNames.includes(name))).toEqual([]);
    const { part, margins } = blind(recipe, one.card);
    const all = Float32Array.from(one.card.missingDefaults);
    one.models.forEach((model, h) => expect(margins[h]![0]).toBe(margin(model, all)));
    expect(part).toHaveLength(1);
  });

  it('[MO-5] heads of odds have a map and frequencies that cover 0 to 1; the others neither', () => {
    for (const { unit, calibration, frequencies } of one.card.heads) {
      expect(calibration !== null).toBe(unit === 'log-odds');
      expect([frequencies[0]?.low, frequencies.at(-1)?.high]).toEqual(unit === 'log-odds' ? [0, 1] : [undefined, undefined]);
      for (const { rows, hits } of frequencies) expect(hits).toBeLessThanOrEqual(rows);
    }
  });

  it('measured again on its own history has the figures of its rows', () => {
    const again = evaluateModel(one.card, one.models, market, 1);
    const { train, calibration, test } = one.report.rows;
    expect(again.rows).toBeGreaterThan(train + calibration + test);
    for (const { value, unit } of again.metrics) if (unit === 'share') expect(value >= 0 && value <= 1).toBe(true);
    // What is saved is measured against the frequency of the card's held-out rows.
    for (const { name, unit, frequencies } of one.card.heads) {
      if (unit !== 'log-odds') continue;
      const figure = (stem: string): number => again.metrics.find((m) => m.name === (one.card.heads.length > 1 ? `${stem}.${name}` : stem))!.value;
      const known = frequencies.reduce((sum, group) => sum + group.hits, 0) / frequencies.reduce((sum, group) => sum + group.rows, 0);
      const came = figure('frequency');
      // Odds in a loss are kept a thousandth from 0 and 1.
      const nats = (odds: number): number => -Math.log(Math.max(1e-3, odds));
      expect(figure('logLossGain')).toBeCloseTo(came * nats(known) + (1 - came) * nats(1 - known) - figure('logLoss'), 9);
    }
    // A card of somebody else may have counted nothing: then against the odds at its background.
    const uncounted = { ...one.card, heads: one.card.heads.map((head) => ({ ...head, frequencies: [] })) };
    for (const { name, value } of evaluateModel(uncounted, one.models, market, 1).metrics) if (name.startsWith('logLossGain')) expect(Math.abs(value)).toBeLessThan(0.2);
  });
});

it('a history too short to hold anything out is refused', () => {
  const short = readMarket(syntheticTape({ seed: 1, sessions: 1, start: epochMicros(0), instruments: ['AURX'] }));
  for (const recipe of recipes) expect(() => trainModel(recipe, short, options)).toThrow(/training rows/);
});

describe('a market without memory', () => {
  const walk = readMarket(quoteAroundBars(randomWalk(17, 40)));

  // What a head of direction may be off by chance; a leak is far outside.
  const [areaMax, correlationMax, nothing] = [0.53, 0.06, 0.01];

  it('would be found out by a feature that knows a little of the future', () => {
    const drift = recipes.find(({ role }) => role === 'drift')!;
    const random = seededRandom(4);
    const [place, path] = [featureIndex('ret_1'), walk.series[0]!];
    const x = walk.x.slice();
    for (let i = 0; i < walk.rows; i++) {
      const ahead = Math.log((path.close[walk.bar[i]! + 15] ?? NaN) / (path.close[walk.bar[i]!] ?? NaN)) / 0.0008 / Math.sqrt(15);
      if (Number.isFinite(ahead)) x[i * featureCount + place] = 0.2 * ahead + random.normal();
    }
    const { card, report } = trainModel({ ...drift, rivals: [] }, { ...walk, x }, options);
    const { value, low, high } = metricOf(card, 'informationCoefficient')!;
    expect(value).toBeGreaterThan(correlationMax);
    expect(low).toBeGreaterThan(0);
    expect(report.leakAlarm).toEqual({ metric: 'informationCoefficient', value, low, high, limit: 0.1 });
  });

  it('[LB-5] teaches nothing of which way by the bounce of its last trades between bid and offer', () => {
    const bouncing = readMarket(randomWalk(17, 40, 30));
    for (const recipe of recipes.filter(({ role }) => role === 'drift' || role === 'direction')) {
      const { card } = trainModel({ ...recipe, rivals: [] }, bouncing, options);
      if (recipe.role === 'drift') expect(Math.abs(metricOf(card, 'informationCoefficient')!.value)).toBeLessThan(correlationMax);
      else expect(Math.abs(metricOf(card, 'auc')!.value - 0.5)).toBeLessThan(areaMax - 0.5);
    }
  });

  it.each(recipes)('teaches $modelId nothing', (recipe) => {
    const { card, report } = trainModel({ ...recipe, rivals: [] }, walk, options);
    expect(report.leakAlarm).toBeNull();
    const figure = (name: string): { value: number; low: number; high: number } => {
      const { value, low, high } = metricOf(card, name)!;
      return { value, low: low ?? value, high: high ?? value };
    };
    if (recipe.role === 'drift') {
      const { value, low, high } = figure('informationCoefficient');
      expect(low < 0 && high > 0 && Math.abs(value) < correlationMax).toBe(true);
    }
    // Which way: by no more than chance. How wild it will be is measured against an estimate whose error the features know a little of.
    for (const name of ['auc', 'auc.down', 'auc.up'].filter((n) => metricOf(card, n))) expect(figure(name).low, name).toBeLessThan(areaMax);
    for (const { name, low } of card.metrics.filter((m) => /^(logLossGain|pinballGain)/.test(m.name))) expect(low, name).toBeLessThan(nothing);
    const earned = metricOf(card, 'afterCostBp');
    if (earned) expect(earned.low, 'after cost').toBeLessThan(0);
  });
});
