import Database from 'better-sqlite3';
import { Router } from 'zeromq';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import type { FromRefinery, ToRefinery } from '../../../shared/wire/refinery.ts';
import { encodeFrame } from '../../../shared/wire/codec.ts';
import { systemClock } from '../../../../reference/system-clock.ts';
import { decisionMade, feedbackGiven, halted, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { refineryReport, startRefinery } from '../../../../tests/fixtures/refinery-process.ts';
import { openForTest, sampleStart, storeOptions, tempDir } from '../../../../tests/fixtures/store-fixture.ts';
import { createRefineryGateway, type RefineryGateway } from '../gateways/refinery-gateway.ts';
import type { Store } from '../store/store.ts';
import { createSync, type Sync, type SyncTiming } from './sync.ts';

/** The same machine with shorter waits. */
const fast: Partial<SyncTiming> = { answerMs: 1000, retryMsMin: 20, retryMsMax: 200, idleMs: 100, statusMs: 1 };
const patience = { timeout: 40_000, interval: 20 };

const opened: Disposable[] = [];
afterEach(() => {
  for (const item of opened.splice(0).reverse()) item.dispose();
});

function connect(store: Store, endpoint: string): Sync {
  const gateway = createRefineryGateway({ endpoint });
  const sync = createSync({ store, gateway, clock: systemClock, timing: fast });
  opened.push(gateway, sync);
  return sync;
}

/** Outcomes from..to, and one record between each that stays in the house. */
async function appendOutcomes(store: Store, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) await store.append([outcomeMeasured(n), halted(`${n}`)]);
}

async function drained(store: Store, stored: number): Promise<void> {
  await vi.waitFor(() => expect(store.outboxCounts()).toMatchObject({ pending: 0, stored }), patience);
}

