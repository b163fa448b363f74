/** Phone trades and allocations: written down by a person, told to the OMS until it answers. */
import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { ToVenueOf } from '../../../shared/wire/venue.ts';
import { Desk, deskUser } from '../../../../tests/kit/desk.ts';
import type { PhoneTradeTicket } from './phone-trades.ts';

const header = { msgSeqNum: 1, sendingTime: epochMicros(1) };

const tradeOf = (desk: Desk, over: Partial<PhoneTradeTicket> = {}): PhoneTradeTicket => ({
  parentId: null, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_990), lastQty: quantityLots(30), tradedAt: epochMicros(desk.clock.nowMicros() - 60_000_000),
  counterparty: 'XYZ Securities', account: null, strategy: null, note: null, ...over,
});

async function recorded(desk: Desk, over: Partial<PhoneTradeTicket> = {}): Promise<string> {
  const outcome = await desk.parents.recordPhoneTrade(tradeOf(desk, over));
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.clOrdId;
}

async function stagedBuy(desk: Desk, orderQty = 100, account: string | null = null): Promise<string> {
  const outcome = await desk.parents.stage({
    symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(10_000), orderQty: quantityLots(orderQty), timeInForce: 'day', account, strategy: null, care: false,
    assignedTo: deskUser, suggestionId: null, note: null,
  });
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.parentId;
}

const told = (desk: Desk): readonly string[] => desk.line.sent.flatMap((m) =>
  (m.msgType === 'TradeCaptureReport' ? [`${m.tradeReportTransType} ${m.tradeReportId}`] : m.msgType === 'AllocationInstruction' ? [`allocate ${m.allocId}`] : []));

