/**
 * Parent orders, phone trades and allocations as the journal tells them. What the children did is asked of the orders
 * projection, which hears each record first. Rules PO-1 and on in docs/specs/parents.md.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import type { JournalEventOf, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import {
  isWorseThan, parentProgress, tradedTogether, type Allocation, type ParentAsk, type ParentOrder, type ParentProgress, type ParentState, type Traded, type UndoableChange,
} from '../../../shared/domain/parent-order.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { ParentView } from '../risk/checks.ts';
import type { Projection } from '../store/journal.ts';

export type Undo =
  /** `cumQty`: what had traded of it then, lots. */
  | { readonly what: Exclude<UndoableChange, 'phoneTrade'>; readonly before: ParentState; readonly cumQty: number }
  | { readonly what: 'phoneTrade'; readonly clOrdId: string };

export interface KeptParent {
  readonly state: ParentState;
  readonly arrivalMid: number | null;
  readonly children: readonly string[];
  readonly allocations: readonly Allocation[];
  readonly updatedAt: EpochMicros;
  /** Null for a parent that only this workstation knows. */
  readonly version: number | null;
  readonly asked: ParentAsk | null;
  readonly refusal: string | null;
  /** Entries of `state.tradedBy` that are ours: our children say it better. */
  readonly ownEntries: readonly string[];
  readonly undo: readonly Undo[];
}

export type PhoneTrade = JournalEventOf<'PhoneTradeRecorded'>['body'] & {
  /** What the OMS has still to answer; null when nothing. */
  readonly pending: 'new' | 'cancel' | null;
  /** The OMS would not book it: there is nothing there to cancel. */
  readonly refused: boolean;
};

type AllocationBody = JournalEventOf<'AllocationInstructed'>['body'];

interface Saved {
  readonly parents: readonly KeptParent[];
  readonly phoneTrades: readonly PhoneTrade[];
  readonly epoch: string | null;
}

const undoKept = 20;

export class ParentsProjection implements Projection {
  readonly name = 'parents-2';
  private readonly orders: OrdersProjection;
  private readonly byId = new Map<string, KeptParent>();
  private readonly phoneTrades = new Map<string, PhoneTrade>();
  private readonly parentOfAllocation = new Map<string, string>();
  private epoch: string | null = null;

  constructor(orders: OrdersProjection) {
    this.orders = orders;
  }

  apply({ event, at }: JournalRecord): void {
    switch (event.type) {
      case 'OmsLoggedOn': return this.loggedOn(event.body.epoch);
      case 'ParentStaged': return this.staged(event.body.state, event.body.arrivalMid, at);
      case 'ParentChanged': {
        const { state, what, undoes } = event.body;
        return this.update(state.parentId, at, (kept) => ({ ...kept, state, refusal: null, undo: this.undoAfter(kept, what, undoes) }));
      }
      case 'ParentAsked': return this.asked(event.body, at);
      case 'ParentReported': return this.reported(event.body, at);
      case 'ParentRefused': return this.refused(event.body, at);
      case 'OrderSubmitted':
      case 'OrderDenied': return this.childMade(event.body.intent.parentId, event.body.clOrdId, at, null);
      case 'PhoneTradeRecorded':
        this.phoneTrades.set(event.body.clOrdId, { ...event.body, pending: 'new', refused: false });
        return this.childMade(event.body.intent.parentId, event.body.clOrdId, at, { what: 'phoneTrade', clOrdId: event.body.clOrdId });
      case 'PhoneTradeCanceled': return this.phoneTradeCanceled(event.body.clOrdId);
      case 'PhoneTradeAnswered': return this.phoneTradeAnswered(event.body);
      case 'AllocationInstructed': return this.allocated(event.body, at);
      case 'AllocationAnswered': return this.allocationAnswered(event.body, at);
      default:
    }
  }

  kept(parentId: string): KeptParent | null {
    return this.byId.get(parentId) ?? null;
  }

  /** The parent as the blotter shows it. */
  parent(parentId: string): ParentOrder | null {
    const kept = this.byId.get(parentId);
    if (!kept) return null;
    const { state, arrivalMid, children, allocations, updatedAt, version, asked, refusal } = kept;
    const undo = this.undoOf(kept);
    return {
      ...state, ...this.progress(kept), elsewhere: elsewhereOf(kept), arrivalMid, children, allocations, updatedAt, version, asking: asked?.what ?? null, refusal, undo: undo?.what ?? null,
    };
  }

  /** Newest first. */
  parents(): readonly ParentOrder[] {
    return [...this.byId.keys()].reverse().map((id) => must(this.parent(id), 'a kept parent'));
  }

  /** Whether a basket of that name was staged. */
  hasList(listId: string): boolean {
    for (const { state } of this.byId.values()) if (state.listId === listId) return true;
    return false;
  }

  /** Of the parents that the desk shares. */
  shared(): readonly KeptParent[] {
    return [...this.byId.values()].filter((kept) => kept.version !== null || kept.asked !== null);
  }

