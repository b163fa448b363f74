/** Every question of the screen, of a market that was read by the shipped models through the real inference process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticTape } from '../../../../reference/simulator/synthetic-tape.ts';
import { shippedModels } from '../../../../tests/fixtures/drift-linear.ts';
import { forkingHost } from '../../../../tests/fixtures/forking-host.ts';
import { must } from '../../../shared/base/assert.ts';
import type { Answer, SimilarPastCase } from '../../../shared/contract/signals.ts';
import { isAdditive } from '../../../shared/domain/explanation.ts';
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { epochMicros, priceTicks } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { featureIndex, featureSchema } from '../../../shared/features/schema.ts';
import { margin } from '../../../shared/models/model.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import { netEdgeShareOfCostMin } from '../../../shared/signals/policy.ts';
import type { DecisionsProjection } from '../decisions/decisions-projection.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { createSignals } from '../signals/signals.ts';
import { SuggestionsProjection } from '../signals/suggestions-projection.ts';
import { createInference } from '../workers/inference.ts';
import type { AnswerParts } from './asked.ts';
import { flipAnswer } from './flip-answer.ts';
import { headMethods } from './head-explainers.ts';
import { evaluationAnswer, explanationAnswer, featurePastAnswer, interactionsAnswer, oddsAnswer, rescoredAnswer, whatIfAnswer } from './signal-answers.ts';
import { similarAnswer } from './similar-answer.ts';

const desk = await shippedModels();
const host = forkingHost();
const inference = createInference(host);
const suggestions = new SuggestionsProjection();
const decided = new Map<string, 'accept' | 'reject'>();
let parts: AnswerParts;
/** Bars before the first that was read, as a desk holds them from the venue's snapshot. */
let history: readonly Bar[] = [];

const keep = (event: JournalEvent): void => suggestions.apply({ event } as JournalRecord);

async function readMarket(): Promise<void> {
  const tape = syntheticTape({ seed: 8, sessions: 1, start: epochMicros(Date.UTC(2025, 2, 3, 14, 30) * 1000), instruments: ['AURX', 'BRVN', 'FERL'], secondsPerSession: 9_000 });
  let ids = 0;
  const signals = createSignals({
    host: { newId: () => `id-${++ids}` }, inference, models: desk, limits: () => defaultLimits, positionOf: () => 0,
    instrumentOf: (symbol) => tape.instruments.find((i) => i.symbol === symbol) ?? null,
    onMade: (suggestion) => keep({ type: 'SuggestionMade', body: suggestion }),
    onOutcome: (outcome) => keep({ type: 'OutcomeMeasured', body: outcome }),
  });
  const quotes = new Map<string, Quote>();
  let [time, together]: [number, Promise<void>[]] = [0, []];
  for (const event of tape.events()) {
    if (event.time !== time) { await Promise.all(together); [time, together] = [event.time, []]; }
    if (event.type === 'quote') { quotes.set(event.quote.symbol, event.quote); signals.onQuote(event.quote.symbol, event.quote); }
    else if (event.type === 'depth') signals.onDepth(event.depth.symbol, event.depth);
    else if (event.type === 'trade') signals.onTrade(event.trade.symbol, event.trade);
    else if (event.type === 'bar') together.push(signals.onBar(event.bar.symbol, event.bar, quotes.get(event.bar.symbol) ?? null));
  }
  await Promise.all(together);
  const decisions = { of: (id: string) => (decided.has(id) ? { kind: decided.get(id) } : null) } as Pick<DecisionsProjection, 'of'>;
  parts = { inference, desk, signals, suggestions, decisions, marketData: { instrument: (symbol) => tape.instruments.find((i) => i.symbol === symbol) ?? null, bars: () => history } };
}

beforeAll(async () => {
  for (const model of [desk.drift, ...desk.others]) expect(await inference.load(model)).toMatchObject({ ok: true });
  await readMarket();
}, 60_000);

afterAll(async () => {
  inference.dispose();
  for (const child of host.children) if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
});

