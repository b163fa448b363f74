import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { ExecutionReport } from '../../../shared/wire/venue.ts';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';

const status = (over: Partial<ExecutionReport>): Partial<ExecutionReport> => ({ execType: 'orderStatus', requestId: 'q1', ...over });
const loggedOn = (desk: Desk, epoch: string): Promise<unknown> =>
  desk.recorder.record([{ type: 'OmsLoggedOn', body: { venue: 'V', epoch, protocolVersion: 1 } }]);

describe('after a logon', () => {
  it('[OL-11] fills of the lost session are applied once, in the order in which they traded', async () => {
    const desk = new Desk();
    await loggedOn(desk, 'e1');
    const order = await desk.working();
    const first = desk.trade(order, 3);
    await desk.orders.onExecutionReport(first);
    await desk.orders.onDisconnected();
    const second = desk.trade(order, 2, { cumQty: quantityLots(5), resent: true, requestId: 'q2' });
    const third = desk.trade(order, 5, { cumQty: quantityLots(10), resent: true, requestId: 'q2' });
    const done = desk.report(order, status({ ordStatus: 'filled', cumQty: quantityLots(10), leavesQty: quantityLots(0) }));
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [done], executions: [third, { ...first, resent: true }, second] });
    expect(report).toEqual({ ordersCompared: 1, fillsApplied: 2, resolved: 0, external: 0, breaks: [] });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', cumQty: 10 });
    expect(desk.projection.fills().map((f) => f.lastQty)).toEqual([3, 2, 5]);
    expect(desk.positions.quantity('ACME')).toBe(10);
    expect(desk.journal.typesOf().at(-1)).toBe('Reconciled');
  });

  it('[OL-11] doing it twice changes nothing the second time', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    await desk.orders.onDisconnected();
    const fill = desk.trade(order, 4, { resent: true });
    const open = desk.report(order, status({ ordStatus: 'partiallyFilled', cumQty: quantityLots(4), leavesQty: quantityLots(6) }));
    const input = { epoch: 'e1', reports: [open], executions: [fill] };
    expect(await desk.orders.reconcile(input)).toMatchObject({ fillsApplied: 1, resolved: 1, breaks: [] });
    const before = JSON.stringify(desk.projection.save());
    expect(await desk.orders.reconcile(input)).toMatchObject({ fillsApplied: 0, resolved: 0, breaks: [] });
    expect(JSON.stringify(desk.projection.save())).toBe(before);
  });

  it('[OL-12] an order that the OMS never had is rejected with those words; one that it has is found working', async () => {
    const desk = new Desk();
    const lost = await desk.submitted();
    const held = await desk.submitted(limitBuy(20));
    await desk.orders.onDisconnected();
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [desk.report(held, status({}))], executions: [] });
    expect(desk.order(lost)).toMatchObject({ ordStatus: 'rejected', text: 'the OMS never had this order' });
    expect(desk.order(held)).toMatchObject({ ordStatus: 'new', leavesQty: 20 });
    expect(report).toMatchObject({ resolved: 2, breaks: [] });
  });

  it('[OL-12] an acknowledged order that the OMS does not name is a break and stays open', async () => {
    const desk = new Desk();
    await loggedOn(desk, 'e1');
    const order = await desk.working();
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [], executions: [] });
    expect(report.breaks).toEqual([expect.stringContaining('does not name it now')]);
    expect(desk.order(order).ordStatus).toBe('new');
  });

  it('[OL-13] an OMS that was restarted has ended what it no longer names, and it is a break', async () => {
    const desk = new Desk();
    await loggedOn(desk, 'e1');
    const order = await desk.working();
    await loggedOn(desk, 'e2');
    const report = await desk.orders.reconcile({ epoch: 'e2', reports: [], executions: [] });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'expired', leavesQty: 0 });
    expect(report.breaks).toHaveLength(1);
  });

  it('[OL-13] an order in flight to a run of the OMS that has ended is a break and ended, never said to have been rejected', async () => {
    const desk = new Desk();
    await loggedOn(desk, 'e1');
    const order = await desk.submitted(); // the old run may have taken it, and may have filled it
    await desk.orders.onDisconnected();
    await loggedOn(desk, 'e2');
    const report = await desk.orders.reconcile({ epoch: 'e2', reports: [], executions: [] });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'expired', leavesQty: 0 });
    expect(report.breaks).toEqual([expect.stringContaining('whether it traded there is not known')]);
  });

  it('[OL-13] ids that a restarted OMS uses again are never attributed to an older order', async () => {
    const desk = new Desk();
    const old = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(old, 4, { execId: 'E1' }));
    const young = await desk.working(limitBuy(7));
    const again = { execId: 'E1', orderId: desk.order(old).orderId ?? '' };
    await desk.orders.onExecutionReport(desk.trade(young, 7, again));
    expect(desk.order(old).cumQty).toBe(4);
    expect(desk.order(young).ordStatus).toBe('filled');
    expect(desk.positions.quantity('ACME')).toBe(11);
  });

  it('[OL-14] orders that we did not send are shown as external with their fills, and what they lack is a break', async () => {
    const desk = new Desk();
    const stranger = { clOrdId: 'other-desk-1', orderQty: quantityLots(50), orderId: 'o9' };
    const open = desk.report(stranger, status({ ...stranger, ordStatus: 'partiallyFilled', cumQty: quantityLots(20), leavesQty: quantityLots(30), avgPx: 10_000 }));
    const fill = desk.trade(stranger, 15, { ...stranger, cumQty: quantityLots(15), resent: true });
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [open], executions: [fill] });
    expect(report.external).toBe(1);
    expect(report.breaks).toEqual([expect.stringContaining('5 lots traded without an execution')]);
    expect(desk.order(stranger)).toMatchObject({ external: true, ordStatus: 'partiallyFilled', cumQty: 20, leavesQty: 30 });
    expect(desk.positions.quantity('ACME')).toBe(15);
    await desk.orders.onExecutionReport(desk.trade(stranger, 30, { ...stranger, cumQty: quantityLots(50) }));
    expect(desk.order(stranger).ordStatus).toBe('filled');
  });

  it('[OL-14] done external orders are kept too', async () => {
    const desk = new Desk();
    const reports = [
      desk.report({ clOrdId: 'a' }, status({ ordStatus: 'canceled', orderId: 'oa' })),
      desk.report({ clOrdId: 'b' }, status({ ordStatus: 'filled', cumQty: quantityLots(10), orderId: 'ob', avgPx: 1 })),
      desk.report({ clOrdId: 'c' }, status({ ordStatus: 'rejected', orderId: 'oc' })),
    ];
    const fill = desk.trade({ clOrdId: 'b' }, 10, { orderId: 'ob', resent: true });
    await desk.orders.reconcile({ epoch: 'e1', reports, executions: [fill] });
    expect(desk.projection.orders().map((o) => [o.clOrdId, o.ordStatus])).toEqual([['b', 'filled'], ['a', 'canceled']]);
    expect(desk.anomalies()).toEqual([expect.stringContaining('rejected order c')]);
  });

  it('[OL-11] a replace that was accepted while we were away takes its terms before its fills', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, quantityLots(20), order.price, 't');
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    await desk.orders.onDisconnected();
    const done = desk.report(order, status({ clOrdId, ordStatus: 'filled', orderQty: quantityLots(20), cumQty: quantityLots(20), leavesQty: quantityLots(0) }));
    const fill = desk.trade(order, 20, { clOrdId, orderQty: quantityLots(20), resent: true });
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [done], executions: [fill] });
    expect(report.breaks).toEqual([]);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', cumQty: 20, orderQty: 20, lastClOrdId: clOrdId });
  });

  it('[OL-11] fills of one instant keep the order in which the OMS tells them: average cost depends on it', async () => {
    const desk = new Desk({ duplicateWindowMs: 0 });
    const [a, b] = [await desk.submitted(limitBuy(8)), await desk.submitted(limitBuy(1))];
    await desk.orders.onDisconnected();
    const transactTime = desk.order(a).submittedAt;
    const executions = [desk.trade(a, 8, { transactTime, resent: true }), desk.trade(b, 1, { transactTime, resent: true })];
    await desk.orders.reconcile({ epoch: 'e1', reports: [], executions });
    expect(desk.projection.fills().map((f) => f.lastQty)).toEqual([8, 1]);
  });

  it('[OL-11] a price that was replaced while we were away is taken with its fill', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, order.orderQty, priceTicks(10_005), 't');
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    await desk.orders.onDisconnected();
    const done = desk.report(order, status({ clOrdId, ordStatus: 'filled', price: priceTicks(10_005), cumQty: quantityLots(10), leavesQty: quantityLots(0) }));
    await desk.orders.reconcile({ epoch: 'e1', reports: [done], executions: [desk.trade(order, 10, { clOrdId, resent: true })] });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', price: 10_005, lastClOrdId: clOrdId });
  });

  it('[OL-8] an order that the OMS works and we hold for done is a break, never dropped', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'canceled', ordStatus: 'canceled' }));
    const report = await desk.orders.reconcile({ epoch: 'e1', reports: [desk.report(order, status({ ordStatus: 'new' }))], executions: [] });
    expect(report.breaks).toEqual([expect.stringContaining('working (new), we have it canceled')]);
  });
});
