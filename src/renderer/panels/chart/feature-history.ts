/** The history of one feature against the bars of the chart: what is drawn, what is missing, how old it is. Pure. */
import type { Answer, FeatureInfo, FeaturePast } from '../../../shared/contract/signals.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Freshness } from '../../ui/age.tsx';
import { chartSeconds } from './bar-times.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** By end of the bar that it was read at, epoch micros; null where it was missing then. */
export type FeatureValues = ReadonlyMap<number, number | null>;

export type HistoryState =
  | { readonly kind: 'awaiting' }
  | { readonly kind: 'problem'; readonly words: string }
  /** Read at bars, and missing at each. */
  | { readonly kind: 'never'; readonly words: string; readonly values: FeatureValues }
  | { readonly kind: 'drawn'; readonly values: FeatureValues; readonly missing: number; readonly newestAt: number; readonly newest: number | null };

/** `why`: the question had no answer; an older answer is shown on, its age says how old it is. */
export function historyState(answer: Answer<FeaturePast> | undefined, why: string | undefined, info: FeatureInfo | null): HistoryState {
  if (!answer) return why === undefined ? { kind: 'awaiting' } : { kind: 'problem', words: why };
  if (answer.value === null) return { kind: 'problem', words: answer.problem };
  const { points } = answer.value;
  const last = points.at(-1);
  if (!last) return { kind: 'problem', words: 'no bar has been read yet' };
  const values: FeatureValues = new Map(points.map(({ at, value }) => [at, value]));
  const missing = points.reduce((count, point) => count + (point.value === null ? 1 : 0), 0);
  if (missing === points.length) {
    const bars = points.length === 1 ? 'the one bar' : `all ${points.length} bars`;
    return { kind: 'never', values, words: `missing at ${bars} of this instrument${info ? `; missing when there is ${info.whenMissing}` : ''}` };
  }
  return { kind: 'drawn', values, missing, newestAt: last.at, newest: last.value };
}

export interface DrawnPoint {
  readonly seconds: number;
  readonly value: number;
  /** No line leads here: the bar before has no value. */
  readonly isAfterGap: boolean;
}

/** The values at these bars, oldest first. A bar without a value is a gap, never a zero; a value without a bar in view is left out. */
export function drawnPoints(bars: readonly Bar[], values: FeatureValues): readonly DrawnPoint[] {
  const drawn: DrawnPoint[] = [];
  let isGap = true;
  for (const bar of bars) {
    const value = values.get(bar.end) ?? null;
    if (value !== null) drawn.push({ seconds: chartSeconds(bar), value, isAfterGap: isGap });
    isGap = value === null;
  }
  return drawn;
}

/** Value at a bar; null where it was missing; undefined where it was not read: a bar that still forms, or one before the history. */
export const valueAt = (values: FeatureValues, bar: Pick<Bar, 'end'>): number | null | undefined => values.get(bar.end);

/**
 * A reading is live until the bar after its own has ended, and a bar's length more for it to come: `lastEnd` is the end of
 * the newest bar, the forming one, as its venue counts. Older than that it is stale.
 */
export function historyFreshness(newestAt: number, lastEnd: number | null, barSeconds: number): Freshness {
  return lastEnd !== null && lastEnd - newestAt > 2 * barSeconds * 1_000_000 ? 'stale' : 'live';
}

/** The range that a feature had in training; null where the model does not look at it, or it did not vary. */
export function trainingRange(card: ModelCard | null, feature: string): Range | null {
  const index = card ? card.featureNames.indexOf(feature) : -1;
  const range = card?.featureRanges[index];
  return range && (card?.featureDeviations[index] ?? 0) > 0 ? range : null;
}

export const outsideOf = (value: number | null | undefined, range: Range | null): 'above' | 'below' | null =>
  value === null || value === undefined || !range ? null : value > range.high ? 'above' : value < range.low ? 'below' : null;

export interface FeatureGroupList {
  readonly group: string;
  readonly features: readonly FeatureInfo[];
}

/** In the order in which the groups first appear. */
export function byGroup(features: readonly FeatureInfo[]): readonly FeatureGroupList[] {
  const groups = new Map<string, FeatureInfo[]>();
  for (const info of features) groups.set(info.group, [...(groups.get(info.group) ?? []), info]);
  return [...groups].map(([group, list]) => ({ group, features: list }));
}

export interface FeatureRow {
  readonly info: FeatureInfo;
  /** Earlier moments of the same series, as they stand in the schema; empty for a feature that stands alone. */
  readonly earlier: readonly FeatureInfo[];
}

/** Each feature a row, in order, but for the moments of a series: those stand under the first of it, which is its newest. */
export function bySeries(features: readonly FeatureInfo[]): readonly FeatureRow[] {
  const rows: { info: FeatureInfo; earlier: FeatureInfo[] }[] = [];
  const heads = new Map<string, { info: FeatureInfo; earlier: FeatureInfo[] }>();
  for (const info of features) {
    const head = info.series === undefined ? undefined : heads.get(info.series);
    if (head) {
      head.earlier.push(info);
      continue;
    }
    const row = { info, earlier: [] };
    rows.push(row);
    if (info.series !== undefined) heads.set(info.series, row);
  }
  return rows;
}
