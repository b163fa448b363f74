import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Side, TimeInForce } from '../../src/shared/domain/order.ts';
import { Ledger, type ReportBody } from './ledger.ts';
import { Oms } from './oms.ts';
import { quoteAt, tapeStart, testInstrument, tradeAt } from './test-tape.ts';

const header = { msgSeqNum: 1, sendingTime: epochMicros(0), transactTime: epochMicros(0) };

interface Worked { readonly side?: Side; readonly price?: number | null; readonly quantity: number; readonly rate?: number; readonly timeInForce?: TimeInForce }

function desk(options: { hasPrints?: boolean } = {}) {
  const reports: ReportBody[] = [];
  const rejects: string[] = [];
  const oms = new Oms([testInstrument()], new Ledger('E'), epochMicros(tapeStart), {
    report: (_client, body) => reports.push(body),
    cancelReject: (_client, body) => rejects.push(body.text ?? ''),
    liquidityTaken: () => undefined,
  }, { hasPrints: () => options.hasPrints ?? true });
  let at = 0;
  return {
    oms, reports, rejects,
    work: (clOrdId: string, { side = 'buy', price = 100, quantity, rate, timeInForce = 'day' }: Worked) => oms.submit('US', {
      ...header, msgType: 'NewOrderSingle', clOrdId, symbol: 'XYZ', side, ordType: price === null ? 'market' : 'limit', price: price === null ? null : priceTicks(price),
      orderQty: quantityLots(quantity), timeInForce, ...(rate === undefined ? {} : { participationRate: rate }),
    }),
    replace: (clOrdId: string, origClOrdId: string, price: number | null, quantity: number) => oms.replace('US', {
      ...header, msgType: 'OrderCancelReplaceRequest', clOrdId, origClOrdId, symbol: 'XYZ', side: 'buy', ordType: price === null ? 'market' : 'limit',
      price: price === null ? null : priceTicks(price), orderQty: quantityLots(quantity),
    }),
    print: (price: number, size: number, aggressor: Side | null = null) => oms.onTape(tradeAt(++at, price, size, aggressor)),
    quote: (bid: number, bidSize: number, ask: number, askSize: number) => oms.onTape(quoteAt(++at, bid, bidSize, ask, askSize)),
    fills: () => reports.filter((r) => r.execType === 'trade').map((r) => [r.clOrdId, r.lastPx, r.lastQty, r.liquidity]),
  };
}

