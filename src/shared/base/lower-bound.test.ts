import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lowerBound } from './lower-bound.ts';

it('is the first place whose number is not below, as a walk finds it', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 20 }), fc.integer({ min: -6, max: 6 }), (numbers, value) => {
    const rising = [...numbers].sort((a, b) => a - b);
    const walked = rising.findIndex((x) => x >= value);
    expect(lowerBound(rising, value)).toBe(walked < 0 ? rising.length : walked);
  }));
  expect(lowerBound([1, 2], NaN)).toBe(2);
});
