import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../src/shared/base/assert.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Side } from '../../src/shared/domain/order.ts';
import type { Quote, TradePrint } from '../../src/shared/domain/quote.ts';
import { MatchingBook, type BookTrade } from './matching-book.ts';
import { Street } from './street.ts';
import { depthOf, quoteAt, testInstrument, tradeAt } from './test-tape.ts';

const quote = (bid: number, bidSize: number, ask: number, askSize: number): Quote => {
  const event = quoteAt(0, bid, bidSize, ask, askSize);
  if (event.type !== 'quote') throw new Error('a quote');
  return event.quote;
};
const print = (price: number, size: number, aggressor: 'buy' | 'sell' | null = null): TradePrint => {
  const event = tradeAt(0, price, size, aggressor);
  if (event.type !== 'trade') throw new Error('a trade');
  return event.trade;
};

function market(): { book: MatchingBook; street: Street; order: (id: string, side: Side, price: number | null, quantity: number) => BookTrade[] } {
  const book = new MatchingBook();
  const street = new Street(testInstrument(), book);
  const order = (id: string, side: Side, price: number | null, quantity: number): BookTrade[] => {
    const result = book.submit({
      id, owner: 'us', side, ordType: price === null ? 'market' : 'limit', price: price === null ? null : priceTicks(price),
      quantity: quantityLots(quantity), timeInForce: 'day',
    });
    return result.ok ? [...result.value.trades] : [];
  };
  return { book, street, order };
}
const fills = (trades: readonly BookTrade[]): unknown[] => trades.map((t) => [t.makerId, t.price, t.quantity]);

describe('our resting orders', () => {
  it('[SL-2] wait behind the size shown when they came', () => {
    const { street, order } = market();
    street.quote(quote(100, 50, 102, 50));
    order('ours', 'buy', 100, 10);
    expect(fills(street.trade(print(100, 45, 'sell')))).toEqual([]);
    expect(fills(street.trade(print(100, 8, 'sell')))).toEqual([['ours', 100, 3]]);
  });

  it('[SL-2] are passed by no print twice, and a print takes nothing from what is shown', () => {
    const { street, order } = market();
    street.quote(quote(100, 50, 102, 50));
    order('ours', 'buy', 100, 10);
    street.trade(print(100, 500, 'sell'));
    expect(street.remaining('buy', 5)).toEqual([{ price: 100, size: 50 }]);
    order('later', 'buy', 100, 10);
    expect(fills(street.trade(print(100, 50, 'sell')))).toEqual([]);
    expect(fills(street.trade(print(100, 1, 'sell')))).toEqual([['later', 100, 1]]);
  });

  it('[SL-3] let what is canceled be canceled behind them, and what is added join behind them', () => {
    const { street, order } = market();
    street.quote(quote(100, 50, 102, 50));
    order('ours', 'buy', 100, 10);
    street.quote(quote(100, 80, 102, 50));
    street.quote(quote(100, 40, 102, 50));
    expect(fills(street.trade(print(100, 40, 'sell')))).toEqual([]);
    expect(fills(street.trade(print(100, 4, 'sell')))).toEqual([['ours', 100, 4]]);
  });

  it('[SL-5] fill when the tape trades through them, and when a quote crosses them, at their own price', () => {
    const { street, order } = market();
    street.quote(quote(100, 50, 102, 50));
    order('inside', 'buy', 101, 10);
    expect(fills(street.trade(print(99, 4, 'sell')))).toEqual([['inside', 101, 4]]);
    expect(fills(street.quote(quote(99, 5, 100, 4)))).toEqual([['inside', 101, 4]]);
    expect(fills(street.quote(quote(99, 5, 101, 9)))).toEqual([['inside', 101, 2]]);
  });

  it('[SL-6] are not reached by crossed quotes, which offer nothing; locked ones are offered one tick wide', () => {
    const { street, order, book } = market();
    order('ours', 'buy', 99, 10);
    expect(street.quote(quote(103, 5, 99, 5))).toEqual([]);
    expect([book.best('sell'), book.get('ours')?.leaves]).toEqual([null, 10]);
    expect(street.quote(quote(99, 5, 99, 5))).toEqual([]);
    expect([street.remaining('buy', 1), street.remaining('sell', 1)]).toEqual([[{ price: 99, size: 5 }], [{ price: 100, size: 5 }]]);
  });

  it('[SL-5] are filled only by the side that a print came from, which is inferred when the tape is silent', () => {
    const { street, order } = market();
    street.quote(quote(100, 5, 104, 5));
    order('bid', 'buy', 101, 10);
    order('ask', 'sell', 103, 10);
    expect(fills(street.trade(print(101, 2)))).toEqual([['bid', 101, 2]]);
    expect(fills(street.trade(print(103, 2)))).toEqual([['ask', 103, 2]]);
    // At the mid: falling from 103 is a seller's print, which at 102 reaches no bid of ours.
    expect(fills(street.trade(print(102, 2)))).toEqual([]);
    expect(fills(street.trade(print(101, 2, 'buy')))).toEqual([]);
  });
});

