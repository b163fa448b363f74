/** Made-up events of one instrument for the tests of features: a random market, and the same one mirrored. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { epochMicros, priceTicks, quantityLots, type PriceTicks } from '../../src/shared/domain/numbers.ts';
import type { Bar } from '../../src/shared/domain/bar.ts';
import type { BookLevel } from '../../src/shared/domain/quote.ts';
import type { FeatureEvent } from '../../src/shared/features/feature-rows.ts';

export const minute = 60e6;
/** The Friday on which the made-up market begins, 14:30 UTC. */
export const marketStart = Date.UTC(2019, 1, 8, 14, 30) * 1000;

export interface MarketOptions {
  readonly seed: number;
  readonly bars: number;
  /** Multiplies prices and sizes. */
  readonly scale?: number;
  /** Bars of a session; the next begins a day after the one before. All in one session when left out. */
  readonly sessionBars?: number;
}

/** Events of one bar: 3 x (quote, depth, trade), a state of own orders, a fill of some, the bar. */
export const eventsPerBar = 12;

export function madeMarket({ seed, bars, scale = 1, sessionBars = Infinity }: MarketOptions): FeatureEvent[] {
  const random = seededRandom(seed);
  const events: FeatureEvent[] = [];
  const size = (): number => scale * (1 + random.integer(500));
  let close = 100_000;
  for (let i = 0; i < bars; i++) {
    const open = close + (i % sessionBars === 0 ? Math.round(300 * random.normal()) : 0);
    close = Math.max(1_000, open + Math.round(80 * random.normal()));
    const high = Math.max(open, close) + random.integer(40);
    const low = Math.min(open, close) - random.integer(40);
    const day = Number.isFinite(sessionBars) ? Math.floor(i / sessionBars) : 0;
    const at = marketStart + (day === 0 ? i : i - day * sessionBars) * minute + day * 86_400e6;
    for (let k = 1; k <= 3; k++) {
      const time = epochMicros(at + k * 10e6);
      const bid = priceTicks(scale * (close - 5 - random.integer(5)));
      const ask = priceTicks(scale * (close + 5 + random.integer(5)));
      const level = (price: number, step: number): BookLevel[] => Array.from({ length: 5 }, (_, d) => ({ price: priceTicks(price + scale * step * d), size: quantityLots(size()) }));
      events.push(
        { type: 'quote', quote: { symbol: 'A', bid, ask, bidSize: quantityLots(size()), askSize: quantityLots(size()), venueTime: time } },
        { type: 'depth', depth: { symbol: 'A', venueTime: time, bids: level(bid, -1), asks: level(ask, 1) } },
        { type: 'trade', trade: { symbol: 'A', price: bid, size: quantityLots(size()), aggressor: random.uniform() < 0.5 ? 'buy' : 'sell', venueTime: time } },
      );
    }
    events.push(
      { type: 'ownState', state: { positionQty: size() - size(), workingBuyQty: size(), workingSellQty: size() } },
      random.uniform() < 0.2 ? { type: 'ownFill', fill: { lastQty: quantityLots(size()) } } : { type: 'defect' },
      { type: 'bar', bar: { symbol: 'A', start: epochMicros(at), end: epochMicros(at + minute), open: priceTicks(scale * open),
        high: priceTicks(scale * high), low: priceTicks(scale * low), close: priceTicks(scale * close), volume: quantityLots(size()) } },
    );
  }
  return events;
}

export const barsOf = (events: readonly FeatureEvent[]): Bar[] => events.flatMap((event) => (event.type === 'bar' ? [event.bar] : []));

/** A price whose logarithm is that of `p` with the sign changed, about 100,000. Not a whole number of ticks; features do not mind. */
const flip = (p: number): PriceTicks => (1e10 / p) as PriceTicks;

/** The same event in a market where all prices move the other way and both sides change places. */
export function mirrored(event: FeatureEvent): FeatureEvent {
  switch (event.type) {
    case 'bar': {
      const { bar } = event;
      return { type: 'bar', bar: { ...bar, open: flip(bar.open), high: flip(bar.low), low: flip(bar.high), close: flip(bar.close) } };
    }
    case 'quote': {
      const { quote } = event;
      return { type: 'quote', quote: { ...quote, bid: flip(quote.ask), ask: flip(quote.bid), bidSize: quote.askSize, askSize: quote.bidSize } };
    }
    case 'depth': {
      const flipped = (levels: readonly BookLevel[]): BookLevel[] => levels.map((level) => ({ ...level, price: flip(level.price) }));
      return { type: 'depth', depth: { ...event.depth, bids: flipped(event.depth.asks), asks: flipped(event.depth.bids) } };
    }
    case 'trade': {
      const { trade } = event;
      return { type: 'trade', trade: { ...trade, price: flip(trade.price), aggressor: trade.aggressor === 'buy' ? 'sell' : trade.aggressor === 'sell' ? 'buy' : null } };
    }
    case 'ownState': {
      const { state } = event;
      return { type: 'ownState', state: { positionQty: -state.positionQty, workingBuyQty: state.workingSellQty, workingSellQty: state.workingBuyQty } };
    }
    default: return event;
  }
}
