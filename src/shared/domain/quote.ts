/** The best bid and offer, and the depth behind them. */
import type { EpochMicros, PriceTicks, QuantityLots } from './numbers.ts';

export interface Quote {
  readonly symbol: string;
  readonly bid: PriceTicks;
  readonly bidSize: QuantityLots;
  readonly ask: PriceTicks;
  readonly askSize: QuantityLots;
  /** When the venue says it was so. */
  readonly venueTime: EpochMicros;
}

/** What is odd about a quote; 'locked' when bid equals ask, 'crossed' when bid is above ask. */
export type QuoteCondition = 'normal' | 'locked' | 'crossed';

export const quoteCondition = (q: Pick<Quote, 'bid' | 'ask'>): QuoteCondition =>
  q.bid < q.ask ? 'normal' : q.bid === q.ask ? 'locked' : 'crossed';

/** Mid price in ticks; a half tick is possible, so a float. */
export const midTicks = (q: Pick<Quote, 'bid' | 'ask'>): number => (q.bid + q.ask) / 2;

export interface BookLevel {
  readonly price: PriceTicks;
  readonly size: QuantityLots;
}

/** Depth, best first on each side. */
export interface BookDepth {
  readonly symbol: string;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly venueTime: EpochMicros;
}

/** A trade as the feed prints it. `aggressor` is the taker's side where the venue tells it. */
export interface TradePrint {
  readonly symbol: string;
  readonly price: PriceTicks;
  readonly size: QuantityLots;
  readonly aggressor: 'buy' | 'sell' | null;
  readonly venueTime: EpochMicros;
}
