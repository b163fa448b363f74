/**
 * Orders: asks risk, writes the journal, then speaks to the OMS; takes its answers back through the lifecycle table.
 * Rules OL-1 and on in docs/specs/orders.md. Nothing is ever re-sent by itself.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { RequestOutcome, SubmitOutcome } from '../../../shared/contract/orders.ts';
import { renderDenial, type Denial } from '../../../shared/domain/denial.ts';
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import type { JournalEvent, JournalRecord, RiskCheckRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, type EpochMicros, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { OrderEventType } from '../../../shared/domain/order-lifecycle.ts';
import { isInFlight } from '../../../shared/domain/order-step.ts';
import { isDone, type Order, type OrderIntent, type Side } from '../../../shared/domain/order.ts';
import { midTicks, type Quote } from '../../../shared/domain/quote.ts';
import type { ExecutionReport, FromVenueOf } from '../../../shared/wire/venue.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { Host } from '../host.ts';
import type { Recorder } from '../recorder.ts';
import { JournalError } from '../store/journal.ts';
import { takeReport } from './execution-report.ts';
import type { OmsGateway, StatusAnswer, UnsequencedToVenue } from './oms-gateway.ts';
import { OrderBatch } from './order-batch.ts';
import { changesAnOrder, correctionOf, fillOf } from './order-changes.ts';
import type { OrderTerms, OrdersProjection } from './orders-projection.ts';
import { cancelRequest, massCancelRequest, newOrderSingle, replaceRequest } from './outgoing.ts';
import { takeBusinessReject, takeCancelReject, takeMassCancelReport } from './rejects.ts';
import { neverHad, reconcileOrders, type ReconcileInput, type ReconciliationReport } from './reconcile.ts';
import { OrderTimers, StatusAsker } from './waiting.ts';

/** What the controls said, with what they looked at. */
export interface RiskVerdict {
  readonly denial: Denial | null;
  readonly check: RiskCheckRecord;
}

export interface OrdersParts {
  readonly host: Pick<Host, 'clock' | 'newId' | 'log'>;
  readonly recorder: Recorder;
  readonly queue: CommandQueue;
  readonly projection: OrdersProjection;
  /** `except` leaves one working order out of the sums: the one that is being replaced. */
  readonly risk: { check(intent: OrderIntent, except: string | null): RiskVerdict };
  readonly prices: { quote(symbol: string): Quote | null };
  readonly gateway: OmsGateway;
  /** Silence after which a request is unresolved, milliseconds. */
  readonly ackTimeoutMs?: number;
}

/** Events of one append at most: a reconciliation can be long. */
const eventsPerAppendMax = 500;
const ackTimeoutMsDefault = 250;
/** Time for the OMS to decide a request that it has said to have, milliseconds; then the order is unresolved and asked about. */
const pendingMsMax = 30_000;
const isPending: ReadonlySet<string> = new Set<OrderEventType>(['cancelPending', 'replacePending']);

export class Orders implements Disposable {
  private readonly parts: OrdersParts;
  private readonly timers: OrderTimers;
  private readonly asker: StatusAsker;
  private readonly orderListeners = new Set<(changed: readonly Order[]) => void>();
  private readonly fillListeners = new Set<(fills: readonly Fill[]) => void>();
  private readonly correctionListeners = new Set<(corrections: readonly TradeCorrection[]) => void>();
  private disposed = false;

  constructor(parts: OrdersParts) {
    this.parts = parts;
    this.timers = new OrderTimers(parts.host.clock);
    this.asker = new StatusAsker({
      clock: parts.host.clock, ask: (clOrdId) => parts.gateway.requestStatus(clOrdId), pendingOf: (clOrdId) => parts.projection.get(clOrdId)?.pendingClOrdId ?? null,
      whileInFlight: (clOrdId, again) => {
        const asked = this.inbound((batch) => { if (isInFlight(batch.get(clOrdId)?.ordStatus ?? 'rejected')) again(); });
        asked.catch((cause: unknown) => parts.host.log('error', 'an open question could not be asked again', { clOrdId, cause: String(cause) }));
      },
    });
  }

