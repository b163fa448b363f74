/** The store's line to its writer thread: jobs in, outcomes out in the same order. */
import { Worker } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { StoreOpenError } from './store-error.ts';
import { storeWorkerUrl, type FromWriter, type ToWriter, type WorkerTask } from './worker-protocol.ts';
import type { Head, WriteJob, WriteOutcome } from './writer.ts';

/** The thread's answer, or why there will be none. */
export type ThreadOutcome = WriteOutcome | { readonly ok: false; readonly code: 'writerDied'; readonly detail: string };

export interface WriterThread {
  readonly head: Head;
  /** `settle` is called once, in the order of the calls. */
  write(job: WriteJob, settle: (outcome: ThreadOutcome) => void): void;
  /** Commits what was asked, closes the database and ends the thread. */
  close(): Promise<void>;
}

export interface WriterThreadOptions {
  readonly path: string;
  readonly pagesMax: number | null;
  readonly workerUrl: URL | undefined;
}

/** Starts the thread and waits until it has the profile, the schema and the journal's head. */
export async function startWriterThread({ path, pagesMax, workerUrl }: WriterThreadOptions): Promise<Result<WriterThread, StoreOpenError>> {
  const workerData: WorkerTask = { task: 'write', path, pagesMax };
  const worker = new Worker(storeWorkerUrl(workerUrl), { workerData, execArgv: [], name: 'store' });
  const first = await new Promise<FromWriter>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (cause) => resolve(failed(path, cause.message)));
    worker.once('exit', (code) => resolve(failed(path, `the writer thread ended with code ${code}`)));
  });
  if (first.kind === 'failed') return err(first.error);
  assert(first.kind === 'ready', 'the writer thread says ready first');
  return ok(new Line(worker, first.head));
}

const failed = (path: string, detail: string): FromWriter =>
  ({ kind: 'failed', error: { code: 'cannotOpen', path, pid: null, message: `cannot open ${path}: ${detail}` } });

class Line implements WriterThread {
  readonly head: Head;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, (outcome: ThreadOutcome) => void>();
  private readonly ended: Promise<void>;
  private lastId = 0;
  private death: string | null = null;

  constructor(worker: Worker, head: Head) {
    this.worker = worker;
    this.head = head;
    worker.on('message', (message: FromWriter) => this.onMessage(message));
    worker.on('error', (cause) => this.onDeath(cause.message));
    this.ended = new Promise((resolve) => worker.once('exit', (code) => {
      this.onDeath(`ended with code ${code}`);
      resolve();
    }));
  }

  write(job: WriteJob, settle: (outcome: ThreadOutcome) => void): void {
    if (this.death !== null) return settle({ ok: false, code: 'writerDied', detail: this.death });
    this.lastId += 1;
    this.waiting.set(this.lastId, settle);
    this.post({ kind: 'write', request: { id: this.lastId, job } });
  }

  close(): Promise<void> {
    this.post({ kind: 'close' });
    return this.ended;
  }

  private post(message: ToWriter): void {
    this.worker.postMessage(message);
  }

  private onMessage(message: FromWriter): void {
    assert(message.kind === 'done', 'after ready the writer thread only answers');
    for (const { id, outcome } of message.results) {
      const settle = this.waiting.get(id);
      assert(settle, `the writer thread answers what was asked, not ${id}`);
      this.waiting.delete(id);
      settle(outcome);
    }
  }

  private onDeath(detail: string): void {
    this.death ??= detail;
    const orphans = [...this.waiting.values()];
    this.waiting.clear();
    for (const settle of orphans) settle({ ok: false, code: 'writerDied', detail });
  }
}
