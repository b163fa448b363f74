/**
 * A band that follows how it holds: adaptive conformal inference (Gibbs and Candes 2021, NeurIPS) on one instrument and one model, fed by what came of its
 * bands in market time. A band is in horizon volatilities, so one level serves calm and wild hours alike. Live signals and the backtest run this.
 *
 * The score of an outcome r of a band [low, high] around its centre c is (c - r) / (c - low) below the centre and (r - c) / (high - c) above: how far the band
 * would have had to be scaled to hold it. The scale of the next band is the conformal quantile of the latest scores at the level of now.
 */
import { must } from '../base/assert.ts';
import { lowerBound } from '../base/lower-bound.ts';
import { AdaptiveLevel, conformalRank } from '../calibration/conformal.ts';
import type { Bar } from '../domain/bar.ts';
import type { KeptBand } from '../domain/kept-record.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import type { SigmaBand } from './forecast.ts';
import { HorizonQueue } from './horizon-queue.ts';

/** Latest scores that the scale is taken from. */
export const bandWindow = 500;
/** Scores below which the model's own band stands as published: fewer cannot carry a quantile. */
export const bandScoresMin = 60;
/** Step of the level after each outcome; within the 0.005 to 0.05 of the paper, small because horizons overlap. */
export const bandGamma = 0.01;
/** A band is never scaled beyond these: one of everything or of nothing tells a trader nothing. */
export const bandScaleMin = 0.5;
export const bandScaleMax = 3;
/** Scores are taken to this many parts of one, so that they are short to keep, and a band that missed by more than this many widths has missed. */
const scoreParts = 1e4;
const scoreMax = 100;

/** The state at one bar's end. Taken when the bar has ended, so that an answer that comes late is still given the level of its own bar. */
export interface BandMark {
  /** Number of the bar, and its mark (LB-5) in ticks. */
  readonly bar: number;
  readonly price: number;
  readonly live: NonNullable<SigmaBand['live']>;
}

interface Waiting {
  readonly price: number;
  readonly horizonVolatilityBp: number;
  readonly raw: SigmaBand;
  readonly scale: number;
}

export interface BandTrackerOptions {
  /** Promised coverage, 0.8 for an 80 % band. */
  readonly level: number;
  readonly horizonBars: number;
  readonly barSeconds: number;
  /** Of an earlier run, to go on from. */
  readonly kept?: Omit<KeptBand, 'symbol' | 'barSeconds'>;
  /** Where something was kept that is of another market: the end of the first bar of this one. */
  readonly replacesFrom?: EpochMicros;
}

export class BandTracker {
  private readonly queue: HorizonQueue<Waiting>;
  private readonly horizonBars: number;
  private readonly level: AdaptiveLevel;
  /** In order of time, and sorted. */
  private readonly latest: number[] = [];
  private readonly sorted: number[] = [];
  /** Promised coverage. */
  readonly promised: number;
  /** Bands whose horizon has passed, and those that held the outcome. */
  calls = 0;
  inside = 0;
  private until: EpochMicros | null = null;
  /** Whether nothing that was kept before counts any more, and nobody was told yet. */
  private isAnew: boolean;
  /** Scores that were not kept yet, oldest first. */
  private unkept: number[] = [];

  constructor({ level, horizonBars, barSeconds, kept, replacesFrom }: BandTrackerOptions) {
    this.promised = level;
    this.level = new AdaptiveLevel(1 - level, bandGamma, kept?.alpha);
    this.calls = kept?.calls ?? 0;
    this.inside = kept?.inside ?? 0;
    this.until = kept?.until ?? replacesFrom ?? null;
    this.isAnew = kept === undefined;
    for (const score of kept?.scores ?? []) this.keepScore(score);
    this.horizonBars = horizonBars;
    this.queue = new HorizonQueue(barSeconds);
  }

  /** Coverage that is asked of past outcomes so that the promise is kept; may leave 0 to 1. */
  get asked(): number {
    return 1 - this.level.alpha;
  }

  /** A completed bar, later than the last, with its mark: measures what it settles. @returns what the band of this bar is to be made with. */
  onBar(bar: Pick<Bar, 'start' | 'end'>, price: number): BandMark {
    for (const entry of this.queue.onBar(bar)) this.settle(entry, price, bar.end);
    return { bar: this.queue.bars, price, live: { asked: this.asked, scale: this.scale(), calls: this.calls, inside: this.inside } };
  }

  /** The model's own band as it is to be shown; it will be measured when its horizon has passed. */
  bandAt(mark: BandMark, raw: SigmaBand, horizonVolatilityBp: number): SigmaBand {
    const entry = { price: mark.price, horizonVolatilityBp, raw, scale: mark.live.scale };
    if (mark.price > 0 && horizonVolatilityBp > 0 && raw.low <= raw.centre && raw.centre <= raw.high) this.queue.add(entry, mark.bar, this.horizonBars);
    return { ...scaledBand(raw, mark.live.scale), live: mark.live };
  }

  /** What is to be kept over a restart, with the scores since this was last asked; null where nothing is new. */
  takeUnkept(): Omit<KeptBand, 'symbol' | 'barSeconds'> | null {
    const { unkept: scores, until, calls, inside, isAnew: anew } = this;
    // One that replaces what was kept says so even before its first outcome: else that would count twice.
    if (until === null || (scores.length === 0 && !anew)) return null;
    this.unkept = [];
    this.isAnew = false;
    return { until, alpha: this.level.alpha, calls, inside, anew, scores };
  }

  private settle({ price: from, horizonVolatilityBp, raw, scale }: Waiting, price: number, end: EpochMicros): void {
    if (!(price > 0)) return;
    const score = scoreOf(raw, (Math.log(price / from) * 1e4) / horizonVolatilityBp);
    const held = score <= scale;
    this.calls++;
    if (held) this.inside++;
    this.level.observe(!held);
    this.keepScore(score);
    this.until = end;
    this.unkept.push(score);
    if (this.unkept.length > bandWindow) this.unkept.shift();
  }

  private keepScore(score: number): void {
    this.latest.push(score);
    this.sorted.splice(lowerBound(this.sorted, score), 0, score);
    if (this.latest.length > bandWindow) this.sorted.splice(lowerBound(this.sorted, must(this.latest.shift(), 'there are scores')), 1);
  }

  private scale(): number {
    const { alpha } = this.level;
    if (this.sorted.length < bandScoresMin) return 1;
    if (alpha <= 0) return bandScaleMax;
    if (alpha >= 1) return bandScaleMin;
    const quantile = this.sorted[conformalRank(this.sorted.length, alpha) - 1] ?? bandScaleMax;
    return Math.min(bandScaleMax, Math.max(bandScaleMin, quantile));
  }
}

export const scaledBand = (raw: SigmaBand, scale: number): SigmaBand =>
  ({ ...raw, low: raw.centre - scale * (raw.centre - raw.low), high: raw.centre + scale * (raw.high - raw.centre) });

/** What the band would have had to be scaled by to hold r, at most 100: that stands for more, and for a side without width. */
function scoreOf({ low, centre, high }: SigmaBand, r: number): number {
  if (r === centre) return 0;
  const score = r < centre ? (centre - r) / (centre - low) : (r - centre) / (high - centre);
  return Math.min(scoreMax, Math.ceil(score * scoreParts) / scoreParts);
}