/** Minutes that end before `before`, with a walk of prices. */
function earlierBars(symbol: string, before: number, count: number): Bar[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, i): Bar => {
    const end = before - (count - i) * 60e6;
    const price = priceTicks(10_000 + Math.round(20 * random.normal()));
    return { symbol, start: epochMicros(end - 60e6), end: epochMicros(end), open: price, high: price, low: price, close: price, volume: null };
  });
}

function value<T>(answer: Answer<T>): T {
  if (answer.problem !== null) throw new Error(answer.problem);
  return answer.value as T;
}

const newestSuggestion = (): Suggestion => must(suggestions.newest()[0], 'the market made some');
const newestSignal = (): Signal => must(parts.signals?.readings().find((r) => r.signal)?.signal, 'the models spoke at the last bar');
const inputOf = (model: LoadedModel, { features, views }: Signal): Float32Array => modelInput(model.card, features, views.find((v) => v.modelId === model.card.modelId)?.side ?? null);

describe('views', () => {
  it('[SG-22] every model speaks at every bar that the drift model speaks at, side models of the side that it proposes, with odds that sum to 1', () => {
    const { views, scoreSigma } = newestSignal();
    expect(views.map((v) => v.modelId)).toEqual(desk.others.map((m) => m.card.modelId));
    for (const view of views) {
      const { card } = must(desk.others.find((m) => m.card.modelId === view.modelId), 'it is one of them');
      expect(view.problem).toBeNull();
      expect(view.side).toBe(card.perspective === 'side' ? (scoreSigma >= 0 ? 'buy' : 'sell') : null);
      expect(view.heads.map((h) => h.name)).toEqual(card.heads.map((h) => h.name));
      if (card.heads.length > 1 && card.heads[0]?.unit === 'log-odds') expect(view.heads.reduce((sum, h) => sum + (h.odds ?? NaN), 0)).toBeCloseTo(1, 12);
    }
  });
});

describe('why', () => {
  it('[EX-20] any head of any model that spoke is explained by any method of its form, adding up to the margin of the view', async () => {
    const signal = newestSignal();
    for (const view of signal.views) {
      const model = must(desk.others.find((m) => m.card.modelId === view.modelId), 'it is one of them');
      for (const [k, head] of view.heads.entries()) {
        for (const method of [null, ...headMethods(must(model.heads[k], 'a view has the heads of its model'), model.card.background.rows.length)]) {
          const explanation = value(await explanationAnswer(parts, { signalId: signal.signalId, modelId: view.modelId, head: head.name, method }));
          expect(explanation).toMatchObject({ modelId: view.modelId, modelHash: view.modelHash, head: head.name, output: head.margin });
          if (method) expect(explanation.method).toBe(method);
          expect(isAdditive(explanation)).toBe(true);
          expect(explanation.contributions).toHaveLength(explanation.groups?.length ?? model.card.featureNames.length);
        }
      }
    }
  }, 30_000);

  it('[EX-20] asked twice it is answered alike, permutations too', async () => {
    const signal = newestSignal();
    const ask = async (): Promise<string> => JSON.stringify(await Promise.all(signal.views.map((v) => explanationAnswer(parts, { signalId: signal.signalId, modelId: v.modelId, head: v.heads[0]?.name ?? '', method: null }))));
    expect(await ask()).toBe(await ask());
  });

  it("[EX-20] of the signal's own model the answer is what the signal carries", async () => {
    const signal = newestSignal();
    expect(value(await explanationAnswer(parts, { signalId: signal.signalId, modelId: 'drift-linear', head: 'score', method: null }))).toEqual(signal.explanation);
  });

  it('[EX-21] what cannot be answered is answered with the reason', async () => {
    const { signalId } = newestSignal();
    const why = async (change: object): Promise<string | null> => (await explanationAnswer(parts, { signalId, modelId: 'regime-tree', head: 'calm', method: null, ...change })).problem;
    expect(await why({ signalId: 'never' })).toContain('no longer kept');
    expect(await why({ modelId: 'tea-leaves' })).toBe('no model tea-leaves spoke at that bar');
    expect(await why({ head: 'sunny' })).toBe('regime-tree has no output sunny: it has calm, choppy, stressed');
    expect(await why({ method: 'rbf-interventional' })).toBe("rbf-interventional does not fit regime-tree: a model of the form 'trees' is explained by tree-interventional, tree-path-dependent");
    expect(await why({})).toBeNull();
  });

  it('[EX-22] pairs add up with what each feature adds alone, are the largest first, and of many features of a network are pairs of groups', async () => {
    const { signalId } = newestSignal();
    const trees = value(await interactionsAnswer(parts, { signalId, modelId: 'regime-tree', head: 'calm' }));
    const sizes = trees.pairs.map((pair) => Math.abs(pair.value));
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(value(await interactionsAnswer(parts, { signalId, modelId: 'edge-logistic', head: 'hit' })).pairs).toEqual([]);
    const network = value(await interactionsAnswer(parts, { signalId, modelId: 'book-deep', head: 'up' }));
    expect(network.method).toBe('groups-exact');
    expect(network.pairs.length).toBeGreaterThan(0);
  });
});

