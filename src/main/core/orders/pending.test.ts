import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { ExecutionReport } from '../../../shared/wire/venue.ts';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';

const at = (desk: Desk): Promise<void> => desk.queue.idle();

describe('a replace whose answer was lost', () => {
  it('[OL-21] is known to be accepted by the trade that bears its name: its terms come before the fill', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, quantityLots(10), priceTicks(10_001), 't');
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    await desk.orders.onDisconnected(); // the answer goes with the session; a trade comes before the comparison
    await desk.orders.onExecutionReport(desk.trade(order, 10, { clOrdId, price: priceTicks(10_001), lastPx: priceTicks(10_001), orderQty: quantityLots(10) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', price: 10_001, lastClOrdId: clOrdId, cumQty: 10 });
    expect(desk.anomalies()).toEqual([]);
  });
});

describe('requests that the OMS has and has not decided', () => {
  const pendingReport = (desk: Desk, order: Order, execType: 'pendingCancel' | 'pendingReplace'): ExecutionReport =>
    desk.report(order, { execType, ordStatus: execType, clOrdId: desk.order(order).pendingClOrdId ?? '', origClOrdId: order.clOrdId });

  it('[OL-32] stay shown as pending and are not unresolved by the clock of an answer; the decision ends it', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.cancel(order.clOrdId);
    await desk.orders.onExecutionReport(pendingReport(desk, order, 'pendingCancel'));
    desk.clock.advance(29_000);
    await at(desk);
    expect([desk.order(order).ordStatus, desk.line.asked]).toEqual(['pendingCancel', []]);
    await desk.orders.onExecutionReport(desk.trade(order, 4)); // it trades on
    expect(desk.order(order)).toMatchObject({ ordStatus: 'pendingCancel', cumQty: 4 });
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'canceled', ordStatus: 'canceled', clOrdId, origClOrdId: order.clOrdId, leavesQty: quantityLots(0) }));
    expect(desk.order(order).ordStatus).toBe('canceled');
    expect(desk.anomalies()).toEqual([]);
  });

  it('[OL-32] without a decision in 30 s are unresolved, are asked about, and are pending again when the OMS says so', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, quantityLots(30), priceTicks(10_000), 't');
    await desk.orders.onExecutionReport(pendingReport(desk, order, 'pendingReplace'));
    const request = desk.order(order).pendingClOrdId;
    desk.clock.advance(30_000);
    await at(desk);
    expect([desk.order(order).ordStatus, desk.order(order).text, desk.line.asked]).toEqual(['unresolved', 'no decision in 30000 ms', [order.clOrdId]]);
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'orderStatus', ordStatus: 'pendingReplace', requestId: 'status-1', resent: true }));
    await desk.answerStatus(1);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'pendingReplace', pendingClOrdId: request });
    expect(desk.projection.working('ACME').buy).toBe(30); // the larger quantity counts until it is decided
    const reject = { msgType: 'OrderCancelReject', msgSeqNum: 5, sendingTime: order.updatedAt, clOrdId: request ?? '', origClOrdId: order.clOrdId, orderId: null, cxlRejResponseTo: 'replace', cxlRejReason: 'other', text: null, transactTime: order.updatedAt } as const;
    await desk.orders.onCancelReject(reject);
    expect(desk.order(order).ordStatus).toBe('new');
    expect(desk.line.sent.filter((m) => m.msgType === 'OrderCancelReplaceRequest')).toHaveLength(1);
  });

  it('[OL-32] an acknowledgement that came after the time-out takes the order out of unresolved', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.cancel(order.clOrdId);
    const late = pendingReport(desk, order, 'pendingCancel');
    desk.clock.advance(300);
    await at(desk);
    expect(desk.order(order).ordStatus).toBe('unresolved');
    await desk.orders.onExecutionReport(late);
    expect(desk.order(order).ordStatus).toBe('pendingCancel');
    desk.clock.advance(5000);
    await at(desk);
    expect(desk.line.asked).toHaveLength(1); // not asked again
  });

  it('[OL-32] a cancel that is refused because an older one is undecided leaves the order pending; one of another desk is shown', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.cancel(order.clOrdId);
    await desk.orders.onExecutionReport(pendingReport(desk, order, 'pendingCancel'));
    await desk.orders.cancel(order.clOrdId);
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    await desk.orders.onCancelReject({ msgType: 'OrderCancelReject', msgSeqNum: 5, sendingTime: order.updatedAt, clOrdId, origClOrdId: order.clOrdId, orderId: null, cxlRejResponseTo: 'cancel', cxlRejReason: 'pending', text: null, transactTime: order.updatedAt });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'pendingCancel', text: 'cancel rejected: pending' });
    const other = await desk.working(limitBuy(20));
    await desk.orders.onExecutionReport(desk.report(other, { execType: 'pendingCancel', ordStatus: 'pendingCancel', clOrdId: 'by-phone', origClOrdId: other.clOrdId }));
    expect(desk.order(other)).toMatchObject({ ordStatus: 'pendingCancel', pendingClOrdId: 'by-phone' });
    await desk.orders.onExecutionReport(desk.report(other, { execType: 'canceled', ordStatus: 'canceled', clOrdId: 'by-phone', origClOrdId: other.clOrdId, leavesQty: quantityLots(0) }));
    expect(desk.order(other).ordStatus).toBe('canceled');
    expect(desk.anomalies()).toEqual([]);
  });
});
