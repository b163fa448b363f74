/**
 * Orders and fills as the journal tells them. Every change goes through `apply`, live and at restart; nothing here
 * decides anything. An illegal step is a programmer's error at this point: the room asks the table before it writes.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import { FillList, fillKey } from '../../../shared/domain/fill-list.ts';
import type { JournalEventOf, JournalRecord, OrderStep } from '../../../shared/domain/journal-event.ts';
import { quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { OrderEventType } from '../../../shared/domain/order-lifecycle.ts';
import { applyStep, assertOrder } from '../../../shared/domain/order-step.ts';
import { belongingOf, isDone, type Order, type OrderIntent } from '../../../shared/domain/order.ts';
import type { Projection } from '../store/journal.ts';

/** What is open on one side of a book, in the worst case: a replace in flight counts at the larger quantity. */
export interface WorkingQty {
  readonly buy: QuantityLots;
  readonly sell: QuantityLots;
}

export interface OrderTerms {
  readonly orderQty: QuantityLots;
  readonly price: PriceTicks | null;
}

interface Saved {
  readonly orders: readonly Order[];
  readonly chain: readonly (readonly [string, string])[];
  /** As first reported. */
  readonly fills: readonly Fill[];
  readonly corrections: readonly TradeCorrection[];
  readonly askedTerms: readonly (readonly [string, OrderTerms])[];
  readonly epochs: readonly (readonly [string, string])[];
  readonly epoch: string | null;
}