describe('what would change it', () => {
  it('[SG-21] a suggestion flips where its edge is no longer worth its cost: actionable features, values that were seen, scored by the session', async () => {
    const { signal, side, cost } = newestSuggestion();
    const { flip, from } = value(await flipAnswer(parts, { signalId: signal.signalId }));
    expect(from).toBe(`${side} above cost`);
    const { changes, margin: said } = must(flip, 'a linear score of small size can be moved');
    expect(changes.length).toBeLessThanOrEqual(3);
    const row = inputOf(desk.drift, signal);
    for (const { name, from: was, to } of changes) {
      const j = desk.drift.card.featureNames.indexOf(name);
      expect(featureSchema[featureIndex(name)]?.actionable).toBe(true);
      expect(was).toBe(row[j]);
      expect(to).toBeGreaterThanOrEqual(desk.drift.card.featureRanges[j]?.low ?? NaN);
      expect(to).toBeLessThanOrEqual(desk.drift.card.featureRanges[j]?.high ?? NaN);
      row[j] = to;
    }
    expect(said).toBeCloseTo(margin(must(desk.drift.heads[0], 'a head'), row), 5);
    const edgeBp = (side === 'buy' ? 1 : -1) * said * signal.horizonVolatilityBp;
    expect(edgeBp).toBeLessThan((1 + netEdgeShareOfCostMin) * cost.totalBp);
  });

  it('[SG-21] silence for cost flips where the policy would no longer refuse it for cost', async () => {
    const reading = must(parts.signals?.readings().find((r) => r.abstained === 'EDGE_BELOW_COST' && r.signal), 'one name has too little edge');
    const { flip, from } = value(await flipAnswer(parts, { signalId: reading.signal?.signalId ?? '' }));
    expect(from).toBe(`${(reading.signal?.scoreSigma ?? 0) >= 0 ? 'buy' : 'sell'} below cost`);
    expect(Math.abs(must(flip, 'it can be turned').margin)).toBeGreaterThan(Math.abs(reading.signal?.scoreSigma ?? NaN));
  });

  it('[EX-23] a curve says at its values what the model says there: steps of trees, points otherwise, also seen from the sell side', async () => {
    const signal = newestSignal();
    for (const modelId of ['regime-tree', 'edge-logistic', 'fill-svm', 'book-deep', 'range-boost']) {
      const model = must(desk.others.find((m) => m.card.modelId === modelId), 'it is one of them');
      const [head] = model.card.heads;
      // A directional feature where there is one, so that turning is tested.
      const varied = model.card.featureNames.filter((_, j) => (model.card.featureDeviations[j] ?? 0) > 0);
      const name = varied.find((n) => featureSchema[featureIndex(n)]?.directional) ?? varied[0] ?? '';
      const { values, margins, steps } = value(await whatIfAnswer(parts, { signalId: signal.signalId, modelId, head: head?.name ?? '', feature: name }));
      expect(steps).toBe(model.heads[0]?.kind === 'trees');
      expect([...values].sort((a, b) => a - b)).toEqual(values);
      expect(margins).toHaveLength(values.length);
      for (let i = 0; i < values.length - 1; i++) {
        const at = steps ? ((values[i] ?? 0) + (values[i + 1] ?? 0)) / 2 : values[i] ?? 0;
        const features = signal.features.map((v, j) => (j === featureIndex(name) ? at : v));
        expect(margin(must(model.heads[0], 'a head'), inputOf(model, { ...signal, features })), `${modelId} at ${name} = ${at}`).toBeCloseTo(margins[i] ?? NaN, 6);
      }
    }
    const other: Signal = signal;
    expect((await whatIfAnswer(parts, { signalId: other.signalId, modelId: 'regime-tree', head: 'calm', feature: 'own_position' })).problem).toContain('does not look at');
  });

  it('[EX-23] sliders: no change is what was said, a change is what the session says of the changed row', async () => {
    const signal = newestSignal();
    for (const view of signal.views) {
      expect(value(await rescoredAnswer(parts, { signalId: signal.signalId, modelId: view.modelId, changes: [] })).heads).toEqual(view.heads);
    }
    const changes = [{ feature: 'ret_15', value: 1.5 }];
    const { heads, expectedReturnBp } = value(await rescoredAnswer(parts, { signalId: signal.signalId, modelId: 'drift-linear', changes }));
    const moved = signal.features.map((v, j) => (j === featureIndex('ret_15') ? 1.5 : v));
    expect(heads[0]?.margin).toBeCloseTo(margin(must(desk.drift.heads[0], 'a head'), inputOf(desk.drift, { ...signal, features: moved })), 5);
    expect(expectedReturnBp).toBe((heads[0]?.margin ?? NaN) * signal.horizonVolatilityBp);
    expect((await rescoredAnswer(parts, { signalId: signal.signalId, modelId: 'drift-linear', changes: [{ feature: 'moon', value: 1 }] })).problem).toBe('there is no feature moon');
  });
});

