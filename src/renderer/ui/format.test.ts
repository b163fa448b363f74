/** Figures as a trader reads them, and what a trader types. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../shared/domain/instrument.ts';
import {
  formatBp, formatMoney, formatMoneyShort, formatNumber, formatPercent, formatPrice, formatQuantity, formatSignificant, formatSpan, formatTime, nothing,
  readNumber, readPrice, readQuantity,
} from './format.ts';

const stock: Instrument = {
  symbol: 'AAA', name: 'A', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: null, tradable: true,
};
const coin: Instrument = { ...stock, symbol: 'BTCUSD', tickSize: '0.5', lotSize: '0.00000001' };

describe('format', () => {
  it('shows an em space, not zero, for what never arrived', () => {
    for (const text of [formatNumber(null, 2), formatPrice(stock, null), formatPrice(undefined, 3), formatMoney(undefined, 2), formatTime(null, 'utc'), formatNumber(NaN, 1)]) {
      expect(text).toBe(nothing);
    }
    expect(nothing).toBe('\u2003');
  });

  it('writes prices with the decimals of the tick', () => {
    expect(formatPrice(stock, 1_234_567)).toBe('12,345.67');
    expect(formatPrice(stock, -3_763)).toBe('−37.63');
    expect(formatPrice(coin, 123_457)).toBe('61,728.5');
    expect(formatPrice(stock, 10_000.5, 1)).toBe('100.005');
  });

  it('writes quantities in units of the instrument', () => {
    expect(formatQuantity(stock, 1500)).toBe('1,500');
    expect(formatQuantity(coin, 150_000_000)).toBe('1.50000000');
    expect(formatQuantity(stock, 1500, 'always')).toBe('+1,500');
  });

  it('writes money exactly, from minor units', () => {
    expect(formatMoney(-123_456_789, 2)).toBe('−1,234,567.89');
    expect(formatMoney(5, 2)).toBe('0.05');
    expect(formatMoney(1200, 0, 'always')).toBe('+1,200');
    expect(formatMoney(0, 2, 'always')).toBe('0.00');
    expect(formatMoneyShort(123_456_789, 2)).toBe('1.23\u202fm');
  });

  it('never signs what rounds to zero', () => {
    expect(formatBp(-0.04)).toBe('0.0');
    expect(formatBp(0.04)).toBe('0.0');
    expect(formatBp(2.345)).toBe('+2.3');
    expect(formatPercent(-0.1234)).toBe('−12.3\u202f%');
  });

  it('keeps the digits that matter', () => {
    expect(formatSignificant(0.01234)).toBe('0.0123');
    expect(formatSignificant(1234.5)).toBe('1,235');
    expect(formatSignificant(0)).toBe('0');
  });

  it('says ages in the unit that fits', () => {
    expect([400, 12_000, 185_000, 7_500_000, 4 * 86_400_000].map((ms) => formatSpan(ms))).toEqual(['<1 s', '12 s', '3 min', '2 h 05', '4 d']);
  });

  it('writes times in UTC', () => {
    expect(formatTime(1_700_000_000_123_456, 'utc')).toBe('22:13:20');
    expect(formatTime(1_700_000_000_123_456, 'utc', 'precise')).toBe('2023-11-14 22:13:20.123456 UTC');
  });

  it('reads what a person types, and says what is wrong with it', () => {
    expect(readPrice(stock, '12,345.67')).toEqual({ ok: true, value: 1_234_567 });
    expect(readPrice(stock, '1.005')).toEqual({ ok: false, why: 'Not a multiple of the tick 0.01' });
    expect(readQuantity(stock, '1.5k')).toEqual({ ok: true, value: 1500 });
    expect(readQuantity(stock, '0')).toEqual({ ok: false, why: 'Quantity must be above zero' });
    expect(readQuantity(stock, '1000000m')).toEqual({ ok: true, value: 1e12 });
    expect(readQuantity(stock, '1000000000001')).toEqual({ ok: false, why: 'Larger than any order can be' });
    expect(readQuantity(stock, 'x')).toEqual({ ok: false, why: 'Not a number' });
    expect(readQuantity(stock, '')).toEqual({ ok: false, why: 'Not a number' });
    expect([readNumber('1.5'), readNumber(''), readNumber('a')]).toEqual([1.5, null, null]);
  });

  it('reads back every price and quantity that it wrote', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (ticks) => {
      expect(readPrice(stock, formatPrice(stock, ticks))).toEqual({ ok: true, value: ticks });
    }));
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (lots) => {
      expect(readQuantity(coin, formatQuantity(coin, lots))).toEqual({ ok: true, value: lots });
    }));
  });
});
