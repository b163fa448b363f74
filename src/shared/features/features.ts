/**
 * The feature engine: one instrument's events in, one vector out. Live scoring, backtest and training run this and
 * nothing else. Its state follows from the events it was given, in their order, and from no clock; its memory is fixed.
 * A reading uses only what had arrived when it was taken.
 */
import type { Bar } from '../domain/bar.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { BookDepth, Quote, TradePrint } from '../domain/quote.ts';
import { FlowFeatures } from './flow-features.ts';
import { PriceFeatures } from './price-features.ts';
import { warmUpBars } from './schema.ts';

export interface FeatureReading {
  /** In schema order; null where the feature could not be computed. */
  readonly values: readonly (number | null)[];
  /** End of the last bar taken in; null before the first. */
  readonly asOf: EpochMicros | null;
  readonly barsSeen: number;
}

const dayMicros = 86_400e6;

export class FeatureEngine {
  private readonly barSeconds: number;
  private readonly price: PriceFeatures;
  private readonly flow: FlowFeatures;
  private asOf: EpochMicros | null = null;
  private barsSeen = 0;

  constructor(barSeconds: number) {
    this.barSeconds = barSeconds;
    this.price = new PriceFeatures(barSeconds);
    this.flow = new FlowFeatures(barSeconds);
  }

  /** A complete bar. @returns false when it is not later than the last one, and then it changes nothing. */
  onBar(bar: Bar): boolean {
    if (this.asOf !== null && bar.end <= this.asOf) return false;
    const before = this.price.logPrice();
    this.price.onBar(bar);
    this.flow.onBar(bar, this.price.logPrice(), this.price.logPrice() - before);
    this.asOf = bar.end;
    this.barsSeen++;
    return true;
  }

  onQuote(quote: Quote): void {
    this.flow.onQuote(quote);
  }

  onDepth(depth: BookDepth): void {
    this.flow.onDepth(depth);
  }

  onTrade(trade: TradePrint): void {
    this.flow.onTrade(trade);
  }

  /** Whether enough bars were seen for every window. */
  get warm(): boolean {
    return this.barsSeen >= warmUpBars;
  }

  /** The features as they stand. Read at a bar's end: between bars only those of the book move. */
  vector(): FeatureReading {
    const { price, flow } = this;
    const sigma = price.sigma();
    const values = [
      price.returnOver(1), price.returnOver(5), price.returnOver(15), price.returnOver(60),
      price.rangePosition(), price.barPosition(), price.averageDistance(), flow.vwapDistance(price.logPrice(), sigma),
      price.relativeStrength(), price.autocorrelation(), price.volatilityRatio(), price.barRange(),
      flow.volumeSurge(), flow.signedVolume(), flow.tradeFlow(), flow.orderFlow(),
      flow.quoteImbalance(), flow.depthImbalance(), flow.micropriceOffset(sigma), flow.spreadRelative(),
      this.timeOfDay(Math.sin), this.timeOfDay(Math.cos),
    ];
    return { values, asOf: this.asOf, barsSeen: this.barsSeen };
  }

  private timeOfDay(wave: (radians: number) => number): number | null {
    if (this.asOf === null || this.barSeconds * 1e6 >= dayMicros / 2) return null;
    return wave((2 * Math.PI * (this.asOf % dayMicros)) / dayMicros);
  }
}
