/**
 * What the desk head's report is made of, kept as the journal goes by: one short row a suggestion and an order, and
 * positions by model, trader and instrument. Nothing is estimated here.
 */
import { assert, must } from '../../../shared/base/assert.ts';
import type { DecisionKind } from '../../../shared/domain/decision.ts';
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import { FillList } from '../../../shared/domain/fill-list.ts';
import type { JournalEventOf, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { epochMicros, quantityLots, type EpochMicros, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import { applyFill, flatPosition, type Position } from '../../../shared/domain/position.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { correctionOfRecord, fillOfRecord } from '../portfolio/positions-projection.ts';
import type { Projection } from '../store/journal.ts';

export interface SuggestionCase {
  readonly suggestionId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly madeAt: EpochMicros;
  /** Model id and version. */
  readonly model: string;
  readonly expectedNetBp: number;
  readonly outcome: DecisionKind | 'expired' | 'open';
  /** Net return of the suggested side by the horizon; null until it has passed. */
  readonly realisedNetBp: number | null;
}

export interface OrderCase {
  readonly clOrdId: string;
  readonly symbol: string;
  readonly side: Side;
  readonly userId: string;
  readonly model: string;
  readonly suggestionId: string | null;
  readonly arrivalMid: number | null;
  readonly filledQty: QuantityLots;
  /** Sum of price x quantity over its fills, a float of ticks x lots: for an average, not for money. */
  readonly paidTickLots: number;
}

export type Dimension = 'model' | 'trader' | 'instrument';

/** Key of orders that no model suggested. */
export const noModel = '(no model)';

interface Saved {
  readonly suggestions: readonly SuggestionCase[];
  readonly orders: readonly OrderCase[];
  /** As they stand, oldest first: what was filled and the books follow from them. */
  readonly fills: readonly Fill[];
  readonly span: readonly [number, number] | null;
  readonly seq: number;
}

export class DeskReportProjection implements Projection {
  readonly name = 'desk-report-2';
  /** Last journal record that it has heard of. */
  seq = 0;
  from: EpochMicros | null = null;
  to: EpochMicros | null = null;
  readonly suggestions = new Map<string, SuggestionCase>();
  readonly orders = new Map<string, OrderCase>();
  private readonly fills = new FillList();
  private readonly books = new Map<string, { readonly dimension: Dimension; readonly key: string; position: Position }>();

  apply(record: JournalRecord): void {
    this.seq = record.seq;
    this.from ??= record.at;
    this.to = record.at;
    const { event } = record;
    if (event.type === 'SuggestionMade') this.meet(event.body);
    if (event.type === 'SuggestionClosed' && event.body.status === 'expired' && this.suggestions.get(event.body.suggestionId)?.outcome === 'open') {
      this.amend(event.body.suggestionId, { outcome: 'expired' });
    }
    if (event.type === 'DecisionMade') {
      this.meet(event.body.suggestion);
      this.amend(event.body.decision.suggestionId, { outcome: event.body.decision.kind });
    }
    if (event.type === 'OutcomeMeasured') this.amend(event.body.suggestionId, { realisedNetBp: event.body.netBp });
    if (event.type === 'OrderSubmitted' || event.type === 'ExternalOrderFound' || event.type === 'PhoneTradeRecorded') this.open(event.body);
    const fill = fillOfRecord(record);
    if (fill) this.take(fill);
    const correction = correctionOfRecord(record);
    if (correction) this.correct(correction);
  }

  positions(dimension: Dimension): readonly { readonly key: string; readonly position: Position }[] {
    return [...this.books.values()].filter((b) => b.dimension === dimension);
  }

  save(): Saved {
    return {
      suggestions: [...this.suggestions.values()],
      orders: [...this.orders.values()],
      fills: this.fills.list(),
      span: this.from === null || this.to === null ? null : [this.from, this.to],
      seq: this.seq,
    };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.seq === 0, 'a checkpoint is loaded into an empty projection');
    for (const s of saved.suggestions) this.suggestions.set(s.suggestionId, s);
    for (const o of saved.orders) this.orders.set(o.clOrdId, { ...o, filledQty: quantityLots(0), paidTickLots: 0 });
    for (const fill of saved.fills) this.take(fill);
    this.seq = saved.seq;
    if (saved.span) [this.from, this.to] = [epochMicros(saved.span[0]), epochMicros(saved.span[1])];
  }

  private meet(s: Suggestion): void {
    if (this.suggestions.has(s.suggestionId)) return;
    this.suggestions.set(s.suggestionId, {
      suggestionId: s.suggestionId,
      symbol: s.signal.symbol,
      side: s.side,
      madeAt: s.madeAt,
      model: `${s.signal.explanation.modelId} ${s.signal.explanation.modelVersion}`,
      expectedNetBp: s.netEdgeBp,
      outcome: 'open',
      realisedNetBp: null,
    });
  }

  private amend(suggestionId: string, change: Partial<SuggestionCase>): void {
    const known = this.suggestions.get(suggestionId);
    if (known) this.suggestions.set(suggestionId, { ...known, ...change });
  }

  private open(body: JournalEventOf<'OrderSubmitted' | 'ExternalOrderFound' | 'PhoneTradeRecorded'>['body']): void {
    const { intent } = body;
    this.orders.set(body.clOrdId, {
      clOrdId: body.clOrdId,
      symbol: intent.symbol,
      side: intent.side,
      userId: 'userId' in body ? body.userId : 'external',
      model: (intent.suggestionId === null ? undefined : this.suggestions.get(intent.suggestionId)?.model) ?? noModel,
      suggestionId: intent.suggestionId,
      arrivalMid: 'arrivalMid' in body ? body.arrivalMid : null,
      filledQty: quantityLots(0),
      paidTickLots: 0,
    });
  }

  /** Everything that fills make is made anew: busts are rare, and average cost depends on what came before. */
  private correct(correction: TradeCorrection): void {
    this.fills.correct(correction);
    this.books.clear();
    for (const order of this.orders.values()) {
      if (order.filledQty > 0) this.orders.set(order.clOrdId, { ...order, filledQty: quantityLots(0), paidTickLots: 0 });
    }
    for (const fill of this.fills.list()) this.take(fill);
  }

  private take(fill: Fill): void {
    this.fills.add(fill);
    const order = must(this.orders.get(fill.clOrdId), `a fill follows its order: ${fill.execId}`);
    this.orders.set(order.clOrdId, {
      ...order,
      filledQty: quantityLots(order.filledQty + fill.lastQty),
      paidTickLots: order.paidTickLots + fill.lastPx * fill.lastQty,
    });
    this.book('instrument', fill.symbol, fill);
    this.book('trader', order.userId, fill);
    this.book('model', order.model, fill);
  }

  private book(dimension: Dimension, key: string, fill: Fill): void {
    const id = bookKey(dimension, key, fill.symbol);
    const position = applyFill(this.books.get(id)?.position ?? flatPosition(fill.symbol), fill);
    this.books.set(id, { dimension, key, position });
  }
}

const bookKey = (dimension: Dimension, key: string, symbol: string): string => `${dimension}\n${key}\n${symbol}`;
