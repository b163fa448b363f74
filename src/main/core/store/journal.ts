/** The journal as the rooms see it. The implementation is store.ts; nothing else holds SQL. */
import type { JournalEvent, JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { JournalState } from '../../../shared/domain/connection.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

export interface Journal {
  /**
   * Writes the events in order in one transaction, with an outbox row for each that goes upstream, and resolves when
   * they are on disk (synchronous=FULL). Rejects with JournalError when they are not: then nothing of them is kept.
   */
  append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]>;
  /** Number and hash of the last record; seq 0 and the genesis hash when empty. */
  head(): { readonly seq: number; readonly hash: string };
  readonly state: JournalState;
  onState(listener: (state: JournalState) => void): Disposable;
}

/** State that a room builds from the journal alone, so that a restart is a replay. */
export interface Projection {
  /** Unique; names its checkpoint. */
  readonly name: string;
  /** Must be deterministic and free of side effects: called both live and at restart. */
  apply(record: JournalRecord): void;
  /** JSON-safe state for a checkpoint. */
  save(): unknown;
  load(state: unknown): void;
}
