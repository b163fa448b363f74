/** The rows of R6 that are answered by the order room alone: one case each, with and without reconciliation. */
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Order } from '../../src/shared/domain/order.ts';
import type { ExecutionReport } from '../../src/shared/wire/venue.ts';
import { Desk, limitBuy, quoteOf } from '../../tests/kit/desk.ts';

export interface DeskCase {
  readonly name: string;
  /** What is wrong, in words. Without its protection (reconciliation, where the row names no other) something must be. */
  run(isProtected: boolean): Promise<readonly string[]>;
}

const lots = quantityLots;
const status = (desk: Desk, order: Pick<Order, 'clOrdId'>, over: Partial<ExecutionReport> = {}): ExecutionReport =>
  desk.report(order, { execType: 'orderStatus', requestId: 'm1', resent: true, execId: '0', ...over });
const resent = (desk: Desk, order: Pick<Order, 'clOrdId'>, qty: number, cum: number, over: Partial<ExecutionReport> = {}): ExecutionReport =>
  desk.trade(order, qty, { cumQty: lots(cum), resent: true, requestId: 'x1', ...over });

class Stage {
  readonly desk = new Desk({ duplicateWindowMs: 0 });
  readonly problems: string[] = [];
  breaks: readonly string[] = [];
  private readonly reconciles: boolean;

  constructor(reconciles: boolean) {
    this.reconciles = reconciles;
  }

  async loggedOn(epoch = 'e1'): Promise<void> {
    await this.desk.recorder.record([{ type: 'OmsLoggedOn', body: { venue: 'V', epoch, protocolVersion: 1 } }]);
  }

  async reconcile(reports: readonly ExecutionReport[], executions: readonly ExecutionReport[] = [], epoch = 'e1'): Promise<void> {
    await this.desk.orders.onDisconnected();
    if (this.reconciles) this.breaks = (await this.desk.orders.reconcile({ epoch, reports, executions })).breaks;
  }

  expect(what: string, got: unknown, wanted: unknown): void {
    if (JSON.stringify(got) !== JSON.stringify(wanted)) this.problems.push(`${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`);
  }

  order(of: Pick<Order, 'clOrdId'>): readonly unknown[] {
    const o = this.desk.projection.get(of.clOrdId);
    return o ? [o.ordStatus, o.cumQty, o.leavesQty] : ['none'];
  }

  position(): number {
    return this.desk.positions.quantity('ACME');
  }

  breakSaying(words: string): void {
    if (!this.breaks.some((b) => b.includes(words))) this.problems.push(`no break says "${words}": ${this.breaks.join('; ') || 'there is none'}`);
  }
}

/** @param without switches the row's protection off, where it is not reconciliation */
const row = (name: string, body: (s: Stage) => Promise<void>, without?: (desk: Desk) => void): DeskCase => ({
  name,
  async run(isProtected) {
    const s = new Stage(isProtected || without !== undefined);
    if (!isProtected) without?.(s.desk);
    await s.loggedOn();
    await body(s);
    return s.problems;
  },
});

