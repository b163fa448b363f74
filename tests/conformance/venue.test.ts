/**
 * What any venue must do on its two lines, run against the reference venue's process over real sockets. Rule ids are
 * those of docs/wire-protocol.md.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { priceTicks, quantityLots, epochMicros } from '../../src/shared/domain/numbers.ts';
import { encodeFrame } from '../../src/shared/wire/codec.ts';
import type { ExecutionReport, FromVenue } from '../../src/shared/wire/venue.ts';
import { MarketDataLine, OrderLine, startVenue, type RunningVenue } from './venue-client.ts';

let folder: string;
let venue: RunningVenue | undefined;
let lines: { socket: { close(): void } }[] = [];

/** Minutes of a small market in XYZ: one quote at the start of each, and a print in some. */
const quotes = [
  '2024-01-02T14:30:00Z,100.00,100.02,50,30', '2024-01-02T14:31:00Z,100.00,100.02,50,30', '2024-01-02T14:32:00Z,100.00,100.02,50,30',
  '2024-01-02T14:33:00Z,99.90,99.95,50,30', '2024-01-02T14:34:00Z,99.90,99.95,50,30',
];
const trades = ['2024-01-02T14:31:30Z,100.00,60,sell', '2024-01-02T14:32:30Z,100.02,5,buy'];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'venue-'));
  writeFileSync(join(folder, 'XYZ_quotes.csv'), `ts,bid,ask,bid_size,ask_size\n${quotes.join('\n')}\n`);
  writeFileSync(join(folder, 'XYZ_trades.csv'), `ts,price,size,aggressor\n${trades.join('\n')}\n`);
  writeFileSync(join(folder, 'instruments.json'), JSON.stringify({ XYZ: { tickSize: '0.01', lotSize: '1', currency: 'USD', currencyMinorDigits: 2, feeBp: 1, assetClass: 'equity' } }));
});
afterEach(async () => {
  for (const line of lines) line.socket.close();
  lines = [];
  if (venue) expect(await venue.stop()).toBe(0);
  venue = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

async function connect(args: string[] = ['--lockstep'], routingId?: string): Promise<OrderLine> {
  venue ??= await startVenue(['--tape', folder, ...args]);
  const line = new OrderLine(venue.orders, routingId);
  lines.push(line);
  return line;
}

/** A logged-on line whose market has its first quote: 100.00 x 50 / 100.02 x 30. */
async function trading(args?: string[]): Promise<OrderLine> {
  const line = await connect(args);
  await line.logon();
  await advance(line, 1);
  return line;
}

async function advance(line: OrderLine, advanceId: number): Promise<FromVenue[]> {
  await line.send({ msgType: 'TapeAdvanceRequest', advanceId });
  return line.until('TapeAdvanced');
}

interface Ticket { side?: 'buy' | 'sell'; price?: number | null; quantity: number; timeInForce?: 'day' | 'ioc' | 'fok' | 'gtc'; symbol?: string }
async function order(line: OrderLine, clOrdId: string, ticket: Ticket): Promise<void> {
  const price = ticket.price === undefined || ticket.price === null ? null : priceTicks(ticket.price);
  await line.send({
    msgType: 'NewOrderSingle', clOrdId, symbol: ticket.symbol ?? 'XYZ', side: ticket.side ?? 'buy', ordType: price === null ? 'market' : 'limit', price,
    orderQty: quantityLots(ticket.quantity), timeInForce: ticket.timeInForce ?? 'day', transactTime: epochMicros(0),
  });
}
const change = (clOrdId: string, origClOrdId: string): { clOrdId: string; origClOrdId: string; symbol: string; side: 'buy'; transactTime: ReturnType<typeof epochMicros> } =>
  ({ clOrdId, origClOrdId, symbol: 'XYZ', side: 'buy', transactTime: epochMicros(0) });
const cancel = (line: OrderLine, clOrdId: string, origClOrdId: string): Promise<void> =>
  line.send({ msgType: 'OrderCancelRequest', ...change(clOrdId, origClOrdId) });
const replace = (line: OrderLine, clOrdId: string, origClOrdId: string, price: number, quantity: number): Promise<void> =>
  line.send({ msgType: 'OrderCancelReplaceRequest', ...change(clOrdId, origClOrdId), ordType: 'limit', price: priceTicks(price), orderQty: quantityLots(quantity) });

const brief = (m: FromVenue): unknown[] => m.msgType === 'ExecutionReport'
  ? [m.execType, m.ordStatus, m.clOrdId, m.lastQty, m.lastPx, m.cumQty, m.leavesQty] : [m.msgType];
const reports = async (line: OrderLine, count: number): Promise<ExecutionReport[]> => {
  const all: ExecutionReport[] = [];
  for (let i = 0; i < count; i++) all.push(await line.expect('ExecutionReport'));
  return all;
};

describe('session', () => {
  it('[OS-2] [OS-11] logs on, numbers both directions, answers TestRequest, says goodbye', async () => {
    const line = await connect();
    expect(await line.logon()).toMatchObject({ msgSeqNum: 1, senderCompId: 'VENUE', pace: 'lockstep', speed: 0, epoch: venue?.epoch });
    await line.send({ msgType: 'TestRequest', testReqId: 'T1' });
    expect(await line.expect('Heartbeat')).toMatchObject({ msgSeqNum: 2, testReqId: 'T1' });
    await line.send({ msgType: 'SecurityListRequest', securityReqId: 'S1' });
    const list = await line.expect('SecurityList');
    expect(list.instruments).toMatchObject([{ symbol: 'XYZ', tickSize: '0.01', lotSize: '1', feeBp: 1, tradable: true, barSource: 'built' }]);
    await line.send({ msgType: 'Logout', text: null });
    expect(await line.expect('Logout')).toMatchObject({ msgSeqNum: 4 });
    await line.send({ msgType: 'TestRequest', testReqId: 'T2' });
    expect(await line.expect('BusinessMessageReject')).toMatchObject({ businessRejectReason: 'notLoggedOn' });
  });

  it('[OS-3] refuses another protocol version by a Logout that says which it speaks', async () => {
    const line = await connect();
    await expect(line.logon('TRADER', 99)).rejects.toThrow(/Logout.*protocol version 99 is not spoken here: this venue speaks 2/);
    // Version 1 had other fields: it is told all the same.
    await line.sendRaw(encodeFrame({ msgType: 'Logon', msgSeqNum: 1, sendingTime: 0, senderCompId: 'TRADER', targetCompId: 'VENUE', protocolVersion: 1, heartBtIntMs: 0 }));
    expect((await line.expect('Logout')).text).toBe('protocol version 1 is not spoken here: this venue speaks 2');
  });

  it('[OS-5] ignores a repeated number, with PossDup and without', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 5, price: 9_000 });
    await reports(line, 1);
    for (const possDup of [false, true]) {
      line.nextOut = 3;
      await line.sendRaw(encodeFrame({ msgType: 'NewOrderSingle', msgSeqNum: line.nextOut++, sendingTime: 1, possDup, clOrdId: `AGAIN-${possDup}`, symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 9_000, orderQty: 5, timeInForce: 'day', transactTime: 0 }));
    }
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
  });

  it('[OS-12] [OS-14] asks for what is missing, keeps what came early, and takes each number once', async () => {
    const line = await trading();
    line.nextOut = 4; // number 3 is lost
    await order(line, 'B', { quantity: 5, price: 9_000 });
    expect(await line.expect('ResendRequest')).toMatchObject({ beginSeqNo: 3, endSeqNo: 3 });
    await line.send({ msgType: 'TestRequest', testReqId: 'LATER' }); // number 5: waits as well, and is not asked for again
    line.nextOut = 3;
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 3, sendingTime: 9, possDup: true, gapFillFlag: true, newSeqNo: 4 }));
    expect(await line.expect('ExecutionReport')).toMatchObject({ execType: 'new', clOrdId: 'B' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'LATER' });
    line.nextOut = 3;
    await order(line, 'LATE', { quantity: 5, price: 9_000 }); // the lost one comes after all: it was given up
    line.nextOut = 6;
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
  });

  it('[OS-13] sends its facts again when asked, as PossDup under their numbers, and skips what is its own', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 10, price: 10_002 });
    const live = await reports(line, 2);
    await line.send({ msgType: 'TestRequest', testReqId: 'T' });
    await line.expect('Heartbeat');
    await line.send({ msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 0 });
    expect(await line.expect('SequenceReset')).toMatchObject({ msgSeqNum: 1, newSeqNo: 2, possDup: true });
    expect(await line.expect('TapeAdvanced')).toMatchObject({ msgSeqNum: 2, possDup: true });
    const again = await reports(line, 2);
    expect(again).toEqual(live.map((m) => ({ ...m, possDup: true, origSendingTime: m.sendingTime })));
    expect(await line.expect('SequenceReset')).toMatchObject({ msgSeqNum: 5, newSeqNo: 6 });
  });

  it('[OS-13] [OS-15] goes on with its numbers after a loss of connection and tells what was missed, or begins anew', async () => {
    const first = await trading();
    await order(first, 'A', { price: 10_000, quantity: 20, timeInForce: 'gtc' });
    await reports(first, 1);
    const nextIn = (first.received.at(-1)?.msgSeqNum ?? 0) + 1;
    const other = await connect();
    await other.logon('OTHER');
    first.socket.close();
    await advance(other, 2); // fills ten lots while nobody is there
    const second = await connect();
    const logon = await second.logon('TRADER', undefined, { nextOut: first.nextOut, nextIn, epoch: venue?.epoch ?? '' });
    expect(logon).toMatchObject({ resetSeqNumFlag: false, nextExpectedMsgSeqNum: first.nextOut + 1 });
    expect([nextIn + 1, nextIn + 2]).toContain(logon.msgSeqNum); // with a Logout to the old connection where the OMS had not missed it yet
    expect(await second.expect('ExecutionReport')).toMatchObject({ msgSeqNum: nextIn, possDup: true, execType: 'trade', lastQty: 10, resent: false });
    // A Logon of another epoch, or below what was had: one begins anew, the other is refused.
    const third = await connect();
    expect(await third.logon('TRADER', undefined, { nextOut: 99, nextIn: 99, epoch: 'ANOTHER' })).toMatchObject({ resetSeqNumFlag: true, msgSeqNum: 1, nextExpectedMsgSeqNum: 2 });
    const fourth = await connect();
    await expect(fourth.logon('TRADER', undefined, { nextOut: 1, nextIn: 1, epoch: venue?.epoch ?? '' })).rejects.toThrow(/msgSeqNum 1 is too low, expected 2/);
    await expect(fourth.logon('TRADER', undefined, { nextOut: 2, nextIn: 99, epoch: venue?.epoch ?? '' })).rejects.toThrow(/nextExpectedMsgSeqNum 99 is too high/);
    third.nextOut = 2;
    await third.send({ msgType: 'TestRequest', testReqId: 'STILL' });
    expect(await third.expect('Heartbeat')).toMatchObject({ testReqId: 'STILL' });
  });

  it('[OS-16] refuses to skip beyond what it has seen, and to wait for too much', async () => {
    const line = await trading();
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 3, sendingTime: 9, gapFillFlag: true, newSeqNo: 50 }));
    expect((await line.expect('Logout')).text).toMatch(/SequenceReset to 50, but nothing beyond/);
    await line.logon();
    line.nextOut = 20_000;
    await line.send({ msgType: 'TestRequest', testReqId: 'FAR' });
    expect((await line.expect('Logout')).text).toMatch(/too many are missing/);
  });

  it('[OS-7] answers every malformed frame and stays up', async () => {
    const line = await connect();
    const bad: [Uint8Array[], string][] = [
      [[Buffer.alloc(0)], 'malformed'], [[Buffer.from([0xc1])], 'malformed'], [[Buffer.from('garbage')], 'malformed'],
      [[Buffer.from('d4721001', 'hex')], 'malformed'], [[Buffer.alloc(2000, 0x91)], 'malformed'],
      [[encodeFrame({ msgType: 'Logon', msgSeqNum: 1 })], 'malformed'], [[encodeFrame([1, 2, 3])], 'malformed'],
      [[encodeFrame({ msgType: 'Nonsense', msgSeqNum: 1 })], 'unsupportedMessageType'],
      [[encodeFrame({ msgType: 'Logout', msgSeqNum: 1, sendingTime: 0, text: null })], 'notLoggedOn'],
      [[Buffer.from('two'), Buffer.from('parts')], 'malformed'],
      [[encodeFrame({ msgType: '__proto__', msgSeqNum: -1 })], 'unsupportedMessageType'],
    ];
    for (const [frames, reason] of bad) {
      await line.sendRaw(...frames);
      expect((await line.expect('BusinessMessageReject')).businessRejectReason).toBe(reason);
    }
    await line.logon();
    line.nextOut = 3;
    await line.sendRaw(encodeFrame({ msgType: 'NewOrderSingle', msgSeqNum: 2, sendingTime: 0, clOrdId: 'A', symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 1.5, orderQty: 10, timeInForce: 'day', transactTime: 0 }));
    expect(await line.expect('BusinessMessageReject')).toMatchObject({ businessRejectReason: 'malformed', refMsgType: 'NewOrderSingle', refSeqNum: 2 });
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
  });

  it('[OS-1] [OS-9] keeps orders while a client is away, and reports to the connection that logs on next', async () => {
    const first = await trading();
    await order(first, 'A', { price: 10_000, quantity: 20, timeInForce: 'gtc' });
    await reports(first, 1);
    first.socket.close();
    const second = await connect();
    await second.logon();
    const messages = await advance(second, 2);
    expect(messages.map(brief)).toEqual([['trade', 'partiallyFilled', 'A', 10, 10_000, 10, 10], ['TapeAdvanced']]);
    const third = await connect();
    await third.logon();
    expect((await second.expect('Logout')).text).toMatch(/another connection/);
  });

  it('[OS-10] takes over a routing id that comes back', async () => {
    const first = await connect(undefined, 'STATION-1');
    await first.logon();
    const second = await connect(undefined, 'STATION-1');
    expect(await second.logon()).toMatchObject({ msgSeqNum: 1 });
    await second.send({ msgType: 'TestRequest', testReqId: 'T' });
    expect(await second.expect('Heartbeat')).toMatchObject({ msgSeqNum: 2, testReqId: 'T' });
  });
});

