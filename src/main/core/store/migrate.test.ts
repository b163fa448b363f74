import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { halted } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions, tempDir } from '../../../../tests/fixtures/store-fixture.ts';
import { must } from '../../../shared/base/assert.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { openStore } from './store.ts';

const fileOf = (number: number, name: string): string => `${String(number).padStart(4, '0')}-${name}.ts`;

function database(): Database.Database {
  const db = new Database(join(tempDir(), 'journal.sqlite'));
  db.pragma('foreign_keys = ON');
  return db;
}

test('[ST-12] the list holds exactly the files of the folder, in order', () => {
  const files = readdirSync(new URL('./migrations/', import.meta.url)).filter((name) => /^\d/.test(name)).sort();
  expect(migrations.map((m) => fileOf(m.number, m.name))).toEqual(files);
});

describe.each(migrations.map((m) => [fileOf(m.number, m.name), m] as const))('migration %s', (_file, migration) => {
  test('[ST-12] brings its sample from before to after, whole rows compared, and backs up first', () => {
    const db = database();
    const before = migrations.slice(0, migration.number - 1);
    if (before.length > 0) expect(migrate(db, before).ok).toBe(true);
    db.exec(migration.sample.before);
    const report = migrate(db, migrations.slice(0, migration.number));
    expect(report).toMatchObject({ ok: true, value: { from: before.length, to: migration.number } });
    expect(Object.keys(migration.sample.after).length, 'a migration has a sample').toBeGreaterThan(0);
    for (const [table, rows] of Object.entries(migration.sample.after)) expect(db.prepare(`SELECT * FROM ${table}`).all()).toEqual(rows);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    if (report.ok && before.length > 0) {
      const backup = new Database(must(report.value.backup, 'an older file is backed up'), { readonly: true });
      expect(backup.pragma('user_version', { simple: true })).toBe(before.length);
      backup.close();
    }
    db.close();
  });
});

test('[ST-12] every table is STRICT', () => {
  const db = database();
  migrate(db, migrations);
  const tables = db.prepare("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  expect(tables.length).toBeGreaterThan(5);
  for (const table of tables) expect(table).toMatchObject({ strict: 1 });
  db.close();
});

test('[ST-12] a gap in the numbers is refused', () => {
  const db = database();
  expect(() => migrate(db, migrations.slice(1))).toThrow(/without gaps/);
  db.close();
});

test('[ST-12] a failing migration leaves the file at the schema before it', () => {
  const db = database();
  const first = must(migrations[0], 'there is a first migration');
  expect(migrate(db, [first]).ok).toBe(true);
  const broken = { number: 2, name: 'broken', up: 'CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE half (x INTEGER) STRICT;', sample: { before: '', after: {} } };
  expect(migrate(db, [first, broken])).toMatchObject({ ok: false, error: { code: 'migrationFailed' } });
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  db.close();
});

test('[ST-12] a database of a newer Candor is refused and left alone', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  await store.append([halted('x')]);
  await store.dispose();
  const db = new Database(options.path);
  db.pragma('user_version = 99');
  db.close();
  const opened = await openStore(options);
  expect(opened).toMatchObject({ ok: false, error: { code: 'newer' } });
  if (!opened.ok) expect(opened.error.message).toContain('made by a newer Candor');
});

test('[ST-19] a file that is not ours is refused: another database, or no database', async () => {
  const path = join(tempDir(), 'other.sqlite');
  const other = new Database(path);
  other.exec('CREATE TABLE accounts (x)');
  other.close();
  const bytes = readFileSync(path);
  expect(await openStore(storeOptions({ path }))).toMatchObject({ ok: false, error: { code: 'notCandor' } });
  expect(readFileSync(path).equals(bytes), 'not a byte of it changed').toBe(true);
  expect(existsSync(`${path}.pid`), 'the profile is let go').toBe(false);
  writeFileSync(path, 'a letter to a friend, long enough to be mistaken for a header'.repeat(20));
  expect(await openStore(storeOptions({ path }))).toMatchObject({ ok: false, error: { code: 'damaged' } });
});