export const startupRows: readonly DeskCase[] = [
  row('order state discrepancy: in flight here, rejected there', async (s) => {
    const order = await s.desk.submitted();
    await s.reconcile([status(s.desk, order, { ordStatus: 'rejected', text: 'no' })]);
    s.expect('order', s.order(order), ['rejected', 0, 0]);
  }),
  row('missed fills: filled there, the reports never came', async (s) => {
    const order = await s.desk.working();
    await s.reconcile([status(s.desk, order, { ordStatus: 'filled', cumQty: lots(10), leavesQty: lots(0) })], [resent(s.desk, order, 10, 10)]);
    s.expect('order', s.order(order), ['filled', 10, 0]);
    s.expect('position', s.position(), 10);
  }),
  row('multiple fills: some came, some did not', async (s) => {
    const order = await s.desk.working();
    const first = s.desk.trade(order, 3);
    await s.desk.orders.onExecutionReport(first);
    await s.reconcile([status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(9), leavesQty: lots(1) })], [{ ...first, resent: true, requestId: 'x1' }, resent(s.desk, order, 2, 5), resent(s.desk, order, 4, 9)]);
    s.expect('order', s.order(order), ['partiallyFilled', 9, 1]);
    s.expect('fills', s.desk.projection.fills().map((f) => f.lastQty), [3, 2, 4]);
  }),
  row('external orders: shown as external with their fills', async (s) => {
    const other = { clOrdId: 'other-desk', orderId: 'o9', orderQty: lots(50) };
    await s.reconcile([status(s.desk, other, { ...other, ordStatus: 'partiallyFilled', cumQty: lots(20), leavesQty: lots(30), avgPx: 10_000 })], [resent(s.desk, other, 20, 20, other)]);
    s.expect('order', s.order(other), ['partiallyFilled', 20, 30]);
    s.expect('external', s.desk.projection.get('other-desk')?.external, true);
    s.expect('position', s.position(), 20);
  }),
  row('partially filled, then canceled there', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 4));
    await s.reconcile([status(s.desk, order, { ordStatus: 'canceled', cumQty: lots(4), leavesQty: lots(0) })]);
    s.expect('order', s.order(order), ['canceled', 4, 0]);
    s.expect('fills', s.desk.projection.fills().length, 1);
  }),
  row('different fill data: ours is kept, the difference is a break', async (s) => {
    const order = await s.desk.working();
    const fill = s.desk.trade(order, 4);
    await s.desk.orders.onExecutionReport(fill);
    await s.reconcile([status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(4), leavesQty: lots(6) })], [{ ...fill, lastPx: priceTicks(9_990), resent: true, requestId: 'x1' }]);
    s.expect('price kept', s.desk.projection.fills()[0]?.lastPx, 10_000);
    s.breakSaying('other figures');
  }),
  row('filtered orders: there is no filter, on purpose; each order that is named is shown', async (s) => {
    const others = ['f1', 'f2', 'f3'].map((clOrdId, n) => status(s.desk, { clOrdId }, { clOrdId, orderId: `of${n}`, orderQty: lots(5), leavesQty: lots(5) }));
    await s.reconcile(others);
    s.expect('shown', s.desk.projection.orders().filter((o) => o.external).length, 3);
  }),
  row('duplicate order reports: the second changes nothing', async (s) => {
    const order = await s.desk.submitted();
    const one = status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(2), leavesQty: lots(8) });
    const fill = resent(s.desk, order, 2, 2);
    await s.reconcile([one, one], [fill, fill]);
    s.expect('order', s.order(order), ['partiallyFilled', 2, 8]);
    s.expect('position', s.position(), 2);
    s.expect('breaks', s.breaks, []);
  }),
  row('position mismatch, long: lots without an execution are a break, never guessed', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 4));
    await s.reconcile([status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(6), leavesQty: lots(4) })]);
    s.expect('position', s.position(), 4);
    s.breakSaying('6 lots');
  }),
  row('position mismatch, short: the same on the other side', async (s) => {
    const order = await s.desk.working(limitBuy(10, 10_000, { side: 'sell' }));
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 4));
    await s.reconcile([status(s.desk, order, { side: 'sell', ordStatus: 'partiallyFilled', cumQty: lots(6), leavesQty: lots(4) })]);
    s.expect('position', s.position(), -4);
    s.breakSaying('6 lots');
  }),
  row('position reduction: a missed sell comes as its executions', async (s) => {
    const buy = await s.desk.working(limitBuy(15));
    await s.desk.orders.onExecutionReport(s.desk.trade(buy, 15));
    const sell = await s.desk.working(limitBuy(5, 10_000, { side: 'sell' }));
    await s.reconcile([status(s.desk, buy, { ordStatus: 'filled', cumQty: lots(15), leavesQty: lots(0) }), status(s.desk, sell, { side: 'sell', ordStatus: 'filled', cumQty: lots(5), leavesQty: lots(0) })], [resent(s.desk, sell, 5, 5, { side: 'sell' })]);
    s.expect('position', s.position(), 10);
  }),
  row('position side flip: long here, short there, by its executions', async (s) => {
    const buy = await s.desk.working();
    await s.desk.orders.onExecutionReport(s.desk.trade(buy, 10));
    const sell = await s.desk.submitted(limitBuy(15, 10_000, { side: 'sell' }));
    await s.reconcile([status(s.desk, buy, { ordStatus: 'filled', cumQty: lots(10), leavesQty: lots(0) }), status(s.desk, sell, { side: 'sell', ordStatus: 'filled', cumQty: lots(15), leavesQty: lots(0) })], [resent(s.desk, sell, 15, 15, { side: 'sell' })]);
    s.expect('position', s.position(), -5);
    s.expect('order', s.order(sell), ['filled', 15, 0]);
  }),
  row('internal reconciliation orders: none are made up; doing it again changes nothing', async (s) => {
    const order = await s.desk.submitted();
    const reports = [status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(4), leavesQty: lots(6) })];
    const executions = [resent(s.desk, order, 4, 4)];
    await s.reconcile(reports, executions);
    const before = JSON.stringify(s.desk.projection.save());
    await s.reconcile(reports, executions);
    s.expect('second time', JSON.stringify(s.desk.projection.save()) === before, true);
    s.expect('orders', s.desk.projection.orders().length, 1);
    s.expect('position', s.position(), 4);
  }),
];

