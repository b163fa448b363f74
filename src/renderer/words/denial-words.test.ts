import { describe, expect, it } from 'vitest';
import { renderDenial, type Denial } from '../../shared/domain/denial.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import { denialWords } from './denial-words.ts';

const yen: Instrument = {
  symbol: 'AAA', name: 'A', assetClass: 'equity', currency: 'JPY', currencyMinorDigits: 0, tickSize: '0.5', lotSize: '100', multiplier: '1',
  barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: null, tradable: true,
};
const dollar: Instrument = { ...yen, currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1' };
const collar: Denial = { code: 'PRICE_COLLAR', distanceBp: 8896.04, limitBp: 300, price: 2000, reference: 18_116.5 };

describe('denials in the desk’s units', () => {
  it('writes prices as the instrument is quoted', () => {
    expect(denialWords(collar, dollar)).toBe('Price 20.00 is 8,896.0 bp from reference 181.165, collar 300 bp');
    expect(denialWords(collar, yen)).toContain('Price 1,000.0 is');
  });

  it('writes quantities in units and money in its currency', () => {
    expect(denialWords({ code: 'QUANTITY_ABOVE_LIMIT', orderQty: 12, limitQty: 10 }, yen)).toBe('Quantity 1,200 above limit 1,000');
    expect(denialWords({ code: 'POSITION_ABOVE_LIMIT', resultingQty: -12, limitQty: 10 }, yen)).toBe('Position would be −1,200, limit 1,000');
    expect(denialWords({ code: 'VALUE_ABOVE_LIMIT', orderMinor: 25_000_001, limitMinor: 25_000_000, currency: 'USD' }, dollar)).toBe('Value 250,000.01 USD above limit 250,000.00 USD');
    expect(denialWords({ code: 'POSITION_VALUE_ABOVE_LIMIT', resultingMinor: 160_000_001, limitMinor: 160_000_000, currency: 'JPY' }, yen)).toBe('Position would be worth 160,000,001 JPY, limit 160,000,000 JPY');
  });

  it('keeps the core’s words where there is nothing to convert, or no instrument to convert by', () => {
    expect(denialWords(collar, undefined)).toBe(renderDenial(collar));
    expect(denialWords({ code: 'RECONCILING' }, dollar)).toBe(renderDenial({ code: 'RECONCILING' }));
  });
});