  childrenOf(kept: KeptParent): readonly Order[] {
    return kept.children.flatMap((id) => this.orders.get(id) ?? []);
  }

  /** @param except a route that is left out: the one that is being replaced. */
  progress(kept: KeptParent, except: string | null = null): ParentProgress {
    const children = this.childrenOf(kept);
    const working = children.reduce((sum, child) => sum + (child.clOrdId === except ? 0 : this.orders.workingQtyOf(child)), 0);
    return parentProgress(kept.state, elsewhereOf(kept), children, working);
  }

  /** What this workstation's children traded. */
  own(kept: KeptParent): Traded {
    return tradedTogether(this.childrenOf(kept));
  }

  /** As the controls see it. A change that is on its way to the OMS counts where it is the stricter. */
  view(parentId: string, except: string | null, userId: string): ParentView | null {
    const kept = this.byId.get(parentId);
    if (!kept) return null;
    const { asked } = kept;
    const leaving = asked !== null && (asked.what === 'assign' || asked.what === 'release' || asked.what === 'cancel');
    const state = leaving ? { ...kept.state, assignedTo: asked.state.assignedTo, lockedBy: asked.state.lockedBy, canceled: asked.state.canceled } : kept.state;
    const stricter = asked?.what === 'amend' ? { ...state, ...stricterTerms(state, asked.state) } : state;
    const { status, unroutedQty } = this.progress({ ...kept, state: stricter }, except);
    const { symbol, side, price, assignedTo, lockedBy, care } = stricter;
    // In a replace the order's own quantity is judged whole: what it has filled already is part of it.
    const filled = except === null ? 0 : (this.orders.get(except)?.cumQty ?? 0);
    return { parentId, symbol, side, price, status, unroutedQty: quantityLots(unroutedQty + filled), assignedTo, lockedBy, care, userId };
  }

  /** The last change that can still be taken back; null when there is none. */
  undoOf(kept: KeptParent): Undo | null {
    const undo = kept.undo.at(-1);
    if (!undo || kept.asked !== null) return null;
    switch (undo.what) {
      case 'stage': return kept.children.length === 0 && !kept.state.canceled ? undo : null;
      case 'cancel': return kept.state.canceled && this.progress(kept).cumQty === undo.cumQty ? undo : null;
      case 'phoneTrade': return (this.orders.get(undo.clOrdId)?.cumQty ?? 0) > 0 ? undo : null;
      default: return kept.state.canceled ? null : undo;
    }
  }

  phoneTrade(clOrdId: string): PhoneTrade | null {
    return this.phoneTrades.get(clOrdId) ?? null;
  }

  /** What the OMS has not answered yet, oldest first: it is told again at each logon. */
  untold(): { readonly phoneTrades: readonly PhoneTrade[]; readonly allocations: readonly { readonly parent: KeptParent; readonly allocation: Allocation }[] } {
    return {
      phoneTrades: [...this.phoneTrades.values()].filter((trade) => trade.pending !== null),
      allocations: [...this.byId.values()].flatMap((parent) => parent.allocations.filter((a) => a.status === 'pending').map((allocation) => ({ parent, allocation }))),
    };
  }

  parentOf(allocId: string): string | null {
    return this.parentOfAllocation.get(allocId) ?? null;
  }

