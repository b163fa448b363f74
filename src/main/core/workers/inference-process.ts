/** One inference process: its messages, its deadlines, and its end, which comes once. */
import { DisposableStore, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { isSameMargin } from '../../../shared/onnx/head-margins.ts';
import type { WorkerProcess } from '../host.ts';
import type { Answers, Question } from '../explain/questions.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { InferenceFailure } from './inference-failure.ts';
import type { InferenceOptions } from './inference-limits.ts';
import type { FromInference, ToInference } from './inference-messages.ts';
import type { InferenceHost } from './inference.ts';

type Scores = Result<Float32Array, InferenceFailure>;
type Answer = Result<Answers[keyof Answers], InferenceFailure>;
/** A request before it has its number. */
type Request = { readonly type: 'score'; readonly modelHash: string; readonly rows: number; readonly features: Float32Array } | { readonly type: 'ask'; readonly modelHash: string; readonly question: Question };

export class InferenceProcess {
  /** False once it could not load and prove the models that it was started with. */
  readonly started: Promise<boolean>;
  everStarted = false;
  /** When it stood, by the host's monotonic clock; null before. */
  standingSinceMs: number | null = null;
  private readonly host: InferenceHost;
  private readonly options: InferenceOptions;
  private readonly worker: WorkerProcess;
  private readonly onLost: (failure: InferenceFailure) => void;
  private readonly subscriptions = new DisposableStore();
  private readonly waiting = new Map<number, { readonly finish: (answer: Result<unknown, InferenceFailure>) => void; readonly timer: Disposable }>();
  /** Who waits for 'ready', or for a model hash to be loaded. */
  private readonly answers = new Map<string, (problem: string | InferenceFailure | null) => void>();
  private requests = 0;
  private weighing: Disposable | null = null;
  private ended: InferenceFailure | null = null;

  constructor(host: InferenceHost, options: InferenceOptions, models: readonly LoadedModel[], onLost: (failure: InferenceFailure) => void) {
    this.host = host;
    this.options = options;
    this.onLost = onLost;
    this.worker = host.startWorker('inference');
    this.subscriptions.add(this.worker.onMessage((message) => this.onMessage(message as FromInference)));
    this.subscriptions.add(this.worker.onExit((exitCode) => this.kill({ code: 'PROCESS_ENDED', exitCode })));
    this.started = this.standUp(models);
  }

  /** Sends the model and holds the session to the card's probes, once the process stands. */
  async load(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    await this.started;
    return this.prove(model);
  }

  /** Scores rows once the process stands; the deadline counts from then. */
  async score(modelHash: string, features: Float32Array, rows: number): Promise<Scores> {
    if (!this.everStarted) await this.started;
    return this.runScore(modelHash, features, rows);
  }

  /** Answers once the process stands; the deadline, which is this question's own, counts from then. */
  async ask(modelHash: string, question: Question, deadlineMs: number): Promise<Answer> {
    if (!this.everStarted) await this.started;
    return await this.run({ type: 'ask', modelHash, question }, deadlineMs) as Answer;
  }

  private async prove(model: LoadedModel): Promise<Result<void, InferenceFailure>> {
    const problem = await this.makeSession(model);
    if (problem !== null) return err(typeof problem === 'string' ? { code: 'LOAD_FAILED', problem } : problem);
    const { probes } = model.manifest;
    const width = model.card.featureNames.length;
    const features = new Float32Array(probes.length * width);
    probes.forEach((probe, row) => features.set(probe.features, row * width));
    const scores = await this.runScore(model.modelHash, features, probes.length);
    if (!scores.ok) return scores;
    const heads = model.card.heads.length;
    if (scores.value.length !== probes.length * heads) return err({ code: 'PROBES_FAILED', problem: `${scores.value.length / probes.length} margins a row, the card has ${heads} heads` });
    for (const [i, { margins }] of probes.entries()) {
      const wrong = margins.findIndex((stated, head) => !isSameMargin(model, stated, scores.value[i * heads + head] ?? NaN));
      if (wrong >= 0) return err({ code: 'PROBES_FAILED', problem: `probe ${i}, ${model.card.heads[wrong]?.name}: ${scores.value[i * heads + wrong]}, the manifest says ${margins[wrong]}` });
    }
    return ok(undefined);
  }

  private async runScore(modelHash: string, features: Float32Array, rows: number): Promise<Scores> {
    return await this.run({ type: 'score', modelHash, rows, features }, this.options.deadlineMs) as Scores;
  }

  private run(request: Request, deadlineMs: number): Promise<Result<unknown, InferenceFailure>> {
    if (this.ended) return Promise.resolve(err(this.ended));
    const requestId = ++this.requests;
    return new Promise((finish) => {
      // A process that misses a deadline may be hung for good: it is ended, whatever else it holds.
      const timer = this.host.clock.after(deadlineMs, () => this.kill({ code: 'DEADLINE', deadlineMs }));
      this.waiting.set(requestId, { finish, timer });
      this.weighLater();
      this.send({ ...request, requestId });
    });
  }

  /** Ends the process and fails what it held. The owner hears of it once, unless it asked for it by closing. */
  kill(failure: InferenceFailure): void {
    if (this.ended) return;
    this.ended = failure;
    this.subscriptions.dispose();
    this.weighing?.dispose();
    this.worker.kill();
    for (const [, { finish, timer }] of this.waiting) {
      timer.dispose();
      finish(err(failure));
    }
    this.waiting.clear();
    for (const [, finish] of this.answers) finish(failure);
    this.answers.clear();
    this.onLost(failure);
  }

  private async standUp(models: readonly LoadedModel[]): Promise<boolean> {
    if (await this.answer('ready', this.options.startDeadlineMs)) return false;
    for (const model of models) {
      const loaded = await this.prove(model);
      if (loaded.ok) continue;
      this.kill(loaded.error);
      return false;
    }
    this.everStarted = this.ended === null;
    this.standingSinceMs = this.host.clock.monotonicMs();
    return this.everStarted;
  }

  private makeSession(model: LoadedModel): Promise<string | InferenceFailure | null> {
    if (this.ended) return Promise.resolve(this.ended);
    const answer = this.answer(model.modelHash, this.options.loadDeadlineMs);
    this.weighLater();
    this.send({
      type: 'load', modelHash: model.modelHash, bytes: model.bytes, background: model.card.background.rows.map((row) => Float32Array.from(row)),
    });
    return answer;
  }

  /** Waits for 'ready' or for the answer to a load. @returns null when all is well. */
  private answer(key: string, deadlineMs: number): Promise<string | InferenceFailure | null> {
    return new Promise((finish) => {
      const timer = this.host.clock.after(deadlineMs, () => this.kill({ code: 'DEADLINE', deadlineMs }));
      this.answers.set(key, (problem) => {
        timer.dispose();
        finish(problem);
      });
    });
  }

  private take(key: string, problem: string | null): void {
    this.answers.get(key)?.(problem);
    this.answers.delete(key);
  }

  /**
   * Looks at its memory from outside, as long as something is under way: whoever hangs cannot tell what it holds. By single timers, so that
   * idle processes cost nothing and the clock of a replay, which moves only between requests, has none to fire.
   */
  private weighLater(): void {
    this.weighing ??= this.host.clock.after(this.options.residentPeriodMs, () => {
      this.weighing = null;
      const residentBytes = this.worker.residentBytes();
      const { residentBytesMax } = this.options;
      if (residentBytes !== null && residentBytes > residentBytesMax) return this.kill({ code: 'MEMORY', residentBytes, residentBytesMax });
      if (this.waiting.size + this.answers.size > 0) this.weighLater();
    });
  }

  private send(message: ToInference): void {
    this.worker.send(message);
  }

  private onMessage(message: FromInference): void {
    if (message.type === 'ready') this.take('ready', null);
    else if (message.type === 'loaded') this.take(message.modelHash, message.problem);
    else {
      const request = this.waiting.get(message.requestId);
      if (!request) return;
      this.waiting.delete(message.requestId);
      request.timer.dispose();
      if (message.type === 'failed') request.finish(err({ code: 'RUN_FAILED', problem: message.problem }));
      else request.finish(ok(message.type === 'scores' ? message.scores : message.answer));
    }
  }
}
