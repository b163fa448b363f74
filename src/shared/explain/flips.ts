/**
 * What would have turned the decision: the smallest change of one to three features, each to a value that was seen in data, after which the model
 * itself decides otherwise. A search, not a proof of minimality for two and three; every answer was scored by the model.
 */
import { assert } from '../base/assert.ts';
import type { FeatureRow } from './explained-tree.ts';

export interface FlipFeature {
  readonly index: number;
  /** Rising values to try, from what was observed. */
  readonly values: readonly number[];
  /** What counts as a change of one: a standard deviation, say. Above zero. */
  readonly scale: number;
}

export interface Flip {
  readonly changes: readonly { readonly feature: number; readonly from: number; readonly to: number }[];
  /** Root of the sum of squared changes in units of their scales. */
  readonly distance: number;
  readonly margin: number;
}

export interface FlipOptions {
  readonly row: FeatureRow;
  /** Features that a trader can act on or wait for. */
  readonly features: readonly FlipFeature[];
  /** Margins of row-major rows, from the session that decided. */
  readonly margins: (rows: Float64Array, count: number) => ArrayLike<number>;
  /** Whether a margin is another decision than that of the row. */
  readonly isFlipped: (margin: number) => boolean;
  /** 1 to 3. */
  readonly changesMax: number;
}

/** Partial changes kept for the next feature: those that came closest to the flip. */
const beamWidth = 12;

/** The nearest flip that was found with the fewest features; null when none was found within the values given. */
export function nearestFlip(options: FlipOptions): Flip | null {
  assert(options.changesMax >= 1 && options.changesMax <= 3, 'one to three features change');
  const start = scored(options, [[]])[0];
  if (!start || options.isFlipped(start.margin)) return null;
  let beam: readonly Candidate[] = [start];
  for (let depth = 1; depth <= options.changesMax; depth++) {
    const next = scored(options, beam.flatMap((candidate) => extended(options, candidate)));
    const flipped = next.filter((candidate) => options.isFlipped(candidate.margin));
    if (flipped.length > 0) return flipped.reduce((best, candidate) => (candidate.distance < best.distance ? candidate : best));
    beam = closest(start, next);
  }
  return null;
}

interface Candidate extends Flip {
  readonly margin: number;
}

type Changes = Flip['changes'];

/** One more feature, each of its values. A set may be tried in another order too: the beam holds only some of its beginnings. */
function extended({ row, features }: FlipOptions, { changes }: Candidate): Changes[] {
  const used = new Set(changes.map((change) => change.feature));
  return features.filter(({ index }) => !used.has(index)).flatMap(({ index, values }) =>
    values.filter((to) => to !== row[index]).map((to) => [...changes, { feature: index, from: row[index] ?? 0, to }]));
}

function scored({ row, features, margins }: FlipOptions, all: readonly Changes[]): Candidate[] {
  const width = row.length;
  const rows = new Float64Array(all.length * width);
  all.forEach((changes, i) => {
    rows.set(Array.from({ length: width }, (_, j) => row[j] ?? 0), i * width);
    for (const { feature, to } of changes) rows[i * width + feature] = to;
  });
  const scaleOf = new Map(features.map(({ index, scale }) => [index, scale]));
  const outputs = margins(rows, all.length);
  return all.map((changes, i) => ({
    changes, margin: outputs[i] ?? Number.NaN,
    distance: Math.hypot(...changes.map(({ feature, from, to }) => (to - from) / (scaleOf.get(feature) ?? 1))),
  }));
}

/** Those that moved the margin furthest for their distance, to either side: which side flips is the caller's to know. */
function closest(start: Candidate, candidates: readonly Candidate[]): readonly Candidate[] {
  const byMargin = [...candidates].filter(({ margin }) => Number.isFinite(margin)).sort((a, b) => a.margin - b.margin || a.distance - b.distance);
  const low = byMargin.filter(({ margin }) => margin < start.margin).slice(0, beamWidth);
  const high = byMargin.filter(({ margin }) => margin > start.margin).slice(-beamWidth);
  return [...low, ...high];
}
