import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { assertOrder } from '../../../shared/domain/order-step.ts';
import { isDone, sideSign } from '../../../shared/domain/order.ts';
import type { ExecutionReport } from '../../../shared/wire/venue.ts';
import { Desk, limitBuy } from '../../../../tests/kit/desk.ts';

/** What can happen at a desk: people, a confused OMS, a lost line, a kill. Numbers choose among what there is. */
const anyEvent = fc.record({
  kind: fc.constantFrom('submit', 'cancel', 'replace', 'report', 'report', 'report', 'trade', 'trade', 'repeat', 'cancelReject', 'businessReject', 'disconnect', 'time', 'reconcile', 'asked', 'restart', 'full'),
  which: fc.nat(5), qty: fc.integer({ min: 1, max: 12 }), other: fc.nat(12), sell: fc.boolean(),
  execType: fc.constantFrom<ExecutionReport['execType']>('new', 'canceled', 'replaced', 'pendingCancel', 'rejected', 'expired', 'orderStatus'),
  ordStatus: fc.constantFrom<ExecutionReport['ordStatus']>('new', 'partiallyFilled', 'filled', 'canceled', 'pendingCancel', 'pendingReplace', 'rejected', 'expired'),
});
type Happening = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;

class Story {
  readonly desk = new Desk({ duplicateWindowMs: 0, orderQtyMax: 20, positionQtyMax: 60 });
  private readonly said: ExecutionReport[] = [];

  async happen(e: Happening): Promise<void> {
    const { desk } = this;
    const all = desk.projection.orders();
    const clOrdId = e.which === 5 ? 'stranger' : (all[e.which % Math.max(1, all.length)]?.clOrdId ?? 'stranger');
    const pending = desk.projection.get(clOrdId)?.pendingClOrdId ?? null;
    const chained = pending !== null && e.other % 2 === 0 ? { clOrdId: pending, origClOrdId: clOrdId } : {};
    const numbers = { cumQty: quantityLots(e.other), orderQty: quantityLots(e.qty + e.other), ordStatus: e.ordStatus };
    switch (e.kind) {
      case 'submit': await desk.orders.submit(limitBuy(e.qty, 10_000, { side: e.sell ? 'sell' : 'buy' }), 't'); return;
      case 'cancel': await desk.orders.cancel(clOrdId); return;
      case 'replace': await desk.orders.replace(clOrdId, quantityLots(e.qty), priceTicks(10_001), 't'); return;
      case 'report': return this.say(desk.report({ clOrdId }, { ...numbers, execType: e.execType, ...chained }));
      case 'trade': return this.say(desk.trade({ clOrdId }, e.qty, e.sell ? { cumQty: quantityLots(e.other) } : {}));
      case 'repeat': { const old = this.said[e.other % Math.max(1, this.said.length)]; return old && desk.orders.onExecutionReport(old); }
      case 'cancelReject': return desk.orders.onCancelReject({
        msgType: 'OrderCancelReject', msgSeqNum: 1, sendingTime: desk.report({ clOrdId }, {}).sendingTime, clOrdId: pending ?? 'nothing', origClOrdId: clOrdId, orderId: null,
        cxlRejResponseTo: 'cancel', cxlRejReason: e.sell ? 'unknownOrder' : 'tooLate', text: null, transactTime: desk.report({ clOrdId }, {}).transactTime,
      });
      case 'businessReject': return desk.orders.onBusinessReject({ clOrdId: e.sell ? clOrdId : null, text: 'malformed' });
      case 'disconnect': return desk.orders.onDisconnected();
      case 'time': desk.clock.advance(e.qty * 50); return desk.queue.idle();
      case 'reconcile': await desk.orders.reconcile({ epoch: `e${e.other % 2}`, reports: [desk.report({ clOrdId }, { ...numbers, execType: 'orderStatus' })], executions: this.said.filter((r) => r.execType === 'trade') }); return;
      case 'asked': return desk.orders.onStatusCompleted({ requestId: `status-${Math.max(1, desk.line.asked.length - e.other)}`, reports: e.qty % 3 });
      case 'restart': desk.reopen(); return desk.orders.onDisconnected();
      default: // the disk is full for one submission
        desk.journal.failing = true;
        await desk.orders.submit(limitBuy(e.qty), 't');
        desk.journal.failing = false;
    }
  }

  private say(report: ExecutionReport): Promise<void> {
    this.said.push(report);
    return this.desk.orders.onExecutionReport(report);
  }
}

describe('any story', () => {
  it('[OL-18] [OL-8] [OL-10] keeps every invariant: quantities, one count a fill, done stays done, same after a restart (property)', async () => {
    let fills = 0;
    let anomalies = 0;
    await fc.assert(fc.asyncProperty(fc.array(anyEvent, { minLength: 5, maxLength: 40, size: 'max' }), async (events) => {
      const s = new Story();
      const done = new Set<string>();
      for (const event of events) {
        await s.happen(event);
        for (const order of s.desk.projection.orders()) {
          assertOrder(order);
          if (done.has(order.clOrdId)) expect(isDone(order.ordStatus)).toBe(true);
          if (isDone(order.ordStatus)) done.add(order.clOrdId);
        }
      }
      const all = s.desk.projection.fills();
      fills += all.length;
      anomalies += s.desk.anomalies().length;
      expect(new Set(all.map((f) => `${f.clOrdId} ${f.execId}`)).size).toBe(all.length);
      expect(s.desk.positions.quantity('ACME')).toBe(all.reduce((sum, f) => sum + sideSign(f.side) * f.lastQty, 0));
      const sent = s.desk.line.sent.flatMap((m) => (m.msgType === 'NewOrderSingle' ? [m.clOrdId] : []));
      expect(new Set(sent).size).toBe(sent.length); // nothing is ever sent twice
      const before = JSON.stringify([s.desk.projection.save(), s.desk.positions.save()]);
      s.desk.reopen();
      expect(JSON.stringify([s.desk.projection.save(), s.desk.positions.save()])).toBe(before);
    }), { numRuns: 300 });
    expect(fills).toBeGreaterThan(300);
    expect(anomalies).toBeGreaterThan(300);
  });
});
