/** What the gateway hears, handed to the rooms: an error of ours halts trading and does not end the feed. */
import { expect, it } from 'vitest';
import { acme, Desk, quoteOf } from '../../../tests/kit/desk.ts';
import { epochMicros } from '../../shared/domain/numbers.ts';
import type { MarketDataBatch } from '../../shared/wire/market-data.ts';
import { DataQuality } from './data-quality/data-quality.ts';
import { MarketData } from './market-data/market-data.ts';
import { TradingState } from './trading-state.ts';
import { venueEvents } from './venue-events.ts';
import { VenueStatus } from './venue-status.ts';

const batchOf = (mdSeq: number, bid: number): MarketDataBatch => {
  const time = epochMicros(mdSeq * 1_000_000);
  return { msgType: 'MarketDataIncrementalRefresh', epoch: 'e', mdSeq, sendingTime: time, entries: [{ type: 'quote', ...quoteOf('ACME', bid, bid + 2), venueTime: time }] };
};

it('[RC-10] a room that throws on a price halts trading with its words, and the next price is taken in', () => {
  const desk = new Desk();
  const { recorder, orders, parents, queue, clock } = desk;
  const marketData = new MarketData(clock);
  marketData.setInstruments([acme]);
  const notified: string[] = [];
  const trading = new TradingState({ log: () => undefined, notify: (_title, body) => void notified.push(body) });
  const events = venueEvents({ marketData, dataQuality: new DataQuality(), orders, parents, signals: null, recorder, queue, trading, status: new VenueStatus(() => undefined) });
  events.onBatch(batchOf(1, 9_990));
  expect(trading.state).toBe('active');
  const listening = marketData.listen({ onQuote: () => { throw new Error('a sum that does not add up'); } });
  events.onBatch(batchOf(2, 9_992));
  expect(trading.state).toBe('halted');
  expect(notified).toEqual(['feed 2: a sum that does not add up']);
  listening.dispose();
  events.onBatch(batchOf(3, 9_994));
  expect(marketData.quote('ACME')?.bid).toBe(9_994);
});
