/** Watches what alerts are about: quotes, fills, orders, the feed's silence, the use of limits. Raises nothing twice for one cause. */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import { DisposableStore, type Disposable } from '../../../shared/base/disposable.ts';
import type { Headroom } from '../../../shared/contract/risk.ts';
import type { AlertKind, AlertRule } from '../../../shared/domain/alert.ts';
import { staleAfterMs, type FeedState } from '../../../shared/domain/connection.ts';
import { renderDenial } from '../../../shared/domain/denial.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { priceDigits, priceToNumber, quantityDigits, quantityToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { AlertCause, Alerts } from './alerts.ts';

export interface AlertCauseParts {
  readonly clock: Clock;
  readonly alerts: Pick<Alerts, 'rules' | 'raise' | 'tick'>;
  readonly marketData: {
    listen(listener: { onQuote?(symbol: string, quote: Quote): void }): Disposable;
    feedState(): FeedState;
    feedAgeMs(): number | null;
    instrument(symbol: string): Instrument | null;
  };
  readonly orders: {
    onOrders(listener: (changed: readonly Order[]) => void): Disposable;
    onFills(listener: (fills: readonly Fill[]) => void): Disposable;
  };
  /** What the OMS would not take of a desk: changes of shared parents, phone trades, allocations. */
  readonly parents: { onRefusals(listener: (refusal: Omit<AlertCause, 'atMs'>) => void): Disposable };
  /** Symbols with a position or working orders, and each one's use of its limits. */
  readonly exposed: () => readonly string[];
  readonly headroom: (symbol: string) => readonly Headroom[];
  readonly watch: (what: string, work: Promise<unknown>) => void;
}

const feedPeriodMs = 250;
const limitPeriodMs = 1000;
/** Use must fall this far below the rule's share before it can be told again. */
const limitHysteresis = 0.05;
/** Orders whose end was told: as many as can be told apart. */
const toldMax = 10_000;
const positionCodes: ReadonlySet<Headroom['code']> = new Set(['POSITION_ABOVE_LIMIT', 'POSITION_VALUE_ABOVE_LIMIT']);

export class AlertCauses implements Disposable {
  private readonly parts: AlertCauseParts;
  private readonly owned = new DisposableStore();
  private readonly told = new Set<string>();
  private readonly overLimit = new Set<string>();
  private wasLive = false;

