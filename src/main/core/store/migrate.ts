/** Brings a database to the newest schema, one numbered migration at a time, after backing it up. */
import { existsSync, rmSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { assert } from '../../../shared/base/assert.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import type { Migration } from './migrations/migration.ts';
import { messageOf, storeOpenCode, type StoreOpenError } from './store-error.ts';

/** 'CNDR': says whose file this is, to us and to file(1). */
export const applicationId = 0x434e4452;

export interface MigrationReport {
  readonly from: number;
  readonly to: number;
  /** Copy of the file as it was; null when there was nothing to keep. */
  readonly backup: string | null;
}

/**
 * Runs every migration that the file has not seen. Each runs whole or not at all; a failing one leaves the file at the
 * schema before it. Refuses files of a newer Candor and files that are not ours.
 */
export function migrate(db: Database, migrations: readonly Migration[]): Result<MigrationReport, StoreOpenError> {
  assertWithoutGaps(migrations);
  const from = numberOf(db, 'user_version');
  const refusal = whyNot(db, from, migrations.length);
  if (refusal) return err(refusal);
  if (from === migrations.length) return ok({ from, to: from, backup: null });
  try {
    const backup = from === 0 ? null : backUp(db, from);
    for (const migration of migrations.slice(from)) runOne(db, migration);
    return ok({ from, to: migrations.length, backup });
  } catch (cause) {
    return err({ code: 'migrationFailed', path: db.name, pid: null, message: `cannot bring ${db.name} from schema ${from} to ${migrations.length}: ${messageOf(cause)}` });
  }
}

/** Why the file at `path` is not to be touched, looked up without changing a byte of it; null when it may be opened. */
export function refusalOf(path: string, migrations: readonly Migration[]): StoreOpenError | null {
  if (!existsSync(path)) return null;
  try {
    const db = new Sqlite(path, { readonly: true });
    try {
      return whyNot(db, numberOf(db, 'user_version'), migrations.length);
    } finally {
      db.close();
    }
  } catch (cause) {
    return { code: storeOpenCode(cause), path, pid: null, message: `cannot read ${path}: ${messageOf(cause)}` };
  }
}

function whyNot(db: Database, version: number, known: number): StoreOpenError | null {
  const refuse = (code: 'newer' | 'notCandor', message: string): StoreOpenError => ({ code, path: db.name, pid: null, message });
  const owner = numberOf(db, 'application_id');
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (owner !== applicationId && (version !== 0 || tables !== 0)) return refuse('notCandor', `${db.name} is not a Candor journal`);
  if (version > known) return refuse('newer', `${db.name} was made by a newer Candor (schema ${version}, this one knows ${known})`);
  return null;
}

function runOne(db: Database, migration: Migration): void {
  db.transaction(() => {
    db.exec(migration.up);
    db.pragma(`user_version = ${migration.number}`);
    db.pragma(`application_id = ${applicationId}`);
  }).exclusive();
}

/** VACUUM INTO writes a whole, consistent copy whatever the WAL holds; a half copy of an earlier try is replaced. */
function backUp(db: Database, version: number): string {
  const target = `${db.name}.schema${version}.backup`;
  rmSync(target, { force: true });
  db.prepare('VACUUM INTO ?').run(target);
  return target;
}

function assertWithoutGaps(migrations: readonly Migration[]): void {
  migrations.forEach((m, i) => assert(m.number === i + 1, `migrations are numbered without gaps: ${m.number} is at place ${i + 1}`));
}

function numberOf(db: Database, pragma: 'user_version' | 'application_id'): number {
  const value = db.pragma(pragma, { simple: true });
  assert(typeof value === 'number', `${pragma} is a number`);
  return value;
}
