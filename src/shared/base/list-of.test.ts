/** A typed array's numbers, all or a stretch of them. */
import { expect, it } from 'vitest';
import { listOf } from './list-of.ts';

it('lists what is there, all or from one place to another, and nothing of an empty stretch', () => {
  const numbers = Float32Array.of(1.5, -0, NaN, Infinity);
  expect(listOf(numbers)).toEqual([...numbers]);
  expect(listOf(numbers, 1, 3)).toEqual([...numbers.subarray(1, 3)]);
  expect(listOf(numbers, 2, 2)).toEqual([]);
  expect(Array.isArray(listOf(numbers))).toBe(true);
});
