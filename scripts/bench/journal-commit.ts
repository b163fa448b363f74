/** P14: a durable override (journal row, hash, outbox row in one FULL commit) against a bare FULL insert, in turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { JournalEvent } from '../../src/shared/domain/journal-event.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { openStore } from '../../src/main/core/store/store.ts';
import type { Bench } from './row.ts';
import { acrossRounds, summarise, type Summary } from './summary.ts';

const event = (n: number): JournalEvent => ({
  type: 'OutcomeMeasured',
  body: { suggestionId: `bench-${n}`, horizonEnd: epochMicros(n), returnBp: 1.5, sideReturnBp: 1.5, netBp: 0.3 },
});

async function candor(dir: string, appends: number): Promise<{ latency: Summary; perSecond: number; outbox: number }> {
  const opened = await openStore({ path: join(dir, 'journal.db'), clock: systemClock(), newId: () => 'bench' });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const samples: number[] = [];
  const startedMs = performance.now();
  for (let n = 0; n < appends; n++) {
    const t = performance.now();
    await store.append([event(n)]);
    samples.push((performance.now() - t) * 1000);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const outbox = store.outboxCounts().pending;
  await store.dispose();
  return { latency: summarise(samples), perSecond: appends / seconds, outbox };
}

function bare(dir: string, appends: number): { latency: Summary; perSecond: number } {
  const db = new Database(join(dir, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE journal (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO journal (at, type, body) VALUES (?, ?, ?)');
  const samples: number[] = [];
  const startedMs = performance.now();
  for (let n = 0; n < appends; n++) {
    const t = performance.now();
    const { type, body } = event(n);
    insert.run(n, type, JSON.stringify(body));
    samples.push((performance.now() - t) * 1000);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  db.close();
  return { latency: summarise(samples), perSecond: appends / seconds };
}

export const journalCommit: Bench = async ({ rounds, quick }) => {
  const appends = quick ? 500 : 3000;
  const ours: { latency: Summary; perSecond: number; outbox: number }[] = [];
  const peer: { latency: Summary; perSecond: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const dir = mkdtempSync(join(tmpdir(), 'candor-bench-'));
    ours.push(await candor(dir, appends));
    peer.push(bare(dir, appends));
    rmSync(dir, { recursive: true });
  }
  const figure = (name: string, unit: string, values: number[]) => ({ name, unit, ...acrossRounds(values) });
  return {
    id: 'P14',
    title: 'durable override',
    workload: `${appends} appends one after another, each journal row + hash + outbox row in one transaction, WAL, synchronous=FULL, through the writer thread`,
    figures: [
      figure('commit p50', 'µs', ours.map((r) => r.latency.p50)),
      figure('commit p99', 'µs', ours.map((r) => r.latency.p99)),
      figure('commits', '/s', ours.map((r) => r.perSecond)),
      figure('bare better-sqlite3 insert p50', 'µs', peer.map((r) => r.latency.p50)),
      figure('bare better-sqlite3 insert p99', 'µs', peer.map((r) => r.latency.p99)),
      figure('bare better-sqlite3 inserts', '/s', peer.map((r) => r.perSecond)),
    ],
    problem: ours.every((r) => r.outbox === appends) ? null : 'the outbox does not hold one row an append',
    notes: ['Both on this machine\'s temporary folder; the disk decides most of it.'],
  };
};
