/**
 * What the refinery has received: each record once, by its key, in the transaction that stores it. A refusal is
 * remembered beside it. The file is the refinery's own; nothing of the workstation reads it.
 */
import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { must } from '../../../src/shared/base/assert.ts';
import { canonicalJson } from '../../../src/shared/base/canonical-json.ts';
import type { Disposable } from '../../../src/shared/base/disposable.ts';
import { chainText, genesisHash } from '../../../src/shared/domain/journal-chain.ts';
import { bodyFault } from '../../../src/shared/wire/refinery-bodies.ts';
import type { FromRefinery, UpstreamRecord } from '../../../src/shared/wire/refinery.ts';

export type Verdict = Pick<FromRefinery & { msgType: 'RecordBatchAck' }, 'stored' | 'refused'>;

export interface Inbox extends Disposable {
  /** Made once and kept with the file. */
  readonly refineryId: string;
  /** Stores what can be used, in one transaction that is on disk when this returns. */
  receive(workstationId: string, records: readonly UpstreamRecord[], receivedAt: number): Verdict;
}

const schema = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS inbox (
    key TEXT NOT NULL PRIMARY KEY, workstation TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
    type TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL, received_at INTEGER NOT NULL,
    UNIQUE (workstation, seq)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refusal (
    key TEXT NOT NULL, why TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1, last_at INTEGER NOT NULL, PRIMARY KEY (key, why)
  ) STRICT, WITHOUT ROWID;
`;

export function openInbox(path: string): Inbox {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(schema);
  return new SqliteInbox(db);
}

class SqliteInbox implements Inbox {
  readonly refineryId: string;
  private readonly db: Database.Database;
  private readonly sql;

  constructor(db: Database.Database) {
    this.db = db;
    this.sql = {
      known: db.prepare('SELECT hash FROM inbox WHERE key = ?').pluck(),
      before: db.prepare('SELECT hash FROM inbox WHERE workstation = ? AND seq = ?').pluck(),
      insert: db.prepare('INSERT INTO inbox (key, workstation, seq, at, type, body, hash, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
      refuse: db.prepare('INSERT INTO refusal (key, why, last_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET times = times + 1, last_at = excluded.last_at'),
    };
    db.prepare("INSERT INTO meta VALUES ('refineryId', ?) ON CONFLICT DO NOTHING").run(randomUUID());
    this.refineryId = must(db.prepare("SELECT value FROM meta WHERE name = 'refineryId'").pluck().get() as string | undefined, 'just made');
  }

  receive(workstationId: string, records: readonly UpstreamRecord[], receivedAt: number): Verdict {
    const stored: string[] = [];
    const refused: { key: string; why: string }[] = [];
    this.db.transaction(() => {
      for (const record of records) {
        const why = this.accept(workstationId, record, receivedAt);
        if (why === null) stored.push(record.key);
        else refused.push({ key: record.key, why });
      }
      for (const { key, why } of refused) this.sql.refuse.run(key, why, receivedAt);
    }).immediate();
    return { stored, refused };
  }

  dispose(): void {
    this.db.close();
  }

  /** Stores one record, unless it is here already; or says why it cannot be used. */
  private accept(workstationId: string, record: UpstreamRecord, receivedAt: number): string | null {
    if (record.key !== `${workstationId}:${record.seq}`) return 'key does not name this workstation and number';
    const known: unknown = this.sql.known.get(record.key);
    if (known !== undefined) return known === record.hash ? null : 'conflict: this key was received before with another hash';
    const fault = bodyFault(record.type, record.body);
    if (fault !== null) return fault;
    const body = canonicalJson(record.body);
    const broken = this.chainFault(workstationId, record, body);
    if (broken !== null) return broken;
    this.sql.insert.run(record.key, workstationId, record.seq, record.at, record.type, body, record.hash, receivedAt);
    return null;
  }

  /** Where the record before is known too, the hash must be the one that its content gives. */
  private chainFault(workstationId: string, { seq, at, type, hash }: UpstreamRecord, body: string): string | null {
    const before: unknown = seq === 1 ? genesisHash : this.sql.before.get(workstationId, seq - 1);
    if (typeof before !== 'string') return null;
    const computed = createHash('sha256').update(chainText(before, { seq, at, type, body })).digest('hex');
    return computed === hash ? null : 'hash does not follow from the record before and this content';
  }
}

export interface InboxReport {
  readonly refineryId: string;
  readonly records: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly byWorkstation: Readonly<Record<string, { readonly records: number; readonly firstSeq: number; readonly lastSeq: number }>>;
  readonly refused: readonly { readonly key: string; readonly why: string; readonly times: number }[];
}

/** Refusals named in a report. */
const reportRefusalsMax = 1000;

/** What an inbox file holds; reads beside a running refinery. Throws when there is no such file. */
export function reportInbox(path: string): InboxReport {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const types = db.prepare('SELECT type, count(*) AS n FROM inbox GROUP BY type ORDER BY type').all() as { type: string; n: number }[];
    const stations = db.prepare('SELECT workstation, count(*) AS records, min(seq) AS firstSeq, max(seq) AS lastSeq FROM inbox GROUP BY workstation ORDER BY workstation')
      .all() as { workstation: string; records: number; firstSeq: number; lastSeq: number }[];
    return {
      refineryId: must(db.prepare("SELECT value FROM meta WHERE name = 'refineryId'").pluck().get() as string | undefined, 'every inbox has its id'),
      records: types.reduce((sum, { n }) => sum + n, 0),
      byType: Object.fromEntries(types.map(({ type, n }) => [type, n])),
      byWorkstation: Object.fromEntries(stations.map(({ workstation, ...rest }) => [workstation, rest])),
      refused: db.prepare('SELECT key, why, times FROM refusal ORDER BY last_at DESC, key LIMIT ?').all(reportRefusalsMax) as InboxReport['refused'],
    };
  } finally {
    db.close();
  }
}
