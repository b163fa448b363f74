import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTapeFiles } from './read-tape-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tape-files-'));
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'z.csv'), 'z');
  writeFileSync(join(folder, 'a.csv.gz'), gzipSync('packed'));
  writeFileSync(join(folder, 'b', 'inner.csv'), 'inner');
  writeFileSync(join(folder, 'b', 'instruments.json'), '{}');
  writeFileSync(join(folder, 'notes.txt'), 'no tape');
  writeFileSync(join(folder, 'broken.gz'), 'not gzip');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readTapeFiles', () => {
  const read = (...paths: string[]): unknown => {
    const result = readTapeFiles(paths);
    return result.ok ? result.value.map((f) => [f.name.slice(folder.length + 1), f.text]) : result.error;
  };

  it('reads folders to their depth in order of name, unpacks, and leaves other files', () => {
    expect(read(folder)).toEqual([['a.csv.gz', 'packed'], ['b/inner.csv', 'inner'], ['b/instruments.json', '{}'], ['z.csv', 'z']]);
  });

  it('reads a named file whatever it is called, with the facts beside it, and nothing twice', () => {
    expect(read(join(folder, 'notes.txt'))).toEqual([['notes.txt', 'no tape']]);
    expect(read(join(folder, 'b', 'inner.csv'), join(folder, 'b'))).toEqual([['b/instruments.json', '{}'], ['b/inner.csv', 'inner']]);
  });

  it('says which file could not be read, and why', () => {
    expect(read(join(folder, 'none.csv'))).toMatch(/none\.csv: ENOENT/);
    expect(read(join(folder, 'broken.gz'))).toMatch(/broken\.gz: .*header/);
    mkdirSync(join(folder, 'empty'));
    expect(read(join(folder, 'empty'))).toMatch(/empty: no .csv/);
    writeFileSync(join(folder, 'empty', 'instruments.json'), '{}');
    expect(read(join(folder, 'empty'))).toMatch(/empty: no .csv/);
  });
});
