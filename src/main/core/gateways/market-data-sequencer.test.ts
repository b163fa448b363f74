import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketDataBatch } from '../../../shared/wire/market-data.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { MarketDataSequencer } from './market-data-sequencer.ts';

const batch = (mdSeq: number, epoch = 'e1', empty = false): MarketDataBatch => ({
  msgType: 'MarketDataIncrementalRefresh',
  epoch,
  mdSeq,
  sendingTime: epochMicros(mdSeq),
  entries: empty ? [] : [{
    type: 'trade', symbol: 'AAA', price: priceTicks(mdSeq), size: quantityLots(1), aggressor: null, venueTime: epochMicros(mdSeq),
  }],
});

const seqs = (batches: readonly MarketDataBatch[]): number[] => batches.map((b) => b.mdSeq);

describe('market data sequencer', () => {
  it('[MD-3] buffers until the snapshot and drops what the snapshot already holds', () => {
    const s = new MarketDataSequencer();
    for (const n of [4, 5, 6]) expect(s.offer(batch(n)).kind).toBe('buffered');
    const verdict = s.applySnapshot('e1', 5);
    expect(verdict.kind === 'deliver' && seqs(verdict.batches)).toEqual([6]);
    expect(s.delivered).toBe(6);
  });

  it('[MD-4] finds a hole at the next message and delivers nothing until a new snapshot', () => {
    const s = new MarketDataSequencer();
    s.applySnapshot('e1', 1);
    expect(s.offer(batch(2)).kind).toBe('deliver');
    expect(s.offer(batch(4))).toEqual({ kind: 'gap', expected: 3, got: 4 });
    expect(s.offer(batch(5)).kind).toBe('buffered');
    const verdict = s.applySnapshot('e1', 4);
    expect(verdict.kind === 'deliver' && seqs(verdict.batches)).toEqual([5]);
  });

  it('[MD-4] sees a lost last batch by the heartbeat that repeats its number', () => {
    const s = new MarketDataSequencer();
    s.applySnapshot('e1', 7);
    expect(s.offer(batch(7, 'e1', true)).kind).toBe('heartbeat');
    expect(s.offer(batch(8, 'e1', true))).toEqual({ kind: 'gap', expected: 8, got: 8 });
  });

  it('[MD-5] treats a new epoch as a gap, whatever its number', () => {
    const s = new MarketDataSequencer();
    s.applySnapshot('e1', 7);
    expect(s.offer(batch(8, 'e2')).kind).toBe('gap');
  });

  it('[MD-2] delivers each number once and in order under loss, duplication and reordering', () => {
    const faults = fc.array(fc.constantFrom('pass', 'drop', 'duplicate', 'swap'), { minLength: 20, maxLength: 200 });
    fc.assert(fc.property(faults, (plan) => {
      const s = new MarketDataSequencer();
      s.applySnapshot('e1', 0);
      const sent = plan.map((_, i) => i + 1);
      const wire: number[] = [];
      plan.forEach((fault, i) => {
        if (fault === 'pass') wire.push(i + 1);
        if (fault === 'duplicate') wire.push(i + 1, i + 1);
        if (fault === 'swap') wire.splice(Math.max(0, wire.length - 1), 0, i + 1);
      });
      let truth = 0;
      let highest = 0;
      for (const n of wire) {
        highest = Math.max(highest, n);
        let verdict = s.offer(batch(n));
        if (verdict.kind === 'gap') {
          truth = highest; // the venue's snapshot holds everything sent so far
          verdict = s.applySnapshot('e1', truth);
        }
        if (verdict.kind === 'deliver') {
          for (const b of verdict.batches) {
            expect(b.mdSeq).toBe(truth + 1);
            truth = b.mdSeq;
          }
        }
        expect(s.delivered).toBe(truth);
      }
      expect(truth).toBeLessThanOrEqual(sent.length);
    }));
  });
});
