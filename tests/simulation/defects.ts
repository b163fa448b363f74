/**
 * Defects that order systems have had, planted one at a time in the simulated core. Each must be found within `seedsMax`
 * seeds from 1; one that is not says that the simulation has become blind.
 */
import { ok } from '../../src/shared/base/result.ts';
import { quantityLots } from '../../src/shared/domain/numbers.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import type { ConnectOrders } from '../../src/main/core/gateways/order-transport.ts';
import { MarketDataSequencer, type SequencerVerdict } from '../../src/main/core/gateways/market-data-sequencer.ts';
import type { MarketDataBatch } from '../../src/shared/wire/market-data.ts';
import type { ExecutionReport } from '../../src/shared/wire/venue.ts';
import { isInFlight } from '../../src/shared/domain/order-step.ts';
import type { Order } from '../../src/shared/domain/order.ts';
import type { SimCore } from './sim-core.ts';

export interface Defect {
  readonly name: string;
  readonly what: string;
  /** It must be found within so many seeds. */
  readonly seedsMax: number;
  readonly plant?: (core: SimCore) => void;
  readonly transport?: (connect: ConnectOrders) => ConnectOrders;
  readonly acknowledgesEarly?: boolean;
}

/** The least often found one shows in about one seed of ten (6 of 60): see docs/RELIABILITY.md. */
const seedsMax = 50;

export const defects: readonly Defect[] = [
  {
    name: 'forgottenDedupe', what: 'each execution looks new, however often it comes', seedsMax,
    plant(core) {
      let n = 0;
      mapReports(core, (r) => (r.execType === 'trade' ? { ...r, execId: `${r.execId}~${++n}` } : r));
    },
  },
  {
    name: 'resendOnTimeout', what: 'an order without an answer is sent again under a new ClOrdID', seedsMax,
    plant(core) {
      const done = new Set<string>();
      onUnresolved(core, (order) => {
        if (done.has(order.clOrdId)) return;
        done.add(order.clOrdId);
        core.clock.after(50, () => { void core.orders.submit({ ...order, suggestionId: null }, 'defect'); });
      });
    },
  },
  {
    name: 'rejectOnTimeout', what: 'silence is taken for a no', seedsMax,
    plant: (core) => onUnresolved(core, (order) => { void core.orders.onBusinessReject({ clOrdId: order.clOrdId, text: 'no answer' }); }),
  },
  { name: 'ackBeforeCommit', what: 'the journal says saved before it is on disk, and the order goes out', seedsMax, acknowledgesEarly: true },
  {
    name: 'offByOneGap', what: 'one missing number is not seen as a gap', seedsMax,
    plant: (core) => replacePart(core.gateway, 'sequencer', new OffByOneSequencer()),
  },
  {
    name: 'resendInsteadOfGapFill', what: 'orders that the OMS asks for again are sent again', seedsMax,
    transport: resendingOrders,
  },
  {
    name: 'noReconciliation', what: 'trading opens after a reconnect without a look at what the OMS has', seedsMax,
    plant(core) {
      core.orders.reconcile = () => Promise.resolve({ ordersCompared: 0, fillsApplied: 0, resolved: 0, external: 0, breaks: [] });
    },
  },
  {
    name: 'canceledAtOnce', what: 'an order counts as canceled when the cancel has been sent', seedsMax,
    plant(core) {
      const cancel = core.orders.cancel.bind(core.orders);
      core.orders.cancel = async (clOrdId) => {
        const outcome = await cancel(clOrdId);
        const order = core.projection.get(clOrdId);
        if (outcome.sent && order?.pendingClOrdId) await core.orders.onExecutionReport(canceledReport(core, order));
        return outcome;
      };
    },
  },
  {
    name: 'neverAsks', what: 'the state of an unresolved order is never asked for', seedsMax,
    plant(core) { core.gateway.requestStatus = () => null; },
  },
  {
    name: 'byExecIdAlone', what: 'an execution is known by its ExecID alone, whatever order and run of the OMS it is of', seedsMax,
    plant(core) {
      core.projection.fill = (_clOrdId, execId) => core.projection.fills().find((fill) => fill.execId === execId) ?? null;
    },
  },
  {
    name: 'alwaysLive', what: 'what was live once stays live', seedsMax,
    plant(core) { core.marketData.feedState = () => 'live'; },
  },
  {
    name: 'executionsNotFetched', what: 'a reconciliation compares the state of orders and leaves out the executions', seedsMax,
    plant(core) {
      const reconcile = core.orders.reconcile.bind(core.orders);
      core.orders.reconcile = (input) => reconcile({ ...input, executions: [] });
    },
  },
  {
    name: 'routesOverParent', what: 'what works of a parent counts as if it could be routed again', seedsMax,
    plant(core) {
      const view = core.parentsProjection.view.bind(core.parentsProjection);
      core.parentsProjection.view = (parentId, except, userId) => {
        const kept = core.parentsProjection.kept(parentId);
        const seen = view(parentId, except, userId);
        return seen && kept && { ...seen, unroutedQty: quantityLots(kept.state.orderQty - core.parentsProjection.progress(kept).cumQty) };
      };
    },
  },
  {
    name: 'lockedAtOnce', what: 'a parent counts as locked when the lock has been asked for', seedsMax,
    plant(core) {
      const view = core.parentsProjection.view.bind(core.parentsProjection);
      core.parentsProjection.view = (parentId, except, userId) => {
        const seen = view(parentId, except, userId);
        const isAsked = core.parentsProjection.kept(parentId)?.asked?.what === 'lock';
        return seen && isAsked ? { ...seen, lockedBy: userId } : seen;
      };
    },
  },
  {
    name: 'toldOnce', what: 'a phone trade is told to the OMS once, answered or not', seedsMax,
    plant: (core) => onceEach(core, (m) => (m.msgType === 'TradeCaptureReport' ? `${m.tradeReportId} ${m.tradeReportTransType}` : null)),
  },
  {
    name: 'phoneTradeAnew', what: 'a phone trade is told under another id each time', seedsMax,
    plant(core) {
      let n = 0;
      const send = core.gateway.send.bind(core.gateway);
      core.gateway.send = (message) => send(message.msgType === 'TradeCaptureReport' ? { ...message, tradeReportId: `${message.tradeReportId}~${++n}` } : message);
    },
  },
];

