import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { must } from '../../../shared/base/assert.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import { decisionMade, halted, orderStepped, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions, tempDir } from '../../../../tests/fixtures/store-fixture.ts';
import { openReader } from './connection.ts';
import { refusalOf } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { JournalReader } from './reader.ts';
import { tailBreak, verifyFile } from './verify.ts';

/** All that is stored but the gaps that docs/specs/store.md names: the refinery's words in the outbox, and the workstation's id. */
const tables = ['journal', 'entity', 'order_alias', 'outbox', 'checkpoint', 'head'];
const columnsOf = (table: string): string => (table === 'outbox' ? 'seq, state' : '*');

/** Everything that is stored, as text; what a reader of the file would take for true. */
function factsOf(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    return tables.map((table) => JSON.stringify(db.prepare(`SELECT ${columnsOf(table)} FROM ${table} NOT INDEXED`).raw().all())).join('\n');
  } finally {
    db.close();
  }
}

/** Whether the store would notice: at open, or when it verifies. */
function isSeen(path: string): boolean {
  if (refusalOf(path, migrations) !== null) return true;
  const opened = openReader(path);
  if (!opened.ok) return true;
  try {
    // A checkpoint whose bytes changed is passed over, and the journal replayed from further back.
    if (new JournalReader(opened.value).checkpoint() === null || tailBreak(opened.value) !== null) return true;
  } catch {
    return true;
  } finally {
    opened.value.close();
  }
  return !verifyFile(path).ok;
}

function factsOrNothing(path: string): string | null {
  try {
    return factsOf(path);
  } catch {
    return null; // SQLite itself says that the file is malformed
  }
}

test('[ST-5] of 800 single flipped bits, none that changes a stored fact goes unseen', { timeout: 60_000 }, async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  for (let n = 1; n <= 12; n += 1) await store.append([decisionMade(n), orderStepped(`o-${n}`), orderStepped(`o-${n}`, `o-${n}-r`), outcomeMeasured(n), halted(`${n}`)]);
  await store.markStored(['ws-1:1']);
  await store.park('ws-1:4', 'no such suggestion');
  await store.saveCheckpoint(60, { positions: { AAPL: 100 } });
  await store.dispose();
  expect(existsSync(`${options.path}-wal`), 'a closed journal is one file').toBe(false);
  const facts = factsOf(options.path);
  const whole = readFileSync(options.path);
  const random = seededRandom(11);
  const flipped = join(tempDir(), 'flipped.sqlite');
  const put = (bytes: Buffer): void => {
    for (const suffix of ['-wal', '-shm']) rmSync(`${flipped}${suffix}`, { force: true });
    writeFileSync(flipped, bytes);
  };
  let changed = 0;
  const unseen: string[] = [];
  for (let n = 0; n < 800; n += 1) {
    const bytes = Buffer.from(whole);
    const at = random.integer(bytes.length);
    const bit = random.integer(8);
    bytes[at] = must(bytes[at], 'inside the file') ^ (1 << bit);
    put(bytes);
    if (factsOrNothing(flipped) === facts) continue;
    changed += 1;
    if (!isSeen(flipped)) unseen.push(`byte ${at} bit ${bit}`);
  }
  put(whole);
  expect(isSeen(flipped), 'the untouched file is well').toBe(false);
  expect(changed, 'most flips change something').toBeGreaterThan(250);
  expect(unseen).toEqual([]);
});
