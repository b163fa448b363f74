/** Features of where prices are going. */
import { noHistory, noMove, noRange, type FeatureSpec } from './feature-spec.ts';
import type { PricePath } from './price-path.ts';
import { clip, ExponentialMean, ratio } from './windows.ts';

const ofBars = { group: 'momentum', needs: 'bars', staleAfterBars: 2, directional: true, actionable: true } as const;
const ofReturns = { ...ofBars, unit: 'sigma', missing: noHistory } as const;

export const momentumSpecs = [
  { ...ofReturns, name: 'ret_1', label: '1-bar return', windowBars: 1, meaning: 'log return of the last bar over one-bar volatility', glossary: 'How far the price went in the last bar, measured in its usual bar.' },
  { ...ofReturns, name: 'ret_5', label: '5-bar return', windowBars: 5, meaning: 'log return of the last 5 bars over volatility x sqrt(5)', glossary: 'How far the price went in five bars; 1 is a usual move for that span.' },
  { ...ofReturns, name: 'ret_10', label: '10-bar return', windowBars: 10, meaning: 'log return of the last 10 bars over volatility x sqrt(10)', glossary: 'How far the price went in ten bars; 1 is a usual move for that span.' },
  { ...ofReturns, name: 'ret_15', label: '15-bar return', windowBars: 15, meaning: 'log return of the last 15 bars over volatility x sqrt(15)', glossary: 'How far the price went in fifteen bars; 1 is a usual move for that span.' },
  { ...ofReturns, name: 'ret_30', label: '30-bar return', windowBars: 30, meaning: 'log return of the last 30 bars over volatility x sqrt(30)', glossary: 'How far the price went in thirty bars; 1 is a usual move for that span.' },
  { ...ofReturns, name: 'ret_60', label: '60-bar return', windowBars: 60, meaning: 'log return of the last 60 bars over volatility x sqrt(60)', glossary: 'How far the price went in sixty bars; 1 is a usual move for that span.' },
  { ...ofReturns, name: 'ret_120', label: '120-bar return', windowBars: 120, meaning: 'log return of the last 120 bars over volatility x sqrt(120)', glossary: 'How far the price went in 120 bars; 1 is a usual move for that span.' },
  { ...ofBars, name: 'rsi_14', label: 'Relative strength (14)', unit: 'ratio', windowBars: 14, meaning: "Wilder's index (1978) moved to [-1, 1]: (RSI - 50) / 50", missing: noMove, glossary: 'Gains against losses of late: +0.4 is an RSI of 70 (overbought), -0.4 one of 30 (oversold).' },
  { ...ofBars, name: 'macd_histogram', label: 'MACD histogram (12, 26, 9)', unit: 'sigma', windowBars: 34, meaning: 'exponential mean of log price over 12 bars less that over 26, less its own exponential mean over 9 (Appel 1979; Aspray 1986), over one-bar volatility, within 5', missing: noHistory, glossary: 'Whether the short trend is gaining on the long one (above 0) or losing to it.' },
  { ...ofBars, name: 'di_balance_14', label: 'Directional balance (14)', unit: 'ratio', windowBars: 14, meaning: "Wilder's directional movement (1978) of logs: (+DI - -DI) / (+DI + -DI)", missing: noRange, glossary: 'Whether bars have been pushing out to higher highs (above 0) or to lower lows.' },
  { ...ofBars, name: 'run_length', label: 'Bars in a row', unit: 'ratio', windowBars: 10, meaning: 'rising bars in a row, or falling ones as a negative number, over 10 and within 1; a bar that ends where it began makes it 0', missing: 'before the first return', glossary: 'How many bars in a row went the same way: +0.3 is three up bars.' },
] as const satisfies readonly FeatureSpec[];

export type MomentumName = (typeof momentumSpecs)[number]['name'];

export class MomentumFeatures {
  private readonly path: PricePath;
  private readonly gains = new ExponentialMean(1 / 14);
  private readonly losses = new ExponentialMean(1 / 14);
  private readonly fast = new ExponentialMean(2 / 13);
  private readonly slow = new ExponentialMean(2 / 27);
  private readonly signal = new ExponentialMean(2 / 10);
  private readonly rising = new ExponentialMean(1 / 14);
  private readonly falling = new ExponentialMean(1 / 14);
  private run = 0;

  constructor(path: PricePath) {
    this.path = path;
  }

  /** After the path has taken in the bar. */
  onBar(): void {
    const { move, logPrice } = this.path;
    if (move !== null) {
      this.gains.add(Math.max(0, move));
      this.losses.add(Math.max(0, -move));
      this.run = Math.sign(move) * (Math.sign(this.run) === Math.sign(move) ? Math.abs(this.run) + 1 : 1);
    }
    this.fast.add(logPrice);
    this.slow.add(logPrice);
    if (this.slow.count >= 26) this.signal.add(this.fast.value - this.slow.value);
    this.takeRange();
  }

  values(): Record<MomentumName, number | null> {
    const { path, gains, losses } = this;
    return {
      ret_1: path.returnOver(1), ret_5: path.returnOver(5), ret_10: path.returnOver(10), ret_15: path.returnOver(15),
      ret_30: path.returnOver(30), ret_60: path.returnOver(60), ret_120: path.returnOver(120),
      rsi_14: gains.count < 14 ? null : ratio(gains.value - losses.value, gains.value + losses.value),
      macd_histogram: this.macdHistogram(),
      di_balance_14: this.directionalBalance(),
      run_length: gains.count === 0 ? null : clip(this.run / 10, 1),
    };
  }

  /** (+DI - -DI) / (+DI + -DI): the true range that both are divided by cancels. */
  directionalBalance(): number | null {
    const { rising, falling } = this;
    return rising.count < 14 ? null : ratio(rising.value - falling.value, rising.value + falling.value);
  }

  private macdHistogram(): number | null {
    const sigma = this.path.sigma();
    if (sigma === null || this.signal.count < 9) return null;
    return clip((this.fast.value - this.slow.value - this.signal.value) / sigma, 5);
  }

  /** Directional movement: the larger of the steps of high and low, if it is outward. */
  private takeRange(): void {
    const { highs, lows } = this.path;
    if (highs.length < 2) return;
    const up = highs.ago(0) - highs.ago(1);
    const down = lows.ago(1) - lows.ago(0);
    this.rising.add(up > down && up > 0 ? up : 0);
    this.falling.add(down > up && down > 0 ? down : 0);
  }
}
