/** Backtests from and to the screen. */
import type { BacktestRun } from '../../../shared/contract/backtest.ts';
import type { Rooms } from '../core.ts';
import { priceFrameMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function backtestCalls({ backtests }: Rooms): CallsOf<'backtest'> {
  return {
    'backtest.start': (definition) => backtests.start(definition),
    'backtest.cancel': async ({ runId }) => ({ ok: backtests.cancel(runId) }),
    'backtest.result': async ({ runId }) => backtests.result(runId),
    'backtest.bars': async ({ runId, symbol }) => backtests.bars(runId, symbol),
  };
}

export function backtestStreams({ host: { clock }, backtests, owned }: Rooms): StreamsOf<'backtest'> {
  const topic = new Topic<readonly BacktestRun[], BacktestRun>(clock, 2 * priceFrameMs, () => backtests.runs());
  owned.add(backtests.onRun((run) => topic.changed(run.runId, run)));
  return { 'backtest.runs': (_params, sink) => topic.open(sink) };
}
