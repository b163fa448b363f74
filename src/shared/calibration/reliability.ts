/** How good stated odds were: Brier score and its parts, calibration error, log loss. Pure. */
import { assert } from '../base/assert.ts';

/** A forecast of a yes or no, with what came. */
export interface Forecast {
  /** Stated odds, 0 to 1. */
  readonly probability: number;
  readonly outcome: 0 | 1;
}

export interface BrierParts {
  /** Mean squared error of the odds, 0 (perfect) to 1. */
  readonly brier: number;
  /** Squared distance of odds and frequency, smaller is better calibrated. */
  readonly reliability: number;
  /** Squared distance of frequencies and the overall frequency, larger tells cases apart better. */
  readonly resolution: number;
  /** Variance of the outcome itself. */
  readonly uncertainty: number;
}

/**
 * Brier score = reliability - resolution + uncertainty (Murphy 1973, J. Appl. Meteor. 12), over groups of equal odds: exact
 * when odds are discrete. Null without forecasts.
 */
export function brierParts(forecasts: readonly Forecast[]): BrierParts | null {
  const n = forecasts.length;
  if (n === 0) return null;
  const base = forecasts.reduce((sum, f) => sum + f.outcome, 0) / n;
  let reliability = 0;
  let resolution = 0;
  for (const { count, meanProbability, frequency } of groups(forecasts, (f) => f.probability)) {
    reliability += (count / n) * (meanProbability - frequency) ** 2;
    resolution += (count / n) * (frequency - base) ** 2;
  }
  const brier = forecasts.reduce((sum, f) => sum + (f.probability - f.outcome) ** 2, 0) / n;
  return { brier, reliability, resolution, uncertainty: base * (1 - base) };
}

export interface ReliabilityBin {
  readonly count: number;
  readonly meanProbability: number;
  /** Share of yes among them. */
  readonly frequency: number;
}

/** Forecasts in `bins` equal-width bins of their odds, empty ones left out: the points of a calibration plot. */
export function reliabilityBins(forecasts: readonly Forecast[], bins = 10): readonly ReliabilityBin[] {
  assert(Number.isInteger(bins) && bins > 0, `a plot has at least one bin: ${bins}`);
  return groups(forecasts, (f) => Math.min(bins - 1, Math.floor(f.probability * bins)));
}

/** Expected calibration error: mean distance of odds and frequency over equal-width bins, weighted by count (Naeini 2015). Null without forecasts. */
export function expectedCalibrationError(forecasts: readonly Forecast[], bins = 10): number | null {
  if (forecasts.length === 0) return null;
  return reliabilityBins(forecasts, bins).reduce((sum, bin) => sum + (bin.count / forecasts.length) * Math.abs(bin.meanProbability - bin.frequency), 0);
}

/** Mean negative log likelihood, nats; odds are kept `floor` away from 0 and 1, so that one wrong certainty does not cost everything. Null without forecasts. */
export function logLoss(forecasts: readonly Forecast[], floor = 1e-15): number | null {
  if (forecasts.length === 0) return null;
  const cost = ({ probability, outcome }: Forecast): number => -Math.log(Math.min(1, Math.max(floor, outcome === 1 ? probability : 1 - probability)));
  return forecasts.reduce((sum, f) => sum + cost(f), 0) / forecasts.length;
}

/** Groups by key, in rising order of it. */
function groups(forecasts: readonly Forecast[], keyOf: (f: Forecast) => number): readonly ReliabilityBin[] {
  const byKey = new Map<number, { count: number; probability: number; hits: number }>();
  for (const f of forecasts) {
    assert(f.probability >= 0 && f.probability <= 1, `odds are within 0 and 1: ${f.probability}`);
    const key = keyOf(f);
    const group = byKey.get(key) ?? { count: 0, probability: 0, hits: 0 };
    byKey.set(key, { count: group.count + 1, probability: group.probability + f.probability, hits: group.hits + f.outcome });
  }
  return [...byKey].sort(([a], [b]) => a - b).map(([, g]) => ({ count: g.count, meanProbability: g.probability / g.count, frequency: g.hits / g.count }));
}
