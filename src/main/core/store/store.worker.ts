/** The store's thread: the only connection that writes, or one walk over the chain. */
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { must } from '../../../shared/base/assert.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { openWriter, type Writer } from './connection.ts';
import { lockProfile } from './lock.ts';
import { migrate, refusalOf } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import type { StoreOpenError } from './store-error.ts';
import { tailBreak, verifyFile } from './verify.ts';
import type { FromWriter, ToWriter, WorkerTask, WriteRequest } from './worker-protocol.ts';
import { JournalWriter } from './writer.ts';

/** Most jobs in one transaction, so that none waits behind an endless one. */
const jobsPerTransactionMax = 512;

const port = must(parentPort, 'this file runs as a worker thread');
const task = workerData as WorkerTask;
if (task.task === 'verify') port.postMessage(verifyFile(task.path));
else write(port, task.path, task.pagesMax);

function write(to: MessagePort, path: string, pagesMax: number | null): void {
  const opened = openLocked(path);
  if (!opened.ok) return say(to, { kind: 'failed', error: opened.error });
  const { db, lock } = opened.value;
  if (pagesMax !== null) db.pragma(`max_page_count = ${pagesMax}`);
  const writer = new JournalWriter(db);
  const close = (): void => {
    db.close();
    lock.dispose();
    to.close();
  };
  to.on('message', (first: ToWriter) => {
    if (commitAll(to, writer, first) === 'close') close();
  });
  say(to, { kind: 'ready', head: writer.head() });
}

/** Group commit: takes every message that arrived while the last transaction ran, and commits them together. */
function commitAll(to: MessagePort, writer: JournalWriter, first: ToWriter): 'open' | 'close' {
  let message: ToWriter | null = first;
  while (message) {
    const batch: WriteRequest[] = [];
    while (message?.kind === 'write' && batch.length < jobsPerTransactionMax) {
      batch.push(message.request);
      message = nextMessage(to);
    }
    if (batch.length > 0) {
      const outcomes = writer.run(batch.map((request) => request.job));
      say(to, { kind: 'done', results: batch.map(({ id }, i) => ({ id, outcome: must(outcomes[i], 'one outcome a job') })) });
    }
    if (message?.kind === 'close') return 'close';
  }
  return 'open';
}

function nextMessage(from: MessagePort): ToWriter | null {
  return (receiveMessageOnPort(from)?.message as ToWriter | undefined) ?? null;
}

function say(to: MessagePort, message: FromWriter): void {
  to.postMessage(message);
  if (message.kind === 'failed') to.close();
}

function openLocked(path: string): Result<{ db: Writer; lock: Disposable }, StoreOpenError> {
  const lock = lockProfile(path);
  if (!lock.ok) return lock;
  const opened = openCurrent(path);
  if (!opened.ok) {
    lock.value.dispose();
    return opened;
  }
  return ok({ db: opened.value, lock: lock.value });
}

function openCurrent(path: string): Result<Writer, StoreOpenError> {
  const refusal = refusalOf(path, migrations);
  if (refusal) return err(refusal);
  const opened = openWriter(path);
  if (!opened.ok) return opened;
  const migrated = migrate(opened.value, migrations);
  const damage = migrated.ok ? tailBreak(opened.value) : null;
  if (migrated.ok && !damage) return opened;
  opened.value.close();
  if (!migrated.ok) return migrated;
  return err({ code: 'damaged', path, pid: null, message: `${path} is damaged: ${damage?.detail ?? ''}` });
}
