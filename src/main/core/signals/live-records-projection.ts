/** What came of each model's calls and bands, as the journal tells it: what the records on screen and the levels of bands go on from after a restart. */
import { assert } from '../../../shared/base/assert.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { KeptBand, KeptRecord } from '../../../shared/domain/kept-record.ts';
import { bandWindow } from '../../../shared/signals/band-tracker.ts';
import type { Projection } from '../store/journal.ts';

/** Model files whose record is kept: those that were measured last. */
export const keptModelsMax = 24;
/** Names of which a band is kept, of each model: those that were measured last. */
export const keptNamesMax = 2000;

export class LiveRecordsProjection implements Projection {
  readonly name = 'live-records-1';
  /** By hash of the model file; the one that was measured last is the last. */
  private readonly byModel = new Map<string, KeptRecord>();

  apply({ event }: JournalRecord): void {
    if (event.type === 'CallsMeasured') for (const record of event.body.models) this.take(record);
  }

  /** Of every model file that is known. */
  records(): readonly KeptRecord[] {
    return [...this.byModel.values()];
  }

  save(): unknown {
    return this.records();
  }

  load(state: unknown): void {
    assert(Array.isArray(state), 'what was saved is a list');
    this.byModel.clear();
    for (const record of state as KeptRecord[]) this.byModel.set(record.modelHash, record);
  }

  private take(record: KeptRecord): void {
    const known = this.byModel.get(record.modelHash);
    const bands = new Map<string, KeptBand>((record.anew ? [] : known?.bands ?? []).map((band) => [band.symbol, band]));
    for (const band of record.bands) {
      const before = band.anew ? [] : bands.get(band.symbol)?.scores ?? [];
      bands.delete(band.symbol);
      bands.set(band.symbol, { ...band, scores: [...before, ...band.scores].slice(-bandWindow) });
    }
    this.byModel.delete(record.modelHash);
    this.byModel.set(record.modelHash, { ...record, bands: [...bands.values()].slice(-keptNamesMax) });
    for (const oldest of this.byModel.keys()) {
      if (this.byModel.size <= keptModelsMax) break;
      this.byModel.delete(oldest);
    }
  }
}
