import { describe, expect, it } from 'vitest';
import type { JournalEvent, JournalRecord } from '../../shared/domain/journal-event.ts';
import { epochMicros } from '../../shared/domain/numbers.ts';
import { createRecorder } from './recorder.ts';
import type { Projection } from './store/journal.ts';

const halted = (why: string): JournalEvent => ({ type: 'TradingHalted', body: { why } });

/** A disk that answers when told to, in any order. */
class SlowJournal {
  private seq = 0;
  private readonly waiting: (() => void)[] = [];

  append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]> {
    const records = events.map((event): JournalRecord => ({ seq: ++this.seq, at: epochMicros(0), event, hash: '' }));
    return new Promise((resolve) => this.waiting.push(() => resolve(records)));
  }

  head(): { seq: number; hash: string } {
    return { seq: this.seq, hash: '' };
  }

  answer(n: number): void {
    this.waiting[n]?.();
  }
}

class Heard implements Projection {
  readonly name = 'heard';
  readonly seqs: number[] = [];
  apply(record: JournalRecord): void { this.seqs.push(record.seq); }
  save(): unknown { return this.seqs; }
  load(): void { this.seqs.length = 0; }
}

describe('the recorder', () => {
  it('applies in journal order whatever the order of the answers, and resolves after applying', async () => {
    const [journal, heard] = [new SlowJournal(), new Heard()];
    const recorder = createRecorder({ journal, projections: [heard] });
    const first = recorder.record([halted('a')]);
    const second = recorder.record([halted('b'), halted('c')]);
    journal.answer(1);
    await Promise.resolve();
    expect(heard.seqs).toEqual([]);
    journal.answer(0);
    await first;
    expect(heard.seqs[0]).toBe(1);
    await second;
    expect(heard.seqs).toEqual([1, 2, 3]);
  });

  it('what is not saved is heard by nobody, and does not stop what comes after', async () => {
    const heard = new Heard();
    let seq = 0;
    let full = true;
    const journal = {
      append: (events: readonly JournalEvent[]): Promise<readonly JournalRecord[]> =>
        full ? Promise.reject(new Error('disk full')) : Promise.resolve(events.map((event): JournalRecord => ({ seq: ++seq, at: epochMicros(0), event, hash: '' }))),
      head: () => ({ seq, hash: '' }),
    };
    const recorder = createRecorder({ journal, projections: [heard] });
    await expect(recorder.record([halted('a')])).rejects.toThrow('disk full');
    full = false;
    await recorder.record([halted('b')]);
    expect(heard.seqs).toEqual([1]);
  });

  it('a hole in the numbers stops it: wrong and running is worse than stopped', async () => {
    const journal = { append: (events: readonly JournalEvent[]) => Promise.resolve(events.map((event): JournalRecord => ({ seq: 7, at: epochMicros(0), event, hash: '' }))), head: () => ({ seq: 0, hash: '' }) };
    await expect(createRecorder({ journal, projections: [] }).record([halted('a')])).rejects.toThrow(/without holes: 7 after 0/);
  });
});
