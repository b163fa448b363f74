/** The controls: one protection each, switched off by wrapping a room of the driver's core. The product has no switch. */
import type { Core } from '../../src/main/core/core.ts';
import type { MarketDataBatch } from '../../src/shared/wire/market-data.ts';
import type { ExecutionReport } from '../../src/shared/wire/venue.ts';
import type { ControlName } from './protocol.ts';

/** How often a control that re-sends looks for a session, ms. */
const lookEveryMs = 50;

export function switchOff(core: Core, control: ControlName): void {
  switches[control](core);
}

const switches: Readonly<Record<ControlName, (core: Core) => void>> = {
  /** An order without an answer is sent again, as many systems did. */
  resend({ rooms }) {
    const again = new Set<string>();
    const done = new Set<string>();
    rooms.orders.onOrders((orders) => {
      for (const o of orders) if (o.ordStatus === 'unresolved' && o.orderId === null && !done.has(o.clOrdId)) again.add(o.clOrdId);
    });
    setInterval(() => {
      if (rooms.venue.state !== 'ready') return;
      for (const id of [...again]) {
        again.delete(id);
        done.add(id);
        const order = rooms.ordersProjection.get(id);
        if (order) void rooms.orders.submit({ ...order, suggestionId: null }, 'control').then((outcome) => { if (outcome.sent) done.add(outcome.clOrdId); });
      }
    }, lookEveryMs);
  },
  /** Every execution looks new, however often it comes. */
  noDedupe({ rooms }) {
    let n = 0;
    const asNew = (r: ExecutionReport): ExecutionReport => (r.execType === 'trade' ? { ...r, execId: `${r.execId}~${++n}` } : r);
    const take = rooms.orders.onExecutionReport.bind(rooms.orders);
    const reconcile = rooms.orders.reconcile.bind(rooms.orders);
    rooms.orders.onExecutionReport = (report) => take(asNew(report));
    rooms.orders.reconcile = (input) => reconcile({ ...input, executions: input.executions.map(asNew) });
  },
  /** After the first snapshot whatever comes is taken, hole or not. */
  ignoreGaps({ rooms }) {
    const sequencer = sequencerOf(core(rooms));
    const offer = sequencer.offer.bind(sequencer);
    sequencer.offer = (batch) => {
      if (!sequencer.synchronised) return offer(batch);
      Reflect.set(sequencer, 'lastSeq', batch.mdSeq);
      return batch.entries.length === 0 ? { kind: 'heartbeat' } : { kind: 'deliver', batches: [batch] };
    };
  },
  /** What was live once stays live. */
  alwaysLive({ rooms }) {
    rooms.marketData.feedState = () => 'live';
    rooms.marketData.feedAgeMs = () => 0;
  },
  /** Reports find their order by the OMS's OrderID, whatever epoch it is of. */
  byOrderId({ rooms }) {
    const take = rooms.orders.onExecutionReport.bind(rooms.orders);
    rooms.orders.onExecutionReport = (report) => {
      const first = [...rooms.ordersProjection.orders()].reverse().find((o) => o.orderId === report.orderId);
      return take(first ? { ...report, clOrdId: first.clOrdId, origClOrdId: null, symbol: first.symbol, side: first.side } : report);
    };
  },
  /** An execution is known by its ExecID alone, whatever order and epoch it is of. */
  byExecId({ rooms }) {
    rooms.ordersProjection.fill = (_clOrdId, execId) => rooms.ordersProjection.fills().find((fill) => fill.execId === execId) ?? null;
  },
  /** Trading opens without a look at what the OMS has. */
  noReconcile({ rooms }) {
    rooms.orders.reconcile = () => Promise.resolve({ ordersCompared: 0, fillsApplied: 0, resolved: 0, external: 0, breaks: [] });
    rooms.orders.onStatusCompleted = () => Promise.resolve();
  },
  /** An order that cannot go out now is forgotten, and its sender is told that all is well. */
  dropsSilently({ rooms }) {
    const submit = rooms.orders.submit.bind(rooms.orders);
    rooms.orders.submit = (intent, userId) => (rooms.venue.state === 'ready' ? submit(intent, userId) : Promise.resolve({ sent: true, clOrdId: rooms.orders.newClOrdId() }));
  },
  /** A line is dead when its socket says so, and only then. */
  socketDecides({ rooms }) {
    replaceIn(partOf(partOf(rooms.venue, 'line'), 'session'), 'tick', () => undefined);
  },
  /** What an order was last said to be it stays, until somebody says otherwise. */
  keepsStatus({ rooms }) {
    rooms.orders.onDisconnected = () => Promise.resolve();
    replaceIn(partOf(rooms.orders, 'timers'), 'start', () => undefined);
  },
  /** Ids are counted, from 1 at each start. */
  counterIds({ rooms }) {
    let n = 0;
    rooms.orders.newClOrdId = () => `order-${++n}`;
  },
  /** Silence is taken for a no. */
  rejectOnTimeout({ rooms }) {
    rooms.orders.onOrders((orders) => {
      for (const o of orders) if (o.ordStatus === 'unresolved' && o.orderId === null) void rooms.orders.onBusinessReject({ clOrdId: o.clOrdId, text: 'no answer' });
    });
  },
};

/** Both throw when the part is not there any more: a control that changes nothing must not look like one. */
function partOf(owner: object, name: string): object {
  const part: unknown = Reflect.get(owner, name);
  if (typeof part !== 'object' || part === null) throw new Error(`there is no ${name} to switch off: mend scripts/torture/controls.ts`);
  return part;
}

function replaceIn(owner: object, name: string, by: (...args: readonly unknown[]) => unknown): void {
  if (typeof Reflect.get(owner, name) !== 'function') throw new Error(`there is no ${name} to switch off: mend scripts/torture/controls.ts`);
  Reflect.set(owner, name, by);
}

const core = (rooms: Core['rooms']): Pick<Core, 'rooms'> => ({ rooms });

/** The part of the market data sequencer that the torture looks at. */
export interface SequencerLike {
  readonly synchronised: boolean;
  readonly delivered: number;
  offer(batch: MarketDataBatch): { readonly kind: 'heartbeat' } | { readonly kind: 'deliver'; readonly batches: readonly MarketDataBatch[] } | { readonly kind: string };
}

/** Throws when the gateway no longer has it: a control that changes nothing must not look like one. */
export function sequencerOf({ rooms }: Pick<Core, 'rooms'>): SequencerLike {
  const sequencer: unknown = Reflect.get(rooms.venue, 'sequencer');
  if (typeof sequencer !== 'object' || sequencer === null || !('offer' in sequencer)) throw new Error('the venue gateway has no sequencer by that name: mend scripts/torture/controls.ts');
  return sequencer as SequencerLike;
}
