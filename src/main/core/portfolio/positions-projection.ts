/** Positions as the journal's fills make them. Every trade counts, one that its order could not take included. */
import { assert } from '../../../shared/base/assert.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import { quantityLots, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign } from '../../../shared/domain/order.ts';
import { applyFill, flatPosition, positionFromJson, positionToJson, type Position, type PositionJson } from '../../../shared/domain/position.ts';
import type { Projection } from '../store/journal.ts';

interface Saved {
  readonly positions: readonly PositionJson[];
  readonly suggestionOf: readonly (readonly [string, string])[];
  readonly behind: readonly (readonly [string, string])[];
}

/** The trade that a record brings, or null. */
export function fillOfRecord(record: JournalRecord): Fill | null {
  const { event } = record;
  return event.type === 'OrderStepped' || event.type === 'OrderAnomalyFound' ? event.body.fill : null;
}

export class PositionsProjection implements Projection {
  readonly name = 'positions-1';
  private readonly bySymbol = new Map<string, Position>();
  /** Suggestion of an order, by ClOrdID. */
  private readonly suggestionOf = new Map<string, string>();
  /** Suggestion whose fill last opened or enlarged the position, by symbol. */
  private readonly behind = new Map<string, string>();

  apply(record: JournalRecord): void {
    const { event } = record;
    if (event.type === 'OrderSubmitted' && event.body.intent.suggestionId !== null) {
      this.suggestionOf.set(event.body.clOrdId, event.body.intent.suggestionId);
    }
    const fill = fillOfRecord(record);
    if (fill) this.take(fill);
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
      positions: this.positions().map(positionToJson),
      suggestionOf: [...this.suggestionOf],
      behind: [...this.behind],
    };
  }

  load(state: unknown): void {
    const saved = state as Saved; // written by save() under this projection's name
    assert(this.bySymbol.size === 0, 'a checkpoint is loaded into an empty projection');
    for (const p of saved.positions) this.bySymbol.set(p.symbol, positionFromJson(p));
    for (const [id, suggestion] of saved.suggestionOf) this.suggestionOf.set(id, suggestion);
    for (const [symbol, suggestion] of saved.behind) this.behind.set(symbol, suggestion);
  }

  private take(fill: Fill): void {
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