  onOrders(listener: (changed: readonly Order[]) => void): Disposable {
    this.orderListeners.add(listener);
    return disposable(() => this.orderListeners.delete(listener));
  }

  onFills(listener: (fills: readonly Fill[]) => void): Disposable {
    this.fillListeners.add(listener);
    return disposable(() => this.fillListeners.delete(listener));
  }

  /** Fills that were busted or corrected. */
  onCorrections(listener: (corrections: readonly TradeCorrection[]) => void): Disposable {
    this.correctionListeners.add(listener);
    return disposable(() => this.correctionListeners.delete(listener));
  }

  /** What the controls would say now. Sends and writes nothing. */
  check(intent: OrderIntent): Denial | null {
    return this.parts.risk.check(intent, null).denial;
  }

  /** A ClOrdID that no order ever had. */
  newClOrdId(): string {
    const id = this.parts.host.newId().replaceAll('-', '');
    assert(/^[!-~]{1,32}$/.test(id), `ids of the host fit a ClOrdID: ${id}`);
    return id;
  }

  submit(intent: OrderIntent, userId: string): Promise<SubmitOutcome> {
    return this.parts.queue.enqueue(() => this.submitInTurn(intent, userId, this.newClOrdId()));
  }

  /** For the rooms beside this one (phone trades): journals in the queue's turn, and tells who listens. False when it was not saved. */
  async recordInTurn(events: readonly JournalEvent[]): Promise<boolean> {
    return (await this.saveOr(() => this.commit(events))) === null;
  }

  /** For a caller that holds the queue's turn already (decisions). Resolves when the order is journalled and on the line, or denied. */
  async submitInTurn(intent: OrderIntent, userId: string, clOrdId: string): Promise<SubmitOutcome> {
    const { risk, prices } = this.parts;
    const { denial, check } = risk.check(intent, null);
    if (denial) {
      await this.saveOr(() => this.commit([{ type: 'OrderDenied', body: { clOrdId, intent, userId, denial, check } }]));
      return { sent: false, clOrdId, denial, words: renderDenial(denial) };
    }
    const quote = prices.quote(intent.symbol);
    const event: JournalEvent = { type: 'OrderSubmitted', body: { clOrdId, intent, userId, arrivalMid: quote && midTicks(quote), check } };
    const failure = await this.saveOr(() => this.commit([event]));
    if (failure) return { sent: false, clOrdId, denial: failure, words: renderDenial(failure) };
    await this.sendRequest([clOrdId], newOrderSingle(clOrdId, intent, this.now()));
    return { sent: true, clOrdId };
  }

  /** Wanting out is always allowed: no control, no halt and no unsaved journal stops a cancel that has a session. */
  cancel(clOrdId: string): Promise<RequestOutcome> {
    return this.parts.queue.enqueueInbound(() => this.cancelInTurn(clOrdId));
  }

  /** Cancels every open order that fits, by one request; null fits all. Also those that another desk sent under our name. */
  massCancel(symbol: string | null, side: Side | null): Promise<RequestOutcome> {
    return this.parts.queue.enqueueInbound(() => this.massCancelInTurn(symbol, side));
  }

  /** Asks the OMS now what it knows of an order that is not done. One that is unresolved is asked about by itself as well, ever more seldom. */
  requestStatus(clOrdId: string): Promise<RequestOutcome> {
    return this.parts.queue.enqueueInbound(() => Promise.resolve(this.requestStatusInTurn(clOrdId)));
  }

  replace(clOrdId: string, orderQty: QuantityLots, price: PriceTicks | null, userId: string): Promise<RequestOutcome> {
    return this.parts.queue.enqueue(() => this.replaceInTurn(clOrdId, { orderQty, price }, userId));
  }

