/**
 * The order room against the reference OMS itself, over a line that holds messages back, loses them with the session,
 * and comes again; kills in between. When the line has healed, blotter and ledger must say the same.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DisposableStore } from '../../src/shared/base/disposable.ts';
import type { Fill } from '../../src/shared/domain/fill.ts';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { ok } from '../../src/shared/base/result.ts';
import { ordersStreams } from '../../src/main/core/api/orders.ts';
import type { UnsequencedToVenue } from '../../src/main/core/orders/oms-gateway.ts';
import { merges } from '../../src/renderer/stores/merge.ts';
import { Oms, type CancelRejectBody } from '../../reference/venue/oms.ts';
import { Ledger, type ReportBody } from '../../reference/venue/ledger.ts';
import { acme, Desk, limitBuy, quoteOf } from '../kit/desk.ts';

const us = 'DESK';
const caller = { connection: 1 };
const header = { msgSeqNum: 1, sendingTime: epochMicros(0) };

class Session {
  readonly desk = new Desk({ duplicateWindowMs: 0 });
  readonly oms: Oms;
  private readonly toOms: (() => void)[] = [];
  private readonly toDesk: (() => Promise<void>)[] = [];
  /** How often each ClOrdID arrived as a new order: never above one. */
  readonly arrived = new Map<string, number>();
  /** The fills of a page that has been open since the workstation came up. */
  shown: readonly Fill[] = [];
  private page = new DisposableStore();
  private mid = 10_000;
  private questions = 0;
  corrected = 0;

  constructor() {
    const { desk } = this;
    this.oms = new Oms([acme], new Ledger('E1'), epochMicros(1_000_000), {
      report: (client, body) => { if (client === us) this.tell(body); },
      cancelReject: (client, body) => { if (client === us) this.toDesk.push(() => desk.orders.onCancelReject({ ...header, ...body } satisfies CancelRejectBody & typeof header)); },
      liquidityTaken: () => undefined,
    });
    desk.line.send = (message) => { this.toOms.push(() => this.deliver(message)); return ok(undefined); };
    desk.line.requestStatus = (clOrdId) => {
      const requestId = `status-${++this.questions}`;
      this.toOms.push(() => {
        const reports = this.oms.orderStatus(us, clOrdId, requestId);
        for (const body of reports) this.tell(body);
        this.toDesk.push(() => desk.orders.onStatusCompleted({ requestId, reports: reports.length }));
      });
      return requestId;
    };
    this.quote(0);
    this.openPage();
  }

  private openPage(): void {
    const { desk } = this;
    this.page.dispose();
    const owned = this.page = new DisposableStore();
    const streams = ordersStreams({ host: desk.host, orders: desk.orders, ordersProjection: desk.projection, owned });
    const merge = merges['orders.fills'];
    owned.add(streams['orders.fills']({}, { snapshot: (fills) => { this.shown = fills; }, delta: (changes) => { this.shown = merge(this.shown, changes); } }, caller));
  }

  quote(move: number): void {
    this.mid += move;
    const quote = quoteOf('ACME', this.mid - 1, this.mid + 1);
    const time = epochMicros(this.oms.marketTime + 1_000_000);
    this.desk.quotes.set('ACME', quote);
    this.oms.onTape({ type: 'quote', time, quote: { ...quote, bidSize: quantityLots(7), askSize: quantityLots(7), venueTime: time } });
  }

  /** Lets `n` messages through each way. */
  async flow(n: number): Promise<void> {
    for (const deliver of this.toOms.splice(0, n)) deliver();
    for (const deliver of this.toDesk.splice(0, n)) await deliver();
  }

  /** Everything on the line is lost; the workstation may be killed with it; then it logs on again. */
  async lose(kill: boolean): Promise<void> {
    this.toOms.length = 0;
    this.toDesk.length = 0;
    if (kill) {
      this.desk.reopen();
      this.openPage();
    }
    await this.desk.orders.onDisconnected();
    const reports = this.oms.massStatus(us, 'm').map((body) => ({ ...header, ...body }));
    const executions = this.oms.executions(us, 'x').map((body) => ({ ...header, ...body }));
    await this.desk.orders.reconcile({ epoch: 'E1', reports, executions });
  }

  async heal(): Promise<void> {
    for (let i = 0; i < 5; i++) {
      await this.flow(10_000);
      this.desk.clock.advance(300);
      await this.desk.queue.idle();
    }
  }

  private tell(body: ReportBody): void {
    this.toDesk.push(() => this.desk.orders.onExecutionReport({ ...header, ...body }));
  }

  private deliver(m: UnsequencedToVenue): void {
    if (m.msgType === 'NewOrderSingle') {
      this.arrived.set(m.clOrdId, (this.arrived.get(m.clOrdId) ?? 0) + 1);
      this.oms.submit(us, { ...header, ...m });
    }
    if (m.msgType === 'OrderCancelRequest') this.oms.cancel(us, { ...header, ...m });
    if (m.msgType === 'OrderCancelReplaceRequest') this.oms.replace(us, { ...header, ...m });
    if (m.msgType === 'OrderMassCancelRequest') {
      const report = this.oms.massCancel(us, { ...header, ...m });
      this.toDesk.push(() => this.desk.orders.onMassCancelReport({ ...header, ...report }));
    }
  }
}

