/** Features of quotes and depth. Null where the feed has none or they are old. A tick costs O(1) and allocates nothing. */
import type { Bar } from '../domain/bar.ts';
import { midTicks, type BookDepth, type BookLevel, type Quote } from '../domain/quote.ts';
import { BookSnapshots, snapshotSpecsOf } from './book-snapshots.ts';
import { noDepth, noFlow, noQuote, type FeatureSpec } from './feature-spec.ts';
import { OrderFlow } from './order-flow.ts';
import type { PricePath } from './price-path.ts';
import { clip, ExponentialMean, ratio, Ring } from './windows.ts';

const ofQuotes = { group: 'book', needs: 'quotes', unit: 'ratio', windowBars: 0, staleAfterBars: 2, directional: true, actionable: true } as const;
const ofFlow = { ...ofQuotes, missing: noFlow } as const;
const ofDepth = { ...ofQuotes, needs: 'depth', missing: noDepth } as const;
const noSizes = `${noQuote}, or its sizes are unknown`;
const noSpread = `${noQuote}, or it is locked or crossed`;

export const bookSpecs = [
  { ...ofFlow, name: 'order_flow_1', label: 'Order flow at the touch, 1 bar', windowBars: 1, staleAfterBars: 1, meaning: 'order flow imbalance of best quotes (Cont, Kukanov, Stoikov 2014) over its absolute sum, in the bar', glossary: 'Whether orders came in at the bid or left the offer (above 0), or the other way, in the last bar.' },
  { ...ofFlow, name: 'order_flow_5', label: 'Order flow at the touch', windowBars: 5, staleAfterBars: 5, meaning: 'order flow imbalance of best quotes (Cont, Kukanov, Stoikov 2014) over its absolute sum, 5 bars', glossary: 'Whether orders came in at the bid or left the offer (above 0), or the other way, in five bars.' },
  { ...ofFlow, name: 'order_flow_15', label: 'Order flow at the touch, 15 bars', windowBars: 15, staleAfterBars: 15, meaning: 'order flow imbalance of best quotes (Cont, Kukanov, Stoikov 2014) over its absolute sum, 15 bars', glossary: 'Whether orders came in at the bid or left the offer (above 0), or the other way, in fifteen bars.' },
  { ...ofQuotes, name: 'quote_imbalance', series: { name: 'quote_imbalance', barsAgo: 0 }, label: 'Best bid against best offer size', meaning: 'bid size less ask size over both, at the touch', missing: noSizes, glossary: 'More waiting to buy (above 0) or to sell at the best prices.' },
  { ...ofQuotes, name: 'quote_imbalance_bar', label: 'Best bid against offer, over the bar', windowBars: 1, staleAfterBars: 1, meaning: 'mean over the quotes of the bar of bid size less ask size over both', missing: 'no quote with sizes in the bar', glossary: 'The same over the whole bar: harder to fake than the last quote.' },
  { ...ofDepth, name: 'depth_imbalance_5', series: { name: 'depth_imbalance_5', barsAgo: 0 }, label: 'Five-level depth imbalance', meaning: 'bid less ask size over both, the best five levels', glossary: 'More waiting to buy (above 0) or to sell in the first five levels.' },
  { ...ofDepth, name: 'depth_beyond_touch', label: 'Depth behind the best price', unit: 'log', meaning: 'log of the mean size of levels 2 to 5 over that of the first, both sides together, within 3', missing: `${noDepth}, or fewer than two levels on a side`, glossary: 'Above 0 the book is deeper behind the best price; below 0 the best price is all there is.', directional: false },
  { ...ofDepth, name: 'depth_slope_balance', label: 'Nearness of bids against offers', meaning: 'size-weighted mean distance to mid (logs) of the best five offers less that of the bids, over both', missing: `${noDepth}, or it is locked or crossed`, glossary: 'Above 0 buyers stand closer to the price than sellers.' },
  { ...ofQuotes, name: 'microprice_offset', label: 'Microprice against mid', unit: 'sigma', meaning: 'size-weighted mid (weights crossed) less mid, over one-bar volatility, within 5', missing: noSizes, glossary: 'Where the next trade is likely, above or below mid, by the sizes shown.' },
  { ...ofQuotes, name: 'microprice_drift', series: { name: 'microprice_drift', barsAgo: 0 }, label: 'Move of the microprice', unit: 'sigma', windowBars: 1, meaning: 'change of the log size-weighted mid (weights crossed) from one bar end to the next over one-bar volatility, within 5', missing: `no normal quote with sizes at this bar end and the one before, or a session break between`, glossary: 'How the fair price by the book moved in the last bar, trades or not.' },
  { ...ofQuotes, name: 'spread_relative', series: { name: 'spread_relative', barsAgo: 0 }, label: 'Spread against usual', unit: 'log', windowBars: 30, meaning: 'log of the spread (a fraction of mid) over its exponential mean at bar ends (weight 1/30), within 3', missing: noSpread, glossary: 'Above 0 the spread is wide: +0.7 is twice the usual, and crossing it costs so much more.', directional: false },
  { ...ofQuotes, name: 'spread_change_5', label: 'Change of the spread', unit: 'log', windowBars: 5, meaning: 'log of the spread over that five bar ends ago, within 3', missing: `${noSpread}, or was so five bars ago`, glossary: 'Whether the spread is widening (above 0) or narrowing.', directional: false },
  { ...ofQuotes, name: 'quote_rate_surge', label: 'Quote changes against usual', unit: 'sigma', windowBars: 30, staleAfterBars: 1, meaning: 'log of the number of quotes of the bar less its exponential mean (weight 1/30) over its deviation (at least 0.1), within 5; 0 below a thousandth', missing: 'no quote in the bar, or fewer than 30 bars with one', glossary: 'Whether quotes flicker more (above 0) or less than usual.', directional: false, actionable: false },
] as const satisfies readonly FeatureSpec[];

