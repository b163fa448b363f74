/** The engine against the live code, and against its own future. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { syntheticTape } from '../../../../reference/simulator/synthetic-tape.ts';
import { evaluatorRunner, shippedModel, shippedModels } from '../../../../tests/fixtures/drift-linear.ts';
import { forkingHost, type ForkingHost } from '../../../../tests/fixtures/forking-host.ts';
import type { Reading } from '../../../shared/contract/signals.ts';
import { defaultLimits } from '../../../shared/domain/limits.ts';
import { epochMicros, priceTicks } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import type { Verdict } from '../../../shared/signals/policy.ts';
import { quoteAroundBars } from '../../../shared/tape/quote-around-bars.ts';
import type { Tape, TapeEvent } from '../../../shared/tape/tape.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { decidingModels } from '../signals/read-models.ts';
import { createSignals } from '../signals/signals.ts';
import { createInference, type Inference } from '../workers/inference.ts';
import { openSessionRunner } from '../workers/session-runner.ts';
import { runBacktest, type EngineInputs, type EngineResult } from './engine.ts';

const open: { host: ForkingHost; inference: Inference }[] = [];
afterEach(async () => {
  for (const { host, inference } of open.splice(0)) {
    inference.dispose();
    for (const child of host.children) if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  }
});

const market = (seed: number, sessions = 1): Tape =>
  syntheticTape({ seed, sessions, start: epochMicros(Date.UTC(2025, 2, 3, 14, 30) * 1000), instruments: ['AURX', 'BRVN', 'FERL'], secondsPerSession: 18_000 });

const run = (model: LoadedModel, tape: Pick<Tape, 'instruments'>, events: Iterable<TapeEvent>, change: Partial<EngineInputs> = {}): Promise<EngineResult> =>
  runBacktest({ instruments: tape.instruments, events, models: { drift: model, others: [] }, limits: defaultLimits, costMultiplier: 1, runner: evaluatorRunner(model), ...change });

describe('backtest engine', () => {
  it.each([['quotes, trades and depth', market(8)], ['bars alone', quoteAroundBars({ ...market(8), events: () => [...market(8).events()].filter((e) => e.type === 'bar') })]])(
    '[BT-1] says at every bar what live signals say at the same position, to the bit, over %s', async (_what, tape) => {
      const models = await shippedModels();
      const deciding = { drift: models.drift, others: decidingModels(models.others) };
      const said = new Map<string, { readonly verdict: Verdict; readonly positionQty: number }>();
      const result = await run(models.drift, tape, tape.events(), {
        models: deciding, runner: await openSessionRunner([deciding.drift, ...deciding.others]),
        onVerdict: ({ bar }, verdict, positionQty) => said.set(`${bar.symbol} ${bar.end}`, { verdict, positionQty }),
      });
      expect(result.trades.length).toBeGreaterThan(5);

      // Live every model speaks; those that decide nothing are not scored in a backtest.
      expect(deciding.others.length).toBeLessThan(models.others.length);
      const live = await liveVerdicts(tape, models, (key) => said.get(key)?.positionQty ?? NaN);
      expect(live.size).toBe(said.size);
      expect([...live]).toEqual([...said].map(([key, { verdict }]) => [key, verdict]));
    }, 60_000);

  it('[BT-2] what happens later changes no trade that was closed and no equity before', async () => {
    const model = await shippedModel();
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0.25, max: 0.95, noNaN: true }), fc.double({ min: 0.5, max: 2, noNaN: true }), async (seed, cutAt, factor) => {
      const tape = market(seed);
      const events = [...tape.events()];
      const cut = events[Math.floor(cutAt * events.length)]?.time ?? 0;
      const [told, other] = [await run(model, tape, events), await run(model, tape, events.map((event) => (event.time > cut ? scaled(event, factor) : event)))];
      expect(before(other, cut)).toEqual(before(told, cut));
    }), { numRuns: 8 });
  }, 120_000);

  it('[BT-2] when the data ends earlier, the window before is the same but for the exit that the end forces', async () => {
    const model = await shippedModel();
    const tape = market(8);
    const events = [...tape.events()];
    const whole = await run(model, tape, events);
    expect(whole.trades.length).toBeGreaterThan(10);
    for (const share of [0.4, 0.6, 0.8]) {
      const cut = events[Math.floor(share * events.length)]?.time ?? 0;
      const part = await run(model, tape, events.filter((event) => event.time <= cut));
      expect(before(part, cut)).toEqual(before(whole, cut));
      expect(part.trades.filter((trade) => trade.exitReason !== 'end')).toEqual(whole.trades.filter((trade) => trade.exitTime <= cut && trade.exitReason !== 'end'));
    }
  }, 60_000);

  it('[BT-8] equity is 1 plus the equal share of what the trades brought, at the end to the last of them', async () => {
    const model = await shippedModel();
    const tape = market(8);
    const { trades, equity, bars, suggestions, abstained } = await run(model, tape, tape.events());
    const brought = trades.reduce((sum, trade) => sum + trade.netBp / 1e4 / 3, 0);
    expect(equity.at(-1)?.value).toBeCloseTo(1 + brought, 10);
    expect(equity[0]?.value).toBe(1);
    expect(equity).toHaveLength(300);
    expect(bars).toBe(900);
    expect(suggestions + abstained).toBe(bars);
    expect(suggestions).toBe(trades.length);
  });

  it('[BT-1] a position is one an instrument: trades of a symbol do not overlap', async () => {
    const model = await shippedModel();
    const tape = market(21);
    const { trades } = await run(model, tape, tape.events());
    for (const { symbol } of tape.instruments) {
      const own = trades.filter((trade) => trade.symbol === symbol);
      own.slice(1).forEach((trade, i) => expect(trade.entryTime).toBeGreaterThanOrEqual(own[i]?.exitTime ?? Infinity));
    }
  });

  it('[BT-1] a session that fails ends the run with its own words', async () => {
    const model = await shippedModel();
    const tape = market(8);
    await expect(run(model, tape, tape.events(), { runner: { ...evaluatorRunner(model), explain: () => Promise.reject(new Error('the session is gone')) } })).rejects.toThrow('the session is gone');
  });
});

/** What was settled at `cut`: trades closed by a rule by then, and equity up to then. */
const before = ({ trades, equity }: EngineResult, cut: number): unknown => ({
  trades: trades.filter((trade) => trade.exitTime <= cut && trade.exitReason !== 'end'), equity: equity.filter((point) => point.time <= cut),
});