/** Reports of this kind are not heard. */
const deafTo = (execType: ExecutionReport['execType']) => (desk: Desk): void => {
  const take = desk.orders.onExecutionReport.bind(desk.orders);
  desk.orders.onExecutionReport = (report) => (report.execType === execType ? Promise.resolve() : take(report));
};

/** What is not known is left at that. */
function neverAsks(desk: Desk): void {
  desk.line.requestStatus = () => null;
}

/** Whatever a report says that it is about, it is taken for its order. */
function believesTheName(desk: Desk): void {
  const take = desk.orders.onExecutionReport.bind(desk.orders);
  desk.orders.onExecutionReport = (report) => {
    const order = desk.projection.find(report.clOrdId);
    return take(order ? { ...report, symbol: order.symbol, side: order.side } : report);
  };
}

/** The OMS answers the last question for the state of an order: the run-time query, after a time-out. */
async function answered(s: Stage, reports: readonly ExecutionReport[]): Promise<void> {
  for (const report of reports) await s.desk.orders.onExecutionReport(report);
  await s.desk.answerStatus(reports.length);
}

async function timedOut(s: Stage): Promise<void> {
  s.desk.clock.advance(300);
  await s.desk.queue.idle();
}

export const runtimeRows: readonly DeskCase[] = [
  row('explicit submit refusal: rejected with the OMS\'s words', async (s) => {
    const order = await s.desk.submitted();
    await s.desk.orders.onExecutionReport(s.desk.report(order, { execType: 'rejected', ordStatus: 'rejected', leavesQty: lots(0), text: 'unknown symbol' }));
    s.expect('order', s.order(order), ['rejected', 0, 0]);
    s.expect('words', s.desk.order(order).text, 'unknown symbol');
  }, deafTo('rejected')),
  row('ambiguous submit failure: the line refuses, the order is unresolved and waits for reconciliation', async (s) => {
    s.desk.line.broken = true;
    const order = await s.desk.submitted().catch(() => null) ?? s.desk.projection.orders()[0];
    if (!order) return s.expect('an order', null, 'one');
    s.expect('before', s.order(order)[0], 'unresolved');
    await s.reconcile([status(s.desk, order)]);
    s.expect('after', s.order(order)[0], 'new');
  }),
  row('in-flight submit time-out: unresolved, asked about once, rejected only when the OMS says that it never had it', async (s) => {
    const order = await s.desk.submitted();
    await timedOut(s);
    s.expect('after the time-out', s.order(order)[0], 'unresolved');
    s.expect('asked', s.desk.line.asked.join(), order.clOrdId);
    s.expect('sent', s.desk.line.sent.filter((m) => m.msgType === 'NewOrderSingle').length, 1);
    await answered(s, []);
    s.expect('after the answer', s.order(order)[0], 'rejected');
  }, neverAsks),
  row('in-flight cancel and replace time-out: unresolved until the OMS tells', async (s) => {
    const [a, b] = [await s.desk.working(), await s.desk.working(limitBuy(20))];
    await s.desk.orders.cancel(a.clOrdId);
    await s.desk.orders.replace(b.clOrdId, lots(30), priceTicks(9_999), 't');
    await timedOut(s);
    s.expect('both', [s.order(a)[0], s.order(b)[0]], ['unresolved', 'unresolved']);
    await s.reconcile([status(s.desk, a, { ordStatus: 'canceled', leavesQty: lots(0) }), status(s.desk, b, { leavesQty: lots(20) })]);
    s.expect('told', [s.order(a)[0], s.order(b)[0]], ['canceled', 'new']);
  }),
  row('open orders check: a change that nobody reported is taken from a status answer', async (s) => {
    const order = await s.desk.working();
    await answered(s, [status(s.desk, order, { ordStatus: 'canceled', leavesQty: lots(0) })]);
    s.expect('order', s.order(order), ['canceled', 0, 0]);
  }, deafTo('orderStatus')),
  row('position check: a CumQty above our executions is a break at once', async (s) => {
    const order = await s.desk.working();
    await answered(s, [status(s.desk, order, { ordStatus: 'partiallyFilled', cumQty: lots(3), leavesQty: lots(7) })]);
    s.expect('position', s.position(), 0);
    s.expect('a break', s.desk.anomalies().some((a) => a.startsWith('break') && a.includes('3 lots')), true);
  }, deafTo('orderStatus')),
  row('own books audit: a report that names our order but another instrument is attributed to nothing', async (s) => {
    const order = await s.desk.working();
    s.desk.quotes.set('OTHR', quoteOf('OTHR', 1, 2));
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 4, { symbol: 'OTHR' }));
    s.expect('order', s.order(order), ['new', 0, 10]);
    s.expect('a break', s.desk.anomalies().some((a) => a.startsWith('break') && a.includes('not attributed')), true);
  }, believesTheName),
];

