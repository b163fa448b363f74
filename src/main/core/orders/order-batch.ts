/**
 * Events in the making: each step is asked of the lifecycle table, on the orders as they will be after the steps before
 * it, before anything is journalled. What the table refuses becomes an anomaly with its words, never nothing.
 */
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import { fillKey } from '../../../shared/domain/fill-list.ts';
import type { JournalEvent, JournalEventOf, OrderStep } from '../../../shared/domain/journal-event.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { OrderEventType } from '../../../shared/domain/order-lifecycle.ts';
import { applyStep } from '../../../shared/domain/order-step.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { externalOrder, type OrdersProjection } from './orders-projection.ts';

export type StepFacts = Partial<Omit<OrderStep, 'clOrdId' | 'event'>>;

export class OrderBatch {
  readonly events: JournalEvent[] = [];
  /** What a person must look at, in words. */
  readonly breaks: string[] = [];
  private readonly projection: OrdersProjection;
  private readonly at: EpochMicros;
  private readonly changed = new Map<string, Order>();
  private readonly chain = new Map<string, string>();
  private readonly fills = new Map<string, Fill>();
  private readonly corrections = new Map<string, TradeCorrection>();
  private readonly standing = new Map<string, Fill | null>();

  constructor(projection: OrdersProjection, at: EpochMicros) {
    this.projection = projection;
    this.at = at;
  }

  get(clOrdId: string): Order | null {
    return this.changed.get(clOrdId) ?? this.projection.get(clOrdId);
  }

  find(anyClOrdId: string): Order | null {
    const own = this.chain.get(anyClOrdId) ?? this.projection.find(anyClOrdId)?.clOrdId;
    return own === undefined ? null : this.get(own);
  }

  findExternal(orderId: string, symbol: string): Order | null {
    for (const order of this.changed.values()) {
      if (order.external && order.orderId === orderId && order.symbol === symbol) return order;
    }
    const known = this.projection.findExternal(orderId, symbol);
    return known && this.get(known.clOrdId);
  }

  fill(clOrdId: string, execId: string): Fill | null {
    return this.fills.get(fillKey(clOrdId, execId)) ?? this.projection.fill(clOrdId, execId);
  }

  correction(clOrdId: string, execId: string): TradeCorrection | null {
    return this.corrections.get(fillKey(clOrdId, execId)) ?? this.projection.correction(clOrdId, execId);
  }

  /** The fill as it stands; null when it was busted, undefined when we never had it. */
  standingFill(clOrdId: string, execId: string): Fill | null | undefined {
    const named = this.correction(clOrdId, execId)?.before.execId ?? execId;
    const key = fillKey(clOrdId, named);
    if (this.standing.has(key)) return this.standing.get(key);
    return this.fills.get(key) ?? this.projection.standingFill(clOrdId, named);
  }

  open(): readonly Order[] {
    return this.projection.open().map((order) => this.get(order.clOrdId) ?? order);
  }

  /** Why the step may not happen now; null when it may. Changes nothing. */
  refusal(order: Order, event: OrderEventType, facts: StepFacts = {}): string | null {
    const result = applyStep(order, stepOf(order, event, facts), this.at);
    return result.ok ? null : result.error;
  }

  /** Adds the step and returns the order after it; adds an anomaly and returns null when the table refuses. */
  step(order: Order, event: OrderEventType, facts: StepFacts = {}, severity: 'warning' | 'break' = 'break'): Order | null {
    const step = stepOf(order, event, facts);
    const result = applyStep(order, step, this.at);
    if (!result.ok) {
      this.anomaly(severity, order, `order ${order.clOrdId}: ${result.error}`, step.fill, step.correction);
      return null;
    }
    if (step.requestClOrdId !== null) this.chain.set(step.requestClOrdId, order.clOrdId);
    if (step.fill) this.fills.set(fillKey(order.clOrdId, step.fill.execId), step.fill);
    if (step.correction) this.keep(step.correction);
    this.changed.set(order.clOrdId, result.value);
    this.events.push({ type: 'OrderStepped', body: step });
    return result.value;
  }

  found(body: JournalEventOf<'ExternalOrderFound'>['body']): Order {
    const order = externalOrder(body, this.at);
    this.changed.set(order.clOrdId, order);
    this.chain.set(order.clOrdId, order.clOrdId);
    this.events.push({ type: 'ExternalOrderFound', body });
    return order;
  }

  anomaly(severity: 'warning' | 'break', order: Order | null, what: string, fill: Fill | null = null, correction?: TradeCorrection): void {
    if (fill && order) this.fills.set(fillKey(order.clOrdId, fill.execId), fill);
    if (correction) this.keep(correction);
    if (severity === 'break') this.breaks.push(what);
    this.events.push({ type: 'OrderAnomalyFound', body: { clOrdId: order?.clOrdId ?? null, severity, what, fill, ...(correction ? { correction } : {}) } });
  }

  private keep(correction: TradeCorrection): void {
    const { clOrdId, execId } = correction.before;
    this.corrections.set(fillKey(clOrdId, correction.execId), correction);
    this.standing.set(fillKey(clOrdId, execId), correction.after);
  }
}

const stepOf = (order: Order, event: OrderEventType, facts: StepFacts): OrderStep => ({
  clOrdId: order.clOrdId,
  event,
  orderId: null,
  requestClOrdId: null,
  orderQty: null,
  price: null,
  fill: null,
  text: null,
  transactTime: null,
  ...facts,
});
