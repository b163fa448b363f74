import { expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { epochMicros, priceTicks } from '../domain/numbers.ts';
import { withBarSource } from './bar-source.ts';
import type { Tape, TapeEvent } from './tape.ts';

const instrument = (symbol: string): Instrument => ({
  symbol, name: symbol, assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: null, tradable: true,
});
const one = priceTicks(1);
const bar: TapeEvent = { type: 'bar', time: epochMicros(60), bar: { symbol: 'A', start: epochMicros(0), end: epochMicros(60), open: one, high: one, low: one, close: one, volume: null } };
const tapeOf = (events: TapeEvent[]): Tape => ({
  source: 'test', instruments: [instrument('A'), instrument('B')], events: () => events, counts: { bars: events.length, quotes: 0, trades: 0, depths: 0 },
});

it('marks the instruments that have bars on the tape, and those that have none', () => {
  expect(withBarSource(tapeOf([bar])).instruments.map((i) => i.barSource)).toEqual(['feed', 'built']);
  expect(withBarSource(tapeOf([])).instruments.map((i) => i.barSource)).toEqual(['built', 'built']);
  expect([...withBarSource(tapeOf([bar])).events()]).toEqual([bar]);
});
