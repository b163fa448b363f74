/**
 * The only way to change what the core believes: events go to the journal, and when they are on disk every projection
 * hears them, in journal order. At a restart the same projections hear the same records again.
 */
import { assert } from '../../shared/base/assert.ts';
import type { JournalEvent, JournalRecord } from '../../shared/domain/journal-event.ts';
import { JournalError, type Journal, type Projection } from './store/journal.ts';

export interface Recorder {
  /**
   * Resolves when the events are on disk and applied to every projection. Rejects with the journal's error when they
   * are not saved; then no projection has heard of them.
   */
  record(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]>;
}

export function createRecorder(parts: { readonly journal: Pick<Journal, 'append' | 'head'>; readonly projections: readonly Projection[] }): Recorder {
  let applied = parts.journal.head().seq;
  let turn: Promise<void> = Promise.resolve();
  const apply = (records: readonly JournalRecord[]): void => {
    for (const record of records) {
      assert(record.seq === applied + 1, `journal records are applied without holes: ${record.seq} after ${applied}`);
      applied = record.seq;
      for (const projection of parts.projections) projection.apply(record);
    }
  };
  return {
    record(events) {
      // The append starts at once, so that the store may batch; what is applied keeps the order of the appends.
      const appended = parts.journal.append(events);
      const done = Promise.all([appended, turn]).then(([records]) => {
        apply(records);
        return records;
      });
      turn = done.then(() => undefined, () => undefined);
      return done;
    },
  };
}

/** Records, and answers whether it was saved. A failure of the journal is an answer; any other passes through. */
export async function isRecorded(recorder: Recorder, events: readonly JournalEvent[]): Promise<boolean> {
  try {
    await recorder.record(events);
    return true;
  } catch (cause) {
    if (cause instanceof JournalError) return false;
    throw cause;
  }
}