export class OrdersProjection implements Projection {
  readonly name = 'orders-2';
  /** Epoch of the OMS that we last logged on to. */
  epoch: string | null = null;
  private readonly byId = new Map<string, Order>();
  /** Any ClOrdID of an order's chain, to the order's own. */
  private readonly chain = new Map<string, string>();
  private readonly openIds = new Map<string, Set<string>>();
  private readonly fillByKey = new Map<string, Fill>();
  private readonly standingFills = new FillList();
  /** By their own ExecID, in the order of their coming. */
  private readonly corrections = new Map<string, TradeCorrection>();
  /** What became of fills that were corrected, by the fill. */
  private readonly lastCorrection = new Map<string, Fill | null>();
  private readonly askedTerms = new Map<string, OrderTerms>();
  private readonly lastByTerms = new Map<string, string>();
  private readonly epochOf = new Map<string, string>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if (event.type === 'OmsLoggedOn') this.epoch = event.body.epoch;
    if (event.type === 'OrderSubmitted') this.put(submittedOrder(event.body, record.at));
    if (event.type === 'OrderDenied') this.put(deniedOrder(event.body, record.at));
    if (event.type === 'ExternalOrderFound') this.put(externalOrder(event.body, record.at));
    if (event.type === 'OrderStepped') this.step(event.body, record.at);
    if (event.type === 'PhoneTradeRecorded') {
      this.keepFill(event.body.fill);
      this.put(phoneTradeOrder(event.body, record.at));
    }
    if (event.type === 'PhoneTradeCanceled') this.cancelPhoneTrade(event.body, record.at);
    if (event.type === 'OrderAnomalyFound') {
      if (event.body.fill) this.keepFill(event.body.fill);
      if (event.body.correction) this.keepCorrection(event.body.correction);
    }
  }

  get(clOrdId: string): Order | null {
    return this.byId.get(clOrdId) ?? null;
  }

  /** The order that any ClOrdID of its chain belongs to. */
  find(anyClOrdId: string): Order | null {
    const id = this.chain.get(anyClOrdId);
    return id === undefined ? null : this.get(id);
  }

  /** An external order by the OMS's id. Orders of ours are never found this way: the OMS may use its ids again. */
  findExternal(orderId: string, symbol: string): Order | null {
    for (const order of this.open()) {
      if (order.external && order.orderId === orderId && order.symbol === symbol) return order;
    }
    return null;
  }

  /** The fill that we have under this id for this order, as it was first reported: a fill is counted once. */
  fill(clOrdId: string, execId: string): Fill | null {
    return this.fillByKey.get(fillKey(clOrdId, execId)) ?? null;
  }

  /** The bust or correction that came under this id; null when none did. */
  correction(clOrdId: string, execId: string): TradeCorrection | null {
    return this.corrections.get(fillKey(clOrdId, execId)) ?? null;
  }

  /** The fill as it stands, named by its own ExecID or by that of a correction of it; null when busted, undefined when unknown. */
  standingFill(clOrdId: string, execId: string): Fill | null | undefined {
    const named = this.correction(clOrdId, execId)?.before.execId ?? execId;
    const key = fillKey(clOrdId, named);
    return this.lastCorrection.has(key) ? this.lastCorrection.get(key) : this.fillByKey.get(key);
  }

  /** Newest first. */
  orders(): readonly Order[] {
    return [...this.byId.values()].reverse();
  }

  /** As they stand, oldest first. */
  fills(): readonly Fill[] {
    return this.standingFills.list();
  }

  open(symbol?: string): readonly Order[] {
    const sets = symbol === undefined ? [...this.openIds.values()] : [this.openIds.get(symbol) ?? new Set<string>()];
    return sets.flatMap((ids) => [...ids].map((id) => must(this.get(id), 'an open id is the id of an order')));
  }

  /** The newest order of ours that was sent with the same instrument, side, quantity and price; null when there is none. */
  lastSubmitted(intent: OrderIntent): Order | null {
    const id = this.lastByTerms.get(termsKey(intent));
    return id === undefined ? null : this.get(id);
  }

  /** Epoch of the OMS to which the order was sent; null when it was before any logon. */
  epochSentTo(clOrdId: string): string | null {
    return this.epochOf.get(clOrdId) ?? null;
  }

  /** What may still trade: working and in-flight orders, all at once (RTS 6 Art. 15(2)). `except` leaves one order out. */
  working(symbol: string, except: string | null = null): WorkingQty {
    let buy = 0;
    let sell = 0;
    for (const order of this.open(symbol)) {
      if (order.clOrdId === except) continue;
      const qty = this.workingQtyOf(order);
      if (order.side === 'buy') buy += qty;
      else sell += qty;
    }
    return { buy: quantityLots(buy), sell: quantityLots(sell) };
  }

  /** What may still trade of one order, lots: more than it leaves while a larger replace is in flight. */
  workingQtyOf(order: Order): number {
    return isDone(order.ordStatus) ? 0 : Math.max(order.leavesQty, (this.askedTerms.get(order.clOrdId)?.orderQty ?? 0) - order.cumQty);
  }

  save(): Saved {
    return {
      orders: [...this.byId.values()],
      chain: [...this.chain],
      fills: [...this.fillByKey.values()],
      corrections: [...this.corrections.values()],
      askedTerms: [...this.askedTerms],
      epochs: [...this.epochOf],
      epoch: this.epoch,
    };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.byId.size === 0, 'a checkpoint is loaded into an empty projection');
    for (const order of saved.orders) this.put(order);
    this.chain.clear();
    for (const [any, own] of saved.chain) this.chain.set(any, own);
    for (const fill of saved.fills) this.keepFill(fill);
    for (const correction of saved.corrections) this.keepCorrection(correction);
    for (const [id, terms] of saved.askedTerms) this.askedTerms.set(id, terms);
    this.epochOf.clear();
    for (const [id, epoch] of saved.epochs) this.epochOf.set(id, epoch);
    this.epoch = saved.epoch;
  }

  private step(step: OrderStep, at: EpochMicros): void {
    const order = must(this.get(step.clOrdId), `${step.clOrdId} is stepped only after it was submitted or found`);
    const next = applyStep(order, step, at);
    assert(next.ok, `the room journals legal steps only: ${step.clOrdId}: ${next.ok ? '' : next.error}`);
    if (step.requestClOrdId !== null) this.chain.set(step.requestClOrdId, order.clOrdId);
    if (step.event === 'replaceRequested') {
      this.askedTerms.set(order.clOrdId, { orderQty: step.orderQty ?? order.orderQty, price: step.price });
    } else if (isDone(next.value.ordStatus) || answersReplace.has(step.event)) {
      this.askedTerms.delete(order.clOrdId);
    }
    if (step.fill) this.keepFill(step.fill);
    if (step.correction) this.keepCorrection(step.correction);
    this.put(next.value);
  }

  private cancelPhoneTrade({ clOrdId, correction }: JournalEventOf<'PhoneTradeCanceled'>['body'], at: EpochMicros): void {
    this.keepCorrection(correction);
    const order = must(this.get(clOrdId), 'a phone trade is canceled after it was recorded');
    this.put({ ...order, ordStatus: 'canceled', cumQty: quantityLots(0), avgPx: null, updatedAt: at });
  }

  private put(order: Order): void {
    assertOrder(order);
    if (!this.byId.has(order.clOrdId)) {
      this.chain.set(order.clOrdId, order.clOrdId);
      if (!order.external && !order.manual && order.denial === null) this.lastByTerms.set(termsKey(order), order.clOrdId);
      if (this.epoch !== null) this.epochOf.set(order.clOrdId, this.epoch);
    }
    this.byId.set(order.clOrdId, order);
    const open = this.openIds.get(order.symbol) ?? new Set<string>();
    this.openIds.set(order.symbol, open);
    if (isDone(order.ordStatus)) open.delete(order.clOrdId);
    else open.add(order.clOrdId);
  }

  private keepFill(fill: Fill): void {
    const key = fillKey(fill.clOrdId, fill.execId);
    assert(!this.fillByKey.has(key), `a fill is journalled once: ${key}`);
    this.fillByKey.set(key, fill);
    this.standingFills.add(fill);
  }

  private keepCorrection(correction: TradeCorrection): void {
    const { clOrdId, execId } = correction.before;
    this.corrections.set(fillKey(clOrdId, correction.execId), correction);
    this.lastCorrection.set(fillKey(clOrdId, execId), correction.after);
    this.standingFills.correct(correction);
  }
}