describe('over real sockets, with the refinery in its own process', { timeout: 60_000 }, () => {
  test('[UP-1] every record for the refinery arrives once and is marked; the rest stays in the house', async () => {
    const data = tempDir();
    const refinery = await startRefinery(data);
    const store = await openForTest(storeOptions());
    await store.append([decisionMade(1), halted('stays'), feedbackGiven(1)]);
    const sync = connect(store, refinery.endpoint);
    const links: string[] = [];
    sync.onState((status) => links.push(status.link));
    await drained(store, 2);
    await appendOutcomes(store, 1, 450); // more than two batches, while the line is up
    await drained(store, 452);
    await vi.waitFor(() => expect(sync.status()).toMatchObject({ link: 'connected', queued: 0, sentTotal: 452, oldestQueuedAt: null, parked: [] }));
    expect(sync.status().lastAckAt).toBeGreaterThan(sampleStart);
    expect(sync.status().rows).toHaveLength(50);
    expect(sync.status().rows[0]).toMatchObject({ type: 'OutcomeMeasured', state: 'stored' });
    expect(links).toContain('connected');
    expect(refineryReport(data)).toMatchObject({
      records: 452, byType: { DecisionMade: 1, FeedbackGiven: 1, OutcomeMeasured: 450 }, byWorkstation: { 'ws-1': { records: 452, firstSeq: 1 } }, refused: [],
    });
  });

  test('[UP-2] a refinery killed between commit and acknowledgement gets the records again and keeps them once', async () => {
    const data = tempDir();
    const doomed = await startRefinery(data, ['--die-before-ack', '1']);
    const store = await openForTest(storeOptions());
    await appendOutcomes(store, 1, 20);
    const sync = connect(store, doomed.endpoint);
    expect(await doomed.ended).toBe('SIGKILL');
    expect(refineryReport(data).records, 'it had stored them').toBe(20);
    expect(store.outboxCounts(), 'here nobody knows').toMatchObject({ pending: 20, stored: 0 });
    await vi.waitFor(() => expect(sync.status().link).toBe('disconnected'), patience);

    await startRefinery(data, ['--port', String(doomed.port)]);
    await drained(store, 20);
    expect(refineryReport(data)).toMatchObject({ records: 20, byType: { OutcomeMeasured: 20 }, refused: [] });
  });

  test('[UP-2] the refinery killed again and again: at the end every record is there once', async () => {
    const data = tempDir();
    let refinery = await startRefinery(data, ['--die-before-ack', '1']);
    const store = await openForTest(storeOptions());
    connect(store, refinery.endpoint);
    for (let round = 0; round < 4; round += 1) {
      await appendOutcomes(store, round * 60 + 1, round * 60 + 60);
      expect(await refinery.ended).toBe('SIGKILL');
      refinery = await startRefinery(data, ['--port', String(refinery.port), ...(round < 3 ? ['--die-before-ack', '1'] : [])]);
    }
    await drained(store, 240);
    expect(refineryReport(data)).toMatchObject({ records: 240, refused: [] });
  });

  test('[UP-3] a workstation that restarts goes on where its outbox stands', async () => {
    const data = tempDir();
    const options = storeOptions();
    const first = await openForTest(options);
    await appendOutcomes(first, 1, 30);
    await first.dispose(); // nothing was ever sent
    const refinery = await startRefinery(data);
    const second = await openForTest(options);
    const sync = connect(second, refinery.endpoint);
    await drained(second, 30);
    sync.dispose();
    await appendOutcomes(second, 31, 40);
    await second.dispose();
    const third = await openForTest(options);
    expect(connect(third, refinery.endpoint).status().sentTotal).toBe(30);
    await drained(third, 40);
    expect(refineryReport(data)).toMatchObject({ records: 40, refused: [] });
  });

  test('[UP-4] a record that the refinery cannot use is parked with the reason, and the rest flows', async () => {
    const data = tempDir();
    const refinery = await startRefinery(data);
    const store = await openForTest(storeOptions());
    const good = feedbackGiven(2);
    const poison = { ...good, body: { ...good.body, feedback: { ...good.body.feedback, reason: 'because' } } } as unknown as JournalEvent;
    await store.append([outcomeMeasured(1), poison, outcomeMeasured(3)]);
    const sync = connect(store, refinery.endpoint);
    await vi.waitFor(() => expect(sync.status()).toMatchObject({ queued: 0, sentTotal: 2 }), patience);
    expect(sync.status().parked).toEqual([{ key: 'ws-1:2', why: expect.stringContaining('FeedbackGiven.feedback.reason') as string }]);
    await store.append([outcomeMeasured(4)]);
    await vi.waitFor(() => expect(sync.status().sentTotal).toBe(3), patience);
    expect(refineryReport(data)).toMatchObject({ records: 3, refused: [{ key: 'ws-1:2', times: 1 }] });
  });

  test('[UP-5] two journals that claim to be one workstation: the second is refused as a conflict', async () => {
    const data = tempDir();
    const refinery = await startRefinery(data);
    const one = await openForTest(storeOptions());
    const two = await openForTest(storeOptions());
    await one.append([outcomeMeasured(1)]);
    await two.append([outcomeMeasured(2)]);
    connect(one, refinery.endpoint);
    await drained(one, 1);
    const sync = connect(two, refinery.endpoint);
    await vi.waitFor(() => expect(sync.status().parked).toEqual([{ key: 'ws-1:1', why: expect.stringContaining('conflict') as string }]), patience);
    expect(refineryReport(data).records).toBe(1);
  });

  test('[UP-8] frames that are no message are counted and change nothing', async () => {
    const router = new Router({ linger: 0 });
    onTestFinished(() => router.close());
    await router.bind('tcp://127.0.0.1:*');
    const refused: string[] = [];
    const gateway = createRefineryGateway({ endpoint: router.lastEndpoint ?? '', onRefused: (why) => refused.push(why) });
    const heard: FromRefinery[] = [];
    gateway.onMessage((message) => heard.push(message));
    opened.push(gateway);
    await vi.waitFor(async () => expect(await gateway.send({ msgType: 'Hello', protocolVersion: 1, workstationId: 'ws-1' })).toBe(true), patience);
    const [peer] = await router.receive();
    const welcome = encodeFrame({ msgType: 'Welcome', protocolVersion: 1, refineryId: 'r-1' });
    for (const frame of [Buffer.from('not msgpack at all'), Buffer.alloc(0), encodeFrame({ msgType: 'Welcome' }), encodeFrame({ msgType: 'Order' })]) {
      await router.send([peer ?? '', frame]);
    }
    await router.send([peer ?? '', welcome, welcome]);
    await router.send([peer ?? '', welcome]);
    await vi.waitFor(() => expect(heard).toHaveLength(1), patience);
    expect(gateway.badFrames).toBe(5);
    expect(refused).toHaveLength(5);
  });
});

