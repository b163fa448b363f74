/**
 * What any venue must do with trades dealt elsewhere, with allocations, and with orders that take part in the volume, over
 * real sockets. Rule ids are those of docs/wire-protocol.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import { advance, bench, brief, cancel, connect, order, replace, reports, trading, useVenue } from './venue-bench.ts';
import { adminDo, type OrderLine, type Sent } from './venue-client.ts';
import { change, parent } from './venue-desk.ts';

useVenue();

type Capture = Omit<Extract<Sent, { msgType: 'TradeCaptureReport' }>, 'msgType'>;

/** Reports a trade dealt by phone, 30 XYZ bought at 100.04; what the venue says to it. */
async function capture(line: OrderLine, changes: Partial<Capture> = {}): Promise<string> {
  const report: Capture = {
    tradeReportId: 'T1', tradeReportTransType: 'new', parentId: 'P1', account: null, symbol: 'XYZ', side: 'buy', lastPx: priceTicks(10_004), lastQty: quantityLots(30),
    counterparty: 'BANK', transactTime: epochMicros(1_704_205_000_000_000), ...changes,
  };
  await line.send({ msgType: 'TradeCaptureReport', ...report });
  const ack = await line.expect('TradeCaptureReportAck');
  expect(ack).toMatchObject({ tradeReportId: report.tradeReportId, tradeReportTransType: report.tradeReportTransType });
  return ack.text === null ? ack.trdRptStatus : `${ack.trdRptStatus}: ${ack.text}`;
}

/** Gives lots of parent P1 to accounts; what the venue says to it. */
async function allocate(line: OrderLine, allocId: string, avgPx: number, shares: readonly (readonly [string, number])[], changes: Partial<ToVenueOf<'AllocationInstruction'>> = {}): Promise<string> {
  await line.send({
    msgType: 'AllocationInstruction', allocId, parentId: 'P1', symbol: 'XYZ', side: 'buy', quantity: quantityLots(shares.reduce((sum, [, lots]) => sum + lots, 0)), avgPx,
    allocs: shares.map(([account, lots]) => ({ account, quantity: quantityLots(lots) })), transactTime: epochMicros(line.nextOut), ...changes,
  });
  const report = await line.expect('AllocationReport');
  expect(report).toMatchObject({ allocId });
  return report.text === null ? report.allocStatus : `${report.allocStatus}: ${report.text}`;
}

interface Entry { type: string; client?: string; symbol?: string; quantity?: number; tradeReportId?: string; isStanding?: boolean }
const entriesOf = (ledger: string): Entry[] => readFileSync(ledger, 'utf8').trim().split('\n').map((text) => JSON.parse(text) as Entry);
const positionIn = (ledger: string, client = 'TRADER'): number | undefined => entriesOf(ledger).filter((e) => e.type === 'position' && e.client === client).at(-1)?.quantity;

describe('a trade dealt elsewhere', () => {
  it('[PA-11] [PA-12] is booked once by its id and counts in the position until it is taken back, once', async () => {
    const ledger = join(bench.folder, 'captures.jsonl');
    const line = await trading(['--lockstep', '--ledger', ledger]);
    await order(line, 'A', { quantity: 10, price: 10_002 });
    await reports(line, 2);
    expect([await capture(line), await capture(line)]).toEqual(['accepted', 'accepted']);
    expect(positionIn(ledger)).toBe(40);
    expect(await capture(line, { tradeReportId: 'T2', side: 'sell', parentId: null, lastQty: quantityLots(5) })).toBe('accepted');
    expect(positionIn(ledger)).toBe(35);
    const cancelIt = { tradeReportTransType: 'cancel' } as const;
    expect([await capture(line, cancelIt), await capture(line, cancelIt)]).toEqual(['accepted', 'accepted']);
    expect(positionIn(ledger)).toBe(5);
    expect(await capture(line)).toBe('accepted'); // the first report again, late: it is not booked anew
    expect(positionIn(ledger)).toBe(5);
    expect(entriesOf(ledger).filter((e) => e.type === 'tradeCapture').map((e) => [e.tradeReportId, e.isStanding])).toEqual([['T1', true], ['T2', true], ['T1', false]]);
  });

  it('[PA-13] is refused with a reason, and then not booked', async () => {
    const line = await connect();
    await line.logon();
    expect(await capture(line, { symbol: 'NONE' })).toBe('rejected: unknown symbol NONE');
    expect(await capture(line, { lastQty: quantityLots(0) })).toBe('rejected: quantity 0 is not within 1 to 1000000000000 lots');
    expect(await capture(line, { tradeReportTransType: 'cancel' })).toBe('rejected: no trade T1');
    expect(await capture(line)).toBe('accepted');
    expect(await capture(line, { lastQty: quantityLots(31), counterparty: 'OTHER' })).toBe('rejected: trade T1 was reported with another lastQty, counterparty');
    expect(await capture(line, { tradeReportTransType: 'cancel', lastPx: priceTicks(1) })).toBe('rejected: trade T1 was reported with another lastPx');
    expect(await change(line, 0, parent())).toBe(1);
    expect(await capture(line, { tradeReportId: 'T2', side: 'sell' })).toBe('rejected: parent P1 is to buy XYZ');
    const other = await connect();
    await other.logon('OTHER');
    expect(await capture(other, { tradeReportTransType: 'cancel' })).toBe('rejected: no trade T1'); // ids are the client's
  });
});

