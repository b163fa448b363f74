/**
 * Runs backtests, each in a process of its own, one at a time: a run is canceled by ending its process. The newest
 * results are kept; every finished run is journalled, so that trials can be counted.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import type { BacktestDefinition, BacktestResult, BacktestRun } from '../../../shared/contract/backtest.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { Host, WorkerProcess } from '../host.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { decidingModels } from '../signals/read-models.ts';
import type { Recorder } from '../recorder.ts';
import type { BacktestJob, FromBacktest, RecordedBars } from './backtest-messages.ts';

export interface BacktestsParts {
  readonly host: Host;
  readonly recorder: Recorder;
  /** Null without a drift model: then nothing can be run. */
  readonly models: { readonly drift: LoadedModel; readonly others: readonly LoadedModel[] } | null;
  readonly limits: Limits;
  readonly sha256: (text: string) => string;
  /** What this session has recorded so far. */
  readonly recorded: () => RecordedBars;
  /** Runs what nobody awaits. */
  readonly watch: (what: string, work: Promise<unknown>) => void;
}

type StartOutcome = { readonly ok: true; readonly runId: string } | { readonly ok: false; readonly why: string };

/** Runs kept with their results, the newest. */
const runsKept = 20;

interface Kept {
  run: BacktestRun;
  result: BacktestResult | null;
  bars: readonly Bar[];
}

export class Backtests implements Disposable {
  private readonly parts: BacktestsParts;
  private readonly kept = new Map<string, Kept>();
  private readonly listeners = new Set<(run: BacktestRun) => void>();
  private running: { readonly runId: string; readonly worker: WorkerProcess } | null = null;

  constructor(parts: BacktestsParts) {
    this.parts = parts;
  }

  async start(definition: BacktestDefinition): Promise<StartOutcome> {
    const { host, models, sha256 } = this.parts;
    if (!models) return { ok: false, why: 'no drift model was taken in; there is nothing to test' };
    if (this.running) return { ok: false, why: 'a backtest is running; cancel it or wait' };
    const recorded = definition.data.kind === 'recorded' ? this.parts.recorded() : null;
    if (recorded && recorded.bars.length === 0) return { ok: false, why: 'no bars have been recorded in this session yet' };
    const runId = host.newId();
    const run: BacktestRun = {
      runId, definition, state: 'running', startedAt: epochMicros(host.clock.nowMicros()), progress: 0, problem: null,
      totalReturn: null, sharpe: null, maxDrawdown: null, trades: null,
    };
    this.keep({ run, result: null, bars: [] });
    const worker = host.startWorker('backtest');
    this.running = { runId, worker };
    worker.onMessage((message) => this.hear(message as FromBacktest));
    worker.onExit((code) => this.ended(runId, code));
    const job: BacktestJob = {
      type: 'run', runId, definition, definitionHash: sha256(canonicalJson(definition)), recorded, limits: this.parts.limits,
      models: [models.drift, ...decidingModels(models.others)].map(({ card, bytes, modelHash }) => ({ card, bytes, modelHash })),
    };
    worker.send(job);
    return { ok: true, runId };
  }

  /** @returns false when that run is not running. */
  cancel(runId: string): boolean {
    if (this.running?.runId !== runId) return false;
    const { worker } = this.running;
    this.running = null;
    worker.kill();
    this.change(runId, { state: 'canceled' });
    return true;
  }

  /** Newest first. */
  runs(): readonly BacktestRun[] {
    return [...this.kept.values()].map((k) => k.run).reverse();
  }

  result(runId: string): BacktestResult | null {
    return this.kept.get(runId)?.result ?? null;
  }

  bars(runId: string, symbol: string): readonly Bar[] {
    return (this.kept.get(runId)?.bars ?? []).filter((bar) => bar.symbol === symbol);
  }

  onRun(listener: (run: BacktestRun) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  dispose(): void {
    this.running?.worker.kill();
    this.running = null;
  }

  private hear(message: FromBacktest): void {
    if (message.type === 'ready' || this.running?.runId !== message.runId) return;
    if (message.type === 'progress') return this.change(message.runId, { progress: message.progress });
    const { worker } = this.running;
    this.running = null;
    worker.kill(); // the process has said all it had to say
    if (message.type === 'failed') return this.change(message.runId, { state: 'failed', problem: message.problem });
    this.finish(message.result, message.bars);
  }

  private finish(result: BacktestResult, bars: readonly Bar[]): void {
    const { runId, definitionHash, totalReturn, maxDrawdown } = result;
    const kept = this.kept.get(runId);
    if (kept) Object.assign(kept, { result, bars });
    const sharpe = result.sharpe?.value ?? null;
    const trades = result.trades.length;
    this.parts.watch('recording a backtest', this.parts.recorder.record([{ type: 'BacktestFinished', body: { runId, definitionHash, trades, totalReturn, sharpe } }]));
    this.change(runId, { state: 'finished', progress: 1, totalReturn, sharpe, maxDrawdown, trades });
  }

  private ended(runId: string, code: number | null): void {
    if (this.running?.runId !== runId) return;
    this.running = null;
    this.change(runId, { state: 'failed', problem: `the backtest process ended (${code ?? 'killed'}) before it had finished` });
  }

  private keep(kept: Kept): void {
    this.kept.set(kept.run.runId, kept);
    dropOldest(this.kept, runsKept);
    this.tell(kept.run);
  }

  private change(runId: string, change: Partial<BacktestRun>): void {
    const kept = this.kept.get(runId);
    if (!kept) return;
    kept.run = { ...kept.run, ...change };
    this.tell(kept.run);
  }

  private tell(run: BacktestRun): void {
    for (const listener of this.listeners) listener(run);
  }
}
