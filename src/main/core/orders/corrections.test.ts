/** Trades taken back and corrected, orders restated, and mass cancels, at the desk. */
import { describe, expect, it } from 'vitest';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';
import { moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';

const lots = quantityLots;

describe('second thoughts of the OMS', () => {
  it('[OL-31] are told to whoever shows fills, also those that their order cannot take', async () => {
    const desk = new Desk();
    const told: string[] = [];
    desk.orders.onCorrections((made) => told.push(...made.map(({ before, after }) => `${before.execId} ${after?.lastQty ?? 'gone'}`)));
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 4, { execId: 't1' }));
    const correct = (execId: string, qty: number): Promise<void> => desk.orders.onExecutionReport(
      desk.report(order, { execType: 'tradeCorrect', execId, execRefId: 't1', ordStatus: 'partiallyFilled', cumQty: lots(qty), lastQty: lots(qty), lastPx: priceTicks(10_000), feeMinor: moneyMinor(1) }));
    await correct('c1', 3);
    await correct('c1', 3);
    await correct('c2', 30); // more than the order is for: a break, and it counts
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCancel', execId: 'b1', execRefId: 't1', cumQty: lots(0) }));
    expect(told).toEqual(['t1 3', 't1 30', 't1 gone']);
  });

  it('[OL-19] [OL-20] takes back a trade of an open order once: what it filled is open again, position and fills without it', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 4, { execId: 't1' }));
    await desk.orders.onExecutionReport(desk.trade(order, 3, { execId: 't2', lastPx: priceTicks(10_010) }));
    const bust = desk.report(order, { execType: 'tradeCancel', execId: 'b1', execRefId: 't1', ordStatus: 'partiallyFilled', cumQty: lots(3), lastQty: lots(4), lastPx: priceTicks(10_000) });
    for (const again of [bust, { ...bust, possDup: true }, { ...bust, resent: true }]) await desk.orders.onExecutionReport(again);
    expect(desk.order(order)).toMatchObject({ ordStatus: 'partiallyFilled', cumQty: 3, leavesQty: 7, avgPx: 10_010 });
    expect(desk.projection.fills().map((f) => [f.execId, f.lastQty])).toEqual([['t2', 3]]);
    expect(desk.positions.get('ACME')).toMatchObject({ quantity: 3, costTickLots: 30_030n, feesMinor: 1, tradedQty: 3 });
    await desk.orders.onExecutionReport(desk.trade(order, 4, { execId: 't1', resent: true })); // told again: it is the one that was taken back
    expect(desk.positions.quantity('ACME')).toBe(3);
    expect(desk.anomalies()).toEqual([]);
  });

  it('[OL-19] corrects price and quantity under the first name, also by the name of the last correction', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 10, { execId: 't1' }));
    expect(desk.order(order).ordStatus).toBe('filled');
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCorrect', execId: 'c1', execRefId: 't1', ordStatus: 'filled', lastQty: lots(10), lastPx: priceTicks(9_990), feeMinor: moneyMinor(2) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'filled', cumQty: 10, avgPx: 9_990 });
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCorrect', execId: 'c2', execRefId: 'c1', ordStatus: 'canceled', cumQty: lots(6), lastQty: lots(6), lastPx: priceTicks(9_991), feeMinor: moneyMinor(1) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'canceled', cumQty: 6, leavesQty: 0, avgPx: 9_991 });
    expect(desk.projection.fills()).toMatchObject([{ execId: 't1', lastQty: 6, lastPx: 9_991, feeMinor: 1 }]);
    const before = JSON.stringify([desk.projection.save(), desk.positions.save()]);
    desk.reopen();
    expect(JSON.stringify([desk.projection.save(), desk.positions.save()])).toBe(before);
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCancel', execId: 'b1', execRefId: 't1', ordStatus: 'canceled', cumQty: lots(0) }));
    expect(desk.positions.get('ACME')).toMatchObject({ quantity: 0, feesMinor: 0, realisedTickLots: 0n });
  });

  it('[OL-19] [OL-20] says so when it cannot be: an unknown trade, one taken back before, more than the order', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 4, { execId: 't1' }));
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCancel', execId: 'b0', execRefId: 'never', cumQty: lots(4) }));
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCorrect', execId: 'c1', execRefId: 't1', cumQty: lots(12), lastQty: lots(12), lastPx: priceTicks(10_000) }));
    expect(desk.order(order).cumQty).toBe(4);
    expect(desk.positions.quantity('ACME')).toBe(12); // it traded all the same
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCancel', execId: 'b1', execRefId: 't1', cumQty: lots(0) }));
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'tradeCancel', execId: 'b2', execRefId: 't1', cumQty: lots(0) }));
    expect(desk.positions.quantity('ACME')).toBe(0);
    expect(desk.anomalies().map((a) => a.replace(/of \S+ names/, 'names'))).toEqual([
      'break: tradeCancel b0 names execution never, which we do not have',
      expect.stringMatching(/^break: .*filled 12 lots of 10/),
      expect.stringMatching(/^break: .*takes back more than the 4 lots filled/),
      'break: tradeCancel b2 names execution t1, which was taken back before',
    ]);
  });

  it('[OL-21] takes terms that the OMS changed of itself, a cancel in flight or not', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'restated', orderQty: lots(6), price: priceTicks(9_999) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'new', orderQty: 6, leavesQty: 6, price: 9_999 });
    await desk.orders.cancel(order.clOrdId);
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'restated', orderQty: lots(5) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'pendingCancel', orderQty: 5 });
  });
});

