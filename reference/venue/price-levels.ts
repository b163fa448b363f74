/** One side of a book: price levels sorted best first, each a queue in order of arrival. */
import { must } from '../../src/shared/base/assert.ts';
import type { PriceTicks } from '../../src/shared/domain/numbers.ts';
import type { Side } from '../../src/shared/domain/order.ts';
import type { RestingOrder } from './matching-book.ts';

export interface PriceLevel {
  readonly price: PriceTicks;
  /** First in, first filled. */
  readonly queue: RestingOrder[];
}

export class PriceLevels {
  /** Worst first, so that the best level is taken off the end. */
  private readonly levels: PriceLevel[] = [];
  private readonly sign: 1 | -1;

  constructor(side: Side) {
    this.sign = side === 'buy' ? 1 : -1;
  }

  get best(): PriceLevel | undefined {
    return this.levels[this.levels.length - 1];
  }

  at(price: number): PriceLevel | undefined {
    const level = this.levels[this.position(price)];
    return level?.price === price ? level : undefined;
  }

  /** Puts an order at the back of its level's queue. */
  append(order: RestingOrder): void {
    const position = this.position(order.price);
    const level = this.levels[position];
    if (level?.price === order.price) level.queue.push(order);
    else this.levels.splice(position, 0, { price: order.price, queue: [order] });
  }

  /** Takes an order out; its level goes with the last order. */
  remove(order: RestingOrder): void {
    const position = this.position(order.price);
    const level = must(this.levels[position], 'a resting order has a level');
    const index = level.queue.indexOf(order);
    must(index >= 0 ? index : null, 'a resting order is in the queue of its level');
    level.queue.splice(index, 1);
    if (level.queue.length === 0) this.levels.splice(position, 1);
  }

  /** Best level first. */
  *[Symbol.iterator](): Generator<PriceLevel> {
    for (let i = this.levels.length - 1; i >= 0; i--) yield must(this.levels[i], 'index within levels');
  }

  /** Index of the level with this price, or where it would be inserted. */
  private position(price: number): number {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const level = must(this.levels[middle], 'middle lies within levels');
      if ((level.price - price) * this.sign < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
