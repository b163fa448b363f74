/**
 * The life of an order as one total table: every status answers every event. Rules OL-15 to OL-18 in
 * docs/specs/orders.md say in words what this table says in code.
 */
import type { OrdStatus } from './order.ts';

/** What can happen to an order, in the past tense. */
export type OrderEventType =
  | 'accepted' //           the OMS acknowledged the order (ExecType New)
  | 'rejected' //           the OMS refused the order (ExecType Rejected)
  | 'partiallyFilled' //    a fill that leaves quantity open
  | 'filled' //             the fill that completes the order
  | 'cancelRequested' //    we asked to cancel
  | 'replaceRequested' //   we asked to change price or quantity
  | 'cancelPending' //      the OMS has a cancel and has not decided (ExecType PendingCancel)
  | 'replacePending' //     the OMS has a change and has not decided (ExecType PendingReplace)
  | 'canceled' //           the OMS canceled, at our request or of itself
  | 'replaced' //           the OMS accepted the change
  | 'requestRejected' //    the OMS refused a cancel or replace (OrderCancelReject)
  | 'expired' //            the OMS expired it: end of day, or IOC / FOK remainder
  | 'timedOut' //           no answer in time: we do not know
  | 'foundWorking' //       reconciliation found it open at the OMS
  | 'foundUnknown' //       reconciliation: the OMS never had it
  | 'tradeCanceled' //      the OMS took a fill back (ExecType TradeCancel)
  | 'tradeCorrected' //     the OMS changed a fill (ExecType TradeCorrect)
  | 'restated'; //          the OMS changed the order's terms of itself (ExecType Restated)

/** 'byFills' means new or partiallyFilled, as CumQty says. */
export type Transition = OrdStatus | 'byFills' | 'illegal';

type Row = Readonly<Record<OrderEventType, Transition>>;

const done: Row = {
  accepted: 'illegal', rejected: 'illegal', partiallyFilled: 'illegal', filled: 'illegal',
  cancelRequested: 'illegal', replaceRequested: 'illegal', cancelPending: 'illegal', replacePending: 'illegal', canceled: 'illegal', replaced: 'illegal',
  requestRejected: 'illegal', expired: 'illegal', timedOut: 'illegal', foundWorking: 'illegal', foundUnknown: 'illegal',
  tradeCanceled: 'illegal', tradeCorrected: 'illegal', restated: 'illegal',
};

