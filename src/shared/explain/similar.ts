/** Past cases that look most like the one at hand. */
import { assert } from '../base/assert.ts';
import type { FeatureRow } from './explained-tree.ts';

export interface SimilarCase {
  /** Place in the cases given. */
  readonly index: number;
  /** Root mean squared difference over features, in units of their scales: 0 is the same case, 1 differs by one scale in each feature. */
  readonly distance: number;
}

/**
 * The `count` nearest of row-major `cases`, nearest first, the earlier of two equal ones first.
 * @param scales one a feature, above zero; a feature that never varied may be given Infinity, and then does not count
 */
export function nearestCases(cases: ArrayLike<number>, row: FeatureRow, scales: ArrayLike<number>, count: number): readonly SimilarCase[] {
  const width = row.length;
  assert(width > 0 && scales.length === width && cases.length % width === 0, 'cases, row and scales have the same features');
  const best: { index: number; square: number }[] = [];
  for (let index = 0; index < cases.length / width; index++) {
    const worst = best.length < count ? Number.POSITIVE_INFINITY : (best.at(-1)?.square ?? 0);
    const square = squareDistance(cases, index * width, row, scales, worst);
    if (!(square < worst)) continue;
    let place = best.length;
    while (place > 0 && square < (best[place - 1]?.square ?? 0)) place--;
    best.splice(place, 0, { index, square });
    if (best.length > count) best.pop();
  }
  return best.map(({ index, square }) => ({ index, distance: Math.sqrt(square / width) }));
}

/** Stops adding once it is beyond `limit`. */
function squareDistance(cases: ArrayLike<number>, from: number, row: FeatureRow, scales: ArrayLike<number>, limit: number): number {
  let sum = 0;
  for (let j = 0; j < row.length && sum < limit; j++) sum += (((cases[from + j] ?? 0) - (row[j] ?? 0)) / (scales[j] ?? 1)) ** 2;
  return sum;
}