  onExecutionReport(report: ExecutionReport): Promise<void> {
    return this.inbound((batch) => {
      if (!this.isOlderAnswer(batch, report)) takeReport(batch, report);
    });
  }

  onCancelReject(reject: FromVenueOf<'OrderCancelReject'>): Promise<void> {
    return this.inbound((batch) => {
      const lost = takeCancelReject(batch, reject);
      if (lost !== null) this.asker.ask(lost);
    });
  }

  onMassCancelReport(report: FromVenueOf<'OrderMassCancelReport'>): Promise<void> {
    return this.inbound((batch) => takeMassCancelReport(batch, report));
  }

  /** `clOrdId` is the one that the message carried; null when it carried none. */
  onBusinessReject(reject: { readonly clOrdId: string | null; readonly text: string }): Promise<void> {
    return this.inbound((batch) => takeBusinessReject(batch, reject));
  }

  /** The session is gone, or the core has just started: whatever was in flight is unresolved at once. */
  onDisconnected(): Promise<void> {
    return this.inbound((batch) => {
      this.asker.forget();
      for (const order of batch.open()) {
        if (isInFlight(order.ordStatus) && order.ordStatus !== 'unresolved') batch.step(order, 'timedOut', { text: 'no session with the OMS' });
      }
    });
  }

  /**
   * A `requestStatus` is answered to its end. The line keeps order and the question went out after the order, so that one which the OMS
   * does not know and never acknowledged was never had.
   */
  onStatusCompleted({ requestId, reports }: StatusAnswer): Promise<void> {
    return this.inbound((batch) => {
      const question = this.asker.answered(requestId);
      if (question === null) return;
      const { clOrdId } = question;
      const order = batch.get(clOrdId);
      if ((order?.pendingClOrdId ?? null) !== question.pendingClOrdId) return; // what is open now was asked for later: its own question goes on
      this.asker.stop(clOrdId);
      if (reports > 0 || !order || !isInFlight(order.ordStatus)) return;
      if (order.orderId === null) batch.step(order, 'foundUnknown', { text: neverHad });
      else batch.anomaly('break', order, `order ${clOrdId} was acknowledged by the OMS, which does not know it when asked`);
    });
  }

  /** A `requestStatus` did not reach the OMS, though the session lives: it is asked again at once. */
  onQuestionLost(requestId: string): Promise<void> {
    return this.inbound((batch) => {
      const clOrdId = this.asker.answered(requestId)?.clOrdId ?? null;
      if (clOrdId !== null && isInFlight(batch.get(clOrdId)?.ordStatus ?? 'rejected')) this.asker.ask(clOrdId);
    });
  }

  /** Compares with the OMS after a logon. Trading opens when this has resolved; it is journalled as `Reconciled`. */
  reconcile(input: ReconcileInput): Promise<ReconciliationReport> {
    return this.parts.queue.enqueueInbound(async () => {
      const { projection } = this.parts;
      const batch = new OrderBatch(projection, this.now());
      const report = reconcileOrders(batch, input, (id) => projection.epochSentTo(id));
      await this.commit(batch.events);
      return report;
    });
  }

  dispose(): void {
    this.disposed = true;
    this.timers.dispose();
    this.asker.dispose();
  }

  private async cancelInTurn(clOrdId: string): Promise<RequestOutcome> {
    const { order, why } = this.openOrder(clOrdId);
    if (!order) return { sent: false, why };
    if (!this.hasSession()) return this.noSession();
    const requestClOrdId = this.newClOrdId();
    const batch = new OrderBatch(this.parts.projection, this.now());
    must(batch.step(order, 'cancelRequested', { requestClOrdId }), 'an order that is not done can be asked to cancel');
    await this.saveOr(() => this.commit(batch.events)); // unsaved: the cancel goes all the same, risk only falls
    return this.sendRequest([clOrdId], cancelRequest(order, requestClOrdId, this.now()));
  }

