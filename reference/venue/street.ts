/**
 * The street: everybody else's orders in one instrument, put into our matching book from market data, so that our
 * orders queue behind them, trade with them and are reached by them. Assumptions SL-1 to SL-9 in README.md.
 */
import { must } from '../../src/shared/base/assert.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { priceTicks, quantityLots, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import type { Side } from '../../src/shared/domain/order.ts';
import { quoteCondition, type BookDepth, type BookLevel, type Quote, type TradePrint } from '../../src/shared/domain/quote.ts';
import { assumedQuoteLots } from '../../src/shared/tape/instrument-facts.ts';
import { opposite, type BookTrade, type MatchingBook } from './matching-book.ts';

/** Has a space, so that no client's id can be equal to it. */
export const streetOwner = 'the street';

export class Street {
  private readonly instrument: Instrument;
  private readonly book: MatchingBook;
  private readonly shown: Record<Side, Map<number, string[]>> = { buy: new Map(), sell: new Map() };
  private hasDepth = false;
  private lastTrade: { price: number; aggressor: Side } | null = null;
  private quoteNow: Quote | null = null;
  private orders = 0;

  constructor(instrument: Instrument, book: MatchingBook) {
    this.instrument = instrument;
    this.book = book;
  }

  /** The last quote of the tape, whatever our own orders have taken from it since. */
  get lastQuote(): Quote | null {
    return this.quoteNow;
  }

  /** Who hit whom in the last print, as told or as taken (SL-5); null before the first. */
  get lastAggressor(): Side | null {
    return this.lastTrade?.aggressor ?? null;
  }

  /** Whether the tape shows more than the best quote. */
  get showsDepth(): boolean {
    return this.hasDepth;
  }

  /** The tape's new best bid and offer. Returns the trades with our orders that it led to. */
  quote(quote: Quote): BookTrade[] {
    this.quoteNow = quote;
    const touch = this.touchOf(quote);
    if (!touch) return this.withdraw();
    return this.show([touch.buy, ...this.deeper('buy', touch.buy.price)], [touch.sell, ...this.deeper('sell', touch.sell.price)]);
  }

  /** What a quote offers on each side; null for a crossed one, which offers nothing. */
  touchOf(quote: Quote): Readonly<Record<Side, BookLevel>> | null {
    const condition = quoteCondition(quote);
    if (condition === 'crossed') return null;
    // Both sides cannot rest at one price: a locked quote is offered one tick wide (SL-6).
    const ask = priceTicks(condition === 'locked' ? quote.ask + 1 : quote.ask);
    return { buy: { price: quote.bid, size: this.sizeOf(quote.bidSize) }, sell: { price: ask, size: this.sizeOf(quote.askSize) } };
  }

  /** The tape's whole visible book. Returns the trades with our orders that it led to. */
  depth(depth: BookDepth): BookTrade[] {
    this.hasDepth = true;
    const bid = depth.bids[0];
    const ask = depth.asks[0];
    if (bid && ask && bid.price >= ask.price) return this.withdraw();
    return this.show(depth.bids, depth.asks);
  }

  /**
   * A trade on the tape: it takes the queue ahead of our orders, then them, at its price or better. What the street
   * shows is for its quotes to say: what the print took of it comes back, behind our orders (SL-2).
   */
  trade(print: TradePrint): BookTrade[] {
    const aggressor = this.aggressorOf(print);
    this.lastTrade = { price: print.price, aggressor };
    if (print.size <= 0) return [];
    const hit = opposite(aggressor);
    const before: BookLevel[] = [];
    for (const [price, ids] of this.shown[hit]) {
      const isReached = aggressor === 'buy' ? price <= print.price : price >= print.price;
      if (isReached) before.push({ price: priceTicks(price), size: quantityLots(this.restingAt(ids)) });
    }
    const trades = this.send(aggressor, print.price, print.size, 'ioc');
    this.increase(hit, before);
    return trades;
  }

  /** Takes all of the street's orders out of the book. */
  withdraw(): BookTrade[] {
    this.show([], []);
    return [];
  }

