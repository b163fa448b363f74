/** Prices as features see them: one log path, joined over session breaks, with the ranges of its bars around it. */
import type { Bar } from '../domain/bar.ts';
import { VolatilityEstimator } from './volatility.ts';
import { clip, logRatio, Ring } from './windows.ts';

/** The longest window of returns. */
export const longestWindowBars = 120;

export class PricePath {
  private readonly volatility: VolatilityEstimator;
  /** Log prices with the nights taken out, newest last. */
  readonly path = new Ring(longestWindowBars + 1);
  readonly returns = new Ring(61);
  /** Logs of highs and lows, in the same measure as the path. */
  readonly highs = new Ring(60);
  readonly lows = new Ring(60);
  /** Log price with the nights taken out: the sum of returns inside sessions. */
  logPrice = 0;
  /** Return of the last bar; null across a session break or where a price is not positive. */
  move: number | null = null;
  /** Log of open, high and low over the close of the last bar; 0 where a price is not positive. */
  open = 0;
  high = 0;
  low = 0;

  constructor(barSeconds: number) {
    this.volatility = new VolatilityEstimator(barSeconds);
  }

  onBar(bar: Bar): void {
    this.move = this.volatility.onBar(bar);
    if (this.move !== null) {
      this.logPrice += this.move;
      this.returns.push(this.move);
    }
    this.open = logRatio(bar.open, bar.close);
    this.high = logRatio(bar.high, bar.close);
    this.low = logRatio(bar.low, bar.close);
    this.path.push(this.logPrice);
    this.highs.push(this.logPrice + this.high);
    this.lows.push(this.logPrice + this.low);
  }

  /** One bar's standard deviation as a fraction. */
  sigma(): number | null {
    return this.volatility.barSigma();
  }

  barsPerDay(): number {
    return this.volatility.barsPerDay();
  }

  /** Log of the typical price (Lambert 1980: high, low and close), as their geometric mean, so that it mirrors with prices. */
  typical(): number {
    return this.logPrice + (this.high + this.low) / 3;
  }

  /** Return over `bars` in sigma of that span. */
  returnOver(bars: number): number | null {
    const sigma = this.sigma();
    if (sigma === null || this.path.length <= bars) return null;
    return (this.logPrice - this.path.ago(bars)) / (sigma * Math.sqrt(bars));
  }

  /** -1 at the lowest low of the last `bars`, +1 at their highest high; null when they have no range. */
  placeInRange(bars: number): number | null {
    if (this.highs.length < bars) return null;
    let high = -Infinity;
    let low = Infinity;
    for (let back = 0; back < bars; back++) {
      high = Math.max(high, this.highs.ago(back));
      low = Math.min(low, this.lows.ago(back));
    }
    return placeBetween(this.logPrice, low, high);
  }
}

/** -1 at `low`, +1 at `high`; null when they are one. */
export const placeBetween = (x: number, low: number, high: number): number | null => (high > low ? clip((2 * x - low - high) / (high - low), 1) : null);
