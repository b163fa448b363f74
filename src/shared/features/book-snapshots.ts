/**
 * The book as it was: features of the book at the ends of the bars before, each a feature of its own, for networks that look along a series. The
 * grid is time in steps of a bar: a step at which no bar ended holds nothing, and what was before a pause in trading is gone.
 */
import type { Bar } from '../domain/bar.ts';
import type { FeatureSpec } from './feature-spec.ts';
import { isSessionBreak } from './volatility.ts';
import { Ring } from './windows.ts';

/** What is kept of the book, by the feature that says it of now. */
export const snapshotChannels = ['quote_imbalance', 'depth_imbalance_5', 'microprice_drift', 'spread_relative'] as const;
export type SnapshotChannel = (typeof snapshotChannels)[number];

/** Moments of a series: now, and the ends of so many bars before less one. */
export const snapshotMoments = 8;
type BarsAgo = 1 | 2 | 3 | 4 | 5 | 6 | 7;
const barsAgo: readonly BarsAgo[] = [1, 2, 3, 4, 5, 6, 7];

export type SnapshotName = `${SnapshotChannel}_t${BarsAgo}`;

const shortLabels: Readonly<Record<SnapshotChannel, string>> = {
  quote_imbalance: 'Best bid against offer', depth_imbalance_5: 'Five-level imbalance', microprice_drift: 'Move of the microprice', spread_relative: 'Spread against usual',
};

/** Specs of the moments before now, channel by channel, the newest first. @param current the specs of the channels */
export function snapshotSpecsOf(current: readonly FeatureSpec[]): readonly (FeatureSpec & { readonly name: SnapshotName })[] {
  return snapshotChannels.flatMap((channel) => current.filter(({ name }) => name === channel).flatMap((spec) => barsAgo.map((ago) => ({
    ...spec, name: `${channel}_t${ago}` as const, label: `${shortLabels[channel]}, ${inBars(ago)} ago`, windowBars: spec.windowBars + ago,
    staleAfterBars: spec.staleAfterBars === null ? null : spec.staleAfterBars + ago, series: { name: channel, barsAgo: ago },
    meaning: `${channel} as it was read ${inBars(ago)} before the end of the last one`,
    missing: `no bar ended then, trading paused since, or ${channel} was missing then`,
    glossary: `${shortLabels[channel]} as it stood ${inBars(ago)} ago: beside the same of now it tells whether this is new or has lasted.`,
    // What was cannot be changed; time moves it on.
    actionable: false,
  }))));
}

const inBars = (count: number): string => (count === 1 ? '1 bar' : `${count} bars`);

/** Readings of the channels at the ends of the last bars, in the order of `snapshotChannels`. Memory is fixed; the work is at bar ends. */
export class BookSnapshots {
  private readonly barSeconds: number;
  /** One a channel; NaN where there was nothing. */
  private readonly rings = snapshotChannels.map(() => new Ring(snapshotMoments));
  private end: number | null = null;

  constructor(barSeconds: number) {
    this.barSeconds = barSeconds;
  }

  /** @param now of each channel at the end of this bar; null where it is missing */
  onBar(bar: Bar, now: Readonly<Record<SnapshotChannel, number | null>>): void {
    const empty = this.emptySteps(bar);
    snapshotChannels.forEach((channel, c) => {
      const ring = this.rings[c];
      for (let step = 0; step < empty; step++) ring?.push(NaN);
      ring?.push(now[channel] ?? NaN);
    });
    this.end = bar.end;
  }

  /** Writes the moments before now in the order of `snapshotSpecsOf` from place `at` on; null where there was nothing. */
  write(into: (number | null)[], at: number): void {
    for (const ring of this.rings) {
      for (let ago = 1; ago < snapshotMoments; ago++) {
        const value = ago < ring.length ? ring.ago(ago) : NaN;
        into[at++] = Number.isNaN(value) ? null : value;
      }
    }
  }

  /** Steps of a bar's length since the last bar at which none ended; all after a pause in trading. Bars of half a day or more follow one another whatever lies between. */
  private emptySteps(bar: Bar): number {
    const { end, barSeconds } = this;
    if (end === null || barSeconds >= halfDaySeconds) return 0;
    if (isSessionBreak(end, bar.start, barSeconds)) return snapshotMoments;
    return Math.max(0, Math.min(snapshotMoments, Math.round((bar.end - end) / (barSeconds * 1e6)) - 1));
  }
}

const halfDaySeconds = 43_200;
