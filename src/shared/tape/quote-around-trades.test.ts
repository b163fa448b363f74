import { describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../domain/numbers.ts';
import type { TradePrint } from '../domain/quote.ts';
import { lastTradeQuote, quoteAroundTrades } from './quote-around-trades.ts';
import type { Tape, TapeEvent } from './tape.ts';

const instrument = (symbol: string): Instrument => ({
  symbol, name: symbol, assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 0.5, averageDailyVolumeLots: null, tradable: true,
});
const print = (symbol: string, price: number, aggressor: TradePrint['aggressor'] = null): TradePrint =>
  ({ symbol, price: priceTicks(price), size: quantityLots(10), aggressor, venueTime: epochMicros(5) });
const tapeOf = (events: TapeEvent[], symbols: string[]): Tape => ({
  source: 'test', instruments: symbols.map(instrument), events: () => events,
  counts: { bars: 0, quotes: events.filter((e) => e.type === 'quote').length, trades: 0, depths: 0 },
});

describe('last-trade quotes', () => {
  it('stand at the assumed spread around the print, on the side of its aggressor', () => {
    const at = (price: number, aggressor: TradePrint['aggressor']): [number, number] => {
      const q = lastTradeQuote(instrument('A'), print('A', price, aggressor));
      return [q.bid, q.ask];
    };
    // Two basis points of 100.00 are two ticks; of 10.00 less than one, so one.
    expect([at(10_000, 'buy'), at(10_000, 'sell'), at(10_000, null)]).toEqual([[9_998, 10_000], [10_000, 10_002], [9_999, 10_001]]);
    expect([at(1_000, 'buy'), at(1_000, null), at(-1_000, 'sell')]).toEqual([[999, 1_000], [1_000, 1_001], [-1_000, -999]]);
  });

  it('follow each print of an instrument that has nothing else, and leave the others alone', () => {
    const events: TapeEvent[] = [
      { type: 'trade', time: epochMicros(5), trade: print('A', 10_000) },
      { type: 'trade', time: epochMicros(5), trade: print('B', 10_000) },
      { type: 'quote', time: epochMicros(6), quote: lastTradeQuote(instrument('B'), print('B', 9_000)) },
    ];
    const tape = quoteAroundTrades(tapeOf(events, ['A', 'B']));
    const seen = (): string[] => [...tape.events()].map((e) => (e.type === 'trade' ? `trade ${e.trade.symbol}` : e.type === 'quote' ? `quote ${e.quote.symbol}` : e.type));
    expect(seen()).toEqual(['trade A', 'quote A', 'trade B', 'quote B']);
    expect(seen()).toEqual(seen());
    const plain = tapeOf([events[2] as TapeEvent], ['B']);
    expect(quoteAroundTrades(plain)).toBe(plain);
  });
});