export const consistencyRows: readonly DeskCase[] = [
  row('submitted here, not found there: rejected, the OMS never had it', async (s) => {
    const order = await s.desk.submitted();
    await s.reconcile([]);
    s.expect('order', s.order(order)[0], 'rejected');
  }),
  row('accepted here, not found there: a break and it stays open, since absence is not an answer', async (s) => {
    const order = await s.desk.working();
    await s.reconcile([]);
    s.expect('order', s.order(order)[0], 'new');
    s.breakSaying('does not name it now');
  }),
  row('accepted here, canceled there', async (s) => {
    const order = await s.desk.working();
    await s.reconcile([status(s.desk, order, { ordStatus: 'canceled', leavesQty: lots(0) })]);
    s.expect('order', s.order(order)[0], 'canceled');
  }),
  row('accepted here, expired there', async (s) => {
    const order = await s.desk.working();
    await s.reconcile([status(s.desk, order, { ordStatus: 'expired', leavesQty: lots(0) })]);
    s.expect('order', s.order(order)[0], 'expired');
  }),
  row('accepted here, rejected there: accepted orders are canceled, not rejected; a break says so', async (s) => {
    const order = await s.desk.working();
    await s.reconcile([status(s.desk, order, { ordStatus: 'rejected', leavesQty: lots(0), text: 'late' })]);
    s.breakSaying(order.clOrdId);
  }),
  row('replace pending here, not found there: unresolved, and a break', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.replace(order.clOrdId, lots(30), priceTicks(9_999), 't');
    await s.reconcile([]);
    s.expect('order', s.order(order)[0], 'unresolved');
    s.breakSaying(order.clOrdId);
  }),
  row('cancel pending here, not found there: unresolved, and a break', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.cancel(order.clOrdId);
    await s.reconcile([]);
    s.expect('order', s.order(order)[0], 'unresolved');
    s.breakSaying(order.clOrdId);
  }),
  row('partially filled here, canceled there: fills are kept', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 6));
    await s.reconcile([status(s.desk, order, { ordStatus: 'canceled', cumQty: lots(6), leavesQty: lots(0) })]);
    s.expect('order', s.order(order), ['canceled', 6, 0]);
    s.expect('position', s.position(), 6);
  }),
  row('partially filled here, not found there: a break and it stays open with its fills', async (s) => {
    const order = await s.desk.working();
    await s.desk.orders.onExecutionReport(s.desk.trade(order, 6));
    await s.reconcile([]);
    s.expect('order', s.order(order), ['partiallyFilled', 6, 4]);
    s.breakSaying('does not name it now');
  }),
];
