/**
 * What we have against what the OMS has, after a logon (RELIABILITY.md section 2): executions first, then the state of
 * every order, then the orders that the OMS did not name. Trading opens only after this is journalled.
 */
import { quantityLots } from '../../../shared/domain/numbers.ts';
import { isInFlight } from '../../../shared/domain/order-step.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import type { ExecutionReport } from '../../../shared/wire/venue.ts';
import { adoptExternal, alignOrder, findOrder, takeReport } from './execution-report.ts';
import type { OrderBatch } from './order-batch.ts';

export interface ReconcileInput {
  readonly epoch: string;
  /** Answers to a mass status request: every open order and today's done ones. */
  readonly reports: readonly ExecutionReport[];
  /** Answers to an executions request. */
  readonly executions: readonly ExecutionReport[];
}

export interface ReconciliationReport {
  readonly ordersCompared: number;
  readonly fillsApplied: number;
  /** Orders in flight or unresolved before, known now. */
  readonly resolved: number;
  readonly external: number;
  readonly breaks: readonly string[];
}

/** Said of an order that the OMS does not know and never acknowledged. */
export const neverHad = 'the OMS never had this order';

/** Fills the batch with what brings our orders in line. `epochSentTo` names the OMS's epoch when an order was sent. */
export function reconcileOrders(batch: OrderBatch, input: ReconcileInput, epochSentTo: (clOrdId: string) => string | null): ReconciliationReport {
  const waiting = batch.open().filter((order) => isInFlight(order.ordStatus)).map((order) => order.clOrdId);
  takeExecutions(batch, input);
  const named = new Set<string>();
  for (const report of input.reports) {
    const order = findOrder(batch, report);
    if (order && order.symbol === report.symbol && order.side === report.side) {
      named.add(order.clOrdId);
      alignOrder(batch, order, report);
    } else takeReport(batch, report);
  }
  takeAbsent(batch, named, input.epoch, epochSentTo);
  const count = (is: (event: OrderBatch['events'][number]) => boolean): number => batch.events.filter(is).length;
  const report: ReconciliationReport = {
    ordersCompared: input.reports.length,
    fillsApplied: count((e) => e.type === 'OrderStepped' && e.body.fill !== null),
    resolved: waiting.filter((id) => !isInFlight(batch.get(id)?.ordStatus ?? 'unresolved')).length,
    external: count((e) => e.type === 'ExternalOrderFound'),
    breaks: batch.breaks,
  };
  batch.events.push({ type: 'Reconciled', body: { epoch: input.epoch, ordersCompared: report.ordersCompared, breaks: report.breaks } });
  return report;
}

/** By time, and as the OMS told them where times are equal: average cost depends on the order of fills. Orders that we did not send are adopted before their fills. */
function takeExecutions(batch: OrderBatch, input: ReconcileInput): void {
  const executions = [...input.executions].sort((a, b) => a.transactTime - b.transactTime);
  for (const status of input.reports) {
    const order = findOrder(batch, status);
    const own = executions.filter((e) => e.orderId === status.orderId && e.symbol === status.symbol);
    // Cut to what had traded or below it, and trades taken back: the cut comes after the trades, or they would complete the order.
    const peak = peakQty(own);
    const cutsLater = order && status.orderQty < order.orderQty && peak >= status.orderQty && peak > tradedQty(own);
    if (order && !cutsLater) takeTerms(batch, order, status);
    if (order || status.ordStatus === 'rejected') continue;
    adoptExternal(batch, status, quantityLots(Math.max(0, status.cumQty - tradedQty(own))));
  }
  for (const execution of executions) takeReport(batch, execution);
  for (const status of input.reports) {
    const order = findOrder(batch, status);
    if (order) takeTerms(batch, order, status);
  }
}

/** A replace that was accepted while we were away, or terms that the OMS changed of itself: they come before the fills that they made room for. */
function takeTerms(batch: OrderBatch, order: Order, status: ExecutionReport): void {
  const isReplaced = status.clOrdId !== order.lastClOrdId;
  if (!isReplaced && status.orderQty === order.orderQty && status.price === order.price) return;
  const terms = { requestClOrdId: isReplaced ? status.clOrdId : null, orderQty: status.orderQty, price: status.price };
  // A replace that a fill has overtaken here is not in flight any more; its terms are in force all the same.
  const event = isReplaced && batch.refusal(order, 'replaced', terms) === null ? 'replaced' : 'restated';
  if (batch.refusal(order, event, terms) === null) batch.step(order, event, terms);
}

/** Lots of the executions as they stood after each, busts and corrections taken into account. */
function runningQty(executions: readonly ExecutionReport[]): number[] {
  const standing = new Map<string, number>();
  let sum = 0;
  return executions.map(({ execType, execId, execRefId, lastQty }) => {
    const of = execRefId ?? execId;
    const now = execType === 'tradeCancel' ? 0 : (lastQty ?? 0);
    sum += now - (standing.get(of) ?? 0);
    standing.set(of, now);
    return sum;
  });
}

const tradedQty = (executions: readonly ExecutionReport[]): number => runningQty(executions).at(-1) ?? 0;
const peakQty = (executions: readonly ExecutionReport[]): number => Math.max(0, ...runningQty(executions));

function takeAbsent(batch: OrderBatch, named: ReadonlySet<string>, epoch: string, epochSentTo: (clOrdId: string) => string | null): void {
  for (const order of batch.open()) {
    if (named.has(order.clOrdId) || isDone(order.ordStatus)) continue;
    const sentTo = epochSentTo(order.clOrdId);
    if (order.orderId === null && sentTo !== null && sentTo !== epoch) {
      // The run that it was sent to has ended: that this one does not know it says nothing of what the other did with it.
      batch.anomaly('break', order, `order ${order.clOrdId} was sent to a run of the OMS that ended without an answer: whether it traded there is not known`);
      batch.step(order, 'expired', { text: 'the OMS was restarted and no longer knows what became of this order' });
    } else if (order.orderId === null) {
      batch.step(order, 'foundUnknown', { text: neverHad });
    } else if (sentTo !== epoch) {
      batch.anomaly('break', order, `order ${order.clOrdId} is unknown to the OMS since its restart with ${order.leavesQty} lots open`);
      batch.step(order, 'expired', { text: 'the OMS was restarted and no longer has this order' });
    } else {
      batch.anomaly('break', order, `order ${order.clOrdId} was acknowledged by the OMS, which does not name it now`);
    }
  }
}
