import { describe, expect, it } from 'vitest';
import { screenInstruments, screenQuote } from '../../../../tests/fixtures/screen-data.ts';
import { screenOrder } from '../../../../tests/fixtures/screen-orders.ts';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order, OrdStatus } from '../../../shared/domain/order.ts';
import { cancelOutcome, cancelQuestion, countCancel, everything, fitting, openWords, type Market } from './mass-cancel.ts';

const market: Market = { instruments: new Map(screenInstruments.map((i) => [i.symbol, i])), quoteOf: () => null };
const order = (clOrdId: string, change: Partial<Order> = {}): Order =>
  screenOrder({ clOrdId, symbol: 'ALDR', side: 'buy', price: priceTicks(18_000), orderQty: quantityLots(100), leavesQty: quantityLots(100), ordStatus: 'new', ...change }, 0);

const book = [
  order('a'), order('b', { ordStatus: 'partiallyFilled', leavesQty: quantityLots(40) }), order('c', { side: 'sell', symbol: 'CEDR', price: priceTicks(6_000) }),
  order('d', { ordStatus: 'unresolved' }), order('e', { ordStatus: 'pendingCancel' }), order('f', { ordStatus: 'filled' }), order('g', { ordStatus: 'canceled' }),
];

describe('mass cancel', () => {
  it('[LK-10] meets every order that the OMS may still fill: also one that is unresolved, or has a cancel in flight', () => {
    const ids = (scope: Parameters<typeof fitting>[1]) => fitting(book, scope).map((o) => o.clOrdId).join('');
    expect([ids(everything), ids({ symbol: null, side: 'buy' }), ids({ symbol: 'CEDR', side: null }), ids({ symbol: 'CEDR', side: 'buy' })]).toEqual(['abcde', 'abde', 'c', '']);
  });

  it('[LK-10] asks with how many, which side and instrument, and for how much, to the cent', () => {
    expect(cancelQuestion(fitting(book, everything), everything, market))
      .toBe('Cancel all 5 open orders: 4 buys, 1 sell; ALDR 4, CEDR 1; 67,200.00 USD open; 1 unresolved among them?');
    const sells = { symbol: null, side: 'sell' } as const;
    expect(cancelQuestion(fitting(book, sells), sells, market)).toBe('Cancel the one open sell: CEDR 1; 6,000.00 USD open?');
    const one = { symbol: 'ALDR', side: null } as const;
    expect(cancelQuestion(fitting(book, one).slice(0, 2), one, market)).toBe('Cancel all 2 open orders in ALDR: 2 buys; 25,200.00 USD open?');
  });

  it('counts instruments when they are many', () => {
    const many = screenInstruments.slice(0, 4).map((i, n) => order(`m${n}`, { symbol: i.symbol }));
    expect(cancelQuestion(many, everything, market)).toContain('; 4 instruments; ');
  });

  it('values a market order at the touch that it would meet, and says what has no price', () => {
    const atMarket = [order('a', { price: null, ordType: 'market' })];
    expect(openWords(atMarket, market)).toBe('1 without a price');
    expect(openWords(atMarket, { ...market, quoteOf: (symbol) => screenQuote(symbol, 18_000, 5) })).toBe('18,005.00 USD');
  });
});

describe('after a mass cancel', () => {
  const after = (...statuses: OrdStatus[]) => cancelOutcome(countCancel(statuses.map((ordStatus, i) => order(`${i}`, { ordStatus })), new Set(['0', '1', '2', '3', '4'])));

  it('[LK-11] says done only when every one is canceled', () => {
    expect(after('canceled', 'canceled')).toEqual({ tone: 'done', text: '2 canceled' });
    expect(after('canceled', 'filled')).toEqual({ tone: 'done', text: '1 filled or done before; 1 canceled' });
  });

  it('[LK-11] puts what is not known in front, and never calls it canceled or refused', () => {
    expect(after('canceled', 'unresolved', 'new')).toEqual({
      tone: 'unresolved', text: '1 unresolved: the OMS has not said what became of it, and is asked; 1 refused and working still; 1 canceled',
    });
  });

  it('[LK-11] tells a refusal from an order that has not been reached yet', () => {
    expect(after('new').tone).toBe('rejected');
    expect(cancelOutcome(countCancel([order('x')], new Set()))).toEqual({ tone: 'waiting', text: '1 without an answer yet; 0 canceled' });
  });
});
