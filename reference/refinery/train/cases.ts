/** Rows with what came of them, for one model: its features as it sees them, its labels, and how much each row counts. */
import { assert } from '../../../src/shared/base/assert.ts';
import { featureCount, featureIndex, sellSideSigns } from '../../../src/shared/features/schema.ts';
import type { MarketRows } from './dataset.ts';
import type { Labeller, Outcome } from '../../../src/shared/labels/series.ts';
import { averageUniqueness } from '../../../src/shared/labels/uniqueness.ts';
import { quantile } from './metrics.ts';
import type { TrainingRows } from './trainers/rows.ts';

export interface Cases {
  readonly count: number;
  readonly width: number;
  /** Row-major, count x width, in the order of the model's features; NaN where missing. Directional features times the side. */
  readonly x: Float32Array;
  /** One array a head. */
  readonly y: readonly Float64Array[];
  readonly side: Int8Array;
  readonly time: Float64Array;
  readonly labelTime: Float64Array;
  readonly instrument: Uint16Array;
  /** Place of its bar in its instrument's series. */
  readonly bar: Int32Array;
  /** What acting brought before cost, and what it cost, basis points. */
  readonly returnBp: Float64Array;
  readonly costBp: Float64Array;
  /** Realised range in horizon volatilities; NaN where the label is not about it. */
  readonly rangeLow: Float64Array;
  readonly rangeHigh: Float64Array;
  /** One standard deviation of the horizon, basis points. */
  readonly horizonBp: Float64Array;
  /** First and last bar that the label looks at, in its instrument's series. */
  readonly span: readonly { readonly start: number; readonly end: number }[];
  readonly barSeconds: number;
}

export interface CaseOptions {
  /** Names of the schema. */
  readonly features: readonly string[];
  readonly perspective: 'market' | 'side';
  readonly heads: number;
  readonly horizonBars: number;
  readonly labeller: Labeller;
  /** Takes every so-many-th bar of an instrument: labels of neighbours overlap and say nearly the same. */
  readonly stride: number;
}

interface Picked extends Outcome { readonly row: number; readonly side: 1 | -1 }

/** All cases of a market, in order of time; a bar is asked about from both sides where the model looks from a side. */
export function makeCases(market: MarketRows, options: CaseOptions): Cases {
  const places = options.features.map(featureIndex);
  assert(!places.includes(-1), `the schema has every feature of the model: ${options.features.filter((_, j) => places[j] === -1).join(', ')}`);
  const picked = pickCases(market, options);
  const of = (i: number): Picked => picked[i]!;
  const seriesOf = (p: Picked): MarketRows['series'][number] => market.series[market.instrument[p.row]!]!;
  const column = (value: (p: Picked) => number): Float64Array => Float64Array.from(picked, value);
  const x = new Float32Array(picked.length * places.length);
  picked.forEach(({ row, side }, i) => places.forEach((place, j) => {
    const value = market.x[row * featureCount + place]!;
    x[i * places.length + j] = side === -1 ? value * sellSideSigns[place]! : value;
  }));
  return {
    count: picked.length, width: places.length, x,
    y: Array.from({ length: options.heads }, (_, h) => column((p) => p.values[h]!)),
    side: Int8Array.from(picked, (p) => p.side),
    time: column((p) => market.time[p.row]!),
    labelTime: column((p) => seriesOf(p).end[p.end]!),
    instrument: Uint16Array.from(picked, (p) => market.instrument[p.row]!),
    bar: Int32Array.from(picked, (p) => market.bar[p.row]!),
    returnBp: column((p) => p.returnBp), costBp: column((p) => p.costBp),
    rangeLow: column((p) => p.range?.low ?? NaN), rangeHigh: column((p) => p.range?.high ?? NaN),
    horizonBp: column((p) => seriesOf(p).sigma[market.bar[p.row]!]! * Math.sqrt(options.horizonBars) * 1e4),
    span: picked.map((_, i) => ({ start: market.bar[of(i).row]! + 1, end: of(i).end })),
    barSeconds: market.barSeconds,
  };
}