describe('an allocation', () => {
  it('[PA-14] divides what routes and trades elsewhere made, at the average of what is left, once by its id', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 10, price: 10_002, parentId: 'P1' });
    await order(line, 'OTHER', { quantity: 5, price: 10_002, parentId: 'P2' });
    await order(line, 'BOOKED', { quantity: 5, price: 10_002, parentId: 'P1', account: 'MAIN' });
    await reports(line, 6);
    await capture(line); // 30 at 10,004
    expect(await allocate(line, 'X1', 10_003.5, [['MAIN', 12], ['HEDGE', 8]])).toBe('accepted');
    expect(await allocate(line, 'X1', 10_003.5, [['MAIN', 12], ['HEDGE', 8]])).toBe('accepted'); // told again, later
    expect(await allocate(line, 'X1', 10_003.5, [['MAIN', 8], ['HEDGE', 12]])).toBe('rejected: allocation X1 was instructed with other figures');
    expect(await allocate(line, 'X2', 10_003.5, [['MAIN', 21]])).toBe('rejected: 21 lots, but 20 of what parent P1 traded in XYZ are booked to no account');
    expect(await allocate(line, 'X2', 10_003.5, [['MAIN', 20]])).toBe('accepted');
    expect(await allocate(line, 'X3', 10_003.5, [['MAIN', 1]])).toMatch(/^rejected: 1 lots, but 0/);
    await order(line, 'B', { quantity: 5, price: 10_002, parentId: 'P1' });
    await reports(line, 2);
    expect(await allocate(line, 'X4', 10_003.33, [['MAIN', 5]])).toBe('rejected: average price 10003.33, but what is booked to no account has 10002');
    expect(await allocate(line, 'X4', 10_002 + 1e-7, [['MAIN', 5]])).toBe('accepted');
  });

  it('[PA-15] is refused whole when its figures do not fit', async () => {
    const line = await trading(['--lockstep', '--admin-port', '0']);
    await order(line, 'A', { quantity: 10, price: 10_002, parentId: 'P1' });
    const [, fill] = await reports(line, 2);
    expect(await allocate(line, 'X', 10_002, [['MAIN', 6]], { quantity: quantityLots(7) })).toBe('rejected: 6 lots for the accounts, 7 lots in all');
    expect(await allocate(line, 'X', 10_002, [['MAIN', 3], ['MAIN', 3]])).toBe('rejected: account MAIN is named twice');
    expect(await allocate(line, 'X', 10_002, [['MAIN', 3], ['HEDGE', 0]])).toBe('rejected: nothing for account HEDGE');
    expect(await allocate(line, 'X', 10_002.001, [['MAIN', 3]])).toMatch(/^rejected: average price/);
    expect(await allocate(line, 'X', 10_002, [['MAIN', 3]], { side: 'sell' })).toMatch(/^rejected: 3 lots, but 0/);
    const other = await connect();
    await other.logon('OTHER');
    expect(await allocate(other, 'X', 10_002, [['MAIN', 3]])).toMatch(/^rejected: 3 lots, but 0/);
    await adminDo(bench.venue?.admin ?? '', { do: 'bust', execId: fill?.execId });
    await reports(line, 1);
    expect(await allocate(line, 'X', 10_002, [['MAIN', 3]])).toMatch(/^rejected: 3 lots, but 0/);
  });
});

describe('an order that takes part in the volume', () => {
  it('[OR-20] [OR-21] [OR-22] trades its share of the prints after it, at their price, and is changed like any other', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 100, price: 10_002, participationRate: 0.25 });
    await order(line, 'LOW', { quantity: 100, price: 9_990, participationRate: 0.5 });
    expect((await reports(line, 2)).map(brief)).toEqual([['new', 'new', 'A', null, null, 0, 100], ['new', 'new', 'LOW', null, null, 0, 100]]);
    const [share] = await advance(line, 2); // 60 are printed at 100.00, a seller's
    expect(share).toMatchObject({ execType: 'trade', clOrdId: 'A', lastQty: 15, lastPx: 10_000, liquidity: 'added', leavesQty: 85 });
    await replace(line, 'B', 'A', 10_001, 50);
    expect((await reports(line, 1)).map(brief)).toEqual([['replaced', 'partiallyFilled', 'B', null, null, 15, 35]]);
    expect((await advance(line, 3)).map(brief)).toEqual([['TapeAdvanced']]); // 5 are printed at 100.02: beyond its limit
    await cancel(line, 'X', 'B');
    expect((await reports(line, 1)).map(brief)).toEqual([['canceled', 'canceled', 'X', null, null, 15, 0]]);
  });

  it('[OR-22] is not taken as ioc or fok, and not at a rate that is none', async () => {
    const line = await trading();
    for (const timeInForce of ['ioc', 'fok'] as const) {
      await order(line, timeInForce, { quantity: 10, price: 10_002, participationRate: 0.1, timeInForce });
      expect((await reports(line, 1))[0]).toMatchObject({ execType: 'rejected', text: `${timeInForce} with a participation rate: an order that takes part in the volume is day or gtc` });
    }
    for (const participationRate of [0, 0.009, 0.51, 1]) {
      await order(line, 'RATE', { quantity: 10, price: 10_002, participationRate });
      expect(await line.expect('BusinessMessageReject')).toMatchObject({ businessRejectReason: 'malformed', refMsgType: 'NewOrderSingle' });
    }
  });
});