/** A refinery on the other side of a table: it hears what is said and answers when the test does. */
function tableGateway(isThere = true): { gateway: RefineryGateway; said: ToRefinery[]; answer(message: FromRefinery): void; there: boolean } {
  const listeners = new Set<(message: FromRefinery) => void>();
  const table = {
    said: [] as ToRefinery[],
    there: isThere,
    answer(message: FromRefinery) { for (const listener of listeners) listener(message); },
    gateway: {
      badFrames: 0,
      send(message: ToRefinery) {
        table.said.push(message);
        return Promise.resolve(table.there);
      },
      onMessage(listener: (message: FromRefinery) => void) {
        listeners.add(listener);
        return disposable(() => listeners.delete(listener));
      },
      dispose: () => undefined,
    },
  };
  return table;
}

const welcome: FromRefinery = { msgType: 'Welcome', protocolVersion: 1, refineryId: 'r-1' };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const batches = (said: readonly ToRefinery[]): (ToRefinery & { msgType: 'RecordBatch' })[] => said.filter((m) => m.msgType === 'RecordBatch');

describe('on a clock moved by hand', () => {
  test('[UP-6] it tries again after 1 s, doubling to 32 s', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway(false);
    opened.push(createSync({ store: await openForTest(storeOptions()), gateway: table.gateway, clock }));
    await settle();
    const waits: number[] = [];
    for (const wait of [1, 2, 4, 8, 16, 32, 32]) {
      const before = table.said.length;
      clock.advance(wait * 1000 - 1);
      expect(table.said).toHaveLength(before);
      clock.advance(1);
      expect(table.said).toHaveLength(before + 1);
      waits.push(wait);
      await settle();
    }
    expect(waits).toHaveLength(7);
  });

  test('[UP-7] at most 200 records a batch, one batch in flight, oldest first', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const store = await openForTest(storeOptions());
    await store.append(Array.from({ length: 450 }, (_, i) => outcomeMeasured(i + 1)));
    opened.push(createSync({ store, gateway: table.gateway, clock }));
    table.answer(welcome);
    await store.append([outcomeMeasured(451)]);
    expect(batches(table.said).map((b) => b.records.length)).toEqual([200]);
    const sizes: number[] = [];
    for (let n = 1; n <= 3; n += 1) {
      const batch = batches(table.said).at(-1);
      sizes.push(batch?.records.length ?? 0);
      table.answer({ msgType: 'RecordBatchAck', batchId: batch?.batchId ?? 0, stored: batch?.records.map((r) => r.key) ?? [], refused: [] });
      await vi.waitFor(() => expect(store.outboxCounts().stored).toBe(Math.min(451, n * 200)));
      await settle();
    }
    expect(sizes).toEqual([200, 200, 51]);
    expect(batches(table.said).flatMap((b) => b.records.map((r) => r.seq))).toEqual(Array.from({ length: 451 }, (_, i) => i + 1));
  });

  test('[UP-9] late, repeated and foreign acknowledgements mark nothing', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const store = await openForTest(storeOptions());
    await store.append([outcomeMeasured(1), outcomeMeasured(2)]);
    const sync = createSync({ store, gateway: table.gateway, clock });
    opened.push(sync);
    table.answer(welcome);
    clock.advance(5000); //                  no answer in time
    expect(sync.status().link).toBe('disconnected');
    table.answer({ msgType: 'RecordBatchAck', batchId: 1, stored: ['ws-1:1', 'ws-1:2'], refused: [] });
    await settle();
    expect(store.outboxCounts(), 'late').toMatchObject({ pending: 2 });
    clock.advance(1000);
    table.answer(welcome);
    expect(batches(table.said).map((b) => b.batchId)).toEqual([1, 2]);
    const ack: FromRefinery = { msgType: 'RecordBatchAck', batchId: 2, stored: ['ws-1:1', 'other:7'], refused: [{ key: 'ws-1:99', why: 'x' }] };
    table.answer(ack);
    table.answer(ack);
    await vi.waitFor(() => expect(store.outboxCounts()).toMatchObject({ pending: 1, stored: 1, parked: 0 }));
    await vi.waitFor(() => expect(sync.status()).toMatchObject({ queued: 1, sentTotal: 1 }));
  });

  test('[UP-9] an acknowledgement that settles nothing makes no busy loop', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const store = await openForTest(storeOptions());
    await store.append([outcomeMeasured(1)]);
    opened.push(createSync({ store, gateway: table.gateway, clock }));
    table.answer(welcome);
    table.answer({ msgType: 'RecordBatchAck', batchId: 1, stored: [], refused: [] });
    await store.append([halted('writes before this one are done')]);
    await settle();
    expect(batches(table.said)).toHaveLength(1);
    clock.advance(1000);
    table.answer(welcome);
    expect(batches(table.said)).toHaveLength(2);
  });

  test('[UP-7] records that are appended together leave together, after the append', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const store = await openForTest(storeOptions());
    opened.push(createSync({ store, gateway: table.gateway, clock }));
    table.answer(welcome);
    await Promise.all([1, 2, 3].map((n) => store.append([outcomeMeasured(n)])));
    expect(batches(table.said)).toEqual([]);
    clock.advance(0);
    expect(batches(table.said).map((b) => b.records.map((r) => r.seq))).toEqual([[1, 2, 3]]);
  });

  test('[UP-12] a damaged record is not sent, is reported, and does not stop the core', async () => {
    const options = storeOptions();
    const first = await openForTest(options);
    await first.append([outcomeMeasured(1), outcomeMeasured(2), halted('x')]);
    await first.dispose();
    const db = new Database(options.path);
    db.exec("DROP TRIGGER journal_no_update; UPDATE journal SET body = replace(body, '3.5', '9.5') WHERE seq = 1");
    db.close();
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const failures: unknown[] = [];
    const sync = createSync({ store: await openForTest(options), gateway: table.gateway, clock, onFailure: (why) => failures.push(why) });
    opened.push(sync);
    table.answer(welcome);
    expect(batches(table.said)).toEqual([]);
    expect(failures).toEqual([expect.objectContaining({ name: 'JournalError', code: 'damaged' })]);
    expect(sync.status()).toMatchObject({ link: 'disconnected', queued: 2 });
  });

  test('[UP-10] a refinery of another protocol is not spoken to', async () => {
    const clock = new ManualClock(sampleStart);
    const table = tableGateway();
    const store = await openForTest(storeOptions());
    await store.append([outcomeMeasured(1)]);
    const sync = createSync({ store, gateway: table.gateway, clock });
    opened.push(sync);
    table.answer({ ...welcome, protocolVersion: 2 });
    expect(batches(table.said)).toEqual([]);
    expect(sync.status().link).toBe('disconnected');
  });
});
