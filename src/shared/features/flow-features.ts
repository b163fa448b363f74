/** Features of traded volume, trades and the book. Each is null where the feed has no such data. */
import type { Bar } from '../domain/bar.ts';
import { midTicks, type BookDepth, type Quote, type TradePrint } from '../domain/quote.ts';
import { clip } from './price-features.ts';
import { ExponentialMean, Ring } from './windows.ts';

const depthLevels = 5;

export class FlowFeatures {
  private readonly barMicros: number;
  private readonly volumes = new Ring(60);
  private readonly signedVolumes = new Ring(15);
  private readonly weightedPrices = new Ring(60);
  private readonly logVolume = new ExponentialMean(1 / 30);
  private readonly logVolumeSquare = new ExponentialMean(1 / 30);
  private surge: number | null = null;
  private readonly bought = new Ring(5);
  private readonly sold = new Ring(5);
  private boughtNow = 0;
  private soldNow = 0;
  private readonly flows = new Ring(5);
  private readonly flowSizes = new Ring(5);
  private flowNow = 0;
  private flowSizeNow = 0;
  private readonly spreadMean = new ExponentialMean(1 / 30);
  private quote: Quote | null = null;
  private depth: BookDepth | null = null;
  private end = 0;

  constructor(barSeconds: number) {
    this.barMicros = barSeconds * 1e6;
  }

  onTrade(trade: TradePrint): void {
    if (trade.aggressor === 'buy') this.boughtNow += trade.size;
    else if (trade.aggressor === 'sell') this.soldNow += trade.size;
  }

  onQuote(quote: Quote): void {
    // Where both sides always show the same size, sizes are not the market's (quotes made from bars); what is left of
    // order flow would be the sign of price moves, which the return features hold already.
    if (this.quote && (quote.bidSize !== quote.askSize || this.quote.bidSize !== this.quote.askSize)) {
      const e = quoteFlow(this.quote, quote);
      this.flowNow += e;
      this.flowSizeNow += Math.abs(e);
    }
    this.quote = quote;
  }

  onDepth(depth: BookDepth): void {
    this.depth = depth;
  }

  /** `logPrice` and `move` are of this bar's close, with the nights taken out. */
  onBar(bar: Bar, logPrice: number, move: number): void {
    this.end = bar.end;
    const volume = bar.volume ?? 0;
    this.volumes.push(volume);
    this.signedVolumes.push(Math.sign(move) * volume);
    const typical = (bar.high + bar.low + bar.close) / 3;
    this.weightedPrices.push(volume * (logPrice + (typical > 0 && bar.close > 0 ? Math.log(typical / bar.close) : 0)));
    this.surge = bar.volume === null || bar.volume === 0 ? null : this.takeVolume(bar.volume);
    this.bought.push(this.boughtNow);
    this.sold.push(this.soldNow);
    this.flows.push(this.flowNow);
    this.flowSizes.push(this.flowSizeNow);
    this.boughtNow = this.soldNow = this.flowNow = this.flowSizeNow = 0;
    const spread = this.spread();
    if (spread !== null) this.spreadMean.add(spread);
  }

  vwapDistance(logPrice: number, sigma: number | null): number | null {
    const volume = this.volumes.sum(60);
    if (sigma === null || volume <= 0) return null;
    return clip((logPrice - this.weightedPrices.sum(60) / volume) / (sigma * Math.sqrt(60)), 5);
  }

  volumeSurge(): number | null {
    return this.surge;
  }

  signedVolume(): number | null {
    return ratio(this.signedVolumes.sum(15), this.volumes.sum(15));
  }

  tradeFlow(): number | null {
    const bought = this.bought.sum(5);
    const sold = this.sold.sum(5);
    return ratio(bought - sold, bought + sold);
  }

  orderFlow(): number | null {
    return ratio(this.flows.sum(5), this.flowSizes.sum(5));
  }

  quoteImbalance(): number | null {
    const q = this.liveQuote();
    return q ? ratio(q.bidSize - q.askSize, q.bidSize + q.askSize) : null;
  }

  depthImbalance(): number | null {
    const d = this.depth;
    if (!d || d.bids.length === 0 || d.asks.length === 0 || !this.isRecent(d.venueTime)) return null;
    let bid = 0;
    let ask = 0;
    for (let i = 0; i < depthLevels; i++) {
      bid += d.bids[i]?.size ?? 0;
      ask += d.asks[i]?.size ?? 0;
    }
    return ratio(bid - ask, bid + ask);
  }

  micropriceOffset(sigma: number | null): number | null {
    const q = this.liveQuote();
    const imbalance = this.quoteImbalance();
    if (!q || imbalance === null || sigma === null || midTicks(q) <= 0) return null;
    return clip((((q.ask - q.bid) / 2) * imbalance) / (midTicks(q) * sigma), 5);
  }

  spreadRelative(): number | null {
    const spread = this.spread();
    return spread === null || this.spreadMean.count < 30 ? null : clip(Math.log(spread / this.spreadMean.value), 3);
  }

  /** Spread as a fraction of mid; null when there is no live quote or it is locked or crossed. */
  private spread(): number | null {
    const q = this.liveQuote();
    return q && q.ask > q.bid && midTicks(q) > 0 ? (q.ask - q.bid) / midTicks(q) : null;
  }

  private liveQuote(): Quote | null {
    return this.quote && this.isRecent(this.quote.venueTime) ? this.quote : null;
  }

  private isRecent(time: number): boolean {
    return this.end - time <= 2 * this.barMicros;
  }

  /** Surge of this volume against the mean before it, which it joins afterwards. */
  private takeVolume(volume: number): number | null {
    const x = Math.log(volume);
    const variance = this.logVolumeSquare.value - this.logVolume.value ** 2;
    const known = this.logVolume.count >= 30 && variance > 1e-12;
    const surge = known ? clip((x - this.logVolume.value) / Math.sqrt(variance), 5) : null;
    this.logVolume.add(x);
    this.logVolumeSquare.add(x * x);
    return surge;
  }
}

/** Contribution of one change of the best quote to order flow: what arrived at the bid less what arrived at the ask. */
function quoteFlow(before: Quote, after: Quote): number {
  const bid = (after.bid >= before.bid ? after.bidSize : 0) - (after.bid <= before.bid ? before.bidSize : 0);
  const ask = (after.ask <= before.ask ? after.askSize : 0) - (after.ask >= before.ask ? before.askSize : 0);
  return bid - ask;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? clip(part / whole, 1) : null);
