/** Writes jobs to the journal: many in one transaction, each whole or not at all. Runs on the store's worker thread. */
import type { Statement } from 'better-sqlite3';
import { assert, must } from '../../../shared/base/assert.ts';
import { upstreamEventTypes, type JournalEventType } from '../../../shared/domain/journal-event.ts';
import { recordHash, textHash } from './chain.ts';
import type { Writer } from './connection.ts';
import type { EventEntities } from './entities.ts';
import type { JournalErrorCode } from './journal.ts';
import { journalErrorCode, messageOf, sqliteCode } from './store-error.ts';

export interface EncodedEvent {
  readonly type: JournalEventType;
  /** Canonical JSON. */
  readonly body: string;
  readonly entities: EventEntities;
}

export type WriteJob =
  | { readonly op: 'append'; readonly at: number; readonly events: readonly EncodedEvent[] }
  | { readonly op: 'markStored'; readonly seqs: readonly number[] }
  | { readonly op: 'park'; readonly seq: number; readonly why: string }
  | { readonly op: 'unpark'; readonly seq: number }
  | { readonly op: 'saveCheckpoint'; readonly seq: number; readonly states: string }
  | { readonly op: 'setMeta'; readonly name: string; readonly value: string };

export type WriteOutcome =
  /** For an append: number of its first record and the hash of each; otherwise 0 and none. */
  | { readonly ok: true; readonly firstSeq: number; readonly hashes: readonly string[] }
  | { readonly ok: false; readonly code: JournalErrorCode; readonly detail: string };

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** Checkpoints kept: the newest, and one before it in case the newest is damaged. */
const checkpointsKept = 2;
const done: WriteOutcome = { ok: true, firstSeq: 0, hashes: [] };

export class JournalWriter {
  private readonly db: Writer;
  private readonly sql: ReturnType<typeof statements>;
  private current: Head;

  constructor(db: Writer) {
    this.db = db;
    this.sql = statements(db);
    this.current = readHead(db);
  }

  head(): Head {
    return this.current;
  }

  /**
   * Runs the jobs in order in one transaction (one fsync). A job that the database refuses fails alone. When the disk
   * fails the transaction, each job is tried again in its own, so that one that still fits is not lost to one that does not.
   */
  run(jobs: readonly WriteJob[]): WriteOutcome[] {
    try {
      return this.runTogether(jobs);
    } catch (cause) {
      if (jobs.length > 1) return jobs.flatMap((job) => this.run([job]));
      return [failure(cause)];
    }
  }

  private runTogether(jobs: readonly WriteJob[]): WriteOutcome[] {
    const before = this.current;
    try {
      this.db.exec('BEGIN IMMEDIATE');
      const outcomes = jobs.map((job) => this.runGuarded(job));
      this.db.exec('COMMIT');
      return outcomes;
    } catch (cause) {
      this.current = before;
      if (this.db.inTransaction) this.db.exec('ROLLBACK'); // SQLite has already rolled back after some disk errors
      throw cause;
    }
  }

  /** Failures of the disk go on to the caller, who gives up the transaction; refusals undo this job only. */
  private runGuarded(job: WriteJob): WriteOutcome {
    const before = this.current;
    this.db.exec('SAVEPOINT job');
    try {
      const outcome = this.runJob(job);
      this.db.exec('RELEASE job');
      return outcome;
    } catch (cause) {
      if (!this.db.inTransaction || journalErrorCode(cause) !== 'refused') throw cause;
      this.db.exec('ROLLBACK TO job; RELEASE job');
      this.current = before;
      return failure(cause);
    }
  }

  private runJob(job: WriteJob): WriteOutcome {
    switch (job.op) {
      case 'append': return this.append(job.at, job.events);
      case 'markStored':
        for (const seq of job.seqs) this.sql.markStored.run(seq);
        return done;
      case 'park':
        this.sql.park.run(job.why, job.seq);
        return done;
      case 'unpark':
        this.sql.unpark.run(job.seq);
        return done;
      case 'saveCheckpoint': return this.saveCheckpoint(job.seq, job.states);
      case 'setMeta':
        this.sql.setMeta.run(job.name, job.value);
        return done;
    }
  }

