/** What any venue must do with parents that a desk shares, over real sockets. Rule ids are those of docs/wire-protocol.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { advance, bench, brief, cancel, connect, order, reports, trading, useVenue } from './venue-bench.ts';
import type { OrderLine } from './venue-client.ts';
import { ask, change, guarded, listed, parent, told, type WireParent } from './venue-desk.ts';

useVenue();

/** Two clients in the clear: nobody shows who they are. */
async function two(args?: string[]): Promise<[OrderLine, OrderLine]> {
  const ann = await connect(args);
  await ann.logon('ANN');
  return [ann, await another('BOB')];
}

async function another(name: string): Promise<OrderLine> {
  const line = await connect();
  await line.logon(name);
  return line;
}

const pair = (lines: OrderLine[]): [OrderLine, OrderLine] => {
  const [ann, bob] = lines;
  if (!ann || !bob) throw new Error('two users');
  return [ann, bob];
};

describe('a parent that the desk shares', () => {
  it('[PA-1] [PA-2] [PA-5] goes from version to version, and everybody who logged on is told of each', async () => {
    const [ann, bob] = await two();
    const first = await ask(ann, 0, parent());
    const state = parent();
    for (const line of [ann, bob]) expect(await told(line)).toMatchObject({ msgType: 'ParentOrderReport', version: 1, requestId: first, state });
    const second = await ask(bob, 1, parent({ lockedBy: 'bob' }));
    for (const line of [ann, bob]) expect(await told(line)).toMatchObject({ version: 2, requestId: second, state: { lockedBy: 'bob' } });
    expect(await change(bob, 2, parent({ lockedBy: 'bob', orderQty: quantityLots(80), notes: [{ noteId: 'N1', userId: 'bob', at: state.stagedAt, text: 'worked slowly' }] }))).toBe(3);
    expect(await told(ann)).toMatchObject({ version: 3, state: { orderQty: 80, notes: [{ text: 'worked slowly' }] } });
  });

  it('[PA-2] [PA-6] of two changes of one version the first wins, the other is told that it is stale and changes nothing', async () => {
    const [ann, bob] = await two();
    await change(ann, 0, parent());
    await told(bob);
    expect(await change(ann, 1, parent({ lockedBy: 'ann' }))).toBe(2);
    expect(await change(bob, 1, parent({ lockedBy: 'bob' }))).toBe('stale: changed meanwhile: version 1 was asked to be changed, 2 is current, locked by ann');
    expect(await change(bob, 3, parent({ lockedBy: 'bob' }))).toMatch(/^stale/);
    expect(await change(bob, 0, parent({ orderQty: quantityLots(7) }))).toMatch(/^stale/);
    expect(await change(bob, 1, parent({ parentId: 'P2' }))).toBe('stale: not known in this run of the OMS: it has to be told as version 0');
    expect(await listed(bob)).toEqual([['P1', 2, null, 'ann']]);
  });

  it('[PA-7] the same requestId again is answered as it was, to who asked, and changes nothing', async () => {
    const [ann, bob] = await two();
    const answered = async (line: OrderLine, version: number, state: WireParent, requestId: string): Promise<unknown> => {
      await ask(line, version, state, requestId);
      const answer = await told(line);
      return 'version' in answer ? [answer.requestId, answer.version] : [answer.requestId, answer.parentRejectReason];
    };
    expect(await answered(ann, 0, parent(), 'R1')).toEqual(['R1', 1]);
    expect(await answered(ann, 0, parent(), 'R1')).toEqual(['R1', 1]);
    expect(await told(bob)).toMatchObject({ requestId: 'R1', version: 1 });
    expect(await answered(bob, 0, parent(), 'R1')).toEqual(['R1', 'stale']); // another client's is another request
    expect(await answered(ann, 1, parent({ lockedBy: 'ann' }), 'R2')).toEqual(['R2', 2]);
    expect(await answered(ann, 0, parent({ orderQty: quantityLots(1) }), 'R1')).toEqual(['R1', 1]);
    expect(await told(bob)).toMatchObject({ requestId: 'R2', version: 2 });
    expect(await answered(bob, 0, parent(), 'R1')).toEqual(['R1', 'stale']);
    expect(await listed(ann)).toEqual([['P1', 2, null, 'ann']]);
  });

  it('[PA-4] nobody changes what another has in hand, also where nobody shows who they are', async () => {
    const [ann] = await two();
    expect(await change(ann, 0, parent())).toBe(1);
    expect(await change(ann, 1, parent({ orderQty: quantityLots(1) }))).toBe('held: in the pool of the desk: lock it first');
    expect(await change(ann, 1, parent({ lockedBy: 'ann' }))).toBe(2);
    expect(await change(ann, 2, parent({ lockedBy: 'bob' }))).toBe('held: ann cannot lock it for bob');
    expect(await change(ann, 2, parent({ lockedBy: 'ann', symbol: 'ABC' }))).toMatch(/^unknownSecurity/);
    expect(await change(ann, 2, parent({ lockedBy: 'ann', side: 'sell' }))).toBe('held: symbol and side of a parent do not change');
    expect(await change(ann, 2, parent({ lockedBy: 'ann', stagedBy: 'eve' }))).toBe('held: who staged a parent, and when, does not change');
    expect(await change(ann, 2, parent({ lockedBy: 'ann', assignedTo: 'bob' }))).toBe('held: assigned to bob, it cannot be locked by ann');
    expect(await change(ann, 2, parent({ assignedTo: 'bob', care: true }))).toBe(3);
    expect(await change(ann, 3, parent({ assignedTo: 'bob', care: true, canceled: true }))).toBe('held: a care order: lock it first');
    expect(await change(ann, 3, parent({ assignedTo: 'bob', care: true, lockedBy: 'bob' }))).toBe(4);
  });

  it('[PA-4] [PA-9] each client tells what it traded and hands on what the others told; who tells a parent anew tells all of it', async () => {
    const [ann, bob] = await two();
    const traded = (by: string, lots: number): WireParent['tradedBy'][number] => ({ by, cumQty: quantityLots(lots), avgPx: 10_001.5 });
    const tradedBy = [traded('EVE', 5), traded('ANN', 10)];
    expect(await change(ann, 0, parent({ tradedBy, lockedBy: 'ann' }))).toBe(1);
    expect(await change(ann, 1, parent({ tradedBy: [traded('ANN', 12), traded('EVE', 5)] }))).toBe(2);
    for (const wrong of [[traded('EVE', 5)], [traded('ANN', 11), traded('EVE', 5), traded('BOB', 1)], [traded('ANN', 12), traded('EVE', 6)]]) {
      expect(await change(bob, 2, parent({ tradedBy: wrong, lockedBy: 'bob' }))).toBe('held: what others than BOB traded is theirs to tell');
    }
    expect(await change(bob, 2, parent({ tradedBy: [traded('ANN', 12), traded('EVE', 5), traded('BOB', 1)], lockedBy: 'bob' }))).toBe(3);
  });

  it('[PA-3] in the clear who pretends to be another is not found out: only the first of two and honest mistakes are kept apart', async () => {
    const [ann, bob] = await two();
    expect(await change(ann, 0, parent({ assignedTo: 'ann', lockedBy: 'ann' }))).toBe(1);
    expect(await change(bob, 1, parent({ assignedTo: 'ann', lockedBy: 'bob' }))).toBe('held: ann cannot lock it for bob');
    expect(await change(bob, 1, parent({ assignedTo: 'ann' }))).toBe(2);
    expect(await change(bob, 2, parent({ assignedTo: 'nobody-knows' }))).toBe(3);
  });

  it('[PA-6] says what is wrong with it', async () => {
    const [ann] = await two();
    expect(await change(ann, 0, parent({ symbol: 'NONE' }))).toBe('unknownSecurity: unknown symbol NONE');
    expect(await change(ann, 0, parent({ orderQty: quantityLots(0) }))).toBe('other: quantity 0 is not within 1 to 1000000000000 lots');
    expect(await change(ann, 0, parent({ price: null }))).toBe('other: limit order without a price');
    expect(await change(ann, 0, parent({ ordType: 'market' }))).toBe('other: market order with a price');
    expect(await listed(ann)).toEqual([]);
  });

  it('[PA-8] lists all of them as they stand, in the order in which they came, and says how many', async () => {
    const [ann, bob] = await two();
    for (const parentId of ['Z', 'A', 'M']) expect(await change(ann, 0, parent({ parentId }))).toBe(1);
    expect(await change(ann, 1, parent({ parentId: 'A', lockedBy: 'ann' }))).toBe(2);
    expect(await listed(bob)).toEqual([['Z', 1, null, null], ['A', 2, null, 'ann'], ['M', 1, null, null]]);
    expect(await listed(await another('EVE'))).toHaveLength(3);
  });

  it('[PA-5] [OS-13] who was away hears what was missed when the session goes on', async () => {
    const [ann, bob] = await two();
    const nextIn = (bob.received.at(-1)?.msgSeqNum ?? 0) + 1;
    bob.socket.close();
    expect(await change(ann, 0, parent())).toBe(1);
    expect(await change(ann, 1, parent({ lockedBy: 'ann' }))).toBe(2);
    const again = await connect();
    await again.logon('BOB', undefined, { nextOut: bob.nextOut, nextIn, epoch: bench.venue?.epoch ?? '' });
    expect([await told(again), await told(again)]).toMatchObject([{ version: 1, possDup: true }, { version: 2, possDup: true, state: { lockedBy: 'ann' } }]);
    expect(await listed(await another('BOB'))).toEqual([['P1', 2, null, 'ann']]);
  });

  it('[PA-9] another run of the OMS knows no parents; who has one in hand tells it as version 0', async () => {
    const [ann] = await two();
    expect(await change(ann, 0, parent())).toBe(1);
    expect(await change(ann, 1, parent({ lockedBy: 'ann' }))).toBe(2);
    for (const line of bench.lines) line.socket.close();
    bench.lines = [];
    await bench.venue?.stop();
    bench.venue = undefined;
    const [next, other] = await two(['--lockstep', '--epoch', 'NEXT-RUN']);
    expect(await listed(next)).toEqual([]);
    expect(await change(next, 2, parent({ lockedBy: 'ann' }))).toMatch(/^stale: not known in this run/);
    expect(await change(next, 0, parent({ lockedBy: 'ann' }))).toBe(1);
    expect(await told(other)).toMatchObject({ version: 1, state: { lockedBy: 'ann' } });
  });

  it('[PA-10] a route stays within its parent, and keeps it in the hands that it is in while it is open', async () => {
    const line = await trading();
    expect(await change(line, 0, parent({ assignedTo: 'ann' }))).toBe(1);
    await order(line, 'SELL', { side: 'sell', quantity: 5, price: 10_000, parentId: 'P1' });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'rejected', text: 'parent P1 is to buy XYZ' });
    await order(line, 'ROUTE', { quantity: 5, price: 9_990, parentId: 'P1', account: 'MAIN' });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'new' });
    expect(await change(line, 1, parent({ assignedTo: 'bob' }))).toBe('held: route ROUTE is open: it stays with ann');
    expect(await change(line, 1, parent({ assignedTo: null }))).toMatch(/^held: route ROUTE/);
    expect(await change(line, 1, parent({ assignedTo: 'ann', orderQty: quantityLots(50) }))).toBe(2);
    await cancel(line, 'X', 'ROUTE');
    await reports(line, 1);
    expect(await change(line, 2, parent({ assignedTo: 'bob' }))).toBe(3);
    expect(await change(line, 3, parent({ assignedTo: 'bob', canceled: true }))).toBe(4);
    await order(line, 'LATE', { quantity: 5, price: 9_990, parentId: 'P1' });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'rejected', text: 'parent P1 is canceled' });
    await order(line, 'OWN', { quantity: 5, price: 9_990, parentId: 'NOT-SHARED' });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'new' });
  });

  it('[PA-1] is in the ledger file, each change with its version', async () => {
    const ledger = join(bench.folder, 'parents.jsonl');
    const line = await connect(['--lockstep', '--ledger', ledger]);
    await line.logon('ANN');
    await change(line, 0, parent());
    await change(line, 1, parent({ lockedBy: 'ann' }));
    await change(line, 1, parent({ lockedBy: 'bob' }));
    const entries = readFileSync(ledger, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as { type: string });
    expect(entries.filter((e) => e.type === 'parent')).toMatchObject([{ client: 'ANN', version: 1, state: { lockedBy: null } }, { client: 'ANN', version: 2, state: { lockedBy: 'ann' } }]);
  });
});

