/** What a route of a parent would be, and why it could not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenParent } from '../../../../tests/fixtures/screen-parents.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { isWorseThan } from '../../../shared/domain/parent-order.ts';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import { routePlan, touchWithin, type RouteDraft } from './route-plan.ts';

const quoteOf = (bid: number, ask: number, state: QuoteRow['state'] = 'live'): QuoteRow => ({
  symbol: 'ALDR', state, condition: 'normal', receivedAt: epochMicros(1), lastPrice: null, referencePrice: null,
  quote: { symbol: 'ALDR', bid: priceTicks(bid), bidSize: quantityLots(5), ask: priceTicks(ask), askSize: quantityLots(5), venueTime: epochMicros(1) },
});
const parentOf = (side: 'buy' | 'sell', limit: number | null, orderQty: number) =>
  screenParent({ parentId: 'P1', symbol: 'ALDR', side, price: limit === null ? null : priceTicks(limit), orderQty: quantityLots(orderQty) }, 0);
const draft = (change: Partial<RouteDraft> = {}): RouteDraft => ({ pricing: 'limit', orderQty: quantityLots(10), price: priceTicks(100), timeInForce: 'day', rate: null, ...change });

describe('plan of a route', () => {
  it('[TR-8] is never more than is unrouted nor worse than the limit, whatever is asked', () => {
    fc.assert(fc.property(
      fc.constantFrom('buy' as const, 'sell' as const), fc.option(fc.integer({ min: 90, max: 110 })), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 80, max: 120 }),
      fc.constantFrom('limit' as const, 'touch' as const, 'market' as const), fc.boolean(), fc.integer({ min: 85, max: 115 }),
      (side, limit, quantity, asked, price, pricing, alone, bid) => {
        const parent = parentOf(side, limit, quantity);
        const plan = routePlan(parent, draft({ pricing, orderQty: quantityLots(asked), price: priceTicks(price) }), alone, quoteOf(bid, bid + 2));
        if (!plan.ok) {
          expect(plan.why).not.toBe('');
          return;
        }
        expect(plan.route.orderQty).toBeGreaterThan(0);
        expect(plan.route.orderQty).toBeLessThanOrEqual(parent.unroutedQty);
        expect(isWorseThan(parent.price, side, plan.route.price)).toBe(false);
        expect(plan.route.ordType === 'market').toBe(plan.route.price === null);
      },
    ));
  });

  it('[TR-8] takes the near side of the quote and stops at the limit', () => {
    expect([touchWithin('buy', null, quoteOf(100, 102)), touchWithin('sell', null, quoteOf(100, 102))]).toEqual([100, 102]);
    expect([touchWithin('buy', priceTicks(99), quoteOf(100, 102)), touchWithin('sell', priceTicks(103), quoteOf(100, 102))]).toEqual([99, 103]);
  });

  it('[TR-8] does not take a touch that is not live', () => {
    expect(touchWithin('buy', null, quoteOf(100, 102, 'stale'))).toBeNull();
    expect(routePlan(parentOf('buy', null, 10), draft({ pricing: 'touch' }), true, quoteOf(100, 102, 'stale'))).toEqual({ ok: false, why: 'no live quote to take the touch from' });
  });

  it('[TR-8] says why it cannot be: a share of the volume out of bounds, a market route of a parent with a limit', () => {
    expect(routePlan(parentOf('buy', 100, 10), draft({ rate: 0.6 }), true, undefined)).toMatchObject({ ok: false });
    expect(routePlan(parentOf('buy', 100, 10), draft({ pricing: 'market' }), true, undefined)).toEqual({ ok: false, why: 'the parent has a limit: no route of it is at market' });
    expect(routePlan(parentOf('buy', 100, 10), draft({ rate: 0.1 }), true, undefined)).toMatchObject({ ok: true, route: { participationRate: 0.1, orderQty: 10 } });
  });

  it('routes several each whole, at their own limits', () => {
    expect(routePlan(parentOf('sell', 105, 30), draft({ orderQty: null, price: null }), false, undefined)).toMatchObject({ ok: true, route: { orderQty: 30, price: 105 } });
  });
});
