/** Cancels and replaces that the OMS has taken and not decided, in the order in which they came. Rule OR-7. */
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import type { LedgerOrder } from './ledger.ts';

export type Change =
  | { readonly kind: 'cancel'; readonly client: string; readonly order: LedgerOrder; readonly request: ToVenueOf<'OrderCancelRequest'> }
  | { readonly kind: 'replace'; readonly client: string; readonly order: LedgerOrder; readonly request: ToVenueOf<'OrderCancelReplaceRequest'> };

export class SlowChanges {
  /** Market time that each takes. Equal for all, so that they are due in the order of their coming. */
  private readonly delayMicros: number;
  private readonly waiting: { readonly change: Change; readonly dueAt: number }[] = [];

  constructor(delayMicros: number) {
    this.delayMicros = delayMicros;
  }

  /** Whether changes wait at all. */
  get isSlow(): boolean {
    return this.delayMicros > 0;
  }

  hold(change: Change, now: EpochMicros): void {
    this.waiting.push({ change, dueAt: now + this.delayMicros });
    change.order.pending = this.pendingOf(change.order);
  }

  /** The next one that is due at `time` or before, with its time; taken out. */
  due(time: number): { readonly change: Change; readonly dueAt: number } | null {
    const next = this.waiting[0];
    if (!next || next.dueAt > time) return null;
    this.waiting.shift();
    next.change.order.pending = this.pendingOf(next.change.order);
    return next;
  }

  /** What is undecided about an order: a cancel outranks a replace. */
  private pendingOf(order: LedgerOrder): LedgerOrder['pending'] {
    const kinds = this.waiting.flatMap(({ change }) => (change.order === order ? [change.kind] : []));
    if (kinds.length === 0) return null;
    return kinds.includes('cancel') ? 'pendingCancel' : 'pendingReplace';
  }
}
