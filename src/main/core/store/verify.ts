/** Walks the whole chain and names the first record that is not what was written. */
import type { Database } from 'better-sqlite3';
import { upstreamEventTypes } from '../../../shared/domain/journal-event.ts';
import { genesisHash } from '../../../shared/domain/journal-chain.ts';
import { chainBreak, type ChainBreak, type ChainedRow } from './chain.ts';
import { openReader } from './connection.ts';
import { messageOf } from './store-error.ts';
import { indexBreak } from './verify-index.ts';
import type { VerifyReport } from './worker-protocol.ts';
import type { Head } from './writer.ts';

/** Reads one consistent snapshot; writes go on meanwhile. */
export function verifyFile(path: string): VerifyReport {
  const opened = openReader(path);
  if (!opened.ok) return { ok: false, records: 0, firstBad: { seq: 0, what: 'unreadable', detail: opened.error.message } };
  try {
    opened.value.exec('BEGIN');
    return walk(opened.value);
  } finally {
    opened.value.close();
  }
}

/** Walks `db`; exported for tests that hold a connection. */
export function walk(db: Database): VerifyReport {
  let last: Head = { seq: 0, hash: genesisHash };
  try {
    for (const row of db.prepare('SELECT seq, at, type, body, hash FROM journal ORDER BY seq').iterate() as IterableIterator<ChainedRow>) {
      const found = chainBreak(last, row);
      if (found) return { ok: false, records: last.seq, firstBad: found };
      last = row;
    }
    const found = headBreak(db, last) ?? outboxBreak(db) ?? indexBreak(db) ?? fileBreak(db);
    return { ok: found === null, records: last.seq, firstBad: found };
  } catch (cause) {
    return { ok: false, records: last.seq, firstBad: { seq: last.seq + 1, what: 'unreadable', detail: messageOf(cause) } };
  }
}

/** The check made at every start: the last record is the one the head names and is linked to the one before it. */
export function tailBreak(db: Database): ChainBreak | null {
  const rows = db.prepare('SELECT seq, at, type, body, hash FROM journal ORDER BY seq DESC LIMIT 2').all() as ChainedRow[];
  const [last, before] = rows;
  if (!last) return headBreak(db, { seq: 0, hash: genesisHash });
  const previous = before ?? { seq: 0, hash: genesisHash };
  return chainBreak(previous, last) ?? headBreak(db, last);
}

function headBreak(db: Database, last: Head): ChainBreak | null {
  const head = db.prepare('SELECT seq, hash FROM head').get() as Head | undefined;
  if (head?.seq === last.seq && head.hash === last.hash) return null;
  const seq = Math.min(head?.seq ?? 0, last.seq) + (head?.seq === last.seq ? 0 : 1);
  return { seq, what: 'head differs', detail: `the head names record ${head?.seq ?? 'none'} (${head?.hash ?? ''}), the last record is ${last.seq} (${last.hash})` };
}

/** SQLite's own check: pages, and indexes against tables. */
function fileBreak(db: Database): ChainBreak | null {
  const said: unknown = db.pragma('integrity_check(1)', { simple: true });
  return said === 'ok' ? null : { seq: 0, what: 'unreadable', detail: String(said) };
}

/** Every record that goes upstream has its outbox row, in a state that is one, and no other has. */
function outboxBreak(db: Database): ChainBreak | null {
  const upstream = JSON.stringify([...upstreamEventTypes]);
  const seq: unknown = db.prepare(`
    SELECT min(seq) FROM (
      SELECT seq FROM journal WHERE type IN (SELECT value FROM json_each(@upstream)) AND seq NOT IN (SELECT seq FROM outbox)
      UNION ALL
      SELECT seq FROM outbox NOT INDEXED WHERE state NOT IN ('pending', 'stored', 'parked')
      UNION ALL
      SELECT o.seq FROM outbox o LEFT JOIN journal j ON j.seq = o.seq WHERE j.seq IS NULL OR j.type NOT IN (SELECT value FROM json_each(@upstream))
    )`).pluck().get({ upstream });
  return typeof seq === 'number' ? { seq, what: 'outbox differs', detail: `record ${seq} and its outbox row do not belong together` } : null;
}
