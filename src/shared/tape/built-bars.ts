/**
 * Bars of an instrument that comes without any: from prints once one has come, from mids of quotes until then. Live and
 * backtest build by this one code, so that a model reads the same bars in both.
 */
import { assert } from '../base/assert.ts';
import type { Bar } from '../domain/bar.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { Quote, TradePrint } from '../domain/quote.ts';
import { BarBuilder, type BarBuilderOptions } from './bar-builder.ts';

export class BuiltBars {
  readonly #fromTrades: BarBuilder;
  readonly #fromMids: BarBuilder;
  #tradesSeen = false;

  constructor(options: BarBuilderOptions) {
    this.#fromTrades = new BarBuilder(options);
    this.#fromMids = new BarBuilder(options);
  }

  /**
   * Market time has reached `time`: the bar that ends at or before it, or null. To be called before an event of that time
   * is taken or shown to anyone, so that whoever reads the bar sees the quote that stood at its end.
   */
  endedBy(time: EpochMicros): Bar | null {
    const [ofTrades, ofMids] = [this.#fromTrades.advanceTo(time), this.#fromMids.advanceTo(time)];
    return this.#tradesSeen ? ofTrades : ofMids;
  }

  takeQuote(quote: Quote): void {
    const done = this.#fromMids.takeQuote(quote);
    assert(done === null, 'endedBy comes before the quote');
  }

  takeTrade(trade: TradePrint): void {
    this.#tradesSeen = true;
    const done = this.#fromTrades.takeTrade(trade);
    assert(done === null, 'endedBy comes before the trade');
  }
}
