/** Float32 numbers in their order: neighbours, and where a rule on float32 inputs changes its mind. */

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Position of a float32 in the order of all of them: neighbours differ by one, -0 is just below +0. NaN has none. */
function rankOf(value: number): number {
  float[0] = value;
  const n = bits[0]!;
  return n >= 0 ? n : -2147483648 - n - 1;
}

function atRank(rank: number): number {
  bits[0] = rank >= 0 ? rank : -2147483648 - rank - 1;
  return float[0]!;
}

export const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

const largestRank = rankOf(Infinity);
const smallestRank = rankOf(-Infinity);

/** The largest float32 that is at most `value`: for a float32 x, x <= value is x <= floorFloat32(value). */
export function floorFloat32(value: number): number {
  const near = Math.fround(value);
  return near > value ? atRank(rankOf(near) - 1) : near;
}

/** The largest float32 below `value`: for a float32 x, x < value is x <= belowFloat32(value). */
export function belowFloat32(value: number): number {
  const floor = floorFloat32(value);
  if (floor < value) return floor;
  // -0 and +0 compare equal, so that what is below zero begins below both.
  return floor === 0 ? atRank(rankOf(-0) - 1) : atRank(rankOf(floor) - 1);
}

/** The largest float32, -Infinity at the least, for which `holds`; the rule must hold up to some number and never above it. */
export function lastThatHolds(holds: (x: number) => boolean): number {
  let low = smallestRank;
  let high = largestRank;
  if (holds(atRank(high))) return atRank(high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(atRank(middle))) low = middle;
    else high = middle;
  }
  return atRank(low);
}
