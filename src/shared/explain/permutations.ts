/**
 * Shapley values of any function by antithetic permutations: players are switched from background to row in a random order, then in the
 * reverse order (Mitchell, Cooper, Frank, Holmes 2022, JMLR 23). An estimate, with its standard error; the sum is exact by construction.
 */
import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import type { FeatureRow } from './explained-tree.ts';

export interface EstimatedShapley {
  readonly contributions: Float64Array;
  /** Standard error of each contribution over the pairs of permutations; NaN with one pair. */
  readonly standardErrors: Float64Array;
  readonly baseValue: number;
}

export interface PermutationOptions {
  readonly row: FeatureRow;
  readonly background: readonly FeatureRow[];
  /** Pairs of a permutation and its reverse; each uses one background row, in turn. */
  readonly pairs: number;
  readonly random: Random;
  /** Margins of rows, which are given row-major in one batch of `count` rows. */
  readonly margins: (rows: Float64Array, count: number) => ArrayLike<number>;
}

/** Contributions that sum to the margin of the row less the mean margin of the background rows that were used. */
export function permutationShapley({ row, background, pairs, random, margins }: PermutationOptions): EstimatedShapley {
  const players = row.length;
  assert(pairs > 0 && background.length > 0 && players > 0, 'there are pairs, a background and features');
  const orders = Array.from({ length: pairs }, () => shuffled(players, random));
  const walkRows = 2 * players;
  const rows = new Float64Array(pairs * walkRows * players);
  orders.forEach((order, p) => writeWalks(rows, p * walkRows, order, row, background[p % background.length] ?? row));
  const outputs = margins(rows, pairs * walkRows);
  const sums = new Float64Array(players);
  const squares = new Float64Array(players);
  let base = 0;
  orders.forEach((order, p) => {
    const pair = pairContributions(order, (i) => outputs[p * walkRows + i] ?? Number.NaN);
    base += outputs[p * walkRows] ?? Number.NaN;
    for (let j = 0; j < players; j++) {
      sums[j] = (sums[j] ?? 0) + (pair[j] ?? 0);
      squares[j] = (squares[j] ?? 0) + (pair[j] ?? 0) ** 2;
    }
  });
  const contributions = sums.map((sum) => sum / pairs);
  return {
    contributions,
    standardErrors: contributions.map((mean, j) => Math.sqrt(Math.max(0, (squares[j] ?? 0) - pairs * mean * mean) / (pairs - 1) / pairs)),
    baseValue: base / pairs,
  };
}

/**
 * Rows of a pair: the background, then one player more in order, up to the whole row (players + 1 rows); then the reverse order between the
 * same ends (players - 1 rows).
 */
function writeWalks(rows: Float64Array, from: number, order: readonly number[], row: FeatureRow, other: FeatureRow): void {
  const players = order.length;
  const write = (at: number, isOwn: (player: number) => boolean): void => {
    for (let j = 0; j < players; j++) rows[(from + at) * players + j] = (isOwn(j) ? row[j] : other[j]) ?? 0;
  };
  const placeOf = new Int32Array(players);
  order.forEach((player, place) => { placeOf[player] = place; });
  for (let size = 0; size <= players; size++) write(size, (j) => (placeOf[j] ?? 0) < size);
  for (let size = 1; size < players; size++) write(players + size, (j) => (placeOf[j] ?? 0) >= players - size);
}

/** Mean over both directions of what each player added. */
function pairContributions(order: readonly number[], output: (i: number) => number): Float64Array {
  const players = order.length;
  const result = new Float64Array(players);
  const reverse = (size: number): number => (size === 0 ? output(0) : size === players ? output(players) : output(players + size));
  order.forEach((player, place) => {
    const forward = output(place + 1) - output(place);
    const size = players - 1 - place;
    result[player] = (forward + reverse(size + 1) - reverse(size)) / 2;
  });
  return result;
}

/** Fisher and Yates. */
function shuffled(count: number, random: Random): readonly number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
