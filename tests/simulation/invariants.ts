/** What must hold after every step, and what must hold once the world is whole and at rest. Each break is a sentence. */
import { isInFlight } from '../../src/shared/domain/order-step.ts';
import { staleAfterMs } from '../../src/shared/domain/connection.ts';
import { fillKey } from '../../src/shared/domain/fill-list.ts';
import type { Fill } from '../../src/shared/domain/fill.ts';
import { isDone, sideSign, type Order } from '../../src/shared/domain/order.ts';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import { MarketDataSequencer } from '../../src/main/core/gateways/market-data-sequencer.ts';
import { isOpen, type LedgerOrder } from '../../reference/venue/ledger.ts';
import { deskBreak, deskDifferences } from './desk-invariants.ts';
import { deskCompId, type SimCore } from './sim-core.ts';
import { symbols } from './sim-venue.ts';
import { bookText, type World } from './world.ts';

/** Half a slice of virtual time and the way from the socket to the room, ms. */
const staleToleranceMs = 4;

export class Invariants {
  looks = 0;
  private readonly world: World;
  /** Seen between steps, at the moment when an order changed. */
  private sawAhead: string | null = null;
  /** ClOrdIDs of which the trader was told that they are sent. */
  private readonly told = new Set<string>();
  private readonly toldFills = new Map<string, Fill>();
  /** ClOrdIDs that the core has put on the line as new orders. */
  private readonly onLine = new Map<string, number>();
  /** ClOrdIDs under which an intent went out, by the quantity that names it. */
  private readonly sentAs = new Map<number, Set<string>>();

  constructor(world: World) {
    this.world = world;
  }

  acknowledged(clOrdId: string): void {
    this.told.add(clOrdId);
  }

  watch(core: SimCore): void {
    core.orders.onOrders((orders) => {
      if (this.world.core !== core) return;
      const { ledger } = this.world.sim.venue.oms;
      for (const order of orders) {
        const theirs = ledger.find(deskCompId, order.clOrdId);
        if (theirs && !order.external) this.sawAhead ??= aheadOf(order, theirs);
      }
    });
    core.orders.onFills((fills) => {
      for (const fill of fills) this.toldFills.set(fillKey(fill.clOrdId, fill.execId), fill);
    });
  }

  /** A frame that the core puts on the line. */
  sent(frame: Uint8Array): void {
    const decoded = decodeFrame(frame);
    const message = (decoded.ok ? decoded.value : {}) as { msgType?: string; clOrdId?: string; orderQty?: number };
    if (message.msgType !== 'NewOrderSingle' || message.clOrdId === undefined || message.orderQty === undefined) return;
    this.onLine.set(message.clOrdId, (this.onLine.get(message.clOrdId) ?? 0) + 1);
    const ids = this.sentAs.get(message.orderQty) ?? new Set();
    this.sentAs.set(message.orderQty, ids.add(message.clOrdId));
  }

  /** After each step. @returns the first break, or null */
  afterStep(): string | null {
    this.looks++;
    return this.oncePerIntent() ?? this.ofCore() ?? deskBreak(this.world);
  }

  private ofCore(): string | null {
    const { core } = this.world;
    if (!core) return null;
    return core.accidents[0] ?? this.positions(core) ?? this.neverAhead(core) ?? this.nothingLost(core) ?? this.notStale(core) ?? this.bookAtNumber(core);
  }

  /** I3: an intent has one accepted order at most, over all runs of the OMS; no order is put on the line twice. */
  private oncePerIntent(): string | null {
    for (const [clOrdId, times] of this.onLine) if (times > 1) return `I3: order ${clOrdId} was put on the line ${times} times`;
    for (const [quantity, ids] of this.sentAs) {
      if (ids.size > 1) return `I3: the intent of ${quantity} lots went out as ${[...ids].join(' and ')}`;
    }
    return null;
  }

  /** I1: the sum of fills is the position. */
  private positions(core: SimCore): string | null {
    const fills = core.projection.fills();
    for (const symbol of symbols) {
      const sum = fills.filter((f) => f.symbol === symbol).reduce((total, f) => total + sideSign(f.side) * f.lastQty, 0);
      if (core.positions.quantity(symbol) !== sum) return `I1: fills of ${symbol} add up to ${sum}, the position is ${core.positions.quantity(symbol)}`;
    }
    return null;
  }

  /** The OMS acts and we hear of it: nothing is done or filled here that is not there. */
  private neverAhead(core: SimCore): string | null {
    for (const { order, theirs } of this.pairs(core)) {
      const ahead = aheadOf(order, theirs);
      if (ahead !== null) return ahead;
    }
    return this.sawAhead;
  }

  /** What was said to be sent or filled is still known, as ours, also after a kill. */
  private nothingLost(core: SimCore): string | null {
    for (const clOrdId of this.told) {
      const order = core.projection.get(clOrdId);
      if (!order || order.external) return `acknowledged fact lost: order ${clOrdId} was sent and is ${order ? 'shown as external' : 'not in the blotter'}`;
    }
    for (const order of core.projection.orders()) if (order.external) return `acknowledged fact lost: order ${order.clOrdId} went out and is shown as external`;
    for (const [key, { clOrdId, execId }] of this.toldFills) if (!core.projection.fill(clOrdId, execId)) return `acknowledged fact lost: fill ${key} was shown and is not in the blotter`;
    return null;
  }