describe('an order that takes part in the volume', () => {
  it('[OR-20] rests nothing, and trades its share of each print at its price, the remainder carried over', () => {
    const { work, quote, print, fills, oms } = desk();
    quote(99, 50, 101, 50);
    work('A', { quantity: 100, rate: 0.1, price: 101 });
    quote(98, 50, 100, 50); // a resting order at 101 would trade here
    expect(fills()).toEqual([]);
    print(100, 15, 'sell');
    print(101, 15, 'buy');
    print(99, 4, 'sell');
    expect(fills()).toEqual([['A', 100, 1, 'added'], ['A', 101, 2, 'removed']]);
    print(99, 6, 'sell');
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 4, state: 'partiallyFilled', participationRate: 0.1 });
  });

  it('[OR-20] a rate that has no exact binary form gives its whole share', () => {
    const { work, print, fills } = desk();
    work('A', { quantity: 100, rate: 0.29 });
    print(100, 100);
    expect(fills()).toEqual([['A', 100, 29, 'removed']]);
  });

  it('[OR-20] counts neither what was printed before it, nor beyond its limit, and stops at its quantity', () => {
    const { work, print, fills, oms } = desk();
    print(100, 1_000);
    work('A', { quantity: 5, rate: 0.5, price: 100 });
    print(101, 1_000);
    expect(fills()).toEqual([]);
    print(100, 4, 'sell');
    print(99, 1_000, 'sell');
    expect(fills()).toEqual([['A', 100, 2, 'added'], ['A', 99, 3, 'added']]);
    print(99, 1_000, 'sell');
    expect(oms.ledger.find('US', 'A')).toMatchObject({ state: 'filled', cumQty: 5 });
  });

  it('[OR-20] a market order takes part at any price, also with nothing quoted', () => {
    const { work, print, fills } = desk();
    work('M', { quantity: 10, rate: 0.5, price: null, side: 'sell' });
    print(7, 4, 'buy');
    expect(fills()).toEqual([['M', 7, 2, 'added']]);
  });

  it('[OR-21] [SL-10] a print is given away once: what resting orders and earlier ones had is not there for the next', () => {
    const { work, quote, print, fills } = desk();
    quote(99, 5, 101, 5);
    work('REST', { quantity: 6, price: 100 });
    work('A', { quantity: 100, rate: 0.5, price: 100 });
    work('B', { quantity: 100, rate: 0.5, price: 100 });
    print(100, 10, 'sell');
    expect(fills()).toEqual([['REST', 100, 6, 'added'], ['A', 100, 4, 'added']]);
    print(100, 10, 'sell'); // both are behind: A by one, B by five
    expect(fills().slice(2)).toEqual([['A', 100, 6, 'added'], ['B', 100, 4, 'added']]);
  });

  it('[OR-22] is canceled, replaced, taken back and expired like any other', () => {
    const { work, print, oms, replace, rejects, reports, fills } = desk();
    work('A', { quantity: 10, rate: 0.5 });
    print(100, 4);
    replace('B', 'A', 98, 12);
    print(100, 100);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 2, orderQty: 12, price: 98 });
    print(98, 2);
    expect(fills()).toEqual([['A', 100, 2, 'removed'], ['B', 98, 1, 'added']]);
    replace('C', 'B', null, 20);
    expect(rejects).toEqual(['order type cannot be changed']);
    const [first] = reports.filter((r) => r.execType === 'trade');
    oms.correctTrade(first?.execId ?? '', null);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 1, state: 'partiallyFilled' });
    print(98, 1); // behind by the two that were taken back, and has no more than is printed
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 2 });
    expect(oms.restate(first?.orderId ?? '', quantityLots(4), 'cut')).toMatchObject({ ok: true });
    oms.cancel('US', { ...header, msgType: 'OrderCancelRequest', clOrdId: 'X', origClOrdId: 'B', symbol: 'XYZ', side: 'buy' });
    print(98, 100);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ state: 'canceled', cumQty: 2 });
    work('MKT', { quantity: 9, rate: 0.1, price: null });
    replace('MKT2', 'MKT', null, 8);
    expect(oms.ledger.find('US', 'MKT')).toMatchObject({ orderQty: 8, state: 'new' });
    work('DAY', { quantity: 9, rate: 0.1 });
    work('GTC', { quantity: 9, rate: 0.5, timeInForce: 'gtc' });
    oms.close();
    oms.reopen();
    print(98, 100);
    expect([oms.ledger.find('US', 'DAY')?.state, oms.ledger.find('US', 'MKT')?.state, oms.ledger.find('US', 'GTC')?.state]).toEqual(['expired', 'expired', 'filled']);
  });

  it('[OR-22] [OR-11] is among what a mass cancel takes out of the market', () => {
    const { work, print, oms, fills } = desk();
    work('A', { quantity: 10, rate: 0.5 });
    work('S', { quantity: 10, rate: 0.5, side: 'sell' });
    expect(oms.massCancel('US', { ...header, msgType: 'OrderMassCancelRequest', clOrdId: 'M', symbol: 'XYZ', side: 'buy' })).toMatchObject({ totalAffectedOrders: 1 });
    print(100, 4, 'sell');
    expect(fills()).toEqual([['S', 100, 2, 'removed']]);
  });

  it('[OR-22] a correction that completes it takes it out, one that does not leaves it behind its share', () => {
    const { work, print, oms, reports } = desk();
    work('A', { quantity: 10, rate: 0.5 });
    print(100, 8);
    const trade = reports.find((r) => r.execType === 'trade')?.execId ?? '';
    expect(oms.correctTrade(trade, { price: priceTicks(100), quantity: quantityLots(1) }).ok).toBe(true);
    print(100, 2);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 3 }); // five are its share, two were printed
    expect(oms.correctTrade(trade, { price: priceTicks(100), quantity: quantityLots(8) }).ok).toBe(true);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 10, state: 'filled' });
    print(100, 100);
    expect(oms.ledger.find('US', 'A')).toMatchObject({ cumQty: 10 });
  });

  it('[OR-22] is not taken as ioc or fok', () => {
    const { work, reports } = desk();
    work('I', { quantity: 10, rate: 0.1, timeInForce: 'ioc' });
    work('F', { quantity: 10, rate: 0.1, timeInForce: 'fok' });
    expect(reports.map((r) => [r.execType, r.text])).toEqual([
      ['rejected', 'ioc with a participation rate: an order that takes part in the volume is day or gtc'],
      ['rejected', 'fok with a participation rate: an order that takes part in the volume is day or gtc'],
    ]);
  });

  it('[OR-23] where the tape has no prints, each quote of the other side counts as one', () => {
    const { work, quote, fills } = desk({ hasPrints: false });
    work('A', { quantity: 100, rate: 0.1, price: 100 });
    work('S', { quantity: 100, rate: 0.1, price: 100, side: 'sell' });
    quote(98, 30, 101, 30);
    expect(fills()).toEqual([]);
    quote(98, 30, 100, 30);
    quote(100, 25, 102, 30);
    quote(103, 30, 99, 30); // crossed: nobody can trade against it
    expect(fills()).toEqual([['A', 100, 3, 'removed'], ['S', 100, 2, 'removed']]);
    const printed = desk();
    printed.work('A', { quantity: 100, rate: 0.1, price: 100 });
    printed.quote(98, 30, 100, 30);
    expect(printed.fills()).toEqual([]);
  });

  it('[OR-20] [OR-21] never trades more than floor(rate x volume) nor its quantity, never worse than its limit, never more than was printed (property)', () => {
    const step = fc.record({ kind: fc.constantFrom('print', 'print', 'print', 'replace', 'rest'), price: fc.integer({ min: 95, max: 105 }), size: fc.integer({ min: 1, max: 40 }), aggressor: fc.constantFrom<Side>('buy', 'sell') });
    const orders = fc.array(fc.record({ side: fc.constantFrom<Side>('buy', 'sell'), price: fc.integer({ min: 96, max: 104 }), quantity: fc.integer({ min: 1, max: 60 }), hundredths: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 3 });
    let traded = 0;
    fc.assert(fc.property(orders, fc.array(step, { minLength: 5, maxLength: 40 }), (specs, steps) => {
      const { work, print, replace, oms, reports } = desk();
      const volume = specs.map(() => 0);
      const ids = specs.map((_, n) => `W${n}`);
      for (const [n, { hundredths, ...spec }] of specs.entries()) work(ids[n] ?? '', { ...spec, rate: hundredths / 100 });
      const order = (n: number) => oms.ledger.find('US', `W${n}`);
      for (const [i, s] of steps.entries()) {
        if (s.kind === 'rest') work(`R${i}`, { side: s.aggressor === 'buy' ? 'sell' : 'buy', price: s.price, quantity: s.size });
        if (s.kind === 'replace') {
          const n = s.size % specs.length;
          if (specs[n]?.side !== 'buy') continue;
          replace(`${ids[n]}'`, ids[n] ?? '', s.price, s.size);
          if (order(n)?.clOrdIds.includes(`${ids[n]}'`)) ids[n] = `${ids[n]}'`;
        }
        if (s.kind !== 'print') continue;
        for (const [n, { side }] of specs.entries()) {
          const o = order(n);
          const isOpen = o?.state === 'new' || o?.state === 'partiallyFilled';
          if (isOpen && o.price !== null && (side === 'buy' ? s.price <= o.price : s.price >= o.price)) volume[n] = (volume[n] ?? 0) + s.size;
        }
        const from = reports.length;
        print(s.price, s.size, s.aggressor);
        const fills = reports.slice(from);
        expect(fills.reduce((sum, r) => sum + (r.lastQty ?? 0), 0)).toBeLessThanOrEqual(s.size);
        for (const fill of fills.filter((r) => r.clOrdId.startsWith('W'))) {
          expect(fill.lastPx).toBe(s.price);
          expect(fill.side === 'buy' ? s.price <= (fill.price ?? 0) : s.price >= (fill.price ?? 0)).toBe(true);
        }
        for (const [n, { hundredths }] of specs.entries()) {
          const cum = order(n)?.cumQty ?? 0;
          expect(cum).toBeLessThanOrEqual(Math.floor((hundredths * (volume[n] ?? 0)) / 100));
          expect(cum).toBeLessThanOrEqual(order(n)?.orderQty ?? 0);
          // Alone, it has all that it may have.
          if (specs.length === 1 && !steps.some((x) => x.kind === 'rest') && order(n)?.state !== 'filled') expect(cum).toBe(Math.floor((hundredths * (volume[n] ?? 0)) / 100));
        }
      }
      traded += reports.filter((r) => r.execType === 'trade').length;
    }), { numRuns: 400 });
    expect(traded).toBeGreaterThan(1_000);
  });
});
