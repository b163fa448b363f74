import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../src/shared/base/assert.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Side, TimeInForce } from '../../src/shared/domain/order.ts';
import { MatchingBook, type BookOrder, type Submitted } from './matching-book.ts';

const limit = (id: string, side: Side, price: number, quantity: number, timeInForce: TimeInForce = 'day'): BookOrder => ({
  id, owner: 'test', side, ordType: 'limit', price: priceTicks(price), quantity: quantityLots(quantity), timeInForce,
});
const market = (id: string, side: Side, quantity: number, timeInForce: TimeInForce = 'day'): BookOrder => ({
  id, owner: 'test', side, ordType: 'market', price: null, quantity: quantityLots(quantity), timeInForce,
});

function submit(book: MatchingBook, order: BookOrder): Submitted {
  const result = book.submit(order);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}
const trade = (done: Submitted): unknown[] => done.trades.map((t) => [t.makerId, t.price, t.quantity]);

describe('price-time priority', () => {
  it('trades the better price first, then the earlier order, at the price of the resting order', () => {
    const book = new MatchingBook();
    submit(book, limit('late', 'sell', 101, 5));
    submit(book, limit('first', 'sell', 100, 5));
    submit(book, limit('second', 'sell', 100, 5));
    expect(trade(submit(book, limit('taker', 'buy', 101, 12)))).toEqual([['first', 100, 5], ['second', 100, 5], ['late', 101, 2]]);
    expect(book.get('late')?.leaves).toBe(3);
  });

  it('rests what is left of a limit order and cancels what is left of a market order', () => {
    const book = new MatchingBook();
    submit(book, limit('ask', 'sell', 100, 3));
    const rested = submit(book, limit('bid', 'buy', 100, 10));
    expect([rested.resting, rested.canceled, book.best('buy')]).toEqual([7, 0, 100]);
    const swept = submit(book, market('sweep', 'sell', 9));
    expect([trade(swept), swept.resting, swept.canceled]).toEqual([[['bid', 100, 7]], 0, 2]);
  });

  it('leaves nothing of an IOC order, and fills a FOK order wholly or not at all', () => {
    const book = new MatchingBook();
    submit(book, limit('ask', 'sell', 100, 3));
    expect(submit(book, limit('fok', 'buy', 100, 4, 'fok'))).toEqual({ trades: [], resting: 0, canceled: 4 });
    expect(book.get('ask')?.leaves).toBe(3);
    expect(submit(book, limit('fok2', 'buy', 100, 2, 'fok')).canceled).toBe(0);
    expect(submit(book, limit('ioc', 'buy', 100, 5, 'ioc'))).toMatchObject({ resting: 0, canceled: 4 });
    expect(book.best('buy')).toBeNull();
  });
});

describe('replace', () => {
  const three = (): MatchingBook => {
    const book = new MatchingBook();
    for (const id of ['a', 'b', 'c']) submit(book, limit(id, 'buy', 100, 10));
    return book;
  };
  const queue = (book: MatchingBook): string[] => book.queueAt('buy', 100).map((o) => o.id);

  it('keeps its place when the quantity falls, loses it when the quantity rises or the price changes', () => {
    const fewer = three();
    fewer.replace('a', priceTicks(100), quantityLots(4));
    expect([queue(fewer), fewer.get('a')?.leaves]).toEqual([['a', 'b', 'c'], 4]);
    const more = three();
    more.replace('a', priceTicks(100), quantityLots(11));
    expect(queue(more)).toEqual(['b', 'c', 'a']);
    const away = three();
    away.replace('a', priceTicks(101), quantityLots(10));
    away.replace('a', priceTicks(100), quantityLots(10));
    expect(queue(away)).toEqual(['b', 'c', 'a']);
  });

  it('trades when the new price crosses', () => {
    const book = three();
    submit(book, limit('ask', 'sell', 105, 4));
    const result = book.replace('b', priceTicks(105), quantityLots(10));
    expect(result.ok && trade(result.value)).toEqual([['ask', 105, 4]]);
    expect(book.get('b')).toMatchObject({ price: 105, leaves: 6 });
  });
});

describe('rejects', () => {
  it('gives the reason', () => {
    const book = new MatchingBook();
    submit(book, limit('a', 'buy', 100, 1));
    expect(book.submit(limit('a', 'buy', 100, 1))).toEqual({ ok: false, error: 'duplicateId' });
    expect(book.submit(limit('b', 'buy', 100, 0))).toEqual({ ok: false, error: 'quantityNotPositive' });
    expect(book.submit({ ...limit('b', 'buy', 100, 1), price: null })).toEqual({ ok: false, error: 'limitWithoutPrice' });
    expect(book.submit({ ...market('b', 'buy', 1), price: priceTicks(1) })).toEqual({ ok: false, error: 'marketWithPrice' });
    expect(book.replace('none', priceTicks(1), quantityLots(1))).toEqual({ ok: false, error: 'unknownOrder' });
    expect(book.cancel('none')).toBeNull();
  });
});

