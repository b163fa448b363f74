import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { Desk, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';

const signal = {
  asOf: epochMicros(60_000_000), horizonBars: 15, band: { lowBp: -40, highBp: 60, level: 0.8 }, quote: quoteOf('ACME', 9_999, 10_001),
} as Signal;
const suggestion = (over: Partial<Suggestion> = {}): Suggestion => ({
  suggestionId: 's1', signal, side: 'buy', orderQty: quantityLots(1_000), ordType: 'limit', price: priceTicks(10_100), stopPrice: priceTicks(9_900), ...over,
} as Suggestion);

describe('the risk overlay', () => {
  it('[RK-6] draws expected range, stop and collar in ticks', () => {
    const overlay = new Desk().risk.overlay('ACME', { signal, suggestion: suggestion(), find: () => null });
    expect(overlay.expectedRange).toEqual({ low: 9_960, high: 10_060, level: 0.8, until: 60_000_000 + 15 * 60_000_000 });
    expect(overlay.stop).toEqual({ price: 9_900, of: 'suggestion' });
    expect(overlay.collar).toEqual({ low: 9_700, high: 10_300 });
  });

  it('[RK-6] lists every control, the one that binds next first', async () => {
    const desk = new Desk({ positionQtyMax: 2_000 });
    await desk.submitted(limitBuy(900));
    const { headroom } = desk.risk.overlay('ACME', { signal, suggestion: suggestion(), find: () => null });
    expect(headroom.map((h) => h.code)).toEqual(['POSITION_ABOVE_LIMIT', 'VALUE_ABOVE_LIMIT', 'PRICE_COLLAR', 'POSITION_VALUE_ABOVE_LIMIT', 'QUANTITY_ABOVE_LIMIT']);
    expect(headroom[0]).toMatchObject({ used: 1_900, limit: 2_000, share: 0.95 });
    expect(headroom[2]).toMatchObject({ used: 100, limit: 300 });
  });

  it('[RK-6] takes the stop of the suggestion that the position came from', async () => {
    const desk = new Desk();
    const order = await desk.working(limitBuy(10, 10_000, { suggestionId: 's1' }));
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    const find = (id: string): Suggestion | null => (id === 's1' ? suggestion() : null);
    expect(desk.risk.overlay('ACME', { signal: null, suggestion: null, find }).stop).toEqual({ price: 9_900, of: 'position' });
    expect(desk.risk.overlay('ACME', { signal: null, suggestion: null, find: () => null }).stop).toBeNull();
  });

  it('[RK-6] is empty, not wrong, before there is a quote', () => {
    const desk = new Desk();
    desk.quotes.clear();
    expect(desk.risk.overlay('ACME', { signal: null, suggestion: null, find: () => null })).toMatchObject({ expectedRange: null, stop: null, collar: null, headroom: [] });
  });
});

describe('the sums of the controls', () => {
  it('[RK-3] count every order in flight or working, and the position, at once', async () => {
    const desk = new Desk({ positionQtyMax: 100 });
    const filled = await desk.working(limitBuy(40));
    await desk.orders.onExecutionReport(desk.trade(filled, 40));
    await desk.submitted(limitBuy(35));
    const leaving = await desk.working(limitBuy(15));
    await desk.orders.cancel(leaving.clOrdId);
    expect(desk.orders.check(limitBuy(11))).toEqual({ code: 'POSITION_ABOVE_LIMIT', resultingQty: 101, limitQty: 100 });
    expect(desk.orders.check(limitBuy(10))).toBeNull();
  });

  it('[RK-7] an equal order inside the window is a duplicate, outside it is not', async () => {
    const desk = new Desk();
    const first = await desk.submitted();
    expect(desk.orders.check(limitBuy(10))).toEqual({ code: 'DUPLICATE', clOrdId: first.clOrdId, withinMs: 500 });
    expect(desk.orders.check(limitBuy(11))).toBeNull();
    desk.clock.advance(500);
    expect(desk.orders.check(limitBuy(10))).toBeNull();
  });
});
