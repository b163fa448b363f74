/** Which models a person has switched off at this desk, from the journal: a restart does not give them their voice back, and no newer version does. */
import { assert } from '../../../shared/base/assert.ts';
import type { SwitchedOff } from '../../../shared/contract/signals.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Projection } from '../store/journal.ts';

export class ModelSwitches implements Projection {
  readonly name = 'model-switches-1';
  private off = new Map<string, SwitchedOff>();

  apply({ at, event }: JournalRecord): void {
    if (event.type !== 'ModelSwitched') return;
    const { modelId, version, on, reason, userId } = event.body;
    if (on) this.off.delete(modelId);
    else this.off.set(modelId, { by: userId, at, reason, version });
  }

  /** Null while it may speak. */
  offOf(modelId: string): SwitchedOff | null {
    return this.off.get(modelId) ?? null;
  }

  save(): unknown {
    return [...this.off];
  }

  load(state: unknown): void {
    assert(Array.isArray(state), 'what was saved is a list');
    this.off = new Map(state as [string, SwitchedOff][]);
  }
}

/** `switched off by ana: flips with the news` */
export const switchedOffWords = ({ by, reason }: SwitchedOff): string => `switched off by ${by}: ${reason}`;
