/**
 * Exact Shapley values of groups of features: a group takes part as a whole, and every coalition of groups is asked over a small background. The
 * value of a group is not the sum of its features' own values, but like theirs the values add up to the margin.
 */
import { assert } from '../base/assert.ts';
import { playersMax, shapleyOfValues } from './coalitions.ts';
import type { FeatureRow } from './explained-tree.ts';

/** Feature numbers of each group. */
export type FeatureGroups = readonly (readonly number[])[];

export interface GroupGame {
  readonly row: FeatureRow;
  readonly background: readonly FeatureRow[];
  /** Each feature in one of them; at most 16. */
  readonly groups: FeatureGroups;
  /** Margins of rows, which are given row-major in one batch of `count` rows: 2^groups for each background row. */
  readonly margins: (rows: Float64Array, count: number) => ArrayLike<number>;
}

export interface GroupShapley {
  /** One a group. */
  readonly contributions: Float64Array;
  /** Mean margin of the background. */
  readonly baseValue: number;
}

export function groupShapley(game: GroupGame): GroupShapley {
  const values = coalitionValues(game);
  return { contributions: shapleyOfValues(game.groups.length, values), baseValue: values[0] ?? Number.NaN };
}

/** Mean margin over the background of each coalition of groups: bit g of its number is set when group g has the row's values. */
export function coalitionValues({ row, background, groups, margins }: GroupGame): Float64Array {
  const width = row.length;
  const groupOf = groupsByFeature(groups, width);
  assert(background.length > 0 && groups.length <= playersMax, `there is a background, and at most ${playersMax} groups: ${groups.length}`);
  const count = 2 ** groups.length;
  const rows = new Float64Array(count * width);
  const means = new Float64Array(count);
  for (const other of background) {
    for (let coalition = 0; coalition < count; coalition++) {
      for (let j = 0; j < width; j++) rows[coalition * width + j] = ((coalition >> groupOf[j]!) & 1 ? row[j] : other[j]) ?? 0;
    }
    const outputs = margins(rows, count);
    for (let coalition = 0; coalition < count; coalition++) means[coalition]! += (outputs[coalition] ?? Number.NaN) / background.length;
  }
  return means;
}

/** Each feature a group of its own. */
export const singleFeatures = (featureCount: number): FeatureGroups => Array.from({ length: featureCount }, (_, j) => [j]);

function groupsByFeature(groups: FeatureGroups, width: number): Int32Array {
  const groupOf = new Int32Array(width).fill(-1);
  groups.forEach((features, g) => {
    for (const j of features) {
      assert(j >= 0 && j < width && groupOf[j] === -1, `a feature is in one group: ${j}`);
      groupOf[j] = g;
    }
  });
  assert(!groupOf.includes(-1), `every feature is in a group: ${groupOf.indexOf(-1)} is in none`);
  return groupOf;
}
