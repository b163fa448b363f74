/** The newest version of each model that was ever active here, from the journal: what a rollback would go behind. */
import { assert } from '../../../shared/base/assert.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Projection } from '../store/journal.ts';
import { compareVersions } from './verify-manifest.ts';

export class ActivatedModels implements Projection {
  readonly name = 'activated-models-1';
  private newest = new Map<string, string>();

  apply({ event }: JournalRecord): void {
    if (event.type !== 'ModelLoaded') return;
    const { modelId, version } = event.body;
    const before = this.newest.get(modelId);
    if (before === undefined || compareVersions(version, before) > 0) this.newest.set(modelId, version);
  }

  /** Null when no version of it was ever active. */
  newestOf(modelId: string): string | null {
    return this.newest.get(modelId) ?? null;
  }

  save(): unknown {
    return [...this.newest];
  }

  load(state: unknown): void {
    assert(Array.isArray(state), 'what was saved is a list');
    this.newest = new Map(state as [string, string][]);
  }
}
