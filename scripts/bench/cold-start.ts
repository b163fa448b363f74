/**
 * P16: from the start of the process to the first live quote in a page's snapshot, over a long journal, asked through the
 * channel as a page does; then from a line that is back to every open order reconciled. Peer: opening the same file bare.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WebSocket } from 'ws';
import { connect } from '../../src/shared/channel/client.ts';
import { webSocketCarrier, type WebSocketLike } from '../../src/shared/channel/websocket-carrier.ts';
import type { SnapshotOf } from '../../src/shared/contract/contract.ts';
import { contractVersion } from '../../src/shared/contract/version.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { replayInto } from '../../src/main/core/store/replay.ts';
import { scratchDir } from '../../tests/system/live-core.ts';
import { bigJournal, coreProjections, openBenchStore, type JournalSize } from './big-journal.ts';
import { startFeeder, type Feeder } from './feeder-process.ts';
import { measureReconnect } from './reconnect.ts';
import type { Bench, Figure } from './row.ts';
import { serveProcess, type ServedCore } from './serve-process.ts';
import { acrossRounds } from './summary.ts';

interface Start {
  /** Ms since the process was started. */
  readonly served: number;
  readonly liveQuote: number;
  /** In this process: opening the store, then checkpoint and tail. */
  readonly opened: number;
  readonly replayed: number;
  /** Taking all projections' states and writing them as JSON, on the caller's thread, as every checkpoint does. */
  readonly checkpointed: number;
  readonly bareOpened: number;
  readonly problem: string | null;
}

/** A copy of the journal, as a start finds it. */
function profileOf(journal: string, into: string): string {
  mkdirSync(into, { recursive: true });
  copyFileSync(join(journal, 'journal.db'), join(into, 'journal.db'));
  return into;
}

async function start(journal: string, size: JournalSize, feeder: Feeder): Promise<Start> {
  const dir = scratchDir();
  try {
    const bareOpened = openBare(profileOf(journal, join(dir.path, 'bare')), size);
    const inside = await openInside(profileOf(journal, join(dir.path, 'inside')), size);
    const startedMs = performance.now();
    const core = await serveProcess({ dataDir: profileOf(journal, join(dir.path, 'served')), ...feeder.ready });
    try {
      const liveQuote = await firstLiveQuote(core) - startedMs;
      return { served: core.servedMs, liveQuote, ...inside, bareOpened: bareOpened.ms, problem: inside.problem ?? bareOpened.problem };
    } finally {
      await core.stop();
    }
  } finally {
    dir.remove();
  }
}

function openBare(dir: string, size: JournalSize): { ms: number; problem: string | null } {
  const began = performance.now();
  const db = new Database(join(dir, 'journal.db'));
  const { rows } = db.prepare('SELECT count(*) AS rows FROM journal').get() as { rows: number };
  const ms = performance.now() - began;
  db.close();
  return { ms, problem: rows === size.rows ? null : `${rows} rows in the journal, ${size.rows} expected` };
}

async function openInside(dir: string, size: JournalSize): Promise<Pick<Start, 'opened' | 'replayed' | 'checkpointed' | 'problem'>> {
  const began = performance.now();
  const store = await openBenchStore(dir);
  const opened = performance.now() - began;
  const projections = coreProjections();
  const replay = await replayInto(store, projections, systemClock());
  const replayed = performance.now() - began - opened;
  const saving = performance.now();
  JSON.stringify(Object.fromEntries(projections.map((p) => [p.name, p.save()])));
  const checkpointed = performance.now() - saving;
  await store.dispose();
  const fits = replay.ok && replay.value.seq === size.rows && replay.value.recordsReplayed === size.tail;
  return { opened, replayed, checkpointed, problem: fits ? null : `the replay did not end at row ${size.rows} after ${size.tail} rows` };
}

/** Comes in by the link as a browser does, and watches the quotes as the watchlist does. @returns performance.now() when the first live row came. */
async function firstLiveQuote(core: ServedCore): Promise<number> {
  const entered = await fetch(core.url, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { host, origin } = new URL(core.url);
  const socket = new WebSocket(`ws://${host}/channel`, { origin, headers: { cookie } });
  await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject); });
  const client = connect(webSocketCarrier(socket as WebSocketLike), { clock: systemClock(), fingerprint: `contract ${contractVersion}` });
  let seen = 'nothing came';
  const first = await new Promise<number>((resolve, reject) => {
    AbortSignal.timeout(60_000).onabort = () => reject(new Error(`no live quote within 60 s: ${seen}`));
    const look = (rows: unknown): void => {
      const [row] = rows as SnapshotOf<'marketData.quotes'>;
      seen = row ? `${row.symbol} is ${row.state}, ${row.quote ? 'with' : 'without'} a quote` : 'no instrument';
      if ((rows as SnapshotOf<'marketData.quotes'>).some((row) => row.quote !== null && row.state === 'live')) resolve(performance.now());
    };
    client.subscribe('marketData.quotes', {}, { snapshot: look, delta: look, gap: () => undefined, closed: (why) => reject(new Error(why.message)) });
  });
  client.close();
  return first;
}

export const coldStart: Bench = async ({ rounds, quick }) => {
  const size: JournalSize = quick ? { rows: 50_000, orders: 1_000, tail: 1_000 } : { rows: 1_000_000, orders: 10_000, tail: 1_000 };
  const openOrders = quick ? 200 : 2_000;
  const journal = await bigJournal(size);
  const feeder = await startFeeder(['--symbols', '40', '--rate', '1000', '--bar-ms', '5000', '--history', '150']);
  const starts: Start[] = [];
  // It is stopped long before it ends.
  feeder.run('go 3600 1000').catch(() => undefined);
  try {
    for (let round = 0; round < rounds; round++) {
      starts.push(await start(journal, size, feeder));
    }
  } finally {
    await feeder.stop();
  }
  const back = await measureReconnect({ orders: openOrders, rounds });
  const figure = (name: string, unit: string, values: readonly number[]): Figure => ({ name, unit, ...acrossRounds(values) });
  return {
    id: 'P16',
    title: 'start and reconnect',
    workload: `journal of ${size.rows} rows and ${size.orders} orders, ${size.tail} rows after the last checkpoint, files warm in the page cache; reconnect with ${openOrders} open orders`,
    figures: [
      figure('process start to served', 'ms', starts.map((s) => s.served)),
      figure('process start to first live quote', 'ms', starts.map((s) => s.liveQuote)),
      figure('of that: store opened', 'ms', starts.map((s) => s.opened)),
      figure('of that: checkpoint and tail', 'ms', starts.map((s) => s.replayed)),
      figure('bare better-sqlite3 open + count', 'ms', starts.map((s) => s.bareOpened)),
      figure('one checkpoint on the core\'s loop', 'ms', starts.map((s) => s.checkpointed)),
      figure('line back to first connection', 'ms', back.rounds.map((r) => r.linkedMs)),
      figure('connection to reconciled blotter', 'ms', back.rounds.map((r) => r.reconciledMs)),
      figure('orders acknowledged on entry', '/s', [back.acknowledgedPerSecond]),
    ],
    problem: starts.find((s) => s.problem)?.problem ?? back.problem,
    notes: [
      'The process is src/main/serve.ts under Node; the page is a channel client without a browser, so painting is not in it (P10 has that part), nor is Electron\'s start.',
      'Store, checkpoint and tail are measured in this process over a copy of the same file; they are part of the start and not added to it.',
      'Reconnect: both lines go through a TCP proxy that is cut until the core has noticed and tries again; the OMS lives on and keeps its orders. Every order must work on, be compared and show no break, or the row is void.',
    ],
  };
};
