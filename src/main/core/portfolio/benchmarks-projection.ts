/** What the journal says of the market at each fill: the mid then, and what had printed since the order was submitted. */
import { assert } from '../../../shared/base/assert.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { FillMarket, JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { PriceTicks, QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Projection } from '../store/journal.ts';
import { correctionOfRecord, fillOfRecord } from './positions-projection.ts';

/** A fill as it stands, with its market; null where it was not seen. */
export interface MeasuredFill {
  readonly execId: string;
  readonly lastPx: PriceTicks;
  readonly lastQty: QuantityLots;
  readonly market: FillMarket | null;
}

export class BenchmarksProjection implements Projection {
  readonly name = 'benchmarks-1';
  /** By ClOrdID, in the order of first fills; fills oldest first. */
  private readonly byOrder = new Map<string, readonly MeasuredFill[]>();

  apply(record: JournalRecord): void {
    const fill = fillOfRecord(record);
    if (fill) this.take(fill, record.event.type === 'OrderStepped' ? (record.event.body.market ?? null) : null);
    const correction = correctionOfRecord(record);
    if (!correction) return;
    const { before, after } = correction;
    const changed = this.fillsOf(before.clOrdId).flatMap((f) => {
      if (f.execId !== before.execId) return [f];
      return after === null ? [] : [{ ...f, lastPx: after.lastPx, lastQty: after.lastQty }];
    });
    this.byOrder.set(before.clOrdId, changed);
  }

  /** Standing fills, oldest first. */
  fillsOf(clOrdId: string): readonly MeasuredFill[] {
    return this.byOrder.get(clOrdId) ?? [];
  }

  /** Orders that have (or had) a fill, oldest first. */
  orders(): readonly string[] {
    return [...this.byOrder.keys()];
  }

  save(): unknown {
    return [...this.byOrder];
  }

  load(state: unknown): void {
    assert(this.byOrder.size === 0, 'a checkpoint is loaded into an empty projection');
    const saved = state as readonly (readonly [string, readonly MeasuredFill[]])[]; // written by save() under this projection's name
    for (const [clOrdId, fills] of saved) this.byOrder.set(clOrdId, fills);
  }

  private take({ clOrdId, execId, lastPx, lastQty }: Fill, market: FillMarket | null): void {
    this.byOrder.set(clOrdId, [...this.fillsOf(clOrdId), { execId, lastPx, lastQty, market }]);
  }
}
