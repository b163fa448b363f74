import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { LiveChecks } from './live-checks.ts';

const bar = (start: number, over: Partial<{ high: number; open: number }> = {}) => ({
  type: 'bar' as const, symbol: 'AAA', start: epochMicros(start), end: epochMicros(start + 60),
  open: priceTicks(over.open ?? 100), high: priceTicks(over.high ?? 101), low: priceTicks(99), close: priceTicks(100), volume: quantityLots(5),
});
const quote = (at: number, bid: number, ask: number) => ({
  type: 'quote' as const, symbol: 'AAA', bid: priceTicks(bid), bidSize: quantityLots(1), ask: priceTicks(ask),
  askSize: quantityLots(1), venueTime: epochMicros(at),
});

describe('live checks', () => {
  it('[DQ-1] keeps out a bar whose open lies outside its range, and names it', () => {
    const checked = new LiveChecks().check(bar(0, { open: 150 }), 'feed 7');
    expect(checked.usable).toBe(false);
    expect(checked.defect).toMatchObject({ code: 'open-outside-range', action: 'quarantined', where: 'feed 7', symbol: 'AAA' });
  });

  it('[DQ-2] keeps out a bar that overlaps the one before and lets the next good one in', () => {
    const checks = new LiveChecks();
    expect(checks.check(bar(0), 'feed 1').usable).toBe(true);
    expect(checks.check(bar(30), 'feed 2').defect?.code).toBe('time-not-increasing');
    expect(checks.check(bar(60), 'feed 3').usable).toBe(true);
  });

  it('[DQ-3] shows a crossed quote but marks it', () => {
    const checked = new LiveChecks().check(quote(1, 101, 100), 'feed 1');
    expect(checked).toMatchObject({ usable: true, defect: { code: 'crossed', action: 'warned' } });
  });

  it('[DQ-4] keeps out a quote older than the one before', () => {
    const checks = new LiveChecks();
    checks.check(quote(10, 99, 100), 'feed 1');
    expect(checks.check(quote(9, 99, 100), 'feed 2').usable).toBe(false);
  });
});
