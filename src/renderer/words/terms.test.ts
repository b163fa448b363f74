/** One source of words: the glossary of the documents says what the screen says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { termNames, terms } from './terms.ts';

const rows = new Map(readFileSync(new URL('../../../docs/GLOSSARY.md', import.meta.url), 'utf8').split('\n').flatMap((line) => {
  const [, word, meaning] = /^\| (.+?) \| (.+?) \|$/.exec(line) ?? [];
  return word === undefined || meaning === undefined ? [] : [[word, meaning] as const];
}));

it.each(termNames)('%s is in the glossary, in the same words', (name) => {
  expect(rows.get(name)).toBe(terms[name]);
});
