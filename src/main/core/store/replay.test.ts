import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import { halted, outcomeMeasured } from '../../../../tests/fixtures/journal-events.ts';
import { openForTest, storeOptions } from '../../../../tests/fixtures/store-fixture.ts';
import { textHash } from './chain.ts';
import type { Projection } from './journal.ts';
import { Checkpointer, replayInto } from './replay.ts';
import type { Store } from './store.ts';

const clock = new ManualClock(0);

/** A running digest of all that it has seen: equal states mean equal histories in equal order. */
function digest(name = 'digest'): Projection & { state: { seq: number; hash: string }; applied: number } {
  return {
    name, applied: 0, state: { seq: 0, hash: '' },
    apply(record) {
      this.applied += 1;
      this.state = { seq: record.seq, hash: textHash(this.state.hash + JSON.stringify(record)) };
    },
    save() { return this.state; },
    load(state) { this.state = state as { seq: number; hash: string }; },
  };
}

async function appendMany(store: Store, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) await store.append([outcomeMeasured(n)]);
}

test('[ST-14] a restart from a checkpoint gives the same state as a replay from the start', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  const live = digest();
  const checkpointer = new Checkpointer({ store, projections: [live], every: 40 });
  await appendMany(store, 1, 100);
  await store.dispose(); // as after a kill: no last checkpoint
  expect(live.applied).toBe(100);

  const again = await openForTest(options);
  const restarted = digest();
  expect(await replayInto(again, [restarted], clock)).toMatchObject({ ok: true, value: { checkpointSeq: 80, recordsReplayed: 20, seq: 100 } });
  expect(restarted.state).toEqual(live.state);
  const renamed = digest('digest-2');
  expect(await replayInto(again, [renamed, restarted], clock)).toMatchObject({ ok: true, value: { checkpointSeq: 0, recordsReplayed: 100 } });
  expect(renamed.state).toEqual(live.state);
  await checkpointer.dispose();
});

test('[ST-15] the checkpointer saves at dispose, and the next restart folds nothing', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  const live = digest();
  const checkpointer = new Checkpointer({ store, projections: [live] });
  await appendMany(store, 1, 5);
  await checkpointer.dispose();
  await store.append([halted('after the checkpointer let go')]);
  expect(live.applied).toBe(5);
  expect(await replayInto(store, [digest()], clock)).toMatchObject({ ok: true, value: { checkpointSeq: 5, recordsReplayed: 1 } });
});

test('[ST-15] a caller who folds by himself tells the checkpointer, which saves all the same', async () => {
  const store = await openForTest(storeOptions());
  const own = digest();
  const checkpointer = new Checkpointer({ store, projections: [own], every: 3, foldedBy: 'caller' });
  for (let n = 1; n <= 4; n += 1) {
    for (const record of await store.append([outcomeMeasured(n)])) {
      own.apply(record);
      checkpointer.applied(record);
    }
  }
  expect(own.applied).toBe(4);
  await checkpointer.dispose();
  expect(store.loadCheckpoint()).toMatchObject({ seq: 4, states: { digest: own.state } });
});

test('[ST-14] a damaged checkpoint is passed over for the one before it', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  const live = digest();
  const checkpointer = new Checkpointer({ store, projections: [live], every: 10 });
  await appendMany(store, 1, 30);
  await checkpointer.dispose();
  await store.dispose();
  const db = new Database(options.path);
  expect(db.prepare('SELECT seq FROM checkpoint ORDER BY seq').pluck().all(), 'two are kept').toEqual([20, 30]);
  db.exec(`UPDATE checkpoint SET states = replace(states, '"seq":30', '"seq":31') WHERE seq = 30`);
  db.close();
  const again = await openForTest(options);
  const restarted = digest();
  expect(await replayInto(again, [restarted], clock)).toMatchObject({ ok: true, value: { checkpointSeq: 20, recordsReplayed: 10 } });
  expect(restarted.state).toEqual(live.state);
});

test('[ST-14] a tail that is not what was written stops the replay and names the record', async () => {
  const options = storeOptions();
  const store = await openForTest(options);
  await appendMany(store, 1, 20);
  await store.dispose();
  const db = new Database(options.path);
  db.exec(`DROP TRIGGER journal_no_update; UPDATE journal SET body = replace(body, '3.5', '9.5') WHERE seq = 12`);
  db.close();
  const again = await openForTest(options);
  expect(await replayInto(again, [digest()], clock)).toMatchObject({ ok: false, error: { seq: 12, what: 'hash differs' } });
});
