/** Bars in, readings and suggestions out: batched, in order, the same twice, through the real process too. */
import { afterEach, describe, expect, it } from 'vitest';
import { syntheticTape } from '../../../../reference/simulator/synthetic-tape.ts';
import { evaluatorRunner, shippedModel } from '../../../../tests/fixtures/drift-linear.ts';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import type { Reading } from '../../../shared/contract/signals.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { isAdditive } from '../../../shared/domain/explanation.ts';
import type { KeptRecord } from '../../../shared/domain/kept-record.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { featureIndex } from '../../../shared/features/schema.ts';
import { outcomeOf, type Outcome } from '../../../shared/signals/outcome.ts';
import { noisyCopies } from '../../../shared/signals/stability.ts';
import type { Tape } from '../../../shared/tape/tape.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import { createSignals, keepEverySeconds, type Signals, type SignalsParts } from './signals.ts';

const hosts: { host: ForkingHost; inference: Inference }[] = [];
afterEach(async () => {
  for (const { host, inference } of hosts.splice(0)) {
    inference.dispose();
    for (const child of host.children) if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  }
});

/** Six hours of a simulated market in which the model finds something to say. */
const market = (): Tape => syntheticTape({ seed: 8, sessions: 1, start: epochMicros(Date.UTC(2025, 2, 3, 14, 30) * 1000), instruments: ['AURX', 'BRVN', 'FERL'] });

interface Told { readings: Reading[]; made: Suggestion[]; closed: Suggestion[]; outcomes: Outcome[] }

function signalsOver(tape: Tape, model: LoadedModel, inference: SignalsParts['inference'], change: Partial<SignalsParts> = {}): { signals: Signals; told: Told } {
  const told: Told = { readings: [], made: [], closed: [], outcomes: [] };
  let ids = 0;
  const signals = createSignals({
    host: { newId: () => `id-${++ids}` }, inference, models: { drift: model, others: [] },
    instrumentOf: (symbol) => tape.instruments.find((i) => i.symbol === symbol) ?? null,
    limits: () => defaultLimits, positionOf: () => 0,
    onReading: (r) => told.readings.push(r), onMade: (s) => told.made.push(s), onClosed: (s) => told.closed.push(s),
    onOutcome: (o) => told.outcomes.push(o), ...change,
  });
  return { signals, told };
}

async function play(tape: Tape, signals: Signals, whileAsked: (time: number) => void = () => {}): Promise<number> {
  const quotes = new Map<string, Quote>();
  let bars = 0;
  let together: Promise<void>[] = [];
  let time = 0;
  for (const event of tape.events()) {
    if (event.time !== time) { whileAsked(time); await Promise.all(together); together = []; time = event.time; }
    if (event.type === 'quote') { quotes.set(event.quote.symbol, event.quote); signals.onQuote(event.quote.symbol, event.quote); }
    else if (event.type === 'depth') signals.onDepth(event.depth.symbol, event.depth);
    else if (event.type === 'trade') signals.onTrade(event.trade.symbol, event.trade);
    else if (event.type === 'bar') { bars++; together.push(signals.onBar(event.bar.symbol, event.bar, quotes.get(event.bar.symbol) ?? null)); }
  }
  await Promise.all(together);
  return bars;
}