export const orderLifecycle: Readonly<Record<OrdStatus, Row>> = {
  denied: done, //                                     it never left the house
  pendingNew: {
    accepted: 'new',
    rejected: 'rejected',
    partiallyFilled: 'partiallyFilled', //             a fill may overtake its acknowledgement
    filled: 'filled',
    cancelRequested: 'pendingCancel', //               a cancel is never blocked, not even by a missing acknowledgement
    replaceRequested: 'illegal', //                    nothing accepted yet that could be replaced
    cancelPending: 'pendingCancel',
    replacePending: 'illegal',
    canceled: 'canceled',
    replaced: 'illegal',
    requestRejected: 'illegal',
    expired: 'expired',
    timedOut: 'unresolved',
    foundWorking: 'byFills',
    foundUnknown: 'rejected',
    tradeCanceled: 'illegal', //                    nothing has traded that could be taken back
    tradeCorrected: 'illegal',
    restated: 'byFills',
  },
  new: {
    accepted: 'new', //                                a repeated acknowledgement changes nothing
    rejected: 'illegal', //                            accepted orders are canceled, not rejected
    partiallyFilled: 'partiallyFilled',
    filled: 'filled',
    cancelRequested: 'pendingCancel',
    replaceRequested: 'pendingReplace',
    cancelPending: 'pendingCancel', //               somebody else asked: at the OMS itself, or before we were restarted
    replacePending: 'pendingReplace',
    canceled: 'canceled',
    replaced: 'illegal',
    requestRejected: 'illegal',
    expired: 'expired',
    timedOut: 'illegal', //                            nothing is in flight
    foundWorking: 'byFills',
    foundUnknown: 'illegal', //                        the OMS acknowledged it: its absence is a break, not an answer
    tradeCanceled: 'illegal',
    tradeCorrected: 'illegal',
    restated: 'new',
  },
  partiallyFilled: {
    accepted: 'partiallyFilled', //                    the late acknowledgement of an order already filling
    rejected: 'illegal',
    partiallyFilled: 'partiallyFilled',
    filled: 'filled',
    cancelRequested: 'pendingCancel',
    replaceRequested: 'pendingReplace',
    cancelPending: 'pendingCancel',
    replacePending: 'pendingReplace',
    canceled: 'canceled',
    replaced: 'illegal',
    requestRejected: 'illegal',
    expired: 'expired',
    timedOut: 'illegal',
    foundWorking: 'byFills',
    foundUnknown: 'illegal',
    tradeCanceled: 'byFills', //                   the quantity is open again
    tradeCorrected: 'byFills',
    restated: 'partiallyFilled',
  },
  pendingCancel: {
    accepted: 'pendingCancel', //                      the order's own acknowledgement, later than our cancel
    rejected: 'rejected',
    partiallyFilled: 'pendingCancel', //               fills go on until the OMS has canceled
    filled: 'filled',
    cancelRequested: 'pendingCancel', //               asking twice is harmless
    replaceRequested: 'illegal',
    cancelPending: 'pendingCancel',
    replacePending: 'pendingCancel',
    canceled: 'canceled',
    replaced: 'pendingCancel', //                      a replace that was under way when we asked to cancel
    requestRejected: 'byFills',
    expired: 'expired',
    timedOut: 'unresolved',
    foundWorking: 'byFills',
    foundUnknown: 'rejected',
    tradeCanceled: 'pendingCancel',
    tradeCorrected: 'pendingCancel',
    restated: 'pendingCancel',
  },
  pendingReplace: {
    accepted: 'pendingReplace',
    rejected: 'illegal',
    partiallyFilled: 'pendingReplace',
    filled: 'filled',
    cancelRequested: 'pendingCancel', //               a cancel overrules a replace
    replaceRequested: 'illegal', //                    one change at a time
    cancelPending: 'pendingCancel',
    replacePending: 'pendingReplace',
    canceled: 'canceled',
    replaced: 'byFills',
    requestRejected: 'byFills',
    expired: 'expired',
    timedOut: 'unresolved',
    foundWorking: 'byFills',
    foundUnknown: 'illegal',
    tradeCanceled: 'pendingReplace',
    tradeCorrected: 'pendingReplace',
    restated: 'pendingReplace',
  },
  unresolved: {
    accepted: 'byFills', //                            the answer came after all
    rejected: 'rejected',
    partiallyFilled: 'partiallyFilled',
    filled: 'filled',
    cancelRequested: 'pendingCancel', //               wanting out is always allowed
    replaceRequested: 'illegal',
    cancelPending: 'pendingCancel', //               it arrived: the decision is still to come
    replacePending: 'pendingReplace',
    canceled: 'canceled',
    replaced: 'byFills',
    requestRejected: 'byFills',
    expired: 'expired',
    timedOut: 'unresolved',
    foundWorking: 'byFills',
    foundUnknown: 'rejected',
    tradeCanceled: 'byFills',
    tradeCorrected: 'byFills',
    restated: 'byFills',
  },
  filled: { ...done, tradeCanceled: 'canceled', tradeCorrected: 'filled' }, // what is taken back does not work again
  canceled: { ...done, partiallyFilled: 'canceled', filled: 'filled', tradeCanceled: 'canceled', tradeCorrected: 'canceled' }, // a fill may overtake the cancel on the wire
  rejected: done,
  expired: { ...done, partiallyFilled: 'expired', filled: 'filled', tradeCanceled: 'expired', tradeCorrected: 'expired' }, //   likewise
};

/** The status after `event`, or 'illegal'. `cumQty` decides between new and partiallyFilled. */
export function nextStatus(status: OrdStatus, event: OrderEventType, cumQty: number): OrdStatus | 'illegal' {
  const to = orderLifecycle[status][event];
  return to === 'byFills' ? (cumQty > 0 ? 'partiallyFilled' : 'new') : to;
}
