/** What an ExecutionReport means for an order: the step it makes, or what is odd about it. */
import { must, unreachable } from '../../../shared/base/assert.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { moneyMinor, quantityLots, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { isInFlight } from '../../../shared/domain/order-step.ts';
import type { OrderEventType } from '../../../shared/domain/order-lifecycle.ts';
import { byTrader, isDone, type Order } from '../../../shared/domain/order.ts';
import type { ExecutionReport } from '../../../shared/wire/venue.ts';
import type { OrderBatch, StepFacts } from './order-batch.ts';

/** Takes one report, asked for or not. A report that was taken before changes nothing. */
export function takeReport(batch: OrderBatch, report: ExecutionReport): void {
  const order = findOrder(batch, report);
  if (!order) return takeUnknown(batch, report);
  if (order.symbol !== report.symbol || order.side !== report.side) {
    const said = `${report.side} ${report.symbol}`;
    return batch.anomaly('break', null, `report ${report.execId} names order ${order.clOrdId} but says ${said}: not attributed`);
  }
  takeKnown(batch, order, report);
}

export const findOrder = (batch: OrderBatch, report: ExecutionReport): Order | null =>
  batch.find(report.clOrdId)
  ?? (report.origClOrdId === null ? null : batch.find(report.origClOrdId))
  ?? batch.findExternal(report.orderId, report.symbol);

function takeKnown(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  switch (report.execType) {
    case 'trade': return takeTrade(batch, order, report);
    case 'tradeCancel':
    case 'tradeCorrect': return takeCorrection(batch, order, report);
    case 'orderStatus': return alignOrder(batch, order, report);
    case 'pendingCancel': return takePending(batch, order, report, 'cancelPending');
    case 'pendingReplace': return takePending(batch, order, report, 'replacePending');
    case 'new': return takeStep(batch, order, report, 'accepted');
    case 'rejected': return takeStep(batch, order, report, 'rejected');
    case 'canceled': return takeStep(batch, order, report, 'canceled');
    case 'expired': return takeStep(batch, order, report, 'expired');
    case 'replaced': return takeStep(batch, order, report, 'replaced');
    case 'restated': return takeStep(batch, order, report, 'restated');
    default: return unreachable(report.execType, 'takeKnown');
  }
}

/** The OMS has the request and has not decided. Its own clock is over; a younger request of ours stays the one that is waited for. */
function takePending(batch: OrderBatch, order: Order, report: ExecutionReport, event: 'cancelPending' | 'replacePending'): void {
  const facts: StepFacts = {
    orderId: report.orderId, requestClOrdId: order.pendingClOrdId === null && report.origClOrdId !== null ? report.clOrdId : null, text: report.text, transactTime: report.transactTime,
  };
  const repeats = report.resent || report.possDup === true;
  if (!repeats || batch.refusal(order, event, facts) === null) batch.step(order, event, facts, 'warning');
}

/** Steps other than fills. A repetition of what we know is dropped; a late acknowledgement is a race, not a break. */
function takeStep(batch: OrderBatch, order: Order, report: ExecutionReport, event: OrderEventType): void {
  const facts: StepFacts = {
    orderId: report.orderId,
    requestClOrdId: report.origClOrdId === null ? null : report.clOrdId,
    orderQty: event === 'replaced' || event === 'restated' ? report.orderQty : null,
    price: event === 'replaced' || event === 'restated' ? report.price : null,
    text: report.text,
    transactTime: report.transactTime,
  };
  // A replace that went unresolved and was overtaken by a fill is no longer in flight here: its terms are in force all the same.
  const isLateReplace = event === 'replaced' && report.clOrdId !== order.lastClOrdId && batch.refusal(order, event, facts) !== null;
  if (isLateReplace && batch.refusal(order, 'restated', facts) === null) return void batch.step(order, 'restated', facts);
  const repeats = report.resent || report.possDup === true || (order.ordStatus === report.ordStatus && order.cumQty === report.cumQty);
  if (repeats && batch.refusal(order, event, facts) !== null) return;
  // Terms that came into force unheard of (the Replaced was lost with its session) come before the end of the order.
  const terms = { requestClOrdId: null, orderQty: report.orderQty, price: report.price, transactTime: report.transactTime };
  const hasOtherTerms = report.orderQty !== order.orderQty || report.price !== order.price;
  if ((event === 'canceled' || event === 'expired') && hasOtherTerms && batch.refusal(order, 'restated', terms) === null) batch.step(order, 'restated', terms);
  batch.step(must(batch.get(order.clOrdId), 'the order is known'), event, facts, event === 'accepted' ? 'warning' : 'break');
  const after = must(batch.get(order.clOrdId), 'the order is known');
  if (report.cumQty > after.cumQty) unexplained(batch, after, report.cumQty);
}

