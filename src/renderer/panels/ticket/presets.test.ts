/** Presets: what they make of a ticket, and what is kept of stored text. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { notionalMinor, type Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { applyPreset, type AppliedPreset } from './presets-apply.ts';
import { draftOfPreset, emptyPresetDraft, presetOf } from './presets-draft.ts';
import { presetsMax, readPresets, withPreset, type TicketPreset } from './presets.ts';
import { presetWords } from './presets-words.ts';

const instrument: Instrument = {
  symbol: 'A', name: 'A', assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1', barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: 1_234_567, tradable: true,
};
const coin: Instrument = { ...instrument, symbol: 'C', assetClass: 'crypto', lotSize: '0.00000001', averageDailyVolumeLots: null };
const quote: Quote = { symbol: 'A', bid: priceTicks(10_001), bidSize: quantityLots(5), ask: priceTicks(10_004), askSize: quantityLots(5), venueTime: epochMicros(1) };
const preset: TicketPreset = { name: 'P', side: null, ordType: 'limit', price: { kind: 'touch' }, quantity: { kind: 'units', units: '300' }, timeInForce: 'day', account: null, strategy: null, participation: null };
const terms = (change: Partial<TicketPreset>, on = instrument, at: Quote | null = quote, side: 'buy' | 'sell' = 'buy'): AppliedPreset => applyPreset({ ...preset, ...change }, on, at, side);

describe('a preset', () => {
  it('puts the limit where its rule says, on the tick that rests, for either side', () => {
    const prices = ([['touch'], ['cross'], ['mid'], ['behind']] as const).map(([kind]) =>
      (['buy', 'sell'] as const).map((side) => terms({ side, price: kind === 'behind' ? { kind, ticks: 3 } : { kind } }).terms.price));
    expect(prices).toEqual([[10_001, 10_004], [10_004, 10_001], [10_002, 10_003], [9_998, 10_007]]);
  });

  it('takes the side of the ticket where it has none of its own, and then leaves it', () => {
    expect(terms({}, instrument, quote, 'sell').terms).toEqual({ ordType: 'limit', price: 10_004, orderQty: 300, timeInForce: 'day' });
    expect(terms({ side: 'buy' }, instrument, quote, 'sell').terms).toMatchObject({ side: 'buy', price: 10_001 });
  });

  it('[PS-2] counts a quantity in units, by value and by volume, in whole lots and never above the rule', () => {
    expect(terms({ quantity: { kind: 'notional', amount: '30000' } }).terms.orderQty).toBe(299);
    expect(terms({ quantity: { kind: 'adv', percent: 2.5 } }).terms.orderQty).toBe(30_864);
    expect(terms({ quantity: { kind: 'units', units: '0.5' } }, coin).terms.orderQty).toBe(50_000_000);
    expect(terms({ quantity: { kind: 'keep' } }).terms).not.toHaveProperty('orderQty');
  });

  it('[PS-3] says what it could not work out and leaves that to the trader', () => {
    expect(terms({}, instrument, null)).toMatchObject({ missing: ['no quote to put the limit by'], terms: { price: null, orderQty: 300 } });
    expect(terms({ quantity: { kind: 'adv', percent: 1 } }, coin).missing).toEqual(['the daily volume of C is not known']);
    expect(terms({ quantity: { kind: 'notional', amount: '50' } }).missing).toEqual(['50 USD is less than a lot of 1 costs']);
    expect(terms({ quantity: { kind: 'units', units: '0.5' } }).missing).toEqual(['0.5 is less than a lot of 1']);
    expect(terms({ ordType: 'market', quantity: { kind: 'notional', amount: '1000' } }, instrument, null).missing).toEqual(['no price to turn the amount into a quantity by']);
  });

  it('brings account, strategy and volume share only where it has them', () => {
    expect(terms({ account: 'MAIN', strategy: 'X', participation: 0.1 }).terms).toMatchObject({ account: 'MAIN', strategy: 'X', participationRate: 0.1 });
    expect(Object.keys(terms({}).terms)).toEqual(['ordType', 'price', 'timeInForce', 'orderQty']);
  });

  it('[PS-2] by value takes as many lots as the amount pays for, and not one more', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 5_000_000 }), fc.constantFrom(instrument, coin), (cents, price, on) => {
      const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      const at = { ...quote, bid: priceTicks(price), ask: priceTicks(price + 1) };
      const lots = terms({ quantity: { kind: 'notional', amount } }, on, at).terms.orderQty ?? 0;
      expect(notionalMinor(on, priceTicks(price), quantityLots(lots))).toBeLessThanOrEqual(cents);
      expect(notionalMinor(on, priceTicks(price), quantityLots(lots + 1))).toBeGreaterThan(cents);
    }));
  });
});

describe('kept presets', () => {
  const kept: readonly TicketPreset[] = [
    preset,
    { name: 'Q', side: 'sell', ordType: 'market', price: { kind: 'behind', ticks: 2 }, quantity: { kind: 'notional', amount: '1000.50' }, timeInForce: 'ioc', account: 'MAIN', strategy: 'S', participation: 0.15 },
    { ...preset, name: 'R', quantity: { kind: 'adv', percent: 0.5 } },
  ];

  it('come back as they were', () => expect(readPresets(JSON.stringify(kept))).toEqual(kept));

  it('[PS-4] leave out what makes no sense, each on its own merits', () => {
    const bad = [null, 7, {}, { ...preset, name: '' }, { ...preset, name: 'x'.repeat(33) }, { ...preset, price: { kind: 'behind', ticks: -1 } }, { ...preset, quantity: { kind: 'units', units: '-1' } }, { ...preset, quantity: { kind: 'adv', percent: 101 } }, preset, preset];
    expect(readPresets(JSON.stringify(bad))).toEqual([preset]);
    expect(readPresets(JSON.stringify([{ ...preset, side: 'x', account: '=1', participation: 3 }]))).toEqual([preset]);
    expect([readPresets(null), readPresets('{'), readPresets('{}')]).toEqual([[], [], []]);
  });

  it('[PS-4] are as many as there are number keys; one of the same name is replaced where it stands', () => {
    const full = Array.from({ length: presetsMax }, (_, i) => ({ ...preset, name: `n${i}` }));
    expect(withPreset(full, preset)).toBeNull();
    expect(withPreset(full, { ...preset, name: 'n3', side: 'buy' })?.map((p) => p.side)).toEqual([null, null, null, 'buy', null, null, null, null, null]);
  });

  it('go through the editor unchanged, and say what they do', () => {
    for (const one of kept) {
      const again = presetOf(draftOfPreset(one));
      expect(again).toEqual({ ok: true, value: one.ordType === 'market' ? { ...one, price: { kind: 'touch' } } : one });
    }
    expect(kept.map(presetWords)).toEqual(['300 units, at touch, DAY', 'Sell, worth 1000.50, Market, IOC, at 15 % of volume, MAIN, S', '0.5 % of ADV, at touch, DAY']);
  });

  it.each([
    [{ name: ' ' }, 'A name is needed'],
    [{ amount: '' }, 'Units: a number above zero, without separators'],
    [{ amount: '1,000' }, 'Units: a number above zero, without separators'],
    [{ quantityKind: 'adv', amount: '101' }, 'Percent of ADV: above 0, at most 100'],
    [{ amount: '1', priceKind: 'behind', ticks: '1.5' }, 'Ticks behind: a whole number from 0 to 1000'],
    [{ amount: '1', participation: '60' }, 'Volume share: 1 to 50 %, or empty'],
  ] as const)('are not made of %j', (change, why) => expect(presetOf({ ...emptyPresetDraft, name: 'n', ...change })).toEqual({ ok: false, why }));
});

describe('a screen that opens with kept presets', () => {
  it('[PS-4] has them at once', async () => {
    vi.resetModules();
    vi.stubGlobal('localStorage', { getItem: () => JSON.stringify([{ ...preset, account: 'MAIN', quantity: { kind: 'adv', percent: 1 } }]) });
    const again = await import('./presets.ts');
    vi.unstubAllGlobals();
    expect(again.presetsNow().map((p) => [p.name, p.account])).toEqual([['P', 'MAIN']]);
  });
});
