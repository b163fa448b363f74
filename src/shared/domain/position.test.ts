import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from './instrument.ts';
import { tickLotsToMinor } from './instrument.ts';
import { divideRounded, moneyMinor, priceTicks, quantityLots } from './numbers.ts';
import { sideSign, type Side } from './order.ts';
import { applyFill, averagePriceTicks, exposureMinor, flatPosition, positionFromJson, positionToJson, realisedMinor, unrealisedMinor, type Position } from './position.ts';

const share: Instrument = {
  symbol: 'ACME', name: 'Acme', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 1, averageDailyVolumeLots: null, tradable: true,
};

const fill = (side: Side, qty: number, px: number, fee = 0): Parameters<typeof applyFill>[1] =>
  ({ side, lastQty: quantityLots(qty), lastPx: priceTicks(px), feeMinor: moneyMinor(fee) });
const after = (...fills: ReturnType<typeof fill>[]): Position => fills.reduce(applyFill, flatPosition('ACME'));

describe('average cost', () => {
  it('[PF-5] buys average in, sells release at the average', () => {
    const p = after(fill('buy', 100, 1_000), fill('buy', 100, 1_100), fill('sell', 50, 1_200));
    expect(averagePriceTicks(p)).toBe(1_050);
    expect([p.quantity, p.realisedTickLots, p.tradedQty]).toEqual([150, 7_500n, 250]);
    expect([realisedMinor(share, p), unrealisedMinor(share, p, 2 * 1_200), exposureMinor(share, p, 2 * 1_200)]).toEqual([7_500, 22_500, 180_000]);
  });

  it('[PF-5] a trade through zero closes at the average and opens at its price', () => {
    const p = after(fill('buy', 10, 100), fill('sell', 15, 110));
    expect([p.quantity, p.realisedTickLots, averagePriceTicks(p)]).toEqual([-5, 100n, 110]);
    const back = applyFill(p, fill('buy', 5, 100));
    expect([back.quantity, back.realisedTickLots, back.costTickLots, averagePriceTicks(back)]).toEqual([0, 150n, 0n, null]);
  });

  it('[PF-5] a short gains when the price falls, also below zero', () => {
    const p = after(fill('sell', 10, 100), fill('buy', 10, -50));
    expect(realisedMinor(share, p)).toBe(1_500);
  });

  it('[PF-6] realised + unrealised is the mark of the holding less the net cash paid, exactly; fills add up to the position (property)', () => {
    const anyFill = fc.record({ side: fc.constantFrom<Side>('buy', 'sell'), qty: fc.integer({ min: 1, max: 1_000_000_000 }), px: fc.integer({ min: -10_000, max: 10_000_000 }), fee: fc.integer({ min: -5, max: 500 }) });
    fc.assert(fc.property(fc.array(anyFill, { maxLength: 60 }), fc.integer({ min: -10_000, max: 20_000_000 }), (fills, markHalfTicks) => {
      const p = after(...fills.map((f) => fill(f.side, f.qty, f.px, f.fee)));
      const paid = fills.reduce((sum, f) => sum + BigInt(sideSign(f.side)) * BigInt(f.px) * BigInt(f.qty), 0n);
      const unrealisedDoubled = BigInt(p.quantity) * BigInt(markHalfTicks) - 2n * p.costTickLots;
      expect(2n * p.realisedTickLots + unrealisedDoubled).toBe(BigInt(p.quantity) * BigInt(markHalfTicks) - 2n * paid);
      expect(p.quantity).toBe(fills.reduce((sum, f) => sum + sideSign(f.side) * f.qty, 0));
      expect(p.feesMinor).toBe(fills.reduce((sum, f) => sum + f.fee, 0));
      if (p.quantity === 0) expect(p.costTickLots).toBe(0n);
      expect(positionFromJson(JSON.parse(JSON.stringify(positionToJson(p))) as ReturnType<typeof positionToJson>)).toEqual(p);
    }), { numRuns: 500 });
  });

  it('[PF-6] half a tick of the mark is not lost', () => {
    const p = after(fill('buy', 3, 100));
    expect(unrealisedMinor(share, p, 201)).toBe(tickLotsToMinor(share, divideRounded(3n, 2n)));
  });
});
