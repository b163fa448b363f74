/** Whatever is staged, routed, filled, replaced, amended, dealt by phone and undone: quantities of a parent add up, and nothing is lost by a restart. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { isDone } from '../../../shared/domain/order.ts';
import { Desk, deskUser } from '../../../../tests/kit/desk.ts';

type Move = readonly ['route' | 'fill' | 'cancelRoute' | 'canceled' | 'replace' | 'replaced' | 'amend' | 'phone' | 'undo' | 'cancel' | 'allocate' | 'restart', number, number];

const moves = fc.array(fc.tuple(
  fc.constantFrom<Move[0]>('route', 'fill', 'fill', 'cancelRoute', 'canceled', 'replace', 'replaced', 'amend', 'phone', 'undo', 'cancel', 'allocate', 'restart'),
  fc.nat({ max: 9 }), fc.integer({ min: 1, max: 60 }),
), { minLength: 15, maxLength: 40 });

it('[PO-2] traded + working + unrouted is the quantity while it is open, and no more than it ever', async () => {
  let routed = 0;
  await fc.assert(fc.asyncProperty(moves, async (made) => {
    const desk = new Desk({ duplicateWindowMs: 0 });
    const staged = await desk.parents.stage({
      symbol: 'ACME', side: 'buy', ordType: 'limit', price: priceTicks(10_000), orderQty: quantityLots(100), timeInForce: 'day', account: null, strategy: null, care: false,
      assignedTo: deskUser, suggestionId: null, note: null,
    });
    if (!staged.ok) throw new Error(staged.why);
    const { parentId } = staged;
    for (const move of made) {
      routed += await play(desk, parentId, move);
      checkSums(desk, parentId);
    }
    const before = desk.parentsProjection.parents();
    desk.reopen();
    expect(desk.parentsProjection.parents()).toEqual(before);
  }), { numRuns: 300 });
  expect(routed, 'the moves reach routes').toBeGreaterThan(100);
}, 30_000);

function checkSums(desk: Desk, parentId: string): void {
  const parent = desk.parentsProjection.parent(parentId);
  if (!parent) throw new Error('the parent is there');
  const children = parent.children.flatMap((id) => desk.projection.get(id) ?? []);
  expect(parent.cumQty).toBe(children.reduce((sum, child) => sum + child.cumQty, 0));
  expect(parent.cumQty + parent.workingQty, 'never more than was asked for').toBeLessThanOrEqual(parent.orderQty);
  if (parent.status !== 'canceled') expect(parent.cumQty + parent.workingQty + parent.unroutedQty).toBe(parent.orderQty);
  else expect(parent.unroutedQty).toBe(0);
  const allocated = parent.allocations.reduce((sum, a) => sum + (a.status === 'rejected' ? 0 : a.quantity), 0);
  expect(allocated, 'each lot is allocated once at most').toBeLessThanOrEqual(parent.cumQty);
}

/** One move, where it can be made. Returns 1 when an order left. */
async function play(desk: Desk, parentId: string, [what, which, qty]: Move): Promise<number> {
  const children = (desk.parentsProjection.parent(parentId)?.children ?? []).flatMap((id) => desk.projection.get(id) ?? []);
  const open = children.filter((child) => !isDone(child.ordStatus));
  const child = open.length === 0 ? null : open[which % open.length];
  const orderQty = quantityLots(qty);
  if (what === 'route') {
    const sent = await desk.parents.route({ parentId, orderQty, ordType: 'limit', price: priceTicks(10_000), timeInForce: 'day', participationRate: null });
    if (sent.sent) await desk.orders.onExecutionReport(desk.report(sent, { orderQty, leavesQty: orderQty }));
    return sent.sent ? 1 : 0;
  }
  if (what === 'amend') await desk.parents.amend(parentId, { orderQty: quantityLots(2 * qty), price: priceTicks(10_000), account: null, strategy: null });
  if (what === 'undo') await desk.parents.undo(parentId);
  if (what === 'cancel' && which > 6) await desk.parents.cancel(parentId);
  if (what === 'allocate') await desk.parents.allocate(parentId, [{ account: 'MAIN', quantity: orderQty }]);
  if (what === 'restart') desk.reopen();
  if (what === 'phone') {
    await desk.parents.recordPhoneTrade({
      parentId, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_990 + which), lastQty: orderQty, tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'XYZ',
      account: null, strategy: null, note: null,
    });
  }
  if (!child) return 0;
  if (what === 'fill') await desk.orders.onExecutionReport(desk.trade(child, Math.min(qty, child.leavesQty)));
  if (what === 'cancelRoute') await desk.orders.cancel(child.clOrdId);
  if (what === 'canceled') await desk.orders.onExecutionReport(desk.report(child, { execType: 'canceled', ordStatus: 'canceled' }));
  if (what === 'replace') await desk.orders.replace(child.clOrdId, quantityLots(child.cumQty + qty), priceTicks(10_000), deskUser);
  if (what === 'replaced' && child.pendingClOrdId !== null) {
    const asked = desk.line.sent.findLast((m) => m.msgType === 'OrderCancelReplaceRequest' && m.clOrdId === child.pendingClOrdId);
    if (asked?.msgType === 'OrderCancelReplaceRequest' && asked.orderQty >= child.cumQty) {
      await desk.orders.onExecutionReport(desk.report(child, { execType: 'replaced', clOrdId: asked.clOrdId, origClOrdId: asked.origClOrdId, orderQty: asked.orderQty, leavesQty: quantityLots(asked.orderQty - child.cumQty) }));
    }
  }
  return 0;
}
