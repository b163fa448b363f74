/** What is unusual about an amount, and what is only a trace of something unusual long ago. */
import { expect, it } from 'vitest';
import { Surge } from './windows.ts';

it('[FE-15] a surge is told in deviations, and its trace in the mean fades to none at all', () => {
  const surge = new Surge();
  const after = (amount: number): number | null => (surge.add(amount), surge.value);
  for (let i = 0; i < 40; i++) after(10);
  expect(after(10)).toBe(0);
  // Nothing varied before it: the deviation is the least one, a tenth.
  expect(after(11)).toBeCloseTo(Math.log(1.1) / 0.1, 9);
  const trace = Array.from({ length: 400 }, () => after(10)!);
  expect(trace[0]).toBeLessThan(-0.02);
  expect(trace.every((value) => value === 0 || Math.abs(value) >= 1e-3)).toBe(true);
  expect(trace.slice(200).every((value) => value === 0)).toBe(true);
});