  private append(at: number, events: readonly EncodedEvent[]): WriteOutcome {
    const firstSeq = this.current.seq + 1;
    const hashes: string[] = [];
    let { seq, hash } = this.current;
    for (const { type, body, entities } of events) {
      seq += 1;
      hash = recordHash(hash, { seq, at, type, body });
      this.sql.insertRecord.run(seq, at, type, body, hash);
      if (upstreamEventTypes.has(type)) this.sql.insertOutbox.run(seq);
      this.index(seq, entities);
      hashes.push(hash);
    }
    this.sql.setHead.run(seq, hash);
    this.current = { seq, hash };
    return { ok: true, firstSeq, hashes };
  }

  private index(seq: number, { order, suggestion }: EventEntities): void {
    if (suggestion !== null) this.sql.insertEntity.run('suggestion', suggestion, seq);
    const [id, ...others] = order;
    if (id === undefined) return;
    const known = this.sql.rootOf.get(id);
    const root = typeof known === 'string' ? known : id;
    for (const alias of known === undefined ? order : others) this.sql.insertAlias.run(alias, root);
    this.sql.insertEntity.run('order', root, seq);
  }

  private saveCheckpoint(seq: number, states: string): WriteOutcome {
    const hash = must(this.sql.hashAt.get(seq), 'a checkpoint is taken at a record that is on disk');
    this.sql.insertCheckpoint.run(seq, hash, states, textHash(states));
    this.sql.dropCheckpoints.run(checkpointsKept);
    return done;
  }
}

/** The head row, which each append updates in its own transaction. */
function readHead(db: Writer): Head {
  const row = must(db.prepare('SELECT seq, hash FROM head').get() as Head | undefined, 'the first migration makes the head');
  assert(Number.isSafeInteger(row.seq), 'the head is numbered');
  return row;
}

function failure(cause: unknown): WriteOutcome {
  return { ok: false, code: journalErrorCode(cause), detail: `${sqliteCode(cause) ?? 'error'}: ${messageOf(cause)}` };
}

function statements(db: Writer): Record<'insertRecord' | 'insertOutbox' | 'insertEntity' | 'insertAlias' | 'rootOf' | 'setHead' | 'hashAt'
  | 'markStored' | 'park' | 'unpark' | 'insertCheckpoint' | 'dropCheckpoints' | 'setMeta', Statement> {
  return {
    insertRecord: db.prepare('INSERT INTO journal (seq, at, type, body, hash) VALUES (?, ?, ?, ?, ?)'),
    insertOutbox: db.prepare('INSERT INTO outbox (seq) VALUES (?)'),
    insertEntity: db.prepare('INSERT INTO entity (kind, id, seq) VALUES (?, ?, ?)'),
    insertAlias: db.prepare('INSERT INTO order_alias (cl_ord_id, root) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    rootOf: db.prepare('SELECT root FROM order_alias WHERE cl_ord_id = ?').pluck(),
    setHead: db.prepare('UPDATE head SET seq = ?, hash = ?'),
    hashAt: db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck(),
    markStored: db.prepare("UPDATE outbox SET state = 'stored', why = NULL WHERE seq = ?"),
    park: db.prepare("UPDATE outbox SET state = 'parked', why = ? WHERE seq = ? AND state = 'pending'"),
    unpark: db.prepare("UPDATE outbox SET state = 'pending', why = NULL WHERE seq = ? AND state = 'parked'"),
    insertCheckpoint: db.prepare('INSERT INTO checkpoint (seq, hash, states, states_hash) VALUES (?, ?, ?, ?) '
      + 'ON CONFLICT (seq) DO UPDATE SET states = excluded.states, states_hash = excluded.states_hash'),
    dropCheckpoints: db.prepare('DELETE FROM checkpoint WHERE seq NOT IN (SELECT seq FROM checkpoint ORDER BY seq DESC LIMIT ?)'),
    setMeta: db.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING'),
  };
}
