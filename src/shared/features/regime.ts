/** Features of the kind of market: trending, or going to and fro. */
import { noMove, noRange, type FeatureSpec } from './feature-spec.ts';
import type { PricePath } from './price-path.ts';
import { clip, ExponentialMean, ratio } from './windows.ts';

const ofBars = { group: 'regime', needs: 'bars', staleAfterBars: 2, directional: false, actionable: false } as const;

export const regimeSpecs = [
  { ...ofBars, name: 'autocorrelation_30', label: 'Return autocorrelation', unit: 'ratio', windowBars: 30, meaning: 'lag-1 autocorrelation of the last 30 returns, each beside the one before it, about their mean: above 0 trending, below 0 reverting', missing: noMove, glossary: 'Whether a move tends to be followed by one the same way (above 0) or back (below 0).' },
  { ...ofBars, name: 'adx_14', label: 'Trend strength (ADX 14)', unit: 'ratio', windowBars: 28, meaning: "Wilder's average directional index (1978) of logs over 100", missing: noRange, glossary: 'How strong the trend is, whichever way: above 0.25 many speak of a trend.' },
  { ...ofBars, name: 'efficiency_ratio_20', label: 'Efficiency ratio (20)', unit: 'ratio', windowBars: 20, meaning: "net move over the sum of moves, 20 bars (Kaufman 1995): 1 straight, 0 to and fro", missing: noMove, glossary: 'How straight the price went: 1 in a line, near 0 in a chop.' },
] as const satisfies readonly FeatureSpec[];

export type RegimeName = (typeof regimeSpecs)[number]['name'];

export class RegimeFeatures {
  private readonly path: PricePath;
  private readonly index = new ExponentialMean(1 / 14);

  constructor(path: PricePath) {
    this.path = path;
  }

  /** After the path has taken in the bar. @param balance its directional balance, null while unknown */
  onBar(balance: number | null): void {
    if (balance !== null) this.index.add(Math.abs(balance));
  }

  values(): Record<RegimeName, number | null> {
    return {
      autocorrelation_30: this.autocorrelation(),
      adx_14: this.index.count < 14 ? null : this.index.value,
      efficiency_ratio_20: this.efficiency(),
    };
  }

  private autocorrelation(): number | null {
    const { returns } = this.path;
    if (returns.length < 31) return null;
    const mean = returns.sum(30) / 30;
    let covariance = 0;
    let variance = 0;
    for (let back = 29; back >= 0; back--) {
      const now = returns.ago(back) - mean;
      variance += now * now;
      covariance += now * (returns.ago(back + 1) - mean);
    }
    return variance > 0 ? clip(covariance / variance, 1) : null;
  }

  private efficiency(): number | null {
    const { path } = this.path;
    if (path.length < 21) return null;
    let moved = 0;
    for (let back = 19; back >= 0; back--) moved += Math.abs(path.ago(back) - path.ago(back + 1));
    return ratio(Math.abs(path.ago(0) - path.ago(20)), moved);
  }
}
