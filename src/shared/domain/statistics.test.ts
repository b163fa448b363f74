import { describe, expect, it } from 'vitest';
import { meanInterval, studentQuantile, wilsonInterval } from './statistics.ts';

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