  save(): Saved {
    return { parents: [...this.byId.values()], phoneTrades: [...this.phoneTrades.values()], epoch: this.epoch };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.byId.size === 0, 'a checkpoint is loaded into an empty projection');
    for (const kept of saved.parents) {
      this.byId.set(kept.state.parentId, kept);
      for (const { allocId } of kept.allocations) this.parentOfAllocation.set(allocId, kept.state.parentId);
    }
    for (const trade of saved.phoneTrades) this.phoneTrades.set(trade.clOrdId, trade);
    this.epoch = saved.epoch;
  }

  private update(parentId: string, at: EpochMicros, change: (kept: KeptParent) => KeptParent): void {
    const kept = must(this.byId.get(parentId), `parent ${parentId} is changed after it was staged or reported`);
    this.byId.set(parentId, { ...change(kept), updatedAt: at });
  }

  private staged(state: ParentState, arrivalMid: number | null, at: EpochMicros): void {
    this.byId.set(state.parentId, {
      state, arrivalMid, children: [], allocations: [], updatedAt: at, version: null, asked: null, refusal: null, ownEntries: [],
      undo: [{ what: 'stage', before: state, cumQty: 0 }],
    });
  }

  private asked(ask: ParentAsk, at: EpochMicros): void {
    const { parentId } = ask.state;
    if (!this.byId.has(parentId)) {
      this.staged(ask.state, ask.arrivalMid, at);
      this.update(parentId, at, (kept) => ({ ...kept, undo: [] }));
    }
    this.update(parentId, at, (kept) => ({ ...kept, asked: ask, refusal: null, ownEntries: [...new Set([...kept.ownEntries, ask.by])] }));
  }

  private reported({ version, requestId, state }: JournalEventOf<'ParentReported'>['body'], at: EpochMicros): void {
    const known = this.byId.get(state.parentId);
    const answered = known?.asked && known.asked.requestId === requestId ? known.asked : null;
    if (!known) this.staged(state, null, at);
    this.update(state.parentId, at, (kept) => ({
      ...kept, state, version, asked: answered ? null : kept.asked, refusal: answered ? null : kept.refusal,
      undo: !known ? [] : answered ? this.undoAfter(kept, answered.what, answered.undoes) : [],
    }));
  }

  private refused({ requestId, parentId, text }: JournalEventOf<'ParentRefused'>['body'], at: EpochMicros): void {
    this.update(parentId, at, (kept) => {
      if (kept.asked?.requestId !== requestId) return kept;
      // A parent that the OMS would not have is canceled: it never was anybody's.
      const state = kept.asked.what === 'stage' ? { ...kept.state, canceled: true } : kept.state;
      return { ...kept, state, asked: null, refusal: text };
    });
  }

  /** A change is remembered with what was before; one that takes back another takes it from the list. */
  private undoAfter(kept: KeptParent, what: string, undoes: boolean): readonly Undo[] {
    // A phone trade may have been recorded since it was asked for: that is not what it takes back.
    if (undoes) return kept.undo.toSpliced(kept.undo.findLastIndex((undo) => undo.what !== 'phoneTrade'), 1);
    return isUndoable(what) ? [...kept.undo, { what, before: kept.state, cumQty: this.progress(kept).cumQty }].slice(-undoKept) : kept.undo;
  }

  /** Another run of the OMS knows no parent: each has to be told anew. */
  private loggedOn(epoch: string): void {
    if (this.epoch !== null && this.epoch !== epoch) {
      for (const [id, kept] of this.byId) if (kept.version !== null) this.byId.set(id, { ...kept, version: 0 });
    }
    this.epoch = epoch;
  }

  private childMade(parentId: string | undefined, clOrdId: string, at: EpochMicros, undo: Undo | null): void {
    if (parentId === undefined || !this.byId.has(parentId)) return; // a route of a parent that we do not know was denied
    this.update(parentId, at, (kept) => ({ ...kept, children: [...kept.children, clOrdId], undo: undo ? [...kept.undo, undo].slice(-undoKept) : kept.undo }));
  }

  /** Taken back: the OMS is told, unless it never booked it. */
  private phoneTradeCanceled(clOrdId: string): void {
    const known = must(this.phoneTrades.get(clOrdId), 'a phone trade is canceled after it was recorded');
    const trade: PhoneTrade = { ...known, pending: known.refused ? null : 'cancel' };
    this.phoneTrades.set(clOrdId, trade);
    const { parentId } = trade.intent;
    const kept = parentId === undefined ? undefined : this.byId.get(parentId);
    if (kept) this.byId.set(kept.state.parentId, { ...kept, undo: kept.undo.filter((u) => u.what !== 'phoneTrade' || u.clOrdId !== clOrdId) });
  }

  private phoneTradeAnswered({ clOrdId, transType, accepted }: JournalEventOf<'PhoneTradeAnswered'>['body']): void {
    const known = this.phoneTrades.get(clOrdId);
    if (known?.pending !== transType) return;
    this.phoneTrades.set(clOrdId, { ...known, pending: null, refused: known.refused || (transType === 'new' && !accepted) });
  }

  private allocated({ allocId, parentId, quantity, avgPx, shares }: AllocationBody, at: EpochMicros): void {
    this.parentOfAllocation.set(allocId, parentId);
    this.update(parentId, at, (kept) => ({ ...kept, allocations: [...kept.allocations, { allocId, shares, quantity, avgPx, status: 'pending', text: null }] }));
  }

  private allocationAnswered({ allocId, parentId, accepted, text }: JournalEventOf<'AllocationAnswered'>['body'], at: EpochMicros): void {
    this.update(parentId, at, (kept) => ({
      ...kept,
      allocations: kept.allocations.map((a) => (a.allocId === allocId ? { ...a, status: accepted ? 'accepted' : 'rejected', text } : a)),
    }));
  }
}

/** What other workstations traded of it. */
const elsewhereOf = ({ state, ownEntries }: KeptParent): Traded => tradedTogether(state.tradedBy.filter(({ by }) => !ownEntries.includes(by)));

/** Of two terms of one parent: the smaller quantity, and the limit that allows less. */
const stricterTerms = (a: ParentState, b: ParentState): Pick<ParentState, 'orderQty' | 'price'> =>
  ({ orderQty: a.orderQty < b.orderQty ? a.orderQty : b.orderQty, price: isWorseThan(b.price, b.side, a.price) ? b.price : a.price });

const undoableChanges: ReadonlySet<string> = new Set<UndoableChange>(['amend', 'cancel', 'note']);

const isUndoable = (what: string): what is Exclude<UndoableChange, 'phoneTrade' | 'stage'> => undoableChanges.has(what);