  private async massCancelInTurn(symbol: string | null, side: Side | null): Promise<RequestOutcome> {
    if (!this.hasSession()) return this.noSession();
    const requestClOrdId = this.newClOrdId();
    const batch = new OrderBatch(this.parts.projection, this.now());
    const fitting = batch.open().filter((order) => (symbol === null || order.symbol === symbol) && (side === null || order.side === side));
    for (const order of fitting) must(batch.step(order, 'cancelRequested', { requestClOrdId }), 'an order that is not done can be asked to cancel');
    await this.saveOr(() => this.commit(batch.events)); // unsaved: it goes all the same, as a cancel does
    return this.sendRequest(fitting.map((order) => order.clOrdId), massCancelRequest(requestClOrdId, symbol, side, this.now()));
  }

  private requestStatusInTurn(clOrdId: string): RequestOutcome {
    const { order, why } = this.openOrder(clOrdId);
    if (!order) return { sent: false, why };
    if (!this.hasSession()) return this.noSession();
    return this.asker.ask(clOrdId) ? { sent: true } : { sent: false, why: 'the order line did not take the question; it is asked again' };
  }

  private async replaceInTurn(clOrdId: string, terms: OrderTerms, userId: string): Promise<RequestOutcome> {
    const { projection, risk } = this.parts;
    const { order, why } = this.openOrder(clOrdId);
    if (!order) return { sent: false, why };
    if (terms.orderQty <= order.cumQty) return { sent: false, why: `${order.cumQty} lots are filled already; cancel the rest instead` };
    const requestClOrdId = this.newClOrdId();
    const batch = new OrderBatch(projection, this.now());
    const { denial, check } = risk.check({ ...order, ...terms }, clOrdId);
    if (denial) {
      await this.saveOr(() => this.commit([{ type: 'ReplaceDenied', body: { clOrdId, ...terms, userId, denial, check } }]));
      return { sent: false, why: renderDenial(denial) };
    }
    const facts = { requestClOrdId, ...terms, check };
    const refusal = batch.refusal(order, 'replaceRequested', facts);
    if (refusal !== null) return { sent: false, why: refusal };
    batch.step(order, 'replaceRequested', facts);
    const failure = await this.saveOr(() => this.commit(batch.events));
    if (failure) return { sent: false, why: renderDenial(failure) };
    return this.sendRequest([clOrdId], replaceRequest(order, requestClOrdId, terms, this.now()));
  }

  /** Puts a journalled request on the line and starts its clock. What the line refuses is unresolved, not rejected. */
  private async sendRequest(clOrdIds: readonly string[], message: UnsequencedToVenue): Promise<RequestOutcome> {
    const sent = this.parts.gateway.send(message);
    if (sent.ok) {
      for (const clOrdId of clOrdIds) this.startTimer(clOrdId, this.ackTimeoutMs, 'answer');
      return { sent: true };
    }
    this.parts.host.log('warn', 'the order line refused a request', { clOrdIds: clOrdIds.join(' '), msgType: message.msgType, why: sent.error });
    const batch = new OrderBatch(this.parts.projection, this.now());
    for (const clOrdId of clOrdIds) {
      const order = batch.get(clOrdId);
      if (order && isInFlight(order.ordStatus)) batch.step(order, 'timedOut', { text: sent.error });
    }
    await this.saveOr(() => this.commit(batch.events));
    if (this.hasSession()) for (const clOrdId of clOrdIds) this.asker.ask(clOrdId); // without one the next logon reconciles
    return { sent: false, why: sent.error };
  }

  private startTimer(clOrdId: string, limitMs: number, awaited: 'answer' | 'decision'): void {
    const why = `no ${awaited} in ${limitMs} ms`;
    this.timers.start(clOrdId, limitMs, () => {
      void this.inbound((batch) => this.timeOut(batch, clOrdId, why)).catch((cause: unknown) => {
        this.parts.host.log('error', 'a time-out could not be journalled', { clOrdId, cause: String(cause) });
      });
    });
  }

