/**
 * A desk in memory for tests of the order rooms: journal, clock and prices moved by hand, and an order line that keeps
 * what was sent so that the test can answer as an OMS would. Restart is `reopen()`: the same journal, new rooms.
 */
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import type { OmsState, TradingState } from '../../src/shared/domain/connection.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import type { JournalEvent, JournalRecord } from '../../src/shared/domain/journal-event.ts';
import { defaultLimits, type Limits } from '../../src/shared/domain/limits.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Order, OrderIntent } from '../../src/shared/domain/order.ts';
import type { Quote } from '../../src/shared/domain/quote.ts';
import type { ExecutionReport } from '../../src/shared/wire/venue.ts';
import { createCommandQueue } from '../../src/main/core/command-queue.ts';
import { OrdersProjection } from '../../src/main/core/orders/orders-projection.ts';
import { Orders } from '../../src/main/core/orders/orders.ts';
import type { OmsGateway, UnsequencedToVenue } from '../../src/main/core/orders/oms-gateway.ts';
import { ParentsProjection } from '../../src/main/core/parents/parents-projection.ts';
import { Parents } from '../../src/main/core/parents/parents.ts';
import { Portfolio } from '../../src/main/core/portfolio/portfolio.ts';
import { PositionsProjection } from '../../src/main/core/portfolio/positions-projection.ts';
import { createRecorder } from '../../src/main/core/recorder.ts';
import { Risk } from '../../src/main/core/risk/risk.ts';
import type { PriceView } from '../../src/main/core/risk/price-view.ts';
import { JournalError, type Projection } from '../../src/main/core/store/journal.ts';

export const acme: Instrument = {
  symbol: 'ACME', name: 'Acme', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1',
  multiplier: '1', barSeconds: 60, feeBp: 1, averageDailyVolumeLots: 1_000_000, tradable: true,
};

export const quoteOf = (symbol: string, bid: number, ask: number): Quote => ({
  symbol, bid: priceTicks(bid), bidSize: quantityLots(500), ask: priceTicks(ask), askSize: quantityLots(500), venueTime: epochMicros(1_000_000),
});

export const limitBuy = (orderQty: number, price = 10_000, over: Partial<OrderIntent> = {}): OrderIntent => ({
  symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(price), orderQty: quantityLots(orderQty), timeInForce: 'day',
  suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, ...over,
});

/** The journal in memory: numbers without holes, and a switch for a full disk. */
export class MemoryJournal {
  readonly records: JournalRecord[] = [];
  failing = false;
  private readonly clock: ManualClock;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  append(events: readonly JournalEvent[]): Promise<readonly JournalRecord[]> {
    if (this.failing) return Promise.reject(new JournalError({ code: 'diskFull', path: 'memory', kept: 'nothing', detail: 'no space' }));
    const made = events.map((event, i): JournalRecord => {
      const seq = this.records.length + i + 1;
      // Through JSON, as from a disk: what does not survive it must not be relied on.
      return { seq, at: epochMicros(this.clock.nowMicros()), event: JSON.parse(JSON.stringify(event)) as JournalEvent, hash: `h${seq}` };
    });
    this.records.push(...made);
    return Promise.resolve(made);
  }

  head(): { seq: number; hash: string } {
    return { seq: this.records.length, hash: `h${this.records.length}` };
  }

  typesOf(): readonly string[] {
    return this.records.map((r) => (r.event.type === 'OrderStepped' ? r.event.body.event : r.event.type));
  }
}

export class LineInMemory implements OmsGateway {
  state: OmsState = 'ready';
  broken = false;
  readonly sent: UnsequencedToVenue[] = [];
  /** ClOrdIDs asked about; the n-th question is `status-n`. */
  readonly asked: string[] = [];

  send(message: UnsequencedToVenue): Result<void, string> {
    if (this.broken) return err('no session');
    this.sent.push(message);
    return ok(undefined);
  }

  requestStatus(clOrdId: string): string | null {
    if (this.broken) return null;
    return `status-${this.asked.push(clOrdId)}`;
  }
}

/** The user of the workstation. */
export const deskUser = 'trader-1';

