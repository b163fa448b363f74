import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { JournalState } from '../../../shared/domain/connection.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import { decisionMade, feedbackGiven, halted, orderStepped, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, sampleStart, storeOptions } from '../../../../tests/fixtures/store-fixture.ts';
import { genesisHash } from '../../../shared/domain/journal-chain.ts';
import { chainBreak, textHash } from './chain.ts';
import { openWriter } from './connection.ts';
import { JournalError } from './journal.ts';

describe('append', () => {
  test('[ST-1] the writing connection runs WAL with synchronous=FULL', async () => {
    const options = storeOptions();
    await openForTest(options);
    const writer = openWriter(options.path);
    if (!writer.ok) throw new Error(writer.error.message);
    expect(writer.value.pragma('synchronous', { simple: true })).toBe(2);
    expect(writer.value.pragma('journal_mode', { simple: true })).toBe('wal');
    writer.value.close();
  });

  test('[ST-2] what was appended is read back, in order, after a restart too', async () => {
    const options = storeOptions();
    const store = await openForTest(options);
    const events = [decisionMade(1), halted('why "not" \u2028 é 漢 \n'), feedbackGiven(2), outcomeMeasured(3)];
    const written = [...await store.append(events.slice(0, 2)), ...await store.append(events.slice(2))];
    expect(written.map((r) => r.event)).toEqual(events);
    expect(written.map((r) => r.seq)).toEqual([1, 2, 3, 4]);
    expect(store.read(1, 100)).toEqual(written);
    await store.dispose();

    const again = await openForTest(options);
    expect(again.read(1, 100)).toEqual(written);
    expect(again.head()).toEqual({ seq: 4, hash: written[3]?.hash });
    expect(again.workstationId).toBe('ws-1');
    expect((await again.append([halted('later')]))[0]?.seq).toBe(5);
  });

  test('[ST-2] appends made at once are numbered in the order of the calls', async () => {
    const store = await openForTest(storeOptions());
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => store.append([halted(`${i}`), halted(`${i} again`)])));
    expect(answers.flat().map((r) => r.seq)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect(answers.map(([first]) => first?.event)).toEqual(Array.from({ length: 300 }, (_, i) => halted(`${i}`)));
  });

  test('[ST-3] every record is chained to the one before it, the first to genesis', async () => {
    const store = await openForTest(storeOptions());
    await store.append([halted('a'), decisionMade(1), halted('b')]);
    let last = { seq: 0, hash: genesisHash };
    for (const row of store.readRows(1, 10)) {
      expect(chainBreak(last, row)).toBeNull();
      last = row;
    }
    expect(store.head()).toEqual({ seq: last.seq, hash: last.hash });
  });

  test('[ST-2] an append with a body that JSON cannot say keeps nothing and says so', async () => {
    const store = await openForTest(storeOptions());
    const bad = { ...outcomeMeasured(1), body: { ...outcomeMeasured(1).body, netBp: Number.NaN } };
    const failure = await store.append([halted('kept?'), bad]).catch((why: unknown) => why);
    expect(failure).toBeInstanceOf(JournalError);
    expect(failure).toMatchObject({ code: 'notJson', kept: 'nothing' });
    expect(store.head().seq).toBe(0);
    expect(store.state).toBe('saved');
  });

  test('[ST-2] too many events, too long a body and a closed store are refused', async () => {
    const store = await openForTest(storeOptions());
    await expect(store.append(Array.from({ length: 1001 }, () => halted('x')))).rejects.toMatchObject({ code: 'tooLarge' });
    await expect(store.append([halted('x'.repeat(1024 * 1024))])).rejects.toMatchObject({ code: 'tooLarge' });
    await store.dispose();
    await expect(store.append([halted('x')])).rejects.toMatchObject({ code: 'closed', kept: 'nothing' });
  });

  test('[ST-17] listeners have the records before the append resolves, in journal order', async () => {
    const store = await openForTest(storeOptions());
    const seen: JournalRecord[] = [];
    store.onRecords((records) => seen.push(...records));
    await Promise.all([1, 2, 3].map(async (n) => {
      const records = await store.append([halted(`${n}`)]);
      expect(seen).toEqual(expect.arrayContaining([...records]));
    }));
    expect(seen.map((r) => r.seq)).toEqual([1, 2, 3]);
  });

  test('[ST-8] the state goes saving, then saved', async () => {
    const store = await openForTest(storeOptions());
    const states: JournalState[] = [];
    store.onState((state) => states.push(state));
    await store.append([halted('x')]);
    expect(states).toEqual(['saving', 'saved']);
  });

  test('[ST-6] exactly the records for the refinery have an outbox row, from the same transaction', async () => {
    const store = await openForTest(storeOptions());
    await store.append([halted('a'), decisionMade(1), feedbackGiven(1), orderStepped('o-1'), outcomeMeasured(1)]);
    expect(store.pendingOutbox(10).map((o) => o.key)).toEqual(['ws-1:2', 'ws-1:3', 'ws-1:5']);
    await store.markStored(['ws-1:2']);
    await store.park('ws-1:3', 'body is not a FeedbackGiven');
    expect(store.outboxCounts()).toEqual({ pending: 1, parked: 1, stored: 1, oldestPendingAt: sampleStart });
    expect(store.parkedOutbox(10)).toEqual([{ key: 'ws-1:3', seq: 3, why: 'body is not a FeedbackGiven' }]);
    await store.unpark('ws-1:3');
    expect(store.pendingOutbox(10).map((o) => o.record.event.type)).toEqual(['FeedbackGiven', 'OutcomeMeasured']);
  });
});