describe('a phone trade', () => {
  it('[PO-10] is an order that filled when it was dealt, counts at once, and is never an order on the line', async () => {
    const desk = new Desk();
    const id = await recorded(desk, { account: 'MAIN' });
    expect(desk.order({ clOrdId: id })).toMatchObject({ manual: true, ordStatus: 'filled', cumQty: 30, leavesQty: 0, avgPx: 9_990, account: 'MAIN', text: 'by phone with XYZ Securities' });
    const [fill] = desk.projection.fills();
    expect(fill).toMatchObject({ clOrdId: id, lastQty: 30, transactTime: desk.clock.nowMicros() - 60_000_000 });
    expect(desk.journal.records.at(-1)?.at).toBe(desk.clock.nowMicros());
    expect(desk.line.sent.map((m) => m.msgType)).toEqual(['TradeCaptureReport']);
    expect(desk.positions.quantity('ACME')).toBe(30);
  });

  it('[PO-10] is a child of its parent, with its account, and within what is unrouted', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk, 50, 'HEDGE');
    expect(await desk.parents.recordPhoneTrade(tradeOf(desk, { parentId, lastQty: quantityLots(51) }))).toMatchObject({ ok: false, why: expect.stringContaining('50 lots') as string });
    expect(await desk.parents.recordPhoneTrade(tradeOf(desk, { parentId, side: 'sell' }))).toMatchObject({ ok: false });
    const id = await recorded(desk, { parentId });
    expect(desk.order({ clOrdId: id }).account).toBe('HEDGE');
    expect(desk.parentsProjection.parent(parentId)).toMatchObject({ status: 'working', cumQty: 30, unroutedQty: 20, children: [id], undo: 'phoneTrade' });
  });

  it('[PO-10] is refused when it cannot have been: in the future, of nothing, long before its parent, of an unknown account or instrument', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk);
    const now = desk.clock.nowMicros();
    const cases: readonly Partial<PhoneTradeTicket>[] = [
      { tradedAt: epochMicros(now + 2_000_001) }, { lastQty: quantityLots(0) }, { parentId, tradedAt: epochMicros(now - 86_400_000_001) }, { account: 'NOBODY' }, { symbol: 'NONE' }, { parentId: 'none' },
    ];
    for (const over of cases) expect(await desk.parents.recordPhoneTrade(tradeOf(desk, over)), JSON.stringify(over)).toMatchObject({ ok: false });
    expect(desk.projection.fills()).toEqual([]);
  });

  it('[PO-10] is told again after each logon until the OMS answers, and after a restart', async () => {
    const desk = new Desk();
    desk.line.state = 'disconnected';
    const id = await recorded(desk);
    expect(told(desk)).toEqual([]);
    desk.line.state = 'ready';
    desk.parents.onReady();
    desk.reopen();
    desk.parents.onReady();
    expect(told(desk)).toEqual([`new ${id}`, `new ${id}`]);
    await desk.parents.onMessage({ msgType: 'TradeCaptureReportAck', ...header, tradeReportId: id, tradeReportTransType: 'new', trdRptStatus: 'accepted', text: null });
    await desk.parents.onMessage({ msgType: 'TradeCaptureReportAck', ...header, tradeReportId: id, tradeReportTransType: 'new', trdRptStatus: 'accepted', text: null });
    desk.parents.onReady();
    expect(told(desk)).toHaveLength(2);
    expect(desk.journal.typesOf().filter((type) => type === 'PhoneTradeAnswered')).toHaveLength(1);
  });

  it('[PO-10] that was lost on a line that lives on is told again, ever more seldom, until the OMS answers', async () => {
    const desk = new Desk();
    const id = await recorded(desk);
    for (const ms of [1000, 2000, 4000]) desk.clock.advance(ms);
    expect(told(desk)).toHaveLength(4);
    await desk.parents.onMessage({ msgType: 'TradeCaptureReportAck', ...header, tradeReportId: id, tradeReportTransType: 'new', trdRptStatus: 'rejected', text: 'no such counterparty' });
    desk.clock.advance(120_000);
    expect(told(desk)).toHaveLength(4);
    expect(desk.positions.quantity('ACME'), 'it was dealt all the same').toBe(30);
  });

  it('[PO-10] is refused where it is no amount that books could hold: two mistyped ones would keep the workstation from starting', async () => {
    const desk = new Desk();
    for (const over of [{ lastQty: quantityLots(Number.MAX_SAFE_INTEGER) }, { lastPx: priceTicks(Number.MAX_SAFE_INTEGER) }, { lastPx: priceTicks(-Number.MAX_SAFE_INTEGER) }]) {
      expect(await desk.parents.recordPhoneTrade(tradeOf(desk, over))).toMatchObject({ ok: false, why: expect.stringMatching(/at most 1,000,000,000,000 lots|more than 100,000,000,000 USD/) as string });
    }
    expect(desk.journal.records).toEqual([]);
  });

  it('[PO-11] that the OMS would not book is taken back here alone: there is nothing to cancel there, and who watches is told', async () => {
    const desk = new Desk();
    const refusals: string[] = [];
    desk.parents.onRefusals(({ text, clOrdId }) => refusals.push(`${text} (${clOrdId})`));
    const id = await recorded(desk);
    await desk.parents.onMessage({ msgType: 'TradeCaptureReportAck', ...header, tradeReportId: id, tradeReportTransType: 'new', trdRptStatus: 'rejected', text: 'no such counterparty' });
    expect(refusals).toEqual([`Phone trade in ACME rejected by the OMS: no such counterparty (${id})`]);
    expect(await desk.parents.cancelPhoneTrade(id)).toEqual({ ok: true, clOrdId: id });
    desk.clock.advance(60_000);
    expect(told(desk)).toEqual([`new ${id}`]);
    expect(desk.positions.quantity('ACME')).toBe(0);
  });

  it('[PO-11] that is taken back leaves the position, and the OMS hears of both in order', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk);
    const id = await recorded(desk, { parentId });
    expect(await desk.parents.undo(parentId)).toEqual({ ok: true, parentId });
    expect(desk.order({ clOrdId: id })).toMatchObject({ ordStatus: 'canceled', cumQty: 0, avgPx: null });
    expect(desk.positions.quantity('ACME')).toBe(0);
    expect(desk.parentsProjection.parent(parentId)).toMatchObject({ cumQty: 0, unroutedQty: 100, undo: null });
    expect(told(desk)).toEqual([`new ${id}`, `new ${id}`, `cancel ${id}`]);
    expect(await desk.parents.cancelPhoneTrade(id)).toMatchObject({ ok: false, why: expect.stringContaining('before') as string });
    expect(await desk.parents.cancelPhoneTrade('none')).toMatchObject({ ok: false });
    desk.reopen();
    expect(desk.positions.quantity('ACME')).toBe(0);
  });

  it('[PO-10] is not recorded when the journal cannot save it: no position, nothing told', async () => {
    const desk = new Desk();
    desk.journal.failing = true;
    expect(await desk.parents.recordPhoneTrade(tradeOf(desk))).toMatchObject({ ok: false, why: 'the journal could not be saved' });
    expect(desk.positions.quantity('ACME')).toBe(0);
    expect(told(desk)).toEqual([]);
  });
});

