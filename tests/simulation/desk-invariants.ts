/** What must hold of parent orders, phone trades and allocations: after every step, and once the world is whole and at rest. */
import { isOpen } from '../../reference/venue/ledger.ts';
import type { ParentOrder } from '../../src/shared/domain/parent-order.ts';
import { colleague, deskCompId, type SimCore } from './sim-core.ts';
import { symbols } from './sim-venue.ts';
import type { World } from './world.ts';

/** After each step. @returns the first break, or null */
export function deskBreak({ core, sim }: World): string | null {
  if (!core) return null;
  for (const parent of core.parentsProjection.parents()) {
    const broken = quantitiesOf(parent) ?? atOmsWithin(parent, sim);
    if (broken !== null) return broken;
  }
  return twoHands(sim);
}

/** P1: what has traded and works is within what was asked for, and each lot is allocated once at most. */
function quantitiesOf({ parentId, cumQty, workingQty, unroutedQty, orderQty, allocations }: ParentOrder): string | null {
  if (cumQty + workingQty > orderQty) return `P1: parent ${parentId} of ${orderQty} lots has ${cumQty} traded and ${workingQty} working`;
  if (cumQty + workingQty + unroutedQty > orderQty) return `P1: parent ${parentId} of ${orderQty} lots would route ${unroutedQty} more`;
  const allocated = allocations.reduce((sum, { status, quantity }) => sum + (status === 'rejected' ? 0 : quantity), 0);
  return allocated > cumQty ? `P1: ${allocated} lots of parent ${parentId} are allocated, ${cumQty} have traded` : null;
}

/** P2: the OMS never has more of a parent, traded and open, than was asked for. */
function atOmsWithin({ parentId, orderQty }: ParentOrder, sim: World['sim']): string | null {
  const { oms, desk } = sim.venue;
  const routed = oms.ledger.ordersOf(deskCompId).filter((order) => order.parentId === parentId).reduce((sum, order) => sum + (isOpen(order) ? order.orderQty : order.cumQty), 0);
  const dealt = desk.captures.all(deskCompId).filter(({ report, standing }) => report.parentId === parentId && standing !== null).reduce((sum, { report }) => sum + report.lastQty, 0);
  return routed + dealt > orderQty ? `P2: the OMS has ${routed} lots of routes and ${dealt} lots dealt by phone of parent ${parentId} of ${orderQty} lots` : null;
}

/** P3: a route is open only while its parent is in the hands of who sent it. */
function twoHands(sim: World['sim']): string | null {
  for (const order of sim.venue.oms.ledger.openOrders) {
    const state = order.parentId === null ? undefined : sim.venue.desk.parents.get(order.parentId);
    if (state && (state.lockedBy ?? state.assignedTo) === colleague) return `P3: route ${order.clOrdIds[0]} works while its parent is in the hands of ${colleague}`;
  }
  return null;
}

/** P4: whole and at rest, the OMS has answered everything, and both ends say the same. */
export function deskDifferences(core: SimCore, { sim }: World): string[] {
  const words: string[] = [];
  const { phoneTrades, allocations } = core.parentsProjection.untold();
  if (phoneTrades.length + allocations.length > 0) words.push(`P4: ${phoneTrades.length} phone trades and ${allocations.length} allocations are not answered`);
  for (const kept of core.parentsProjection.shared()) if (kept.asked) words.push(`P4: ${kept.asked.what} of parent ${kept.state.parentId} is not answered`);
  for (const report of sim.venue.desk.parents.list('seen')) {
    if (report.msgType !== 'ParentOrderReport') continue;
    const { parentId } = report.state;
    const ours = core.parentsProjection.parent(parentId);
    const mine = `${ours?.version} ${ours?.assignedTo} ${ours?.lockedBy} ${ours?.orderQty} ${ours?.canceled}`;
    const its = `${report.version} ${report.state.assignedTo} ${report.state.lockedBy} ${report.state.orderQty} ${report.state.canceled}`;
    if (mine !== its) words.push(`P4: parent ${parentId} is ${mine} here and ${its} at the OMS`);
  }
  const captures = sim.venue.desk.captures.all(deskCompId);
  for (const { report, standing } of captures) {
    const traded = core.projection.get(report.tradeReportId)?.cumQty;
    if (traded !== (standing?.lastQty ?? 0)) words.push(`P4: phone trade ${report.tradeReportId} is ${traded} lots here and ${standing?.lastQty ?? 0} at the OMS`);
  }
  return words.concat(positionDifferences(core, sim));
}

/** Of a run of the OMS that has seen all of our fills: its position is ours. */
function positionDifferences(core: SimCore, sim: World['sim']): string[] {
  const { ledger } = sim.venue.oms;
  const theirs = new Set([...ledger.ordersOf(deskCompId).map((order) => order.clOrdIds[0]), ...sim.venue.desk.captures.all(deskCompId).map(({ report }) => report.tradeReportId)]);
  if (core.projection.fills().some((fill) => !theirs.has(fill.clOrdId))) return [];
  return symbols.flatMap((symbol) => {
    const its = ledger.positionsOf(deskCompId).find((position) => position.symbol === symbol)?.quantity ?? 0;
    const ours = core.positions.quantity(symbol);
    return its === ours ? [] : [`P4: the position in ${symbol} is ${ours} here and ${its} at the OMS`];
  });
}
