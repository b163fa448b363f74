import { expect, it } from 'vitest';
import type { z } from 'zod';
import { schemaFingerprint } from '../../../tests/fixtures/schema-fingerprint.ts';
import { contract } from './contract.ts';
import { contractFingerprint } from './version.ts';

it('a change of a name, a kind or an input is noticed', () => {
  const names = Object.keys(contract).sort() as (keyof typeof contract)[];
  const inputs = names.map((name) => ('input' in contract[name] ? contract[name].input : contract[name].params) as z.ZodType);
  const now = schemaFingerprint(inputs, names.map((name) => `${name} ${contract[name].kind}`));
  expect(now, `the contract changed: raise contractVersion once it is released, add a line of history to version.ts, and set contractFingerprint to '${now}'`).toBe(contractFingerprint);
});

it('every name is said noun first, under the room that answers it', () => {
  for (const name of Object.keys(contract)) expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
});
