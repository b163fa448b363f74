/**
 * The backtest process: takes one job, runs it, says how far it is, and answers with a result or a named problem. It
 * holds nothing that matters and is canceled by being killed. Runs under child_process.fork and under utilityProcess.
 */
import { assumptionsOf } from '../backtest/assumptions.ts';
import type { BacktestJob, FromBacktest } from '../backtest/backtest-messages.ts';
import { runBacktest } from '../backtest/engine.ts';
import { thinned } from '../backtest/equity.ts';
import { loadData, type BacktestData } from '../backtest/load-data.ts';
import { metricsOf } from '../backtest/metrics.ts';
import { must } from '../../../shared/base/assert.ts';
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Tape, TapeEvent } from '../../../shared/tape/tape.ts';
import { parentPort } from './parent-port.ts';
import { openSessionRunner } from './session-runner.ts';

/** Bars sent back to draw the trades on, the newest of each run. */
const barsSentMax = 500_000;
/** Shortest pause between two reports of progress. */
const progressEveryMs = 200;

const port = parentPort();
const send = (message: FromBacktest): void => port.send(message);

async function take(job: BacktestJob): Promise<void> {
  const { runId } = job;
  const startedMs = performance.now();
  try {
    const data = loadData(job);
    if (!data.ok) return send({ type: 'failed', runId, problem: data.error });
    const { result, bars } = await run(job, data.value, startedMs);
    send({ type: 'progress', runId, progress: 1 });
    send({ type: 'finished', runId, result, bars });
  } catch (error) {
    send({ type: 'failed', runId, problem: error instanceof Error ? error.message : String(error) });
  }
}

async function run(job: BacktestJob, { tape, source, hash }: BacktestData, startedMs: number): Promise<{ readonly result: BacktestResult; readonly bars: readonly Bar[] }> {
  const { runId, definition, definitionHash, limits } = job;
  const [first, ...others] = job.models;
  const drift = must(first, 'a job has a drift model');
  const runner = await openSessionRunner(job.models);
  const bars: Bar[] = [];
  let defects = 0;
  const events = watched(tape, (event) => {
    if (event.type === 'bar') bars.push(event.bar);
    if (event.type === 'defect') defects++;
  }, (progress) => send({ type: 'progress', runId, progress }));
  const outcome = await runBacktest({
    instruments: tape.instruments, events, models: { drift, others }, limits, costMultiplier: definition.costMultiplier, runner,
  });
  const { periods, ...metrics } = metricsOf(outcome.equity, outcome.trades);
  const result: BacktestResult = {
    runId, definition, definitionHash, modelHash: drift.modelHash, dataSource: source, dataHash: hash,
    bars: outcome.bars, seconds: (performance.now() - startedMs) / 1000,
    assumptions: assumptionsOf({
      definition, defects, models: job.models.map(({ card }) => `${card.modelId} ${card.version}`), horizonBars: drift.card.horizonBars, sharpeRule: periods.rule, tradable: tape.instruments.filter((i) => i.tradable).length,
    }),
    ...metrics, suggestions: outcome.suggestions, abstained: outcome.abstained, silences: outcome.silences, equity: thinned(outcome.equity), trades: outcome.trades,
  };
  return { result, bars: bars.slice(-barsSentMax) };
}

/** The events, each shown to `onEvent`, with a report of progress now and then: the share of what was counted on the tape. */
function* watched(tape: Tape, onEvent: (event: TapeEvent) => void, report: (progress: number) => void): Generator<TapeEvent, void, undefined> {
  const { counts } = tape;
  const counted = { bar: counts.bars, quote: counts.quotes, trade: counts.trades, depth: counts.depths, defect: 0 };
  const all = Math.max(1, counts.bars + counts.quotes + counts.trades + counts.depths);
  let seen = 0;
  let reported = -Infinity;
  for (const event of tape.events()) {
    onEvent(event);
    if (counted[event.type] > 0) seen++;
    // The clock is read now and then: it costs more than an event.
    if (seen % 256 === 1 && performance.now() - reported >= progressEveryMs) {
      reported = performance.now();
      report(Math.min(0.999, seen / all));
    }
    yield event;
  }
}

port.onMessage((message) => void take(message as BacktestJob));
send({ type: 'ready' });