function takeTrade(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  const fill = fillOf(order.clOrdId, report);
  if (!fill) return batch.anomaly('break', order, `trade ${report.execId} of ${order.clOrdId} has no price or quantity`);
  const known = batch.fill(order.clOrdId, fill.execId);
  if (known) {
    if (known.lastQty !== fill.lastQty || known.lastPx !== fill.lastPx) {
      batch.anomaly('break', order, `execution ${fill.execId} of ${order.clOrdId} came again with other figures: ${fill.lastQty} at ${fill.lastPx}, before ${known.lastQty} at ${known.lastPx}`);
    }
    return;
  }
  // It traded under terms that we missed: those came first, as the report itself says.
  const filled = order.cumQty + fill.lastQty;
  const isAccepted = report.clOrdId === order.pendingClOrdId; // a replace: nothing else that is open gives its name to a trade
  const terms = { requestClOrdId: isAccepted ? report.clOrdId : null, orderQty: report.orderQty, price: report.price, transactTime: report.transactTime };
  const event = isAccepted && batch.refusal(order, 'replaced', terms) === null ? 'replaced' : 'restated';
  const needsTerms = isAccepted || (filled > order.orderQty && filled <= report.orderQty);
  if (needsTerms && batch.refusal(order, event, terms) === null) batch.step(order, event, terms);
  const now = must(batch.get(order.clOrdId), 'the order is known');
  const completes = filled === now.orderQty;
  const after = batch.step(now, completes ? 'filled' : 'partiallyFilled', { orderId: report.orderId, fill, transactTime: report.transactTime });
  if (after && !report.resent && report.cumQty > after.cumQty) unexplained(batch, after, report.cumQty);
}

/** A trade taken back or changed. A trade that comes again afterwards is still the one that we had. */
function takeCorrection(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  if (batch.correction(order.clOrdId, report.execId)) return; // a repetition
  const what = `${report.execType} ${report.execId} of ${order.clOrdId}`;
  const before = report.execRefId === null ? undefined : batch.standingFill(order.clOrdId, report.execRefId);
  if (before === undefined) return batch.anomaly('break', order, `${what} names execution ${report.execRefId ?? '(none)'}, which we do not have`);
  if (before === null) return batch.anomaly('break', order, `${what} names execution ${report.execRefId}, which was taken back before`);
  const changed = report.execType === 'tradeCancel' ? null : fillOf(order.clOrdId, report);
  if (report.execType === 'tradeCorrect' && !changed) return batch.anomaly('break', order, `${what} has no price or quantity`);
  const after = changed && { ...before, lastPx: changed.lastPx, lastQty: changed.lastQty, feeMinor: changed.feeMinor };
  batch.step(order, after ? 'tradeCorrected' : 'tradeCanceled', {
    orderId: report.orderId, correction: { execId: report.execId, before, after }, text: report.text, transactTime: report.transactTime,
  });
}

const unexplained = (batch: OrderBatch, order: Order, cumQty: number): void =>
  batch.anomaly('break', order, `the OMS has ${cumQty} lots of ${order.clOrdId} filled, the executions that we have add up to ${order.cumQty}`);

/** The trade of a report; null when it lacks price or quantity. */
function fillOf(clOrdId: string, report: ExecutionReport): Fill | null {
  if (report.lastPx === null || report.lastQty === null || report.lastQty <= 0) return null;
  return {
    execId: report.execId,
    clOrdId,
    symbol: report.symbol,
    side: report.side,
    lastPx: report.lastPx,
    lastQty: report.lastQty,
    feeMinor: report.feeMinor ?? moneyMinor(0),
    liquidity: report.liquidity ?? 'removed',
    transactTime: report.transactTime,
  };
}