describe('a late answer', () => {
  it('[OL-9] [OL-21] to a replace that went unresolved and was overtaken by a fill: its terms are in force', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.replace(order.clOrdId, lots(6), priceTicks(9_995), 't');
    const { clOrdId } = desk.line.sent.at(-1) as { clOrdId: string };
    desk.clock.advance(250);
    await desk.queue.idle();
    expect(desk.order(order).ordStatus).toBe('unresolved');
    await desk.orders.onExecutionReport(desk.trade(order, 2));
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'replaced', ordStatus: 'partiallyFilled', clOrdId, origClOrdId: order.clOrdId, orderQty: lots(6), price: priceTicks(9_995), cumQty: lots(2) }));
    expect(desk.order(order)).toMatchObject({ ordStatus: 'partiallyFilled', orderQty: 6, leavesQty: 4, price: 9_995, lastClOrdId: clOrdId });
    expect(desk.anomalies()).toEqual([]);
  });
});

describe('mass cancel', () => {
  it('[OL-21] is one request for the orders that fit; a refusal leaves them as they were', async () => {
    const desk = new Desk();
    const [a, b] = [await desk.working(limitBuy(10)), await desk.working(limitBuy(4, 10_010, { side: 'sell' }))];
    expect(await desk.orders.massCancel(null, 'buy')).toEqual({ sent: true });
    expect(desk.line.sent.at(-1)).toMatchObject({ msgType: 'OrderMassCancelRequest', symbol: null, side: 'buy' });
    expect([desk.order(a).ordStatus, desk.order(b).ordStatus]).toEqual(['pendingCancel', 'new']);
    const { clOrdId } = desk.line.sent.at(-1) as { clOrdId: string };
    const { sendingTime, transactTime } = desk.report(a, {});
    await desk.orders.onMassCancelReport({ msgType: 'OrderMassCancelReport', msgSeqNum: 1, sendingTime, clOrdId, massCancelResponse: 'rejected', totalAffectedOrders: 0, symbol: null, side: 'buy', text: 'not now', transactTime });
    expect(desk.order(a)).toMatchObject({ ordStatus: 'new', text: 'mass cancel rejected: not now' });
    await desk.orders.massCancel('ACME', null);
    for (const order of [a, b]) await desk.orders.onExecutionReport(desk.report(order, { execType: 'canceled', ordStatus: 'canceled', leavesQty: lots(0) }));
    expect([desk.order(a).ordStatus, desk.order(b).ordStatus]).toEqual(['canceled', 'canceled']);
    expect(desk.anomalies()).toEqual([]);
  });

  it('[OL-5] [OL-21] without an answer leaves each order unresolved and asked about', async () => {
    const desk = new Desk();
    const orders = [await desk.working(limitBuy(10)), await desk.working(limitBuy(4, 9_990))];
    await desk.orders.massCancel(null, null);
    desk.clock.advance(250);
    await desk.queue.idle();
    expect(orders.map((o) => desk.order(o).ordStatus)).toEqual(['unresolved', 'unresolved']);
    expect(desk.line.asked).toEqual(orders.map((o) => o.clOrdId));
  });
});
