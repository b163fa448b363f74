/** What moves a model, from its held-out sample: importance, beeswarm and dependence. Pure. */
import { lowerBound } from '../../../shared/base/lower-bound.ts';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';

export interface Driver {
  readonly name: string;
  readonly label: string;
  /** 'sigma', 'ratio' or 'log'; empty where the core does not know the feature. */
  readonly unit: string;
  readonly info: FeatureInfo | null;
  /** Column in the sample. */
  readonly column: number;
  /** Mean size of the contribution over held-out rows, in the unit of the margin. */
  readonly importance: number;
  /** 0 to 1, of the widest. */
  readonly share: number;
}

/** All features, the one that moves the output most first. */
export function driversOf(head: Pick<HeadEvaluation, 'importance'>, names: readonly string[], features: readonly FeatureInfo[]): readonly Driver[] {
  const infos = new Map(features.map((info) => [info.name, info]));
  const widest = Math.max(1e-12, ...head.importance);
  return names.map((name, column): Driver => {
    const info = infos.get(name) ?? null;
    const importance = head.importance[column] ?? 0;
    return { name, label: info?.label ?? name, unit: info?.unit ?? '', info, column, importance, share: importance / widest };
  }).sort((a, b) => b.importance - a.importance || (a.name < b.name ? -1 : 1));
}

export interface Dot {
  readonly contribution: number;
  /** Places above or below the middle of the row. */
  readonly lift: number;
  /** Fifth of the sample that its value is in, 0 (low) to 4 (high); null where the feature was missing. */
  readonly fifth: number | null;
}

export const fifths = 5;

/**
 * A feature's rows as dots beside one another: those that would cover each other are put above and below in turn.
 * @param widthOf how many dots fit beside one another over the whole axis
 */
export function swarmOf(sample: HeadEvaluation['sample'], column: number, { from, to, across }: { readonly from: number; readonly to: number; readonly across: number }): readonly Dot[] {
  const seen = sample.features.flatMap((row) => { const value = row[column]; return value === null || value === undefined ? [] : [value]; }).sort((a, b) => a - b);
  const taken = new Map<number, number>();
  return sample.contributions.map((row, i): Dot => {
    const contribution = row[column] ?? 0;
    const place = Math.floor(((contribution - from) / (to - from || 1)) * across);
    const before = taken.get(place) ?? 0;
    taken.set(place, before + 1);
    const value = sample.features[i]?.[column] ?? null;
    return { contribution, lift: Math.ceil(before / 2) * (before % 2 === 0 ? 1 : -1), fifth: value === null ? null : fifthOf(seen, value) };
  });
}

/** By rank, so that one outlier does not leave all others one colour. Equal values are of the same fifth. */
function fifthOf(sorted: readonly number[], value: number): number {
  return Math.min(fifths - 1, Math.floor((lowerBound(sorted, value) / Math.max(1, sorted.length)) * fifths));
}

export interface DependencePoint {
  readonly value: number;
  readonly contribution: number;
}

export interface DependenceBin {
  readonly low: number;
  readonly high: number;
  /** Mean value and mean contribution of its rows. */
  readonly value: number;
  readonly contribution: number;
  readonly rows: number;
}

/** Value against contribution, row by row, and the mean over tenths of the rows. Rows where it was missing are left out and counted. */
export function dependenceOf(sample: HeadEvaluation['sample'], column: number): { readonly points: readonly DependencePoint[]; readonly tenths: readonly DependenceBin[]; readonly missing: number } {
  const points = sample.features.flatMap((row, i): DependencePoint[] => {
    const value = row[column];
    return value === null || value === undefined ? [] : [{ value, contribution: sample.contributions[i]?.[column] ?? 0 }];
  }).sort((a, b) => a.value - b.value);
  const bins = Math.min(10, points.length);
  const tenths = Array.from({ length: bins }, (_, b) => points.slice(Math.floor((b * points.length) / bins), Math.floor(((b + 1) * points.length) / bins)))
    .filter((some) => some.length > 0)
    .map((some): DependenceBin => ({ low: some[0]?.value ?? 0, high: some.at(-1)?.value ?? 0, value: mean(some.map((p) => p.value)), contribution: mean(some.map((p) => p.contribution)), rows: some.length }));
  return { points, tenths, missing: sample.features.length - points.length };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** `r`: how closely contribution follows value, -1 to 1, by ranks (Spearman 1904); null for fewer than three rows or where one does not vary. */
export function followsValue(points: readonly DependencePoint[]): number | null {
  if (points.length < 3) return null;
  const [x, y] = [ranksOf(points.map((p) => p.value)), ranksOf(points.map((p) => p.contribution))];
  const middle = (points.length - 1) / 2;
  const sum = (of: (i: number) => number): number => points.reduce((total, _, i) => total + of(i), 0);
  const [xy, xx, yy] = [sum((i) => (x[i]! - middle) * (y[i]! - middle)), sum((i) => (x[i]! - middle) ** 2), sum((i) => (y[i]! - middle) ** 2)];
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/** Mean rank of equal values. */
function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]!] = (from + to) / 2;
    from = to + 1;
  }
  return ranks;
}