/** Brings one order in line with what the OMS says of it now. The OMS may be ahead of us; we are never ahead of it but in time. */
export function alignOrder(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  if (report.cumQty < order.cumQty) return; // the answer is older than a fill that came in the meantime
  if (report.cumQty > order.cumQty) unexplained(batch, order, report.cumQty);
  const facts: StepFacts = { orderId: report.orderId, text: report.text, transactTime: report.transactTime };
  switch (report.ordStatus) {
    case 'new':
    case 'partiallyFilled':
      return alignWorking(batch, order, report);
    case 'pendingCancel':
    case 'pendingReplace':
      return alignPending(batch, order, report);
    case 'filled':
    case 'canceled':
    case 'rejected':
    case 'expired':
      if (isDone(order.ordStatus)) {
        if (order.ordStatus !== report.ordStatus) batch.anomaly('break', order, `the OMS has ${order.clOrdId} ${report.ordStatus}, we have it ${order.ordStatus}`);
      } else if (report.ordStatus !== 'filled') batch.step(order, report.ordStatus, facts);
      else if (order.orderId === null) batch.step(order, 'accepted', facts); // it has the order; the fills are what we lack
      return;
    default:
      return unreachable(report.ordStatus, 'alignOrder');
  }
}

/** Open, and the OMS has a request that it has not decided: ours, which it is then known to have, or another's. */
function alignPending(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  const sameTerms = report.orderQty === order.orderQty && report.price === order.price;
  if (isDone(order.ordStatus) || !sameTerms) alignWorking(batch, order, report);
  const now = must(batch.get(order.clOrdId), 'the order is known');
  if (isDone(now.ordStatus) || now.ordStatus === 'pendingCancel' || now.ordStatus === 'pendingReplace') return;
  const event = report.ordStatus === 'pendingCancel' ? 'cancelPending' : 'replacePending';
  if (now.ordStatus === 'pendingNew' && event === 'replacePending') return alignWorking(batch, now, report);
  batch.step(now, event, { orderId: report.orderId, requestClOrdId: order.pendingClOrdId, transactTime: report.transactTime });
}

function alignWorking(batch: OrderBatch, order: Order, report: ExecutionReport): void {
  if (isDone(order.ordStatus)) {
    return batch.anomaly('break', order, `the OMS has ${order.clOrdId} working (${report.ordStatus}), we have it ${order.ordStatus}`);
  }
  // The answer may be older than a request that is still on its way: that one has its own clock.
  if (order.ordStatus === 'pendingCancel' || order.ordStatus === 'pendingReplace') return;
  const sameTerms = report.orderQty === order.orderQty && report.price === order.price;
  if (!isInFlight(order.ordStatus) && sameTerms) return;
  batch.step(order, 'foundWorking', {
    orderId: report.orderId,
    requestClOrdId: report.clOrdId === order.lastClOrdId ? null : report.clOrdId,
    orderQty: report.orderQty,
    price: report.price,
    transactTime: report.transactTime,
  });
}

/** An order that this workstation did not send is shown as external, never hidden. */
function takeUnknown(batch: OrderBatch, report: ExecutionReport): void {
  if (report.execType === 'rejected' || report.ordStatus === 'rejected') {
    return batch.anomaly('warning', null, `the OMS rejected order ${report.clOrdId}, which this workstation did not send`);
  }
  const before = report.execType === 'trade' ? quantityLots(Math.max(0, report.cumQty - (report.lastQty ?? 0))) : report.cumQty;
  const order = adoptExternal(batch, report, before);
  if (report.execType !== 'new' && order.ordStatus !== 'filled') takeKnown(batch, order, report);
}

/** Adds an external order that had `filledBefore` filled before the executions that will follow. */
export function adoptExternal(batch: OrderBatch, report: ExecutionReport, filledBefore: QuantityLots): Order {
  const cumQty = quantityLots(Math.min(filledBefore, report.orderQty));
  const order = batch.found({
    clOrdId: report.clOrdId,
    orderId: report.orderId,
    intent: {
      symbol: report.symbol,
      side: report.side,
      ordType: report.ordType,
      price: report.price,
      orderQty: report.orderQty,
      timeInForce: report.timeInForce,
      suggestionId: null,
      provenance: byTrader,
    },
    cumQty,
    avgPx: cumQty > 0 ? report.avgPx : null,
  });
  if (cumQty > 0) {
    batch.anomaly('break', order, `external order ${order.clOrdId}: ${cumQty} lots traded without an execution that we have; positions leave them out`);
  }
  return order;
}
