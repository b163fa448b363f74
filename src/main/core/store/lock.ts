/**
 * One process per profile. The lock is an exclusive SQLite lock on a file beside the database: the operating system
 * frees it when its holder dies, however it dies, so a stale lock cannot exist. A second file names the holder.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { messageOf, sqliteCode, type StoreOpenError } from './store-error.ts';

/** Takes the profile of the database at `path`, or says who has it. Never waits. */
export function lockProfile(path: string): Result<Disposable, StoreOpenError> {
  const lockPath = `${path}.lock`;
  const pidPath = `${path}.pid`;
  let lock: Database.Database | null = null;
  try {
    lock = new Database(lockPath, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidPath, String(process.pid));
  } catch (cause) {
    lock?.close();
    if (sqliteCode(cause)?.startsWith('SQLITE_BUSY')) return err(lockedBy(path, readPid(pidPath)));
    return err({ code: 'cannotOpen', path, pid: null, message: `cannot lock ${lockPath}: ${messageOf(cause)}` });
  }
  const held = lock;
  return ok(disposable(() => {
    rmSync(pidPath, { force: true });
    held.close();
  }));
}

function lockedBy(path: string, pid: number | null): StoreOpenError {
  const who = pid === null ? 'another process' : `process ${pid}`;
  return { code: 'locked', path, pid, message: `${path} is in use by ${who}; close that Candor first` };
}

function readPid(pidPath: string): number | null {
  try {
    const text = readFileSync(pidPath, 'utf8').trim();
    return /^\d{1,10}$/.test(text) ? Number(text) : null;
  } catch {
    return null; // the holder has not written it yet
  }
}
