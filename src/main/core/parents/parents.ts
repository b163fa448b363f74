/**
 * Parent orders: staged, routed as orders, worked by one pair of hands at a time, allocated. What only this workstation
 * knows is changed by journalling it; what the desk shares is asked of the OMS. Rules PO-1 and on in docs/specs/parents.md.
 */
import { must } from '../../../shared/base/assert.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/contract.ts';
import type { ParentOutcome, PhoneTradeOutcome } from '../../../shared/contract/parents.ts';
import type { SubmitOutcome } from '../../../shared/contract/orders.ts';
import { amountFault } from '../../../shared/domain/amount.ts';
import { renderDenial, type Denial } from '../../../shared/domain/denial.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros, quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import { belongingOf, byTrader, isDone, type OrderIntent } from '../../../shared/domain/order.ts';
import type { AllocationShare, ParentChange, ParentOrder, ParentState, ParentTerms } from '../../../shared/domain/parent-order.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import type { DeskMessage } from '../gateways/venue-gateway.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { Host } from '../host.ts';
import type { OmsGateway } from '../orders/oms-gateway.ts';
import type { Orders } from '../orders/orders.ts';
import { askAgainMsMax, askAgainMsMin } from '../orders/waiting.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { PriceView } from '../risk/price-view.ts';
import { allocationFault, unallocated } from './allocation.ts';
import { DeskLine } from './desk-line.ts';
import * as changes from './parent-changes.ts';
import type { KeptParent, ParentsProjection } from './parents-projection.ts';
import { phoneTradeCancel, phoneTradeEvent, phoneTradeFault, type PhoneTradeTicket } from './phone-trades.ts';
import { SharedParents } from './shared-parents.ts';

export interface ParentsParts {
  readonly host: Pick<Host, 'clock' | 'newId'>;
  readonly queue: CommandQueue;
  readonly orders: Orders;
  readonly ordersProjection: OrdersProjection;
  readonly projection: ParentsProjection;
  readonly prices: Pick<PriceView, 'instrument' | 'quote'>;
  readonly gateway: Pick<OmsGateway, 'state' | 'send'>;
  readonly userId: string;
  /** Names this workstation in what it has traded of a shared parent. */
  readonly senderCompId: string;
  readonly desk: { readonly accounts: readonly string[]; readonly strategies: readonly string[]; readonly colleagues: readonly string[] };
}

type StageTicket = InputOf<'parents.stage'>;
type RouteTicket = InputOf<'parents.route'>;

const refused = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });
const unsaved = refused('the journal could not be saved');

export class Parents implements Disposable {
  private readonly parts: ParentsParts;
  private readonly line: DeskLine;
  private readonly shared: SharedParents;
  private readonly listeners = new Set<(changed: readonly ParentOrder[]) => void>();
  private readonly refusalListeners = new Set<(refusal: DeskRefusal) => void>();
  private readonly watching: Disposable;
  private again: Disposable | null = null;
  /** False once the OMS has said that it does not understand messages about parents. */
  private isSpoken = true;

  constructor(parts: ParentsParts) {
    this.parts = parts;
    this.line = new DeskLine(parts);
    this.shared = new SharedParents({ ...parts, newId: () => parts.host.newId(), record: (events) => this.record(events) });
    this.watching = parts.orders.onOrders((orders) => this.tell(orders.flatMap((order) => order.parentId ?? [])));
  }

