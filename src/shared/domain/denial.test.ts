import { describe, expect, it } from 'vitest';
import { denialMeanings, renderDenial, type Denial, type DenialCode } from './denial.ts';

const examples: Readonly<Record<DenialCode, Denial>> = {
  TRADING_HALTED: { code: 'TRADING_HALTED', why: 'disk full' },
  NOT_CONNECTED: { code: 'NOT_CONNECTED', omsState: 'connecting' },
  RECONCILING: { code: 'RECONCILING' },
  UNKNOWN_INSTRUMENT: { code: 'UNKNOWN_INSTRUMENT', symbol: 'XYZ' },
  NOT_TRADABLE: { code: 'NOT_TRADABLE', symbol: 'SPX' },
  BAD_QUANTITY: { code: 'BAD_QUANTITY', orderQty: -5 },
  BAD_PRICE: { code: 'BAD_PRICE', price: 12 },
  PARENT_NOT_OPEN: { code: 'PARENT_NOT_OPEN', parentId: 'p1', status: 'canceled' },
  PARENT_HELD: { code: 'PARENT_HELD', parentId: 'p1', why: 'locked by jane' },
  ABOVE_PARENT: { code: 'ABOVE_PARENT', parentId: 'p1', orderQty: 41, unroutedQty: 40 },
  WORSE_THAN_PARENT: { code: 'WORSE_THAN_PARENT', parentId: 'p1', price: 10_001, limit: 10_000 },
  DUPLICATE: { code: 'DUPLICATE', clOrdId: 'c77', withinMs: 500 },
  STALE_MARKET_DATA: { code: 'STALE_MARKET_DATA', ageMs: 4_321, limitMs: 3_000 },
  PRICE_COLLAR: { code: 'PRICE_COLLAR', distanceBp: 312.25, limitBp: 300, price: 10_400, reference: 10_080.5 },
  QUANTITY_ABOVE_LIMIT: { code: 'QUANTITY_ABOVE_LIMIT', orderQty: 901, limitQty: 900 },
  VALUE_ABOVE_LIMIT: { code: 'VALUE_ABOVE_LIMIT', orderMinor: 777, limitMinor: 666, currency: 'USD' },
  POSITION_ABOVE_LIMIT: { code: 'POSITION_ABOVE_LIMIT', resultingQty: 444, limitQty: 333 },
  POSITION_VALUE_ABOVE_LIMIT: { code: 'POSITION_VALUE_ABOVE_LIMIT', resultingMinor: 222, limitMinor: 111, currency: 'EUR' },
};

/** A collar's distance is shown to a tenth of a basis point; every other figure as it is. */
const asShown = (value: string | number, field: string): string => (field === 'distanceBp' ? '312.3' : String(value));

describe('denials in words', () => {
  it.each(Object.values(examples))('[RK-1] $code names every number that it carries', (denial) => {
    const words = renderDenial(denial);
    for (const [field, value] of Object.entries(denial)) {
      if (field === 'code' || (denial.code === 'BAD_PRICE' && field === 'price')) continue;
      expect(words, field).toContain(asShown(value as string | number, field));
    }
  });

  it('[RK-1] tells the two halves of a condition apart', () => {
    expect(renderDenial({ code: 'BAD_PRICE', price: null })).not.toBe(renderDenial({ code: 'BAD_PRICE', price: 12 }));
    expect(renderDenial({ code: 'STALE_MARKET_DATA', ageMs: null, limitMs: 3000 })).toBe('No quote has arrived for this instrument');
    expect(new Set(Object.values(denialMeanings)).size).toBe(Object.keys(examples).length);
  });
});
