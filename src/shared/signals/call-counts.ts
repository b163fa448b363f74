/** Counts of what came of one model's calls. */
import type { KeptRecord } from '../domain/kept-record.ts';
import type { ClassCount } from '../domain/signal.ts';
import type { CallOutcome } from './live-calls.ts';

export class CallCounts {
  calls = 0;
  right = 0;
  private readonly byClass = new Map<string, { called: number; right: number; came: number }>();

  /** @param kept of an earlier run, to go on from */
  constructor(kept?: Pick<KeptRecord, 'calls' | 'right' | 'classes'>) {
    this.calls = kept?.calls ?? 0;
    this.right = kept?.right ?? 0;
    for (const { name, ...counts } of kept?.classes ?? []) this.byClass.set(name, { ...counts });
  }

  add({ right, classes }: CallOutcome): void {
    if (right !== null) {
      this.calls++;
      if (right) this.right++;
    }
    if (!classes) return;
    const [called, came] = [this.ofClass(classes.called), this.ofClass(classes.came)];
    called.called++;
    came.came++;
    if (called === came) called.right++;
  }

  /** By name. */
  get classes(): readonly ClassCount[] {
    return [...this.byClass].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private ofClass(name: string): { called: number; right: number; came: number } {
    let counts = this.byClass.get(name);
    if (!counts) this.byClass.set(name, (counts = { called: 0, right: 0, came: 0 }));
    return counts;
  }
}
