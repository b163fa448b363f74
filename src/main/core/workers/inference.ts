/**
 * The core's side of inference: one process that scores, one warm spare with the same models loaded, which meanwhile answers
 * what the screen asks, so that no question ever waits in front of a score. A request that misses its deadline, or a process
 * that dies, costs that process; the spare takes over at once. The core's own thread never runs a model. What was in flight
 * fails with a reason; nothing is retried here.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Host } from '../host.ts';
import type { ExplainedRow } from '../../../shared/explain/explained-row.ts';
import type { Answers, QuestionOf } from '../explain/questions.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { InferenceFailure } from './inference-failure.ts';
import { failedStartsMax, inferenceDefaults, restartPauseMs, steadyAfterMs, type InferenceOptions } from './inference-limits.ts';
import { InferenceProcess } from './inference-process.ts';

interface Latency { readonly p50: number; readonly p99: number }

export interface InferenceStats {
  readonly requests: number;
  readonly rows: number;
  readonly failures: number;
  /** Processes lost to a deadline, to their memory, a crash or a failed start. */
  readonly processesLost: number;
  /** Of the last 1,000 requests, milliseconds; null before the first. */
  readonly latencyMs: Latency | null;
  /** Why no process scores just now; null while one stands. */
  readonly down: InferenceFailure | null;
}

export interface Inference extends Disposable {
  /**
   * Loads a checked model into every process, present and future, and holds it to its probes. Several may be asked for at once: they are
   * taken one after the other, so that one which hangs or crashes the process is known for it and refused alone.
   */
  load(model: LoadedModel): Promise<Result<void, InferenceFailure>>;
  /** Scores `rows` rows (row-major) in one run: margins, rows x heads. */
  score(modelHash: string, features: Float32Array, rows: number): Promise<Result<Float32Array, InferenceFailure>>;
  /** Scores rows and explains the first head of each by its form's own method, in the process that scores: for what cannot be said without its reasons. */
  explain(modelHash: string, features: Float32Array, rows: number): Promise<Result<readonly ExplainedRow[], InferenceFailure>>;
  /** Answers a question of the screen, in the spare process: a question that hangs costs the spare and no score. */
  ask<K extends keyof Answers>(modelHash: string, question: QuestionOf<K>): Promise<Result<Answers[K], InferenceFailure>>;
  /** What the session itself says of a row that the screen asks about, in the spare process. */
  askScore(modelHash: string, features: Float32Array, rows: number): Promise<Result<Float32Array, InferenceFailure>>;
  stats(): InferenceStats;
  /** Of one model's last 1,000 requests, milliseconds; null before the first. */
  latencyOf(modelHash: string): Latency | null;
}

const latenciesKept = 1_000;

/** What the pool needs of its host. A replay, whose own time stands still, gives the machine's clock for the deadlines. */
export type InferenceHost = Pick<Host, 'clock' | 'startWorker' | 'log'>;

export function createInference(host: InferenceHost, options: Partial<InferenceOptions> = {}): Inference {
  const pool = new InferencePool(host, { ...inferenceDefaults, ...options });
  return {
    load: (model) => pool.load(model),
    score: (modelHash, features, rows) => pool.timed(modelHash, rows, (process) => process.score(modelHash, features, rows)),
    explain: (modelHash, features, rows) => pool.timed(modelHash, rows, async (process) =>
      await process.ask(modelHash, { kind: 'explain', head: 0, method: null, rows, features, groups: null }, pool.options.deadlineMs) as Result<Answers['explain'], InferenceFailure>),
    ask: async <K extends keyof Answers>(modelHash: string, question: QuestionOf<K>) =>
      await pool.aside((process) => process.ask(modelHash, question, pool.options.askDeadlineMs)) as Result<Answers[K], InferenceFailure>,
    askScore: (modelHash, features, rows) => pool.aside((process) => process.score(modelHash, features, rows)),
    stats: () => pool.stats(),
    latencyOf: (modelHash) => pool.latencyOf(modelHash),
    dispose: () => pool.dispose(),
  };
}

class InferencePool {
  readonly options: InferenceOptions;
  private readonly host: InferenceHost;
  private models: readonly LoadedModel[] = [];
  /** Null only between a failed start and the next try. */
  private active: InferenceProcess | null;
  /** Null until the models are loaded: its start would only take the processor from theirs. */
  private spare: InferenceProcess | null = null;
  private lastFailure: InferenceFailure = { code: 'CLOSED' };
  private pause: Disposable = disposable(() => {});
  private closed = false;
  private loads: Promise<unknown> = Promise.resolve();
  private loading = 0;
  private underWay = 0;
  private asked = 0;
  /** In a row: starts that failed, and processes that were lost soon after they stood. */
  private failedStarts = 0;
  private soonLost = 0;
  private readonly onActive = new Set<() => void>();
  private counts = { requests: 0, rows: 0, failures: 0, processesLost: 0 };
  private readonly latencies: number[] = [];
  private readonly latenciesByModel = new Map<string, number[]>();

  constructor(host: InferenceHost, options: InferenceOptions) {
    this.host = host;
    this.options = options;
    this.active = this.start();
  }

