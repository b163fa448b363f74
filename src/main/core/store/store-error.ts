/** Why a store could not be opened, and how SQLite's errors are named in our words. */
import type { JournalErrorCode } from './journal.ts';

export type StoreOpenCode =
  | 'locked' //          another process holds this profile
  | 'newer' //           made by a newer Candor
  | 'notCandor' //       a database, but not one of ours
  | 'damaged' //         malformed, or the journal's end is not where its head says
  | 'migrationFailed' // the schema could not be brought up; the file is as it was
  | 'unsafe' //          the file system does not give the guarantees the journal needs (WAL, synchronous=FULL)
  | 'cannotOpen'; //     missing folder, permissions, read-only file system

export interface StoreOpenError {
  readonly code: StoreOpenCode;
  readonly path: string;
  /** One sentence for the user, with path and, for 'locked', the process id. */
  readonly message: string;
  /** Process that holds the profile; null when unknown. */
  readonly pid: number | null;
}

/** SQLite's own code of an error ('SQLITE_FULL'), or null for any other error. */
export function sqliteCode(cause: unknown): string | null {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The journal's word for an error met while writing. */
export function journalErrorCode(cause: unknown): JournalErrorCode {
  const code = sqliteCode(cause);
  if (code === null) return 'refused';
  if (code === 'SQLITE_FULL') return 'diskFull';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') return 'readOnly';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged';
  if (code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_ERROR' || code === 'SQLITE_MISMATCH') return 'refused';
  return 'ioError';
}

/** The word for an error met while opening. */
export function storeOpenCode(cause: unknown): StoreOpenCode {
  const code = sqliteCode(cause) ?? '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' ? 'damaged' : 'cannotOpen';
}