/** The book as it was at the ends of the bars before: its own columns at the end of the schema. */
export const snapshotSpecs = snapshotSpecsOf(bookSpecs);

export type BookName = (typeof bookSpecs)[number]['name'];

const depthLevels = 5;
/** A quote or depth older than this many bars at the bar's end is none. */
const bookAgeBarsMax = 2;

export class BookFeatures {
  private readonly path: PricePath;
  private readonly barMicros: number;
  private readonly flow = new OrderFlow();
  private readonly spreadMean = new ExponentialMean(1 / 30);
  /** Logs of spreads at bar ends; NaN where there was none. */
  private readonly spreads = new Ring(6);
  /** Log microprice at the last bar end; null where there was none. */
  private micro: number | null = null;
  private drift: number | null = null;
  private quote: Quote | null = null;
  private depth: BookDepth | null = null;
  private end = 0;
  private readonly snapshots: BookSnapshots;

  constructor(path: PricePath, barSeconds: number) {
    this.path = path;
    this.snapshots = new BookSnapshots(barSeconds);
    this.barMicros = barSeconds * 1e6;
  }

  onQuote(quote: Quote): void {
    this.flow.onQuote(this.quote, quote);
    this.quote = quote;
  }

  onDepth(depth: BookDepth): void {
    this.depth = depth;
  }

  /** After the path has taken in the bar. */
  onBar(bar: Bar): void {
    this.end = bar.end;
    this.flow.onBar();
    const spread = this.spread();
    if (spread !== null) this.spreadMean.add(spread);
    this.spreads.push(spread === null ? NaN : Math.log(spread));
    const micro = this.logMicroprice();
    this.drift = micro === null || this.micro === null || this.path.move === null ? null : micro - this.micro;
    this.micro = micro;
    this.snapshots.onBar(bar, {
      quote_imbalance: this.quoteImbalance(), depth_imbalance_5: this.depthImbalance(), microprice_drift: this.micropriceDrift(this.path.sigma()), spread_relative: this.spreadRelative(),
    });
  }

  values(): Record<BookName, number | null> {
    const { flow } = this;
    const sigma = this.path.sigma();
    return {
      order_flow_1: flow.flow(1), order_flow_5: flow.flow(5), order_flow_15: flow.flow(15),
      quote_imbalance: this.quoteImbalance(), quote_imbalance_bar: flow.imbalance(), ...this.ofDepth(),
      microprice_offset: this.micropriceOffset(sigma),
      microprice_drift: this.micropriceDrift(sigma),
      spread_relative: this.spreadRelative(), spread_change_5: this.spreadChange(), quote_rate_surge: flow.rateSurge(),
    };
  }

  /** The moments before now from place `at` of a vector on, in the order of `snapshotSpecs`. */
  writeSnapshots(into: (number | null)[], at: number): void {
    this.snapshots.write(into, at);
  }

  private quoteImbalance(): number | null {
    const q = this.liveQuote();
    return q ? ratio(q.bidSize - q.askSize, q.bidSize + q.askSize) : null;
  }

