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
  /** Of the journal record that brought it: fills of several orders in their order. */
  readonly seq: number;
  readonly lastPx: PriceTicks;
  readonly lastQty: QuantityLots;
  readonly market: FillMarket | null;
}

interface Saved {
  readonly fills: readonly (readonly [string, readonly MeasuredFill[]])[];
  readonly parentOf: readonly (readonly [string, string])[];
}

export class BenchmarksProjection implements Projection {
  readonly name = 'benchmarks-1';
  /** By ClOrdID, in the order of first fills; fills oldest first. */
  private readonly byOrder = new Map<string, readonly MeasuredFill[]>();
  private readonly parentOf = new Map<string, string>();
  /** Children that have (or had) a fill, by parent. */
  private readonly childrenOf = new Map<string, string[]>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if ((event.type === 'OrderSubmitted' || event.type === 'PhoneTradeRecorded') && event.body.intent.parentId !== undefined) this.parentOf.set(event.body.clOrdId, event.body.intent.parentId);
    const fill = fillOfRecord(record);
    if (fill) this.take(fill, event.type === 'OrderStepped' ? (event.body.market ?? null) : null, record.seq);
    const correction = correctionOfRecord(record);
    if (!correction) return;
    const { before, after } = correction;
    const changed = this.fillsOf(before.clOrdId).flatMap((f) => {
      if (f.execId !== before.execId) return [f];
      return after === null ? [] : [{ ...f, lastPx: after.lastPx, lastQty: after.lastQty }];
    });
    this.put(before.clOrdId, changed);
  }

  /** Standing fills, oldest first. */
  fillsOf(clOrdId: string): readonly MeasuredFill[] {
    return this.byOrder.get(clOrdId) ?? [];
  }

  /** Standing fills of all children, oldest first. */
  fillsOfParent(parentId: string): readonly MeasuredFill[] {
    return (this.childrenOf.get(parentId) ?? []).flatMap((clOrdId) => this.fillsOf(clOrdId)).sort((a, b) => a.seq - b.seq);
  }

  /** Parents that have (or had) a fill, oldest first. */
  parents(): readonly string[] {
    return [...this.childrenOf.keys()];
  }

  /** Orders that have (or had) a fill, oldest first. */
  orders(): readonly string[] {
    return [...this.byOrder.keys()];
  }

  save(): unknown {
    return { fills: [...this.byOrder], parentOf: [...this.parentOf] } satisfies Saved;
  }

  load(state: unknown): void {
    assert(this.byOrder.size === 0, 'a checkpoint is loaded into an empty projection');
    const saved = state as Saved; // written by save() under this projection's name
    for (const [clOrdId, parentId] of saved.parentOf) this.parentOf.set(clOrdId, parentId);
    for (const [clOrdId, fills] of saved.fills) this.put(clOrdId, fills);
  }

  private take({ clOrdId, execId, lastPx, lastQty }: Fill, market: FillMarket | null, seq: number): void {
    this.put(clOrdId, [...this.fillsOf(clOrdId), { execId, seq, lastPx, lastQty, market }]);
  }

  private put(clOrdId: string, fills: readonly MeasuredFill[]): void {
    const parentId = this.parentOf.get(clOrdId);
    if (parentId !== undefined && !this.byOrder.has(clOrdId)) this.childrenOf.set(parentId, [...(this.childrenOf.get(parentId) ?? []), clOrdId]);
    this.byOrder.set(clOrdId, fills);
  }
}
