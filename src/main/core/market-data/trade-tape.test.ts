import { expect, it } from 'vitest';
import fc from 'fast-check';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { TradePrint } from '../../../shared/domain/quote.ts';
import { levelsMax, printsMax, TradeTape } from './trade-tape.ts';

const print = (price: number, size: number, aggressor: TradePrint['aggressor'], at = 1): TradePrint =>
  ({ symbol: 'ACME', price: priceTicks(price), size: quantityLots(size), aggressor, venueTime: epochMicros(at) });

it('[MT-1] keeps the newest prints, oldest first, numbered without holes', () => {
  const tape = new TradeTape();
  for (let i = 1; i <= 3 * printsMax + 7; i++) tape.take(print(100, i, 'buy', i));
  const kept = tape.prints('ACME');
  expect(kept).toHaveLength(printsMax);
  expect(kept.map((p) => p.seq)).toEqual(Array.from({ length: printsMax }, (_, i) => 2 * printsMax + 8 + i));
  expect(tape.prints('OTHER')).toEqual([]);
});

it('[MT-2] volume at price adds up to everything that printed, by side', () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 95, max: 105 }), fc.integer({ min: 1, max: 500 }), fc.constantFrom('buy' as const, 'sell' as const, null)), { maxLength: 200 }),
    (trades) => {
      const tape = new TradeTape();
      trades.forEach(([price, size, aggressor], i) => tape.take(print(price, size, aggressor, i + 1)));
      const { levels, since } = tape.profile('ACME');
      const sum = (of: (l: (typeof levels)[number]) => number): number => levels.reduce((total, l) => total + of(l), 0);
      const wanted = (side: 'buy' | 'sell'): number => trades.reduce((total, [, size, a]) => total + (a === side ? size : 0), 0);
      expect(sum((l) => l.size)).toBe(trades.reduce((total, [, size]) => total + size, 0));
      expect(sum((l) => l.boughtSize)).toBe(wanted('buy'));
      expect(sum((l) => l.soldSize)).toBe(wanted('sell'));
      expect(since).toBe(trades.length > 0 ? 1 : null);
    },
  ));
});

it('[MT-2] forgets the price that traded longest ago when there are too many', () => {
  const tape = new TradeTape();
  for (let price = 1; price <= levelsMax; price++) tape.take(print(price, 1, null));
  tape.take(print(1, 1, null));
  tape.take(print(levelsMax + 1, 1, null));
  const prices = new Set(tape.profile('ACME').levels.map((l) => l.price));
  expect(prices.size).toBe(levelsMax);
  expect([prices.has(priceTicks(1)), prices.has(priceTicks(2))]).toEqual([true, false]);
});
