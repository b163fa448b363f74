/** Shapley values from their definition: every coalition is asked. Exact, and for few players only. */
import { assert } from '../base/assert.ts';
import { bitsOf } from './bits.ts';

export const playersMax = 16;

/**
 * Shapley values of a game from its values of all coalitions (Shapley 1953).
 * @param valueOf value of a coalition, given as a bit mask: bit j set is player j taking part; asked once for each of 2^players
 */
export function shapleyValues(players: number, valueOf: (coalition: number) => number): Float64Array {
  assert(Number.isInteger(players) && players >= 0 && players <= playersMax, `at most ${playersMax} players are enumerated: ${players}`);
  return shapleyOfValues(players, Float64Array.from({ length: 2 ** players }, (_, coalition) => valueOf(coalition)));
}

/** The same from the values themselves, one a coalition. */
export function shapleyOfValues(players: number, values: Float64Array): Float64Array {
  assert(players <= playersMax && values.length === 2 ** players, `all coalitions of at most ${playersMax} players are given`);
  const weights = coalitionWeights(players);
  const result = new Float64Array(players);
  for (let coalition = 0; coalition < values.length; coalition++) {
    const weight = weights[bitsOf(coalition)] ?? 0;
    for (let j = 0; j < players; j++) {
      if ((coalition >> j) & 1) continue;
      result[j] = (result[j] ?? 0) + weight * ((values[coalition | (1 << j)] ?? 0) - (values[coalition] ?? 0));
    }
  }
  return result;
}

/** Chance that exactly a given coalition of each size comes before a player: s! (n - s - 1)! / n!. */
function coalitionWeights(players: number): Float64Array {
  const weights = new Float64Array(Math.max(1, players));
  let weight = 1 / Math.max(1, players);
  for (let size = 0; size < players; size++) {
    weights[size] = weight;
    weight = (weight * (size + 1)) / Math.max(1, players - size - 1);
  }
  return weights;
}

/** u! v! / (u + v + 1)!: the weight of a leaf that u features of one side and v of the other lead to. */
export function leafWeight(u: number, v: number): number {
  let weight = 1 / (u + v + 1);
  for (let i = 1; i <= v; i++) weight = (weight * i) / (u + i);
  return weight;
}
