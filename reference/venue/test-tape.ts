/** Small tapes written out in tests: an instrument and events by hand. */
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { BookDepth } from '../../src/shared/domain/quote.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';

export const second = 1_000_000;
export const tapeStart = 1_700_000_000 * second;

export const testInstrument = (symbol = 'XYZ', changes: Partial<Instrument> = {}): Instrument => ({
  symbol, name: symbol, assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 1, averageDailyVolumeLots: null, tradable: true, ...changes,
});

/** `at` is seconds after the start of the tape. */
export const quoteAt = (at: number, bid: number, bidSize: number, ask: number, askSize: number, symbol = 'XYZ'): TapeEvent => {
  const time = epochMicros(tapeStart + at * second);
  return { type: 'quote', time, quote: { symbol, bid: priceTicks(bid), bidSize: quantityLots(bidSize), ask: priceTicks(ask), askSize: quantityLots(askSize), venueTime: time } };
};

export const tradeAt = (at: number, price: number, size: number, aggressor: 'buy' | 'sell' | null = null, symbol = 'XYZ'): TapeEvent => {
  const time = epochMicros(tapeStart + at * second);
  return { type: 'trade', time, trade: { symbol, price: priceTicks(price), size: quantityLots(size), aggressor, venueTime: time } };
};

export const depthOf = (bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[], at = 0, symbol = 'XYZ'): BookDepth => {
  const level = ([price, size]: readonly [number, number]): BookDepth['bids'][number] => ({ price: priceTicks(price), size: quantityLots(size) });
  return { symbol, bids: bids.map(level), asks: asks.map(level), venueTime: epochMicros(tapeStart + at * second) };
};

/** A bar of 60 s that ends `at` seconds after the start of the tape. */
export const barAt = (at: number, close: number, symbol = 'XYZ'): TapeEvent => {
  const end = epochMicros(tapeStart + at * second);
  const price = priceTicks(close);
  return { type: 'bar', time: end, bar: { symbol, start: epochMicros(end - 60 * second), end, open: price, high: price, low: price, close: price, volume: quantityLots(100) } };
};

export function tapeOf(events: readonly TapeEvent[], instruments: readonly Instrument[] = [testInstrument()]): Tape {
  const count = (type: TapeEvent['type']): number => events.filter((e) => e.type === type).length;
  return {
    source: 'written by hand', instruments, events: () => events,
    counts: { bars: count('bar'), quotes: count('quote'), trades: count('trade'), depths: count('depth') },
  };
}