export class Desk {
  readonly clock = new ManualClock(1_700_000_000_000_000);
  readonly journal = new MemoryJournal(this.clock);
  readonly line = new LineInMemory();
  readonly logged: string[] = [];
  readonly instruments = new Map<string, Instrument>([[acme.symbol, acme]]);
  readonly quotes = new Map<string, Quote>([[acme.symbol, quoteOf('ACME', 9_999, 10_001)]]);
  readonly limits: Limits;
  quoteAgeMs: number | null = 0;
  halted: string | null = null;
  ids = 0;
  queue = createCommandQueue();
  projection = new OrdersProjection();
  parentsProjection = new ParentsProjection(this.projection);
  positions = new PositionsProjection();
  recorder = createRecorder({ journal: this.journal, projections: [this.projection, this.parentsProjection, this.positions] });
  risk: Risk;
  orders: Orders;
  parents: Parents;
  portfolio: Portfolio;
  private reportsMade = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
    [this.risk, this.orders, this.parents, this.portfolio] = this.rooms();
  }

  /** As after a kill: rooms are new, projections are built from the journal alone (or from `extra` too). */
  reopen(extra: readonly Projection[] = []): void {
    this.orders.dispose();
    this.queue = createCommandQueue();
    this.projection = new OrdersProjection();
    this.parentsProjection = new ParentsProjection(this.projection);
    this.positions = new PositionsProjection();
    const projections = [this.projection, this.parentsProjection, this.positions, ...extra];
    for (const record of this.journal.records) for (const p of projections) p.apply(record);
    this.recorder = createRecorder({ journal: this.journal, projections });
    [this.risk, this.orders, this.parents, this.portfolio] = this.rooms();
  }

  readonly host = {
    clock: this.clock,
    newId: (): string => `00000000-0000-4000-8000-${String(++this.ids).padStart(12, '0')}`,
    log: (_level: string, message: string): void => { this.logged.push(message); },
  };

  readonly prices: PriceView = {
    instrument: (s) => this.instruments.get(s) ?? null,
    quote: (s) => this.quotes.get(s) ?? null,
    quoteState: (s) => (this.quotes.has(s) ? 'live' : 'never'),
    quoteAgeMs: () => this.quoteAgeMs,
    feedAgeMs: () => this.quoteAgeMs,
  };

  /** The OMS's report of an order as it stands, to be overridden with what happened. */
  report(order: Pick<Order, 'clOrdId'>, over: Partial<ExecutionReport>): ExecutionReport {
    const known = this.projection.find(order.clOrdId);
    const n = ++this.reportsMade;
    return {
      msgType: 'ExecutionReport', msgSeqNum: n, sendingTime: epochMicros(this.clock.nowMicros()), execId: `x${n}`, execType: 'new', execRefId: null, ordStatus: 'new',
      orderId: `oms-${order.clOrdId.slice(-4)}`, clOrdId: order.clOrdId, origClOrdId: null, symbol: 'ACME', side: known?.side ?? 'buy',
      ordType: 'limit', price: known?.price ?? priceTicks(10_000), orderQty: known?.orderQty ?? quantityLots(10), timeInForce: 'day',
      cumQty: known?.cumQty ?? quantityLots(0), leavesQty: known?.leavesQty ?? quantityLots(0), avgPx: null, lastPx: null, lastQty: null,
      feeMinor: null, liquidity: null, transactTime: epochMicros(this.clock.nowMicros() + n), resent: false, requestId: null, text: null, ...over,
    };
  }

  /** A trade of `lastQty`, with the OMS's CumQty after it. */
  trade(order: Pick<Order, 'clOrdId'>, lastQty: number, over: Partial<ExecutionReport> = {}): ExecutionReport {
    const known = this.projection.find(order.clOrdId);
    const cumQty = quantityLots((known?.cumQty ?? 0) + lastQty);
    return this.report(order, {
      execType: 'trade', lastQty: quantityLots(lastQty), lastPx: priceTicks(10_000), feeMinor: moneyMinor(1), liquidity: 'removed', cumQty,
      ordStatus: cumQty === (known?.orderQty ?? 10) ? 'filled' : 'partiallyFilled', ...over,
    });
  }

  async submitted(intent: OrderIntent = limitBuy(10)): Promise<Order> {
    const outcome = await this.orders.submit(intent, 'trader-1');
    if (!outcome.sent) throw new Error(`denied: ${outcome.words}`);
    return this.order(outcome);
  }

  async working(intent: OrderIntent = limitBuy(10)): Promise<Order> {
    const order = await this.submitted(intent);
    await this.orders.onExecutionReport(this.report(order, {}));
    return this.order(order);
  }

  /** The OMS answers a `requestStatus` to its end; the last one unless named. 0 reports: it does not know the order. */
  answerStatus(reports: number, question = this.line.asked.length): Promise<void> {
    return this.orders.onStatusCompleted({ requestId: `status-${question}`, reports });
  }

  order(of: { readonly clOrdId: string }): Order {
    const order = this.projection.get(of.clOrdId);
    if (!order) throw new Error(`no order ${of.clOrdId}`);
    return order;
  }

  anomalies(): readonly string[] {
    return this.journal.records.flatMap((r) => (r.event.type === 'OrderAnomalyFound' ? [`${r.event.body.severity}: ${r.event.body.what}`] : []));
  }

  private rooms(): [Risk, Orders, Parents, Portfolio] {
    const { host, recorder, queue, projection, positions, prices } = this;
    const trading = (): { state: TradingState; why: string | null } => ({ state: this.halted === null ? 'active' : 'halted', why: this.halted });
    const risk = new Risk({ host, limits: this.limits, orders: projection, positions, prices, omsState: () => this.line.state, trading,
      parents: { view: (parentId, except) => this.parentsProjection.view(parentId, except, deskUser) } });
    const orders = new Orders({ host, recorder, queue, projection, risk, prices, gateway: this.line });
    const parents = new Parents({
      host, queue, orders, ordersProjection: projection, projection: this.parentsProjection, prices, gateway: this.line, userId: deskUser, senderCompId: 'STATION-1',
      desk: { accounts: ['MAIN', 'HEDGE'], strategies: ['index'], colleagues: ['trader-2'] },
    });
    return [risk, orders, parents, new Portfolio({ positions, orders: projection, prices })];
  }
}
