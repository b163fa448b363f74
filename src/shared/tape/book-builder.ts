/** One side of an order book kept sorted, best first, from totals per price (size 0 removes the level). */

export class BookSide {
  readonly prices: number[] = [];
  readonly sizes: number[] = [];
  /** +1 for asks (lowest first), -1 for bids (highest first). */
  readonly #sign: 1 | -1;

  constructor(side: 'bid' | 'ask') {
    this.#sign = side === 'ask' ? 1 : -1;
  }

  clear(): void {
    this.prices.length = 0;
    this.sizes.length = 0;
  }

  /** Sets the total at a price; 0 removes it. A removal of a level that is not there does nothing. */
  set(price: number, size: number): void {
    const at = this.#position(price);
    const present = this.prices[at] === price;
    if (size === 0) {
      if (!present) return;
      this.prices.splice(at, 1);
      this.sizes.splice(at, 1);
    } else if (present) this.sizes[at] = size;
    else {
      this.prices.splice(at, 0, price);
      this.sizes.splice(at, 0, size);
    }
  }

  /** First index whose price is not better than `price`. */
  #position(price: number): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.prices[middle] ?? 0) - price) * this.#sign < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
