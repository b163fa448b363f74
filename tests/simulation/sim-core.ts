/** The order side of the core in one process's worth of memory: the real rooms and the real gateway, over a disk that takes time. */
import type { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Random } from '../../src/shared/base/random.ts';
import type { JournalEvent, JournalRecord } from '../../src/shared/domain/journal-event.ts';
import { defaultLimits } from '../../src/shared/domain/limits.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import { createCommandQueue } from '../../src/main/core/command-queue.ts';
import { DataQuality } from '../../src/main/core/data-quality/data-quality.ts';
import type { ConnectMarketData } from '../../src/main/core/gateways/market-data-line.ts';
import type { ConnectOrders } from '../../src/main/core/gateways/order-transport.ts';
import { VenueGateway } from '../../src/main/core/gateways/venue-gateway.ts';
import { MarketData } from '../../src/main/core/market-data/market-data.ts';
import { OrdersProjection } from '../../src/main/core/orders/orders-projection.ts';
import { Orders } from '../../src/main/core/orders/orders.ts';
import { ParentsProjection } from '../../src/main/core/parents/parents-projection.ts';
import { Parents } from '../../src/main/core/parents/parents.ts';
import { PositionsProjection } from '../../src/main/core/portfolio/positions-projection.ts';
import { createRecorder } from '../../src/main/core/recorder.ts';
import { Risk } from '../../src/main/core/risk/risk.ts';
import { TradingState } from '../../src/main/core/trading-state.ts';
import { venueEvents } from '../../src/main/core/venue-events.ts';
import { VenueStatus } from '../../src/main/core/venue-status.ts';
import { ProcessClock, type Trace } from './network.ts';

export const deskCompId = 'DESK';
/** Short, so that a silent line is noticed in a step or two, ms. */
const heartBtIntMs = 500;
const writeMsMax = 4;
/** How much later a disk writes whose acknowledgement came early (a planted defect), ms. */
const writeBackMs = 40;

/** The other user of the desk. Works at the OMS itself, without a network of its own. */
export const colleague = 'COLLEAGUE';

export interface SimCoreParts {
  readonly clock: ManualClock;
  readonly random: Random;
  readonly trace: Trace;
  /** What survives a kill. */
  readonly disk: JournalRecord[];
  readonly newId: () => string;
  readonly connectOrders: ConnectOrders;
  readonly connectMarketData: ConnectMarketData;
  /** A planted defect: the journal says 'saved' before it is. */
  readonly acknowledgesEarly: boolean;
}

export class SimCore {
  readonly clock: ProcessClock;
  readonly projection = new OrdersProjection();
  readonly parentsProjection = new ParentsProjection(this.projection);
  readonly positions = new PositionsProjection();
  readonly queue = createCommandQueue();
  readonly marketData: MarketData;
  readonly orders: Orders;
  readonly parents: Parents;
  readonly gateway: VenueGateway;
  readonly trading: TradingState;
  /** What should not have happened, in words. */
  readonly accidents: string[] = [];
  private readonly parts: SimCoreParts;
  private taken: number;
  private lastWriteMs = 0;

  constructor(parts: SimCoreParts) {
    this.parts = parts;
    const clock = this.clock = new ProcessClock(parts.clock);
    const { projection, parentsProjection, positions, queue } = this;
    this.taken = parts.disk.length;
    for (const record of parts.disk) for (const p of [projection, parentsProjection, positions]) p.apply(record);
    const recorder = createRecorder({ journal: this, projections: [projection, parentsProjection, positions] });
    const host = {
      clock, newId: parts.newId, notify: () => undefined,
      log: (level: string, message: string, facts?: Readonly<Record<string, unknown>>): void => {
        if (level === 'error' && /halted|failed|could not/.test(message)) this.accidents.push(`${message} ${JSON.stringify(facts ?? {})}`);
      },
    };
    const marketData = this.marketData = new MarketData(clock);
    const trading = this.trading = new TradingState(host);
    const status = new VenueStatus(() => marketData.statusChanged());
    const gateway = (): VenueGateway => this.gateway;
    const risk = new Risk({
      host, limits: { ...defaultLimits, duplicateWindowMs: 0 }, orders: projection, positions, prices: marketData,
      omsState: () => status.omsState, trading: () => ({ state: trading.state, why: trading.why }),
      parents: { view: (parentId, except) => parentsProjection.view(parentId, except, deskCompId) },
    });
    const orders = this.orders = new Orders({
      host, recorder, queue, projection, risk, prices: marketData,
      gateway: { get state() { return gateway().state; }, send: (message) => gateway().send(message), requestStatus: (clOrdId) => gateway().requestStatus(clOrdId) },
    });
    const parents = this.parents = new Parents({
      host, queue, orders, ordersProjection: projection, projection: parentsProjection, prices: marketData, userId: deskCompId, senderCompId: deskCompId,
      desk: { accounts: ['MAIN', 'HEDGE'], strategies: [], colleagues: [colleague] },
      gateway: { get state() { return gateway().state; }, send: (message) => gateway().send(message) },
    });
    const dataQuality = new DataQuality();
    dataQuality.recordWith(recorder);
    this.gateway = new VenueGateway({
      ordersEndpoint: 'orders', marketDataEndpoint: 'feed', senderCompId: deskCompId, targetCompId: 'VENUE', clock, random: parts.random, heartBtIntMs, barsMax: 10,
      connectOrders: parts.connectOrders, connectMarketData: parts.connectMarketData,
      events: venueEvents({ marketData, dataQuality, orders, parents, signals: null, recorder, queue, trading, status }),
    });
  }

  /** As the core does: what was in flight is unresolved first, then the line is opened. */
  async start(): Promise<void> {
    await this.orders.onDisconnected();
    if (!this.clock.isDead) this.gateway.start();
  }

  head(): { readonly seq: number; readonly hash: string } {
    return { seq: this.taken, hash: `h${this.taken}` };
  }

  /** The journal: on disk after a while, in order. */
  append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]> {
    const { disk, random, trace, acknowledgesEarly } = this.parts;
    const records = events.map((event): JournalRecord => {
      const seq = ++this.taken;
      // Through JSON, as from a disk: what does not survive it must not be relied on.
      return { seq, at: epochMicros(this.clock.nowMicros()), event: JSON.parse(JSON.stringify(event)) as JournalEvent, hash: `h${seq}` };
    });
    const now = this.clock.monotonicMs();
    this.lastWriteMs = Math.max(this.lastWriteMs, now + 1 + random.integer(writeMsMax) + (acknowledgesEarly ? writeBackMs : 0));
    return new Promise((resolve) => {
      this.clock.after(this.lastWriteMs - now, () => {
        for (const record of records) trace.add(`journal ${record.seq} ${JSON.stringify(record.event)}`);
        disk.push(...records);
        resolve(records);
      });
      if (acknowledgesEarly) resolve(records);
    });
  }
}