  async load(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    this.loading++;
    const loaded = this.loads.then(() => this.loadNext(model));
    this.loads = loaded;
    const result = await loaded;
    if (--this.loading === 0 && !this.closed) this.refill();
    return result;
  }

  private async loadNext(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    let result = await this.prove(model);
    // What ended the process may have come from outside: the model is tried once more, in the next one.
    if (!result.ok && result.error.code === 'PROCESS_ENDED') result = await this.prove(model);
    if (!result.ok) return result;
    this.models = [...this.models, model];
    const { spare } = this;
    const also = await spare?.load(model);
    // A new spare has it from its start.
    if (also && !also.ok) spare?.kill(also.error);
    return ok(undefined);
  }

  /** In the process that scores, once there is one. */
  private async prove(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    while (!this.closed && this.failedStarts < failedStartsMax) {
      if (!this.active) await new Promise<void>((run) => this.onActive.add(run));
      const process = this.active;
      if (process && await process.started) return process.load(model);
    }
    return err(this.lastFailure);
  }

  /** A request of a bar, to the process that scores. */
  async timed<T>(modelHash: string, rows: number, request: (process: InferenceProcess) => Promise<Result<T, InferenceFailure>>): Promise<Result<T, InferenceFailure>> {
    if (this.closed || !this.active) return err(this.lastFailure);
    if (this.underWay >= this.options.requestsMax) return err({ code: 'QUEUE_FULL', waiting: this.underWay });
    this.underWay++;
    const from = this.host.clock.monotonicMs();
    const result = await request(this.active);
    this.underWay--;
    this.counts.requests++;
    this.counts.rows += rows;
    if (!result.ok) this.counts.failures++;
    const tookMs = this.host.clock.monotonicMs() - from;
    const ofModel = this.latenciesByModel.get(modelHash) ?? [];
    this.latenciesByModel.set(modelHash, ofModel);
    for (const latencies of [this.latencies, ofModel]) if (latencies.push(tookMs) > latenciesKept) latencies.shift();
    return result;
  }

  /** A request of the screen, to the spare. Without one it is refused: the process that scores is for scores. */
  async aside<T>(request: (process: InferenceProcess) => Promise<Result<T, InferenceFailure>>): Promise<Result<T, InferenceFailure>> {
    if (this.closed || !this.spare) return err(this.lastFailure);
    if (this.asked >= this.options.questionsMax) return err({ code: 'QUEUE_FULL', waiting: this.asked });
    this.asked++;
    const result = await request(this.spare);
    this.asked--;
    return result;
  }

  stats(): InferenceStats {
    return { ...this.counts, latencyMs: latencyIn(this.latencies), down: this.active?.everStarted ? null : this.lastFailure };
  }

  latencyOf(modelHash: string): Latency | null {
    return latencyIn(this.latenciesByModel.get(modelHash) ?? []);
  }

  dispose(): void {
    this.closed = true;
    this.lastFailure = { code: 'CLOSED' };
    this.pause.dispose();
    this.active?.kill(this.lastFailure);
    this.spare?.kill(this.lastFailure);
    this.tellActive();
  }

  private start(): InferenceProcess {
    const process: InferenceProcess = new InferenceProcess(this.host, this.options, this.models, (failure) => this.onLost(process, failure));
    void process.started.then((good) => { if (good) this.failedStarts = 0; });
    return process;
  }

  /** A process is gone: the spare steps in, and a new one is started; after a failed start, or when one after the other is lost, only with a growing pause. */
  private onLost(lost: InferenceProcess, failure: InferenceFailure): void {
    if (this.closed) return;
    this.lastFailure = failure;
    this.counts.processesLost++;
    this.host.log('warn', 'inference process lost', { ...failure, role: lost === this.active ? 'active' : 'spare' });
    if (lost === this.active) this.active = this.spare;
    this.spare = null;
    const pauseMs = this.pauseAfter(lost);
    this.pause.dispose();
    if (pauseMs === 0) this.refill();
    else this.pause = this.host.clock.after(pauseMs, () => this.refill());
  }

  private pauseAfter(lost: InferenceProcess): number {
    const growing = (times: number): number => Math.min(restartPauseMs.max, restartPauseMs.first * 2 ** times);
    if (lost.standingSinceMs === null) return growing(this.failedStarts++);
    const wasSoon = this.host.clock.monotonicMs() - lost.standingSinceMs < steadyAfterMs;
    // A model that is being loaded is refused for it; the next one need not wait.
    this.soonLost = wasSoon && this.loading === 0 ? this.soonLost + 1 : 0;
    return this.soonLost < 2 ? 0 : growing(this.soonLost - 2);
  }

  private refill(): void {
    this.active ??= this.start();
    if (this.loading === 0 && this.models.length > 0) this.spare ??= this.start();
    this.tellActive();
  }

  private tellActive(): void {
    for (const run of this.onActive) run();
    this.onActive.clear();
  }
}

function latencyIn(latencies: readonly number[]): Latency | null {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.floor(p * (sorted.length - 1))] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99) };
}
