/** The journal as the rooms see it. The implementation is store.ts; nothing else holds SQL. */
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { JournalState } from '../../../shared/domain/connection.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

export interface Journal {
  /**
   * Writes the events in order in one transaction, with an outbox row for each that goes upstream, and resolves when
   * they are on disk (synchronous=FULL). Rejects with JournalError when they are not: then nothing of them is kept,
   * unless the error's `kept` says 'unknown'.
   */
  append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]>;
  /** Number and hash of the last record; seq 0 and the genesis hash when empty. */
  head(): { readonly seq: number; readonly hash: string };
  readonly state: JournalState;
  onState(listener: (state: JournalState) => void): Disposable;
}

/** State that a room builds from the journal alone, so that a restart is a replay. */
export interface Projection {
  /** Unique; names its checkpoint. Change it when the meaning of the saved state changes: then the journal is replayed from its start. */
  readonly name: string;
  /** Must be deterministic and free of side effects: called both live and at restart. */
  apply(record: JournalRecord): void;
  /** JSON-safe state for a checkpoint. */
  save(): unknown;
  load(state: unknown): void;
}

export type JournalErrorCode =
  | 'diskFull' //    no space left, or the database's own page limit
  | 'readOnly' //    file, folder or file system cannot be written
  | 'ioError' //     the disk failed a read, write or fsync
  | 'damaged' //     SQLite finds the file malformed, or a record read is not what was written
  | 'notJson' //     a body holds NaN, an infinity, a bigint: programmer error
  | 'tooLarge' //    more events or longer bodies than one append may hold
  | 'overloaded' //  too many appends waiting for the disk
  | 'writerDied' //  the writer thread ended without an answer
  | 'refused' //     the database refused the rows (constraint or trigger): programmer error
  | 'closed'; //     appended after dispose

/** Why an append was not saved, or ('damaged') why a read gives nothing. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  /** The database file. */
  readonly path: string;
  /** 'nothing': none of the append's events is kept. 'unknown': the answer was lost; look at the journal after reopening. */
  readonly kept: 'nothing' | 'unknown';

  constructor(facts: { code: JournalErrorCode; path: string; kept: 'nothing' | 'unknown'; detail: string }) {
    super(`journal ${facts.code}: ${facts.detail}; kept: ${facts.kept}; file: ${facts.path}`);
    this.code = facts.code;
    this.path = facts.path;
    this.kept = facts.kept;
  }
}
