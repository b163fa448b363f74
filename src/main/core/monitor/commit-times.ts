/** How long the last commit of the journal took, seen from the core. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Journal } from '../store/journal.ts';

export interface TimedJournal extends Pick<Journal, 'append' | 'head'> {
  /** Milliseconds from the append's call to its being on disk; null before the first. */
  readonly lastMs: number | null;
}

export function timedJournal(journal: Pick<Journal, 'append' | 'head'>, clock: Clock): TimedJournal {
  let lastMs: number | null = null;
  return {
    head: () => journal.head(),
    async append(events) {
      const startedMs = clock.monotonicMs();
      const records = await journal.append(events);
      lastMs = clock.monotonicMs() - startedMs;
      return records;
    },
    get lastMs() {
      return lastMs;
    },
  };
}