function scaled(event: TapeEvent, factor: number): TapeEvent {
  const moved = (price: number): ReturnType<typeof priceTicks> => priceTicks(Math.max(1, Math.round(price * factor)));
  if (event.type === 'bar') {
    const { bar } = event;
    return { ...event, bar: { ...bar, open: moved(bar.open), high: moved(bar.high), low: moved(bar.low), close: moved(bar.close) } };
  }
  return event.type === 'quote' ? { ...event, quote: { ...event.quote, bid: moved(event.quote.bid), ask: moved(event.quote.ask) } } : event;
}

/** The live room over the tape with the real inference process, at the positions given. */
async function liveVerdicts(tape: Tape, models: { readonly drift: LoadedModel; readonly others: readonly LoadedModel[] }, positionAt: (key: string) => number): Promise<ReadonlyMap<string, Verdict>> {
  const host = forkingHost();
  const inference = createInference(host);
  open.push({ host, inference });
  for (const model of [models.drift, ...models.others]) expect(await inference.load(model)).toMatchObject({ ok: true });
  const verdicts = new Map<string, Verdict>();
  const made = new Map<string, Suggestion>();
  let [time, ids] = [0, 0];
  const signals = createSignals({
    host: { newId: () => `id-${++ids}` }, inference, models, limits: () => defaultLimits,
    instrumentOf: (symbol) => tape.instruments.find((i) => i.symbol === symbol) ?? null,
    positionOf: (symbol) => positionAt(`${symbol} ${time}`),
    onMade: (suggestion) => {
      made.set(suggestion.suggestionId, suggestion);
      signals.close(suggestion.suggestionId, 'accepted'); // as the backtest does: at once
    },
    onReading: (reading) => verdicts.set(`${reading.symbol} ${reading.asOf}`, verdictOf(reading, made)),
  });
  const quotes = new Map<string, Quote>();
  let together: Promise<void>[] = [];
  for (const event of tape.events()) {
    if (event.time !== time) {
      await Promise.all(together);
      together = [];
      time = event.time;
    }
    if (event.type === 'quote') { quotes.set(event.quote.symbol, event.quote); signals.onQuote(event.quote.symbol, event.quote); }
    else if (event.type === 'depth') signals.onDepth(event.depth.symbol, event.depth);
    else if (event.type === 'trade') signals.onTrade(event.trade.symbol, event.trade);
    else if (event.type === 'bar') together.push(signals.onBar(event.bar.symbol, event.bar, quotes.get(event.bar.symbol) ?? null));
  }
  await Promise.all(together);
  return verdicts;
}

function verdictOf(reading: Reading, made: ReadonlyMap<string, Suggestion>): Verdict {
  const suggestion = reading.suggestionId === null ? undefined : made.get(reading.suggestionId);
  if (!suggestion) return { kind: 'abstain', reason: reading.abstained ?? 'MODEL_UNAVAILABLE', detail: reading.detail ?? '' };
  const { suggestionId: _id, signal: _signal, madeAt: _madeAt, status: _status, ...terms } = suggestion;
  return { kind: 'suggest', terms };
}
