/** Equity, its thinning, and what is computed of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BacktestTrade } from '../../../shared/contract/backtest.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { equityPointsMax, thinned, type EquityPoint } from './equity.ts';
import { metricsOf, periodsOf } from './metrics.ts';

const dayMicros = 86_400e6;
/** Monday 2024-01-01, 21:00 UTC. */
const monday = Date.UTC(2024, 0, 1, 21) * 1000;
const points = (values: readonly number[], step = 60e6): EquityPoint[] => values.map((value, i) => ({ time: epochMicros(monday + i * step), value }));
const trade = (netBp: number): BacktestTrade => ({
  symbol: 'X', side: 'buy', quantity: quantityLots(1), entryTime: epochMicros(0), entryPrice: priceTicks(1), exitTime: epochMicros(1), exitPrice: priceTicks(1),
  netBp, costBp: 1, exitReason: 'horizon',
});

describe('thinned equity', () => {
  it('[BT-8] keeps all of a short curve, and of a long one at most 2,000 points with the ends and the extremes', () => {
    expect(thinned(points([1, 2, 3]), 3)).toEqual(points([1, 2, 3]));
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 400 }), fc.integer({ min: 4, max: 60 }), (values, max) => {
      const all = points(values);
      const kept = thinned(all, max);
      expect(kept.length).toBeLessThanOrEqual(max);
      expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
      expect(kept.every((point, i) => all.includes(point) && (i === 0 || point.time > (kept[i - 1]?.time ?? Infinity)))).toBe(true);
      const heights = kept.map((p) => p.value);
      expect([Math.min(...heights), Math.max(...heights)]).toEqual([Math.min(...values), Math.max(...values)]);
    }));
    expect(thinned(points(Array.from({ length: 100_000 }, (_, i) => Math.sin(i))))).toHaveLength(equityPointsMax);
  });
});

describe('metrics', () => {
  it('[BT-9] total return and drawdown are of the equity, which starts at 1', () => {
    const { totalReturn, maxDrawdown } = metricsOf(points([1.1, 1.05, 1.2, 0.9, 0.95, 1.3]), []);
    expect(totalReturn).toBeCloseTo(0.3, 12);
    expect(maxDrawdown).toBeCloseTo(0.25, 12);
    expect(metricsOf(points([0.8, 0.9]), []).maxDrawdown).toBeCloseTo(0.2, 12);
    expect(metricsOf([], [])).toMatchObject({ totalReturn: 0, maxDrawdown: 0, sharpe: null, hitRate: null });
  });

  it('[BT-10] a Sharpe ratio is of UTC days from 20 of them on, else of bar ends, annualised by the days a week it trades', () => {
    const weekdays = Array.from({ length: 28 }, (_, i) => i).filter((i) => i % 7 < 5);
    const daily = weekdays.map((day, i) => ({ time: epochMicros(monday + day * dayMicros), value: 1 + 0.01 * (i + 1) + (i % 2) * 0.001 }));
    expect(periodsOf(daily)).toMatchObject({ perYear: 252 });
    expect(periodsOf(daily).returns).toHaveLength(20);
    expect(periodsOf(daily).returns[0]).toBeCloseTo(0.01, 12);
    const everyDay = Array.from({ length: 28 }, (_, i) => ({ time: epochMicros(monday + i * dayMicros), value: 1 + i / 100 }));
    expect(periodsOf(everyDay).perYear).toBe(365);
    // One session of 40 minutes: 40 bar ends a day.
    expect(periodsOf(points(Array.from({ length: 40 }, () => 1)))).toMatchObject({ perYear: 40 * 252 });
    // A bar that ends at midnight belongs to the day before.
    const midnight = Math.ceil(monday / dayMicros) * dayMicros;
    expect(periodsOf([{ time: epochMicros(midnight), value: 1 }, { time: epochMicros(monday), value: 1 }]).perYear).toBe(2 * 252);
  });

  it('[BT-10] known answer: alternating +2 % and 0 over 20 days has mean 1 %, deviation 0.01 sqrt(20/19)', () => {
    let value = 1;
    const weekdays = Array.from({ length: 28 }, (_, i) => i).filter((i) => i % 7 < 5);
    const daily = weekdays.map((day, i) => ({ time: epochMicros(monday + day * dayMicros), value: (value += i % 2 === 0 ? 0.02 : 0) }));
    const { sharpe } = metricsOf(daily, []);
    const perPeriod = Math.sqrt(19 / 20);
    expect(sharpe?.value).toBeCloseTo(perPeriod * Math.sqrt(252), 8);
    // Symmetric two-point returns: skewness 0, kurtosis 1, so the standard error is sqrt(1 / T).
    expect((sharpe?.high ?? 0) - (sharpe?.value ?? 0)).toBeCloseTo(1.959963984540054 * Math.sqrt(252 / 20), 8);
  });

  it('[BT-10] no Sharpe ratio below 20 periods or without variation', () => {
    expect(metricsOf(points(Array.from({ length: 19 }, (_, i) => 1 + (i % 3))), []).sharpe).toBeNull();
    expect(metricsOf(points(Array.from({ length: 50 }, () => 1)), []).sharpe).toBeNull();
  });

  it('[BT-11] the hit rate is the share of trades above zero after cost with its Wilson interval', () => {
    const hitRate = metricsOf(points([1]), [5, 4, 3, 2, 1, 1, 1, 1, 0, -1].map(trade)).hitRate;
    expect(hitRate).toMatchObject({ value: 0.8, n: 10 });
    expect([hitRate?.low.toFixed(3), hitRate?.high.toFixed(3)]).toEqual(['0.490', '0.943']);
  });
});
