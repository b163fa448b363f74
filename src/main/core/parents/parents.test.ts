/** Parents of this workstation alone. */
import { describe, expect, it } from 'vitest';
import { Desk, deskUser } from '../../../../tests/kit/desk.ts';
import { parent, routed, routeOf, sentOf, staged, taken, ticket } from '../../../../tests/kit/parents.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { ParentsProjection } from './parents-projection.ts';

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
