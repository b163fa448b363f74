/**
 * The core's side of inference: one process that scores, one warm spare with the same models loaded, which meanwhile answers
 * what the screen asks, so that no question ever waits in front of a score. A request that misses its deadline, or a process
 * that dies, costs that process; the spare takes over at once. The core's own thread never runs a model. What was in flight
 * fails with a reason; nothing is retried here.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Host } from '../host.ts';
import type { ExplainedRow } from '../explain/head-explainers.ts';
import type { Answers, Noise, QuestionOf } from '../explain/questions.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { InferenceProcess } from './inference-process.ts';

export type InferenceFailure =
  | { readonly code: 'DEADLINE'; readonly deadlineMs: number }
  | { readonly code: 'PROCESS_ENDED'; readonly exitCode: number | null }
  | { readonly code: 'QUEUE_FULL'; readonly waiting: number }
  | { readonly code: 'RUN_FAILED'; readonly problem: string }
  | { readonly code: 'LOAD_FAILED'; readonly problem: string }
  | { readonly code: 'PROBES_FAILED'; readonly problem: string }
  | { readonly code: 'CLOSED' };

export interface InferenceOptions {
  /** Longest wait for scores, milliseconds. */
  readonly deadlineMs: number;
  /** Longest wait for a new process to load and pass its probes, milliseconds. */
  readonly startDeadlineMs: number;
  /** Longest wait for the answer to a question of the screen, milliseconds. */
  readonly askDeadlineMs: number;
  /** Requests under way above which new ones are refused. */
  readonly requestsMax: number;
  /** Questions of the screen under way above which new ones are refused. */
  readonly questionsMax: number;
}

export const inferenceDefaults: InferenceOptions = { deadlineMs: 2_000, startDeadlineMs: 15_000, askDeadlineMs: 5_000, requestsMax: 256, questionsMax: 32 };

interface Latency { readonly p50: number; readonly p99: number }

export interface InferenceStats {
  readonly requests: number;
  readonly rows: number;
  readonly failures: number;
  /** Processes lost to a deadline, a crash or a failed start. */
  readonly processesLost: number;
  /** Of the last 1,000 requests, milliseconds; null before the first. */
  readonly latencyMs: Latency | null;
}

export interface Inference extends Disposable {
  /** Loads a checked model into every process, present and future, and holds it to its probes. */
  load(model: LoadedModel): Promise<Result<void, InferenceFailure>>;
  /** Scores `rows` rows (row-major) in one run: margins, rows x heads. */
  score(modelHash: string, features: Float32Array, rows: number): Promise<Result<Float32Array, InferenceFailure>>;
  /** Scores rows and explains the first head of each by its form's own method, in the process that scores: for what cannot be said without its reasons. */
  explain(modelHash: string, features: Float32Array, rows: number, noise: Noise | null): Promise<Result<readonly ExplainedRow[], InferenceFailure>>;
  /** Answers a question of the screen, in the spare process: a question that hangs costs the spare and no score. */
  ask<K extends keyof Answers>(modelHash: string, question: QuestionOf<K>): Promise<Result<Answers[K], InferenceFailure>>;
  /** What the session itself says of a row that the screen asks about, in the spare process. */
  askScore(modelHash: string, features: Float32Array, rows: number): Promise<Result<Float32Array, InferenceFailure>>;
  stats(): InferenceStats;
  /** Of one model's last 1,000 requests, milliseconds; null before the first. */
  latencyOf(modelHash: string): Latency | null;
}

const latenciesKept = 1_000;
/** Pause before a process that could not start is tried again; doubles up to the limit, milliseconds. */
const restartPauseMs = { first: 100, max: 10_000 };

/** What the pool needs of its host. A replay, whose own time stands still, gives the machine's clock for the deadlines. */
export type InferenceHost = Pick<Host, 'clock' | 'startWorker' | 'log'>;

export function createInference(host: InferenceHost, options: Partial<InferenceOptions> = {}): Inference {
  const pool = new InferencePool(host, { ...inferenceDefaults, ...options });
  return {
    load: (model) => pool.load(model),
    score: (modelHash, features, rows) => pool.timed(modelHash, rows, (process) => process.score(modelHash, features, rows)),
    explain: (modelHash, features, rows, noise) => pool.timed(modelHash, rows, async (process) =>
      await process.ask(modelHash, { kind: 'explain', head: 0, method: null, rows, features, noise, groups: null }, pool.options.deadlineMs) as Result<Answers['explain'], InferenceFailure>),
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
  private spare: InferenceProcess | null;
  private lastFailure: InferenceFailure = { code: 'CLOSED' };
  private pause: Disposable = disposable(() => {});
  private closed = false;
  private underWay = 0;
  private asked = 0;
  private failedStarts = 0;
  private counts = { requests: 0, rows: 0, failures: 0, processesLost: 0 };
  private readonly latencies: number[] = [];
  private readonly latenciesByModel = new Map<string, number[]>();

  constructor(host: InferenceHost, options: InferenceOptions) {
    this.host = host;
    this.options = options;
    this.active = this.start();
    this.spare = this.start();
  }

  async load(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    const processes = [this.active, this.spare].filter((process) => process !== null);
    if (this.closed || processes.length === 0) return err(this.lastFailure);
    // Kept before it is proved, so that a process started meanwhile has it too.
    this.models = [...this.models, model];
    const results = await Promise.all(processes.map((process) => process.load(model)));
    const failed = results.find((result) => !result.ok);
    if (failed) this.models = this.models.filter((kept) => kept !== model);
    return failed ?? ok(undefined);
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
    return { ...this.counts, latencyMs: latencyIn(this.latencies) };
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
  }

  private start(): InferenceProcess {
    const process: InferenceProcess = new InferenceProcess(this.host, this.options, this.models, (failure) => this.onLost(process, failure));
    void process.started.then((good) => { if (good) this.failedStarts = 0; });
    return process;
  }

  /** A process is gone: the spare steps in, and a new one is started; after a failed start only with a growing pause. */
  private onLost(lost: InferenceProcess, failure: InferenceFailure): void {
    if (this.closed) return;
    this.lastFailure = failure;
    this.counts.processesLost++;
    this.host.log('warn', 'inference process lost', { ...failure, role: lost === this.active ? 'active' : 'spare' });
    if (lost === this.active) this.active = this.spare;
    this.spare = null;
    if (lost.everStarted) this.refill();
    else {
      const pauseMs = Math.min(restartPauseMs.max, restartPauseMs.first * 2 ** this.failedStarts++);
      this.pause.dispose();
      this.pause = this.host.clock.after(pauseMs, () => this.refill());
    }
  }

  private refill(): void {
    this.active ??= this.start();
    this.spare ??= this.start();
  }
}

function latencyIn(latencies: readonly number[]): Latency | null {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.floor(p * (sorted.length - 1))] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99) };
}