  onParents(listener: (changed: readonly ParentOrder[]) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  /** Hears what the OMS would not take: changes of shared parents, phone trades, allocations. */
  onRefusals(listener: (refusal: DeskRefusal) => void): Disposable {
    this.refusalListeners.add(listener);
    return disposable(() => this.refusalListeners.delete(listener));
  }

  /** Stages one; nothing is sent to a market. */
  stage(ticket: StageTicket): Promise<ParentOutcome> {
    return this.parts.queue.enqueue(async () => {
      const fault = this.termsFault(ticket) ?? this.assigneeFault(ticket.assignedTo);
      if (fault !== null) return refused(fault);
      const state = this.newState(ticket, { care: ticket.care, assignedTo: ticket.assignedTo, suggestionId: ticket.suggestionId, note: ticket.note, listId: null });
      const arrivalMid = this.mid(ticket.symbol);
      if (state.care || state.assignedTo !== this.parts.userId) {
        const why = await this.shared.ask('stage', state, null, { arrivalMid, undoes: false });
        return why === null ? done(state.parentId) : refused(why);
      }
      return (await this.record([{ type: 'ParentStaged', body: { state, arrivalMid } }])) ? done(state.parentId) : unsaved;
    });
  }

  /** Stages all rows of a basket at once. The caller has checked them. */
  stageBasket(listId: string, rows: readonly ParentTerms[]): Promise<OutputOf<'parents.stageBasket'>> {
    return this.parts.queue.enqueue(async () => {
      const fault = rows.map((row) => this.termsFault(row)).find((why) => why !== null) ?? null;
      if (fault !== null) return { ...refused(fault), check: null };
      if (this.parts.projection.hasList(listId)) return { ...refused(`a basket ${listId} was staged before: give this one another name`), check: null };
      const states = rows.map((row) => this.newState(row, { care: false, assignedTo: this.parts.userId, suggestionId: null, note: null, listId }));
      const saved = await this.record(states.map((state) => ({ type: 'ParentStaged', body: { state, arrivalMid: this.mid(state.symbol) } })));
      return saved ? { ok: true, listId, parentIds: states.map((state) => state.parentId) } : { ...unsaved, check: null };
    });
  }

  amend(parentId: string, terms: changes.AmendedTerms): Promise<ParentOutcome> {
    const instrument = this.parts.prices.instrument(this.parts.projection.kept(parentId)?.state.symbol ?? '');
    const fault = (instrument && amountFault(instrument, terms.price, terms.orderQty)) ?? this.bookingFault(terms);
    return fault === null ? this.change(parentId, 'amend', changes.amend(terms)) : Promise.resolve(refused(fault));
  }

  lock = (parentId: string): Promise<ParentOutcome> => this.change(parentId, 'lock', changes.lock);

  release = (parentId: string): Promise<ParentOutcome> => this.change(parentId, 'release', changes.release);

  assign(parentId: string, assignedTo: string | null): Promise<ParentOutcome> {
    const fault = this.assigneeFault(assignedTo);
    return fault === null ? this.change(parentId, 'assign', changes.assign(assignedTo)) : Promise.resolve(refused(fault));
  }

  note(parentId: string, text: string): Promise<ParentOutcome> {
    const note = { noteId: this.parts.host.newId(), userId: this.parts.userId, at: this.now(), text };
    return this.change(parentId, 'note', changes.addNote(note));
  }

  /** Takes back what is unrouted, then asks for the cancel of each open route. */
  async cancel(parentId: string): Promise<ParentOutcome> {
    const outcome = await this.change(parentId, 'cancel', changes.cancel);
    const kept = this.parts.projection.kept(parentId);
    if (!kept) return outcome;
    // Wanting out of the market is always allowed: routes are canceled though the parent could not be.
    const open = this.parts.projection.childrenOf(kept).filter((child) => !isDone(child.ordStatus));
    const asked = await Promise.all(open.map((child) => this.parts.orders.cancel(child.clOrdId)));
    const failed = asked.flatMap((answer) => (answer.sent ? [] : [answer.why]));
    if (!outcome.ok || failed.length === 0) return outcome;
    return refused(`the parent is canceled; ${failed.length} of ${open.length} open routes could not be asked to cancel: ${failed[0]}`);
  }

  /** Sends a child order; every control is asked, those of the parent among them. */
  route(ticket: RouteTicket): Promise<SubmitOutcome> {
    const { queue, orders, projection, userId } = this.parts;
    // Made in its turn: what was asked of the parent before has been done by then.
    return queue.enqueue(async () => {
      const [kept, clOrdId] = [projection.kept(ticket.parentId), orders.newClOrdId()];
      if (kept) return orders.submitInTurn(routeIntent(ticket, kept), userId, clOrdId);
      // Of a parent that nobody knows neither instrument nor side is known: there is no order to write down.
      const denial: Denial = { code: 'PARENT_NOT_OPEN', parentId: ticket.parentId, status: 'not known' };
      return { sent: false, clOrdId, denial, words: renderDenial(denial) };
    });
  }

  undo(parentId: string): Promise<ParentOutcome> {
    return this.parts.queue.enqueue(async () => {
      const kept = this.parts.projection.kept(parentId);
      const undo = kept && this.parts.projection.undoOf(kept);
      if (!undo) return refused('there is nothing to undo');
      if (undo.what === 'phoneTrade') return this.cancelPhoneTradeInTurn(undo.clOrdId).then((outcome) => (outcome.ok ? done(parentId) : outcome));
      const { before } = undo;
      if (undo.what === 'stage') return this.changeInTurn(parentId, 'cancel', changes.cancel, true);
      if (undo.what === 'cancel') return this.changeInTurn(parentId, 'reinstate', changes.reinstate, true);
      if (undo.what === 'amend') return this.changeInTurn(parentId, 'amend', changes.amend(before), true);
      const added = kept.state.notes.find((note) => !before.notes.some(({ noteId }) => noteId === note.noteId));
      return this.changeInTurn(parentId, 'withdrawNote', changes.withdrawNote(added?.noteId ?? ''), true);
    });
  }

  recordPhoneTrade(ticket: PhoneTradeTicket): Promise<PhoneTradeOutcome> {
    const { queue, projection, prices, userId, orders } = this.parts;
    return queue.enqueue(async () => {
      const parent = ticket.parentId === null ? null : projection.parent(ticket.parentId);
      const instrument = prices.instrument(ticket.symbol);
      const fault = phoneTradeFault(ticket, parent, this.now(), userId) ?? this.bookingFault(ticket)
        ?? (instrument ? amountFault(instrument, ticket.lastPx, ticket.lastQty) : `the venue has not announced ${ticket.symbol}`);
      if (fault !== null) return refused(fault);
      const clOrdId = orders.newClOrdId();
      if (!(await this.record([phoneTradeEvent(ticket, parent, clOrdId, userId)]))) return unsaved;
      this.line.tell();
      return { ok: true, clOrdId };
    });
  }

  cancelPhoneTrade(clOrdId: string): Promise<PhoneTradeOutcome> {
    return this.parts.queue.enqueue(() => this.cancelPhoneTradeInTurn(clOrdId));
  }

  /** Divides what has traded under no account, and is not divided yet, among accounts. */
  allocate(parentId: string, shares: readonly AllocationShare[]): Promise<ParentOutcome> {
    return this.parts.queue.enqueue(async () => {
      const { projection, userId, desk } = this.parts;
      const kept = projection.kept(parentId);
      if (!kept) return refused(`no parent ${parentId}`);
      const free = unallocated(projection.childrenOf(kept), kept.allocations);
      const fault = allocationFault(shares, free, desk.accounts);
      if (fault !== null) return refused(fault);
      const quantity = quantityLots(shares.reduce((sum, share) => sum + share.quantity, 0));
      const body = { allocId: this.parts.host.newId(), parentId, quantity, avgPx: must(free.avgPx, 'what is allocated has traded'), shares, userId };
      if (!(await this.record([{ type: 'AllocationInstructed', body }]))) return unsaved;
      this.line.tell();
      return done(parentId);
    });
  }

  /** The session with the OMS is open and reconciled: what is untold is told, and what the desk shares is asked for. */
  onReady(): void {
    this.isSpoken = true;
    this.line.tell();
    this.shared.list();
    this.askAgainAfter(askAgainMsMin);
  }

  /** The OMS speaks of orders alone: it is not asked and told again in this session, and what was asked is refused in its words. */
  onUnsupported(text: string): Promise<void> {
    this.isSpoken = false;
    this.again?.dispose();
    this.again = null;
    return this.parts.queue.enqueueInbound(() => this.shared.onUnsupported(text));
  }

  onMessage(message: DeskMessage): Promise<void> {
    return this.parts.queue.enqueueInbound(async () => {
      if (message.msgType === 'ParentOrderReport') return this.shared.onReport(message);
      if (message.msgType === 'ParentOrderReject') return this.shared.onReject(message);
      if (message.msgType === 'RequestCompleted') return this.shared.onCompleted(message.requestId, message.reports);
      const answer = message.msgType === 'AllocationReport' ? this.line.allocationAnswer(message) : this.line.phoneTradeAnswer(message);
      if (answer) await this.record([answer]);
    });
  }

  dispose(): void {
    this.watching.dispose();
    this.again?.dispose();
  }

  /** A frame may be lost on a line that lives on: what is not answered is told and asked again, ever more seldom (PO-7, PO-10). */
  private askAgainAfter(ms: number): void {
    this.again?.dispose();
    this.again = this.parts.host.clock.after(ms, () => {
      this.again = null;
      const { phoneTrades, allocations } = this.parts.projection.untold();
      const isAsked = this.shared.isWaiting();
      if (phoneTrades.length + allocations.length === 0 && !isAsked) return;
      this.line.tell();
      if (isAsked) this.shared.list();
      this.askAgainAfter(Math.min(askAgainMsMax, 2 * ms));
    });
  }

  private change(parentId: string, what: ParentChange, step: changes.ParentStep): Promise<ParentOutcome> {
    return this.parts.queue.enqueue(() => this.changeInTurn(parentId, what, step, false));
  }

  private async changeInTurn(parentId: string, what: ParentChange, step: changes.ParentStep, undoes: boolean): Promise<ParentOutcome> {
    const { projection, userId } = this.parts;
    const kept = projection.kept(parentId);
    if (!kept) return refused(`no parent ${parentId}`);
    if (kept.asked) return refused(`the OMS has not answered yet: ${kept.asked.what}`);
    const next = step(kept.state, { userId, progress: projection.progress(kept), children: projection.childrenOf(kept) });
    if (!next.ok) return refused(next.error);
    if (kept.version !== null || next.value.assignedTo !== userId) {
      const why = await this.shared.ask(what, next.value, kept, { arrivalMid: kept.arrivalMid, undoes });
      return why === null ? done(parentId) : refused(why);
    }
    return (await this.record([{ type: 'ParentChanged', body: { what, state: next.value, userId, undoes } }])) ? done(parentId) : unsaved;
  }

  private async cancelPhoneTradeInTurn(clOrdId: string): Promise<PhoneTradeOutcome> {
    const { ordersProjection, userId } = this.parts;
    const trade = this.parts.projection.phoneTrade(clOrdId);
    const event = phoneTradeCancel(ordersProjection.get(clOrdId), clOrdId, userId, trade?.fill ?? null);
    if (!event.ok) return refused(event.error);
    const { parentId } = must(trade, 'a phone trade that can be canceled').intent;
    const kept = parentId === undefined ? null : this.parts.projection.kept(parentId);
    if (kept && kept.allocations.some((a) => a.status !== 'rejected')) return refused('fills of its parent are allocated: the OMS has to undo that first');
    if (!(await this.record([event.value]))) return unsaved;
    this.line.tell();
    return { ok: true, clOrdId };
  }

  /** Journals, and tells who listens. False when it was not saved. */
  private async record(events: readonly JournalEvent[]): Promise<boolean> {
    if (!(await this.parts.orders.recordInTurn(events))) return false;
    this.tell(events.flatMap((event) => parentIdOf(event) ?? []));
    for (const event of events) this.tellRefusal(event);
    if (!this.again && this.isSpoken && events.some(({ type }) => waitsForAnswer.has(type))) this.askAgainAfter(askAgainMsMin);
    return true;
  }

  private tellRefusal(event: JournalEvent): void {
    const refusal = refusalOf(event, this.parts.projection);
    if (refusal) for (const listener of this.refusalListeners) listener(refusal);
  }

  private tell(parentIds: readonly string[]): void {
    const changed = [...new Set(parentIds)].flatMap((id) => this.parts.projection.parent(id) ?? []);
    if (changed.length > 0) for (const listener of this.listeners) listener(changed);
  }

  private newState(terms: ParentTerms, more: Pick<ParentState, 'care' | 'assignedTo' | 'suggestionId' | 'listId'> & { readonly note: string | null }): ParentState {
    const { symbol, side, ordType, price, orderQty, timeInForce, account, strategy } = terms;
    const { note, ...rest } = more;
    const { userId, host } = this.parts;
    return {
      symbol, side, ordType, price, orderQty, timeInForce, account, strategy, ...rest,
      parentId: host.newId().replaceAll('-', ''), canceled: false, lockedBy: null, stagedBy: userId, stagedAt: this.now(), provenance: byTrader,
      notes: note === null || note === '' ? [] : [{ noteId: host.newId(), userId, at: this.now(), text: note }],
      tradedBy: [],
    };
  }

  /** What no order could be made of, in words; null when it can. */
  private termsFault(terms: ParentTerms): string | null {
    const instrument = this.parts.prices.instrument(terms.symbol);
    if (!instrument) return `the venue has not announced ${terms.symbol}`;
    if (!instrument.tradable) return `${terms.symbol} can be watched but not traded`;
    if (!(terms.orderQty > 0)) return 'the quantity is above zero';
    if ((terms.ordType === 'limit') !== (terms.price !== null)) return terms.ordType === 'limit' ? 'a limit order needs a limit' : 'a market order has no limit';
    return amountFault(instrument, terms.price, terms.orderQty) ?? this.bookingFault(terms);
  }

  private bookingFault({ account, strategy }: { readonly account: string | null; readonly strategy: string | null }): string | null {
    const { accounts, strategies } = this.parts.desk;
    if (account !== null && !accounts.includes(account)) return `no account ${account} (desk.accounts has ${accounts.join(', ')})`;
    return strategy !== null && !strategies.includes(strategy) ? `no strategy ${strategy} (desk.strategies has ${strategies.join(', ')})` : null;
  }

  private assigneeFault(assignedTo: string | null): string | null {
    const { desk, userId } = this.parts;
    return assignedTo === null || assignedTo === userId || desk.colleagues.includes(assignedTo) ? null
      : `no colleague ${assignedTo} (desk.colleagues has ${desk.colleagues.join(', ')})`;
  }

  private mid(symbol: string): number | null {
    const quote = this.parts.prices.quote(symbol);
    return quote && midTicks(quote);
  }

  private now(): EpochMicros {
    return epochMicros(this.parts.host.clock.nowMicros());
  }
}

const waitsForAnswer: ReadonlySet<string> = new Set<JournalEvent['type']>(['ParentAsked', 'PhoneTradeRecorded', 'PhoneTradeCanceled', 'AllocationInstructed']);

/** What the OMS would not take, in words. */
export interface DeskRefusal {
  readonly text: string;
  readonly symbol: string | null;
  /** Of the phone trade; null for a parent. */
  readonly clOrdId: string | null;
}

function refusalOf(event: JournalEvent, projection: ParentsProjection): DeskRefusal | null {
  const of = (parentId: string): string | null => projection.kept(parentId)?.state.symbol ?? null;
  switch (event.type) {
    case 'ParentRefused': return { text: `Parent in ${of(event.body.parentId) ?? '?'} refused: ${event.body.text}`, symbol: of(event.body.parentId), clOrdId: null };
    case 'AllocationAnswered': return event.body.accepted ? null : { text: `Allocation in ${of(event.body.parentId) ?? '?'} rejected: ${event.body.text ?? 'no reason given'}`, symbol: of(event.body.parentId), clOrdId: null };
    case 'PhoneTradeAnswered': {
      const { clOrdId, accepted, transType, text } = event.body;
      const symbol = projection.phoneTrade(clOrdId)?.fill.symbol ?? null;
      return accepted ? null : { text: `${transType === 'new' ? 'Phone trade' : 'Cancel of a phone trade'} in ${symbol ?? '?'} rejected by the OMS: ${text ?? 'no reason given'}`, symbol, clOrdId };
    }
    default: return null;
  }
}

const done = (parentId: string): ParentOutcome => ({ ok: true, parentId });

/** The order that a route asks for. */
function routeIntent(ticket: RouteTicket, { state }: KeptParent): OrderIntent {
  const { parentId, orderQty, ordType, price, timeInForce, participationRate } = ticket;
  return {
    symbol: state.symbol, side: state.side, ordType, price, orderQty, timeInForce, suggestionId: state.suggestionId,
    provenance: { ...state.provenance, price: 'trader', time: 'trader', size: orderQty === state.orderQty ? state.provenance.size : 'trader' },
    ...belongingOf({ parentId, account: state.account, strategy: state.strategy, participationRate }),
  };
}

/** The parent that an event changes; null when it changes none. */
function parentIdOf(event: JournalEvent): string | null {
  switch (event.type) {
    case 'ParentStaged':
    case 'ParentChanged':
    case 'ParentAsked':
    case 'ParentReported': return event.body.state.parentId;
    case 'ParentRefused':
    case 'AllocationInstructed':
    case 'AllocationAnswered': return event.body.parentId;
    case 'PhoneTradeRecorded': return event.body.intent.parentId ?? null;
    default: return null;
  }
}
