/** The policy: which reason comes first, and that what it suggests pays for itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asOf, cardOf, cards, explanation, forecast, instrument, policyInputs as inputs, quoteAt, rowOf, viewOf } from '../../../tests/fixtures/policy-world.ts';
import { roundTripCost } from '../domain/cost.ts';
import { defaultLimits } from '../domain/limits.ts';
import { priceTicks } from '../domain/numbers.ts';
import { forecastOf } from './forecast.ts';
import { payoffOf } from './edge-odds.ts';
import { netEdgeShareOfCostMin, decide, isScoreWorthCost, type PolicyInputs, type Verdict } from './policy.ts';
import { clipShareOfAdv, sizeOrder } from './sizing.ts';

const reason = (verdict: Verdict): string => (verdict.kind === 'abstain' ? verdict.reason : verdict.terms.side);

describe('policy', () => {
  it('[SG-4] suggests the side of the expected return, priced at the touch', () => {
    const buy = decide(inputs());
    expect(buy).toMatchObject({ kind: 'suggest', terms: { side: 'buy', price: 10_001, ordType: 'limit', timeInForce: 'day', edgeBp: 18 } });
    const sell = decide(inputs({ forecast: forecast(-0.6) }));
    expect(sell).toMatchObject({ kind: 'suggest', terms: { side: 'sell', price: 10_000, edgeBp: 18 } });
  });

  it('[SG-5] each reason for silence, by itself', () => {
    const cases: [Partial<PolicyInputs>, string][] = [
      [{ instrument: { ...instrument, tradable: false } }, 'NOT_TRADABLE'],
      [{ barsSeen: 60 }, 'WARMING_UP'],
      [{ features: rowOf(cards.drift, { ret_1: null, ret_5: null }) }, 'FEATURES_MISSING'],
      [{ features: rowOf(cards.drift, { ret_1: 50 }) }, 'OUT_OF_DISTRIBUTION'],
      [{ quote: null }, 'NO_QUOTE'],
      [{ quote: quoteAt(10_000, 10_001, 121) }, 'NO_QUOTE'],
      [{ quote: quoteAt(-3_763, -3_700) }, 'NO_QUOTE'],
      [{ quote: quoteAt(10_002, 10_001) }, 'QUOTE_CROSSED'],
      [{ forecast: null, forecastProblem: 'no score: DEADLINE' }, 'MODEL_UNAVAILABLE'],
      [{ forecast: forecastOf(cards.drift, 0.6, 30, { ...explanation(0.6), output: 0.7 }) }, 'EXPLANATION_FAILED'],
      [{ forecast: forecastOf(cards.drift, NaN, 30, explanation(NaN)) }, 'EXPLANATION_FAILED'],
      [{ dailyVolatilityBp: null }, 'FEATURES_MISSING'],
      [{ views: [viewOf(cards.regime, [-1, -1, 2])] }, 'REGIME_FORBIDS'],
      [{ forecast: forecast(0.01) }, 'EDGE_BELOW_COST'],
      [{ views: [viewOf(cards.edge, [-1], 'buy')] }, 'ODDS_TOO_LOW'],
      [{ positionQty: 5 }, 'POSITION_HELD'],
      [{ positionQty: -5, forecast: forecast(-0.6) }, 'POSITION_HELD'],
      [{ limits: { ...defaultLimits, orderValueMinorMax: 1 } }, 'NO_ROOM_IN_LIMITS'],
    ];
    for (const [change, expected] of cases) expect(reason(decide(inputs(change))), expected).toBe(expected);
  });

  it('[SG-5] with two reasons, the earlier one is reported', () => {
    expect(reason(decide(inputs({ barsSeen: 3, quote: null })))).toBe('WARMING_UP');
    expect(reason(decide(inputs({ quote: null, forecast: null })))).toBe('NO_QUOTE');
    expect(reason(decide(inputs({ forecast: forecast(0.01), positionQty: 5 })))).toBe('EDGE_BELOW_COST');
  });

  it('[SG-5] a position the other way is no reason for silence', () => {
    expect(reason(decide(inputs({ positionQty: -5 })))).toBe('buy');
  });

  it('[SG-5] a feature that the model does not use is never out of range', () => {
    expect(reason(decide(inputs({ features: rowOf(cards.drift, { time_cos: 1e6, ret_60: 1e6 }) })))).toBe('buy');
  });

  it('[SG-6] whatever it suggests has an edge above its cost, and numbers that agree', () => {
    fc.assert(fc.property(
      fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: 0.5, max: 300, noNaN: true }), fc.integer({ min: 100, max: 1_000_000 }),
      fc.integer({ min: 0, max: 100 }), fc.double({ min: 1, max: 1_000, noNaN: true }), fc.option(fc.integer({ min: 1, max: 10_000_000 })),
      (score, volatility, bid, spread, daily, adv) => {
        const verdict = decide(inputs({ forecast: forecast(score, volatility), quote: quoteAt(bid, bid + spread), dailyVolatilityBp: daily, averageDailyVolume: adv }));
        if (verdict.kind === 'abstain') return;
        const { side, edgeBp, cost, netEdgeBp, orderQty, breakEvenQty, stopPrice, price } = verdict.terms;
        expect(netEdgeBp).toBeGreaterThan(netEdgeShareOfCostMin * cost.totalBp);
        expect(netEdgeBp).toBeCloseTo(edgeBp - cost.totalBp, 9);
        expect(orderQty).toBeGreaterThanOrEqual(1);
        if (breakEvenQty !== null && orderQty > 1) expect(orderQty).toBeLessThanOrEqual(breakEvenQty);
        expect(side === 'buy' ? stopPrice < (price ?? 0) : stopPrice > (price ?? 0)).toBe(true);
      },
    ), { numRuns: 500 });
  });

  it('[SG-6] a score is worth its cost or not whatever else forbids it, and where nothing prices it nobody says', () => {
    const stressed = [viewOf(cards.regime, [-1, -1, 2])];
    const worth = (score: number, change: Partial<PolicyInputs> = {}) => isScoreWorthCost(inputs(change), score);
    expect([worth(0.6), worth(0.01), worth(-0.6), worth(0.6, { views: stressed }), worth(0.01, { views: stressed })]).toEqual([true, false, true, true, false]);
    expect([worth(0.6, { quote: null }), worth(0.6, { quote: quoteAt(10_002, 10_001) }), worth(0.6, { forecast: null })]).toEqual([null, null, null]);
  });

  it('[SG-14] what a trade wins and loses, and its stop, are in volatilities of the edge model\'s own horizon', () => {
    const longer = cardOf('edge', { horizonBars: 60 });
    const of = (card: typeof longer) => decide(inputs({ views: [viewOf(card, [3], 'buy')], cards: [card], averageDailyVolume: null }));
    const stopOf = (verdict: Verdict): number => (verdict.kind === 'suggest' ? verdict.terms.stopPrice : NaN);
    // 30 bp over the 15 bars of the drift are 60 over 60 bars: stops at 0.6 of them, below a mid of 10,000.5.
    expect([stopOf(of(cards.edge)), stopOf(of(longer))]).toEqual([Math.floor(10_000.5 * (1 - 18e-4)), Math.floor(10_000.5 * (1 - 36e-4))]);
    expect(payoffOf(longer, { horizonVolatilityBp: 30, horizonBars: 15 })).toEqual({ winBp: expect.closeTo(36, 9), lossBp: expect.closeTo(36, 9) });
  });

  it('[SG-8] lives for a third of its horizon, in bars', () => {
    const verdict = decide(inputs());
    expect(verdict.kind === 'suggest' && verdict.terms.expiresAt).toBe(asOf + 5 * 60e6);
  });
});

describe('sizing', () => {
  const cost = { spreadBp: 1, feeBp: 0.3, dailyVolatilityBp: 150 };
  const size = (change: Partial<Parameters<typeof sizeOrder>[0]> = {}) => sizeOrder({
    instrument, side: 'buy', price: priceTicks(10_001), touchSize: 200, averageDailyVolume: 2_000_000, edgeBp: 5, cost, limits: defaultLimits, positionQty: 0, ...change,
  });

  it('[SG-7] no other size inside the cap has a larger expected profit', () => {
    const profit = (qty: number, edgeBp: number): number => qty * (edgeBp - roundTripCost({ ...cost, participation: qty / 2_000_000 }).totalBp);
    for (const edgeBp of [2, 3, 5, 8]) {
      const { orderQty } = size({ edgeBp });
      const cap = clipShareOfAdv * 2_000_000;
      for (const other of [orderQty * 0.9, orderQty * 1.1].filter((q) => q <= cap)) {
        expect(profit(orderQty, edgeBp), `${edgeBp} bp: ${orderQty} against ${other}`).toBeGreaterThanOrEqual(profit(other, edgeBp) - edgeBp);
      }
    }
  });

  it('[SG-7] never above 0.1 % of daily volume, the touch where that is unknown, or a limit', () => {
    expect(size({ edgeBp: 500 }).orderQty).toBe(2_000);
    expect(size({ edgeBp: 500, averageDailyVolume: null })).toEqual({ orderQty: 200, breakEvenQty: null });
    expect(size({ edgeBp: 500, limits: { ...defaultLimits, orderQtyMax: 70 } }).orderQty).toBe(70);
    // 5,000.00 USD at 100.01 buys 49 whole shares.
    expect(size({ edgeBp: 500, limits: { ...defaultLimits, orderValueMinorMax: 500_000 } }).orderQty).toBe(49);
    expect(size({ edgeBp: 500, positionQty: 90, limits: { ...defaultLimits, positionQtyMax: 100 } }).orderQty).toBe(10);
    expect(size({ edgeBp: 500, positionQty: -90, limits: { ...defaultLimits, positionQtyMax: 100 } }).orderQty).toBe(190);
  });
});
