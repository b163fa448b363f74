/** Words of signals that must fit where they stand. */
import { expect, it } from 'vitest';
import { abstainBrief, abstainWords } from './signal-words.ts';

it('brief words for a silence are at most seven letters, one for each reason and no two alike', () => {
  expect(Object.keys(abstainBrief)).toEqual(Object.keys(abstainWords));
  expect(Object.values(abstainBrief).filter((words) => words.length > 7)).toEqual([]);
  expect(new Set(Object.values(abstainBrief)).size).toBe(Object.keys(abstainBrief).length);
});