/** Nothing is said wrongly, only too late: these break no invariant, and must miss the time in which blotter and ledger agree again. */
export const slowHealers: readonly { readonly what: string; readonly plant: (core: SimCore) => void }[] = [
  {
    what: 'when the pause grows while nobody answers',
    plant(core) {
      let ms = 125;
      replacePart(core.gateway, 'pause', { next: () => (ms = Math.min(8000, ms * 2)), stood: () => undefined });
    },
  },
];

/** Lets a message through once by what names it; null lets it through always. */
function onceEach(core: SimCore, nameOf: (message: Parameters<SimCore['gateway']['send']>[0]) => string | null): void {
  const send = core.gateway.send.bind(core.gateway);
  const seen = new Set<string>();
  core.gateway.send = (message) => {
    const name = nameOf(message);
    if (name !== null && seen.has(name)) return ok(undefined);
    if (name !== null) seen.add(name);
    return send(message);
  };
}

function mapReports(core: SimCore, map: (report: ExecutionReport) => ExecutionReport): void {
  const take = core.orders.onExecutionReport.bind(core.orders);
  const reconcile = core.orders.reconcile.bind(core.orders);
  core.orders.onExecutionReport = (report) => take(map(report));
  core.orders.reconcile = (input) => reconcile({ ...input, executions: input.executions.map(map) });
}

function onUnresolved(core: SimCore, act: (order: Order) => void): void {
  core.orders.onOrders((orders) => {
    for (const order of orders) if (order.ordStatus === 'unresolved' && isInFlight(order.ordStatus) && order.orderId === null) act(order);
  });
}

/** Throws when the part is not there any more: a defect that changes nothing must not look like one. */
function replacePart(owner: object, name: string, part: unknown): void {
  if (typeof Reflect.get(owner, name) !== 'object') throw new Error(`there is no ${name} to plant a defect in: mend tests/simulation/defects.ts`);
  Reflect.set(owner, name, part);
}

class OffByOneSequencer extends MarketDataSequencer {
  override offer(batch: MarketDataBatch): SequencerVerdict {
    if (this.synchronised && batch.mdSeq === this.delivered + 2) Reflect.set(this, 'lastSeq', this.delivered + 1);
    else if (this.synchronised && batch.entries.length === 0 && batch.mdSeq === this.delivered + 1) return { kind: 'heartbeat' };
    return super.offer(batch);
  }
}

/** Before each gap fill the orders that it would skip go out once more, under their old numbers. */
function resendingOrders(connect: ConnectOrders): ConnectOrders {
  const kept = new Map<number, Record<string, unknown>>();
  return (endpoint, events) => {
    const transport = connect(endpoint, events);
    return {
      send(frame) {
        const decoded = decodeFrame(frame);
        const message = (decoded.ok ? decoded.value : {}) as Record<string, unknown> & { msgType?: string; msgSeqNum?: number; newSeqNo?: number };
        const from = message.msgSeqNum ?? 0;
        if (message.msgType === 'Logon' && message['resetSeqNumFlag'] === true) kept.clear();
        if (message.msgType === 'NewOrderSingle') kept.set(from, message);
        if (message.msgType === 'SequenceReset') {
          for (const [n, order] of kept) if (n >= from && n < (message.newSeqNo ?? 0)) transport.send(encodeFrame({ ...order, possDup: true, origSendingTime: order['sendingTime'] }));
        }
        return transport.send(frame);
      },
      close: () => transport.close(),
    };
  };
}

/** What the OMS would say if it had canceled the order already. */
function canceledReport(core: SimCore, order: Order): ExecutionReport {
  return {
    msgType: 'ExecutionReport', msgSeqNum: 1, sendingTime: order.updatedAt, execId: `early-${order.clOrdId}`, execType: 'canceled', execRefId: null, ordStatus: 'canceled',
    orderId: order.orderId ?? 'none', clOrdId: order.pendingClOrdId ?? order.clOrdId, origClOrdId: order.clOrdId, symbol: order.symbol, side: order.side,
    ordType: order.ordType, price: order.price, orderQty: order.orderQty, timeInForce: order.timeInForce, cumQty: order.cumQty, leavesQty: core.projection.get(order.clOrdId)?.leavesQty ?? order.leavesQty,
    avgPx: order.avgPx, lastPx: null, lastQty: null, feeMinor: null, liquidity: null, transactTime: order.updatedAt, resent: false, requestId: null, text: null,
  };
}
