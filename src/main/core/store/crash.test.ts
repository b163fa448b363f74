import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../shared/base/random.ts';
import { openForTest, storeOptions } from '../../../../tests/fixtures/store-fixture.ts';
import { openStore } from './store.ts';

const childFile = fileURLToPath(new URL('../../../../tests/fixtures/store-writer-child.ts', import.meta.url));

interface Writing {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  /** Ends when the child has. The largest number that it was told is saved; 0 for none. */
  readonly acknowledged: Promise<number>;
}

function startWriting(path: string): Writing {
  const child = spawn(process.execPath, [childFile, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString(); });
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
    child.once('close', () => reject(new Error(`the writer ended early: ${complaint}`)));
  });
  const acknowledged = new Promise<number>((resolve) => child.once('close', () => {
    const whole = said.slice(0, said.lastIndexOf('\n')).split('\n').slice(1);
    resolve(whole.reduce((most, line) => Math.max(most, Number(line)), 0));
  }));
  return { child, ready, acknowledged };
}

test('[ST-7] 30 times kill -9 mid-write: no acknowledged record lost, the chain whole, no outbox orphan', { timeout: 240_000 }, async () => {
  const { path } = storeOptions();
  const random = seededRandom(7);
  let most = 0;
  for (let round = 1; round <= 30; round += 1) {
    const { child, ready, acknowledged } = startWriting(path);
    await ready;
    await new Promise((resolve) => setTimeout(resolve, random.integer(60)));
    child.kill('SIGKILL');
    most = Math.max(most, await acknowledged);
    const store = await openForTest(storeOptions({ path }));
    const { seq } = store.head();
    expect(seq).toBeGreaterThanOrEqual(most);
    expect(seq % 3, 'each append of three is whole').toBe(0);
    expect(await store.verify()).toEqual({ ok: true, records: seq, firstBad: null });
    expect(store.outboxCounts().pending).toBe(seq / 3);
    await store.dispose();
  }
  expect(most, 'something was written').toBeGreaterThan(300);
});

test('[ST-10] a second process is refused by name, and let in after the first was killed', { timeout: 60_000 }, async () => {
  const options = storeOptions();
  const { child, ready, acknowledged } = startWriting(options.path);
  await ready;
  const second = await openStore(options);
  expect(second).toMatchObject({ ok: false, error: { code: 'locked', path: options.path, pid: child.pid } });
  if (!second.ok) expect(second.error.message).toContain(`process ${child.pid}`);
  child.kill('SIGKILL');
  await acknowledged;
  expect(existsSync(`${options.path}.pid`), 'the killed process left its mark').toBe(true);
  const store = await openForTest(options);
  expect(store.head().seq).toBeGreaterThan(0);
});

test('[ST-10] one process may not open the same profile twice either', async () => {
  const options = storeOptions();
  await openForTest(options);
  expect(await openStore(options)).toMatchObject({ ok: false, error: { code: 'locked', pid: process.pid } });
});