const anyAct = fc.record({
  kind: fc.constantFrom('submit', 'submit', 'submit', 'cancel', 'replace', 'massCancel', 'bust', 'correct', 'restate', 'quote', 'quote', 'flow', 'flow', 'flow', 'time', 'lose', 'kill'),
  which: fc.nat(10), qty: fc.integer({ min: 1, max: 20 }), off: fc.integer({ min: -6, max: 6 }), sell: fc.boolean(),
  timeInForce: fc.constantFrom('day' as const, 'ioc' as const, 'fok' as const, 'gtc' as const),
});

async function act(s: Session, a: typeof anyAct extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const { desk } = s;
  const open = desk.projection.open();
  const target = open[a.which % Math.max(1, open.length)];
  const price = priceTicks(10_000 + a.off);
  if (a.kind === 'submit') await desk.orders.submit(limitBuy(a.qty, price, { side: a.sell ? 'sell' : 'buy', timeInForce: a.timeInForce }), 't');
  if (a.kind === 'cancel' && target) await desk.orders.cancel(target.clOrdId);
  if (a.kind === 'replace' && target) await desk.orders.replace(target.clOrdId, quantityLots(a.qty), price, 't');
  if (a.kind === 'massCancel') await desk.orders.massCancel(a.sell ? null : 'ACME', a.qty % 3 === 0 ? 'sell' : null);
  if (a.kind === 'bust' || a.kind === 'correct') {
    const trades = s.oms.executions(us, 'x').filter((r) => r.execType === 'trade');
    const trade = trades[a.which % Math.max(1, trades.length)];
    const done = trade && s.oms.correctTrade(trade.execId, a.kind === 'bust' ? null : { price, quantity: quantityLots(a.qty) });
    if (done?.ok) s.corrected++;
  }
  if (a.kind === 'restate') {
    const order = s.oms.ledger.ordersOf(us)[a.which];
    if (order) s.oms.restate(order.orderId, quantityLots(a.qty), 'the desk asked by phone');
  }
  if (a.kind === 'quote') s.quote(a.off);
  if (a.kind === 'flow') await s.flow(a.which);
  if (a.kind === 'time') {
    desk.clock.advance(a.qty * 20);
    await desk.queue.idle();
  }
  if (a.kind === 'lose' || a.kind === 'kill') await s.lose(a.kind === 'kill');
}

describe('blotter and ledger', () => {
  it.each([1, 7])('[OL-20] an order cut to %i lots after 7 that had traded were taken back is no break when all of it was missed', async (cutTo) => {
    const s = new Session();
    const nothing = { which: 0, qty: 1, off: 0, sell: false, timeInForce: 'day' as const };
    await act(s, { ...nothing, kind: 'submit', qty: 8, sell: true });
    await act(s, { ...nothing, kind: 'quote', off: 1 });
    await act(s, { ...nothing, kind: 'flow', which: 1 }); // it reaches the OMS and trades 7; of the answers one comes through
    await act(s, { ...nothing, kind: 'bust' });
    await act(s, { ...nothing, kind: 'restate', qty: cutTo });
    await act(s, { ...nothing, kind: 'lose' });
    await s.heal();
    expect(s.desk.projection.orders()[0]).toMatchObject({ orderQty: cutTo, cumQty: 0 });
    expect(s.desk.anomalies().filter((a) => a.startsWith('break'))).toEqual([]);
  });

  it('[OL-11] [OL-19] [OL-20] [OL-21] [OL-31] say the same once the line has healed, whatever was lost; nothing arrives twice (property)', async () => {
    const met = { orders: 0, fills: 0, unknown: 0, corrected: 0 };
    await fc.assert(fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 60, size: 'max' }), async (acts) => {
      const s = new Session();
      for (const a of acts) await act(s, a);
      await s.heal();
      const ledger = new Map(s.oms.ledger.ordersOf(us).map((o) => [o.clOrdIds[0] ?? '', o]));
      for (const order of s.desk.projection.orders()) {
        const theirs = ledger.get(order.clOrdId);
        if (!theirs) expect(['denied', 'rejected'], order.text ?? '').toContain(order.ordStatus);
        else expect([order.ordStatus, order.cumQty, order.orderQty, order.price, order.avgPx?.toFixed(9)]).toEqual([theirs.state, theirs.cumQty, theirs.orderQty, theirs.price, theirs.cumQty > 0 ? (Number(theirs.filledTickLots) / theirs.cumQty).toFixed(9) : undefined]);
        if (!theirs && order.ordStatus === 'rejected') met.unknown++;
      }
      const mine = s.desk.positions.get('ACME');
      const theirs = s.oms.ledger.positionsOf(us)[0];
      expect([mine?.quantity ?? 0, mine?.feesMinor ?? 0, mine?.realisedTickLots ?? 0n]).toEqual([theirs?.quantity ?? 0, theirs?.feesMinor ?? 0, theirs?.realisedTickLots ?? 0n]);
      expect(s.shown).toEqual(s.desk.projection.fills());
      expect(Math.max(0, ...s.arrived.values())).toBeLessThanOrEqual(1);
      expect(s.desk.anomalies().filter((a) => a.startsWith('break'))).toEqual([]);
      met.corrected += s.corrected;
      met.orders += ledger.size;
      met.fills += s.desk.projection.fills().length;
    }), { numRuns: 450 });
    expect(met.orders).toBeGreaterThan(400);
    expect(met.fills).toBeGreaterThan(400);
    expect(met.unknown).toBeGreaterThan(40);
    expect(met.corrected).toBeGreaterThan(100);
  }, 60_000);
});
