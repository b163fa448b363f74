/** Shapley values from their definition: every coalition is asked. Exact, and for few players only. */
import { assert } from '../base/assert.ts';

export const playersMax = 16;

/**
 * Shapley values of a game from its values of all coalitions (Shapley 1953).
 * @param valueOf value of a coalition, given as a bit mask: bit j set is player j taking part; asked once for each of 2^players
 */
export function shapleyValues(players: number, valueOf: (coalition: number) => number): Float64Array {
  assert(Number.isInteger(players) && players >= 0 && players <= playersMax, `at most ${playersMax} players are enumerated: ${players}`);
  const values = Float64Array.from({ length: 2 ** players }, (_, coalition) => valueOf(coalition));
  const weights = coalitionWeights(players);
  const result = new Float64Array(players);
  for (let coalition = 0; coalition < values.length; coalition++) {
    const weight = weights[sizeOf(coalition)] ?? 0;
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

function sizeOf(coalition: number): number {
  let size = 0;
  for (let rest = coalition; rest !== 0; rest &= rest - 1) size++;
  return size;
}

/** u! v! / (u + v + 1)!: the weight of a leaf that u features of one side and v of the other lead to. */
export function leafWeight(u: number, v: number): number {
  let weight = 1 / (u + v + 1);
  for (let i = 1; i <= v; i++) weight = (weight * i) / (u + i);
  return weight;
}