describe('orders', () => {
  it('[OR-1] acknowledges, fills at the shown price, rests the remainder, charges the fee', async () => {
    const line = await trading();
    await order(line, 'A', { price: 10_002, quantity: 40 });
    const [ack, fill] = await reports(line, 2);
    expect(ack && brief(ack)).toEqual(['new', 'new', 'A', null, null, 0, 40]);
    expect(fill && brief(fill)).toEqual(['trade', 'partiallyFilled', 'A', 30, 10_002, 30, 10]);
    // 30 x 100.02 USD = 300,060 cents; one basis point is 30.006 cents.
    expect(fill).toMatchObject({ feeMinor: 30, liquidity: 'removed', avgPx: 10_002, execId: `${venue?.epoch}-E2`, orderId: `${venue?.epoch}-O1` });
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

describe('market data', () => {
  it('[MD-3] [MD-9] snapshot and deltas join without a gap', async () => {
    const line = await connect();
    const feed = new MarketDataLine(venue?.marketData ?? '');
    lines.push(feed);
    await feed.until((b) => b.entries.length === 0);
    await line.logon();
    await advance(line, 1);
    await line.send({ msgType: 'MarketDataSnapshotRequest', mdReqId: 'M', symbol: null, barsMax: 10 });
    const snapshot = await line.expect('MarketDataSnapshot');
    expect(snapshot).toMatchObject({ mdSeq: 1, epoch: venue?.epoch, quotes: [{ symbol: 'XYZ', bid: 10_000, bidSize: 50, ask: 10_002, askSize: 30 }] });
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
    const feed = new MarketDataLine(venue?.marketData ?? '');
    lines.push(feed);
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
    const feed = new MarketDataLine(venue?.marketData ?? '');
    lines.push(feed);
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
      const ledger = join(folder, `${run}.jsonl`);
      const line = await connect(['--lockstep', '--ledger', ledger]);
      const feed = new MarketDataLine(venue?.marketData ?? '');
      lines.push(feed);
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
      expect(entries[0]).toMatchObject({ type: 'epoch', epoch: venue?.epoch });
      expect(entries.filter((e) => e.type === 'position').at(-1)).toMatchObject({ client: 'TRADER', symbol: 'XYZ', quantity: 20 });
      runs.push(JSON.stringify([line.frames, published].map((frames) => frames.map((f) => Buffer.from(f).toString('hex')))) + readFileSync(ledger, 'utf8'));
      for (const open of lines) open.socket.close();
      lines = [];
      expect(await venue?.stop()).toBe(0);
      venue = undefined;
    }
    expect(runs[0]).toBe(runs[1]);
  });

  it('[PL-5] exits when its standard input closes', async () => {
    await connect();
    const running = venue;
    venue = undefined;
    const exited = new Promise((resolve) => running?.process.on('exit', resolve));
    running?.process.stdin?.end();
    expect(await exited).toBe(0);
  });
});