  private timeOut(batch: OrderBatch, clOrdId: string, text: string): void {
    const order = batch.get(clOrdId);
    if (!order || !isInFlight(order.ordStatus) || order.ordStatus === 'unresolved') return;
    batch.step(order, 'timedOut', { text });
    this.asker.ask(clOrdId);
  }

  /** An answer to a question that was asked before the request which is open now says nothing of that request (OL-5). */
  private isOlderAnswer(batch: OrderBatch, { execType, requestId, clOrdId }: ExecutionReport): boolean {
    if (execType !== 'orderStatus' || requestId === null) return false;
    const pending = batch.find(clOrdId)?.pendingClOrdId ?? null;
    return pending !== null && this.asker.get(requestId)?.pendingClOrdId !== pending;
  }

  private inbound(take: (batch: OrderBatch) => void): Promise<void> {
    return this.parts.queue.enqueueInbound(async () => {
      if (this.disposed) return;
      const batch = new OrderBatch(this.parts.projection, this.now());
      take(batch);
      await this.commit(batch.events);
    });
  }

  /** Journal first; the recorder has applied the records when it resolves. Then whoever listens hears of it. */
  private async commit(events: readonly JournalEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += eventsPerAppendMax) {
      this.tell(await this.parts.recorder.record(events.slice(from, from + eventsPerAppendMax)));
    }
  }

  private tell(records: readonly JournalRecord[]): void {
    const changed = new Map<string, Order>();
    for (const { event } of records) {
      if (event.type === 'OrderAnomalyFound') this.parts.host.log(event.body.severity === 'break' ? 'error' : 'warn', event.body.what);
      if (!changesAnOrder(event)) continue;
      const order = must(this.parts.projection.get(event.body.clOrdId), 'its record was applied before it is told');
      changed.set(order.clOrdId, order);
      if (event.type === 'OrderStepped' && isPending.has(event.body.event)) {
        this.asker.stop(order.clOrdId);
        this.startTimer(order.clOrdId, pendingMsMax, 'decision');
      }
      if (isInFlight(order.ordStatus)) continue;
      this.timers.stop(order.clOrdId);
      this.asker.stop(order.clOrdId);
    }
    if (changed.size > 0) for (const listener of this.orderListeners) listener([...changed.values()]);
    const fills = records.flatMap(({ event }) => fillOf(event) ?? []);
    const corrections = records.flatMap(({ event }) => correctionOf(event) ?? []);
    if (fills.length > 0) for (const listener of this.fillListeners) listener(fills);
    if (corrections.length > 0) for (const listener of this.correctionListeners) listener(corrections);
  }

  /** Null when saved; the denial that stands for an unsaved journal otherwise. Other failures are ours and pass through. */
  private async saveOr(save: () => Promise<void>): Promise<Denial | null> {
    try {
      await save();
      return null;
    } catch (cause) {
      if (!(cause instanceof JournalError)) throw cause;
      this.parts.host.log('error', cause.message);
      return { code: 'TRADING_HALTED', why: 'the journal could not be saved' };
    }
  }

  private get ackTimeoutMs(): number {
    return this.parts.ackTimeoutMs ?? ackTimeoutMsDefault;
  }

  /** The order that something may be asked of; else why not. */
  private openOrder(clOrdId: string): { readonly order: Order; readonly why: null } | { readonly order: null; readonly why: string } {
    const order = this.parts.projection.get(clOrdId);
    if (!order) return { order: null, why: `no order ${clOrdId}` };
    return isDone(order.ordStatus) ? { order: null, why: `the order is ${order.ordStatus}` } : { order, why: null };
  }

  private noSession(): RequestOutcome {
    return { sent: false, why: `no session with the OMS (${this.parts.gateway.state})` };
  }

  private hasSession(): boolean {
    const { state } = this.parts.gateway;
    return state === 'ready' || state === 'reconciling';
  }

  private now(): EpochMicros {
    return epochMicros(this.parts.host.clock.nowMicros());
  }
}
