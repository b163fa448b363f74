/**
 * The backtest: the models over a tape, event by event, through the code that runs live (features, models, explanation,
 * policy, sizing, cost). Pure: scoring is handed in, nothing is read but the tape. Rules in docs/specs/backtest.md.
 */
import type { BacktestResult, BacktestTrade } from '../../../shared/contract/backtest.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { TapeEvent } from '../../../shared/tape/tape.ts';
import { readModels, type ModelRunner } from '../signals/read-models.ts';
import type { EquityPoint } from './equity.ts';
import { readMarket, type BarEnds } from './read-market.ts';
import { Trader, type TraderOptions } from './trader.ts';

export interface EngineInputs extends TraderOptions {
  readonly instruments: readonly Instrument[];
  /** In time order; those of other instruments are ignored. */
  readonly events: Iterable<TapeEvent>;
  /** The models' own sessions. */
  readonly runner: ModelRunner;
}

export interface EngineResult {
  /** Bars that were taken in. */
  readonly bars: number;
  readonly trades: readonly BacktestTrade[];
  /** One point a time at which bars ended. */
  readonly equity: readonly EquityPoint[];
  readonly suggestions: number;
  readonly abstained: number;
  readonly silences: BacktestResult['silences'];
}

/** Rows in one run of the model. A row scores the same bits whatever it is scored with, and no input knows of a position, so readings may wait for company. */
const batchRows = 256;

export async function runBacktest(inputs: EngineInputs): Promise<EngineResult> {
  const { instruments, events, models, runner } = inputs;
  const share = 1 / Math.max(1, instruments.filter((i) => i.tradable).length);
  const trader = new Trader(inputs);
  const equity: EquityPoint[] = [];
  let bars = 0;
  let waiting: BarEnds[] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    const readings = await readModels(models, waiting.flatMap(({ at }) => at.filter((one) => one.scorable)), runner, false);
    for (const { time, at } of waiting) {
      for (const one of at) trader.onBarEnd(one, readings.get(one) ?? null);
      equity.push({ time, value: 1 + (share * trader.netBp()) / 1e4 });
    }
    waiting = [];
    rows = 0;
  };
  for (const barEnds of readMarket(instruments, events, models.drift.card)) {
    bars += barEnds.at.length;
    waiting.push(barEnds);
    for (const at of barEnds.at) if (at.scorable) rows++;
    if (rows >= batchRows || waiting.length >= batchRows) await flush();
  }
  await flush();
  trader.end();
  return { bars, trades: trader.trades, equity, suggestions: trader.suggestions, abstained: trader.abstained, silences: trader.silences };
}
