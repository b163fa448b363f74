/** One step of an order's life: the table says whether it may happen, the arithmetic says what is left. Pure. */
import { assert } from '../base/assert.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { OrderStep } from './journal-event.ts';
import { quantityLots, type EpochMicros } from './numbers.ts';
import { nextStatus } from './order-lifecycle.ts';
import { isDone, type Order, type OrdStatus } from './order.ts';

/**
 * The order after `step`, or why the step cannot happen to it. Nothing is changed by a refused step.
 * A fill must come as 'filled' exactly when it completes the quantity, and never beyond it.
 */
export function applyStep(order: Order, step: OrderStep, at: EpochMicros): Result<Order, string> {
  const filled = order.cumQty + (step.fill?.lastQty ?? 0) + correctedQty(step);
  if (filled < 0) return err(`takes back more than the ${order.cumQty} lots filled`);
  const cumQty = quantityLots(filled);
  const status = nextStatus(order.ordStatus, step.event, cumQty);
  if (status === 'illegal') return err(`${step.event} cannot follow ${order.ordStatus}`);
  const takesTerms = step.event === 'replaced' || step.event === 'foundWorking' || step.event === 'restated';
  const orderQty = takesTerms && step.orderQty !== null ? step.orderQty : order.orderQty;
  const fault = quantityFault(step, cumQty, orderQty);
  if (fault !== null) return err(fault);
  const ordStatus = statusByQuantity(step, status, cumQty, orderQty);
  const stepped: Order = {
    ...order,
    ordStatus,
    orderQty,
    price: takesTerms && step.price !== null ? step.price : order.price,
    cumQty,
    leavesQty: quantityLots(isDone(ordStatus) ? 0 : orderQty - cumQty),
    avgPx: averagePrice(order, step),
    orderId: step.orderId ?? order.orderId,
    lastClOrdId: takesTerms ? (step.requestClOrdId ?? order.lastClOrdId) : order.lastClOrdId,
    pendingClOrdId: pendingAfter(order, step, ordStatus),
    text: step.text ?? order.text,
    updatedAt: at,
  };
  assertOrder(stepped);
  return ok(stepped);
}

/** What must hold of every order. A failure is a defect of ours, never of the peer. */
export function assertOrder(order: Order): void {
  if (order.ordStatus === 'denied') return; // kept as it was asked for, a senseless quantity included
  assert(order.cumQty >= 0 && order.leavesQty >= 0, `quantities of ${order.clOrdId} are not negative`);
  assert(order.cumQty + order.leavesQty <= order.orderQty, `CumQty + LeavesQty of ${order.clOrdId} is within OrderQty`);
  assert(!isDone(order.ordStatus) || order.leavesQty === 0, `the done order ${order.clOrdId} has nothing left`);
  assert(isDone(order.ordStatus) || order.cumQty + order.leavesQty === order.orderQty, `the open order ${order.clOrdId} is whole`);
  assert(order.ordStatus !== 'filled' || order.cumQty === order.orderQty, `the filled order ${order.clOrdId} is complete`);
  assert((order.avgPx === null) === (order.cumQty === 0) || order.external, `${order.clOrdId} has an average price once it has fills`);
}

const completing: ReadonlySet<string> = new Set<OrderStep['event']>(['replaced', 'restated', 'tradeCanceled', 'tradeCorrected']);

/** Changes of quantity may complete an order; a filled one whose trade was taken back is not complete and does not work again. */
function statusByQuantity(step: OrderStep, status: OrdStatus, cumQty: number, orderQty: number): OrdStatus {
  if (!completing.has(step.event)) return status;
  if (cumQty === orderQty && (!isDone(status) || step.correction)) return 'filled';
  return status === 'filled' && cumQty < orderQty ? 'canceled' : status;
}

/** Lots that a bust or correction adds to what is filled. */
const correctedQty = ({ correction }: OrderStep): number => (correction ? (correction.after?.lastQty ?? 0) - correction.before.lastQty : 0);

function quantityFault(step: OrderStep, cumQty: number, orderQty: number): string | null {
  const isFill = step.event === 'filled' || step.event === 'partiallyFilled';
  if (isFill !== (step.fill !== null)) return `${step.event} ${isFill ? 'comes without its fill' : 'does not carry a fill'}`;
  const corrects = step.event === 'tradeCanceled' || step.event === 'tradeCorrected';
  if (corrects !== (step.correction !== undefined)) return `${step.event} ${corrects ? 'comes without its trade' : 'does not correct a trade'}`;
  if (step.correction && (step.event === 'tradeCanceled') !== (step.correction.after === null)) return `${step.event} with the other's figures`;
  if (step.correction?.after && step.correction.after.lastQty <= 0) return `a fill corrected to ${step.correction.after.lastQty} lots`;
  if (step.fill && step.fill.lastQty <= 0) return `a fill of ${step.fill.lastQty} lots`;
  if (cumQty > orderQty) return `filled ${cumQty} lots of ${orderQty}`;
  if (isFill && (step.event === 'filled') !== (cumQty === orderQty)) return `${step.event} at ${cumQty} of ${orderQty} lots`;
  if (step.event === 'foundWorking' && cumQty === orderQty) return `found working with ${cumQty} of ${orderQty} lots filled`;
  return null;
}

function averagePrice(order: Order, step: OrderStep): number | null {
  if (step.correction) return correctedAverage(order, step.correction);
  if (!step.fill) return order.avgPx;
  const before = (order.avgPx ?? 0) * order.cumQty;
  return (before + step.fill.lastPx * step.fill.lastQty) / (order.cumQty + step.fill.lastQty);
}

function correctedAverage(order: Order, { before, after }: NonNullable<OrderStep['correction']>): number | null {
  const cumQty = order.cumQty - before.lastQty + (after?.lastQty ?? 0);
  if (cumQty === 0) return null;
  return ((order.avgPx ?? 0) * order.cumQty - before.lastPx * before.lastQty + (after ? after.lastPx * after.lastQty : 0)) / cumQty;
}

const inFlight: ReadonlySet<OrdStatus> = new Set(['pendingNew', 'pendingCancel', 'pendingReplace', 'unresolved']);

/** Whether we wait for an answer of the OMS. */
export const isInFlight = (status: OrdStatus): boolean => inFlight.has(status);

function pendingAfter(order: Order, step: OrderStep, status: OrdStatus): string | null {
  if (step.event === 'cancelRequested' || step.event === 'replaceRequested') return step.requestClOrdId;
  if (step.event === 'cancelPending' || step.event === 'replacePending') return step.requestClOrdId ?? order.pendingClOrdId;
  return isInFlight(status) ? order.pendingClOrdId : null;
}