/** After these no replace is open any more. A fill alone does not say what became of one. */
const answersReplace: ReadonlySet<OrderEventType> = new Set(['replaced', 'requestRejected', 'foundWorking']);

/** Routes of two parents are two intents, alike as they may be. */
const termsKey = (o: Pick<OrderIntent, 'symbol' | 'side' | 'orderQty' | 'price' | 'parentId'>): string =>
  `${o.symbol} ${o.side} ${o.orderQty} ${o.price ?? 'market'} ${o.parentId ?? ''}`;

type Submitted = JournalEventOf<'OrderSubmitted'>['body'];

function newOrder(clOrdId: string, intent: OrderIntent, userId: string, at: EpochMicros): Order {
  return {
    clOrdId,
    lastClOrdId: clOrdId,
    pendingClOrdId: null,
    orderId: null,
    symbol: intent.symbol,
    side: intent.side,
    ordType: intent.ordType,
    price: intent.price,
    orderQty: intent.orderQty,
    timeInForce: intent.timeInForce,
    ordStatus: 'pendingNew',
    cumQty: quantityLots(0),
    leavesQty: intent.orderQty,
    avgPx: null,
    suggestionId: intent.suggestionId,
    provenance: intent.provenance,
    userId,
    submittedAt: at,
    updatedAt: at,
    arrivalMid: null,
    denial: null,
    text: null,
    external: false,
    ...belongingOf(intent),
  };
}

/** The order that an OrderSubmitted event makes. */
export const submittedOrder = (body: Submitted, at: EpochMicros): Order =>
  ({ ...newOrder(body.clOrdId, body.intent, body.userId, at), arrivalMid: body.arrivalMid });

const deniedOrder = (body: JournalEventOf<'OrderDenied'>['body'], at: EpochMicros): Order =>
  ({ ...newOrder(body.clOrdId, body.intent, body.userId, at), ordStatus: 'denied', leavesQty: quantityLots(0), denial: body.denial });

/** The order that a phone trade makes: filled as it is recorded, and never on the line. */
const phoneTradeOrder = (body: JournalEventOf<'PhoneTradeRecorded'>['body'], at: EpochMicros): Order => ({
  ...newOrder(body.clOrdId, body.intent, body.userId, at),
  ordStatus: 'filled',
  cumQty: body.fill.lastQty,
  leavesQty: quantityLots(0),
  avgPx: body.fill.lastPx,
  text: `by phone with ${body.counterparty}${body.note === null ? '' : `: ${body.note}`}`,
  manual: true,
});

/** The order that an ExternalOrderFound event makes: working, with what had traded before we saw it. */
export const externalOrder = (body: JournalEventOf<'ExternalOrderFound'>['body'], at: EpochMicros): Order => ({
  ...newOrder(body.clOrdId, body.intent, 'external', at),
  orderId: body.orderId,
  ordStatus: body.cumQty === body.intent.orderQty ? 'filled' : body.cumQty > 0 ? 'partiallyFilled' : 'new',
  cumQty: body.cumQty,
  leavesQty: quantityLots(body.intent.orderQty - body.cumQty),
  avgPx: body.avgPx,
  external: true,
});