describe('what was', () => {
  it('[SG-23] five similar cases, the nearest first, of the desk with outcome and decision, and of rows never seen in training', () => {
    const newest = newestSuggestion();
    const earlier = suggestions.newest().filter((s) => s.signal.asOf < newest.signal.asOf);
    decided.set(must(earlier[0], 'there are earlier ones').suggestionId, 'reject');
    const cases: readonly SimilarPastCase[] = value(similarAnswer(parts, { signalId: newest.signal.signalId }));
    expect(cases).toHaveLength(5);
    expect(cases.map((c) => c.distance)).toEqual(cases.map((c) => c.distance).sort((a, b) => a - b));
    const row = inputOf(desk.drift, newest.signal);
    const { featureDeviations } = desk.drift.card;
    for (const one of cases.filter((c) => c.from === 'desk')) {
      const past = must(earlier.find((s) => s.signal.asOf === one.asOf && s.signal.symbol === one.symbol), 'an earlier suggestion');
      const other = inputOf(desk.drift, past.signal);
      const square = row.reduce((sum, x, j) => sum + (featureDeviations[j] === 0 ? 0 : ((x - (other[j] ?? 0)) / (featureDeviations[j] ?? 1)) ** 2), 0);
      expect(one.distance).toBeCloseTo(Math.sqrt(square / row.length), 9);
      expect(one.returnBp).toBe(suggestions.outcomeOf(past.suggestionId)?.returnBp ?? null);
      expect(one.decision).toBe(decided.get(past.suggestionId) ?? null);
    }
    expect(cases.some((c) => c.from === 'held out') || cases.some((c) => c.from === 'desk')).toBe(true);
  });

  it("[SG-20] odds of the trader's own side are what the edge model says of that side at the newest bar", async () => {
    const signal = newestSignal();
    const view = must(signal.views.find((v) => v.role === 'edge'), 'it spoke');
    const own = value(await oddsAnswer(parts, { symbol: signal.symbol, side: view.side ?? 'buy' }));
    expect(own).toMatchObject({ value: view.heads[0]?.odds, asOf: signal.asOf, modelId: 'edge-logistic' });
    const other = value(await oddsAnswer(parts, { symbol: signal.symbol, side: view.side === 'buy' ? 'sell' : 'buy' }));
    expect(other.value).not.toBe(own.value);
    expect(other.betSize).toBeGreaterThanOrEqual(0);
    expect((await oddsAnswer(parts, { symbol: 'NOPE', side: 'buy' })).problem).toBe('no bar of NOPE has been read yet');
  });

  it('[SG-24] what was said of a name and its features are kept with what came of them', () => {
    const signal = newestSignal();
    const past = parts.signals?.pasts.signals(signal.symbol) ?? [];
    expect(past.at(-1)).toMatchObject({ asOf: signal.asOf, scoreSigma: signal.scoreSigma, returnBp: null });
    expect(past.slice(0, -signal.horizonBars).every((p) => p.returnBp !== null)).toBe(true);
    const { points, unit } = value(featurePastAnswer(parts, { symbol: signal.symbol, feature: 'ret_15' }));
    expect(unit).toBe('sigma');
    expect(points.at(-1)).toEqual({ at: signal.asOf, value: Math.fround(signal.features[featureIndex('ret_15')] ?? NaN) });
    expect(points).toHaveLength(150);
    const other = must(parts.signals?.readings().find((r) => r.symbol !== signal.symbol), 'there are three names');
    const { bars } = parts.marketData;
    history = earlierBars(other.symbol, points[0]?.at ?? 0, 70);
    expect(bars(other.symbol)).toHaveLength(70);
    const filled = value(featurePastAnswer(parts, { symbol: other.symbol, feature: 'ret_15' })).points;
    expect(filled).toHaveLength(220);
    expect(filled.map((p) => p.at)).toEqual(filled.map((p) => p.at).sort((a, b) => a - b));
    expect(filled.slice(30, 70).every((p) => p.value !== null)).toBe(true);
    expect(value(featurePastAnswer(parts, { symbol: other.symbol, feature: 'ret_15' })).points).toEqual(filled);
    expect(featurePastAnswer(parts, { symbol: signal.symbol, feature: 'moon' }).problem).toBe('there is no feature moon');
  });

  it('[SG-17] a model is followed live: calls whose horizon has passed, and how its band held', () => {
    expect(parts.signals && 'recordOf' in parts.signals).toBe(true);
    const { recordOf } = parts.signals as unknown as { recordOf(id: string): { calls: number; right: number; band: { calls: number; inside: number } | null } | null };
    const drift = must(recordOf('drift-linear'), 'horizons have passed');
    expect(drift.calls).toBeGreaterThan(100);
    expect(drift.right).toBeGreaterThan(0);
    expect(drift.band?.calls).toBeGreaterThan(100);
    for (const { card } of desk.others) expect((recordOf(card.modelId)?.calls ?? 0) + (recordOf(card.modelId)?.band?.calls ?? 0), card.modelId).toBeGreaterThan(0);
  });

  it('[SG-23] the evaluation, whose rows are searched, is told as it was published', () => {
    expect(value(evaluationAnswer(parts, { modelId: 'regime-tree' })).heads.map((h) => h.name)).toEqual(['calm', 'choppy', 'stressed']);
    expect(evaluationAnswer(parts, { modelId: 'tea-leaves' }).problem).toBe('no model tea-leaves is loaded');
  });
});

it('[EX-24] without a process to ask, the answer says so, and scores are not held up', async () => {
  const signal = newestSignal();
  const spare = must(host.children[1], 'the second process is the spare');
  spare.kill('SIGSTOP');
  const asked = explanationAnswer(parts, { signalId: signal.signalId, modelId: 'direction-forest', head: 'up', method: null });
  const from = performance.now();
  for (let i = 0; i < 20; i++) expect((await inference.score(desk.drift.modelHash, inputOf(desk.drift, signal), 1)).ok).toBe(true);
  expect(performance.now() - from).toBeLessThan(1_000);
  spare.kill('SIGKILL');
  expect((await asked).problem).toContain('the process that was asked has ended');
});
