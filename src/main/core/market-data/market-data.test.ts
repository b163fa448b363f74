/** What the core knows of prices: bars it builds itself, what a change is counted from, when a quote is stale. */
import { describe, expect, it } from 'vitest';
import { acme, quoteOf } from '../../../../tests/kit/desk.ts';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { staleAfterMs } from '../../../shared/domain/connection.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote, TradePrint } from '../../../shared/domain/quote.ts';
import type { TapeEvent } from '../../../shared/tape/tape.ts';
import { withBuiltBars } from '../backtest/built-bars.ts';
import { barsMax, MarketData } from './market-data.ts';

const second = 1_000_000;
const day = 86_400 * second;
const bare: Instrument = { ...acme, barSource: 'built' };

const quoteAt = (seconds: number, bid: number): Quote => ({ ...quoteOf('ACME', bid, bid + 2), venueTime: epochMicros(seconds * second) });
const tradeAt = (seconds: number, price: number): TradePrint => ({
  symbol: 'ACME', price: priceTicks(price), size: quantityLots(5), aggressor: null, venueTime: epochMicros(seconds * second),
});
const barAt = (start: number, open: number, close: number): Bar => ({
  symbol: 'ACME', start: epochMicros(start), end: epochMicros(start + 60 * second), open: priceTicks(open), high: priceTicks(Math.max(open, close)),
  low: priceTicks(Math.min(open, close)), close: priceTicks(close), volume: null,
});

function marketOf(instrument: Instrument): { market: MarketData; clock: ManualClock } {
  const clock = new ManualClock();
  const market = new MarketData(clock);
  market.setInstruments([instrument]);
  return { market, clock };
}

describe('market data', () => {
  it('[TP-14] a bar built live is told before the event that ends it, and read with the quote that stood at its end', () => {
    const { market } = marketOf(bare);
    const told: string[] = [];
    market.listen({
      onQuote: (_, quote) => told.push(`quote ${quote.bid}`),
      onTrade: (_, trade) => told.push(`trade ${trade.price}`),
      onBar: (_, bar) => told.push(`bar ${bar.close} at bid ${market.quote('ACME')?.bid}`),
    });
    market.applyQuote(quoteAt(10, 100));
    market.applyQuote(quoteAt(61, 110));
    market.applyTrade(tradeAt(70, 112));
    market.applyQuote(quoteAt(130, 120));
    expect(told).toEqual(['quote 100', 'bar 101 at bid 100', 'quote 110', 'trade 112', 'bar 112 at bid 110', 'quote 120']);
  });

  it('[TP-14] live and backtest build the same bars in the same place', () => {
    const events: TapeEvent[] = [
      ...[5, 30, 59, 60, 95, 200, 201].map((s): TapeEvent => ({ type: 'quote', time: epochMicros(s * second), quote: quoteAt(s, 100 + s) })),
      ...[130, 179, 180, 240].map((s): TapeEvent => ({ type: 'trade', time: epochMicros(s * second), trade: tradeAt(s, 90 + s) })),
    ].sort((a, b) => a.time - b.time);
    const { market } = marketOf(bare);
    const live: TapeEvent['type'][] = [], liveBars: Bar[] = [];
    market.listen({ onQuote: () => live.push('quote'), onTrade: () => live.push('trade'), onBar: (_, bar) => { live.push('bar'); liveBars.push(bar); } });
    for (const event of events) {
      if (event.type === 'quote') market.applyQuote(event.quote);
      if (event.type === 'trade') market.applyTrade(event.trade);
    }
    const counts = { bars: 0, quotes: 7, trades: 4, depths: 0 };
    const played = [...withBuiltBars({ source: 'test', instruments: [bare], counts, events: () => events }).events()];
    expect(liveBars.length).toBeGreaterThan(2);
    expect(played.map((e) => e.type)).toEqual(live);
    expect(played.flatMap((e) => (e.type === 'bar' ? [e.bar] : []))).toEqual(liveBars);
  });

  it('counts the change from the close of the day before, and shows none before a price has been made', () => {
    const { market } = marketOf(acme);
    market.applyQuote(quoteAt(1, 100));
    expect(market.row('ACME')).toMatchObject({ lastPrice: null, referencePrice: null });
    market.applyBar(barAt(0, 100, 103));
    market.applyBar(barAt(60 * second, 103, 104));
    expect(market.row('ACME')).toMatchObject({ lastPrice: 104, referencePrice: 100 });
    market.applyBar(barAt(day, 105, 106));
    market.applyBar(barAt(day + 60 * second, 106, 109));
    expect(market.row('ACME')).toMatchObject({ lastPrice: 109, referencePrice: 104 });
  });

  it('a snapshot adds the bars that were missed and none twice; the oldest give way', () => {
    const { market } = marketOf(acme);
    const bars = Array.from({ length: barsMax + 10 }, (_, i) => barAt(i * 60 * second, 100, 101));
    market.applySnapshot([], [], bars.slice(0, barsMax), epochMicros(0));
    market.applySnapshot([], [], bars, epochMicros(0));
    expect(market.bars('ACME')).toEqual(bars.slice(10));
  });

  it('a quote that does not change stays live while the feed is heard, and is stale when it is silent', () => {
    const { market, clock } = marketOf(acme);
    expect(market.quoteState('ACME')).toBe('never');
    market.heard();
    market.applySnapshot([quoteAt(1, 100)], [], [], epochMicros(second));
    clock.advance(staleAfterMs);
    expect(market.quoteState('ACME')).toBe('live');
    clock.advance(1);
    expect(market.quoteState('ACME')).toBe('stale');
    market.heard();
    expect(market.quoteState('ACME')).toBe('live');
    market.disconnected();
    expect(market.quoteState('ACME')).toBe('disconnected');
  });
});
