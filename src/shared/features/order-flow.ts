/** What changes of the best quotes say of orders that came and went. A tick costs O(1) and allocates nothing. */
import type { Quote } from '../domain/quote.ts';
import { ratio, Ring, Surge } from './windows.ts';

export class OrderFlow {
  private readonly flows = new Ring(15);
  private readonly flowSizes = new Ring(15);
  private readonly rate = new Surge();
  private flowNow = 0;
  private flowSizeNow = 0;
  private quotesNow = 0;
  private imbalancesNow = 0;
  private sizedNow = 0;
  private meanImbalance: number | null = null;

  /** @param before the quote before it; null for the first */
  onQuote(before: Quote | null, quote: Quote): void {
    // Where both sides always show the same size, sizes are not the market's (quotes made from bars); what is left of
    // order flow would be the sign of price moves, which the return features hold already.
    if (before && (quote.bidSize !== quote.askSize || before.bidSize !== before.askSize)) {
      const e = quoteFlow(before, quote);
      this.flowNow += e;
      this.flowSizeNow += Math.abs(e);
    }
    this.quotesNow++;
    const sizes = quote.bidSize + quote.askSize;
    if (sizes > 0) {
      this.sizedNow++;
      this.imbalancesNow += (quote.bidSize - quote.askSize) / sizes;
    }
  }

  onBar(): void {
    this.flows.push(this.flowNow);
    this.flowSizes.push(this.flowSizeNow);
    this.rate.add(this.quotesNow);
    this.meanImbalance = ratio(this.imbalancesNow, this.sizedNow);
    this.flowNow = this.flowSizeNow = this.quotesNow = this.imbalancesNow = this.sizedNow = 0;
  }

  /** Order flow imbalance of the last `bars`, within [-1, 1]. */
  flow(bars: number): number | null {
    return ratio(this.flows.sum(bars), this.flowSizes.sum(bars));
  }

  /** Mean imbalance of the quotes of the last bar. */
  imbalance(): number | null {
    return this.meanImbalance;
  }

  /** Quotes of the last bar against usual. */
  rateSurge(): number | null {
    return this.rate.value;
  }
}

/** Contribution of one change of the best quote to order flow: what arrived at the bid less what arrived at the ask. */
function quoteFlow(before: Quote, after: Quote): number {
  const bid = (after.bid >= before.bid ? after.bidSize : 0) - (after.bid <= before.bid ? before.bidSize : 0);
  const ask = (after.ask <= before.ask ? after.askSize : 0) - (after.ask >= before.ask ? before.askSize : 0);
  return bid - ask;
}
