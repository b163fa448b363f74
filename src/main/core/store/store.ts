/**
 * The journal in SQLite: one writer thread, one read-only connection, and what hangs on them (outbox, checkpoints,
 * verification). Rules ST-1 and following in docs/specs/store.md.
 */
import { Worker } from 'node:worker_threads';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { assert, must } from '../../../shared/base/assert.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { JournalState } from '../../../shared/domain/connection.ts';
import type { JournalEvent, JournalEventType, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import type { ChainedRow } from './chain.ts';
import { openReader } from './connection.ts';
import { entitiesOf, type EntityKind } from './entities.ts';
import { JournalError, type Journal, type JournalErrorCode } from './journal.ts';
import { JournalReader, type Checkpoint, type OutboxCounts, type OutboxLine, type OutboxRecord, type ParkedRecord, recordOf } from './reader.ts';
import { messageOf, type StoreOpenError } from './store-error.ts';
import { storeWorkerUrl, type VerifyReport, type WorkerTask } from './worker-protocol.ts';
import { startWriterThread, type ThreadOutcome, type WriterThread } from './writer-thread.ts';
import type { EncodedEvent, Head, WriteJob } from './writer.ts';

export interface StoreOptions {
  /** The database file; its folder exists. */
  readonly path: string;
  readonly clock: Clock;
  /** Makes this workstation's id the first time the profile is opened (host.newId). */
  readonly newId: () => string;
  /** Where a bundled build has put store.worker.ts. */
  readonly workerUrl?: URL;
  /** Largest size of the database, in pages of 4096 bytes; beyond it appends fail with 'diskFull'. Unlimited when absent. */
  readonly pagesMax?: number;
}

export interface Store extends Journal {
  /** Names this profile upstream; made once and kept. */
  readonly workstationId: string;
  /** Called with each append's records, in journal order, before the append's promise resolves: whoever builds state here is never behind a resolved append. */
  onRecords(listener: (records: readonly JournalRecord[]) => void): Disposable;
  /**
   * Records from `fromSeq` on, at most `limit` (and never more than 5000). Runs on the caller's thread. This and every
   * other read checks each record's hash against the one before it, and throws JournalError 'damaged' rather than give a wrong value.
   */
  read(fromSeq: number, limit: number): readonly JournalRecord[];
  /** The same as stored, with the body's exact bytes, for whoever checks the chain. */
  readRows(fromSeq: number, limit: number): readonly ChainedRow[];
  /** All events of one order, by any ClOrdID of its cancel/replace chain, or of one suggestion; oldest first. */
  readByEntity(kind: EntityKind, id: string): readonly JournalRecord[];
  readByType(types: readonly JournalEventType[], fromSeq: number, limit: number): readonly JournalRecord[];
  /** Walks the whole chain on a thread of its own; writes go on. */
  verify(): Promise<VerifyReport>;
  /** Oldest first. */
  pendingOutbox(limit: number): readonly OutboxRecord[];
  parkedOutbox(limit: number): readonly ParkedRecord[];
  /** Newest first, sent or not, without bodies. */
  newestOutbox(limit: number): readonly OutboxLine[];
  oldestPendingAt(): EpochMicros | null;
  /** Counts every row: once at start, not once a second. */
  outboxCounts(): OutboxCounts;
  markStored(keys: readonly string[]): Promise<void>;
  /** Puts a record aside that the refinery refused: kept, shown, not sent again by itself. */
  park(key: string, why: string): Promise<void>;
  /** Puts a parked record back in the queue. */
  unpark(key: string): Promise<void>;
  /** `states` as the projections stood after record `seq`. */
  saveCheckpoint(seq: number, states: Readonly<Record<string, unknown>>): Promise<void>;
  loadCheckpoint(): Checkpoint | null;
  /** Commits what was asked, then closes. */
  dispose(): Promise<void>;
}

/** Longest body, bytes of UTF-16 text. */
const bodyLengthMax = 1024 * 1024;
const eventsPerAppendMax = 1000;
/** Appends that may wait for the disk. */
const waitingMax = 10_000;

/** Opens or makes the journal at `path`, migrated to the newest schema and held for this process alone. */
export async function openStore(options: StoreOptions): Promise<Result<Store, StoreOpenError>> {
  const { path, workerUrl, pagesMax = null } = options;
  const thread = await startWriterThread({ path, pagesMax, workerUrl });
  if (!thread.ok) return thread;
  const reader = openReader(path);
  if (!reader.ok) {
    await thread.value.close();
    return reader;
  }
  const store = new SqliteStore(options, thread.value, new JournalReader(reader.value));
  const why = await store.nameWorkstation(options.newId);
  if (why === null) return ok(store);
  await store.dispose();
  return err({ code: 'cannotOpen', path, pid: null, message: why.message });
}

class SqliteStore implements Store {
  private readonly options: StoreOptions;
  private readonly thread: WriterThread;
  private readonly reader: JournalReader;
  private readonly stateListeners = new Set<(state: JournalState) => void>();
  private readonly recordListeners = new Set<(records: readonly JournalRecord[]) => void>();
  private last: Head;
  private waiting = 0;
  private failing = false;
  private closing: Promise<void> | null = null;
  private id = '';
  state: JournalState = 'saved';

  constructor(options: StoreOptions, thread: WriterThread, reader: JournalReader) {
    this.options = options;
    this.thread = thread;
    this.reader = reader;
    this.last = thread.head;
  }

  get workstationId(): string {
    return this.id;
  }

  /** Reads the id, or makes it; null when done. */
  async nameWorkstation(newId: () => string): Promise<JournalError | null> {
    const known = this.reader.meta('workstationId');
    if (known === null) {
      try {
        await this.write({ op: 'setMeta', name: 'workstationId', value: newId() });
      } catch (cause) {
        return cause instanceof JournalError ? cause : this.error('ioError', messageOf(cause));
      }
    }
    this.id = must(known ?? this.reader.meta('workstationId'), 'the workstation id was just written');
    return null;
  }

  async append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]> {
    if (events.length === 0) return [];
    const at = epochMicros(this.options.clock.nowMicros());
    const encoded = this.encode(events);
    return new Promise((resolve, reject) => {
      this.send({ op: 'append', at, events: encoded }, reject, (firstSeq, hashes) => {
        const rows = encoded.map(({ type, body }, i) => ({ seq: firstSeq + i, at, type, body, hash: must(hashes[i], 'one hash an event') }));
        const records = rows.map(recordOf); // parsed from what was stored, so that live and replayed records are equal
        const newest = must(records.at(-1), 'an append has events');
        assert(firstSeq === this.last.seq + 1, 'appends are answered in journal order');
        this.last = { seq: newest.seq, hash: newest.hash };
        for (const listener of this.recordListeners) listener(records);
        resolve(records);
      });
    });
  }

  head(): Head {
    return this.last;
  }

  onState(listener: (state: JournalState) => void): Disposable {
    this.stateListeners.add(listener);
    return disposable(() => this.stateListeners.delete(listener));
  }

  onRecords(listener: (records: readonly JournalRecord[]) => void): Disposable {
    this.recordListeners.add(listener);
    return disposable(() => this.recordListeners.delete(listener));
  }

  read(fromSeq: number, limit: number): readonly JournalRecord[] {
    return this.reader.records(fromSeq, limit);
  }

  readRows(fromSeq: number, limit: number): readonly ChainedRow[] {
    return this.reader.rows(fromSeq, limit);
  }

  readByEntity(kind: EntityKind, id: string): readonly JournalRecord[] {
    return this.reader.byEntity(kind, id);
  }

  readByType(types: readonly JournalEventType[], fromSeq: number, limit: number): readonly JournalRecord[] {
    return this.reader.byType(types, fromSeq, limit);
  }

  verify(): Promise<VerifyReport> {
    const workerData: WorkerTask = { task: 'verify', path: this.options.path };
    return new Promise((resolve, reject) => {
      const worker = new Worker(storeWorkerUrl(this.options.workerUrl), { workerData, execArgv: [], name: 'store-verify' });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(this.error('ioError', `the verifier ended with code ${code} before its report`)));
    });
  }

  pendingOutbox(limit: number): readonly OutboxRecord[] {
    return this.reader.pendingOutbox(limit, this.keyOf);
  }

  parkedOutbox(limit: number): readonly ParkedRecord[] {
    return this.reader.parked(limit, this.keyOf);
  }

  newestOutbox(limit: number): readonly OutboxLine[] {
    return this.reader.newestOutbox(limit, this.keyOf);
  }

  oldestPendingAt(): EpochMicros | null {
    return this.reader.oldestPendingAt();
  }

  outboxCounts(): OutboxCounts {
    return this.reader.outboxCounts();
  }

  markStored(keys: readonly string[]): Promise<void> {
    return this.write({ op: 'markStored', seqs: keys.map((key) => this.seqOf(key)) });
  }

  park(key: string, why: string): Promise<void> {
    return this.write({ op: 'park', seq: this.seqOf(key), why });
  }

  unpark(key: string): Promise<void> {
    return this.write({ op: 'unpark', seq: this.seqOf(key) });
  }

  async saveCheckpoint(seq: number, states: Readonly<Record<string, unknown>>): Promise<void> {
    // Not canonical: the hash is of this very text. Six times as fast, and with 10,000 orders this is the longest that the core's loop is held.
    await this.write({ op: 'saveCheckpoint', seq, states: JSON.stringify(states) });
  }

  loadCheckpoint(): Checkpoint | null {
    return this.reader.checkpoint();
  }

  dispose(): Promise<void> {
    if (this.closing) return this.closing;
    this.reader.close(); // first, so that the writer is the last to leave and takes the WAL with it
    this.closing = this.thread.close();
    return this.closing;
  }

  private readonly keyOf = (seq: number): string => `${this.id}:${seq}`;

  private seqOf(key: string): number {
    const seq = Number(key.slice(this.id.length + 1));
    assert(this.keyOf(seq) === key && Number.isSafeInteger(seq), `an outbox key of this workstation, got ${key}`);
    return seq;
  }

  private write(job: WriteJob): Promise<void> {
    return new Promise((resolve, reject) => this.send(job, reject, () => resolve()));
  }

  private send(job: WriteJob, reject: (why: JournalError) => void, resolve: (firstSeq: number, hashes: readonly string[]) => void): void {
    if (this.closing) return reject(this.error('closed', 'the store is closed'));
    if (this.waiting >= waitingMax) return reject(this.error('overloaded', `${waitingMax} writes are waiting for the disk`));
    this.waiting += 1;
    this.showState();
    this.thread.write(job, (outcome) => {
      this.waiting -= 1;
      if (outcome.ok) resolve(outcome.firstSeq, outcome.hashes);
      else reject(this.errorOf(outcome));
      this.failing = outcome.ok ? false : this.failing || outcome.code !== 'refused';
      this.showState();
    });
  }

  private showState(): void {
    const state: JournalState = this.failing ? 'notSaved' : this.waiting > 0 ? 'saving' : 'saved';
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener(state);
  }

  private encode(events: readonly JournalEvent[]): EncodedEvent[] {
    if (events.length > eventsPerAppendMax) throw this.error('tooLarge', `${events.length} events in one append, at most ${eventsPerAppendMax}`);
    return events.map((event) => {
      const body = this.canonical(event);
      if (body.length > bodyLengthMax) throw this.error('tooLarge', `a ${event.type} of ${body.length} characters, at most ${bodyLengthMax}`);
      return { type: event.type, body, entities: entitiesOf(event) };
    });
  }

  private canonical(event: JournalEvent): string {
    try {
      return canonicalJson(event.body);
    } catch (cause) {
      throw this.error('notJson', `${event.type}: ${messageOf(cause)}`);
    }
  }

  private errorOf(outcome: ThreadOutcome & { ok: false }): JournalError {
    const kept = outcome.code === 'writerDied' ? 'unknown' : 'nothing';
    return new JournalError({ code: outcome.code, path: this.options.path, kept, detail: outcome.detail });
  }

  private error(code: JournalErrorCode, detail: string): JournalError {
    return new JournalError({ code, path: this.options.path, kept: 'nothing', detail });
  }
}
