import { join } from 'node:path';
import { Dealer } from 'zeromq';
import { expect, onTestFinished, test } from 'vitest';
import { must } from '../../../src/shared/base/assert.ts';
import { decodeFrame, encodeFrame } from '../../../src/shared/wire/codec.ts';
import type { UpstreamRecord } from '../../../src/shared/wire/refinery.ts';
import { decisionMade, feedbackGiven, halted, outcomeMeasured } from '../../../tests/fixtures/journal-events.ts';
import { startRefinery } from '../../../tests/fixtures/refinery-process.ts';
import { openForTest, storeOptions, tempDir } from '../../../tests/fixtures/store-fixture.ts';
import { openInbox, reportInbox, type Inbox } from './inbox.ts';

function inboxForTest(): { inbox: Inbox; path: string } {
  const path = join(tempDir(), 'inbox.sqlite');
  const inbox = openInbox(path);
  onTestFinished(() => inbox.dispose());
  return { inbox, path };
}

/** Records as a real journal has chained them: 1 and 2 follow each other, 3 stays in the house. */
async function journalled(): Promise<UpstreamRecord[]> {
  const store = await openForTest(storeOptions());
  await store.append([decisionMade(1), feedbackGiven(1), halted('x'), outcomeMeasured(1)]);
  return store.pendingOutbox(10).map(({ key, record }) =>
    ({ key, seq: record.seq, at: record.at, type: record.event.type, body: record.event.body, hash: record.hash }));
}

test('[UP-2] the same records twice, and again after reopening, are stored once and acknowledged each time', async () => {
  const { inbox, path } = inboxForTest();
  const records = await journalled();
  const keys = ['ws-1:1', 'ws-1:2', 'ws-1:4'];
  expect(inbox.receive('ws-1', records, 1)).toEqual({ stored: keys, refused: [] });
  expect(inbox.receive('ws-1', [...records, ...records], 2)).toEqual({ stored: [...keys, ...keys], refused: [] });
  const again = openInbox(path);
  expect(again.refineryId).toBe(inbox.refineryId);
  expect(again.receive('ws-1', records, 3).stored).toEqual(keys);
  again.dispose();
  expect(reportInbox(path)).toMatchObject({ records: 3, byType: { DecisionMade: 1, FeedbackGiven: 1, OutcomeMeasured: 1 } });
});

test('[UP-4] a body that is not what its type says is refused with the field', async () => {
  const { inbox, path } = inboxForTest();
  const [decision] = await journalled();
  const base = must(decision, 'the journal holds a decision');
  expect(inbox.receive('ws-1', [{ ...base, body: { decision: {} } }], 1).refused[0]?.why).toMatch(/^DecisionMade\./);
  expect(inbox.receive('ws-1', [{ ...base, type: 'TradingHalted', body: { why: 'x' } }], 1).refused[0]?.why).toBe('unknown type TradingHalted');
  expect(inbox.receive('ws-1', [{ ...base, type: '__proto__', body: {} }], 1).refused[0]?.why).toBe('unknown type __proto__');
  expect(reportInbox(path)).toMatchObject({ records: 0, refused: [{ times: 1 }, { times: 1 }, { times: 1 }] });
});

test('[UP-5] another hash under a known key, a foreign key, and a content that does not follow from the record before are refused', async () => {
  const { inbox } = inboxForTest();
  const [first, second] = await journalled();
  const one = must(first, 'record 1');
  const two = must(second, 'record 2');
  const changed = { ...outcomeMeasured(7), at: two.at, seq: 2, key: two.key, hash: two.hash };
  expect(inbox.receive('ws-1', [{ ...one, at: one.at }], 1).stored).toEqual([one.key]);
  expect(inbox.receive('ws-1', [{ ...one, hash: 'f'.repeat(64) }], 1).refused[0]?.why).toMatch(/^conflict/);
  expect(inbox.receive('ws-2', [one], 1).refused[0]?.why).toMatch(/^key does not name/);
  expect(inbox.receive('ws-1', [changed], 1).refused[0]?.why).toMatch(/^hash does not follow/);
  expect(inbox.receive('ws-1', [two], 1).stored).toEqual([two.key]);
});

test('[UP-8] garbage on the wire is dropped, and the next good message is answered', async () => {
  const { endpoint } = await startRefinery(tempDir());
  const dealer = new Dealer({ linger: 0 });
  onTestFinished(() => dealer.close());
  dealer.connect(endpoint);
  const hello = encodeFrame({ msgType: 'Hello', protocolVersion: 1, workstationId: 'ws-1' });
  for (const bytes of [Buffer.from('\x00\xff garbage'), Buffer.alloc(0), encodeFrame({ msgType: 'RecordBatch', batchId: -1 })]) await dealer.send(bytes);
  await dealer.send([hello, hello]);
  await dealer.send(hello);
  const [answer] = await dealer.receive();
  expect(decodeFrame(must(answer, 'one frame'))).toMatchObject({ ok: true, value: { msgType: 'Welcome', protocolVersion: 1 } });
});

test('[UP-11] the process ends when its parent lets go of standard input', async () => {
  const { child, ended } = await startRefinery(tempDir());
  must(child.stdin, 'standard input is a pipe').end();
  expect(await ended).toBeNull();
});
