import { describe, expect, it } from 'vitest';
import { priceTicks, quantityLots, epochMicros } from '../../../shared/domain/numbers.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import type { ToVenueOf } from '../../../shared/wire/venue.ts';
import { Desk, deskUser } from '../../../../tests/kit/desk.ts';
import { ParentsProjection } from './parents-projection.ts';

const ticket = {
  symbol: 'ACME', side: 'buy' as const, ordType: 'limit' as const, price: priceTicks(10_000), orderQty: quantityLots(100), timeInForce: 'day' as const,
  account: null as string | null, strategy: null as string | null, care: false, assignedTo: deskUser as string | null, suggestionId: null,
  note: null as string | null,
};
const routeOf = (parentId: string, orderQty: number, price = 10_000) =>
  ({ parentId, orderQty: quantityLots(orderQty), ordType: 'limit' as const, price: priceTicks(price), timeInForce: 'day' as const, participationRate: null });

async function staged(desk: Desk, over: Partial<typeof ticket> = {}): Promise<string> {
  const outcome = await desk.parents.stage({ ...ticket, ...over });
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.parentId;
}

const parent = (desk: Desk, parentId: string): ParentOrder => {
  const found = desk.parentsProjection.parent(parentId);
  if (!found) throw new Error(`no parent ${parentId}`);
  return found;
};

async function routed(desk: Desk, parentId: string, orderQty: number, price?: number): Promise<string> {
  const outcome = await desk.parents.route(routeOf(parentId, orderQty, price));
  if (!outcome.sent) throw new Error(outcome.words);
  await desk.orders.onExecutionReport(desk.report(desk.order(outcome), {}));
  return outcome.clOrdId;
}

const sentOf = <T extends string>(desk: Desk, msgType: T): readonly { readonly msgType: T }[] =>
  desk.line.sent.filter((m): m is typeof m & { msgType: T } => m.msgType === msgType);

/** Answers the open request as the OMS would that takes it. */
async function taken(desk: Desk, version: number): Promise<void> {
  const request = sentOf(desk, 'ParentOrderRequest').at(-1) as ToVenueOf<'ParentOrderRequest'>;
  await desk.parents.onMessage({ msgType: 'ParentOrderReport', msgSeqNum: 1, sendingTime: epochMicros(1), version, requestId: request.requestId, state: request.state });
}

