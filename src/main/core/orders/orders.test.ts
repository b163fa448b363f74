import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';

const at = (desk: Desk): Promise<void> => desk.queue.idle();

describe('an order out', () => {
  it('[OL-1] is journalled with its check before it goes on the line', async () => {
    const desk = new Desk();
    const seen: number[] = [];
    const send = desk.line.send.bind(desk.line);
    desk.line.send = (m) => { seen.push(desk.journal.records.length); return send(m); };
    const order = await desk.submitted();
    expect(seen).toEqual([1]);
    expect(desk.journal.records[0]?.event).toMatchObject({ type: 'OrderSubmitted', body: { clOrdId: order.clOrdId, arrivalMid: 10_000, check: { limitsVersion: 'default-1', referencePrice: 10_000 } } });
    expect(desk.line.sent).toMatchObject([{ msgType: 'NewOrderSingle', clOrdId: order.clOrdId, orderQty: 10, price: 10_000 }]);
    expect(order).toMatchObject({ ordStatus: 'pendingNew', leavesQty: 10, cumQty: 0, userId: 'trader-1' });
    expect(order.clOrdId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('[OL-2] that a control refuses is denied, journalled, and never on the line', async () => {
    const desk = new Desk();
    const outcome = await desk.orders.submit(limitBuy(10, 20_000), 'trader-1');
    expect(outcome).toMatchObject({ sent: false, denial: { code: 'PRICE_COLLAR' } });
    expect(desk.order(outcome)).toMatchObject({ ordStatus: 'denied', denial: { code: 'PRICE_COLLAR' }, leavesQty: 0 });
    expect(desk.line.sent).toEqual([]);
  });

  it('[OL-1] does not go on the line when the journal is not saved', async () => {
    const desk = new Desk();
    desk.journal.failing = true;
    expect(await desk.orders.submit(limitBuy(10), 'trader-1')).toMatchObject({ sent: false, denial: { code: 'TRADING_HALTED' } });
    expect(desk.line.sent).toEqual([]);
    expect(desk.projection.orders()).toEqual([]);
  });

  it('[OL-5] a question about an order that is not answered is asked again, ever more seldom, until it is', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.clock.advance(300);
    await desk.queue.idle();
    expect([desk.order(order).ordStatus, desk.line.asked]).toEqual(['unresolved', [order.clOrdId]]);
    for (let second = 0; second < 60; second++) { // the question was lost on the way, and the session went on
      desk.clock.advance(1000);
      await desk.queue.idle();
    }
    expect(desk.line.asked.length).toBeGreaterThan(3);
    expect(desk.line.asked.length).toBeLessThan(10);
    expect(desk.line.sent.filter((m) => m.msgType === 'NewOrderSingle')).toHaveLength(1);
    await desk.answerStatus(0);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'rejected', text: 'the OMS never had this order' });
    const asked = desk.line.asked.length;
    desk.clock.advance(600_000);
    await desk.queue.idle();
    expect(desk.line.asked).toHaveLength(asked); // nothing is in flight any more
  });

  it('[OL-5] an answer holds for the order that it was asked about and no other, also after a question was lost', async () => {
    const desk = new Desk({ duplicateWindowMs: 0 });
    const [first, second] = [await desk.submitted(), await desk.submitted(limitBuy(20))];
    desk.clock.advance(300);
    await desk.queue.idle();
    expect(desk.line.asked).toEqual([first.clOrdId, second.clOrdId]);
    await desk.answerStatus(0, 2); // the first question was lost
    expect([desk.order(first).ordStatus, desk.order(second).ordStatus]).toEqual(['unresolved', 'rejected']);
    const third = await desk.submitted(limitBuy(30));
    desk.clock.advance(300);
    await desk.queue.idle();
    await desk.answerStatus(0); // its own question: not one behind
    expect([desk.order(first).ordStatus, desk.order(third).ordStatus]).toEqual(['unresolved', 'rejected']);
    desk.clock.advance(1000);
    await desk.queue.idle();
    expect(desk.line.asked).toEqual([first.clOrdId, second.clOrdId, third.clOrdId, first.clOrdId]);
    await desk.answerStatus(0, 1); // a late answer to the older question says the same
    expect(desk.order(first).ordStatus).toBe('rejected');
  });

  it('[OL-5] a question that is known to be lost is asked again at once; one that was answered, and one of another order, is not', async () => {
    const desk = new Desk({ duplicateWindowMs: 0 });
    const [first, second] = [await desk.submitted(), await desk.submitted(limitBuy(20))];
    desk.clock.advance(300);
    await desk.queue.idle();
    await desk.orders.onQuestionLost('status-1');
    expect(desk.line.asked).toEqual([first.clOrdId, second.clOrdId, first.clOrdId]);
    await desk.orders.onQuestionLost('status-1');
    await desk.answerStatus(0, 2);
    await desk.orders.onQuestionLost('status-2');
    expect(desk.line.asked).toHaveLength(3);
    await desk.answerStatus(0, 3);
    expect([desk.order(first).ordStatus, desk.order(second).ordStatus]).toEqual(['rejected', 'rejected']);
  });

  it('[OL-5] an answer of another session, or to nothing that was asked, says nothing', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.clock.advance(300);
    await desk.queue.idle();
    await desk.answerStatus(0, 9);
    await desk.orders.onDisconnected();
    await desk.answerStatus(0, 1);
    expect(desk.order(order).ordStatus).toBe('unresolved');
    desk.clock.advance(60_000); // no session, no question
    await desk.queue.idle();
    expect(desk.line.asked).toHaveLength(1);
  });

  it('[OL-5] without an answer in time is unresolved, is asked about, and is not sent again', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.clock.advance(249);
    await at(desk);
    expect(desk.order(order).ordStatus).toBe('pendingNew');
    desk.clock.advance(1);
    await at(desk);
    expect(desk.order(order).ordStatus).toBe('unresolved');
    expect(desk.line.asked).toEqual([order.clOrdId]);
    desk.clock.advance(600_000);
    await at(desk);
    expect(desk.line.sent).toHaveLength(1);
    await desk.orders.onExecutionReport(desk.report(order, {}));
    expect(desk.order(order).ordStatus).toBe('new');
  });

  it('[OL-5] an answer to a question that is older than the request says nothing of it: the replace goes on counting at its larger quantity', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.clock.advance(250);
    await at(desk);
    await desk.orders.onExecutionReport(desk.report(order, {}));
    await desk.orders.replace(order.clOrdId, quantityLots(25), priceTicks(10_000), 'trader-1');
    const old = desk.report(order, { execType: 'orderStatus', requestId: 'status-1', orderQty: quantityLots(10) });
    await desk.orders.onExecutionReport(old);
    await desk.answerStatus(0, 1);
    expect(desk.order(order).ordStatus).toBe('pendingReplace');
    expect(desk.projection.working('ACME').buy).toBe(25);
    desk.clock.advance(250);
    await at(desk);
    expect(desk.line.asked).toHaveLength(2);
    await desk.orders.onExecutionReport(old);
    expect(desk.order(order).ordStatus).toBe('unresolved');
    await desk.orders.onExecutionReport({ ...old, requestId: 'status-2' });
    expect(desk.order(order)).toMatchObject({ ordStatus: 'new', orderQty: 10 });
    expect(desk.projection.working('ACME').buy).toBe(10);
  });

  it('[OL-12] asked about and not known is rejected with those words; no other order is touched', async () => {
    const desk = new Desk();
    const lost = await desk.submitted();
    const slow = await desk.submitted(limitBuy(20));
    desk.clock.advance(250);
    await at(desk);
    expect(desk.line.asked).toEqual([lost.clOrdId, slow.clOrdId]);
    const later = await desk.submitted(limitBuy(30));
    await desk.answerStatus(0, 1);
    expect(desk.order(lost)).toMatchObject({ ordStatus: 'rejected', text: 'the OMS never had this order' });
    await desk.orders.onExecutionReport(desk.report(slow, { execType: 'orderStatus', requestId: 'status-2' }));
    await desk.answerStatus(1, 2);
    expect(desk.order(slow).ordStatus).toBe('new');
    expect(desk.order(later).ordStatus).toBe('pendingNew');
    expect(desk.line.sent).toHaveLength(3);
  });

  it('[OL-12] one that was acknowledged and is not known when asked is a break, said once, and stays unresolved', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.cancel(order.clOrdId);
    desk.clock.advance(250);
    await at(desk);
    expect(desk.line.asked).toEqual([order.clOrdId]);
    await desk.answerStatus(0);
    expect(desk.order(order).ordStatus).toBe('unresolved');
    expect(desk.anomalies()).toEqual([`break: order ${order.clOrdId} was acknowledged by the OMS, which does not know it when asked`]);
    desk.clock.advance(60_000);
    await at(desk);
    expect([desk.anomalies().length, desk.line.asked.length]).toEqual([1, 1]); // answered is answered
  });

  it('[OL-12] an order that the OMS has filled is never taken for unknown, even when its fills are missing', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.clock.advance(250);
    await at(desk);
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'orderStatus', ordStatus: 'filled', cumQty: quantityLots(10) }));
    await desk.answerStatus(1);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'new', orderId: expect.any(String) as unknown });
    expect(desk.anomalies()).toEqual([expect.stringContaining('the OMS has 10 lots')]);
  });

  it('[OL-5] an answer in time stops the clock', async () => {
    const desk = new Desk();
    const order = await desk.working();
    desk.clock.advance(10_000);
    await at(desk);
    expect(desk.order(order).ordStatus).toBe('new');
    expect(desk.line.asked).toEqual([]);
  });

  it('[OL-6] that the line refuses is unresolved, not rejected', async () => {
    const desk = new Desk();
    desk.line.broken = true;
    const outcome = await desk.orders.submit(limitBuy(10), 'trader-1');
    expect(desk.order(outcome)).toMatchObject({ ordStatus: 'unresolved', text: 'no session' });
    desk.line.broken = false; // the line was only full: it is asked about on the session that lives on
    desk.clock.advance(1000);
    await at(desk);
    expect(desk.line.asked).toEqual([outcome.clOrdId]);
  });

  it('[OL-6] everything in flight is unresolved at once when the session goes', async () => {
    const desk = new Desk();
    const working = await desk.working();
    const pending = await desk.submitted(limitBuy(11));
    await desk.orders.onDisconnected();
    expect(desk.order(pending).ordStatus).toBe('unresolved');
    expect(desk.order(working).ordStatus).toBe('new');
  });
});

