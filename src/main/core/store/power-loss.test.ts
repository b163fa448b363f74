import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../../shared/base/assert.ts';
import { seededRandom, type Random } from '../../../shared/base/random.ts';
import { decisionMade, halted } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions, tempDir } from '../../../../tests/fixtures/store-fixture.ts';
import { openWriter } from './connection.ts';
import { walk } from './verify.ts';

/**
 * The disk has what was fsynced, here everything up to the length of the WAL when an append was acknowledged, and of the
 * rest any sectors in any state: old, new, or garbage. (Whether FULL does call fsync is ST-1's to say.)
 */
interface Recorded {
  readonly database: Buffer;
  readonly wal: Buffer;
  /** Acknowledged appends: last record, and how much of the WAL was on disk by then. */
  readonly acknowledged: readonly { readonly seq: number; readonly walBytes: number }[];
}

async function recorded(): Promise<Recorded> {
  const options = storeOptions();
  const store = await openForTest(options);
  const acknowledged: { seq: number; walBytes: number }[] = [];
  for (let n = 1; n <= 60; n += 1) {
    await store.append([decisionMade(n), halted(`${n}`), halted(`${n} again`)]);
    acknowledged.push({ seq: store.head().seq, walBytes: readFileSync(`${options.path}-wal`).length });
  }
  return { database: readFileSync(options.path), wal: readFileSync(`${options.path}-wal`), acknowledged };
}

const sectorBytes = 512;

/** The WAL after the power came back: whole up to `durable`, torn behind it. */
function torn(wal: Buffer, durable: number, random: Random): Buffer {
  const after = Buffer.from(wal.subarray(0, durable + random.integer(wal.length - durable + 1)));
  for (let at = durable; at < after.length; at += sectorBytes) {
    const fate = random.integer(4);
    const sector = after.subarray(at, Math.min(at + sectorBytes, after.length));
    if (fate === 0) sector.fill(0);
    if (fate === 1) for (let i = 0; i < sector.length; i += 1) sector[i] = random.integer(256);
  }
  return after;
}

/** Last record after recovery, with the chain and the outbox checked; or that the file does not open. */
function recover(database: Buffer, wal: Buffer, path: string): number | 'damaged' {
  writeFileSync(path, database);
  writeFileSync(`${path}-wal`, wal);
  const opened = openWriter(path);
  if (!opened.ok) return 'damaged';
  try {
    const report = walk(opened.value);
    return report.ok ? report.records : 'damaged';
  } finally {
    opened.value.close();
  }
}

test('[ST-7] 300 torn WALs: every acknowledged append is there, no append is half there, the chain is whole', { timeout: 60_000 }, async () => {
  const { database, wal, acknowledged } = await recorded();
  const random = seededRandom(3);
  const path = join(tempDir(), 'recovered.sqlite');
  for (let n = 0; n < 300; n += 1) {
    const last = must(acknowledged[random.integer(acknowledged.length)], 'inside the list');
    const seq = recover(database, torn(wal, last.walBytes, random), path);
    expect(seq).toBeGreaterThanOrEqual(last.seq);
    expect(Number(seq) % 3).toBe(0);
  }
});

test('[ST-7] the same test bites: where what was acknowledged had not reached the disk, records are lost', { timeout: 60_000 }, async () => {
  const { database, wal, acknowledged } = await recorded();
  const random = seededRandom(5);
  const path = join(tempDir(), 'recovered.sqlite');
  let lost = 0;
  for (let n = 0; n < 40; n += 1) {
    const place = 10 + random.integer(acknowledged.length - 10);
    const last = must(acknowledged[place], 'inside the list');
    const earlier = must(acknowledged[place - 8], 'eight appends before it');
    const seq = recover(database, torn(wal, earlier.walBytes, random), path);
    expect(seq, 'even so the chain is whole up to where it ends').not.toBe('damaged');
    if (Number(seq) < last.seq) lost += 1;
  }
  expect(lost).toBeGreaterThan(30);
});