  /** I4: no price is shown as live when the feed was not heard for longer than its limit. */
  private notStale(core: SimCore): string | null {
    const { feedHeardMs, clock } = this.world;
    for (const symbol of symbols) {
      if (core.marketData.quoteState(symbol) !== 'live') continue;
      const age = feedHeardMs === null ? Number.POSITIVE_INFINITY : clock.monotonicMs() - feedHeardMs;
      if (age > staleAfterMs + staleToleranceMs) return `I4: ${symbol} is shown as live, the feed was last heard ${age} ms ago`;
    }
    return null;
  }

  /** I4: a book that is shown as live is the venue's book at the number up to which the feed was taken. */
  private bookAtNumber(core: SimCore): string | null {
    const at = sequencerOf(core);
    if (!at.synchronised || at.epoch !== this.world.epoch) return null;
    const books = this.world.booksAt(at.delivered);
    for (const symbol of symbols) {
      const theirs = books?.get(symbol);
      const quote = core.marketData.quote(symbol);
      if (core.marketData.quoteState(symbol) !== 'live' || theirs === undefined) continue;
      const ours = quote && bookText(quote);
      if (ours !== theirs) return `I4: the book of ${symbol} at ${at.delivered} is ${ours}, the venue's was ${theirs}`;
    }
    return null;
  }

  /** I2 in full, and the books: empty when the world is whole, at rest, and both ends say the same. */
  differences(): string[] {
    const { core } = this.world;
    return core ? [...this.blotterDifferences(), ...deskDifferences(core, this.world), ...this.books(core)] : ['no core'];
  }

  /** What keeps blotter and ledger apart now. */
  blotterDifferences(): string[] {
    const { core, sim } = this.world;
    if (!core) return ['no core'];
    if (core.gateway.state !== 'ready') return [`the line is ${core.gateway.state}`];
    const { ledger } = sim.venue.oms;
    const words: string[] = [];
    for (const { order, theirs } of this.pairs(core)) {
      const mine = `${order.ordStatus} ${order.cumQty}/${order.orderQty} at ${order.price}`;
      const its = `${theirs.state} ${theirs.cumQty}/${theirs.orderQty} at ${theirs.price}`;
      if (mine !== its) words.push(`I2: ${order.clOrdId}: blotter ${mine}, ledger ${its}`);
    }
    for (const theirs of ledger.ordersOf(deskCompId)) {
      if (!core.projection.find(theirs.clOrdIds[0] ?? '')) words.push(`I2: the ledger has ${theirs.clOrdIds[0]}, the blotter does not`);
    }
    const current = new Map(this.pairs(core).map(({ order }) => [order.clOrdId, order]));
    for (const order of core.projection.orders()) {
      if (isInFlight(order.ordStatus)) words.push(`I2: ${order.clOrdId} is still ${order.ordStatus}`);
      else if (!current.has(order.clOrdId) && !isDone(order.ordStatus)) words.push(`I2: ${order.clOrdId} is ${order.ordStatus}, the OMS does not have it`);
    }
    const ours = core.projection.fills().filter((f) => current.has(f.clOrdId)).map((f) => `${f.clOrdId} ${f.execId} ${f.lastQty} ${f.lastPx}`);
    const its = ledger.executionsOf(deskCompId).map((r) => `${ledger.get(r.orderId)?.clOrdIds[0]} ${r.execId} ${r.lastQty} ${r.lastPx}`);
    if (ours.sort().join() !== its.sort().join()) words.push(`I2: ${ours.length} fills in the blotter, ${its.length} in the ledger, or not the same`);
    return words;
  }

  /** A book that is shown as live and whole is the venue's. */
  private books(core: SimCore): string[] {
    const words: string[] = [];
    for (const theirs of this.world.sim.venue.feed.snapshot(null, 0).quotes) {
      if (core.marketData.quoteState(theirs.symbol) !== 'live') words.push(`I4: ${theirs.symbol} is not live on a whole feed`);
      const quote = core.marketData.quote(theirs.symbol);
      if (quote?.bid !== theirs.bid || quote.ask !== theirs.ask || quote.bidSize !== theirs.bidSize || quote.askSize !== theirs.askSize) words.push(`I4: the book of ${theirs.symbol} is not the venue's`);
    }
    return words;
  }

  /** Orders of ours that the OMS which runs now has too. */
  private pairs(core: SimCore): { readonly order: Order; readonly theirs: LedgerOrder }[] {
    const { ledger } = this.world.sim.venue.oms;
    return ledger.ordersOf(deskCompId).flatMap((theirs) => {
      const order = core.projection.get(theirs.clOrdIds[0] ?? '');
      return order && !order.external ? [{ order, theirs }] : [];
    });
  }
}

/** The OMS acts first: why an order is further here than there, or null. */
function aheadOf(order: Order, theirs: LedgerOrder): string | null {
  if (isDone(order.ordStatus) && isOpen(theirs)) return `I2: ${order.clOrdId} is ${order.ordStatus} in the blotter and still ${theirs.state} at the OMS`;
  if (order.cumQty > theirs.cumQty) return `I2: ${order.clOrdId} has ${order.cumQty} lots filled in the blotter, ${theirs.cumQty} at the OMS`;
  return null;
}

/** Throws when the gateway no longer has it: an invariant that looks at nothing must not look like one that holds. */
function sequencerOf({ gateway }: SimCore): { readonly synchronised: boolean; readonly delivered: number; readonly epoch: unknown } {
  const sequencer: unknown = Reflect.get(gateway, 'sequencer');
  if (!(sequencer instanceof MarketDataSequencer)) throw new Error('the venue gateway has no sequencer by that name: mend tests/simulation/invariants.ts');
  return { synchronised: sequencer.synchronised, delivered: sequencer.delivered, epoch: Reflect.get(sequencer, 'epoch') };
}