  private depthImbalance(): number | null {
    const d = this.liveDepth();
    if (!d) return null;
    const [bid, ask] = [sizeOf(d.bids), sizeOf(d.asks)];
    return ratio(bid - ask, bid + ask);
  }

  private ofDepth(): Pick<Record<BookName, number | null>, 'depth_imbalance_5' | 'depth_beyond_touch' | 'depth_slope_balance'> {
    const d = this.liveDepth();
    const bestBid = d?.bids[0];
    const bestAsk = d?.asks[0];
    if (!d || !bestBid || !bestAsk) return { depth_imbalance_5: null, depth_beyond_touch: null, depth_slope_balance: null };
    const bid = sizeOf(d.bids);
    const ask = sizeOf(d.asks);
    const touch = bestBid.size + bestAsk.size;
    const behind = Math.min(d.bids.length, depthLevels) + Math.min(d.asks.length, depthLevels) - 2;
    const deeper = d.bids.length > 1 && d.asks.length > 1 && touch > 0 && bid + ask > touch;
    return {
      depth_imbalance_5: ratio(bid - ask, bid + ask),
      depth_beyond_touch: deeper ? clip(Math.log((2 * (bid + ask - touch)) / (touch * behind)), 3) : null,
      depth_slope_balance: slopeBalance(d, bid, ask),
    };
  }

  private micropriceDrift(sigma: number | null): number | null {
    return sigma === null || this.drift === null ? null : clip(this.drift / sigma, 5);
  }

  private micropriceOffset(sigma: number | null): number | null {
    const q = this.liveQuote();
    const imbalance = this.quoteImbalance();
    if (!q || imbalance === null || sigma === null || midTicks(q) <= 0) return null;
    return clip((((q.ask - q.bid) / 2) * imbalance) / (midTicks(q) * sigma), 5);
  }

  /** Log of the geometric mid, moved by the imbalance within the spread; null without a normal quote with sizes. */
  private logMicroprice(): number | null {
    const q = this.liveQuote();
    const imbalance = this.quoteImbalance();
    if (!q || imbalance === null || q.bid <= 0 || q.ask < q.bid) return null;
    return (Math.log(q.bid) + Math.log(q.ask)) / 2 + (imbalance * Math.log(q.ask / q.bid)) / 2;
  }

  private spreadRelative(): number | null {
    const spread = this.spread();
    return spread === null || this.spreadMean.count < 30 ? null : clip(Math.log(spread / this.spreadMean.value), 3);
  }

  private spreadChange(): number | null {
    const spread = this.spread();
    if (spread === null || !this.spreads.full) return null;
    const before = this.spreads.ago(5);
    return Number.isNaN(before) ? null : clip(Math.log(spread) - before, 3);
  }

  /** Spread as a fraction of mid; null when there is no live quote or it is locked or crossed. */
  private spread(): number | null {
    const q = this.liveQuote();
    return q && q.ask > q.bid && midTicks(q) > 0 ? (q.ask - q.bid) / midTicks(q) : null;
  }

  private liveQuote(): Quote | null {
    return this.quote && this.isRecent(this.quote.venueTime) ? this.quote : null;
  }

  /** With a level on both sides. */
  private liveDepth(): BookDepth | null {
    const d = this.depth;
    return d && d.bids.length > 0 && d.asks.length > 0 && this.isRecent(d.venueTime) ? d : null;
  }

  private isRecent(time: number): boolean {
    return this.end - time <= bookAgeBarsMax * this.barMicros;
  }
}

/** Of the best five levels. */
function sizeOf(levels: readonly BookLevel[]): number {
  let size = 0;
  for (let i = 0; i < depthLevels; i++) size += levels[i]?.size ?? 0;
  return size;
}

function slopeBalance({ bids, asks }: BookDepth, bidSize: number, askSize: number): number | null {
  const bid = bids[0]?.price ?? 0;
  const ask = asks[0]?.price ?? 0;
  if (bid <= 0 || ask <= bid || bidSize <= 0 || askSize <= 0) return null;
  const mid = Math.sqrt(bid * ask);
  const bidDistance = -weightedDistance(bids, mid) / bidSize;
  const askDistance = weightedDistance(asks, mid) / askSize;
  return ratio(askDistance - bidDistance, askDistance + bidDistance);
}

/** Sum over the best five levels of size times log price over mid. */
function weightedDistance(levels: readonly BookLevel[], mid: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(depthLevels, levels.length); i++) {
    const level = levels[i];
    if (level && level.price > 0) sum += level.size * Math.log(level.price / mid);
  }
  return sum;
}
