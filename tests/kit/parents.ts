/** A desk with parents, for tests of the orders that routes are made of. */
import { priceTicks, quantityLots, epochMicros } from '../../src/shared/domain/numbers.ts';
import type { ParentOrder } from '../../src/shared/domain/parent-order.ts';
import type { ToVenueOf } from '../../src/shared/wire/venue.ts';
import { deskUser, type Desk } from './desk.ts';

export const ticket = {
  symbol: 'ACME', side: 'buy' as const, ordType: 'limit' as const, price: priceTicks(10_000), orderQty: quantityLots(100), timeInForce: 'day' as const,
  account: null as string | null, strategy: null as string | null, care: false, assignedTo: deskUser as string | null, suggestionId: null,
  note: null as string | null,
};
export const routeOf = (parentId: string, orderQty: number, price = 10_000) =>
  ({ parentId, orderQty: quantityLots(orderQty), ordType: 'limit' as const, price: priceTicks(price), timeInForce: 'day' as const, participationRate: null });

export async function staged(desk: Desk, over: Partial<typeof ticket> = {}): Promise<string> {
  const outcome = await desk.parents.stage({ ...ticket, ...over });
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.parentId;
}

export const parent = (desk: Desk, parentId: string): ParentOrder => {
  const found = desk.parentsProjection.parent(parentId);
  if (!found) throw new Error(`no parent ${parentId}`);
  return found;
};

export async function routed(desk: Desk, parentId: string, orderQty: number, price?: number): Promise<string> {
  const outcome = await desk.parents.route(routeOf(parentId, orderQty, price));
  if (!outcome.sent) throw new Error(outcome.words);
  await desk.orders.onExecutionReport(desk.report(desk.order(outcome), {}));
  return outcome.clOrdId;
}

export const sentOf = <T extends string>(desk: Desk, msgType: T): readonly { readonly msgType: T }[] =>
  desk.line.sent.filter((m): m is typeof m & { msgType: T } => m.msgType === msgType);

/** Answers the open request as the OMS would that takes it. */
export async function taken(desk: Desk, version: number): Promise<void> {
  const request = sentOf(desk, 'ParentOrderRequest').at(-1) as ToVenueOf<'ParentOrderRequest'>;
  await desk.parents.onMessage({ msgType: 'ParentOrderReport', msgSeqNum: 1, sendingTime: epochMicros(1), version, requestId: request.requestId, state: request.state });
}
