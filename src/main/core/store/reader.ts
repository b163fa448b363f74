/** Reads the journal, its index, the outbox and the checkpoints through the read-only connection. */
import { must } from '../../../shared/base/assert.ts';
import { epochMicros, type EpochMicros } from '../../../shared/domain/numbers.ts';
import type { JournalEvent, JournalEventType, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { genesisHash } from '../../../shared/domain/journal-chain.ts';
import { chainBreak, textHash, type ChainedRow } from './chain.ts';
import type { Reader } from './connection.ts';
import type { EntityKind } from './entities.ts';
import { JournalError } from './journal.ts';

/** Most rows that one read gives; ask again from the last one. */
export const readRowsMax = 5000;

export interface OutboxRecord {
  /** Deduplication key at the refinery: `${workstationId}:${seq}`. */
  readonly key: string;
  readonly record: JournalRecord;
}

export interface OutboxCounts {
  readonly pending: number;
  readonly parked: number;
  readonly stored: number;
  /** Journal time of the oldest record that is still to be sent; null when none is. */
  readonly oldestPendingAt: EpochMicros | null;
}

export interface ParkedRecord {
  readonly key: string;
  readonly seq: number;
  readonly why: string;
}

/** A line of the panel that shows what is on its way. */
export interface OutboxLine {
  readonly key: string;
  readonly seq: number;
  readonly type: JournalEventType;
  readonly at: EpochMicros;
  readonly state: 'pending' | 'stored' | 'parked';
}

export interface Checkpoint {
  readonly seq: number;
  readonly hash: string;
  /** Projection name to what its save() gave. */
  readonly states: Readonly<Record<string, unknown>>;
}

/** Each row comes with the hash before it, so that a read can tell a damaged row from a good one wherever it starts. */
const columns = 'j.seq, j.at, j.type, j.body, j.hash, (SELECT p.hash FROM journal p WHERE p.seq = j.seq - 1) AS previousHash';
interface LinkedRow extends ChainedRow {
  readonly previousHash: string | null;
}

export class JournalReader {
  private readonly db: Reader;
  private readonly sql;

  constructor(db: Reader) {
    this.db = db;
    this.sql = {
      rows: db.prepare('SELECT seq, at, type, body, hash FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?'),
      linked: db.prepare(`SELECT ${columns} FROM journal j WHERE seq >= ? ORDER BY seq LIMIT ?`),
      byEntity: db.prepare(`SELECT ${columns} FROM entity e JOIN journal j ON j.seq = e.seq WHERE e.kind = ? AND e.id = ? ORDER BY e.seq LIMIT ?`),
      byType: db.prepare(`SELECT ${columns} FROM journal j WHERE type IN (SELECT value FROM json_each(?)) AND seq >= ? ORDER BY seq LIMIT ?`),
      rootOf: db.prepare('SELECT root FROM order_alias WHERE cl_ord_id = ?').pluck(),
      pending: db.prepare(`SELECT ${columns} FROM outbox o JOIN journal j ON j.seq = o.seq WHERE o.state = 'pending' ORDER BY o.seq LIMIT ?`),
      parked: db.prepare("SELECT seq, why FROM outbox WHERE state = 'parked' ORDER BY seq LIMIT ?"),
      newest: db.prepare('SELECT o.seq, j.type, j.at, o.state FROM outbox o JOIN journal j ON j.seq = o.seq ORDER BY o.seq DESC LIMIT ?'),
      oldest: db.prepare("SELECT j.at FROM outbox o JOIN journal j ON j.seq = o.seq WHERE o.state = 'pending' ORDER BY o.seq LIMIT 1").pluck(),
      counts: db.prepare(`SELECT (SELECT count(*) FROM outbox WHERE state = 'pending') AS pending,
        (SELECT count(*) FROM outbox WHERE state = 'parked') AS parked, (SELECT count(*) FROM outbox) AS total,
        (SELECT j.at FROM outbox o JOIN journal j ON j.seq = o.seq WHERE o.state = 'pending' ORDER BY o.seq LIMIT 1) AS oldest`),
      checkpoints: db.prepare('SELECT c.seq, c.hash, c.states, c.states_hash AS statesHash FROM checkpoint c '
        + 'JOIN journal j ON j.seq = c.seq AND j.hash = c.hash ORDER BY c.seq DESC'),
      meta: db.prepare('SELECT value FROM meta WHERE name = ?').pluck(),
    };
  }

  /** Rows as stored and unchecked, for whoever checks the chain. */
  rows(fromSeq: number, limit: number): readonly ChainedRow[] {
    return this.sql.rows.all(fromSeq, clamp(limit)) as ChainedRow[];
  }

  records(fromSeq: number, limit: number): readonly JournalRecord[] {
    return this.checkedAll(this.sql.linked.all(fromSeq, clamp(limit)));
  }

  byEntity(kind: EntityKind, id: string): readonly JournalRecord[] {
    const root = kind === 'order' ? (this.sql.rootOf.get(id) ?? id) : id;
    return this.checkedAll(this.sql.byEntity.all(kind, root, readRowsMax));
  }

  byType(types: readonly JournalEventType[], fromSeq: number, limit: number): readonly JournalRecord[] {
    return this.checkedAll(this.sql.byType.all(JSON.stringify(types), fromSeq, clamp(limit)));
  }

  pendingOutbox(limit: number, keyOf: (seq: number) => string): readonly OutboxRecord[] {
    return this.checkedAll(this.sql.pending.all(clamp(limit))).map((record) => ({ key: keyOf(record.seq), record }));
  }

  parked(limit: number, keyOf: (seq: number) => string): readonly ParkedRecord[] {
    const rows = this.sql.parked.all(clamp(limit)) as { seq: number; why: string | null }[];
    return rows.map(({ seq, why }) => ({ key: keyOf(seq), seq, why: why ?? '' }));
  }

  newestOutbox(limit: number, keyOf: (seq: number) => string): readonly OutboxLine[] {
    const rows = this.sql.newest.all(clamp(limit)) as Omit<OutboxLine, 'key'>[];
    return rows.map((row) => ({ key: keyOf(row.seq), ...row }));
  }

  oldestPendingAt(): EpochMicros | null {
    return (this.sql.oldest.get() as EpochMicros | undefined) ?? null;
  }

  outboxCounts(): OutboxCounts {
    const { pending, parked, total, oldest } = this.sql.counts.get() as { pending: number; parked: number; total: number; oldest: EpochMicros | null };
    return { pending, parked, stored: total - pending - parked, oldestPendingAt: oldest };
  }

  /** The newest checkpoint that is whole and belongs to this chain; null when there is none. */
  checkpoint(): Checkpoint | null {
    const rows = this.sql.checkpoints.all() as { seq: number; hash: string; states: string; statesHash: string }[];
    const whole = rows.find((row) => textHash(row.states) === row.statesHash);
    return whole ? { seq: whole.seq, hash: whole.hash, states: JSON.parse(whole.states) as Record<string, unknown> } : null;
  }

  meta(name: string): string | null {
    return (this.sql.meta.get(name) as string | undefined) ?? null;
  }

  close(): void {
    this.db.close();
  }

  private checkedAll(rows: readonly unknown[]): JournalRecord[] {
    return (rows as LinkedRow[]).map((row) => {
      const found = chainBreak({ seq: row.seq - 1, hash: row.previousHash ?? genesisHash }, row);
      if (!found) return recordOf(row);
      throw new JournalError({ code: 'damaged', path: this.db.name, kept: 'unknown', detail: found.detail });
    });
  }
}

/** A stored row as the domain knows it. What is stored was checked by the compiler when it was written and by the chain since. */
export function recordOf(row: ChainedRow): JournalRecord {
  const event = { type: row.type, body: JSON.parse(row.body) as unknown } as JournalEvent;
  return { seq: row.seq, at: epochMicros(row.at), event, hash: must(row.hash, 'each row has its hash') };
}

const clamp = (limit: number): number => Math.max(0, Math.min(readRowsMax, Math.floor(limit)));
