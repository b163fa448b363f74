/** The journal of a running or a killed workstation, read beside it without writing. */
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface JournalRow {
  readonly seq: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

export function journalOf(dataDir: string): JournalRow[] {
  const db = new Database(join(dataDir, 'journal.db'), { readonly: true });
  try {
    return (db.prepare('SELECT seq, type, body FROM journal ORDER BY seq').all() as { seq: number; type: string; body: string }[])
      .map((row) => ({ ...row, body: JSON.parse(row.body) as Record<string, unknown> }));
  } finally {
    db.close();
  }
}

export const bodies = (rows: readonly JournalRow[], type: string): Record<string, unknown>[] => rows.filter((row) => row.type === type).map((row) => row.body);
