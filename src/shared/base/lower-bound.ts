/** Where a number belongs among rising ones. */

/** First place whose number is not below `value`; the length where all are, and for NaN. */
export function lowerBound(rising: ArrayLike<number>, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (rising[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
