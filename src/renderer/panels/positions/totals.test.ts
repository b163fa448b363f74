/** Sums by currency. */
import { describe, expect, it } from 'vitest';
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import { totalsOf } from './totals.ts';

const held = (currency: string, netMinor: number | null, unrealisedMinor: number | null = netMinor): PositionRow =>
  ({ currency, currencyMinorDigits: 2, realisedMinor: 10, unrealisedMinor, feesMinor: 1, netMinor, exposureMinor: unrealisedMinor }) as PositionRow;

describe('totals', () => {
  it('never adds two currencies', () => {
    expect(totalsOf([held('USD', 100), held('EUR', 7), held('USD', -30)]).map((t) => [t.currency, t.netMinor, t.feesMinor])).toEqual([['USD', 70, 2], ['EUR', 7, 1]]);
  });

  it('leaves what has no mark out of the sum, and says how many', () => {
    expect(totalsOf([held('USD', 100), held('USD', null)])).toMatchObject([{ netMinor: 100, realisedMinor: 20, unmarked: 1 }]);
  });

  it('has none without positions', () => {
    expect(totalsOf([])).toEqual([]);
  });
});
