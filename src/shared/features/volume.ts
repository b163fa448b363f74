/** Features of traded volume and of the price at which it traded. Null where the feed has no volume. */
import type { Bar } from '../domain/bar.ts';
import { noVolume, type FeatureSpec } from './feature-spec.ts';
import type { PricePath } from './price-path.ts';
import { clip, ExponentialMean, ratio, Ring, Surge } from './windows.ts';

const ofVolume = { group: 'volume', needs: 'volume', unit: 'ratio', missing: noVolume, directional: true, actionable: true } as const;

export const volumeSpecs = [
  { ...ofVolume, group: 'reversal', name: 'vwap_distance_60', label: 'Distance to 60-bar VWAP', unit: 'sigma', windowBars: 60, staleAfterBars: 60, meaning: 'log price less the volume-weighted mean of log typical price (geometric mean of high, low, close) over volatility x sqrt(60), within 5', glossary: 'How far above (+) or below (-) the average price paid in the last 60 bars.' },
  { ...ofVolume, name: 'volume_surge', label: 'Volume against usual', unit: 'sigma', windowBars: 30, staleAfterBars: 2, meaning: 'log volume less its exponential mean (weight 1/30) over its deviation (at least 0.1), within 5; 0 below a thousandth', missing: 'no volume, or fewer than 30 bars with one', glossary: 'Whether the bar traded more (above 0) or less than usual.', directional: false, actionable: false },
  { ...ofVolume, name: 'signed_volume_15', label: 'Volume on up bars', windowBars: 15, staleAfterBars: 15, meaning: 'volume of rising bars less that of falling bars over all volume, 15 bars (on-balance volume, Granville 1963)', glossary: 'Whether volume came with rising (above 0) or falling prices.' },
  { ...ofVolume, name: 'force_index_13', label: 'Force index (13)', windowBars: 13, staleAfterBars: 13, meaning: "exponential mean of return x volume over that of its size, 13 bars (Elder's force index, 1993, without scale)", missing: `fewer bars than the window with a volume, or no move`, glossary: 'Whether the moves that carried volume were up (above 0) or down.' },
  { ...ofVolume, name: 'money_flow_14', label: 'Money flow (14)', windowBars: 14, staleAfterBars: 14, meaning: 'volume of bars whose typical price rose less that of bars where it fell over both, 14 bars: the money flow index (Quong and Soudack 1989) moved to [-1, 1], with volume for turnover', missing: 'fewer bars than the window, or none with a volume and a move', glossary: 'Strength weighted by volume: +0.6 is a money flow index of 80 (overbought), -0.6 one of 20.' },
  { ...ofVolume, name: 'amihud_relative', label: 'Illiquidity against usual', unit: 'log', windowBars: 60, staleAfterBars: 2, meaning: 'log of the mean of absolute return over volume (Amihud 2002), last 15 bars with a volume, over its exponential mean (weight 1/60), within 3', missing: 'no volume in the bar, fewer than 60 bars with one, or no move', glossary: 'Above 0 it takes less volume than usual to move the price: trade smaller.', directional: false, actionable: false },
] as const satisfies readonly FeatureSpec[];

export type VolumeName = (typeof volumeSpecs)[number]['name'];

export class VolumeFeatures {
  private readonly path: PricePath;
  private readonly volumes = new Ring(60);
  private readonly signedVolumes = new Ring(15);
  private readonly weightedPrices = new Ring(60);
  private readonly surge = new Surge();
  private readonly force = new ExponentialMean(2 / 14);
  private readonly forceSize = new ExponentialMean(2 / 14);
  /** Volume with the sign of the change of the typical price; 0 where it did not change. */
  private readonly moneyFlows = new Ring(14);
  private readonly illiquidity = new Ring(15);
  private readonly usualIlliquidity = new ExponentialMean(1 / 60);
  private readonly barVolume = new ExponentialMean(0.02);
  private typicalBefore: number | null = null;
  private tradedNow = false;

  constructor(path: PricePath) {
    this.path = path;
  }

  /** After the path has taken in the bar. */
  onBar(bar: Bar): void {
    const { move } = this.path;
    const volume = bar.volume ?? 0;
    const typical = this.path.typical();
    this.volumes.push(volume);
    this.signedVolumes.push(Math.sign(move ?? 0) * volume);
    this.weightedPrices.push(volume * typical);
    this.surge.add(volume);
    if (this.typicalBefore !== null) this.moneyFlows.push(Math.sign(typical - this.typicalBefore) * volume);
    this.typicalBefore = typical;
    this.tradedNow = volume > 0;
    if (bar.volume !== null) this.barVolume.add(bar.volume);
    if (move !== null && volume > 0) this.takeMove(move, volume);
  }

  /** Mean volume of a bar; null where the feed has none. */
  usualVolume(): number | null {
    return this.barVolume.value > 0 ? this.barVolume.value : null;
  }

  /** Volume of the last `bars`. */
  volumeOf(bars: number): number {
    return this.volumes.sum(bars);
  }

  values(): Record<VolumeName, number | null> {
    return {
      vwap_distance_60: this.vwapDistance(), volume_surge: this.surge.value,
      signed_volume_15: ratio(this.signedVolumes.sum(15), this.volumes.sum(15)),
      force_index_13: this.force.count < 13 ? null : ratio(this.force.value, this.forceSize.value),
      money_flow_14: this.moneyFlow(), amihud_relative: this.illiquidityRelative(),
    };
  }

  private takeMove(move: number, volume: number): void {
    this.force.add(move * volume);
    this.forceSize.add(Math.abs(move) * volume);
    this.illiquidity.push(Math.abs(move) / volume);
    this.usualIlliquidity.add(Math.abs(move) / volume);
  }

  private vwapDistance(): number | null {
    const sigma = this.path.sigma();
    const volume = this.volumes.sum(60);
    if (sigma === null || volume <= 0) return null;
    return clip((this.path.logPrice - this.weightedPrices.sum(60) / volume) / (sigma * Math.sqrt(60)), 5);
  }

  private moneyFlow(): number | null {
    if (!this.moneyFlows.full) return null;
    let net = 0;
    let all = 0;
    for (let back = 13; back >= 0; back--) {
      const flow = this.moneyFlows.ago(back);
      net += flow;
      all += Math.abs(flow);
    }
    return ratio(net, all);
  }

  private illiquidityRelative(): number | null {
    const now = this.illiquidity.sum(15) / 15;
    if (!this.tradedNow || this.usualIlliquidity.count < 60 || now <= 0) return null;
    return clip(Math.log(now / this.usualIlliquidity.value), 3);
  }
}