describe('fills', () => {
  it('[OL-3] are counted once by ExecID, however often they come', async () => {
    const desk = new Desk();
    const order = await desk.working();
    const fill = desk.trade(order, 4, { lastPx: priceTicks(9_990) });
    await desk.orders.onExecutionReport(fill);
    await desk.orders.onExecutionReport(fill);
    await desk.orders.onExecutionReport({ ...fill, resent: true, msgSeqNum: 99 });
    await desk.orders.onExecutionReport(desk.trade(order, 6));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', cumQty: 10, leavesQty: 0, avgPx: 9_996 });
    expect(desk.projection.fills()).toHaveLength(2);
    expect(desk.positions.quantity('ACME')).toBe(10);
    expect(desk.anomalies()).toEqual([]);
  });

  it('[OL-3] with a known ExecID and other figures are a break', async () => {
    const desk = new Desk();
    const order = await desk.working();
    const fill = desk.trade(order, 4);
    await desk.orders.onExecutionReport(fill);
    await desk.orders.onExecutionReport({ ...fill, lastQty: quantityLots(5) });
    expect(desk.order(order).cumQty).toBe(4);
    expect(desk.anomalies()).toEqual([expect.stringContaining('came again with other figures: 5 at 10000, before 4 at 10000')]);
  });

  it('[OL-4] may overtake the acknowledgement, and follow the cancel', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    await desk.orders.onExecutionReport(desk.trade(order, 4));
    expect(desk.order(order).ordStatus).toBe('partiallyFilled');
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'canceled', ordStatus: 'canceled', leavesQty: quantityLots(0) }));
    await desk.orders.onExecutionReport(desk.trade(order, 2));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'canceled', cumQty: 6, leavesQty: 0 });
    expect(desk.anomalies()).toEqual([]);
  });

  it('[OL-8] that an order cannot take are a break, and count in the position all the same', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    await desk.orders.onExecutionReport(desk.trade(order, 3, { execId: 'beyond' }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', cumQty: 10 });
    expect(desk.positions.quantity('ACME')).toBe(13);
    expect(desk.anomalies()).toEqual([expect.stringContaining('break: order')]);
    await desk.orders.onExecutionReport(desk.trade(order, 3, { execId: 'beyond' }));
    expect(desk.positions.quantity('ACME')).toBe(13);
  });

  it('[OL-8] of another instrument than the order are not attributed to it', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 3, { symbol: 'OTHER' }));
    expect(desk.order(order).cumQty).toBe(0);
    expect(desk.anomalies()).toEqual([expect.stringContaining('not attributed')]);
  });

  it('[OL-8] a fill that never came shows as a break by the OMS\'s CumQty', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 2, { cumQty: quantityLots(5) }));
    expect(desk.anomalies()).toEqual([expect.stringContaining('the OMS has 5 lots')]);
  });
});

