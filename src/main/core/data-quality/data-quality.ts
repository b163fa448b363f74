/** Keeps the defects of the session: each is journalled, the newest are shown, runs of the same kind are folded. */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { DataDefect } from '../../../shared/domain/data-defect.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Recorder } from '../recorder.ts';
import type { Projection } from '../store/journal.ts';

const shownMax = 500;
/** Single findings journalled for one code and symbol in one session; from then on only powers of two are. */
const singlesMax = 20;

export class DataQuality implements Projection {
  readonly name = 'data-quality';
  private recorder: Recorder | null = null;
  private readonly listeners = new Set<(defect: DataDefect) => void>();
  private seen = new Map<string, number>();
  private newest: DataDefect[] = [];
  /** Rows that findings of this session stand for. */
  total = 0;

  /** Given once the journal has been replayed: a projection exists before there is anything to record with. */
  recordWith(recorder: Recorder): void {
    this.recorder = recorder;
  }

  /** Records a finding. Resolves when it is in the journal, or at once when it is folded into a later count. */
  async found(defect: DataDefect): Promise<void> {
    const key = `${defect.code}|${defect.symbol ?? ''}`;
    const before = this.seen.get(key) ?? 0;
    const count = before + defect.count;
    this.seen.set(key, count);
    this.total += defect.count;
    const crossesPower = Math.floor(Math.log2(Math.max(1, before))) !== Math.floor(Math.log2(count));
    if (before >= singlesMax && !crossesPower) return;
    const written = before >= singlesMax ? { ...defect, count, detail: `${defect.detail} (${count} so far this session)`.slice(0, 512) } : defect;
    await this.recorder?.record([{ type: 'DataDefectFound', body: written }]);
    this.keep(written);
    for (const listener of this.listeners) listener(written);
  }

  /** Newest first. */
  defects(): readonly DataDefect[] {
    return this.newest;
  }

  /** Rows that findings stand for, by code. */
  counts(): ReadonlyMap<string, number> {
    const byCode = new Map<string, number>();
    for (const [key, count] of this.seen) {
      const code = key.slice(0, key.indexOf('|'));
      byCode.set(code, (byCode.get(code) ?? 0) + count);
    }
    return byCode;
  }

  onDefect(listener: (defect: DataDefect) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  apply(record: JournalRecord): void {
    if (record.event.type === 'SessionStarted') this.newest = [];
  }

  save(): unknown {
    return null;
  }

  load(): void {
    // Defects belong to the session that found them; the journal keeps them all.
  }

  private keep(defect: DataDefect): void {
    this.newest.unshift(defect);
    if (this.newest.length > shownMax) this.newest.length = shownMax;
  }
}
