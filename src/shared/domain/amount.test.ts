import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountFault, notionalMinorOrNull, quantityLotsMax, valueMinorMax } from './amount.ts';
import { notionalMinor, type Instrument } from './instrument.ts';
import { priceTicks, quantityLots } from './numbers.ts';

const share: Instrument = {
  symbol: 'ACME', name: 'Acme', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 1, averageDailyVolumeLots: null, tradable: true,
};
const coin: Instrument = { ...share, assetClass: 'crypto', lotSize: '0.00000001' };
const future: Instrument = { ...share, tickSize: '0.25', multiplier: '50' };

it('a value of any price and quantity is exact, or null beyond what money can hold, and never an exception', () => {
  fc.assert(fc.property(fc.constantFrom(share, coin, future), fc.maxSafeInteger(), fc.maxSafeNat(), (instrument, price, quantity) => {
    const minor = notionalMinorOrNull(instrument, priceTicks(price), quantityLots(quantity));
    if (minor !== null) expect(minor).toBe(notionalMinor(instrument, priceTicks(price), quantityLots(quantity)));
    else expect(Math.abs(price) * quantity).toBeGreaterThan(1e12);
  }));
  expect(notionalMinorOrNull(share, priceTicks(-3_763), quantityLots(10))).toBe(-37_630);
  expect(notionalMinorOrNull(share, priceTicks(18_108), quantityLots(Number.MAX_SAFE_INTEGER))).toBeNull();
});

it('an amount is too large by its quantity, or by its value in either direction', () => {
  expect(amountFault(share, null, quantityLots(quantityLotsMax))).toBeNull();
  expect(amountFault(share, null, quantityLots(quantityLotsMax + 1))).toBe('a quantity is at most 1,000,000,000,000 lots');
  expect(amountFault(share, priceTicks(10), quantityLots(valueMinorMax / 10))).toBeNull();
  for (const price of [11, -11]) expect(amountFault(share, priceTicks(price), quantityLots(valueMinorMax / 10))).toMatch(/^price x quantity is more than 100,000,000,000 USD/);
});