describe('changes', () => {
  it('[OL-7] a cancel is never blocked: not by a halt, a missing acknowledgement or an unsaved journal', async () => {
    const desk = new Desk();
    const order = await desk.submitted();
    desk.halted = 'assertion';
    expect(await desk.orders.cancel(order.clOrdId)).toEqual({ sent: true });
    desk.journal.failing = true;
    expect(await desk.orders.cancel(order.clOrdId)).toEqual({ sent: true });
    expect(desk.line.sent.filter((m) => m.msgType === 'OrderCancelRequest')).toHaveLength(2);
  });

  it('[OL-7] a done order, an unknown one and a lost session answer why', async () => {
    const desk = new Desk();
    expect(await desk.orders.cancel('nothing')).toMatchObject({ sent: false });
    const order = await desk.working();
    desk.line.state = 'disconnected';
    expect(await desk.orders.cancel(order.clOrdId)).toEqual({ sent: false, why: 'no session with the OMS (disconnected)' });
    desk.line.state = 'ready';
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    expect(await desk.orders.cancel(order.clOrdId)).toEqual({ sent: false, why: 'the order is filled' });
  });

  it('[OL-9] a replace counts at the larger quantity until it is answered, then moves the chain on', async () => {
    const desk = new Desk();
    const order = await desk.working();
    expect(await desk.orders.replace(order.clOrdId, quantityLots(30), priceTicks(10_001), 'trader-1')).toEqual({ sent: true });
    expect(desk.projection.working('ACME').buy).toBe(30);
    const request = desk.line.sent.at(-1);
    const id = request?.msgType === 'OrderCancelReplaceRequest' ? request.clOrdId : '';
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'replaced', clOrdId: id, origClOrdId: order.clOrdId, orderQty: quantityLots(30), price: priceTicks(10_001) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'new', orderQty: 30, leavesQty: 30, price: 10_001, lastClOrdId: id, pendingClOrdId: null });
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: id }, 30));
    expect(desk.order(order).ordStatus).toBe('filled');
  });

  it('[OL-9] a replace on its way is not undone by a status that is older than it', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, quantityLots(30), priceTicks(10_000), 't');
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'orderStatus', requestId: 'status-1' }));
    expect(desk.order(order).ordStatus).toBe('pendingReplace');
    expect(desk.projection.working('ACME').buy).toBe(30);
  });

  it('[OL-9] a replace passes the controls like an order, without counting itself twice', async () => {
    const desk = new Desk({ positionQtyMax: 100 });
    const order = await desk.working(limitBuy(60));
    expect(await desk.orders.replace(order.clOrdId, quantityLots(101), priceTicks(10_000), 't')).toMatchObject({ sent: false });
    expect(desk.journal.typesOf().at(-1)).toBe('ReplaceDenied');
    expect(await desk.orders.replace(order.clOrdId, quantityLots(100), priceTicks(10_000), 't')).toEqual({ sent: true });
  });

  it('[OL-9] an order that is done is not replaced, and says so before any control is asked', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'canceled', ordStatus: 'canceled', leavesQty: quantityLots(0) }));
    const events = desk.journal.typesOf().length;
    expect(await desk.orders.replace(order.clOrdId, quantityLots(5), priceTicks(1), 't')).toEqual({ sent: false, why: 'the order is canceled' });
    expect(desk.journal.typesOf()).toHaveLength(events);
  });

  it('[OL-9] a rejected request leaves the order as it was; a late one is a warning', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.cancel(order.clOrdId);
    const clOrdId = desk.order(order).pendingClOrdId ?? '';
    const reject = { msgType: 'OrderCancelReject', msgSeqNum: 5, sendingTime: order.updatedAt, clOrdId, origClOrdId: order.clOrdId, orderId: null, cxlRejResponseTo: 'cancel', cxlRejReason: 'tooLate', text: null, transactTime: order.updatedAt } as const;
    await desk.orders.onCancelReject(reject);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'new', text: 'cancel rejected: tooLate' });
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    await desk.orders.onCancelReject(reject);
    expect(desk.anomalies()).toEqual([expect.stringMatching(/^warning/)]);
  });
});

describe('restart', () => {
  it('[OL-10] the same journal gives the same orders, fills and positions; so does a checkpoint', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 4));
    await desk.orders.replace(order.clOrdId, quantityLots(20), priceTicks(10_000), 't');
    await desk.orders.submit(limitBuy(10, 1), 't');
    const before = JSON.stringify([desk.projection.save(), desk.positions.save()]);
    const saved = JSON.parse(before) as [unknown, unknown];
    desk.reopen();
    expect(JSON.stringify([desk.projection.save(), desk.positions.save()])).toBe(before);
    expect(desk.projection.working('ACME').buy).toBe(16);
    const { OrdersProjection } = await import('./orders-projection.ts');
    const loaded = new OrdersProjection();
    loaded.load(saved[0]);
    expect(JSON.stringify(loaded.save())).toBe(JSON.stringify(saved[0]));
    expect(loaded.working('ACME').buy).toBe(16);
  });
});
