/** Features of how much prices move, and how. */
import { noHistory, noMove, noRange, type FeatureSpec } from './feature-spec.ts';
import type { PricePath } from './price-path.ts';
import { clip, ExponentialMean, ratio, Ring } from './windows.ts';

const ofBars = { group: 'volatility', needs: 'bars', staleAfterBars: 2, directional: false, actionable: false } as const;

export const volatilitySpecs = [
  { ...ofBars, name: 'volatility_ratio', label: 'Volatility against usual', unit: 'log', windowBars: 60, meaning: 'log of fast over slow exponential volatility (weights 0.2 and 0.02)', missing: noHistory, glossary: 'Above 0 the price moves more than usual: +0.7 is twice as much.' },
  { ...ofBars, name: 'bar_range', label: 'Bar range against usual', unit: 'sigma', windowBars: 1, meaning: 'log high/low over its mean under a random walk of this volatility (1.596 sigma; Feller 1951), less 1; at most 5', missing: noHistory, glossary: 'Whether the last bar was wide (above 0) or narrow for this volatility.' },
  { ...ofBars, name: 'parkinson_ratio_30', label: 'Range volatility against closes', unit: 'log', windowBars: 30, meaning: "log of Parkinson's volatility (1980) from highs and lows over that from closes, 30 bars, within 3", missing: noRange, glossary: 'Above 0 prices swing inside bars and come back; below 0 they move from close to close.' },
  { ...ofBars, name: 'volatility_of_volatility_30', label: 'Volatility of volatility', unit: 'log', windowBars: 30, meaning: 'log of deviation over mean of absolute returns, 30 bars, less its value for a normal distribution (0.7555), within 3', missing: noMove, glossary: 'Above 0 quiet bars and wild ones alternate; below 0 all are alike.' },
  { ...ofBars, name: 'jump_share_30', label: 'Share of jumps', unit: 'ratio', windowBars: 30, meaning: 'share of the variance of 30 returns that is not bipower variation (Barndorff-Nielsen and Shephard 2004), at least 0', missing: noMove, glossary: 'How much of the movement came in single jumps: 0 none, 1 all of it.' },
  { ...ofBars, directional: true, actionable: true, name: 'semivariance_balance_30', label: 'Upside against downside variance', unit: 'ratio', windowBars: 30, meaning: 'squared gains less squared losses over both, 30 returns (Barndorff-Nielsen, Kinnebrock and Shephard 2010)', missing: noMove, glossary: 'Whether the large moves were up (above 0) or down.' },
] as const satisfies readonly FeatureSpec[];

export type VolatilityName = (typeof volatilitySpecs)[number]['name'];

/** Mean of high less low of a Brownian motion, in its standard deviations: sqrt(8/pi) (Feller 1951). */
const rangePerSigma = Math.sqrt(8 / Math.PI);
/** Deviation over mean of the absolute value of a normal variable. */
const normalDispersion = Math.sqrt(Math.PI / 2 - 1);
const window = 30;

export class VolatilityFeatures {
  private readonly path: PricePath;
  private readonly fastSquare = new ExponentialMean(0.2);
  private readonly slowSquare = new ExponentialMean(0.02);
  private readonly squaredRanges = new Ring(window);

  constructor(path: PricePath) {
    this.path = path;
  }

  /** After the path has taken in the bar. */
  onBar(): void {
    const { move, high, low } = this.path;
    this.squaredRanges.push((high - low) ** 2);
    if (move === null) return;
    this.fastSquare.add(move * move);
    this.slowSquare.add(move * move);
  }

  values(): Record<VolatilityName, number | null> {
    return { volatility_ratio: this.volatilityRatio(), bar_range: this.barRange(), ...this.ofReturns() };
  }

  private volatilityRatio(): number | null {
    const fast = this.fastSquare.value;
    const slow = this.slowSquare.value;
    return this.slowSquare.count < 60 || fast <= 0 || slow <= 0 ? null : clip(0.5 * Math.log(fast / slow), 3);
  }

  private barRange(): number | null {
    const { path } = this;
    const sigma = path.sigma();
    return sigma === null ? null : Math.min(5, (path.high - path.low) / (rangePerSigma * sigma) - 1);
  }

  private ofReturns(): Pick<Record<VolatilityName, number | null>, 'parkinson_ratio_30' | 'volatility_of_volatility_30' | 'jump_share_30' | 'semivariance_balance_30'> {
    const { returns } = this.path;
    if (returns.length < window) return { parkinson_ratio_30: null, volatility_of_volatility_30: null, jump_share_30: null, semivariance_balance_30: null };
    let absolute = 0;
    let gained = 0;
    let lost = 0;
    let neighbours = 0;
    let before = 0;
    for (let back = window - 1; back >= 0; back--) {
      const r = returns.ago(back);
      const size = Math.abs(r);
      absolute += size;
      if (r > 0) gained += r * r;
      else lost += r * r;
      neighbours += size * before;
      before = size;
    }
    const variance = gained + lost;
    const bipower = (Math.PI / 2) * neighbours * (window / (window - 1));
    const range = this.squaredRanges.sum(window) / (4 * Math.LN2);
    return {
      parkinson_ratio_30: range > 0 && variance > 0 ? clip(0.5 * Math.log(range / variance), 3) : null,
      volatility_of_volatility_30: dispersion(absolute, variance),
      jump_share_30: variance > 0 ? Math.max(0, 1 - bipower / variance) : null,
      semivariance_balance_30: ratio(gained - lost, variance),
    };
  }
}

/** Of absolute returns, from their sum and the sum of their squares: log of deviation over mean, against a normal distribution's. */
function dispersion(absolute: number, squares: number): number | null {
  const mean = absolute / window;
  const variance = squares / window - mean * mean;
  if (mean <= 0) return null;
  return variance > 0 ? clip(Math.log(Math.sqrt(variance) / mean / normalDispersion), 3) : -3;
}
