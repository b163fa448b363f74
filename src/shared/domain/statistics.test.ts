import { describe, expect, it } from 'vitest';
import { maxDrawdown, meanInterval, momentsOf, sharpeInterval, sharpeStandardError, studentQuantile, wilsonInterval } from './statistics.ts';

describe('intervals', () => {
  it('Wilson gives the known answers (KNOWN-ANSWERS C16)', () => {
    const eight = wilsonInterval(8, 10);
    expect([eight?.low.toFixed(3), eight?.high.toFixed(3), eight?.value]).toEqual(['0.490', '0.943', 0.8]);
    const fiftyFive = wilsonInterval(55, 100);
    expect([fiftyFive?.low.toFixed(3), fiftyFive?.high.toFixed(3)]).toEqual(['0.452', '0.644']);
  });

  it('Wilson stays inside 0 and 1, and says nothing about no cases', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
    expect(wilsonInterval(0, 3)?.low).toBe(0);
    expect(wilsonInterval(3, 3)?.high).toBe(1);
    expect(wilsonInterval(0, 3)?.high).toBeGreaterThan(0.5);
    expect(() => wilsonInterval(4, 3)).toThrow(/among the cases/);
  });

  // Tables: Abramowitz & Stegun 26.10; 1 degree is tan(0.475 pi), 2 degrees 0.95 sqrt(2 / (1 - 0.95^2)).
  it.each([[1, Math.tan(0.475 * Math.PI)], [2, 0.95 * Math.sqrt(2 / (1 - 0.95 ** 2))], [9, 2.2621571628], [30, 2.0422724563], [1000, 1.9623390808]])(
    'Student at 97.5 %% with %d degrees is %d', (degrees, expected) => {
      expect(studentQuantile(0.975, degrees)).toBeCloseTo(expected, 8);
    });

  it('the mean of 1..5 is 3 within 1.963 (t of 4 degrees, 2.776, times 1.5811 / sqrt 5)', () => {
    const mean = meanInterval([1, 2, 3, 4, 5]);
    expect(mean).toMatchObject({ value: 3, n: 5 });
    expect(mean && mean.high - mean.value).toBeCloseTo(2.7764451052 * Math.sqrt(2.5 / 5), 8);
    expect(meanInterval([4])).toBeNull();
    expect(meanInterval([2, 2, 2])).toEqual({ value: 2, low: 2, high: 2, n: 3 });
  });
});

describe('performance', () => {
  const returns = [0.259, 0.198, 0.364, -0.081, 0.057, 0.055, 0.188, 0.317, 0.24, 0.184, -0.01, 0.526];

  it('Sharpe against a benchmark, ddof 1, is the known answer (KNOWN-ANSWERS C14)', () => {
    expect(sharpeInterval(returns, 0.05)?.value).toBeCloseTo(0.834364, 6);
    expect(sharpeInterval([0.1, 0.1, 0.1])).toBeNull();
    expect(sharpeInterval([0.1])).toBeNull();
  });

  it('its standard error is the known answer, and that of normal moments (KNOWN-ANSWERS C3b)', () => {
    const sharpe = 0.036 / 0.079;
    expect(sharpeStandardError(sharpe, { n: 24, skewness: -2.448, kurtosis: 10.164 })).toBeCloseTo(0.329, 3);
    expect(sharpeStandardError(sharpe, { n: 24, skewness: 0, kurtosis: 3 })).toBeCloseTo(0.214, 3);
    const { value = 0, low = 0, high = 0 } = sharpeInterval(returns) ?? {};
    expect(high - value).toBeCloseTo(value - low, 12);
  });

  it('moments of 1, 2, 3, 4, 10: mean 4, sample variance 12.5, skewness 36 / 10^1.5, kurtosis 278.8 / 100', () => {
    const moments = momentsOf([1, 2, 3, 4, 10]);
    expect(moments).toMatchObject({ n: 5, mean: 4 });
    expect(moments?.deviation).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(moments?.skewness).toBeCloseTo(36 / 10 ** 1.5, 12);
    expect(moments?.kurtosis).toBeCloseTo(278.8 / 100, 12);
  });

  it('drawdown of 100 110 105 120 90 95 130 is 25 % (KNOWN-ANSWERS C14)', () => {
    expect(maxDrawdown([100, 110, 105, 120, 90, 95, 130])).toBeCloseTo(0.25, 12);
    expect(maxDrawdown([1, 2, 3])).toBe(0);
    expect(maxDrawdown([])).toBe(0);
  });
});
