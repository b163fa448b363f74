/**
 * P1 and P1M: the backtest engine as it runs in its process: features, ONNX sessions, explanation, policy, fills, equity. With the model that
 * proposes alone, and with all that decide.
 */
import { syntheticTape } from '../../reference/simulator/synthetic-tape.ts';
import { runBacktest } from '../../src/main/core/backtest/engine.ts';
import { metricsOf } from '../../src/main/core/backtest/metrics.ts';
import { decidingModels, inOrder } from '../../src/main/core/signals/read-models.ts';
import { openSessionRunner } from '../../src/main/core/workers/session-runner.ts';
import { sha256Hex } from '../../src/shared/base/sha256.ts';
import { defaultLimits } from '../../src/shared/domain/limits.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import { featureNames } from '../../src/shared/features/schema.ts';
import type { Bench } from './row.ts';
import { shippedModels } from './shipped-models.ts';
import { acrossRounds } from './summary.ts';

const start = epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000);
const minutesPerSession = 390;

interface Kind {
  readonly id: string;
  readonly title: string;
  /** Whether the models that a verdict depends on run with the one that proposes. */
  readonly withOthers: boolean;
  /** Bars at full length; a tenth where it is to be quick. */
  readonly bars: number;
}

const benchOf = ({ id, title, withOthers, bars: length }: Kind): Bench => async ({ rounds, quick }) => {
  const loaded = await shippedModels();
  const models = { drift: loaded.drift, others: withOthers ? inOrder(decidingModels(loaded.others)) : [] };
  const all = [models.drift, ...models.others];
  const runner = await openSessionRunner(all);
  const sessions = Math.ceil((quick ? length / 10 : length) / minutesPerSession);
  // One quote and one book a bar; made beforehand, so that the simulator is not measured.
  const tape = syntheticTape({ seed: 1, sessions, start, instruments: ['AURX'], barsOnly: true });
  const events = [...tape.events()];
  const inputs = { instruments: tape.instruments, events, models, limits: defaultLimits, costMultiplier: 1, runner };
  const run = async () => {
    const [startedMs, cpuBefore] = [performance.now(), process.cpuUsage()];
    const { bars, trades, equity, silences } = await runBacktest(inputs);
    const metrics = metricsOf(equity, trades);
    const seconds = (performance.now() - startedMs) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    return {
      bars, trades: trades.length, barsPerSecond: bars / seconds, eventsPerSecond: events.length / seconds, cpuMicrosPerBar: (cpu.user + cpu.system) / bars,
      print: sha256Hex(JSON.stringify([metrics, trades, silences])),
    };
  };
  const warm = await run();
  const scored: typeof warm[] = [];
  for (let round = 0; round < rounds; round++) scored.push(await run());
  const figure = (name: string, unit: string, values: number[]) => ({ name, unit, ...acrossRounds(values) });
  return {
    id, title,
    workload: `${warm.bars} one-minute bars of one instrument with a quote and five levels each (${events.length} events), ${featureNames.length} features a bar, ${all.map(({ card }) => `${card.modelId} (${card.featureNames.length})`).join(', ')}; ONNX sessions in batches of 256, explanation of the first and policy at each bar, adaptive bands, ${warm.trades} trades, equity, drawdown, Sharpe`,
    figures: [
      figure('bars', '/s', scored.map((r) => r.barsPerSecond)),
      figure('events', '/s', scored.map((r) => r.eventsPerSecond)),
      figure('processor time a bar', 'µs', scored.map((r) => r.cpuMicrosPerBar)),
    ],
    problem: scored.every((r) => r.print === warm.print) ? null : 'two runs differ',
    notes: [
      'This is the model strategy at full length, not the SMA 10/30 of the performance table: that engine and its peers (grademark, @backtest/framework) come with the backtest issue, and this figure is not to be held against theirs.',
      'One warm-up run; the tape is in memory; reading files, loading models and the process\'s start are not measured. Stability is not in it: no verdict depends on it.',
      ...(withOthers ? ['A kernel machine scores row by row, also in a batch: its runtime sums a batch in another order, and live rows come alone.'] : []),
    ],
  };
};

export const backtest = benchOf({ id: 'P1', title: 'event-driven backtest, the proposing model alone', withOthers: false, bars: 100_000 });
export const backtestOfAll = benchOf({ id: 'P1M', title: 'event-driven backtest, all models that decide', withOthers: true, bars: 40_000 });