  constructor(parts: AlertCauseParts) {
    this.parts = parts;
    const { clock, marketData, orders } = parts;
    this.owned.add(marketData.listen({ onQuote: (symbol, quote) => this.priced(symbol, quote) }));
    this.owned.add(orders.onOrders((changed) => this.ordersChanged(changed)));
    this.owned.add(orders.onFills((fills) => this.filled(fills)));
    this.owned.add(parts.parents.onRefusals((refusal) => this.refused(refusal)));
    this.owned.add(clock.every(feedPeriodMs, () => { this.feedChanged(); parts.alerts.tick(); }));
    this.owned.add(clock.every(limitPeriodMs, () => this.limitsUsed()));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private priced(symbol: string, quote: Quote): void {
    for (const rule of this.parts.alerts.rules()) {
      if (rule.kind !== 'price' || rule.symbol !== symbol || !rule.enabled) continue;
      const reached = rule.direction === 'above' ? quote.bid >= rule.price : quote.ask <= rule.price;
      if (!reached) continue;
      const what = rule.direction === 'above' ? `bid ${this.price(symbol, quote.bid)} at or above` : `ask ${this.price(symbol, quote.ask)} at or below`;
      this.raise(rule, { text: `${symbol} ${what} ${this.price(symbol, rule.price)}`, symbol, clOrdId: null });
    }
  }

  private filled(fills: readonly Fill[]): void {
    const rule = this.rule('fill');
    if (!rule?.enabled) return;
    const byOrder = Map.groupBy(fills, (fill) => fill.clOrdId);
    for (const [clOrdId, list] of byOrder) {
      const [first] = list;
      if (!first) continue;
      const lots = list.reduce((sum, fill) => sum + fill.lastQty, 0);
      const at = list.length === 1 ? ` at ${this.price(first.symbol, first.lastPx)}` : ` in ${list.length} fills`;
      this.raise(rule, { text: `${first.side === 'buy' ? 'Bought' : 'Sold'} ${this.quantity(first.symbol, lots)} ${first.symbol}${at}`, symbol: first.symbol, clOrdId });
    }
  }

  private ordersChanged(changed: readonly Order[]): void {
    const refused = changed.filter((o) => (o.ordStatus === 'rejected' || o.ordStatus === 'denied') && this.firstTime(`refused ${o.clOrdId}`));
    for (const order of changed) if (order.ordStatus !== 'unresolved') this.told.delete(`unresolved ${order.clOrdId}`);
    const unresolved = changed.filter((o) => o.ordStatus === 'unresolved' && this.firstTime(`unresolved ${o.clOrdId}`));
    const reject = this.rule('reject');
    for (const order of reject ? refused : []) {
      const why = order.denial ? renderDenial(order.denial) : (order.text ?? 'no reason given');
      if (reject) this.raise(reject, { text: `${this.name(order)} ${order.ordStatus}: ${why}`, symbol: order.symbol, clOrdId: order.clOrdId });
    }
    const lost = this.rule('unresolved');
    const [first] = unresolved;
    if (!lost || !first) return;
    // A lost session leaves many unresolved at once: that is one thing to be told.
    const text = unresolved.length === 1 ? `${this.name(first)} is unresolved: ${first.text ?? 'the OMS has not answered'}` : `${unresolved.length} orders are unresolved, ${this.name(first)} among them`;
    this.raise(lost, { text, symbol: unresolved.length === 1 ? first.symbol : null, clOrdId: first.clOrdId });
  }

  private refused(refusal: Omit<AlertCause, 'atMs'>): void {
    const rule = this.rule('reject');
    if (rule) this.raise(rule, refusal);
  }

  private feedChanged(): void {
    const { marketData, clock } = this.parts;
    const state = marketData.feedState();
    const rule = this.rule('stale');
    if (this.wasLive && (state === 'stale' || state === 'disconnected') && rule) {
      const ageMs = marketData.feedAgeMs() ?? 0;
      // Silence has no event: its cause is the moment at which it was too long.
      const sinceMs = state === 'stale' ? Math.max(0, ageMs - staleAfterMs) : 0;
      const text = state === 'stale' ? `The feed is stale: nothing came for ${Math.round(ageMs / 100) / 10} s` : 'The feed is disconnected';
      this.raise(rule, { text, symbol: null, clOrdId: null }, clock.monotonicMs() - sinceMs);
    }
    this.wasLive = state === 'live' || (this.wasLive && state === 'never');
  }

  private limitsUsed(): void {
    const rule = this.rule('limitUse');
    if (rule?.kind !== 'limitUse' || !rule.enabled) return;
    for (const symbol of this.parts.exposed()) {
      const rows = this.parts.headroom(symbol).filter((row) => positionCodes.has(row.code));
      const tightest = rows.reduce<Headroom | null>((most, row) => (most === null || row.share > most.share ? row : most), null);
      if (!tightest) continue;
      if (tightest.share < rule.share - limitHysteresis) this.overLimit.delete(symbol);
      if (tightest.share < rule.share || this.overLimit.has(symbol)) continue;
      this.overLimit.add(symbol);
      this.raise(rule, { text: `${symbol} uses ${Math.round(tightest.share * 100)} % of its limit: ${tightest.label.toLowerCase()}`, symbol, clOrdId: null });
    }
  }

  private raise(rule: AlertRule, cause: Omit<AlertCause, 'atMs'>, atMs = this.parts.clock.monotonicMs()): void {
    this.parts.watch('raising an alert', this.parts.alerts.raise(rule, { ...cause, atMs }));
  }

  private rule(kind: Exclude<AlertKind, 'price'>): AlertRule | undefined {
    return this.parts.alerts.rules().find((rule) => rule.kind === kind);
  }

  private firstTime(key: string): boolean {
    if (this.told.has(key)) return false;
    this.told.add(key);
    dropOldest(this.told, toldMax);
    return true;
  }

  private name(order: Order): string {
    return `${order.side === 'buy' ? 'Buy' : 'Sell'} ${this.quantity(order.symbol, order.orderQty)} ${order.symbol}`;
  }

  private price(symbol: string, ticks: number): string {
    const instrument = this.parts.marketData.instrument(symbol);
    return instrument ? priceToNumber(instrument, ticks).toFixed(priceDigits(instrument)) : `${ticks} ticks`;
  }

  private quantity(symbol: string, lots: number): string {
    const instrument = this.parts.marketData.instrument(symbol);
    return instrument ? quantityToNumber(instrument, lots).toLocaleString('en-US', { maximumFractionDigits: quantityDigits(instrument) }) : `${lots} lots`;
  }
}
