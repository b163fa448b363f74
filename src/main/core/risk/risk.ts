/** Risk: gathers what the controls look at and asks them. Limits come from settings; nobody at the screen raises them. */
import type { RiskOverlay } from '../../../shared/contract/risk.ts';
import type { OmsState, TradingState } from '../../../shared/domain/connection.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { OrderIntent } from '../../../shared/domain/order.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import type { Host } from '../host.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { RiskVerdict } from '../orders/orders.ts';
import type { PositionsProjection } from '../portfolio/positions-projection.ts';
import { checkOrder, riskCheckRecord, type ParentView, type RiskView } from './checks.ts';
import { riskOverlay } from './overlay.ts';
import type { PriceView } from './price-view.ts';

export interface RiskParts {
  readonly host: Pick<Host, 'clock'>;
  readonly limits: Limits;
  readonly orders: OrdersProjection;
  readonly positions: PositionsProjection;
  readonly prices: PriceView;
  /** Parent orders as the user of this workstation may route them; `except` is a route that is being replaced. */
  readonly parents: { view(parentId: string, except: string | null): ParentView | null };
  readonly omsState: () => OmsState;
  readonly trading: () => { readonly state: TradingState; readonly why: string | null };
}

export interface OverlaySignals {
  readonly signal: Signal | null;
  readonly suggestion: Suggestion | null;
  /** Finds a suggestion by id, closed ones too: the stop of a position is that of the suggestion it came from. */
  readonly find: (suggestionId: string) => Suggestion | null;
}

export class Risk {
  readonly limits: Limits;
  private readonly parts: RiskParts;

  constructor(parts: RiskParts) {
    this.parts = parts;
    this.limits = parts.limits;
  }

  /** Asks every control. `except` is a working order that the intent would take the place of. */
  check(intent: OrderIntent, except: string | null): RiskVerdict {
    const view = this.view(intent.symbol, { intent, except });
    return { denial: checkOrder(intent, view), check: riskCheckRecord(intent, view) };
  }

  overlay(symbol: string, signals: OverlaySignals): RiskOverlay {
    return riskOverlay({
      symbol,
      asOf: epochMicros(this.parts.host.clock.nowMicros()),
      view: this.view(symbol, null),
      signal: signals.signal,
      suggestion: signals.suggestion,
      positionSuggestion: this.suggestionBehindPosition(symbol, signals.find),
      probeQty: null,
    });
  }

  private view(symbol: string, asked: { readonly intent: OrderIntent; readonly except: string | null } | null): RiskView {
    const { parts } = this;
    const trading = parts.trading();
    const replaced = asked?.except ?? null;
    const working = parts.orders.working(symbol, replaced);
    return {
      limits: parts.limits,
      trading: trading.state,
      haltedWhy: trading.why,
      omsState: parts.omsState(),
      instrument: parts.prices.instrument(symbol),
      quote: parts.prices.quote(symbol),
      quoteAgeMs: this.quoteAgeMs(symbol),
      positionQty: parts.positions.quantity(symbol),
      workingBuyQty: working.buy,
      workingSellQty: working.sell,
      lastEqual: asked && replaced === null ? this.lastEqual(asked.intent) : null,
      parent: asked?.intent.parentId === undefined ? null : parts.parents.view(asked.intent.parentId, replaced),
    };
  }

  /** Live feed: how long ago it last said anything, since a quote that does not change stands. Otherwise since the quote came. */
  private quoteAgeMs(symbol: string): number | null {
    const { prices } = this.parts;
    const state = prices.quoteState(symbol);
    if (state === 'never' || state === 'disconnected') return null;
    const [feedAge, quoteAge] = [prices.feedAgeMs(), prices.quoteAgeMs(symbol)];
    if (feedAge === null || quoteAge === null) return quoteAge;
    return Math.min(feedAge, quoteAge);
  }

  private lastEqual(intent: OrderIntent): RiskView['lastEqual'] {
    const last = this.parts.orders.lastSubmitted(intent);
    return last && { clOrdId: last.clOrdId, ageMs: (this.parts.host.clock.nowMicros() - last.submittedAt) / 1000 };
  }

  private suggestionBehindPosition(symbol: string, find: (suggestionId: string) => Suggestion | null): Suggestion | null {
    const id = this.parts.positions.lastSuggestionId(symbol);
    return id === null ? null : find(id);
  }
}
