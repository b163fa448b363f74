/**
 * Where our working orders may stand in their queues. Feeds of levels do not tell it, so it is an estimate and is
 * called one: what was displayed at the price when the OMS accepted the order, less what has traded there since
 * against that side, never above what is displayed now, and nothing once the order itself trades. Cancels ahead of us
 * that do not empty the level are not seen: with price-time priority the true place is at or before the estimate.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { QueuePlace } from '../../../shared/contract/market-data.ts';
import { epochMicros, quantityLots, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Order, OrdStatus, Side } from '../../../shared/domain/order.ts';
import type { BookDepth, Quote, TradePrint } from '../../../shared/domain/quote.ts';

export interface QueuePlacesParts {
  readonly clock: Clock;
  readonly depth: (symbol: string) => BookDepth | null;
  readonly quote: (symbol: string) => Quote | null;
  readonly isLive: () => boolean;
}

/** Statuses in which the OMS has the order in its book at a price that we know. */
const queued: ReadonlySet<OrdStatus> = new Set(['new', 'partiallyFilled', 'pendingCancel', 'pendingReplace']);

interface Kept {
  readonly side: Side;
  readonly leavesQty: QuantityLots;
  readonly cumQty: QuantityLots;
  readonly place: QueuePlace;
}

export class QueuePlaces {
  private readonly parts: QueuePlacesParts;
  private readonly bySymbol = new Map<string, Map<string, Kept>>();
  private readonly listeners = new Set<(place: QueuePlace) => void>();

  constructor(parts: QueuePlacesParts) {
    this.parts = parts;
  }

  onPlace(listener: (place: QueuePlace) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  places(): readonly QueuePlace[] {
    return [...this.bySymbol.values()].flatMap((kept) => [...kept.values()].map((k) => k.place));
  }

  takeOrder(order: Order): void {
    const kept = this.bySymbol.get(order.symbol)?.get(order.clOrdId);
    if (!queued.has(order.ordStatus) || order.price === null) return this.left(order, kept);
    // A new price or a larger size goes to the end of the queue; a smaller size keeps its place.
    const rejoins = !kept || kept.place.price !== order.price || order.leavesQty > kept.leavesQty;
    const place = rejoins ? this.joined(order, order.price) : order.cumQty > kept.cumQty ? this.atFront(kept.place) : kept.place;
    const symbolPlaces = this.bySymbol.get(order.symbol) ?? new Map<string, Kept>();
    this.bySymbol.set(order.symbol, symbolPlaces.set(order.clOrdId, { side: order.side, leavesQty: order.leavesQty, cumQty: order.cumQty, place }));
    if (place !== kept?.place) this.tell(place);
  }

  /** What trades against our side at our price was ahead of us, as long as we have not traded. */
  takeTrade(trade: TradePrint): void {
    this.each(trade.symbol, ({ side, place }) => {
      const against = trade.aggressor === null || trade.aggressor !== side;
      return trade.price === place.price && against && place.aheadQty !== null ? Math.max(0, place.aheadQty - trade.size) : place.aheadQty;
    });
  }

  /** The book changed: nobody is behind more than is displayed. */
  takeBook(symbol: string): void {
    this.each(symbol, ({ side, place }) => {
      const shown = this.displayed(symbol, side, place.price);
      return shown === null || place.aheadQty === null ? place.aheadQty : Math.min(place.aheadQty, shown);
    });
  }

  private each(symbol: string, aheadOf: (kept: Kept) => number | null): void {
    const symbolPlaces = this.bySymbol.get(symbol);
    if (!symbolPlaces) return;
    for (const [clOrdId, kept] of symbolPlaces) {
      const ahead = aheadOf(kept);
      if (ahead === kept.place.aheadQty) continue;
      const place = { ...kept.place, aheadQty: ahead === null ? null : quantityLots(ahead), asOf: this.now() };
      symbolPlaces.set(clOrdId, { ...kept, place });
      this.tell(place);
    }
  }

  private joined(order: Order, price: PriceTicks): QueuePlace {
    const shown = this.parts.isLive() ? this.displayed(order.symbol, order.side, price) : null;
    const now = this.now();
    return {
      clOrdId: order.clOrdId, symbol: order.symbol, price, aheadQty: shown, joinedBehindQty: shown, joinedAt: now, asOf: now, working: true,
    };
  }

  /** What trades is at the front of its queue. */
  private atFront(place: QueuePlace): QueuePlace {
    return place.aheadQty === 0 ? place : { ...place, aheadQty: quantityLots(0), asOf: this.now() };
  }

  private left(order: Order, kept: Kept | undefined): void {
    if (!kept) return;
    const symbolPlaces = this.bySymbol.get(order.symbol);
    symbolPlaces?.delete(order.clOrdId);
    if (symbolPlaces?.size === 0) this.bySymbol.delete(order.symbol);
    this.tell({ ...kept.place, working: false, asOf: this.now() });
  }

  /** Lots displayed on one side at a price: 0 inside what the book shows, null beyond its last level. */
  private displayed(symbol: string, side: Side, price: PriceTicks): QuantityLots | null {
    const { depth, quote } = { depth: this.parts.depth(symbol), quote: this.parts.quote(symbol) };
    const levels = depth ? (side === 'buy' ? depth.bids : depth.asks)
      : quote ? [side === 'buy' ? { price: quote.bid, size: quote.bidSize } : { price: quote.ask, size: quote.askSize }] : [];
    const last = levels.at(-1);
    if (!last) return null;
    const level = levels.find((l) => l.price === price);
    if (level) return level.size;
    const beyond = side === 'buy' ? price < last.price : price > last.price;
    return beyond ? null : quantityLots(0);
  }

  private now(): QueuePlace['asOf'] {
    return epochMicros(this.parts.clock.nowMicros());
  }

  private tell(place: QueuePlace): void {
    for (const listener of this.listeners) listener(place);
  }
}
