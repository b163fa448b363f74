import { expect, it } from 'vitest';
import type { NumberedPrint } from '../../../shared/contract/market-data.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { merges } from '../../stores/merge.ts';
import { flowOf, imbalance, largeFrom, shownPrints } from './trades.ts';

const print = (seq: number, size: number, aggressor: NumberedPrint['aggressor'] = 'buy'): NumberedPrint =>
  ({ seq, symbol: 'ACME', price: priceTicks(100), size: quantityLots(size), aggressor, venueTime: epochMicros(seq) });

it('shows the newest first, from the threshold up', () => {
  expect(shownPrints([print(1, 10), print(2, 5), print(3, 20)], 10).map((p) => p.seq)).toEqual([3, 1]);
});

it('weighs who was the aggressor, and leaves out what the venue does not tell', () => {
  const flow = flowOf([print(1, 30), print(2, 10, 'sell'), print(3, 60, null)]);
  expect(flow).toEqual({ boughtQty: 30, soldQty: 10, otherQty: 60 });
  expect(imbalance(flow)).toBe(0.5);
  expect(imbalance(flowOf([print(1, 5, null)]))).toBeNull();
});

it('calls a print large only against enough others', () => {
  expect(largeFrom([print(1, 5)])).toBeNull();
  expect(largeFrom(Array.from({ length: 100 }, (_, i) => print(i + 1, i + 1)))).toBe(96);
});

it('[MT-1] the store keeps as many as the core does, in order', () => {
  const old = Array.from({ length: 199 }, (_, i) => print(i + 1, 1));
  const next = merges['marketData.trades'](old, [print(200, 1), print(201, 1), print(202, 1)]);
  expect([next.length, next[0]?.seq, next.at(-1)?.seq]).toEqual([200, 3, 202]);
});

it('[MT-2] the store replaces the levels that changed, whole', () => {
  const level = (price: number, size: number) => ({ price: priceTicks(price), size: quantityLots(size), boughtSize: quantityLots(0), soldSize: quantityLots(0) });
  const next = merges['marketData.volumeAtPrice']({ since: null, levels: [level(1, 5), level(2, 6)] }, { since: epochMicros(9), levels: [level(2, 8), level(3, 1)] });
  expect(next).toEqual({ since: 9, levels: [level(1, 5), level(2, 8), level(3, 1)] });
});
