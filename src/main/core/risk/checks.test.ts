import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denialMeanings, renderDenial, type DenialCode } from '../../../shared/domain/denial.ts';
import { defaultLimits, orderQtyLimit, positionQtyLimit, type Limits } from '../../../shared/domain/limits.ts';
import { notionalMinor } from '../../../shared/domain/instrument.ts';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { OrderIntent } from '../../../shared/domain/order.ts';
import { acme, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import { checkOrder, nothingOn, riskChecks, valueAtMidMinor, type ParentView, type RiskView } from './checks.ts';

const view = (over: Partial<RiskView> = {}): RiskView => ({
  limits: defaultLimits, trading: 'active', haltedWhy: null, omsState: 'ready', instrument: acme, quote: quoteOf('ACME', 9_999, 10_001),
  quoteAgeMs: 0, ...nothingOn, lastEqual: null, parent: null, ...over,
});

const parent = (over: Partial<ParentView> = {}): ParentView => ({
  parentId: 'p1', symbol: 'ACME', side: 'buy', price: priceTicks(10_000), status: 'working', unroutedQty: quantityLots(10),
  assignedTo: 'trader-1', lockedBy: null, care: false, userId: 'trader-1', ...over,
});
const route = (orderQty: number, price = 10_000): OrderIntent => limitBuy(orderQty, price, { parentId: 'p1' });

const limits = (over: Partial<Limits>): Limits => ({ ...defaultLimits, ...over });

/** One case a code; the compiler asks for a case when a code is added. */
const cases: Readonly<Record<DenialCode, [OrderIntent, RiskView]>> = {
  TRADING_HALTED: [limitBuy(1), view({ trading: 'halted', haltedWhy: 'disk full' })],
  NOT_CONNECTED: [limitBuy(1), view({ omsState: 'connecting' })],
  RECONCILING: [limitBuy(1), view({ omsState: 'reconciling' })],
  UNKNOWN_INSTRUMENT: [limitBuy(1), view({ instrument: null })],
  NOT_TRADABLE: [limitBuy(1), view({ instrument: { ...acme, tradable: false } })],
  BAD_QUANTITY: [limitBuy(0), view()],
  BAD_PRICE: [limitBuy(1, 1, { price: null }), view()],
  PARENT_NOT_OPEN: [route(1), view()],
  PARENT_HELD: [route(1), view({ parent: parent({ lockedBy: 'trader-2' }) })],
  ABOVE_PARENT: [route(11), view({ parent: parent() })],
  WORSE_THAN_PARENT: [route(1, 10_001), view({ parent: parent() })],
  DUPLICATE: [limitBuy(1), view({ lastEqual: { clOrdId: 'a', ageMs: 499 } })],
  STALE_MARKET_DATA: [limitBuy(1), view({ quoteAgeMs: 3001 })],
  PRICE_COLLAR: [limitBuy(1, 10_301), view()],
  QUANTITY_ABOVE_LIMIT: [limitBuy(50_001, 10_000), view()],
  VALUE_ABOVE_LIMIT: [limitBuy(2_501), view()],
  POSITION_ABOVE_LIMIT: [limitBuy(3), view({ limits: limits({ positionQtyMax: 10 }), positionQty: quantityLots(5), workingBuyQty: quantityLots(3) })],
  POSITION_VALUE_ABOVE_LIMIT: [limitBuy(3), view({ positionQty: quantityLots(5_000), workingBuyQty: quantityLots(4_998) })],
};

describe('the controls', () => {
  it.each(Object.keys(denialMeanings) as DenialCode[])('[RK-1] %s is reached, and says its numbers', (code) => {
    const [intent, seen] = cases[code];
    const denial = checkOrder(intent, seen);
    expect(denial?.code).toBe(code);
    expect(denial && renderDenial(denial)).toMatch(/[A-Z].{8,}/);
  });

  it('[RK-1] run in the order of their meanings, so that the first that fails is the one reported', () => {
    expect(Object.keys(riskChecks)).toEqual(Object.keys(denialMeanings));
    const everything = view({ trading: 'halted', omsState: 'disconnected', instrument: null, quote: null });
    expect(checkOrder(limitBuy(0), everything)?.code).toBe('TRADING_HALTED');
  });

  it('[RK-8] hold a route within its parent: open, of the same instrument and side, not held by another, within quantity and limit', () => {
    const of = (intent: OrderIntent, over: Partial<ParentView> = {}): string | undefined => checkOrder(intent, view({ parent: parent(over) }))?.code;
    expect(of(route(10))).toBeUndefined();
    expect(of(route(11))).toBe('ABOVE_PARENT');
    expect(of(route(1, 10_001))).toBe('WORSE_THAN_PARENT');
    expect(of(limitBuy(1, 1, { parentId: 'p1', ordType: 'market', price: null }))).toBe('WORSE_THAN_PARENT');
    expect(of(limitBuy(1, 9_999, { parentId: 'p1', side: 'sell' }), { side: 'sell' })).toBe('WORSE_THAN_PARENT');
    expect(of(limitBuy(1, 10_001, { parentId: 'p1', side: 'sell' }), { side: 'sell' })).toBeUndefined();
    expect(of(route(1), { price: null })).toBeUndefined();
    for (const over of [{ status: 'canceled' }, { status: 'filled' }, { symbol: 'OTHER' }, { side: 'sell' }] as const) expect(of(route(1), over)).toBe('PARENT_NOT_OPEN');
    for (const over of [{ lockedBy: 'trader-2' }, { assignedTo: 'trader-2' }, { assignedTo: null }, { care: true }] as const) expect(of(route(1), over)).toBe('PARENT_HELD');
    expect(of(route(1), { care: true, lockedBy: 'trader-1' })).toBeUndefined();
    expect(of(route(1), { assignedTo: null, care: true, lockedBy: 'trader-1' })).toBeUndefined();
  });

  it('[RK-2] pass at the limit and deny one beyond it', () => {
    expect(checkOrder(limitBuy(2_499), view())).toBeNull(); //  2,499 x 100.01 = 249,924.99, limit 250,000.00
    expect(checkOrder(limitBuy(2_500), view())).toEqual({ code: 'VALUE_ABOVE_LIMIT', orderMinor: 25_002_500, limitMinor: 25_000_000, currency: 'USD' });
    expect(checkOrder(limitBuy(1, 10_300), view())).toBeNull();
    expect(checkOrder(limitBuy(1), view({ quoteAgeMs: 3000 }))).toBeNull();
    expect(checkOrder(limitBuy(1), view({ lastEqual: { clOrdId: 'a', ageMs: 500 } }))).toBeNull();
  });

  it('[RK-3] count working orders of the same side only, and let a reduction through beyond the limit', () => {
    const tight = limits({ positionQtyMax: 100 });
    const long = { limits: tight, positionQty: quantityLots(150) };
    expect(checkOrder(limitBuy(1), view(long))?.code).toBe('POSITION_ABOVE_LIMIT');
    expect(checkOrder(limitBuy(100, 10_000, { side: 'sell' }), view(long))).toBeNull();
    expect(checkOrder(limitBuy(251, 10_000, { side: 'sell' }), view(long))?.code).toBe('POSITION_ABOVE_LIMIT');
    expect(checkOrder(limitBuy(60), view({ limits: tight, workingSellQty: quantityLots(90) }))).toBeNull();
    expect(checkOrder(limitBuy(60), view({ limits: tight, workingBuyQty: quantityLots(41) }))?.code).toBe('POSITION_ABOVE_LIMIT');
  });

  it('[RK-4] value an order at the worse of its price and the touch: a low sell limit hides nothing', () => {
    const low = limits({ priceCollarBp: 10_000 });
    expect(checkOrder(limitBuy(2_600, 1, { side: 'sell' }), view({ limits: low }))?.code).toBe('VALUE_ABOVE_LIMIT');
  });

  it('[RK-4] value an order by our limits whatever the venue calls its currency', () => {
    const odd = view({ instrument: { ...acme, currency: 'constructor' } });
    expect(checkOrder(limitBuy(2_501), odd)?.code).toBe('VALUE_ABOVE_LIMIT');
  });

  it('[RK-1] a clock that was set back does not make an order of long ago a duplicate, nor lets a double click through', () => {
    const last = (ageMs: number): RiskView => view({ lastEqual: { clOrdId: 'a', ageMs } });
    expect(checkOrder(limitBuy(1), last(-3_600_000))).toBeNull();
    expect(checkOrder(limitBuy(1), last(-200))?.code).toBe('DUPLICATE');
  });

  it('[RK-5] fail closed without a quote, a live feed or an ADV', () => {
    expect(checkOrder(limitBuy(1), view({ quote: null }))).toEqual({ code: 'STALE_MARKET_DATA', ageMs: null, limitMs: 3000 });
    expect(checkOrder(limitBuy(1), view({ quoteAgeMs: null }))?.code).toBe('STALE_MARKET_DATA');
    const noAdv = { ...acme, averageDailyVolumeLots: null };
    expect(checkOrder(limitBuy(11), view({ instrument: noAdv, limits: limits({ orderQtyMax: 10 }) }))?.code).toBe('QUANTITY_ABOVE_LIMIT');
  });

  it('[RK-2] no order that passes exceeds any limit (property)', () => {
    const numbers = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const), qty: fc.integer({ min: -2, max: 30_000 }), away: fc.option(fc.integer({ min: -400, max: 400 })),
      position: fc.integer({ min: -60_000, max: 60_000 }), buy: fc.nat(30_000), sell: fc.nat(30_000), bid: fc.integer({ min: 1, max: 15_000 }), spread: fc.nat(50),
      adv: fc.option(fc.integer({ min: 1, max: 2_000_000 })), valueMax: fc.integer({ min: 1, max: 300_000_000 }),
    });
    let passed = 0;
    fc.assert(fc.property(numbers, (n) => {
      const price = n.away === null ? null : priceTicks(n.bid + n.away);
      const l = limits({ orderValueMinorMax: n.valueMax, positionValueMinorMax: 4 * n.valueMax, orderQtyMax: 100_000, positionQtyMax: 250_000 });
      const instrument = { ...acme, averageDailyVolumeLots: n.adv };
      const quote = quoteOf('ACME', n.bid, n.bid + n.spread);
      const intent = limitBuy(n.qty, 0, { side: n.side, price, ordType: price === null ? 'market' : 'limit' });
      const seen = view({ limits: l, instrument, quote, positionQty: quantityLots(n.position), workingBuyQty: quantityLots(n.buy), workingSellQty: quantityLots(n.sell) });
      if (checkOrder(intent, seen) !== null) return;
      passed++;
      const after = n.side === 'buy' ? n.position + n.buy + n.qty : -(n.position - n.sell - n.qty);
      const mid = n.bid + n.spread / 2;
      expect(n.qty).toBeGreaterThan(0);
      expect(n.qty).toBeLessThanOrEqual(orderQtyLimit(l, n.adv));
      expect(after).toBeLessThanOrEqual(positionQtyLimit(l, n.adv));
      if (price !== null) expect(Math.abs(price - mid) / mid).toBeLessThanOrEqual(l.priceCollarBp / 1e4 + 1e-12);
      expect(notionalMinor(instrument, price ?? priceTicks(n.bid), quantityLots(n.qty))).toBeLessThanOrEqual(l.orderValueMinorMax);
      expect(valueAtMidMinor(instrument, quote, Math.max(0, after))).toBeLessThanOrEqual(l.positionValueMinorMax);
    }), { numRuns: 3000 });
    expect(passed).toBeGreaterThan(100); // the property means nothing when hardly anything passes
  });
});