describe('a parent of this workstation', () => {
  it('[PO-1] is staged without a word on the line, and told to who listens', async () => {
    const desk = new Desk();
    const heard: string[] = [];
    desk.parents.onParents((changed) => heard.push(...changed.map((p) => p.status)));
    const id = await staged(desk);
    expect(parent(desk, id)).toMatchObject({ status: 'staged', unroutedQty: 100, workingQty: 0, cumQty: 0, avgPx: null, version: null, undo: 'stage', arrivalMid: 10_000 });
    expect(desk.line.sent).toEqual([]);
    expect(heard).toEqual(['staged']);
  });

  it('[PO-1] is refused in words when no order could be made of it, and nothing is journalled', async () => {
    const desk = new Desk();
    const cases = [{ symbol: 'NONE' }, { orderQty: quantityLots(0) }, { price: null }, { account: 'NOBODY' }, { strategy: 'none' }, { assignedTo: 'stranger' }, { orderQty: quantityLots(Number.MAX_SAFE_INTEGER) }, { price: priceTicks(Number.MAX_SAFE_INTEGER) }] as const;
    for (const over of cases) expect(await desk.parents.stage({ ...ticket, ...over }), JSON.stringify(over)).toMatchObject({ ok: false, why: expect.stringMatching(/\w{3}/) as string });
    expect(desk.journal.records).toEqual([]);
  });

  it('[PO-2] knows what has traded, what works and what is unrouted, through fills and a replace in flight', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const a = await routed(desk, id, 40);
    expect(desk.line.sent.at(-1)).toMatchObject({ msgType: 'NewOrderSingle', parentId: id, orderQty: 40 });
    expect(parent(desk, id)).toMatchObject({ status: 'working', workingQty: 40, unroutedQty: 60, children: [a] });
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 10));
    expect(parent(desk, id)).toMatchObject({ cumQty: 10, avgPx: 10_000, workingQty: 30, unroutedQty: 60 });
    await desk.orders.replace(a, quantityLots(70), priceTicks(10_000), deskUser);
    expect(parent(desk, id)).toMatchObject({ workingQty: 60, unroutedQty: 30 });
  });

  it('[PO-3] denies a route beyond what is unrouted or worse than its limit, journalled as a child that never left', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    await routed(desk, id, 60);
    expect(await desk.parents.route(routeOf(id, 41))).toMatchObject({ sent: false, denial: { code: 'ABOVE_PARENT', unroutedQty: 40 } });
    expect(await desk.parents.route(routeOf(id, 10, 10_001))).toMatchObject({ sent: false, denial: { code: 'WORSE_THAN_PARENT', limit: 10_000 } });
    expect(await desk.parents.route(routeOf('unknown', 10))).toMatchObject({ sent: false, denial: { code: 'PARENT_NOT_OPEN', status: 'not known' } });
    expect(desk.projection.orders().map((order) => order.symbol), 'nothing is made up for a parent that nobody knows').not.toContain('?');
    expect(sentOf(desk, 'NewOrderSingle')).toHaveLength(1);
    expect(parent(desk, id)).toMatchObject({ workingQty: 60, unroutedQty: 40 });
    expect(parent(desk, id).children).toHaveLength(3);
  });

  it('[PO-3] holds a replace of a route to the same: up to what is unrouted, and no worse', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const a = await routed(desk, id, 60);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 20));
    expect(await desk.orders.replace(a, quantityLots(101), priceTicks(10_000), deskUser)).toMatchObject({ sent: false });
    expect(await desk.orders.replace(a, quantityLots(60), priceTicks(10_001), deskUser)).toMatchObject({ sent: false });
    expect(await desk.orders.replace(a, quantityLots(100), priceTicks(9_999), deskUser)).toEqual({ sent: true });
  });

  it('[PO-4] is not amended below what has traded and works, nor to a limit that a route is worse than', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const a = await routed(desk, id, 50);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 10));
    const terms = { account: null, strategy: null, price: priceTicks(10_000), orderQty: quantityLots(49) };
    expect(await desk.parents.amend(id, terms)).toMatchObject({ ok: false, why: expect.stringContaining('10 lots have traded and 40 are working') as string });
    expect(await desk.parents.amend(id, { ...terms, orderQty: quantityLots(50), price: priceTicks(9_999) })).toMatchObject({ ok: false, why: expect.stringContaining(a) as string });
    expect(await desk.parents.amend(id, { ...terms, orderQty: quantityLots(50), price: priceTicks(10_005) })).toMatchObject({ ok: true });
    expect(parent(desk, id)).toMatchObject({ orderQty: 50, price: 10_005, unroutedQty: 0, undo: 'amend' });
  });

  it('[PO-5] is canceled with its routes, and counts a fill that comes later', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const a = await routed(desk, id, 50);
    expect(await desk.parents.cancel(id)).toEqual({ ok: true, parentId: id });
    expect(sentOf(desk, 'OrderCancelRequest')).toHaveLength(1);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 50));
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', cumQty: 50, unroutedQty: 0 });
    expect(await desk.parents.route(routeOf(id, 1))).toMatchObject({ sent: false, denial: { code: 'PARENT_NOT_OPEN' } });
  });

  it('[PO-5] says so when a route could not be asked to cancel', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    await routed(desk, id, 50);
    desk.line.state = 'disconnected';
    expect(await desk.parents.cancel(id)).toMatchObject({ ok: false, why: expect.stringContaining('1 of 1 open routes could not be asked to cancel') as string });
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', workingQty: 50 });
  });

  it('[PO-9] carries its notes with who and when; a withdrawn one is gone from it and stays in the journal', async () => {
    const desk = new Desk();
    const id = await staged(desk, { note: 'first' });
    await desk.parents.note(id, 'second');
    expect(parent(desk, id).notes.map(({ userId, text }) => `${userId}: ${text}`)).toEqual(['trader-1: first', 'trader-1: second']);
    expect(parent(desk, id).notes[1]?.at).toBe(desk.clock.nowMicros());
    await desk.parents.undo(id);
    expect(parent(desk, id).notes.map(({ text }) => text)).toEqual(['first']);
    expect(JSON.stringify(desk.journal.records)).toContain('second');
    for (let i = 1; i < 50; i++) await desk.parents.note(id, `note ${i}`);
    expect(await desk.parents.note(id, 'one too many')).toMatchObject({ ok: false, why: expect.stringContaining('at most 50') as string });
  });

  it('[PO-13] takes back what can be taken back, newest first, and an order on the line never', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    await desk.parents.note(id, 'call before noon');
    await desk.parents.amend(id, { account: null, strategy: null, price: priceTicks(9_990), orderQty: quantityLots(80) });
    await desk.parents.cancel(id);
    const seen: (string | null)[] = [];
    for (let i = 0; i < 5; i++) {
      seen.push(parent(desk, id).undo);
      await desk.parents.undo(id);
    }
    expect(seen).toEqual(['cancel', 'amend', 'note', 'stage', null]);
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', orderQty: 100, price: 10_000, notes: [] });
    const other = await staged(desk);
    await routed(desk, other, 10);
    expect(parent(desk, other).undo).toBeNull();
    expect(await desk.parents.undo(other)).toMatchObject({ ok: false });
  });

  it('[PO-3] a route asked for right behind an amendment is booked as the amended parent is', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const [amended, sent] = await Promise.all([desk.parents.amend(id, { account: 'HEDGE', strategy: null, price: priceTicks(10_000), orderQty: quantityLots(100) }), desk.parents.route(routeOf(id, 10))]);
    expect([amended.ok, sent.sent]).toEqual([true, true]);
    expect(parent(desk, id).account).toBe('HEDGE');
    expect(desk.order(sent).account).toBe('HEDGE');
  });

  it('[PO-13] a phone trade recorded while the undo of a note is with the OMS can be taken back after it', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await taken(desk, 1);
    await desk.parents.lock(id);
    await taken(desk, 2);
    await desk.parents.note(id, 'a mistake');
    await taken(desk, 3);
    await desk.parents.undo(id);
    await desk.parents.recordPhoneTrade({ parentId: id, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_999), lastQty: quantityLots(5), tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'XYZ', account: null, strategy: null, note: null });
    await taken(desk, 4);
    expect(parent(desk, id)).toMatchObject({ notes: [], undo: 'phoneTrade' });
    await desk.parents.undo(id);
    expect(parent(desk, id)).toMatchObject({ cumQty: 0, undo: null });
  });

  it('[PO-13] does not take back a cancel once something has traded since', async () => {
    const desk = new Desk();
    const id = await staged(desk);
    const a = await routed(desk, id, 40);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 5));
    await desk.parents.cancel(id);
    expect(parent(desk, id).undo).toBe('cancel');
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 10));
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', cumQty: 15, undo: null });
    expect(await desk.parents.undo(id)).toMatchObject({ ok: false });
    desk.reopen();
    expect(parent(desk, id).undo).toBeNull();
  });

  it('[PO-15] is the same after a restart, and from a checkpoint', async () => {
    const desk = new Desk();
    const id = await staged(desk, { note: 'careful' });
    const a = await routed(desk, id, 40);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 15));
    await desk.parents.recordPhoneTrade({ parentId: id, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_999), lastQty: quantityLots(5), tradedAt: epochMicros(desk.clock.nowMicros() - 60e6), counterparty: 'XYZ', account: null, strategy: null, note: null });
    await desk.parents.allocate(id, [{ account: 'MAIN', quantity: quantityLots(20) }]);
    const before = desk.parentsProjection.parents();
    const saved = JSON.parse(JSON.stringify(desk.parentsProjection.save())) as unknown;
    desk.reopen();
    expect(desk.parentsProjection.parents()).toEqual(before);
    const loaded = new ParentsProjection(desk.projection);
    loaded.load(saved);
    expect(loaded.parents()).toEqual(before);
  });

  it('[PO-12] of a basket is staged with all the others or not at all, and nothing is sent', async () => {
    const desk = new Desk();
    const row = { symbol: 'ACME', side: 'sell' as const, ordType: 'market' as const, price: null, orderQty: quantityLots(5), timeInForce: 'day' as const, account: 'MAIN', strategy: null };
    expect(await desk.parents.stageBasket('B1', [row, { ...row, symbol: 'NONE' }])).toMatchObject({ ok: false });
    desk.journal.failing = true;
    expect(await desk.parents.stageBasket('B1', [row, row])).toMatchObject({ ok: false, why: 'the journal could not be saved' });
    desk.journal.failing = false;
    expect(desk.parentsProjection.parents()).toEqual([]);
    expect(await desk.parents.stageBasket('B1', [row, row])).toMatchObject({ ok: true, listId: 'B1' });
    expect(await desk.parents.stageBasket('B1', [row])).toMatchObject({ ok: false, why: expect.stringContaining('staged before') as string });
    expect(desk.parentsProjection.parents().map((p) => p.listId)).toEqual(['B1', 'B1']);
    expect(desk.line.sent).toEqual([]);
  });
});