  /** What the street still shows, best first: the tape's levels less what our orders took. */
  remaining(side: Side, levelsMax: number): BookLevel[] {
    const levels: BookLevel[] = [];
    for (const level of this.book.levels(side)) {
      if (levels.length >= levelsMax) break;
      const size = level.queue.reduce((sum, order) => (order.owner === streetOwner ? sum + order.leaves : sum), 0);
      if (size > 0) levels.push({ price: level.price, size: quantityLots(size) });
    }
    return levels;
  }

  private show(bids: readonly BookLevel[], asks: readonly BookLevel[]): BookTrade[] {
    // First everything that goes, on both sides, then everything that comes: the street never trades with itself.
    this.reduce('buy', bids);
    this.reduce('sell', asks);
    return [...this.increase('buy', bids), ...this.increase('sell', asks)];
  }

  private reduce(side: Side, levels: readonly BookLevel[]): void {
    const wanted = new Map(levels.map((level) => [level.price as number, level.size as number]));
    for (const [price, ids] of this.shown[side]) {
      let excess = this.restingAt(ids) - (wanted.get(price) ?? 0);
      // What is canceled is canceled behind us first: the newest street order goes first (SL-3).
      while (excess > 0) {
        const id = must(ids[ids.length - 1], 'an excess has an order');
        const leaves = this.book.get(id)?.leaves ?? 0;
        if (leaves > excess) this.book.replace(id, priceTicks(price), quantityLots(leaves - excess));
        else {
          this.book.cancel(id);
          ids.pop();
        }
        excess -= leaves;
      }
      if (!wanted.has(price)) this.shown[side].delete(price);
    }
  }

  private increase(side: Side, levels: readonly BookLevel[]): BookTrade[] {
    const trades: BookTrade[] = [];
    for (const level of levels) {
      const ids = (this.shown[side].get(level.price) ?? []).filter((id) => this.book.get(id) !== undefined);
      const missing = level.size - this.restingAt(ids);
      if (missing > 0) {
        trades.push(...this.send(side, level.price, quantityLots(missing), 'gtc'));
        ids.push(`${streetOwner}-${this.orders}`);
      }
      this.shown[side].set(level.price, ids);
    }
    return trades;
  }

  private send(side: Side, price: PriceTicks, quantity: QuantityLots, timeInForce: 'gtc' | 'ioc'): BookTrade[] {
    this.orders += 1;
    const id = `${streetOwner}-${this.orders}`;
    const result = this.book.submit({ id, owner: streetOwner, side, ordType: 'limit', price, quantity, timeInForce });
    return result.ok ? result.value.trades.filter((t) => t.makerOwner !== streetOwner) : [];
  }

  /** Levels behind a new best quote: kept where the tape shows depth, none where it only shows quotes. */
  private deeper(side: Side, best: number): BookLevel[] {
    if (!this.hasDepth) return [];
    const behind = (price: number): boolean => (side === 'buy' ? price < best : price > best);
    const levels: BookLevel[] = [];
    for (const [price, ids] of this.shown[side]) {
      if (behind(price)) levels.push({ price: priceTicks(price), size: quantityLots(this.restingAt(ids)) });
    }
    return levels;
  }

  private restingAt(ids: readonly string[]): number {
    return ids.reduce((sum, id) => sum + (this.book.get(id)?.leaves ?? 0), 0);
  }

  /** A quote whose size the tape does not tell shows the size assumed for its asset class (SL-4, TP-11 of docs/specs/tapes.md). */
  private sizeOf(size: QuantityLots): QuantityLots {
    return size > 0 ? size : assumedQuoteLots(this.instrument);
  }

  /** Lee and Ready (1991), J. Finance 46: above the mid a buyer, below it a seller, at the mid by the last change of price. */
  private aggressorOf({ price, aggressor }: TradePrint): Side {
    if (aggressor !== null) return aggressor;
    const quote = this.quoteNow;
    if (quote && 2 * price !== quote.bid + quote.ask) return 2 * price > quote.bid + quote.ask ? 'buy' : 'sell';
    const last = this.lastTrade;
    if (!last) return 'buy';
    return price === last.price ? last.aggressor : price > last.price ? 'buy' : 'sell';
  }
}
