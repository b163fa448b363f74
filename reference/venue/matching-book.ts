/**
 * A limit order book with price-time priority: the best price trades first, at one price the order that came first.
 * Trades happen at the resting order's price. Integer ticks and lots; no I/O, no clock, no chance.
 */
import { assert } from '../../src/shared/base/assert.ts';
import { err, ok, type Result } from '../../src/shared/base/result.ts';
import { quantityLots, type PriceTicks, type QuantityLots } from '../../src/shared/domain/numbers.ts';
import type { OrdType, Side, TimeInForce } from '../../src/shared/domain/order.ts';
import { PriceLevels, type PriceLevel } from './price-levels.ts';

export interface BookOrder {
  /** Unique in this book for as long as the order rests. */
  readonly id: string;
  /** Whose order it is; the book only hands it back in its trades. */
  readonly owner: string;
  readonly side: Side;
  readonly ordType: OrdType;
  /** Null for a market order, and only for one. */
  readonly price: PriceTicks | null;
  readonly quantity: QuantityLots;
  readonly timeInForce: TimeInForce;
}

export interface RestingOrder {
  readonly id: string;
  readonly owner: string;
  readonly side: Side;
  price: PriceTicks;
  leaves: QuantityLots;
  readonly timeInForce: TimeInForce;
}

export interface BookTrade {
  /** Price of the maker, the order that rested. */
  readonly price: PriceTicks;
  readonly quantity: QuantityLots;
  readonly takerId: string;
  readonly takerOwner: string;
  readonly takerSide: Side;
  readonly makerId: string;
  readonly makerOwner: string;
}

export interface Submitted {
  /** In the order in which they happened. */
  readonly trades: readonly BookTrade[];
  /** Open in the book afterwards: what remains of a DAY or GTC limit order. */
  readonly resting: QuantityLots;
  /** Given up at once: what an IOC, FOK or market order found no counterpart for. */
  readonly canceled: QuantityLots;
}

export type BookReject = 'duplicateId' | 'quantityNotPositive' | 'limitWithoutPrice' | 'marketWithPrice' | 'unknownOrder';

interface Taker {
  readonly id: string;
  readonly owner: string;
  readonly side: Side;
  /** Worst price it takes; null takes any. */
  readonly limit: PriceTicks | null;
  leaves: QuantityLots;
}

export class MatchingBook {
  private readonly bids = new PriceLevels('buy');
  private readonly asks = new PriceLevels('sell');
  private readonly resting = new Map<string, RestingOrder>();

  /** Matches an order as far as it goes; a DAY or GTC limit order rests with what is left. */
  submit(order: BookOrder): Result<Submitted, BookReject> {
    const reject = this.rejectReason(order);
    if (reject !== null) return err(reject);
    const taker: Taker = { id: order.id, owner: order.owner, side: order.side, limit: order.price, leaves: order.quantity };
    if (order.timeInForce === 'fok' && this.fillable(taker) < order.quantity) {
      return ok({ trades: [], resting: quantityLots(0), canceled: order.quantity });
    }
    const trades = this.match(taker);
    const rests = order.price !== null && (order.timeInForce === 'day' || order.timeInForce === 'gtc');
    if (!rests || order.price === null || taker.leaves === 0) {
      return ok({ trades, resting: quantityLots(0), canceled: taker.leaves });
    }
    this.rest({ id: order.id, owner: order.owner, side: order.side, price: order.price, leaves: taker.leaves, timeInForce: order.timeInForce });
    return ok({ trades, resting: taker.leaves, canceled: quantityLots(0) });
  }

  /** Takes an order out of the book. Returns what was still open, null when no such order rests. */
  cancel(id: string): QuantityLots | null {
    const order = this.resting.get(id);
    if (!order) return null;
    this.side(order.side).remove(order);
    this.resting.delete(id);
    return order.leaves;
  }

  /**
   * Changes price and open quantity. A smaller quantity at the same price keeps its place in the queue; a new price or
   * a larger quantity goes to the back, and trades at once where the new price crosses.
   */
  replace(id: string, price: PriceTicks, leaves: QuantityLots): Result<Submitted, BookReject> {
    const order = this.resting.get(id);
    if (!order) return err('unknownOrder');
    if (leaves <= 0) return err('quantityNotPositive');
    if (price === order.price && leaves <= order.leaves) {
      order.leaves = leaves;
      return ok({ trades: [], resting: leaves, canceled: quantityLots(0) });
    }
    this.cancel(id);
    return this.submit({ ...order, ordType: 'limit', price, quantity: leaves });
  }

  get(id: string): Readonly<RestingOrder> | undefined {
    return this.resting.get(id);
  }

  best(side: Side): PriceTicks | null {
    return this.side(side).best?.price ?? null;
  }

  /** Levels of a side, best first. Not to be held across a change of the book. */
  levels(side: Side): Iterable<{ readonly price: PriceTicks; readonly queue: readonly Readonly<RestingOrder>[] }> {
    return this.side(side);
  }

  /** Orders at one price in queue order. Not to be held across a change of the book. */
  queueAt(side: Side, price: number): readonly Readonly<RestingOrder>[] {
    return this.side(side).at(price)?.queue ?? [];
  }

  private rejectReason(order: BookOrder): BookReject | null {
    if (this.resting.has(order.id)) return 'duplicateId';
    if (!(order.quantity > 0)) return 'quantityNotPositive';
    if (order.ordType === 'limit' && order.price === null) return 'limitWithoutPrice';
    if (order.ordType === 'market' && order.price !== null) return 'marketWithPrice';
    return null;
  }

  private match(taker: Taker): BookTrade[] {
    const trades: BookTrade[] = [];
    const makers = this.side(opposite(taker.side));
    for (let level = makers.best; level && taker.leaves > 0 && acceptable(taker, level.price); level = makers.best) {
      this.matchLevel(taker, level, trades);
    }
    return trades;
  }

  private matchLevel(taker: Taker, level: PriceLevel, trades: BookTrade[]): void {
    const maker = level.queue[0];
    assert(maker, 'a level without orders does not exist');
    const quantity = quantityLots(Math.min(maker.leaves, taker.leaves));
    taker.leaves = quantityLots(taker.leaves - quantity);
    maker.leaves = quantityLots(maker.leaves - quantity);
    trades.push({
      price: level.price, quantity, takerId: taker.id, takerOwner: taker.owner, takerSide: taker.side,
      makerId: maker.id, makerOwner: maker.owner,
    });
    if (maker.leaves === 0) this.cancel(maker.id);
  }

  /** How much would trade at once, never more than asked for. */
  private fillable(taker: Taker): number {
    let sum = 0;
    for (const level of this.side(opposite(taker.side))) {
      if (!acceptable(taker, level.price) || sum >= taker.leaves) break;
      for (const order of level.queue) sum += order.leaves;
    }
    return Math.min(sum, taker.leaves);
  }

  private rest(order: RestingOrder): void {
    this.side(order.side).append(order);
    this.resting.set(order.id, order);
  }

  private side(side: Side): PriceLevels {
    return side === 'buy' ? this.bids : this.asks;
  }
}

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

const acceptable = (taker: Taker, price: number): boolean =>
  taker.limit === null || (taker.side === 'buy' ? price <= taker.limit : price >= taker.limit);
