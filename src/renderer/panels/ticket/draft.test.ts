/** What the ticket holds, and when it may be sent. */
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { draftAtTouch, draftNotional, ticketOf } from './draft.ts';

const quote: Quote = { symbol: 'A', bid: priceTicks(100), bidSize: quantityLots(5), ask: priceTicks(102), askSize: quantityLots(5), venueTime: epochMicros(1) };
const instrument = {
  symbol: 'A', name: 'A', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1', barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: null, tradable: true,
} as const;

describe('ticket draft', () => {
  it('starts resting, at its own touch, without a size', () => {
    expect([draftAtTouch('A', 'buy', quote).price, draftAtTouch('A', 'sell', quote).price, draftAtTouch('A', 'sell', null).price]).toEqual([100, 102, null]);
    expect(draftAtTouch('A', 'buy', quote).orderQty).toBeNull();
  });

  it('is no ticket while something is missing', () => {
    const draft = draftAtTouch('A', 'buy', quote);
    expect(ticketOf(draft)).toBeNull();
    expect(ticketOf({ ...draft, orderQty: quantityLots(3), price: null })).toBeNull();
    expect(ticketOf({ ...draft, orderQty: quantityLots(3) })).toMatchObject({ price: 100, orderQty: 3 });
  });

  it('sends no price with a market order, and values it at the side that it would take', () => {
    const draft = { ...draftAtTouch('A', 'buy', quote), ordType: 'market', orderQty: quantityLots(3) } as const;
    expect(ticketOf(draft)).toMatchObject({ ordType: 'market', price: null });
    expect(draftNotional(draft, instrument, quote)).toBe(306);
    expect(draftNotional(draft, instrument, null)).toBeNull();
    expect(draftNotional({ ...draft, orderQty: quantityLots(Number.MAX_SAFE_INTEGER) }, instrument, quote), 'a digit too many is no reason to lose the ticket').toBeNull();
  });
});
