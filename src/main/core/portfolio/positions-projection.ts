/** Positions as the journal's fills make them. Every trade counts, one that its order could not take included. */
import { assert } from '../../../shared/base/assert.ts';
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import { FillList, fillKey } from '../../../shared/domain/fill-list.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import { quantityLots, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign } from '../../../shared/domain/order.ts';
import { applyFill, flatPosition, positionOf, type Position } from '../../../shared/domain/position.ts';
import type { Projection } from '../store/journal.ts';
import { PartsLedger, type SavedLedger } from './parts-ledger.ts';

interface Saved {
  /** As they stand, oldest first: positions follow from them. */
  readonly fills: readonly Fill[];
  readonly suggestionOf: readonly (readonly [string, string])[];
  readonly behind: readonly (readonly [string, string])[];
  readonly ledger: SavedLedger;
}

/** The trade that a record brings, or null. */
export function fillOfRecord(record: JournalRecord): Fill | null {
  const { event } = record;
  return event.type === 'OrderStepped' || event.type === 'OrderAnomalyFound' || event.type === 'PhoneTradeRecorded' ? event.body.fill : null;
}

/** The bust or correction that a record brings, or null. */
export function correctionOfRecord(record: JournalRecord): TradeCorrection | null {
  const { event } = record;
  return (event.type === 'OrderStepped' || event.type === 'OrderAnomalyFound' || event.type === 'PhoneTradeCanceled' ? event.body.correction : null) ?? null;
}

export class PositionsProjection implements Projection {
  readonly name = 'positions-3';
  /** The same fills, by account and strategy. */
  readonly ledger = new PartsLedger();
  private readonly bySymbol = new Map<string, Position>();
  private readonly fills = new FillList();
  /** Suggestion of an order, by ClOrdID. */
  private readonly suggestionOf = new Map<string, string>();
  /** Suggestion whose fill last opened or enlarged the position, by symbol. */
  private readonly behind = new Map<string, string>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if ((event.type === 'OrderSubmitted' || event.type === 'PhoneTradeRecorded') && event.body.intent.suggestionId !== null) {
      this.suggestionOf.set(event.body.clOrdId, event.body.intent.suggestionId);
    }
    this.ledger.apply(record);
    const fill = fillOfRecord(record);
    if (fill) this.take(fill);
    const correction = correctionOfRecord(record);
    if (correction) this.correct(correction);
  }

  get(symbol: string): Position | null {
    return this.bySymbol.get(symbol) ?? null;
  }

  /** Signed; 0 when nothing was ever traded. */
  quantity(symbol: string): QuantityLots {
    return this.bySymbol.get(symbol)?.quantity ?? quantityLots(0);
  }

  /** The suggestion that the position held now last grew by; null when flat or when it grew by a trader's own order. */
  lastSuggestionId(symbol: string): string | null {
    return this.behind.get(symbol) ?? null;
  }

  positions(): readonly Position[] {
    return [...this.bySymbol.values()];
  }

  save(): Saved {
    return {
      fills: this.fills.list(),
      suggestionOf: [...this.suggestionOf],
      behind: [...this.behind],
      ledger: this.ledger.save(),
    };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.bySymbol.size === 0, 'a checkpoint is loaded into an empty projection');
    for (const fill of saved.fills) {
      this.fills.add(fill);
      this.bySymbol.set(fill.symbol, applyFill(this.bySymbol.get(fill.symbol) ?? flatPosition(fill.symbol), fill));
    }
    this.ledger.load(saved.ledger, new Map(saved.fills.map((fill) => [fillKey(fill.clOrdId, fill.execId), fill])));
    for (const [id, suggestion] of saved.suggestionOf) this.suggestionOf.set(id, suggestion);
    for (const [symbol, suggestion] of saved.behind) this.behind.set(symbol, suggestion);
  }

  /** As they stand, oldest first. */
  fillsOf(symbol: string): readonly Fill[] {
    return this.fills.list().filter((fill) => fill.symbol === symbol);
  }

  /** The position is made anew of what stands, as if the trade had been so from the beginning. */
  private correct(correction: TradeCorrection): void {
    this.fills.correct(correction);
    this.ledger.correct(correction);
    const { symbol } = correction.before;
    const position = positionOf(symbol, this.fillsOf(symbol));
    this.bySymbol.set(symbol, position);
    if (position.quantity === 0) this.behind.delete(symbol);
  }

  private take(fill: Fill): void {
    this.fills.add(fill);
    this.ledger.take(fill);
    const after = applyFill(this.bySymbol.get(fill.symbol) ?? flatPosition(fill.symbol), fill);
    this.bySymbol.set(fill.symbol, after);
    if (after.quantity === 0) this.behind.delete(fill.symbol);
    else if (Math.sign(after.quantity) === sideSign(fill.side)) {
      const suggestion = this.suggestionOf.get(fill.clOrdId);
      if (suggestion === undefined) this.behind.delete(fill.symbol);
      else this.behind.set(fill.symbol, suggestion);
    }
  }
}
