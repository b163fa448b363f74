import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, roundedTo } from './apportion.ts';

describe('largest remainder', () => {
  it('gives what is over to the largest remainders, the first of equals first', () => {
    expect(apportion(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(apportion(10n, [6n, 4n, 0n])).toEqual([6n, 4n, 0n]);
    expect(apportion(7n, [15n, 25n, 60n])).toEqual([1n, 2n, 4n]); // 1.05, 1.75, 4.2
    expect(apportion(-7n, [15n, 25n, 60n])).toEqual([-1n, -2n, -4n]);
    expect(apportion(0n, [0n, 0n])).toEqual([0n, 0n]);
  });

  it('refuses to divide something among nobody', () => {
    expect(() => apportion(1n, [0n])).toThrow();
    expect(() => roundedTo([1n, 1n], 2n, 3n)).toThrow('rounded');
  });

  it('[PF-8] adds up to the whole and is nowhere a unit or more from the exact share (property)', () => {
    const big = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
    fc.assert(fc.property(big, fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 }), (total, weights) => {
      const sum = weights.reduce((a, b) => a + b, 0n);
      fc.pre(sum > 0n);
      const parts = apportion(total, weights);
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
      for (const [i, part] of parts.entries()) {
        const off = part * sum - total * (weights[i] ?? 0n);
        expect((off < 0n ? -off : off) < sum).toBe(true);
      }
    }));
  });
});
