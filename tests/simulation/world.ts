/**
 * Core, venue and the network between them in one process under virtual time, all from one seed: the same seed gives the
 * same trace. A core is killed as by kill -9 (its disk survives), a venue starts again under a new epoch with the same ids.
 */
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { ok } from '../../src/shared/base/result.ts';
import { seededRandom, seedFrom, type Random } from '../../src/shared/base/random.ts';
import type { JournalRecord } from '../../src/shared/domain/journal-event.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrderIntent } from '../../src/shared/domain/order.ts';
import type { Quote } from '../../src/shared/domain/quote.ts';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema } from '../../src/shared/wire/market-data.ts';
import type { ConnectMarketData, MarketDataLineEvents } from '../../src/main/core/gateways/market-data-line.ts';
import type { ConnectOrders, OrderTransportEvents } from '../../src/main/core/gateways/order-transport.ts';
import type { Defect } from './defects.ts';
import { Invariants } from './invariants.ts';
import { Network, Trace } from './network.ts';
import { SimCore } from './sim-core.ts';
import { SimVenue, startPrice, symbols } from './sim-venue.ts';

/** One order line of a core. As with a ZeroMQ DEALER it outlives connections: each has a routing id of its own. */
interface Wire { routing: number; readonly events: OrderTransportEvents; isClosed: boolean }
interface Subscription { readonly events: MarketDataLineEvents; isClosed: boolean }

export interface WorldOptions {
  readonly seed: number;
  readonly defect?: Defect | null;
  readonly keepTrace?: boolean;
}

const sliceMs = 4;
/** Everything that is ready runs before time goes on. */
const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const downMsMax = 400;

export class World {
  readonly clock = new ManualClock(1_700_000_000_000_000);
  readonly trace: Trace;
  readonly network: Network;
  readonly disk: JournalRecord[] = [];
  readonly invariants: Invariants;
  readonly counts = { orders: 0, fills: 0, kills: 0, restarts: 0, cuts: 0, steps: 0, colleague: 0 };
  readonly defect: Defect | null;
  core: SimCore | null = null;
  sim!: SimVenue;
  /** When prices were last confirmed to the core that runs, by a feed frame or a snapshot: a witness that no room knows. */
  feedHeardMs: number | null = null;
  private readonly seed: number;
  private readonly disks: Random;
  private wires = new Map<number, Wire>();
  private subscription: Subscription | null = null;
  private books: ReadonlyMap<string, string>[] = [];
  private routings = 0;
  private epochs = 0;
  private ids = 0;

  constructor({ seed, defect = null, keepTrace = false }: WorldOptions) {
    this.seed = seed;
    this.defect = defect;
    this.trace = new Trace(keepTrace);
    this.disks = this.stream('disk');
    this.network = new Network(this.clock, this.stream('network'), this.trace);
    this.invariants = new Invariants(this);
    this.startVenue();
    this.startCore();
  }

  stream(name: string): Random {
    return seededRandom(seedFrom(`${this.seed} ${name}`));
  }

  /** Lets time pass in slices; after each all that is ready has run. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= sliceMs) {
      this.clock.advance(Math.min(sliceMs, left));
      await settle();
    }
  }

  killCore(): void {
    if (!this.core) return;
    this.counts.kills++;
    this.trace.add('kill core');
    this.core.clock.kill();
    this.core = null;
    for (const wire of this.wires.values()) this.close(wire);
    if (this.subscription) this.subscription.isClosed = true;
    this.feedHeardMs = null;
    this.clock.after(20 + this.disks.integer(downMsMax), () => this.startCore());
  }

  restartVenue(): void {
    this.counts.restarts++;
    this.sim.clock.kill();
    this.startVenue();
    for (const wire of [...this.wires.values()]) this.reroute(wire);
  }

  /** The connection breaks and comes back by itself; the venue hears of it, or not. */
  cut(said: boolean): void {
    this.counts.cuts++;
    this.trace.add(`cut ${said}`);
    for (const wire of [...this.wires.values()]) {
      if (said) this.sim.venue.sessions.lost(bytesOf(wire.routing));
      this.reroute(wire);
    }
  }

  submit(random: Random): void {
    const { core } = this;
    if (!core) return;
    const orderQty = ++this.counts.orders; // the quantity names the intent
    const symbol = symbols[random.integer(symbols.length)] ?? 'AAA';
    const isMarket = random.uniform() < 0.1;
    const quote = core.marketData.quote(symbol);
    const price = (quote?.bid ?? startPrice) + random.integer(9) - 4;
    const intent: OrderIntent = {
      symbol, side: random.uniform() < 0.5 ? 'buy' : 'sell', ordType: isMarket ? 'market' : 'limit', price: isMarket ? null : priceTicks(price),
      orderQty: quantityLots(orderQty), timeInForce: isMarket ? 'ioc' : (['day', 'day', 'gtc', 'ioc', 'fok'] as const)[random.integer(5)] ?? 'day',
      suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' },
    };
    core.orders.submit(intent, 'trader').then((outcome) => {
      if (outcome.sent && this.core === core) this.invariants.acknowledged(outcome.clOrdId);
    }).catch((cause: unknown) => core.accidents.push(String(cause)));
  }

