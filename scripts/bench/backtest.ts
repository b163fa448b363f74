/** P1: the backtest engine as it runs in its process: features, ONNX session, explanation, policy, fills, equity. */
import { join } from 'node:path';
import { syntheticTape } from '../../reference/simulator/synthetic-tape.ts';
import { runBacktest } from '../../src/main/core/backtest/engine.ts';
import { metricsOf } from '../../src/main/core/backtest/metrics.ts';
import { loadModel } from '../../src/main/core/models/load-model.ts';
import { openSessionRunner } from '../../src/main/core/workers/session-runner.ts';
import { sha256Hex } from '../../src/shared/base/sha256.ts';
import { defaultLimits } from '../../src/shared/domain/limits.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { Bench } from './row.ts';
import { acrossRounds } from './summary.ts';

const start = epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000);
const minutesPerSession = 390;

export const backtest: Bench = async ({ rounds, quick }) => {
  const loaded = await loadModel(join('resources', 'models', 'drift-linear', '1.0.0'));
  if (!loaded.ok) throw new Error(`${loaded.error.code}: ${loaded.error.detail}`);
  const model = loaded.value;
  const runner = await openSessionRunner([model]);
  const sessions = Math.ceil((quick ? 10_000 : 100_000) / minutesPerSession);
  // One quote and one book a bar; made beforehand, so that the simulator is not measured.
  const tape = syntheticTape({ seed: 1, sessions, start, instruments: ['AURX'], barsOnly: true });
  const events = [...tape.events()];
  const inputs = { instruments: tape.instruments, events, models: { drift: model, others: [] }, limits: defaultLimits, costMultiplier: 1, runner };
  const run = async (): Promise<{ barsPerSecond: number; eventsPerSecond: number; bars: number; trades: number; print: string }> => {
    const startedMs = performance.now();
    const { bars, trades, equity } = await runBacktest(inputs);
    const metrics = metricsOf(equity, trades);
    const seconds = (performance.now() - startedMs) / 1000;
    return { bars, trades: trades.length, barsPerSecond: bars / seconds, eventsPerSecond: events.length / seconds, print: sha256Hex(JSON.stringify([metrics, trades])) };
  };
  const warm = await run();
  const scored: typeof warm[] = [];
  for (let round = 0; round < rounds; round++) scored.push(await run());
  const figure = (name: string, unit: string, values: number[]) => ({ name, unit, ...acrossRounds(values) });
  return {
    id: 'P1',
    title: 'event-driven backtest',
    workload: `${warm.bars} one-minute bars of one instrument with a quote and five levels each (${events.length} events), ${model.card.featureNames.length} features, ONNX scoring in batches of 256, explanation and policy at each bar, ${warm.trades} trades, equity, drawdown, Sharpe`,
    figures: [
      figure('bars', '/s', scored.map((r) => r.barsPerSecond)),
      figure('events', '/s', scored.map((r) => r.eventsPerSecond)),
    ],
    problem: scored.every((r) => r.print === warm.print) ? null : 'two runs differ',
    notes: [
      'This is the model strategy at full length, not the SMA 10/30 of the performance table: that engine and its peers (grademark, @backtest/framework) come with the backtest issue, and this figure is not to be held against theirs.',
      'One warm-up run; the tape is in memory; reading files and the process\'s start are not measured.',
    ],
  };
};
