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
  const cumQty = quantityLots(order.cumQty + (step.fill?.lastQty ?? 0));
  const status = nextStatus(order.ordStatus, step.event, cumQty);
  if (status === 'illegal') return err(`${step.event} cannot follow ${order.ordStatus}`);
  const takesTerms = step.event === 'replaced' || step.event === 'foundWorking';
  const orderQty = takesTerms && step.orderQty !== null ? step.orderQty : order.orderQty;
  const fault = quantityFault(step, cumQty, orderQty);
  if (fault !== null) return err(fault);
  const ordStatus = step.event === 'replaced' && !isDone(status) && orderQty === cumQty ? 'filled' : status;
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

function quantityFault(step: OrderStep, cumQty: number, orderQty: number): string | null {
  const isFill = step.event === 'filled' || step.event === 'partiallyFilled';
  if (isFill !== (step.fill !== null)) return `${step.event} ${isFill ? 'comes without its fill' : 'does not carry a fill'}`;
  if (step.fill && step.fill.lastQty <= 0) return `a fill of ${step.fill.lastQty} lots`;
  if (cumQty > orderQty) return `filled ${cumQty} lots of ${orderQty}`;
  if (isFill && (step.event === 'filled') !== (cumQty === orderQty)) return `${step.event} at ${cumQty} of ${orderQty} lots`;
  if (step.event === 'foundWorking' && cumQty === orderQty) return `found working with ${cumQty} of ${orderQty} lots filled`;
  return null;
}

function averagePrice(order: Order, step: OrderStep): number | null {
  if (!step.fill) return order.avgPx;
  const before = (order.avgPx ?? 0) * order.cumQty;
  return (before + step.fill.lastPx * step.fill.lastQty) / (order.cumQty + step.fill.lastQty);
}

const inFlight: ReadonlySet<OrdStatus> = new Set(['pendingNew', 'pendingCancel', 'pendingReplace', 'unresolved']);

/** Whether we wait for an answer of the OMS. */
export const isInFlight = (status: OrdStatus): boolean => inFlight.has(status);

function pendingAfter(order: Order, step: OrderStep, status: OrdStatus): string | null {
  if (step.event === 'cancelRequested' || step.event === 'replaceRequested') return step.requestClOrdId;
  return isInFlight(status) ? order.pendingClOrdId : null;
}