  private startCore(): void {
    this.trace.add('start core');
    const core = this.core = new SimCore({
      clock: this.clock, random: this.disks, trace: this.trace, disk: this.disk,
      newId: () => `00000000-0000-4000-8000-${String(++this.ids).padStart(12, '0')}`,
      connectOrders: this.defect?.transport?.(this.connectOrders) ?? this.connectOrders, connectMarketData: this.connectMarketData,
      acknowledgesEarly: this.defect?.acknowledgesEarly ?? false,
    });
    this.defect?.plant?.(core);
    this.invariants.watch(core);
    const apply = core.marketData.applySnapshot.bind(core.marketData);
    core.marketData.applySnapshot = (...snapshot) => {
      if (this.core === core) this.feedHeardMs = this.clock.monotonicMs();
      apply(...snapshot);
    };
    core.start().catch((cause: unknown) => core.accidents.push(String(cause)));
  }

  private startVenue(): void {
    const epoch = `E${++this.epochs}`;
    this.books = [];
    this.trace.add(`venue ${epoch}`);
    const sim: SimVenue = this.sim = new SimVenue(this.clock, this.stream(epoch), epoch, {
      sendOrder: ({ routingId }, frame) => {
        const routing = numberOf(routingId);
        this.network.carry('toCore', frame, () => {
          const wire = this.wires.get(routing);
          if (wire && !wire.isClosed) wire.events.onFrame(frame);
        });
      },
      publish: (frame) => { if (this.sim === sim || !this.sim) this.publish(frame); },
    });
  }

  get epoch(): string {
    return `E${this.epochs}`;
  }

  /** The venue's books after batch `mdSeq` of the run that goes on now; null for a number that it has not sent. */
  booksAt(mdSeq: number): ReadonlyMap<string, string> | null {
    return this.books[mdSeq] ?? null;
  }

  /** Before any fault: what the venue said its books are, by the number of the batch. */
  private keepBooks(frame: Uint8Array): void {
    const decoded = decodeFrame(frame);
    const batch = marketDataBatchSchema.parse(decoded.ok ? decoded.value : null);
    const books = new Map(this.books.at(-1) ?? []);
    for (const entry of batch.entries) if (entry.type === 'quote') books.set(entry.symbol, bookText(entry));
    this.books[batch.mdSeq] = books;
  }

  private publish(frame: Uint8Array): void {
    this.keepBooks(frame);
    const { subscription } = this;
    if (!subscription || subscription.isClosed) return;
    this.network.carry('feed', frame, () => {
      if (subscription.isClosed) return;
      const decoded = decodeFrame(frame);
      if (!decoded.ok) throw new Error(decoded.error);
      this.feedHeardMs = this.clock.monotonicMs();
      subscription.events.onBatch(marketDataBatchSchema.parse(decoded.value));
    });
  }

  private readonly connectOrders: ConnectOrders = (_endpoint, events) => {
    const wire: Wire = { routing: ++this.routings, events, isClosed: false };
    this.wires.set(wire.routing, wire);
    return {
      send: (frame) => {
        this.invariants.sent(frame);
        const { routing } = wire;
        // What had left before a close still arrives; what was under way when the connection broke does not.
        this.network.carry('toVenue', frame, () => { if (wire.routing === routing) this.sim.venue.sessions.onFrame(bytesOf(routing), frame); });
        return ok(undefined);
      },
      close: () => this.close(wire),
    };
  };

  private readonly connectMarketData: ConnectMarketData = (_endpoint, events) => {
    const subscription: Subscription = { events, isClosed: false };
    this.subscription = subscription;
    // Subscriptions reach a venue that can be reached; what it says to them may be lost like anything else.
    const subscribe = (): void => void this.clock.after(sliceMs, () => { if (!subscription.isClosed) this.sim.venue.feed.heartbeat(); });
    subscribe();
    return { subscribe, close: () => { subscription.isClosed = true; } };
  };

  private close(wire: Wire): void {
    if (wire.isClosed) return;
    wire.isClosed = true;
    this.wires.delete(wire.routing);
    const { routing } = wire;
    this.clock.after(2 * sliceMs, () => { if (!this.network.isCut.toVenue) this.sim.venue.sessions.lost(bytesOf(routing)); });
  }

  private reroute(wire: Wire): void {
    this.wires.delete(wire.routing);
    wire.routing = ++this.routings;
    this.wires.set(wire.routing, wire);
    this.clock.after(sliceMs, () => { if (!wire.isClosed) wire.events.onReconnected(); });
  }
}

export const bookText = (q: Pick<Quote, 'bid' | 'bidSize' | 'ask' | 'askSize'>): string => `${q.bidSize}@${q.bid} ${q.askSize}@${q.ask}`;

const bytesOf = (routing: number): Uint8Array => Uint8Array.of(routing >> 8, routing & 255);
const numberOf = (id: Uint8Array): number => ((id[0] ?? 0) << 8) | (id[1] ?? 0);
