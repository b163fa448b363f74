/** Features of prices: returns, ranges, averages, autocorrelation. Prices enter as closes joined over session breaks. */
import type { Bar } from '../domain/bar.ts';
import { VolatilityEstimator } from './volatility.ts';
import { ExponentialMean, Ring } from './windows.ts';

/** Mean of high less low of a Brownian motion, in its standard deviations: sqrt(8/pi) (Feller 1951). */
const rangePerSigma = Math.sqrt(8 / Math.PI);

export class PriceFeatures {
  private readonly volatility: VolatilityEstimator;
  private readonly fastSquare = new ExponentialMean(0.2);
  private readonly slowSquare = new ExponentialMean(0.02);
  /** Sum of returns inside sessions: the log price with the nights taken out. */
  private path = 0;
  private readonly paths = new Ring(61);
  private readonly returns = new Ring(31);
  private readonly highs = new Ring(30);
  private readonly lows = new Ring(30);
  private readonly average = new ExponentialMean(2 / 21);
  private gains = 0;
  private losses = 0;
  private moves = 0;
  private last: Bar | null = null;

  constructor(barSeconds: number) {
    this.volatility = new VolatilityEstimator(barSeconds);
  }

  onBar(bar: Bar): void {
    const r = this.volatility.onBar(bar);
    if (r !== null) this.onReturn(r);
    this.paths.push(this.path);
    this.average.add(this.path);
    this.highs.push(this.path + logRatio(bar.high, bar.close));
    this.lows.push(this.path + logRatio(bar.low, bar.close));
    this.last = bar;
  }

  /** One bar's standard deviation as a fraction. */
  sigma(): number | null {
    return this.volatility.barSigma();
  }

  /** Log price with the nights taken out. */
  logPrice(): number {
    return this.path;
  }

  /** Return over `bars` in sigma of that span. */
  returnOver(bars: number): number | null {
    const sigma = this.sigma();
    if (sigma === null || this.paths.length <= bars) return null;
    return (this.path - this.paths.ago(bars)) / (sigma * Math.sqrt(bars));
  }

  rangePosition(): number | null {
    if (!this.highs.full) return null;
    let high = -Infinity;
    let low = Infinity;
    for (let back = 0; back < this.highs.length; back++) {
      high = Math.max(high, this.highs.ago(back));
      low = Math.min(low, this.lows.ago(back));
    }
    return high > low ? clip((2 * (this.path - low)) / (high - low) - 1, 1) : null;
  }

  barPosition(): number | null {
    const bar = this.last;
    if (!bar) return null;
    return bar.high > bar.low ? (2 * bar.close - bar.high - bar.low) / (bar.high - bar.low) : 0;
  }

  averageDistance(): number | null {
    const sigma = this.sigma();
    return sigma === null || this.average.count < 20 ? null : (this.path - this.average.value) / (sigma * Math.sqrt(20));
  }

  relativeStrength(): number | null {
    const total = this.gains + this.losses;
    return this.moves < 14 || total <= 0 ? null : (this.gains - this.losses) / total;
  }

  autocorrelation(): number | null {
    if (!this.returns.full) return null;
    const mean = this.returns.sum(30) / 30;
    let covariance = 0;
    let variance = 0;
    for (let back = 29; back >= 0; back--) {
      const now = this.returns.ago(back) - mean;
      variance += now * now;
      covariance += now * (this.returns.ago(back + 1) - mean);
    }
    return variance > 0 ? clip(covariance / variance, 1) : null;
  }

  volatilityRatio(): number | null {
    const fast = this.fastSquare.value;
    const slow = this.slowSquare.value;
    return this.slowSquare.count < 60 || fast <= 0 || slow <= 0 ? null : clip(0.5 * Math.log(fast / slow), 3);
  }

  barRange(): number | null {
    const sigma = this.sigma();
    if (sigma === null || !this.last) return null;
    return Math.min(5, logRatio(this.last.high, this.last.low) / (rangePerSigma * sigma) - 1);
  }

  private onReturn(r: number): void {
    this.path += r;
    this.returns.push(r);
    this.fastSquare.add(r * r);
    this.slowSquare.add(r * r);
    // Wilder's smoothing: weight 1/14 after the first 14 moves, the plain mean before.
    this.moves++;
    const weight = 1 / Math.min(14, this.moves);
    this.gains += weight * (Math.max(0, r) - this.gains);
    this.losses += weight * (Math.max(0, -r) - this.losses);
  }
}

/** Log of a ratio of prices; 0 where a price is not positive (WTI on 2020-04-20). */
export const logRatio = (a: number, b: number): number => (a > 0 && b > 0 ? Math.log(a / b) : 0);

/** `x` within [-limit, limit]. */
export const clip = (x: number, limit: number): number => Math.max(-limit, Math.min(limit, x));
