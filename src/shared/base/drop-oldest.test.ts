import { expect, it } from 'vitest';
import { dropOldest } from './drop-oldest.ts';

it('keeps the newest of a map or a set, in their order, and nothing is touched within the bound', () => {
  const map = new Map([[1, 'a'], [2, 'b'], [3, 'c']]);
  map.set(1, 'z');
  dropOldest(map, 3);
  expect([...map.keys()]).toEqual([1, 2, 3]);
  dropOldest(map, 1);
  expect([...map]).toEqual([[3, 'c']]);
  const set = new Set(['x', 'y']);
  dropOldest(set, 0);
  expect(set.size).toBe(0);
});
