/** The two kinds of connection to the journal's file. Settings that durability hangs on are read back, not hoped for. */
import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { messageOf, storeOpenCode, type StoreOpenError } from './store-error.ts';

declare const kind: unique symbol;
/** May only read. */
export type Reader = Database.Database & { readonly [kind]: 'reader' };
/** The one connection that writes. */
export type Writer = Database.Database & { readonly [kind]: 'writer' };

/** The WAL file is cut back to this after a checkpoint, bytes. */
const walBytesKept = 64 * 1024 * 1024;

/** A connection with synchronous=FULL on a WAL: a committed row survives loss of power, as far as the disk honours fsync. */
export function openWriter(path: string): Result<Writer, StoreOpenError> {
  return open(path, () => {
    const db = new Database(path, { timeout: 1000 });
    harden(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL'); // WAL's default here is NORMAL, which may lose the last commits
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON'); // so that REPLACE cannot delete around the append-only triggers
    db.pragma(`journal_size_limit = ${walBytesKept}`);
    return db as Writer;
  }, [['journal_mode', 'wal'], ['synchronous', 2], ['foreign_keys', 1], ['recursive_triggers', 1], ['trusted_schema', 0]]);
}

/** A read-only connection; sees every row that the writer has committed. */
export function openReader(path: string): Result<Reader, StoreOpenError> {
  return open(path, () => {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 });
    harden(db);
    db.pragma('query_only = ON');
    return db as Reader;
  }, [['journal_mode', 'wal'], ['query_only', 1], ['trusted_schema', 0]]);
}

/** better-sqlite3 keeps SQLITE_DBCONFIG_DEFENSIVE on unless told otherwise; the rest is set here. */
function harden(db: Database.Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON'); // malformed pages are reported, not read as values
}

function open<T extends Database.Database>(
  path: string, make: () => T, expected: readonly (readonly [pragma: string, value: string | number])[],
): Result<T, StoreOpenError> {
  let db: T | null = null;
  try {
    db = make();
    for (const [pragma, value] of expected) {
      const got: unknown = db.pragma(pragma, { simple: true });
      if (got === value) continue;
      db.close();
      return err({ code: 'unsafe', path, pid: null, message: `${path}: ${pragma} is ${String(got)}, the journal needs ${value}` });
    }
    return ok(db);
  } catch (cause) {
    db?.close();
    return err({ code: storeOpenCode(cause), path, pid: null, message: `cannot open ${path}: ${messageOf(cause)}` });
  }
}