describe('our aggressive orders', () => {
  it('[SL-7] take the shown levels one after the other and no more', () => {
    const { street, order, book } = market();
    street.depth(depthOf([[100, 5]], [[102, 5], [103, 5], [105, 5]]));
    expect(fills(order('limit', 'buy', 103, 12)).map((f) => (f as unknown[]).slice(1))).toEqual([[102, 5], [103, 5]]);
    expect(book.get('limit')).toMatchObject({ price: 103, leaves: 2 });
    expect(fills(order('market', 'buy', null, 12)).map((f) => (f as unknown[]).slice(1))).toEqual([[105, 5]]);
  });

  it('[SL-8] leave a hole until the street quotes again', () => {
    const { street, order } = market();
    street.quote(quote(100, 5, 102, 5));
    order('first', 'buy', null, 3);
    expect(street.remaining('sell', 5)).toEqual([{ price: 102, size: 2 }]);
    order('second', 'buy', null, 3);
    expect(street.remaining('sell', 5)).toEqual([]);
    street.quote(quote(100, 5, 102, 5));
    expect(street.remaining('sell', 5)).toEqual([{ price: 102, size: 5 }]);
  });
});

describe('what the street shows', () => {
  it('[SL-1] is replaced by each quote; levels of a depth stay behind a better quote', () => {
    const { street } = market();
    street.quote(quote(100, 5, 102, 5));
    street.quote(quote(98, 5, 99, 5));
    expect([street.remaining('buy', 5), street.remaining('sell', 5)]).toEqual([[{ price: 98, size: 5 }], [{ price: 99, size: 5 }]]);
    street.depth(depthOf([[98, 5], [97, 6]], [[99, 5], [100, 6]]));
    street.quote(quote(97, 9, 98, 2));
    expect([street.remaining('buy', 5), street.remaining('sell', 5)])
      .toEqual([[{ price: 97, size: 9 }], [{ price: 98, size: 2 }, { price: 99, size: 5 }, { price: 100, size: 6 }]]);
  });

  it('[SL-4] is the size assumed for the asset class where the tape tells none', () => {
    const { street } = market();
    street.quote(quote(10_000, 0, 10_001, 7));
    expect([street.remaining('buy', 1), street.remaining('sell', 1)]).toEqual([[{ price: 10_000, size: 500 }], [{ price: 10_001, size: 7 }]]);
  });

  it('[SL-1] is what the last update said, whatever came before, when we do not trade', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 })), { maxLength: 5 });
    const levels = (raw: readonly (readonly [number, number])[], mid: number, sign: 1 | -1): [number, number][] =>
      [...new Map(raw)].sort((a, b) => a[0] - b[0]).map(([distance, size]) => [mid + sign * distance, size]);
    fc.assert(fc.property(fc.array(fc.record({ mid: fc.integer({ min: 90, max: 110 }), bids: sizes, asks: sizes, traded: fc.nat(20) }), { minLength: 1, maxLength: 30 }), (updates) => {
      const { street, book } = market();
      for (const u of updates) {
        const depth = depthOf(levels(u.bids, u.mid, -1), levels(u.asks, u.mid, 1));
        expect(street.depth(depth)).toEqual([]);
        expect(street.remaining('buy', 10)).toEqual(depth.bids);
        expect(street.remaining('sell', 10)).toEqual(depth.asks);
        const best = book.best('buy');
        if (best !== null && u.traded > 0) street.trade(print(best, u.traded, 'sell'));
      }
    }));
  });

  it('[SL-2] never fills more of ours than was shown or printed, and never at a worse price than ours', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 95, max: 105 }), fc.integer({ min: 1, max: 20 })), { maxLength: 30 }), (quotes) => {
      const { street, order, book } = market();
      order('ours', 'buy', 100, 100);
      let filled = 0;
      for (const [bid, size] of quotes) {
        const trades = street.quote(quote(bid, size, bid + 1, size));
        const quantity = trades.reduce((sum, t) => sum + t.quantity, 0);
        expect(quantity).toBeLessThanOrEqual(bid + 1 <= 100 ? size : 0);
        for (const t of trades) expect(t.price).toBe(100);
        filled += quantity;
      }
      expect((book.get('ours')?.leaves ?? 0) + filled).toBe(100);
      must(street.lastQuote ?? (quotes.length === 0 ? 'none' : null), 'the last quote is kept');
    }));
  });
});