describe('reading', () => {
  test('[ST-13] an order is found by any ClOrdID of its chain, a suggestion by its id', async () => {
    const store = await openForTest(storeOptions());
    await store.append([
      decisionMade(1), orderStepped('o-1'), orderStepped('o-2'), orderStepped('o-1', 'o-1-r1'), feedbackGiven(1), orderStepped('o-1-r1', 'o-1-r2'),
    ]);
    for (const id of ['o-1', 'o-1-r1', 'o-1-r2']) expect(store.readByEntity('order', id).map((r) => r.seq)).toEqual([1, 2, 4, 6]);
    expect(store.readByEntity('order', 'o-2').map((r) => r.seq)).toEqual([3]);
    expect(store.readByEntity('suggestion', 's-1').map((r) => r.seq)).toEqual([1, 5]);
    expect(store.readByEntity('order', 'none')).toEqual([]);
  });

  test('[ST-13] records are read by type, from a number, up to a limit', async () => {
    const store = await openForTest(storeOptions());
    await store.append([halted('a'), outcomeMeasured(1), halted('b'), decisionMade(1), halted('c')]);
    expect(store.readByType(['TradingHalted', 'DecisionMade'], 2, 2).map((r) => r.seq)).toEqual([3, 4]);
  });

  test('[ST-13] hot reads use an index', async () => {
    const options = storeOptions();
    await openForTest(options);
    const db = new Database(options.path, { readonly: true });
    const plan = (sql: string): string => JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    expect(plan("SELECT * FROM entity WHERE kind = 'order' AND id = 'x'")).toContain('USING PRIMARY KEY (kind=? AND id=?)');
    expect(plan("SELECT seq FROM outbox WHERE state = 'pending' ORDER BY seq LIMIT 5")).toContain('outbox_pending');
    expect(plan("SELECT seq FROM journal WHERE type = 'x' AND seq > 3")).toContain('journal_by_type');
    db.close();
  });
});

test('[ST-11] the same events at the same times give the same bytes in every table', async () => {
  const digests = await Promise.all([1, 2].map(async () => {
    const clock = new ManualClock(sampleStart);
    const options = storeOptions({ clock });
    const store = await openForTest(options);
    for (let n = 1; n <= 50; n += 1) {
      clock.advance(7);
      await store.append([decisionMade(n), orderStepped(`o-${n}`), orderStepped(`o-${n}`, `o-${n}-r`), halted(`${n}`)]);
    }
    await store.dispose();
    const db = new Database(options.path, { readonly: true });
    const tables = ['journal', 'head', 'entity', 'order_alias', 'outbox', 'meta', 'checkpoint'];
    const dump = tables.map((t) => JSON.stringify(db.prepare(`SELECT * FROM ${t}`).raw().all())).join('\n');
    db.close();
    return { hash: textHash(dump), length: dump.length };
  }));
  expect(digests[0]?.length).toBeGreaterThan(100_000);
  expect(digests[0]).toEqual(digests[1]);
});
