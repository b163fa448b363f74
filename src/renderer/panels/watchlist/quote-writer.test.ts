/** The watchlist's cells always say the last quote, whatever was written before; and nothing is written that stands there already. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { quoteCells, quoteSource } from './quote-cells.ts';
import { QuoteWriter, type RowSlots, type Slot } from './quote-writer.ts';

const instrument = { symbol: 'A', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1' } as Instrument;
const at = epochMicros(1_767_258_000_000_000);

const row = (symbol: string, bid: number | null, more: Partial<QuoteRow> = {}): QuoteRow => ({
  symbol, condition: 'normal', state: 'live', receivedAt: at, lastPrice: priceTicks(10_100), referencePrice: priceTicks(10_000),
  quote: bid === null ? null : { symbol, bid: priceTicks(bid), ask: priceTicks(bid + 2), bidSize: quantityLots(300), askSize: quantityLots(200), venueTime: at }, ...more,
});

class CountedSlot implements Slot {
  writes = 0;
  private text = '';
  className = '';
  get textContent(): string { return this.text; }
  set textContent(text: string) { this.text = text; this.writes++; }
}

const slots = (): { readonly [K in keyof RowSlots]: CountedSlot } =>
  ({ bid: new CountedSlot(), ask: new CountedSlot(), bidCell: new CountedSlot(), askCell: new CountedSlot(), change: new CountedSlot(), spread: new CountedSlot() });

const saidBy = (row: RowSlots): readonly unknown[] => [row.bid.textContent, row.ask.textContent, row.change.textContent, row.spread.textContent, row.change.className, row.bidCell.className, row.spread.className];

describe('cells of a quote', () => {
  it('writes prices in the instrument\'s decimals, the change with its sign and the spread in basis points', () => {
    expect(quoteCells(row('A', 9_999), instrument)).toEqual({ bid: '99.99', ask: '100.01', change: '+1.00', changeTone: 'up', spread: '2.0', spreadTone: 'muted', stale: false });
  });

  it('says what is odd in the place of the spread, and that it is stale', () => {
    expect(quoteCells(row('A', 9_999, { condition: 'crossed', state: 'stale' }), instrument)).toMatchObject({ spread: 'crossed', spreadTone: 'warn', stale: true });
  });

  it('says nothing where nothing is known', () => {
    expect(quoteCells(row('A', null, { lastPrice: null, state: 'never' }), instrument)).toMatchObject({ bid: '\u2003', ask: '\u2003', change: '\u2003', changeTone: 'muted', stale: true });
    expect(quoteSource(row('A', null), instrument, 'utc')).toBe('no quote has arrived');
    expect(quoteSource(row('A', 9_999), instrument, 'utc')).toContain('300 × 200; venue time ');
  });
});

describe('quote writer', () => {
  it('writes a row as soon as it is on the page, and only what differs after', () => {
    const known = new Map([['A', row('A', 9_999)]]);
    const writer = new QuoteWriter((symbol) => known.get(symbol), () => instrument);
    const a = slots();
    writer.mount('A', a);
    expect([a.bid.textContent, a.bidCell.className]).toEqual(['99.99', '']);
    writer.write([row('A', 9_999, { state: 'stale' })]);
    expect([a.bid.writes, a.bidCell.className, a.askCell.className]).toEqual([1, 'is-stale', 'is-stale']);
    writer.write([row('B', 1)]);
    writer.unmount('A');
    writer.write([row('A', 5)]);
    expect(a.bid.textContent).toBe('99.99');
  });

  it('writes everything anew when the decimals come', () => {
    const decimals: { known?: Instrument } = {};
    const writer = new QuoteWriter(() => row('A', 9_999), () => decimals.known);
    const a = slots();
    writer.mount('A', a);
    expect(a.bid.textContent).toBe('\u2003');
    decimals.known = instrument;
    writer.writeAll();
    expect(a.bid.textContent).toBe('99.99');
  });

  it('says the last quote sent, after any of them in any order', () => {
    const quotes = fc.array(fc.record({ symbol: fc.constantFrom('A', 'B'), bid: fc.option(fc.integer({ min: 1, max: 9 })), state: fc.constantFrom('live' as const, 'stale' as const, 'disconnected' as const), condition: fc.constantFrom('normal' as const, 'crossed' as const) }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(quotes, (sent) => {
      const known = new Map<string, QuoteRow>();
      const writer = new QuoteWriter((symbol) => known.get(symbol), () => instrument);
      const rows = { A: slots(), B: slots() };
      writer.mount('A', rows.A);
      writer.mount('B', rows.B);
      for (const { symbol, bid, ...more } of sent) {
        known.set(symbol, row(symbol, bid, more));
        writer.write([row(symbol, bid, more)]);
      }
      for (const [symbol, last] of known) {
        const fresh = slots();
        new QuoteWriter(() => last, () => instrument).mount(symbol, fresh);
        expect(saidBy(symbol === 'A' ? rows.A : rows.B)).toEqual(saidBy(fresh));
      }
    }));
  });
});