describe('signals', () => {
  it('[SG-4] every bar gives a reading: a suggestion with its reasons, or the reason for silence', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const inference = evaluatorRunner(model);
    const { signals, told } = signalsOver(tape, model, inference);
    const bars = await play(tape, signals);
    expect(told.readings).toHaveLength(bars);
    expect(told.made.length).toBeGreaterThan(10);
    const madeIds = new Set(told.made.map((m) => m.suggestionId));
    const spoken = told.readings.filter((r) => r.suggestionId !== null);
    expect(spoken.length).toBeGreaterThanOrEqual(told.made.length);
    expect(spoken.every((r) => madeIds.has(r.suggestionId ?? ''))).toBe(true);
    expect(told.readings.every((r) => (r.suggestionId === null) === (r.abstained !== null))).toBe(true);
    for (const { signal, netEdgeBp } of told.made) {
      expect(isAdditive(signal.explanation)).toBe(true);
      expect(netEdgeBp).toBeGreaterThan(0);
      expect(signal.band.lowBp).toBeLessThan(signal.expectedReturnBp);
      expect(signal.band.highBp).toBeGreaterThan(signal.expectedReturnBp);
    }
    // Three instruments end their bars together and are scored in one run, and so are their copies with noise.
    expect(new Set(inference.runs)).toEqual(new Set([3, 3 * noisyCopies]));
  });

  it('[SG-8] one open suggestion an instrument; the older ends when a newer is made or its time is up', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, signals);
    expect(signals.open().length).toBeLessThanOrEqual(3);
    expect(told.closed.length + signals.open().length).toBe(told.made.length);
    expect(told.closed.every((s) => s.status === 'expired')).toBe(true);
    expect(new Set(told.closed.map((s) => s.suggestionId)).size).toBe(told.closed.length);
    // The same call again leaves the open one as it is: one is made only when none was open, or for the other side.
    for (const made of told.made) {
      const before = told.made.filter((m) => m.signal.symbol === made.signal.symbol && m.madeAt < made.madeAt).at(-1);
      if (before?.side === made.side) expect(made.madeAt).toBeGreaterThanOrEqual(before.expiresAt);
    }
  });

  it('[SG-9] the same market gives the same suggestions, also through the real process', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const host = forkingHost();
    const inference = createInference(host);
    hosts.push({ host, inference });
    expect(await inference.load(model)).toMatchObject({ ok: true });
    const runs: string[] = [];
    for (const scorer of [inference, inference]) {
      const { signals, told } = signalsOver(tape, model, scorer);
      await play(tape, signals);
      runs.push(JSON.stringify(told));
    }
    expect(runs[0]).toBe(runs[1]);
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, signals);
    const real = JSON.parse(runs[0] ?? '') as Told;
    expect(real.made.map((s) => [s.signal.symbol, s.side, s.madeAt])).toEqual(told.made.map((s) => [s.signal.symbol, s.side, s.madeAt]));
    expect(inference.stats().failures).toBe(0);
  });

  it('[SG-10] each suggestion is measured once, a horizon later, followed or not', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, signals);
    const lastBar = Math.max(...told.readings.map((r) => r.asOf));
    const due = told.made.filter((s) => s.signal.asOf + 15 * 60e6 <= lastBar);
    expect(told.outcomes.map((o) => o.suggestionId).sort()).toEqual(due.map((s) => s.suggestionId).sort());
  });

  it('[SG-10] an answer that comes when the next bar has ended is measured at the horizon of its own bar', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const through = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, through.signals);
    const { suggestionId, horizonEnd } = through.told.outcomes[0] as Outcome;
    const made = through.told.made.find((s) => s.suggestionId === suggestionId) as Suggestion;
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    const [quotes, waiting]: [Map<string, Quote>, Promise<void>[]] = [new Map(), []];
    let time = 0;
    for (const event of tape.events()) {
      if (event.time > horizonEnd + 120e6) break;
      if (event.time !== time) {
        // Nothing is answered between its bar and the end of the next.
        if (time < made.madeAt || time >= made.madeAt + 60e6) await Promise.all(waiting.splice(0));
        time = event.time;
      }
      if (event.type === 'quote') { quotes.set(event.quote.symbol, event.quote); signals.onQuote(event.quote.symbol, event.quote); }
      else if (event.type === 'depth') signals.onDepth(event.depth.symbol, event.depth);
      else if (event.type === 'trade') signals.onTrade(event.trade.symbol, event.trade);
      else if (event.type === 'bar') waiting.push(signals.onBar(event.bar.symbol, event.bar, quotes.get(event.bar.symbol) ?? null));
    }
    await Promise.all(waiting);
    const same = told.made.find((s) => s.signal.symbol === made.signal.symbol && s.madeAt === made.madeAt) as Suggestion;
    expect(told.outcomes.find((o) => o.suggestionId === same.suggestionId)?.horizonEnd).toBe(horizonEnd);
  });

  it('[SG-10] a horizon that passes while the workstation is down is measured from history, at its own bar', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const through = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, through.signals);
    const expected = through.told.outcomes[0] as Outcome;
    const suggestion = through.told.made.find((s) => s.suggestionId === expected.suggestionId) as Suggestion;
    const bars: Bar[] = [];
    for (const event of tape.events()) if (event.type === 'bar' && event.bar.symbol === suggestion.signal.symbol) bars.push(event.bar);
    const restarted = signalsOver(tape, model, evaluatorRunner(model));
    restarted.signals.restore([suggestion]);
    restarted.signals.warmUp(suggestion.signal.symbol, bars);
    restarted.signals.warmUp(suggestion.signal.symbol, bars);
    // History has no quotes: the close of the same bar stands for its mark.
    const last = bars.find((bar) => bar.end === expected.horizonEnd) as Bar;
    expect(restarted.told.outcomes).toEqual([outcomeOf(suggestion, last.close, last.end)]);
  });

  it('[SG-11] after a warm start the next bar reads as if it had run all along', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const bars: Bar[] = [];
    for (const event of tape.events()) if (event.type === 'bar' && event.bar.symbol === 'AURX') bars.push(event.bar);
    const through = signalsOver(tape, model, evaluatorRunner(model));
    for (const bar of bars.slice(0, 120)) await through.signals.onBar('AURX', bar, null);
    const warm = signalsOver(tape, model, evaluatorRunner(model));
    warm.signals.warmUp('AURX', bars.slice(0, 119));
    await warm.signals.onBar('AURX', bars[119] as Bar, null);
    warm.signals.warmUp('AURX', bars.slice(0, 119)); // history that was already seen changes nothing
    expect(warm.told.readings.at(-1)).toEqual(through.told.readings.at(-1));
    expect(warm.told.readings).toHaveLength(1);
  });

  it('[SG-11] what came of calls is kept every five minutes of market time and at the end, and a later desk goes on from it', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const [kept, times]: [Map<string, KeptRecord>, number[]] = [new Map(), []];
    const scores: number[] = [];
    const { signals } = signalsOver(tape, model, evaluatorRunner(model), { onMeasured: (models, asOf) => {
      times.push(asOf);
      for (const one of models) { kept.set(one.modelHash, one); scores.push(...one.bands.flatMap((band) => band.scores)); }
    } });
    await play(tape, signals);
    const before = times.length;
    expect(times.slice(1).every((time, i) => time - (times[i] ?? 0) >= keepEverySeconds * 1e6)).toBe(true);
    expect(before).toBeGreaterThan(30);
    signals.keep();
    expect(times.length).toBe(before + 1);
    const record = signals.recordOf(model.card.modelId);
    expect(record?.band?.calls).toBe(scores.length);
    const again = signalsOver(tape, model, evaluatorRunner(model), { kept: [...kept.values()] });
    expect(again.signals.recordOf(model.card.modelId)).toMatchObject({ calls: record?.calls, right: record?.right });
  });

  it('[SG-10] when the market starts over, what was open ends and nothing of the last session is measured in the next', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, signals);
    const waiting = told.made.length - told.outcomes.length;
    expect(waiting).toBeGreaterThan(0);
    signals.startOver();
    expect(signals.open()).toEqual([]);
    expect(signals.readings()).toEqual([]);
    const measured = new Set(told.outcomes.map((o) => o.suggestionId));
    const unmeasured = new Set(told.made.map((m) => m.suggestionId).filter((id) => !measured.has(id)));
    for (const event of tape.events()) if (event.type === 'bar') signals.warmUp(event.bar.symbol, [event.bar]);
    const last = told.made.at(-1) as Suggestion;
    const later = Array.from({ length: 60 }, (_, i): Bar => ({
      symbol: last.signal.symbol, start: epochMicros(last.madeAt + (i + 600) * 60e6), end: epochMicros(last.madeAt + (i + 601) * 60e6),
      open: priceTicks(1), high: priceTicks(1), low: priceTicks(1), close: priceTicks(1), volume: null,
    }));
    signals.warmUp(last.signal.symbol, later);
    expect(told.outcomes.filter((o) => unmeasured.has(o.suggestionId))).toEqual([]);
  });

  it('[SG-10] an answer to a bar of the market before opens nothing in the one that has started over since', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const first = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, first.signals);
    const made = first.told.made[0] as Suggestion;
    const { signals, told } = signalsOver(tape, model, evaluatorRunner(model));
    const stood: Suggestion[] = [];
    await play(tape, signals, (time) => { if (time === made.madeAt) signals.startOver(); else if (time > made.madeAt) stood.push(...signals.open()); });
    expect(told.made.filter((s) => s.madeAt <= made.madeAt)).toEqual([]);
    expect(told.readings.filter((r) => r.asOf === made.madeAt)).toEqual([]);
    expect(stood.filter((s) => s.madeAt <= made.madeAt)).toEqual([]);
    expect(told.readings.length).toBeGreaterThan(first.told.readings.length / 2);
  });

  it('[SG-8] a decision closes it, once; restored suggestions stay open until their time is up', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const first = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, first.signals);
    const suggestion = { ...(first.told.made.at(-1) as Suggestion), status: 'open' as const };
    const again = signalsOver(tape, model, evaluatorRunner(model));
    again.signals.restore([suggestion]);
    expect(again.signals.open()).toEqual([suggestion]);
    expect(again.signals.close(suggestion.suggestionId, 'accepted')).toEqual({ ...suggestion, status: 'accepted' });
    expect(again.signals.close(suggestion.suggestionId, 'rejected')).toBeNull();
    again.signals.restore([suggestion]);
    const late: Bar = { symbol: suggestion.signal.symbol, start: suggestion.expiresAt, end: epochMicros(suggestion.expiresAt + 60e6), open: priceTicks(1), high: priceTicks(1), low: priceTicks(1), close: priceTicks(1), volume: null };
    again.signals.warmUp(late.symbol, [late]);
    expect(again.told.closed).toEqual([{ ...suggestion, status: 'expired' }]);
  });

  it('[SG-27] features of own orders are read of how the desk stands at the bar, and are missing where nobody tells', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const places = ['own_position', 'own_order_imbalance', 'own_fill_recency'].map(featureIndex);
    const own = ({ told }: { told: Told }): unknown => places.map((j) => told.readings.findLast((r) => r.signal?.symbol === 'AURX')?.signal?.features[j]);
    const untold = signalsOver(tape, model, evaluatorRunner(model));
    await play(tape, untold.signals);
    expect(own(untold)).toEqual([null, null, null]);
    const told = signalsOver(tape, model, evaluatorRunner(model), { ownStateOf: () => ({ positionQty: 500, workingBuyQty: 30, workingSellQty: 10 }) });
    told.signals.onOwnFill('AURX', { lastQty: quantityLots(5) });
    await play(tape, told.signals);
    expect(own(told)).toEqual([expect.closeTo(0.5, 0), 0.5, expect.closeTo(1 / 300, 2)]);
    expect(own(told)).not.toContain(null);
  });

  it('[SG-5] without scores it says so, and does not stop', async () => {
    const [tape, model] = [market(), await shippedModel()];
    const failed = { ok: false, error: { code: 'DEADLINE' } } as const;
    const failing: SignalsParts['inference'] = { score: () => Promise.resolve(failed), explain: () => Promise.resolve(failed) };
    const { signals, told } = signalsOver(tape, model, failing);
    await play(tape, signals);
    expect(told.made).toHaveLength(0);
    expect(told.readings.at(-1)).toMatchObject({ abstained: 'MODEL_UNAVAILABLE', detail: 'no score: DEADLINE', signal: null });
  });
});
