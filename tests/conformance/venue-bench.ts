/** A small market and a venue for it, for the suites that judge a venue. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { priceTicks, quantityLots, epochMicros } from '../../src/shared/domain/numbers.ts';
import type { ExecutionReport, FromVenue } from '../../src/shared/wire/venue.ts';
import { OrderLine, startVenue, type RunningVenue } from './venue-client.ts';

/** What is open in the test that runs: closed after it. */
export const bench: { folder: string; venue: RunningVenue | undefined; lines: { socket: { close(): void } }[] } = { folder: '', venue: undefined, lines: [] };

/** Minutes of a small market in XYZ: one quote at the start of each, and a print in some. */
const quotes = [
  '2024-01-02T14:30:00Z,100.00,100.02,50,30', '2024-01-02T14:31:00Z,100.00,100.02,50,30', '2024-01-02T14:32:00Z,100.00,100.02,50,30',
  '2024-01-02T14:33:00Z,99.90,99.95,50,30', '2024-01-02T14:34:00Z,99.90,99.95,50,30',
];
const trades = ['2024-01-02T14:31:30Z,100.00,60,sell', '2024-01-02T14:32:30Z,100.02,5,buy'];

/** Writes the tape before the tests of a file, stops the venue after each. */
export function useVenue(): void {
  beforeAll(() => {
    bench.folder = mkdtempSync(join(tmpdir(), 'venue-'));
    writeFileSync(join(bench.folder, 'XYZ_quotes.csv'), `ts,bid,ask,bid_size,ask_size\n${quotes.join('\n')}\n`);
    writeFileSync(join(bench.folder, 'XYZ_trades.csv'), `ts,price,size,aggressor\n${trades.join('\n')}\n`);
    writeFileSync(join(bench.folder, 'instruments.json'), JSON.stringify({ XYZ: { tickSize: '0.01', lotSize: '1', currency: 'USD', currencyMinorDigits: 2, feeBp: 1, assetClass: 'equity' } }));
  });
  afterEach(async () => {
    for (const line of bench.lines) line.socket.close();
    bench.lines = [];
    if (bench.venue) expect(await bench.venue.stop()).toBe(0);
    bench.venue = undefined;
  });
  afterAll(() => rmSync(bench.folder, { recursive: true }));
}

export async function connect(args: string[] = ['--lockstep'], routingId?: string): Promise<OrderLine> {
  bench.venue ??= await startVenue(['--tape', bench.folder, ...args]);
  const line = new OrderLine(bench.venue.orders, routingId);
  bench.lines.push(line);
  return line;
}

/** A logged-on line whose market has its first quote: 100.00 x 50 / 100.02 x 30. */
export async function trading(args?: string[]): Promise<OrderLine> {
  const line = await connect(args);
  await line.logon();
  await advance(line, 1);
  return line;
}

export async function advance(line: OrderLine, advanceId: number): Promise<FromVenue[]> {
  await line.send({ msgType: 'TapeAdvanceRequest', advanceId });
  return line.until('TapeAdvanced');
}

export interface Ticket { side?: 'buy' | 'sell'; price?: number | null; quantity: number; timeInForce?: 'day' | 'ioc' | 'fok' | 'gtc'; symbol?: string; parentId?: string; account?: string; participationRate?: number }
export async function order(line: OrderLine, clOrdId: string, ticket: Ticket): Promise<void> {
  const price = ticket.price === undefined || ticket.price === null ? null : priceTicks(ticket.price);
  await line.send({
    msgType: 'NewOrderSingle', clOrdId, symbol: ticket.symbol ?? 'XYZ', side: ticket.side ?? 'buy', ordType: price === null ? 'market' : 'limit', price,
    orderQty: quantityLots(ticket.quantity), timeInForce: ticket.timeInForce ?? 'day', transactTime: epochMicros(0),
    ...(ticket.parentId === undefined ? {} : { parentId: ticket.parentId }), ...(ticket.account === undefined ? {} : { account: ticket.account }),
    ...(ticket.participationRate === undefined ? {} : { participationRate: ticket.participationRate }),
  });
}
const change = (clOrdId: string, origClOrdId: string): { clOrdId: string; origClOrdId: string; symbol: string; side: 'buy'; transactTime: ReturnType<typeof epochMicros> } =>
  ({ clOrdId, origClOrdId, symbol: 'XYZ', side: 'buy', transactTime: epochMicros(0) });
export const cancel = (line: OrderLine, clOrdId: string, origClOrdId: string): Promise<void> =>
  line.send({ msgType: 'OrderCancelRequest', ...change(clOrdId, origClOrdId) });
export const replace = (line: OrderLine, clOrdId: string, origClOrdId: string, price: number, quantity: number): Promise<void> =>
  line.send({ msgType: 'OrderCancelReplaceRequest', ...change(clOrdId, origClOrdId), ordType: 'limit', price: priceTicks(price), orderQty: quantityLots(quantity) });

export const brief = (m: FromVenue): unknown[] => m.msgType === 'ExecutionReport'
  ? [m.execType, m.ordStatus, m.clOrdId, m.lastQty, m.lastPx, m.cumQty, m.leavesQty] : [m.msgType];
export const reports = async (line: OrderLine, count: number): Promise<ExecutionReport[]> => {
  const all: ExecutionReport[] = [];
  for (let i = 0; i < count; i++) all.push(await line.expect('ExecutionReport'));
  return all;
};
