import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fill } from './fill.ts';
import type { OrderStep } from './journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from './numbers.ts';
import { nextStatus, orderLifecycle, type OrderEventType } from './order-lifecycle.ts';
import { applyStep } from './order-step.ts';
import { isDone, type Order, type OrdStatus } from './order.ts';

const statuses = Object.keys(orderLifecycle) as OrdStatus[];
const events = Object.keys(orderLifecycle.new) as OrderEventType[];
const at = epochMicros(1);

const pending: Order = {
  clOrdId: 'c1', lastClOrdId: 'c1', pendingClOrdId: null, orderId: null, symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(100),
  orderQty: quantityLots(10), timeInForce: 'day', ordStatus: 'pendingNew', cumQty: quantityLots(0), leavesQty: quantityLots(10), avgPx: null,
  suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, userId: 'u', submittedAt: at, updatedAt: at,
  arrivalMid: null, denial: null, text: null, external: false,
};

const fillOf = (execId: string, lastQty: number, lastPx = 100): Fill => ({
  execId, clOrdId: 'c1', symbol: 'ACME', side: 'buy', lastPx: priceTicks(lastPx), lastQty: quantityLots(lastQty), feeMinor: moneyMinor(0), liquidity: 'added', transactTime: at,
});

const step = (event: OrderEventType, over: Partial<OrderStep> = {}): OrderStep => ({
  clOrdId: 'c1', event, orderId: null, requestClOrdId: null, orderQty: null, price: null, fill: null, text: null, transactTime: null, ...over,
});

/** Random steps, as a confused peer might send them: any event, any quantity, fills or none. */
const living = events.filter((e) => !['rejected', 'canceled', 'expired', 'foundUnknown'].includes(e));
const anyStep = fc.record({ event: fc.constantFrom(...events, ...living, ...living, ...living), qty: fc.integer({ min: 1, max: 4 }), px: fc.integer({ min: 90, max: 110 }), terms: fc.integer({ min: 1, max: 20 }) });
const taken = (order: Order, s: { event: OrderEventType; qty: number; px: number; terms: number }, n: number): OrderStep => {
  const isFill = s.event === 'filled' || s.event === 'partiallyFilled';
  const event = isFill ? (order.cumQty + s.qty === order.orderQty ? 'filled' : 'partiallyFilled') : s.event;
  return step(event, { fill: isFill ? fillOf(`x${n}`, s.qty, s.px) : null, orderQty: s.event === 'replaced' ? quantityLots(s.terms) : null, requestClOrdId: s.event.endsWith('Requested') ? `r${n}` : null });
};

describe('the lifecycle table', () => {
  it('[OL-15] answers every event in every status', () => {
    expect(statuses).toHaveLength(11);
    expect(events).toHaveLength(18);
    for (const status of statuses) {
      expect(Object.keys(orderLifecycle[status]).sort()).toEqual([...events].sort());
      for (const event of events) expect([...statuses, 'illegal']).toContain(nextStatus(status, event, 1));
    }
  });

  it('[OL-16] keeps denied, rejected and unresolved apart', () => {
    const into = (to: OrdStatus): string[] => statuses.flatMap((s) => events.filter((e) => nextStatus(s, e, 0) === to).map((e) => `${s}.${e}`));
    expect(into('denied')).toEqual([]); // only our own control makes it, at birth
    expect(into('unresolved').every((way) => way.endsWith('.timedOut'))).toBe(true);
    expect(statuses.filter((s) => nextStatus(s, 'timedOut', 0) === 'rejected')).toEqual([]);
    expect(new Set(into('rejected').map((way) => way.split('.')[1]))).toEqual(new Set(['rejected', 'foundUnknown']));
  });

  it('[OL-17] a done order stays done, whatever comes', () => {
    for (const status of statuses.filter(isDone)) {
      for (const event of events) {
        const next = nextStatus(status, event, 5);
        expect(next === 'illegal' || isDone(next), `${status}.${event}`).toBe(true);
      }
    }
  });

  it('[OL-7] every open order can be asked to cancel', () => {
    for (const status of statuses.filter((s) => !isDone(s))) expect(nextStatus(status, 'cancelRequested', 0)).toBe('pendingCancel');
  });
});

describe('steps', () => {
  it('[OL-18] any sequence conserves quantity, keeps done done, and refuses without changing anything (property)', () => {
    let steps = 0;
    fc.assert(fc.property(fc.array(anyStep, { minLength: 5, maxLength: 40, size: 'max' }), (sequence) => {
      let order = pending;
      const fills: Fill[] = [];
      sequence.forEach((s, n) => {
        const asked = taken(order, s, n);
        const result = applyStep(order, asked, at);
        if (!result.ok) {
          expect(result.error).not.toBe('');
          return;
        }
        steps++;
        if (isDone(order.ordStatus)) expect(isDone(result.value.ordStatus)).toBe(true);
        if (asked.fill) fills.push(asked.fill);
        order = result.value;
        const filled = fills.reduce((sum, f) => sum + f.lastQty, 0);
        expect(order.cumQty).toBe(filled);
        expect(order.cumQty + order.leavesQty).toBeLessThanOrEqual(order.orderQty);
        expect(order.leavesQty).toBe(isDone(order.ordStatus) ? 0 : order.orderQty - filled);
        if (filled > 0) expect(order.avgPx).toBeCloseTo(fills.reduce((sum, f) => sum + f.lastPx * f.lastQty, 0) / filled, 9);
        if (order.ordStatus === 'filled') expect(order.cumQty).toBe(order.orderQty);
      });
    }), { numRuns: 2000 });
    expect(steps).toBeGreaterThan(5000);
  });

  it('[OL-18] refuses a fill beyond the quantity, a fill without a trade, and a completion that does not complete', () => {
    expect(applyStep(pending, step('partiallyFilled', { fill: fillOf('x', 11) }), at)).toEqual({ ok: false, error: 'filled 11 lots of 10' });
    expect(applyStep(pending, step('filled'), at)).toEqual({ ok: false, error: 'filled comes without its fill' });
    expect(applyStep(pending, step('filled', { fill: fillOf('x', 9) }), at).ok).toBe(false);
    expect(applyStep(pending, step('partiallyFilled', { fill: fillOf('x', 10) }), at).ok).toBe(false);
    expect(applyStep(pending, step('accepted', { fill: fillOf('x', 1) }), at).ok).toBe(false);
  });

  it('[OL-9] a replace down to what is filled completes the order; below it, it cannot happen', () => {
    const partly = applyStep(pending, step('partiallyFilled', { fill: fillOf('x', 4) }), at);
    if (!partly.ok) throw new Error(partly.error);
    const asked = applyStep(partly.value, step('replaceRequested', { requestClOrdId: 'r1' }), at);
    if (!asked.ok) throw new Error(asked.error);
    expect(asked.value).toMatchObject({ ordStatus: 'pendingReplace', pendingClOrdId: 'r1', orderQty: 10 });
    expect(applyStep(asked.value, step('replaced', { requestClOrdId: 'r1', orderQty: quantityLots(4) }), at)).toMatchObject({ ok: true, value: { ordStatus: 'filled', leavesQty: 0, lastClOrdId: 'r1', pendingClOrdId: null } });
    expect(applyStep(asked.value, step('replaced', { requestClOrdId: 'r1', orderQty: quantityLots(3) }), at).ok).toBe(false);
  });
});