describe('a parent that the desk shares', () => {
  it('[PO-7] is the OMS\'s to keep: asked for, then there; without a session it is refused', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    expect(parent(desk, id)).toMatchObject({ asking: 'stage', version: null });
    await taken(desk, 1);
    expect(parent(desk, id)).toMatchObject({ asking: null, version: 1, care: true });
    desk.line.state = 'disconnected';
    expect(await desk.parents.lock(id)).toMatchObject({ ok: false, why: expect.stringContaining('no session') as string });
  });

  it('[PO-6] [PO-8] is worked only by who has locked it, and not given back with a route open', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true, assignedTo: null });
    await taken(desk, 1);
    expect(await desk.parents.route(routeOf(id, 10))).toMatchObject({ sent: false, denial: { code: 'PARENT_HELD' } });
    await desk.parents.lock(id);
    expect(await desk.parents.route(routeOf(id, 10)), 'a lock that is only asked for is no lock').toMatchObject({ sent: false });
    expect(await desk.parents.lock(id)).toMatchObject({ ok: false, why: expect.stringContaining('not answered') as string });
    await taken(desk, 2);
    await routed(desk, id, 10);
    expect(await desk.parents.release(id), 'PO-8: its route is open').toMatchObject({ ok: false, why: expect.stringContaining('a route is open') as string });
  });

  it('[PO-4] [PO-10] takes no phone trade while the OMS is asked to make it smaller, give it away or cancel it', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await taken(desk, 1);
    await desk.parents.lock(id);
    await taken(desk, 2);
    const phone = () => desk.parents.recordPhoneTrade({ parentId: id, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_999), lastQty: quantityLots(90), tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'XYZ', account: null, strategy: null, note: null });
    await desk.parents.amend(id, { account: null, strategy: null, price: priceTicks(10_000), orderQty: quantityLots(50) });
    expect(await phone()).toMatchObject({ ok: false, why: 'the OMS has not answered yet: amend' });
    await taken(desk, 3);
    expect(await phone()).toMatchObject({ ok: false, why: expect.stringContaining('50 lots') as string });
    await desk.parents.note(id, 'a note is in nobody\'s way');
    expect(await desk.parents.recordPhoneTrade({ parentId: id, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_999), lastQty: quantityLots(20), tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'XYZ', account: null, strategy: null, note: null })).toMatchObject({ ok: true });
  });

  it('[PO-7] a change that another was first with is refused in the OMS\'s words, and the parent is as the OMS has it', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true, assignedTo: null });
    await taken(desk, 1);
    await desk.parents.lock(id);
    const mine = sentOf(desk, 'ParentOrderRequest').at(-1) as ToVenueOf<'ParentOrderRequest'>;
    const header = { msgSeqNum: 1, sendingTime: epochMicros(1) };
    await desk.parents.onMessage({ msgType: 'ParentOrderReport', ...header, version: 2, requestId: 'other', state: { ...mine.state, lockedBy: 'trader-2' } });
    await desk.parents.onMessage({ msgType: 'ParentOrderReject', ...header, requestId: mine.requestId, parentId: id, parentRejectReason: 'stale', text: 'trader-2 was first' });
    expect(parent(desk, id)).toMatchObject({ lockedBy: 'trader-2', asking: null, refusal: 'trader-2 was first', version: 2 });
    expect(await desk.parents.route(routeOf(id, 10))).toMatchObject({ sent: false, denial: { code: 'PARENT_HELD' } });
  });

  it('[PO-7] the list after a logon settles what was left open: taken where it shows, refused where it does not', async () => {
    const desk = new Desk();
    const [a, b] = [await staged(desk, { care: true }), await staged(desk, { care: true, orderQty: quantityLots(7) })];
    const first = sentOf(desk, 'ParentOrderRequest')[0] as ToVenueOf<'ParentOrderRequest'>;
    desk.parents.onReady();
    const { requestId } = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    const header = { msgSeqNum: 1, sendingTime: epochMicros(1) };
    await desk.parents.onMessage({ msgType: 'ParentOrderReport', ...header, version: 1, requestId, state: first.state });
    await desk.parents.onMessage({ msgType: 'RequestCompleted', ...header, requestId, reports: 1 });
    expect(parent(desk, a)).toMatchObject({ asking: null, version: 1, status: 'staged' });
    expect(parent(desk, b)).toMatchObject({ asking: null, status: 'canceled', refusal: expect.stringContaining('never had') as string });
  });

  it('[PO-7] a list says nothing of what was asked for after it', async () => {
    const desk = new Desk();
    desk.parents.onReady();
    const { requestId } = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    const id = await staged(desk, { care: true });
    const answer = { msgType: 'RequestCompleted' as const, msgSeqNum: 1, sendingTime: epochMicros(1), reports: 0 };
    await desk.parents.onMessage({ ...answer, requestId });
    expect(parent(desk, id)).toMatchObject({ asking: 'stage', status: 'staged', refusal: null });
    desk.parents.onReady();
    const next = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    await desk.parents.onMessage({ ...answer, requestId: next.requestId });
    expect(parent(desk, id)).toMatchObject({ asking: null, status: 'canceled', refusal: expect.stringContaining('never had') as string });
    expect(sentOf(desk, 'ParentOrderRequest')).toHaveLength(1);
  });

  it('[PO-7] a list that lost a report on its way settles nothing; the next one does', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    desk.parents.onReady();
    const asks = () => sentOf(desk, 'ParentOrdersRequest').map((m) => (m as ToVenueOf<'ParentOrdersRequest'>).requestId);
    const header = { msgSeqNum: 1, sendingTime: epochMicros(1) };
    await desk.parents.onMessage({ msgType: 'RequestCompleted', ...header, requestId: asks().at(-1) ?? '', reports: 1 });
    expect(parent(desk, id)).toMatchObject({ asking: 'stage', status: 'staged', refusal: null });
    desk.clock.advance(1000);
    expect(asks()).toHaveLength(2);
    await desk.parents.onMessage({ msgType: 'RequestCompleted', ...header, requestId: asks().at(-1) ?? '', reports: 0 });
    expect(parent(desk, id)).toMatchObject({ asking: null, status: 'canceled' });
  });

  it('[PO-7] what this user holds is told anew to another run of the OMS', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await taken(desk, 1);
    for (const epoch of ['first', 'second']) await desk.recorder.record([{ type: 'OmsLoggedOn', body: { venue: 'V', epoch, protocolVersion: 2 } }]);
    desk.parents.onReady();
    const { requestId } = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    await desk.parents.onMessage({ msgType: 'RequestCompleted', msgSeqNum: 1, sendingTime: epochMicros(1), requestId, reports: 0 });
    expect(sentOf(desk, 'ParentOrderRequest').at(-1)).toMatchObject({ version: 0, state: { parentId: id } });
    await taken(desk, 1);
    expect(parent(desk, id)).toMatchObject({ version: 1, asking: null });
  });

  it('[PO-2] one that comes with fills of other hands counts them once, and gives them on with ours', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await taken(desk, 1);
    await desk.parents.lock(id);
    await taken(desk, 2);
    const a = await routed(desk, id, 40);
    await desk.orders.onExecutionReport(desk.trade({ clOrdId: a }, 40));
    await desk.parents.assign(id, 'trader-2');
    const handedOn = sentOf(desk, 'ParentOrderRequest').at(-1) as ToVenueOf<'ParentOrderRequest'>;
    expect(handedOn.state).toMatchObject({ assignedTo: 'trader-2', lockedBy: null, tradedBy: [{ by: 'STATION-1', cumQty: 40, avgPx: 10_000 }] });
    await taken(desk, 3);
    expect(parent(desk, id)).toMatchObject({ cumQty: 40, elsewhere: { cumQty: 0 } });
    // The colleague trades 20 at 10,030 and gives it back.
    await desk.parents.onMessage({
      msgType: 'ParentOrderReport', msgSeqNum: 1, sendingTime: epochMicros(1), version: 5, requestId: 'theirs',
      state: { ...handedOn.state, assignedTo: deskUser, tradedBy: [...handedOn.state.tradedBy, { by: 'STATION-2', cumQty: quantityLots(20), avgPx: 10_030 }] },
    });
    expect(parent(desk, id)).toMatchObject({ cumQty: 60, unroutedQty: 40, elsewhere: { cumQty: 20, avgPx: 10_030 } });
    expect(parent(desk, id).avgPx).toBeCloseTo(10_010, 9);
  });

  it('[PO-7] one whose staging was taken and changed by a colleague before we heard of it is not said to be refused', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true, assignedTo: null });
    const { state } = sentOf(desk, 'ParentOrderRequest')[0] as ToVenueOf<'ParentOrderRequest'>;
    desk.parents.onReady();
    const { requestId } = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    const header = { msgSeqNum: 1, sendingTime: epochMicros(1) };
    await desk.parents.onMessage({ msgType: 'ParentOrderReport', ...header, version: 3, requestId, state: { ...state, lockedBy: 'trader-2' } });
    await desk.parents.onMessage({ msgType: 'RequestCompleted', ...header, requestId, reports: 1 });
    expect(parent(desk, id)).toMatchObject({ status: 'staged', lockedBy: 'trader-2', version: 3, asking: null, refusal: null });
  });

  it('[PO-3] is held to the stricter of two limits and quantities while an amendment is on its way', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await taken(desk, 1);
    await desk.parents.lock(id);
    await taken(desk, 2);
    await desk.parents.amend(id, { account: null, strategy: null, price: priceTicks(9_990), orderQty: quantityLots(40) });
    expect(await desk.parents.route(routeOf(id, 10, 9_991))).toMatchObject({ sent: false, denial: { code: 'WORSE_THAN_PARENT', limit: 9_990 } });
    expect(await desk.parents.route(routeOf(id, 41, 9_990))).toMatchObject({ sent: false, denial: { code: 'ABOVE_PARENT', unroutedQty: 40 } });
    await taken(desk, 3);
    await desk.parents.amend(id, { account: null, strategy: null, price: priceTicks(10_010), orderQty: quantityLots(90) });
    expect(await desk.parents.route(routeOf(id, 10, 9_991)), 'a wider limit that is only asked for is none').toMatchObject({ sent: false });
    expect(await desk.parents.route(routeOf(id, 40, 9_990))).toMatchObject({ sent: true });
  });

  it('[PO-7] what is lost on a line that lives on is asked about again, and settled', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    desk.clock.advance(999);
    expect(sentOf(desk, 'ParentOrdersRequest')).toHaveLength(0);
    desk.clock.advance(1);
    const { requestId } = sentOf(desk, 'ParentOrdersRequest').at(-1) as ToVenueOf<'ParentOrdersRequest'>;
    await desk.parents.onMessage({ msgType: 'RequestCompleted', msgSeqNum: 1, sendingTime: epochMicros(1), requestId, reports: 0 });
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', asking: null, refusal: expect.stringContaining('never had') as string });
    desk.clock.advance(120_000);
    expect(sentOf(desk, 'ParentOrdersRequest')).toHaveLength(1);
    expect(sentOf(desk, 'ParentOrderRequest'), 'the change itself is never sent again').toHaveLength(1);
  });

  it('[PO-7] is refused by an OMS that speaks of orders alone, which is not asked again', async () => {
    const desk = new Desk();
    const id = await staged(desk, { care: true });
    await desk.parents.onUnsupported('not here');
    expect(parent(desk, id)).toMatchObject({ status: 'canceled', refusal: 'not here' });
    desk.clock.advance(120_000);
    expect(sentOf(desk, 'ParentOrdersRequest')).toHaveLength(0);
  });
});
