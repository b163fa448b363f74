/** An artefact's folder is whole or not there, whatever happens while it is written. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFolder } from './write-artefact.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'candor-folder-')); });
afterEach(() => { rmSync(dir, { recursive: true }); });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('[MO-1] a write that fails half-way leaves nothing, and what was there as it was', () => {
  const folder = join(dir, '1.0.0');
  const broken = new Map([['card.json', bytes('new')], ['no/such/place', bytes('')]]);
  expect(() => { writeFolder(folder, broken); }).toThrow('ENOENT');
  expect(readdirSync(dir)).toEqual([]);
  writeFolder(folder, new Map([['card.json', bytes('old')], ['more.json', bytes('')]]));
  expect(() => { writeFolder(folder, broken); }).toThrow('ENOENT');
  expect([readdirSync(dir), readFileSync(join(folder, 'card.json'), 'utf8')]).toEqual([['1.0.0'], 'old']);
});

it('[MO-1] one that is replaced keeps none of its files, and what a crash left beside it is gone', () => {
  const folder = join(dir, '1.0.0');
  writeFolder(folder, new Map([['card.json', bytes('old')], ['more.json', bytes('')]]));
  mkdirSync(join(dir, '.1.0.0.partial'));
  writeFolder(folder, new Map([['card.json', bytes('new')]]));
  expect([readdirSync(dir), readdirSync(folder), readFileSync(join(folder, 'card.json'), 'utf8')]).toEqual([['1.0.0'], ['card.json'], 'new']);
});

it('[MO-1] what a crash had put aside comes back', () => {
  const folder = join(dir, '1.0.0');
  writeFolder(join(dir, '.1.0.0.old'), new Map([['card.json', bytes('old')]]));
  expect(() => { writeFolder(folder, new Map([['no/such/place', bytes('')]])); }).toThrow('ENOENT');
  expect([readdirSync(dir), readFileSync(join(folder, 'card.json'), 'utf8')]).toEqual([['1.0.0'], 'old']);
});
