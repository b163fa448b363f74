/** Cancels and replaces that the OMS has taken and not decided, in the order in which they came. Rule OR-7. */
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import type { LedgerOrder } from './ledger.ts';

export type Change =
  | { readonly kind: 'cancel'; readonly client: string; readonly order: LedgerOrder; readonly request: ToVenueOf<'OrderCancelRequest'> }
  | { readonly kind: 'replace'; readonly client: string; readonly order: LedgerOrder; readonly request: ToVenueOf<'OrderCancelReplaceRequest'> };

/** Of one order at most a replace and after it a cancel wait: the OMS takes no change after a cancel, and no second replace. */
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
    // Of the two the cancel is the later one, and says more.
    change.order.pending = pendingOf[change.kind];
  }

  /** The next one that is due at `time` or before, with its time; taken out. */
  due(time: number): { readonly change: Change; readonly dueAt: number } | null {
    const next = this.waiting[0];
    if (!next || next.dueAt > time) return null;
    this.waiting.shift();
    const { order, kind } = next.change;
    if (order.pending === pendingOf[kind]) order.pending = null;
    return next;
  }
}

const pendingOf = { cancel: 'pendingCancel', replace: 'pendingReplace' } as const;
