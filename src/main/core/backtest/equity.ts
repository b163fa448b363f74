/** The equity curve: one point a bar end, starting at 1, and its thinning for the screen. Rule BT-8 in docs/specs/backtest.md. */
import type { EpochMicros } from '../../../shared/domain/numbers.ts';

export interface EquityPoint {
  readonly time: EpochMicros;
  readonly value: number;
}

/** Points of a curve that are sent to the screen, at most. */
export const equityPointsMax = 2000;

/** At most `pointsMax` of the points, in order: the first, the last, and of each stretch between its lowest and its highest. */
export function thinned(points: readonly EquityPoint[], pointsMax: number = equityPointsMax): readonly EquityPoint[] {
  if (points.length <= pointsMax) return points;
  const inner = points.length - 2;
  const stretches = Math.floor((pointsMax - 2) / 2);
  const kept = new Set<number>([0, points.length - 1]);
  for (let s = 0; s < stretches; s++) {
    const from = 1 + Math.floor((s * inner) / stretches);
    const to = 1 + Math.floor(((s + 1) * inner) / stretches);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (valueAt(points, i) < valueAt(points, low)) low = i;
      if (valueAt(points, i) > valueAt(points, high)) high = i;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).map((i) => points[i] as EquityPoint);
}

const valueAt = (points: readonly EquityPoint[], i: number): number => points[i]?.value ?? NaN;
