/** Fills as they stand: what was reported, less what was busted, with what was corrected in its place. */
import type { Fill, TradeCorrection } from './fill.ts';

/** ExecIDs of an OMS that was restarted may come again; those of one order may not. */
export const fillKey = (clOrdId: string, execId: string): string => `${clOrdId} ${execId}`;

export class FillList {
  /** In the order in which they were first booked: a correction keeps its place, since average cost depends on order. */
  private readonly byKey = new Map<string, Fill>();

  add(fill: Fill): void {
    this.byKey.set(fillKey(fill.clOrdId, fill.execId), fill);
  }

  correct({ before, after }: TradeCorrection): void {
    const key = fillKey(before.clOrdId, before.execId);
    if (after) this.byKey.set(key, after);
    else this.byKey.delete(key);
  }

  /** Oldest first. */
  list(): readonly Fill[] {
    return [...this.byKey.values()];
  }
}
