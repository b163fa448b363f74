/**
 * What any venue must do with orders, on its market data line and in lockstep, run against the reference venue's process
 * over real sockets. Rule ids are those of docs/wire-protocol.md; its sessions are judged by venue-session.test.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { FromVenue } from '../../src/shared/wire/venue.ts';
import { advance, bench, brief, cancel, connect, order, replace, reports, trading, type Ticket, useVenue } from './venue-bench.ts';
import { adminDo, MarketDataLine } from './venue-client.ts';

useVenue();

describe('orders', () => {
  it('[OR-1] acknowledges, fills at the shown price, rests the remainder, charges the fee', async () => {
    const line = await trading();
    await order(line, 'A', { price: 10_002, quantity: 40 });
    const [ack, fill] = await reports(line, 2);
    expect(ack && brief(ack)).toEqual(['new', 'new', 'A', null, null, 0, 40]);
    expect(fill && brief(fill)).toEqual(['trade', 'partiallyFilled', 'A', 30, 10_002, 30, 10]);
    // 30 x 100.02 USD = 300,060 cents; one basis point is 30.006 cents.
    expect(fill).toMatchObject({ feeMinor: 30, liquidity: 'removed', avgPx: 10_002, execId: `${bench.venue?.epoch}-E2`, orderId: `${bench.venue?.epoch}-O1` });
  });

  it('[OR-3] [LS-2] fills a resting order behind the queue, as maker', async () => {
    const line = await trading();
    await order(line, 'A', { price: 10_000, quantity: 20 });
    await reports(line, 1);
    const messages = await advance(line, 2);
    expect(messages.map(brief)).toEqual([['trade', 'partiallyFilled', 'A', 10, 10_000, 10, 10], ['TapeAdvanced']]);
    expect(messages[0]).toMatchObject({ liquidity: 'added' });
  });

  it('[OR-4] cancels what an IOC, a FOK or a market order cannot fill', async () => {
    const line = await trading();
    await order(line, 'FOK', { price: 10_002, quantity: 31, timeInForce: 'fok' });
    expect((await reports(line, 2)).map(brief)).toEqual([['new', 'new', 'FOK', null, null, 0, 31], ['canceled', 'canceled', 'FOK', null, null, 0, 0]]);
    await order(line, 'FOK2', { price: 10_002, quantity: 10, timeInForce: 'fok' });
    expect((await reports(line, 2)).map(brief)[1]).toEqual(['trade', 'filled', 'FOK2', 10, 10_002, 10, 0]);
    await order(line, 'IOC', { price: 10_002, quantity: 15, timeInForce: 'ioc' });
    expect((await reports(line, 2)).map(brief)[1]).toEqual(['trade', 'filled', 'IOC', 15, 10_002, 15, 0]);
    await order(line, 'MKT', { quantity: 15 });
    const [, traded, canceled] = await reports(line, 3);
    expect(traded && brief(traded)).toEqual(['trade', 'partiallyFilled', 'MKT', 5, 10_002, 5, 10]);
    expect(canceled && brief(canceled)).toEqual(['canceled', 'canceled', 'MKT', null, null, 5, 0]);
    expect(canceled).toMatchObject({ text: 'no more displayed depth', origClOrdId: null });
  });

  it('[OR-2] rejects with a reason', async () => {
    const line = await trading();
    const refused: [Ticket, RegExp][] = [
      [{ quantity: 0, price: 10_000 }, /quantity/], [{ quantity: 10, price: 10_000, symbol: 'NONE' }, /unknown symbol NONE/],
      [{ quantity: 2e12, price: 10_000 }, /above the largest/],
    ];
    for (const [index, [ticket, reason]] of refused.entries()) {
      await order(line, `R${index}`, ticket);
      const [report] = await reports(line, 1);
      expect(report).toMatchObject({ execType: 'rejected', ordStatus: 'rejected', leavesQty: 0, cumQty: 0 });
      expect(report?.text).toMatch(reason);
    }
    await order(line, 'A', { quantity: 1, price: 9_000 });
    await reports(line, 1);
    await order(line, 'A', { quantity: 1, price: 9_000 });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'rejected', orderId: 'NONE', text: 'duplicate ClOrdID A' });
  });

  it('[OR-5] cancels, once, by any ClOrdID of the chain', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 5, price: 9_000 });
    await replace(line, 'B', 'A', 9_001, 6);
    await cancel(line, 'C', 'A');
    const [, replaced, canceled] = await reports(line, 3);
    expect(replaced).toMatchObject({ execType: 'replaced', clOrdId: 'B', origClOrdId: 'A', price: 9_001, orderQty: 6, leavesQty: 6 });
    expect(canceled).toMatchObject({ execType: 'canceled', clOrdId: 'C', origClOrdId: 'A', leavesQty: 0 });
    await cancel(line, 'D', 'B');
    expect(await line.expect('OrderCancelReject')).toMatchObject({ cxlRejReason: 'tooLate', cxlRejResponseTo: 'cancel', clOrdId: 'D' });
    await cancel(line, 'E', 'NEVER');
    expect(await line.expect('OrderCancelReject')).toMatchObject({ cxlRejReason: 'unknownOrder', orderId: null });
    await cancel(line, 'E', 'A');
    expect(await line.expect('OrderCancelReject')).toMatchObject({ cxlRejReason: 'duplicateClOrdId' });
  });

  it('[OR-6] replaces: a crossing price trades, a quantity that is filled already is refused', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 40, price: 10_001 });
    await replace(line, 'B', 'A', 10_002, 40);
    expect((await reports(line, 3)).map(brief)).toEqual([
      ['new', 'new', 'A', null, null, 0, 40], ['replaced', 'new', 'B', null, null, 0, 40], ['trade', 'partiallyFilled', 'B', 30, 10_002, 30, 10],
    ]);
    await replace(line, 'C', 'B', 10_002, 30);
    expect(await line.expect('OrderCancelReject')).toMatchObject({ cxlRejResponseTo: 'replace', cxlRejReason: 'other', text: 'quantity 30 is not above the 30 filled' });
  });

  it('[OR-7] [SL-11] an OMS that takes its time says so at once, lets the order trade on, and decides by the state that it has then', async () => {
    const line = await trading(['--lockstep', '--change-delay-ms', '90000']);
    await order(line, 'A', { quantity: 20, price: 10_000, timeInForce: 'gtc' });
    await order(line, 'B', { quantity: 8, price: 9_000, timeInForce: 'gtc' });
    await reports(line, 2);
    await cancel(line, 'A-X', 'A');
    await replace(line, 'B-R', 'B', 10_002, 9);
    expect(await reports(line, 2)).toMatchObject([
      { execType: 'pendingCancel', ordStatus: 'pendingCancel', clOrdId: 'A-X', origClOrdId: 'A', leavesQty: 20 },
      { execType: 'pendingReplace', ordStatus: 'pendingReplace', clOrdId: 'B-R', origClOrdId: 'B', price: 9_000, orderQty: 8 },
    ]);
    for (const [id, of] of [['A-X2', 'A'], ['A-X', 'A']] as const) {
      await cancel(line, id, of);
      expect(await line.expect('OrderCancelReject')).toMatchObject({ clOrdId: id, cxlRejReason: id === 'A-X' ? 'duplicateClOrdId' : 'pending' });
    }
    for (const [id, of] of [['A-R', 'A'], ['B-R2', 'B']] as const) {
      await replace(line, id, of, 9_500, 30);
      expect(await line.expect('OrderCancelReject')).toMatchObject({ clOrdId: id, cxlRejResponseTo: 'replace', cxlRejReason: 'pending' });
    }
    await line.send({ msgType: 'OrderMassStatusRequest', massStatusReqId: 'M' });
    expect((await line.until('RequestCompleted')).flatMap((m) => (m.msgType === 'ExecutionReport' ? [m.ordStatus] : []))).toEqual(['pendingCancel', 'pendingReplace']);
    expect((await advance(line, 2)).map(brief)).toEqual([['trade', 'pendingCancel', 'A', 10, 10_000, 10, 10], ['TapeAdvanced']]);
    expect((await advance(line, 3)).slice(0, 2).map(brief)).toEqual([['canceled', 'canceled', 'A-X', null, null, 10, 0], ['replaced', 'new', 'B-R', null, null, 0, 9]]);
  });

  it('[OR-7] a request whose order is done when it is decided is refused as too late; the end of the day decides everything', async () => {
    const line = await trading(['--lockstep', '--change-delay-ms', '90000']);
    await order(line, 'A', { quantity: 10, price: 10_000 });
    await reports(line, 1);
    await cancel(line, 'A-X', 'A');
    await reports(line, 1);
    expect((await advance(line, 2)).map(brief)).toEqual([['trade', 'filled', 'A', 10, 10_000, 10, 0], ['TapeAdvanced']]);
    expect((await advance(line, 3))[0]).toMatchObject({ msgType: 'OrderCancelReject', clOrdId: 'A-X', cxlRejReason: 'tooLate', text: 'order is filled' });
    await order(line, 'B', { quantity: 8, price: 9_000 });
    await reports(line, 1);
    await replace(line, 'B-R', 'B', 9_001, 9);
    await reports(line, 1);
    let last: FromVenue[] = [];
    for (let i = 4; last.at(-1)?.msgType !== 'TapeAdvanced' || !(last.at(-1) as { atEnd?: boolean }).atEnd; i++) last = await advance(line, i);
    expect(last.map(brief)).toEqual([['replaced', 'new', 'B-R', null, null, 0, 9], ['expired', 'expired', 'B-R', null, null, 0, 0], ['TapeAdvanced']]);
  });

  it('[OR-8] [LS-5] expires DAY orders at the end of the tape, keeps GTC, takes no new order', async () => {
    const line = await trading();
    await order(line, 'DAY', { quantity: 5, price: 9_000 });
    await order(line, 'GTC', { quantity: 5, price: 9_000, timeInForce: 'gtc' });
    await reports(line, 2);
    let last: FromVenue[] = [];
    for (let i = 2; last.at(-1)?.msgType !== 'TapeAdvanced' || !(last.at(-1) as { atEnd?: boolean }).atEnd; i++) last = await advance(line, i);
    expect(last.map(brief)).toEqual([['expired', 'expired', 'DAY', null, null, 0, 0], ['TapeAdvanced']]);
    const again = (await advance(line, 99)).at(-1);
    expect(again).toEqual({ ...last.at(-1), advanceId: 99, msgSeqNum: again?.msgSeqNum });
    await order(line, 'LATE', { quantity: 5, price: 9_000 });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'rejected', text: 'market closed: the tape has ended' });
  });

  it('[OR-9] answers mass status and executions requests, and closes each answer', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 10, price: 10_002 });
    await order(line, 'B', { quantity: 10, price: 9_000 });
    const live = await reports(line, 3);
    await line.send({ msgType: 'OrderMassStatusRequest', massStatusReqId: 'M1' });
    const status = await line.until('RequestCompleted');
    expect(status.slice(0, -1)).toMatchObject([
      { execType: 'orderStatus', clOrdId: 'A', ordStatus: 'filled', cumQty: 10, requestId: 'M1', execId: '0' },
      { execType: 'orderStatus', clOrdId: 'B', ordStatus: 'new', leavesQty: 10, requestId: 'M1' },
    ]);
    expect(status.at(-1)).toMatchObject({ requestId: 'M1', reports: 2 });
    await line.send({ msgType: 'ExecutionsRequest', executionsReqId: 'X1' });
    const executions = await line.until('RequestCompleted');
    const { msgSeqNum: _n, sendingTime: _t, ...fill } = live[1] ?? {};
    expect(executions.map((m) => ({ ...m, msgSeqNum: undefined, sendingTime: undefined }))[0]).toEqual({ ...fill, resent: true, requestId: 'X1', msgSeqNum: undefined, sendingTime: undefined });
    expect(executions).toHaveLength(2);
  });
});

describe('whole books and second thoughts', () => {
  it('[OR-11] [OR-9] cancels what fits, one report each, and tells of one order by any of its names', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 5, price: 9_000 });
    await replace(line, 'A2', 'A', 9_001, 5);
    await order(line, 'S', { side: 'sell', quantity: 5, price: 11_000 });
    await reports(line, 3);
    await line.send({ msgType: 'OrderStatusRequest', ordStatusReqId: 'Q1', clOrdId: 'A' });
    expect(await line.until('RequestCompleted')).toMatchObject([{ execType: 'orderStatus', clOrdId: 'A2', requestId: 'Q1', price: 9_001 }, { reports: 1 }]);
    await line.send({ msgType: 'OrderStatusRequest', ordStatusReqId: 'Q2', clOrdId: 'NEVER' });
    expect(await line.until('RequestCompleted')).toMatchObject([{ requestId: 'Q2', reports: 0 }]);
    const mass = (clOrdId: string, symbol: string | null, side: 'buy' | 'sell' | null): Promise<void> =>
      line.send({ msgType: 'OrderMassCancelRequest', clOrdId, symbol, side, transactTime: epochMicros(0) });
    await mass('M1', 'NONE', null);
    expect(await line.expect('OrderMassCancelReport')).toMatchObject({ massCancelResponse: 'rejected', totalAffectedOrders: 0, text: 'unknown symbol NONE' });
    await mass('M2', 'XYZ', 'sell');
    expect((await line.until('OrderMassCancelReport')).map((m) => ('totalAffectedOrders' in m ? m.totalAffectedOrders : brief(m).slice(0, 3)))).toEqual([['canceled', 'canceled', 'S'], 1]);
    await mass('M3', null, null);
    expect((await line.until('OrderMassCancelReport')).map((m) => ('totalAffectedOrders' in m ? m.totalAffectedOrders : brief(m).slice(0, 3)))).toEqual([['canceled', 'canceled', 'A2'], 1]);
    await mass('M3', null, null);
    expect(await line.expect('OrderMassCancelReport')).toMatchObject({ massCancelResponse: 'rejected', text: 'duplicate ClOrdID M3' });
  });

  it('[OR-12] [OR-13] [OR-14] takes trades back, corrects them, restates orders, and tells so again when asked', async () => {
    const line = await trading(['--lockstep', '--admin-port', '0']);
    const admin = bench.venue?.admin ?? '';
    await order(line, 'B', { side: 'sell', price: 10_000, quantity: 20 }); // all of it
    await order(line, 'A', { price: 10_002, quantity: 40 }); // 30 trade at once
    const [, second, , first] = await reports(line, 4);
    expect(await adminDo(admin, { do: 'correct', execId: first?.execId, price: 10_001, quantity: 25 })).toEqual({ ok: true });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'tradeCorrect', execRefId: first?.execId, ordStatus: 'partiallyFilled', cumQty: 25, leavesQty: 15, lastPx: 10_001, lastQty: 25, avgPx: 10_001 });
    expect(await adminDo(admin, { do: 'bust', execId: second?.execId })).toEqual({ ok: true });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'tradeCancel', execRefId: second?.execId, ordStatus: 'canceled', cumQty: 0, leavesQty: 0, lastQty: 20, avgPx: null });
    expect(await adminDo(admin, { do: 'bust', execId: second?.execId })).toMatchObject({ ok: false });
    expect(await adminDo(admin, { do: 'restate', orderId: first?.orderId, orderQty: 30, text: 'reduced by phone' })).toEqual({ ok: true });
    expect((await reports(line, 1))[0]).toMatchObject({ execType: 'restated', orderQty: 30, leavesQty: 5, text: 'reduced by phone' });
    await line.send({ msgType: 'ExecutionsRequest', executionsReqId: 'X' });
    expect((await line.until('RequestCompleted')).map((m) => ('execType' in m ? m.execType : 'end'))).toEqual(['trade', 'trade', 'tradeCorrect', 'tradeCancel', 'end']);
    expect(await adminDo(admin, { do: 'dance' })).toMatchObject({ ok: false });
  });
});

describe('market data', () => {
  it('[MD-3] [MD-9] snapshot and deltas join without a gap', async () => {
    const line = await connect();
    const feed = new MarketDataLine(bench.venue?.marketData ?? '');
    bench.lines.push(feed);
    await feed.until((b) => b.entries.length === 0);
    await line.logon();
    await advance(line, 1);
    await line.send({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: null, barsMax: 10 });
    const snapshot = await line.expect('MarketDataSnapshot');
    expect(snapshot).toMatchObject({ mdSeq: 1, epoch: bench.venue?.epoch, quotes: [{ symbol: 'XYZ', bid: 10_000, bidSize: 50, ask: 10_002, askSize: 30 }] });
    await advance(line, 2);
    const batch = await feed.until((b) => b.mdSeq === 2);
    expect(batch.entries).toMatchObject([{ type: 'quote', bid: 10_000 }, { type: 'trade', price: 10_000, size: 60, aggressor: 'sell' }]);
    const numbered = feed.batches.filter((b) => b.entries.length > 0).map((b) => b.mdSeq);
    expect(numbered).toEqual([1, 2]);
    // The tape has no bars: making them is the workstation's.
    expect(feed.batches.flatMap((b) => b.entries).some((e) => e.type === 'bar')).toBe(false);
  });

  it('[MD-8] shows what our order left of the best quote with the next step', async () => {
    const line = await connect();
    const feed = new MarketDataLine(bench.venue?.marketData ?? '');
    bench.lines.push(feed);
    await feed.until((b) => b.entries.length === 0);
    await line.logon();
    await advance(line, 1);
    await order(line, 'A', { quantity: 10, price: 10_002 });
    await reports(line, 2);
    await advance(line, 2);
    const batch = await feed.until((b) => b.mdSeq === 2);
    expect(batch.entries.slice(0, 2)).toMatchObject([{ type: 'quote', askSize: 20 }, { type: 'quote', askSize: 30 }]);
  });

  it('[MD-6] [PL-1] [LS-5] [OS-11] heartbeats each second in real time, and plays the tape after the first Logon', async () => {
    const line = await connect(['--speed', 'max']);
    const feed = new MarketDataLine(bench.venue?.marketData ?? '');
    bench.lines.push(feed);
    await feed.until((b) => b.mdSeq === 0);
    expect(await line.logon()).toMatchObject({ pace: 'realtime', speed: 1_000_000_000, heartBtIntMs: 30_000 });
    await feed.until((b) => b.entries.some((e) => e.type === 'quote' && e.bid === 9_990));
    const count = feed.batches.length;
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(feed.batches.length).toBeGreaterThan(count);
    await line.send({ msgType: 'TapeAdvanceRequest', advanceId: 1 });
    expect((await line.expect('BusinessMessageReject')).text).toMatch(/real time/);
  });
});

describe('lockstep and ledger', () => {
  it('[LS-4] the same tape and orders give the same bytes, and a ledger that says the same', async () => {
    const runs: string[] = [];
    for (const run of ['one', 'two']) {
      const ledger = join(bench.folder, `${run}.jsonl`);
      const line = await connect(['--lockstep', '--ledger', ledger]);
      const feed = new MarketDataLine(bench.venue?.marketData ?? '');
      bench.lines.push(feed);
      await feed.until((b) => b.mdSeq === 0);
      await line.logon();
      await advance(line, 1);
      await order(line, 'A', { quantity: 40, price: 10_002 });
      await order(line, 'B', { side: 'sell', quantity: 20, price: null });
      for (let i = 2; i <= 5; i++) await advance(line, i);
      const end = line.received.at(-1);
      await feed.until((b) => end?.msgType === 'TapeAdvanced' && b.mdSeq === end.mdSeq);
      const published = feed.frames.filter((_, i) => (feed.batches[i]?.entries.length ?? 0) > 0);
      expect(published.length).toBeGreaterThan(4);
      const entries = readFileSync(ledger, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as { type: string });
      expect(entries[0]).toMatchObject({ type: 'epoch', epoch: bench.venue?.epoch });
      expect(entries.filter((e) => e.type === 'position').at(-1)).toMatchObject({ client: 'TRADER', symbol: 'XYZ', quantity: 20 });
      runs.push(JSON.stringify([line.frames, published].map((frames) => frames.map((f) => Buffer.from(f).toString('hex')))) + readFileSync(ledger, 'utf8'));
      for (const open of bench.lines) open.socket.close();
      bench.lines = [];
      expect(await bench.venue?.stop()).toBe(0);
      bench.venue = undefined;
    }
    expect(runs[0]).toBe(runs[1]);
  });

  it('[PL-5] exits when its standard input closes', async () => {
    await connect();
    const running = bench.venue;
    bench.venue = undefined;
    const exited = new Promise((resolve) => running?.process.on('exit', resolve));
    running?.process.stdin?.end();
    expect(await exited).toBe(0);
  });
});
