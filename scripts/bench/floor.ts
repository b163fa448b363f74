/**
 * The machine's own jitter: a busy loop that reads the clock and counts the gaps. A tail figure without this beside it
 * says more about the neighbours than about the program.
 */
export interface Floor {
  readonly seconds: number;
  /** Gaps longer than 1, 3 and 8 ms. */
  readonly over1: number;
  readonly over3: number;
  readonly over8: number;
  readonly worstMs: number;
}

export function measureFloor(seconds: number): Floor {
  const end = performance.now() + seconds * 1000;
  let last = performance.now();
  const floor = { seconds, over1: 0, over3: 0, over8: 0, worstMs: 0 };
  while (last < end) {
    const now = performance.now();
    const gap = now - last;
    if (gap > 1) floor.over1++;
    if (gap > 3) floor.over3++;
    if (gap > 8) floor.over8++;
    if (gap > floor.worstMs) floor.worstMs = gap;
    last = now;
  }
  return floor;
}

/** A run with more gaps over 3 ms than this in 20 s says nothing about tails. */
export const isQuiet = (floor: Floor): boolean => (floor.over3 * 20) / floor.seconds <= 20;