describe('users with a key each', () => {
  it('[PA-3] [PA-4] both lock at once and exactly one wins, whoever is read first; the other is told and shown what is', async () => {
    const [ann, bob] = pair(await guarded(['ann', 'bob']));
    expect(await change(ann, 0, parent())).toBe(1);
    for (let round = 0, version = 1; round < 20; round++) {
      const [first, second] = round % 2 === 0 ? [ann, bob] : [bob, ann];
      const user = (line: OrderLine): string => (line === ann ? 'ann' : 'bob');
      const asked = await Promise.all([ask(first, version, parent({ lockedBy: user(first) })), ask(second, version, parent({ lockedBy: user(second) }))]);
      const outcomes = await Promise.all([first, second].map(async (line, n) => {
        const news: (string | number | null)[] = [];
        for (let own = false; !own || news.length < 1;) {
          const answer = await told(line);
          own ||= answer.requestId === asked[n];
          if (answer.msgType === 'ParentOrderReport' && answer.version === version + 1) news.push(answer.state.lockedBy);
          else if (answer.msgType === 'ParentOrderReject') expect(answer.parentRejectReason).toBe('stale');
        }
        return news[0];
      }));
      const [winner, same] = outcomes;
      expect(['ann', 'bob']).toContain(winner);
      expect(same).toBe(winner);
      expect(await listed(ann)).toEqual([['P1', version + 1, null, winner]]);
      expect(await change(winner === 'ann' ? ann : bob, version + 1, parent())).toBe(version + 2);
      version += 2;
    }
  }, 30_000);

  it('[PA-3] [PA-4] a user is who the key says: nobody locks for another, releases another’s lock, or takes what is assigned', async () => {
    const [ann, bob] = pair(await guarded(['ann', 'bob']));
    expect(await change(ann, 0, parent())).toBe(1);
    expect(await change(bob, 1, parent({ lockedBy: 'ann' }))).toBe('held: in the pool of the desk: lock it first');
    expect(await change(ann, 1, parent({ lockedBy: 'ann' }))).toBe(2);
    for (const state of [parent(), parent({ lockedBy: 'bob' }), parent({ lockedBy: 'ann', canceled: true })]) expect(await change(bob, 2, state)).toBe('held: locked by ann');
    expect(await change(ann, 2, parent({ assignedTo: 'ann' }))).toBe(3);
    expect(await change(bob, 3, parent({ assignedTo: 'ann', lockedBy: 'bob' }))).toBe('held: assigned to ann');
    expect(await change(ann, 3, parent({ assignedTo: 'eve' }))).toBe('unknownUser: no user eve');
    expect(await change(ann, 3, parent({ assignedTo: 'bob' }))).toBe(4);
    expect(await change(bob, 4, parent({ assignedTo: 'bob', price: priceTicks(10_001) }))).toBe(5);
    expect(await listed(ann)).toEqual([['P1', 5, 'bob', null]]);
  }, 30_000);

  it('[PA-3] [PA-9] a parent is told anew by who staged it or has it in hand, and by nobody else', async () => {
    const [ann, bob] = pair(await guarded(['ann', 'bob']));
    expect(await change(bob, 0, parent({ assignedTo: 'ann' }))).toBe('held: neither staged by bob nor in the hands of bob');
    expect(await change(bob, 0, parent({ lockedBy: 'ann' }))).toBe('held: neither staged by bob nor in the hands of bob');
    expect(await change(ann, 0, parent({ lockedBy: 'bob' }))).toBe('held: ann cannot lock it for bob');
    expect(await change(bob, 0, parent({ lockedBy: 'bob' }))).toBe(1);
    expect(await change(ann, 0, parent({ parentId: 'P2', assignedTo: 'bob' }))).toBe(1);
  }, 30_000);

  it('[PA-10] an order is no route of what another has in hand', async () => {
    const [ann, bob] = pair(await guarded(['ann', 'bob']));
    await advance(ann, 1);
    expect(await change(ann, 0, parent({ lockedBy: 'ann' }))).toBe(1);
    await told(bob);
    await order(bob, 'B', { quantity: 5, price: 9_990, parentId: 'P1' });
    expect((await reports(bob, 1))[0]).toMatchObject({ execType: 'rejected', text: 'parent P1 is locked by ann' });
    await order(ann, 'A', { quantity: 5, price: 9_990, parentId: 'P1' });
    expect((await reports(ann, 1)).map(brief)).toEqual([['new', 'new', 'A', null, null, 0, 5]]);
    expect(await change(ann, 1, parent())).toBe('held: route A is open: it stays with ann');
  }, 30_000);
});
