import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decisionMade, halted, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions, tempDir } from '../../../../tests/fixtures/store-fixture.ts';
import { openWriter } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { openStore, type Store } from './store.ts';
import { verifyFile } from './verify.ts';
import { JournalWriter, type EncodedEvent, type WriteJob } from './writer.ts';

const root = process.getuid?.() === 0;

/** Appends until the disk is full; how many were acknowledged. */
async function fill(store: Store): Promise<{ acknowledged: number; failure: unknown }> {
  for (let n = 1; n <= 100_000; n += 1) {
    try {
      await store.append([decisionMade(n), halted('x'.repeat(500))]);
    } catch (failure) {
      return { acknowledged: n - 1, failure };
    }
  }
  throw new Error('the disk never filled');
}

function expectPairs(path: string, acknowledged: number): void {
  expect(verifyFile(path)).toEqual({ ok: true, records: acknowledged * 2, firstBad: null });
}

describe('full disk', () => {
  test('[ST-8] at the page limit an append keeps nothing, says diskFull, and the rest is whole', async () => {
    const options = storeOptions({ pagesMax: 100 });
    const store = await openForTest(options);
    const { acknowledged, failure } = await fill(store);
    expect(acknowledged).toBeGreaterThan(20);
    expect(failure).toMatchObject({ name: 'JournalError', code: 'diskFull', kept: 'nothing', path: options.path });
    expect(store.state).toBe('notSaved');
    expect(store.head().seq).toBe(acknowledged * 2);
    expect(store.outboxCounts().pending).toBe(acknowledged);
    expectPairs(options.path, acknowledged);
    await store.dispose();

    const { pagesMax: _limit, ...unlimited } = options;
    const again = await openForTest(unlimited);
    await again.append([decisionMade(1), halted('there is space again')]);
    expect(again.state).toBe('saved');
    expectPairs(options.path, acknowledged + 1);
  });

  test.skipIf(!root)('[ST-8] on a full file system writing resumes by itself when space is back (needs root, to mount a tmpfs)', async () => {
    const dir = tempDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir]);
    onTestFinished(() => void execFileSync('umount', ['-l', dir]));
    const ballast = join(dir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1024 * 1024));
    const options = storeOptions({ path: join(dir, 'journal.sqlite') });
    const store = await openForTest(options);
    const { acknowledged, failure } = await fill(store);
    expect(failure).toMatchObject({ code: 'diskFull', kept: 'nothing' });
    expect(store.state).toBe('notSaved');

    rmSync(ballast);
    await store.append([decisionMade(1), halted('there is space again')]);
    expect(store.state).toBe('saved');
    expect(store.head().seq).toBe(acknowledged * 2 + 2);
    await store.dispose();
    expectPairs(options.path, acknowledged + 1);
  });

  test('[ST-8] in a transaction that does not fit, the appends that fit alone are kept', () => {
    const path = join(tempDir(), 'journal.sqlite');
    const opened = openWriter(path);
    if (!opened.ok) throw new Error(opened.error.message);
    const db = opened.value;
    expect(migrate(db, migrations).ok).toBe(true);
    const writer = new JournalWriter(db);
    const append = (length: number): WriteJob =>
      ({ op: 'append', at: 1, events: [{ type: 'TradingHalted', body: JSON.stringify({ why: 'x'.repeat(length) }), entities: { order: [], suggestion: null } }] });
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 10}`);
    const outcomes = writer.run([append(100), append(100_000), append(200)]);
    expect(outcomes.map((o) => (o.ok ? o.firstSeq : o.code))).toEqual([1, 'diskFull', 2]);
    db.pragma('max_page_count = 100000');
    expect(writer.run([append(100_000)])).toMatchObject([{ ok: true, firstSeq: 3 }]);
    db.close();
    expect(verifyFile(path)).toMatchObject({ ok: true, records: 3 });
  });

  test('[ST-2] a job that the database refuses fails alone; its neighbours in the transaction are kept', () => {
    const path = join(tempDir(), 'journal.sqlite');
    const opened = openWriter(path);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(migrate(opened.value, migrations).ok).toBe(true);
    const writer = new JournalWriter(opened.value);
    const event = (body: string): EncodedEvent => ({ type: 'TradingHalted', body, entities: { order: [], suggestion: null } });
    const append = (second: string): WriteJob => ({ op: 'append', at: 1, events: [event('{}'), event(second)] });
    const noText = null as unknown as string; // refused after its append's first record is in
    const outcomes = writer.run([append('{}'), append(noText), append('{}')]);
    expect(outcomes.map((o) => (o.ok ? o.firstSeq : o.code))).toEqual([1, 'refused', 3]);
    opened.value.close();
    expect(verifyFile(path)).toMatchObject({ ok: true, records: 4 });
  });
});

describe('a place that cannot be written', () => {
  test('[ST-9] a folder that is not there', async () => {
    const path = join(tempDir(), 'missing', 'journal.sqlite');
    expect(await openStore(storeOptions({ path }))).toMatchObject({ ok: false, error: { code: 'cannotOpen', path } });
  });

  test.skipIf(root)('[ST-9] a folder without write permission (root may write anywhere)', async () => {
    const dir = tempDir();
    chmodSync(dir, 0o500);
    expect(await openStore(storeOptions({ path: join(dir, 'journal.sqlite') }))).toMatchObject({ ok: false, error: { code: 'cannotOpen' } });
    chmodSync(dir, 0o700);
  });

  test.skipIf(!root)('[ST-9] a file system that has become read-only (needs root, to remount a tmpfs)', async () => {
    const dir = tempDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dir]);
    onTestFinished(() => void execFileSync('umount', ['-l', dir]));
    const opened = await openStore(storeOptions({ path: join(dir, 'journal.sqlite') }));
    if (!opened.ok) throw new Error(opened.error.message);
    await opened.value.append([outcomeMeasured(1)]);
    await opened.value.dispose();
    execFileSync('mount', ['-o', 'remount,ro', dir]);
    expect(await openStore(storeOptions({ path: join(dir, 'journal.sqlite') }))).toMatchObject({ ok: false, error: { code: 'cannotOpen' } });
  });
});

/** Transactions in a WAL file: frames that carry the size of the database after a commit (bytes 4 to 7 of a frame's header). */
function commitsIn(wal: Buffer): number {
  const salt = wal.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + 24 + 4096 <= wal.length; at += 24 + 4096) {
    if (wal.subarray(at + 8, at + 16).equals(salt) && wal.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

test('[ST-18] one append is one transaction; appends that arrive while it runs share the next', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  const commits = (): number => commitsIn(readFileSync(`${options.path}-wal`));
  const atStart = commits();
  await store.append([halted('alone'), halted('together')]);
  expect(commits() - atStart).toBe(1);
  await Promise.all(Array.from({ length: 300 }, (_, n) => store.append([halted(`${n}`)])));
  expect(store.head().seq).toBe(302);
  expect(commits() - atStart - 1).toBeLessThan(60);
});

test('[ST-9] when the writer thread dies, what was on its way is unknown, and later appends say so', async () => {
  const dir = tempDir();
  const worker = join(dir, 'dying.worker.mjs');
  writeFileSync(worker, `
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'ready', head: { seq: 0, hash: '${'0'.repeat(64)}' } });
    let asked = 0;
    parentPort.on('message', ({ request }) => {
      if (request.job.op === 'append') throw new Error('the disk controller is on fire');
      parentPort.postMessage({ kind: 'done', results: [{ id: request.id, outcome: { ok: true, firstSeq: 0, hashes: [] } }] });
    });`);
  const path = join(dir, 'journal.sqlite');
  await (await openForTest(storeOptions({ path }))).dispose(); // makes the file and the workstation's id
  const store = await openForTest(storeOptions({ path, workerUrl: pathToFileURL(worker) }));
  const failures = await Promise.all([1, 2].map((n) => store.append([halted(`${n}`)]).catch((why: unknown) => why)));
  for (const failure of failures) expect(failure).toMatchObject({ name: 'JournalError', code: 'writerDied', kept: 'unknown' });
  expect(store.state).toBe('notSaved');
  await expect(store.append([halted('later')])).rejects.toMatchObject({ code: 'writerDied' });
});