function pickCases(market: MarketRows, { perspective, labeller, stride }: CaseOptions): Picked[] {
  const picked: Picked[] = [];
  for (let row = 0; row < market.rows; row++) {
    const [instrument, bar] = [market.instrument[row]!, market.bar[row]!];
    // Instruments take turns, so that every time of day is seen.
    if ((bar + instrument) % stride !== 0) continue;
    for (const side of perspective === 'side' ? [1, -1] as const : [1] as const) {
      const outcome = labeller(market.series[instrument]!, bar, side);
      if (outcome) picked.push({ row, side, ...outcome });
    }
  }
  return picked;
}

/**
 * Weight of each of `part`: average uniqueness of its label (LB-4), scaled so that every instrument weighs the same and the mean is 1. Uniqueness is
 * counted within the part, an instrument at a time.
 */
export function caseWeights(cases: Cases, part: Int32Array): Float64Array {
  const byInstrument = Map.groupBy(Array.from(part.keys()), (k) => cases.instrument[part[k]!]!);
  const weights = new Float64Array(part.length);
  for (const places of byInstrument.values()) {
    const unique = averageUniqueness(places.map((k) => cases.span[part[k]!]!));
    const total = unique.reduce((sum, u) => sum + u, 0);
    places.forEach((k, i) => { weights[k] = (unique[i]! / total) * (part.length / byInstrument.size); });
  }
  return weights;
}

/** What training needs to know of each feature; float32-representable where a model sees it. */
export interface FeatureFacts {
  /** Mean where present: what stands in for a missing value. */
  readonly means: Float32Array;
  readonly deviations: Float64Array;
  /** 0.1 % and 99.9 % quantiles; 0 and 0 for one that was never there. */
  readonly ranges: readonly { readonly low: number; readonly high: number }[];
}

/** @param neutral features whose mean is 0 by symmetry: directional ones of a model that looks from both sides */
export function featureFacts(cases: Cases, part: Int32Array, neutral: readonly boolean[]): FeatureFacts {
  const means = new Float32Array(cases.width);
  const deviations = new Float64Array(cases.width);
  const ranges = Array.from({ length: cases.width }, (_, j) => {
    const values = presentValues(cases, part, j);
    const n = Math.max(1, values.length);
    const mean = values.reduce((sum, v) => sum + v, 0) / n;
    means[j] = neutral[j] ? 0 : mean;
    deviations[j] = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n);
    return { low: quantile(values, 0.001), high: quantile(values, 0.999) };
  });
  return { means, deviations, ranges };
}

function presentValues({ x, width }: Cases, part: Int32Array, j: number): Float64Array {
  const out = new Float64Array(part.length);
  let n = 0;
  for (const i of part) {
    const value = x[i * width + j]!;
    if (!Number.isNaN(value)) out[n++] = value;
  }
  return out.subarray(0, n);
}

/** Rows as a model sees them: missing values at their defaults. */
export function completeRows({ x, width }: Cases, part: Int32Array, defaults: Float32Array): Float32Array {
  const out = new Float32Array(part.length * width);
  part.forEach((i, k) => {
    for (let j = 0; j < width; j++) {
      const value = x[i * width + j]!;
      out[k * width + j] = Number.isNaN(value) ? defaults[j]! : value;
    }
  });
  return out;
}

/** The rows of a part for the trainers, with the labels of one head. */
export function trainingRows(cases: Cases, part: Int32Array, defaults: Float32Array, weights: Float64Array): (head: number) => TrainingRows {
  const x = completeRows(cases, part, defaults);
  return (head) => ({ rows: part.length, featureCount: cases.width, x, y: Float64Array.from(part, (i) => cases.y[head]![i]!), weights });
}