type Step =
  | { kind: 'submit'; side: Side; price: number | null; quantity: number; timeInForce: TimeInForce }
  | { kind: 'cancel'; pick: number }
  | { kind: 'replace'; pick: number; price: number; quantity: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({
    kind: fc.constant('submit' as const), side: fc.constantFrom<Side>('buy', 'sell'),
    price: fc.option(fc.integer({ min: -3, max: 6 }), { freq: 5 }), quantity: fc.integer({ min: 1, max: 20 }),
    timeInForce: fc.constantFrom<TimeInForce>('day', 'gtc', 'ioc', 'fok'),
  }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const), pick: fc.nat(50), price: fc.integer({ min: -3, max: 6 }), quantity: fc.integer({ min: 1, max: 20 }) }) },
);

/** A book that searches all orders for each match: slow, plain, and the judge of the fast one. */
class PlainBook {
  orders: { id: string; side: Side; price: number; leaves: number; arrival: number }[] = [];
  private arrivals = 0;

  submit(id: string, side: Side, price: number | null, quantity: number, timeInForce: TimeInForce): [string, number, number][] {
    const fits = (p: number): boolean => price === null || (side === 'buy' ? p <= price : p >= price);
    const sign = side === 'buy' ? 1 : -1;
    const makers = this.orders.filter((o) => o.side !== side && fits(o.price)).sort((x, y) => sign * (x.price - y.price) || x.arrival - y.arrival);
    if (timeInForce === 'fok' && makers.reduce((sum, o) => sum + o.leaves, 0) < quantity) return [];
    const trades: [string, number, number][] = [];
    for (const maker of makers) {
      const traded = Math.min(maker.leaves, quantity);
      if (traded === 0) break;
      maker.leaves -= traded;
      quantity -= traded;
      trades.push([maker.id, maker.price, traded]);
    }
    this.orders = this.orders.filter((o) => o.leaves > 0);
    if (price !== null && quantity > 0 && (timeInForce === 'day' || timeInForce === 'gtc')) {
      this.orders.push({ id, side, price, leaves: quantity, arrival: this.arrivals++ });
    }
    return trades;
  }

  replace(id: string, price: number, leaves: number): [string, number, number][] {
    const order = must(this.orders.find((o) => o.id === id), 'picked from the book');
    if (price === order.price && leaves <= order.leaves) {
      order.leaves = leaves;
      return [];
    }
    this.orders = this.orders.filter((o) => o.id !== id);
    return this.submit(id, order.side, price, leaves, 'day');
  }
}

describe('properties over random sequences', () => {
  it('agrees with the plain book, conserves volume, is never crossed, and leaves nothing of IOC and FOK', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const book = new MatchingBook();
      const plain = new PlainBook();
      steps.forEach((s, i) => {
        const id = `o${i}`;
        const picked = s.kind === 'submit' ? undefined : plain.orders[s.pick % Math.max(1, plain.orders.length)]?.id;
        if (s.kind === 'submit') {
          const done = submit(book, s.price === null ? market(id, s.side, s.quantity, s.timeInForce) : limit(id, s.side, s.price, s.quantity, s.timeInForce));
          const traded = done.trades.reduce((sum, t) => sum + t.quantity, 0);
          expect(traded + done.resting + done.canceled).toBe(s.quantity);
          if (s.timeInForce === 'ioc' || s.timeInForce === 'fok') expect(book.get(id)).toBeUndefined();
          if (s.timeInForce === 'fok') expect([0, s.quantity]).toContain(traded);
          expect(trade(done)).toEqual(plain.submit(id, s.side, s.price, s.quantity, s.timeInForce));
        } else if (picked !== undefined && s.kind === 'cancel') {
          expect(book.cancel(picked)).toBe(plain.orders.find((o) => o.id === picked)?.leaves);
          plain.orders = plain.orders.filter((o) => o.id !== picked);
        } else if (picked !== undefined && s.kind === 'replace') {
          const result = book.replace(picked, priceTicks(s.price), quantityLots(s.quantity));
          expect(result.ok && trade(result.value)).toEqual(plain.replace(picked, s.price, s.quantity));
        }
        const bid = book.best('buy');
        const ask = book.best('sell');
        if (bid !== null && ask !== null) expect(bid).toBeLessThan(ask);
        for (const o of plain.orders) expect(book.get(o.id)).toMatchObject({ price: o.price, leaves: o.leaves });
      });
    }), { numRuns: 300 });
  });
});
