/** What a refusal of the OMS means for an order. Rules OL-8, OL-9, OL-21 and OL-32. */
import type { FromVenueOf } from '../../../shared/wire/venue.ts';
import type { OrderBatch } from './order-batch.ts';

/** @returns the order that is to be asked about, since the OMS does not know it and we do not know why; null for none. */
export function takeCancelReject(batch: OrderBatch, reject: FromVenueOf<'OrderCancelReject'>): string | null {
  const order = batch.find(reject.clOrdId) ?? batch.find(reject.origClOrdId);
  const what = `${reject.cxlRejResponseTo} rejected: ${reject.cxlRejReason}${reject.text === null ? '' : ` (${reject.text})`}`;
  if (!order) batch.anomaly('warning', null, `${what}, for ${reject.origClOrdId}, which we do not know`);
  else if (order.pendingClOrdId !== reject.clOrdId) batch.anomaly('warning', order, `${what}, for a request that is not open on ${order.clOrdId}`);
  else {
    // An order that was never acknowledged and is unknown now: we asked and do not know. Reconciliation finds out.
    const lost = reject.cxlRejReason === 'unknownOrder' && order.orderId === null;
    const isUndecided = reject.cxlRejResponseTo === 'cancel' && reject.cxlRejReason === 'pending'; // an older cancel is
    batch.step(order, lost ? 'timedOut' : isUndecided ? 'cancelPending' : 'requestRejected', { text: what, transactTime: reject.transactTime }, 'warning');
    return lost ? order.clOrdId : null;
  }
  return null;
}

/** The orders that were canceled have had their own reports; a refusal leaves all of them as they were. */
export function takeMassCancelReport(batch: OrderBatch, report: FromVenueOf<'OrderMassCancelReport'>): void {
  if (report.massCancelResponse === 'accepted') return;
  const text = `mass cancel rejected${report.text === null ? '' : `: ${report.text}`}`;
  for (const order of batch.open()) {
    if (order.pendingClOrdId === report.clOrdId) batch.step(order, 'requestRejected', { text, transactTime: report.transactTime }, 'warning');
  }
}

/** The OMS could not read a message of ours. */
export function takeBusinessReject(batch: OrderBatch, { clOrdId, text }: { readonly clOrdId: string | null; readonly text: string }): void {
  const order = clOrdId === null ? null : batch.find(clOrdId);
  if (!order) return batch.anomaly('warning', null, `the OMS refused a message: ${text}`);
  const isNew = clOrdId === order.clOrdId && order.orderId === null;
  batch.step(order, isNew ? 'rejected' : 'requestRejected', { text }, 'warning');
}
