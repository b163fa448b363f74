/** Parents that the desk shares by its OMS. */
import { describe, expect, it } from 'vitest';
import { Desk, deskUser } from '../../../../tests/kit/desk.ts';
import { parent, routed, routeOf, sentOf, staged, taken } from '../../../../tests/kit/parents.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { ToVenueOf } from '../../../shared/wire/venue.ts';

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
