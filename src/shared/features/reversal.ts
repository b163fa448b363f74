/** Features of where the price stands among recent ones: in their range, and from their mean. */
import { noHistory, noMove, noRange, type FeatureSpec } from './feature-spec.ts';
import { placeBetween, type PricePath } from './price-path.ts';
import { ExponentialMean } from './windows.ts';

const ofBars = { group: 'reversal', needs: 'bars', staleAfterBars: 2, directional: true, actionable: true } as const;

export const reversalSpecs = [
  { ...ofBars, name: 'range_position_30', label: 'Place in 30-bar range', unit: 'ratio', windowBars: 30, meaning: '-1 at the lowest low of the last 30 bars, +1 at the highest high', missing: noRange, glossary: 'Whether the price is near the top (+1) or the bottom (-1) of its last 30 bars.' },
  { ...ofBars, name: 'bar_position', label: 'Close within its bar', unit: 'ratio', windowBars: 1, meaning: '-1 when the bar closed at its low, +1 at its high (logs of prices); 0 for a bar without range', missing: 'before the first bar', glossary: 'Whether buyers (+1) or sellers (-1) had the last word in the bar.' },
  { ...ofBars, name: 'ema_distance_20', label: 'Distance to 20-bar average', unit: 'sigma', windowBars: 20, meaning: 'log price less its exponential mean (weight 2/21) over volatility x sqrt(20)', missing: noHistory, glossary: 'How stretched the price is from its average of 20 bars.' },
  { ...ofBars, name: 'bollinger_b_20', label: 'Bollinger position (20)', unit: 'sigma', windowBars: 20, meaning: 'log price less the mean of the last 20, over their deviation (population); %b is a quarter of it plus a half for bands of two deviations (Bollinger 2001)', missing: noMove, glossary: 'Beyond +2 the price is over the upper Bollinger band, beyond -2 under the lower.' },
  { ...ofBars, name: 'stochastic_k_14', label: 'Stochastic %K (14)', unit: 'ratio', windowBars: 14, meaning: "Lane's %K (1984) of logs moved to [-1, 1]: %K / 50 - 1", missing: noRange, glossary: 'Near the top (+1) or the bottom (-1) of the last 14 bars.' },
  { ...ofBars, name: 'donchian_60', label: 'Place in 60-bar channel', unit: 'ratio', windowBars: 60, meaning: '-1 at the lower, +1 at the upper Donchian channel of the last 60 bars, this one included', missing: noRange, glossary: 'At +1 or -1 the price stands at the high or low of 60 bars: the edge of a breakout.' },
] as const satisfies readonly FeatureSpec[];

export type ReversalName = (typeof reversalSpecs)[number]['name'];

/** Deviation of logs (a hundred-thousandth of a basis point) below which prices did not move. */
const deviationMin = 1e-9;

export class ReversalFeatures {
  private readonly path: PricePath;
  private readonly average = new ExponentialMean(2 / 21);

  constructor(path: PricePath) {
    this.path = path;
  }

  /** After the path has taken in the bar. */
  onBar(): void {
    this.average.add(this.path.logPrice);
  }

  values(): Record<ReversalName, number | null> {
    const { path } = this;
    return {
      range_position_30: path.placeInRange(30), bar_position: this.barPosition(), ema_distance_20: this.averageDistance(),
      bollinger_b_20: this.deviationsFromMean(), stochastic_k_14: path.placeInRange(14), donchian_60: path.placeInRange(60),
    };
  }

  private barPosition(): number | null {
    const { path } = this;
    return path.path.length === 0 ? null : placeBetween(0, path.low, path.high) ?? 0;
  }

  private averageDistance(): number | null {
    const sigma = this.path.sigma();
    return sigma === null || this.average.count < 20 ? null : (this.path.logPrice - this.average.value) / (sigma * Math.sqrt(20));
  }

  private deviationsFromMean(): number | null {
    const { path, logPrice } = this.path;
    if (path.length < 20) return null;
    const mean = path.sum(20) / 20;
    let squares = 0;
    for (let back = 19; back >= 0; back--) squares += (path.ago(back) - mean) ** 2;
    const deviation = Math.sqrt(squares / 20);
    return deviation > deviationMin ? (logPrice - mean) / deviation : null;
  }
}
