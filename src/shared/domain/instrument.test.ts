import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notionalMinor, priceDigits, priceToNumber, quantityDigits, quantityToNumber, tickLotsToMinor, wholeTickLotsToMinor, type Instrument } from './instrument.ts';
import { priceTicks, quantityLots } from './numbers.ts';

const share: Instrument = {
  symbol: 'ACME', name: 'Acme', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 1, averageDailyVolumeLots: null, tradable: true,
};
const future: Instrument = { ...share, symbol: 'ES', assetClass: 'future', tickSize: '0.25', multiplier: '50' };
const coin: Instrument = { ...share, symbol: 'BTCUSD', assetClass: 'crypto', lotSize: '0.00000001' };
const yen: Instrument = { ...share, symbol: 'USDJPY', assetClass: 'fx', currency: 'JPY', currencyMinorDigits: 0, tickSize: '0.001' };

describe('money of a trade', () => {
  it.each([
    ['100 shares at 123.45', share, 12_345, 100, 1_234_500], //          12,345.00 USD
    ['2 contracts at 4,500.25', future, 18_001, 2, 45_002_500], //       4,500.25 x 50 x 2 = 450,025.00 USD
    ['0.5 coins at 60,000.01', coin, 6_000_001, 50_000_000, 3_000_001], // 30,000.005: the half cent goes away from zero
    ['1,000 dollars at 151.2345 is off the tick; at 151.234', yen, 151_234, 1_000, 151_234],
    ['one satoshi at 60,000 is less than a cent', coin, 6_000_000, 1, 0],
    ['at a negative price', share, -3_763, 10, -37_630],
  ])('%s', (_words, instrument, price, quantity, minor) => {
    expect(notionalMinor(instrument, priceTicks(price), quantityLots(quantity))).toBe(minor);
  });

  it('rounds once, at the edge: tick-lots add up exactly before', () => {
    expect(tickLotsToMinor(coin, 49_999_999n)).toBe(0);
    expect(tickLotsToMinor(coin, 50_000_000n)).toBe(1);
    expect(tickLotsToMinor(coin, -50_000_000n)).toBe(-1);
    expect(tickLotsToMinor(share, 10n ** 14n)).toBe(10 ** 14);
    expect(() => tickLotsToMinor(share, 10n ** 17n)).toThrow(/safe integer/);
  });

  it('says the same without big integers', () => {
    const tickLots = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: -100, max: 100 }).map((n) => n * 25_000_000));
    fc.assert(fc.property(fc.constantFrom(share, future, coin, yen), tickLots, (instrument, n) => {
      expect(attempt(() => wholeTickLotsToMinor(instrument, n))).toBe(attempt(() => tickLotsToMinor(instrument, BigInt(n))));
    }), { numRuns: 2_000 });
  });

  it('shows prices and quantities with the digits that they need', () => {
    expect([priceDigits(share), priceDigits(future), priceDigits(yen), quantityDigits(coin), quantityDigits(share)]).toEqual([2, 2, 3, 8, 0]);
    expect(priceToNumber(future, 18_001)).toBe(4_500.25);
    expect(quantityToNumber(coin, 50_000_000)).toBeCloseTo(0.5, 12);
  });

  it('refuses an instrument whose sizes are no decimals', () => {
    expect(() => notionalMinor({ ...share, tickSize: 'a penny' }, priceTicks(1), quantityLots(1))).toThrow(/tickSize of ACME/);
  });
});

/** The result, or that it is refused for being too large. */
function attempt(run: () => number): number | string {
  try {
    return run();
  } catch {
    return 'refused';
  }
}
