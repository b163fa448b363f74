/** Known answers of slippage and of the P&L of fills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { OrderBenchmark } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { screenOrder } from '../../../../tests/fixtures/screen-orders.ts';
import { costBp, fillsPnl, slippageToMid, slippageToVwap } from './benchmarks.ts';
import { slippageBp } from './order-figures.ts';

const share: Instrument = {
  symbol: 'ALDR', name: 'Alder', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1', barSeconds: 60, feeBp: 1, averageDailyVolumeLots: null, tradable: true,
};
const order = (change: Partial<Order> = {}): Order => screenOrder({
  clOrdId: 'c1', symbol: 'ALDR', side: 'buy', price: priceTicks(10_100), orderQty: quantityLots(500), ordStatus: 'partiallyFilled', cumQty: quantityLots(300), avgPx: 10_010, arrivalMid: 10_000, ...change,
}, 0);
const benchmark = (change: Partial<OrderBenchmark> = {}): OrderBenchmark => ({
  id: 'c1', atFills: { quantity: quantityLots(300), avgPx: 10_010, mid: 10_005 }, market: { vwap: 10_020, quantity: quantityLots(9_000), until: 'now' }, missing: null, ...change,
});
const quoteRow = (bid: number, ask: number, state: QuoteRow['state'] = 'live'): QuoteRow => ({
  symbol: 'ALDR', quote: { symbol: 'ALDR', bid: priceTicks(bid), ask: priceTicks(ask), bidSize: quantityLots(1), askSize: quantityLots(1), venueTime: epochMicros(1) },
  condition: 'normal', state, receivedAt: epochMicros(1), lastPrice: null, referencePrice: null,
});

describe('slippage', () => {
  it('[BM-1] [BM-2] [BM-3] a buy at 100.10 cost 10 bp to an arrival of 100.00, 5 to a mid of 100.05, and saved 10 to a VWAP of 100.20', () => {
    expect(slippageBp(order())).toBeCloseTo(10, 10);
    expect(slippageToMid(order(), benchmark(), share).bp).toBeCloseTo((5 / 10_005) * 1e4, 10);
    expect(slippageToVwap(order(), benchmark(), share).bp).toBeCloseTo((-10 / 10_020) * 1e4, 10);
  });

  it('positive is a cost on either side: a sell has the sign turned (property)', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (paid, against) => {
      const buy = costBp('buy', paid, against) ?? NaN;
      expect(Math.sign(buy)).toBe(Math.sign(paid - against));
      expect(costBp('sell', paid, against)).toBeCloseTo(-buy, 6);
    }));
    expect(costBp('buy', 10, -5)).toBeNull();
  });

  it('[BM-2] says how much of the fills it is of, and how it is reckoned', () => {
    const part = benchmark({ atFills: { quantity: quantityLots(200), avgPx: 10_000, mid: 10_005 } });
    expect(slippageToMid(order(), part, share)).toEqual({ bp: expect.closeTo(-4.9975, 3) as number, how: '+(100.0000 − mid at its fills 100.0500) / 100.0500 = −5.00 bp; 200 of 300 filled, whose mid is known' });
    expect(slippageToVwap(order(), benchmark(), share).how).toBe('+(100.1000 − VWAP 100.2000) / 100.2000 = −9.98 bp; 9,000 printed from its arrival to now');
  });

  it('[BM-4] has no figure, and says why', () => {
    const why = (o: Order, b: OrderBenchmark | undefined): readonly string[] => [slippageToMid(o, b, share), slippageToVwap(o, b, share)].map(({ bp, how }) => (bp === null ? how : 'a figure'));
    expect(why(order({ avgPx: null }), undefined)).toEqual(['n/a: nothing filled yet', 'n/a: nothing filled yet']);
    expect(why(order({ manual: true }), undefined)).toEqual(['n/a: dealt by phone, not in this market', 'n/a: dealt by phone, not in this market']);
    expect(why(order(), benchmark({ atFills: null, market: null, missing: 'notSeen' }))).toEqual(['n/a: no live quote was known at its fills', 'n/a: the workstation or its feed was away in that time']);
    expect(why(order(), benchmark({ market: null, missing: 'nothingPrinted' }))[1]).toBe('n/a: nothing printed while it worked');
  });
});

describe('P&L of the fills of an order', () => {
  it('[BM-6] is side x (mid - average) x filled, and net of fees', () => {
    expect(fillsPnl(order(), 123, quoteRow(10_020, 10_021), share)).toEqual({ grossMinor: 3_150, feesMinor: 123, netMinor: 3_027 });
    expect(fillsPnl(order({ side: 'sell' }), 123, quoteRow(10_020, 10_021), share)).toEqual({ grossMinor: -3_150, feesMinor: 123, netMinor: -3_273 });
    expect(fillsPnl(order({ avgPx: 10_010, cumQty: quantityLots(1) }), 0, quoteRow(10_020, 10_021), { ...share, tickSize: '0.25', multiplier: '50' })).toMatchObject({ grossMinor: 13_125 });
  });

  it('[BM-6] has no mark without a live quote', () => {
    expect(fillsPnl(order(), 0, quoteRow(10_020, 10_021, 'stale'), share)).toBeNull();
    expect(fillsPnl(order(), 0, undefined, share)).toBeNull();
    expect(fillsPnl(order({ avgPx: null }), 0, quoteRow(1, 2), share)).toBeNull();
  });
});