describe('an allocation', () => {
  it('[PO-14] gives what has traded to accounts, once, at the average of what is left', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk);
    await recorded(desk, { parentId, lastQty: quantityLots(10), lastPx: priceTicks(9_000) });
    expect(await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(6) }, { account: 'HEDGE', quantity: quantityLots(4) }])).toMatchObject({ ok: true });
    await recorded(desk, { parentId, lastQty: quantityLots(10), lastPx: priceTicks(9_500) });
    expect(await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(11) }])).toMatchObject({ ok: false, why: expect.stringContaining('10 lots have traded') as string });
    await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(10) }]);
    expect(desk.parentsProjection.parent(parentId)?.allocations).toMatchObject([{ quantity: 10, avgPx: 9_000, status: 'pending' }, { quantity: 10, avgPx: 9_500, status: 'pending' }]);
    const [first] = desk.line.sent.filter((m): m is typeof m & ToVenueOf<'AllocationInstruction'> => m.msgType === 'AllocationInstruction');
    expect(first).toMatchObject({ quantity: 10, avgPx: 9_000, allocs: [{ account: 'MAIN', quantity: 6 }, { account: 'HEDGE', quantity: 4 }] });
  });

  it('[PO-14] that the OMS rejects frees what it held, and says why', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk);
    await recorded(desk, { parentId, lastQty: quantityLots(10) });
    await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(10) }]);
    const allocId = desk.parentsProjection.parent(parentId)?.allocations[0]?.allocId ?? '';
    await desk.parents.onMessage({ msgType: 'AllocationReport', ...header, allocId, parentId, allocStatus: 'rejected', text: 'account closed' });
    expect(desk.parentsProjection.parent(parentId)?.allocations).toMatchObject([{ status: 'rejected', text: 'account closed' }]);
    expect(await desk.parents.allocate(parentId, [{ account: 'HEDGE', quantity: quantityLots(10) }])).toMatchObject({ ok: true });
  });

  it('[PO-14] is refused for accounts that do not exist, twice the same, nothing, or what is booked to an account already', async () => {
    const desk = new Desk();
    const parentId = await stagedBuy(desk);
    await recorded(desk, { parentId, lastQty: quantityLots(10) });
    const main = { account: 'MAIN', quantity: quantityLots(5) };
    for (const shares of [[{ ...main, account: 'NOBODY' }], [main, main], [{ ...main, quantity: quantityLots(0) }]]) {
      expect(await desk.parents.allocate(parentId, shares)).toMatchObject({ ok: false });
    }
    const booked = await stagedBuy(desk, 50, 'MAIN');
    await recorded(desk, { parentId: booked, lastQty: quantityLots(10) });
    expect(await desk.parents.allocate(booked, [main])).toMatchObject({ ok: false, why: expect.stringContaining('0 lots') as string });
    expect(desk.journal.typesOf()).not.toContain('AllocationInstructed');
  });
});
