/** Positions by account and strategy: known answers. */
import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { OrderBelonging, Side } from '../../../shared/domain/order.ts';
import { Desk, deskUser, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import { stepsMax } from './explain.ts';
import { PositionsProjection } from './positions-projection.ts';

/** Fills of one order each, at a mid of 10,000 ticks of a cent. */
async function traded(desk: Desk, side: Side, qty: number, px: number, belonging: OrderBelonging = {}, fee = 0): Promise<string> {
  const order = await desk.working(limitBuy(qty, px, { side, ...belonging }));
  await desk.orders.onExecutionReport(desk.trade(order, qty, { side, lastPx: priceTicks(px), feeMinor: moneyMinor(fee) }));
  desk.clock.advance(1_000);
  return order.clOrdId;
}

/** A parent to buy at up to 100.50 that is booked to no account. */
async function staged(desk: Desk): Promise<string> {
  const outcome = await desk.parents.stage({
    symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(10_050), orderQty: quantityLots(100), timeInForce: 'day', account: null, strategy: null, care: false,
    assignedTo: deskUser, suggestionId: null, note: null,
  });
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.parentId;
}

const instruct = (parentId: string, allocId: string, shares: readonly (readonly [string, number])[], avgPx: number): JournalEvent => ({
  type: 'AllocationInstructed',
  body: { allocId, parentId, quantity: quantityLots(shares.reduce((sum, [, q]) => sum + q, 0)), avgPx, shares: shares.map(([account, q]) => ({ account, quantity: quantityLots(q) })), userId: 'u' },
});
const answer = (parentId: string, allocId: string, accepted = true): JournalEvent => ({ type: 'AllocationAnswered', body: { allocId, parentId, accepted, text: null } });

const shown = (desk: Desk) => desk.portfolio.partsOf('ACME').map((p) => [p.kind === 'between' ? 'between' : p.account, p.quantity, p.averagePrice, p.realisedMinor, p.unrealisedMinor, p.feesMinor, p.netMinor]);

describe('positions by account and strategy', () => {
  it('[PF-7] books a fill where its order belongs', async () => {
    const desk = new Desk();
    await traded(desk, 'buy', 10, 9_990, { account: 'A', strategy: 'S1' }, 3);
    await traded(desk, 'buy', 20, 10_000, { account: 'A', strategy: 'S2' });
    await traded(desk, 'sell', 5, 10_010);
    expect(desk.portfolio.partsOf('ACME').filter((p) => p.kind === 'part').map((p) => [p.account, p.strategy, p.quantity, p.feesMinor]))
      .toEqual([['A', 'S1', 10, 3], ['A', 'S2', 20, 0], [null, null, -5, 0]]);
  });

  it('[PF-9] keeps the average cost of each account, and says what lies between them: one long, one short, the desk flat', async () => {
    const desk = new Desk();
    await traded(desk, 'buy', 10, 9_990, { account: 'A' });
    await traded(desk, 'sell', 10, 10_010, { account: 'B' });
    // The instrument bought 10 at 99.90 and sold them at 100.10: 2.00 realised. Neither account has closed anything.
    expect(desk.portfolio.row('ACME')).toMatchObject({ quantity: 0, realisedMinor: 200, unrealisedMinor: 0, netMinor: 200 });
    expect(shown(desk)).toEqual([
      ['A', 10, 9_990, 0, 100, 0, 100],
      ['B', -10, 10_010, 0, 100, 0, 100],
      ['between', 0, null, 200, -200, 0, 0],
    ]);
  });

  it('[PF-10] moves an allocated parent at its average price to the accounts, to the last tick-lot, once the OMS has accepted', async () => {
    const desk = new Desk();
    const parentId = await staged(desk);
    await traded(desk, 'buy', 6, 9_998, { parentId }, 4);
    await traded(desk, 'buy', 4, 9_995, { parentId }, 3);
    const before = shown(desk);
    await desk.recorder.record([instruct(parentId, 'a1', [['A', 7], ['B', 3]], 9_996.8)]);
    expect(shown(desk)).toEqual(before);
    await desk.recorder.record([answer(parentId, 'a1')]);
    // 99,968 tick-lots in 7 : 3 are 69,977.6 and 29,990.4; fees 7 in 4.9 and 2.1.
    expect(desk.positions.ledger.list('ACME').filter((p) => p.position.quantity !== 0).map((p) => [p.key.account, p.position.quantity, p.position.costTickLots, p.position.feesMinor]))
      .toEqual([['A', 7, 69_978n, 5], ['B', 3, 29_990n, 2]]);
    expect(desk.portfolio.row('ACME')).toMatchObject({ quantity: 10, averagePrice: 9_996.8, feesMinor: 7 });
  });

  it('[PF-10] a rejected allocation moves nothing; two that are asked for one after the other each move theirs', async () => {
    const desk = new Desk();
    const parentId = await staged(desk);
    await traded(desk, 'buy', 10, 10_000, { parentId });
    await desk.recorder.record([instruct(parentId, 'no', [['A', 10]], 10_000), answer(parentId, 'no', false)]);
    expect(shown(desk)).toEqual([[null, 10, 10_000, 0, 0, 0, 0]]);
    await desk.recorder.record([instruct(parentId, 'a1', [['A', 6]], 10_000), instruct(parentId, 'a2', [['B', 4]], 10_000), answer(parentId, 'a2'), answer(parentId, 'a1')]);
    expect(shown(desk).map(([account, qty]) => [account, qty])).toEqual([['A', 6], ['B', 4], ['between', 0]]);
  });

  it('[PF-10] a bust of what was allocated stays with no account, since the account was told otherwise', async () => {
    const desk = new Desk();
    const parentId = await staged(desk);
    const clOrdId = await traded(desk, 'buy', 10, 10_000, { parentId });
    await desk.recorder.record([instruct(parentId, 'a1', [['A', 10]], 10_000), answer(parentId, 'a1')]);
    const fill = desk.projection.fills()[0];
    if (!fill) throw new Error('no fill');
    await desk.orders.onExecutionReport(desk.report({ clOrdId }, { execType: 'tradeCancel', execRefId: fill.execId, cumQty: quantityLots(0), ordStatus: 'new', lastQty: fill.lastQty, lastPx: fill.lastPx }));
    expect(desk.portfolio.row('ACME')).toMatchObject({ quantity: 0, averagePrice: null, netMinor: 0 });
    expect(shown(desk).map(([account, qty]) => [account, qty])).toEqual([['A', 10], [null, -10], ['between', 0]]);
    expect(desk.portfolio.explain('ACME', { account: null, strategy: null })?.steps).toMatchObject([{ source: { kind: 'correction', clOrdId }, quantity: -10, price: 10_000 }]);
  });

  it('[PF-10] [PO-14] moves what the desk allocates and the OMS accepts, phone trades too; what is left stays with no account', async () => {
    const desk = new Desk();
    const parentId = await staged(desk);
    await traded(desk, 'buy', 10, 10_000, { parentId }, 4);
    const phone = await desk.parents.recordPhoneTrade({
      parentId, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_990), lastQty: quantityLots(30), tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'X', account: null, strategy: null, note: null,
    });
    expect(phone.ok).toBe(true);
    expect(await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(24) }, { account: 'HEDGE', quantity: quantityLots(8) }])).toMatchObject({ ok: true });
    const allocId = desk.parentsProjection.parent(parentId)?.allocations[0]?.allocId ?? '';
    await desk.parents.onMessage({ msgType: 'AllocationReport', msgSeqNum: 1, sendingTime: epochMicros(1), allocId, parentId, allocStatus: 'accepted', text: null });
    // 10 at 100.00 and 30 at 99.90 are 40 at 99.925.
    expect(shown(desk).map(([account, qty, average, , , fees]) => [account, qty, average, fees])).toEqual([['HEDGE', 8, 9_992.5, 1], ['MAIN', 24, 9_992.5, 2], [null, 8, 9_992.5, 1], ['between', 0, null, 0]]);
    expect(desk.portfolio.row('ACME')).toMatchObject({ quantity: 40, averagePrice: 9_992.5, feesMinor: 4 });
    expect(desk.portfolio.explain('ACME', { account: 'MAIN', strategy: null })?.steps).toMatchObject([{ source: { kind: 'allocation', allocId }, quantity: 24, price: 9_992.5, feeMinor: 2 }]);
    desk.reopen();
    expect(shown(desk).map(([account, qty]) => [account, qty])).toEqual([['HEDGE', 8], ['MAIN', 24], [null, 8], ['between', 0]]);
  });

  it('[PF-11] explains a figure by its fills, with what each closed and at what average', async () => {
    const desk = new Desk();
    const a = await traded(desk, 'buy', 10, 9_990, { account: 'A' }, 1);
    const b = await traded(desk, 'buy', 10, 10_010, { account: 'A' }, 1);
    const c = await traded(desk, 'sell', 5, 10_020, { account: 'A' }, 2);
    expect(desk.portfolio.explain('ACME', { account: 'A', strategy: null })).toMatchObject({
      carried: null, quantity: 15, averagePrice: 10_000, realisedMinor: 100, feesMinor: 4,
      steps: [
        { source: { kind: 'fill', clOrdId: a }, quantity: 10, price: 9_990, closedQty: 0, averageBefore: null, realisedMinor: 0, quantityAfter: 10, averageAfter: 9_990 },
        { source: { kind: 'fill', clOrdId: b }, quantity: 10, price: 10_010, closedQty: 0, averageBefore: 9_990, realisedMinor: 0, quantityAfter: 20, averageAfter: 10_000 },
        { source: { kind: 'fill', clOrdId: c }, quantity: -5, price: 10_020, closedQty: 5, averageBefore: 10_000, realisedMinor: 100, feeMinor: 2, quantityAfter: 15, averageAfter: 10_000 },
      ],
    });
    expect(desk.portfolio.explain('ACME', null)).toMatchObject({ quantity: 15, realisedMinor: 100 });
    expect(desk.portfolio.explain('ACME', { account: 'B', strategy: null })).toBeNull();
  });

  it('[PF-11] shows the newest bookings and carries what came before them', async () => {
    const desk = new Desk();
    const fillOf = (i: number) => ({ execId: `x${i}`, clOrdId: 'phone', symbol: 'ACME', side: i % 2 === 0 ? 'buy' as const : 'sell' as const, lastPx: priceTicks(10_000 + (i % 2)), lastQty: quantityLots(1), feeMinor: moneyMinor(1), liquidity: 'added' as const, transactTime: epochMicros(i) });
    const positions = desk.positions;
    for (let i = 0; i < stepsMax + 10; i++) positions.apply({ seq: i + 1, at: epochMicros(i), hash: '', event: { type: 'PhoneTradeRecorded', body: { clOrdId: 'phone', intent: limitBuy(1), fill: fillOf(i), counterparty: 'X', note: null, userId: 'u' } } });
    const why = desk.portfolio.explain('ACME', null);
    expect(why?.steps).toHaveLength(stepsMax);
    expect(why?.carried).toMatchObject({ steps: 10, quantity: 0, realisedMinor: 5, feesMinor: 10 });
    expect(why?.realisedMinor).toBe((stepsMax + 10) / 2);
  });

  it('[PF-4] has the same parts after a checkpoint, with an allocation in the air', async () => {
    const desk = new Desk();
    const parentId = await staged(desk);
    await traded(desk, 'buy', 10, 10_000, { parentId, strategy: 'S1' });
    await desk.recorder.record([instruct(parentId, 'a1', [['A', 3]], 10_000)]);
    const loaded = new PositionsProjection();
    loaded.load(JSON.parse(JSON.stringify(desk.positions.save())) as unknown);
    const record = { seq: 99, at: epochMicros(99), hash: '', event: answer(parentId, 'a1') };
    for (const positions of [loaded, desk.positions]) positions.apply(record);
    expect(loaded.ledger.list('ACME')).toEqual(desk.positions.ledger.list('ACME'));
    expect(JSON.stringify(loaded.save())).toBe(JSON.stringify(desk.positions.save()));
  });
});

describe('rounding', () => {
  it('[PF-6] rounds to minor units once: half a tick of an instrument whose tick-lot is 12.50', async () => {
    const desk = new Desk();
    const acme = desk.instruments.get('ACME');
    if (!acme) throw new Error('ACME');
    desk.instruments.set('ACME', { ...acme, tickSize: '0.25', multiplier: '50' });
    await traded(desk, 'buy', 1, 10_000);
    desk.quotes.set('ACME', quoteOf('ACME', 10_000, 10_001));
    expect(desk.portfolio.row('ACME')).toMatchObject({ unrealisedMinor: 625, exposureMinor: 12_500_625 });
  });
});
