/** Asking the OMS for the state of one order, by hand: a question and never an order. */
import { describe, expect, it } from 'vitest';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';

describe('a state asked for by hand', () => {
  it('[OL-5] asks at once about an unresolved order, and sends nothing again', async () => {
    const desk = new Desk();
    const order = await desk.submitted(limitBuy(10));
    desk.clock.advance(250);
    await desk.queue.idle();
    expect(desk.order(order).ordStatus).toBe('unresolved');
    const { sent, asked } = desk.line;
    const before = { sent: sent.length, asked: asked.length };
    expect(await desk.orders.requestStatus(order.clOrdId)).toEqual({ sent: true });
    expect([sent.length, asked.slice(before.asked)]).toEqual([before.sent, [order.clOrdId]]);
    await desk.orders.onStatusCompleted({ requestId: `status-${asked.length}`, reports: 0 });
    expect(desk.order(order).ordStatus).toBe('rejected');
  });

  it('[OL-5] says why not, when there is nothing to ask or nobody', async () => {
    const desk = new Desk();
    expect(await desk.orders.requestStatus('none')).toEqual({ sent: false, why: 'no order none' });
    const order = await desk.working(limitBuy(10));
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    expect(await desk.orders.requestStatus(order.clOrdId)).toEqual({ sent: false, why: 'the order is filled' });
    const open = await desk.working(limitBuy(4, 9_990));
    desk.line.broken = true;
    expect(await desk.orders.requestStatus(open.clOrdId)).toMatchObject({ sent: false, why: /line did not take the question/ });
    desk.line.state = 'disconnected';
    expect(await desk.orders.requestStatus(open.clOrdId)).toEqual({ sent: false, why: 'no session with the OMS (disconnected)' });
  });
});
