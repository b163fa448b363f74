/** Known answers C7 of Lopez de Prado's labels. */
import { describe, expect, it } from 'vitest';
import { cusumEvents } from './cusum.ts';
import { metaLabel, tripleBarrier } from './triple-barrier.ts';
import { averageUniqueness, concurrency } from './uniqueness.ts';

const path = [100, 100.5, 101.2, 100.8, 99.4, 98.7, 99.1, 100.3];
const onePercent = { profit: 0.01, stop: 0.01, horizon: 7 };

describe('labels', () => {
  it('[LB-1] the CUSUM filter finds a rise, a fall and a rise', () => {
    const events = cusumEvents([100, 100.4, 100.9, 101.2, 100.9, 100.2, 99.8, 99.9, 100.7, 101.3], 1);
    expect(events).toEqual([{ index: 3, direction: 1 }, { index: 6, direction: -1 }, { index: 9, direction: 1 }]);
  });

  it('[LB-2] the first barrier decides, for either side', () => {
    expect(tripleBarrier(path, 0, 1, onePercent)).toMatchObject({ label: 1, end: 2 });
    expect(tripleBarrier(path, 2, 1, { ...onePercent, horizon: 5 })).toMatchObject({ label: -1, end: 4 });
    expect(tripleBarrier(path, 2, -1, { ...onePercent, horizon: 5 })).toMatchObject({ label: 1, end: 4 });
    expect(tripleBarrier(path, 3, 1, { profit: 0.03, stop: 0.03, horizon: 3 })).toMatchObject({ label: 0, end: 6 });
  });

  it('[LB-2] is not made up where the path ends first', () => {
    expect(tripleBarrier(path, 6, 1, { profit: 0.05, stop: 0.05, horizon: 3 })).toBeNull();
    expect(tripleBarrier(path, 99, 1, onePercent)).toBeNull();
  });

  it('[LB-3] the meta-label says whether the side paid after cost', () => {
    expect([0.02, 0.01, -0.02].map((sideReturn) => metaLabel({ sideReturn }, 0.01))).toEqual([1, 0, 0]);
  });

  it('[LB-4] uniqueness is the mean of one over concurrency', () => {
    const spans = [1, 2, 5, 7, 10, 11, 12, 20].map((start) => ({ start, end: start + 2 }));
    const expected = [0.6667, 0.6667, 0.8333, 0.8333, 0.6111, 0.4444, 0.6111, 1];
    averageUniqueness(spans).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 0, 4));
    const bars = [...concurrency(spans)].slice(0, 23);
    expect([0, 1, 2, 3].map((n) => bars.slice(1, 21).filter((count) => count === n).length + (n === 1 ? bars.slice(21).length : 0))).toEqual([5, 11, 5, 1]);
  });
});
