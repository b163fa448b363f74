import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { basisPoints, basisPointsBetween, countOf, decimalToNumber, divideRounded, moneyMinor, parseDecimal, priceTicks, quantityLots } from './numbers.ts';

describe('branded integers', () => {
  it('refuse what is no safe integer, and know one zero only', () => {
    for (const bad of [0.5, NaN, Infinity, 2 ** 53]) expect(() => priceTicks(bad)).toThrow(/safe integer/);
    expect(Object.is(quantityLots(-0), 0)).toBe(true);
    expect(priceTicks(-3_763)).toBe(-3_763); // WTI settled at -37.63 on 2020-04-20
    expect(() => basisPoints(NaN)).toThrow();
    expect(moneyMinor(2 ** 53 - 1)).toBe(9_007_199_254_740_991);
  });

  it('basis points need something to be a share of', () => {
    expect(basisPointsBetween(100, 101)).toBeCloseTo(100, 9);
    expect(basisPointsBetween(0, 1)).toBeNull();
    expect(basisPointsBetween(-5, 1)).toBeNull();
  });
});

describe('decimals', () => {
  it.each([['0.01', 1n, -2], ['-12.50', -1250n, -2], ['+7', 7n, 0], ['1e-8', 1n, -8], ['2.5E3', 25n, 2], ['.5', null, 0], ['1,5', null, 0], ['', null, 0], ['NaN', null, 0], ['0x10', null, 0]] as const)(
    '%j is read exactly or not at all', (text, units, exponent) => {
      expect(parseDecimal(text)).toEqual(units === null ? null : { units, exponent });
    });

  it('count ticks without floats: 0.07 is 7 cents, 0.075 is off the grid', () => {
    const cent = must(parseDecimal('0.01'), 'a decimal');
    expect(countOf('0.07', cent)).toBe(7); // 0.07 / 0.01 is 7.000000000000001 in floats
    expect(countOf('1.10', cent)).toBe(110);
    expect(countOf('0.075', cent)).toBe('off-grid');
    expect(countOf('seven', cent)).toBe('not-a-number');
    expect(countOf('1e300', cent)).toBe('not-a-number');
    expect(countOf('100', must(parseDecimal('0.25'), 'a decimal'))).toBe(400);
  });

  it('round-trip any count of any size (property)', () => {
    fc.assert(fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 1, max: 500 }), fc.integer({ min: -8, max: 2 }), (count, units, exponent) => {
      const size = { units: BigInt(units), exponent };
      const text = `${BigInt(count) * size.units}e${exponent}`;
      expect(countOf(text, size)).toBe(count === 0 ? 0 : count);
    }));
    expect(decimalToNumber({ units: 125n, exponent: -2 })).toBe(1.25);
  });
});

describe('rounded division', () => {
  it.each([[5n, 2n, 3n], [-5n, 2n, -3n], [4n, 3n, 1n], [-4n, 3n, -1n], [0n, 7n, 0n], [1n, 2n, 1n], [-1n, 2n, -1n]])('%d / %d is %d, half away from zero', (a, b, q) => {
    expect(divideRounded(a, b)).toBe(q);
  });

  it('is within half of the divisor, and odd (property)', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (a, b) => {
      const q = divideRounded(a, b);
      const twice = 2n * (a - q * b);
      expect((twice < 0n ? -twice : twice) <= b).toBe(true);
      expect(divideRounded(-a, b)).toBe(-q);
    }));
    expect(() => divideRounded(1n, 0n)).toThrow(/positive denominator/);
  });
});
