import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { decisionMade, halted, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions } from '../../../../tests/fixtures/store-fixture.ts';
import { openStore } from './store.ts';
import { recordHash, type ChainedRow } from './chain.ts';
import { verifyFile } from './verify.ts';

/** A closed journal of 20 records, tampered with by somebody who knows how to drop triggers. */
async function tampered(sql: string | ((db: Database.Database) => void)): Promise<string> {
  const options = storeOptions();
  const store = await openForTest(options);
  for (let n = 1; n <= 10; n += 1) await store.append([halted(`reason ${n}`), outcomeMeasured(n)]);
  await store.dispose();
  const db = new Database(options.path);
  db.pragma('foreign_keys = OFF');
  for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) db.exec(`DROP TRIGGER ${String(name)}`);
  if (typeof sql === 'string') db.exec(sql);
  else sql(db);
  db.close();
  return options.path;
}

describe('verify', () => {
  test('[ST-5] an untouched journal is whole', async () => {
    expect(verifyFile(await tampered(''))).toEqual({ ok: true, records: 20, firstBad: null });
  });

  const tampers: readonly (readonly [name: string, sql: string, seq: number, what: string])[] = [
    ['a changed byte in a body', `UPDATE journal SET body = replace(body, 'reason 4', 'reason 5') WHERE seq = 7`, 7, 'hash differs'],
    ['a changed time', 'UPDATE journal SET at = at + 1 WHERE seq = 5', 5, 'hash differs'],
    ['a changed type', `UPDATE journal SET type = 'OmsDisconnected' WHERE seq = 9`, 9, 'hash differs'],
    ['a deleted record', 'DELETE FROM journal WHERE seq = 6', 6, 'missing'],
    ['a deleted first record', 'DELETE FROM journal WHERE seq = 1', 1, 'missing'],
    ['a cut tail', 'DELETE FROM journal WHERE seq > 18', 19, 'head differs'],
    ['two swapped records', 'UPDATE journal SET seq = -3 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 11; UPDATE journal SET seq = 11 WHERE seq = -3', 3, 'hash differs'],
    ['a changed hash', `UPDATE journal SET hash = '${'f'.repeat(64)}' WHERE seq = 12`, 12, 'hash differs'],
    ['a changed last hash', `UPDATE journal SET hash = '${'f'.repeat(64)}' WHERE seq = 20`, 20, 'hash differs'],
    ['an added record', `INSERT INTO journal VALUES (21, 1, 'TradingHalted', '{}', '${'f'.repeat(64)}')`, 21, 'hash differs'],
    ['a lost outbox row', 'DELETE FROM outbox WHERE seq = 8', 8, 'outbox differs'],
    ['a lost index row', "DELETE FROM entity WHERE seq = 10", 10, 'index differs'],
    ['a changed index row', "UPDATE entity SET id = 's-9' WHERE seq = 4", 4, 'index differs'],
    ['an added index row', "INSERT INTO entity VALUES ('order', 'o-1', 13)", 13, 'index differs'],
    ['a changed alias', "INSERT INTO order_alias VALUES ('o-1', 'o-2')", 0, 'index differs'],
    ['an outbox row of a record that stays in the house', `INSERT INTO outbox (seq) VALUES (13)`, 13, 'outbox differs'],
  ];
  test.each(tampers)('[ST-5] names %s', async (_name, sql, seq, what) => {
    const report = verifyFile(await tampered(sql));
    expect(report.firstBad).toMatchObject({ seq, what });
    expect(report.ok).toBe(false);
  });

  test('[ST-5] a tail rewritten with a consistent chain is seen by its head', async () => {
    const path = await tampered((db) => {
      const rows = db.prepare('SELECT seq, at, type, body, hash FROM journal WHERE seq >= 18 ORDER BY seq').all() as ChainedRow[];
      let last = rows[0]?.hash ?? '';
      for (const row of rows.slice(1)) {
        const body = row.body.replace('reason 10', 'reason 99');
        last = recordHash(last, { ...row, body });
        db.prepare('UPDATE journal SET body = ?, hash = ? WHERE seq = ?').run(body, last, row.seq);
      }
    });
    expect(verifyFile(path).firstBad).toMatchObject({ seq: 20, what: 'head differs' });
  });

  test('[ST-5] a bit flipped in the file is seen', async () => {
    const path = await tampered('');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('reason 6');
    expect(at).toBeGreaterThan(0);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    writeFileSync(path, bytes);
    expect(verifyFile(path).firstBad).toMatchObject({ seq: 11, what: 'hash differs' });
  });

  test('[ST-20] no read gives a record that is not what was written', async () => {
    const path = await tampered(`UPDATE journal SET body = replace(body, '3.5', '9.5') WHERE seq = 8`);
    const store = await openForTest(storeOptions({ path }));
    const damaged = expect.objectContaining({ name: 'JournalError', code: 'damaged' }) as Error;
    expect(() => store.read(1, 20)).toThrow(damaged);
    expect(() => store.readByType(['OutcomeMeasured'], 8, 1)).toThrow(damaged);
    expect(() => store.readByEntity('suggestion', 's-4')).toThrow(damaged);
    expect(() => store.pendingOutbox(10)).toThrow(damaged);
    expect(store.read(9, 20)).toHaveLength(12);
  });

  test('[ST-5] a store whose last record is not where its head says does not open', async () => {
    const opened = await openStore(storeOptions({ path: await tampered('DELETE FROM journal WHERE seq = 20') }));
    expect(opened).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });

  test('[ST-5] verification runs beside writes, on a snapshot', async () => {
    const store = await openForTest(storeOptions());
    await store.append(Array.from({ length: 1000 }, (_, i) => outcomeMeasured(i + 1)));
    const walking = store.verify();
    for (let n = 0; n < 50; n += 1) await store.append([halted(`${n}`)]);
    const report = await walking;
    expect(report).toMatchObject({ ok: true, firstBad: null });
    expect(report.records).toBeGreaterThanOrEqual(1000);
    expect(await store.verify()).toEqual({ ok: true, records: 1050, firstBad: null });
  });
});

describe('append-only', () => {
  const refused: readonly (readonly [name: string, sql: string, message: RegExp])[] = [
    ['UPDATE', "UPDATE journal SET type = 'x' WHERE seq = 1", /append-only/],
    ['DELETE', 'DELETE FROM journal WHERE seq = 2', /append-only/],
    ['REPLACE', "REPLACE INTO journal VALUES (2, 1, 'x', '{}', 'h')", /append-only|without holes/],
    ['a hole', "INSERT INTO journal VALUES (9, 1, 'x', '{}', 'h')", /without holes/],
    ['deleting the index', 'DELETE FROM entity', /append-only/],
    ['deleting an outbox row', 'DELETE FROM outbox', /outbox rows are kept/],
    ['text in a numeric column', "INSERT INTO journal VALUES (3, 'noon', 'x', '{}', 'h')", /cannot store TEXT/],
    ['rewriting the schema', 'PRAGMA writable_schema = ON; DELETE FROM sqlite_schema', /may not be modified/],
  ];
  test.each(refused)('[ST-4] %s is refused by the database itself', async (_name, sql, message) => {
    const options = storeOptions();
    const store = await openForTest(options);
    await store.append([halted('a'), decisionMade(1)]);
    const db = new Database(options.path);
    expect(() => db.exec(sql)).toThrow(message);
    db.close();
    expect(await store.verify()).toMatchObject({ ok: true, records: 2 });
  });
});
