import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { fillFeeMinor } from './fee.ts';
import { testInstrument } from './test-tape.ts';

describe('fillFeeMinor', () => {
  const fee = (feeBp: number, price: number, quantity: number): number => fillFeeMinor(testInstrument('XYZ', { feeBp }), priceTicks(price), quantityLots(quantity));

  it('is the rate of the notional, half a cent away from zero', () => {
    // 50 x 100.00 USD = 500,000 cents; 1 bp is 50 cents, 0.01 bp half a cent.
    expect([fee(1, 10_000, 50), fee(0.01, 10_000, 50), fee(0.0099, 10_000, 50), fee(0, 10_000, 50)]).toEqual([50, 1, 0, 0]);
  });

  it('costs the same at a negative price as at its opposite', () => {
    expect(fee(2.5, -3_698, 1_000)).toBe(fee(2.5, 3_698, 1_000));
    expect(fee(2.5, -3_698, 1_000)).toBeGreaterThan(0);
  });
});
