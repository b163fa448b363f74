/** What a key, the palette or the menu of a row asks for: which rows it means, whether they can take it, and the question that opens. */
import { isDone, type Order } from '../../shared/domain/order.ts';
import type { ParentOrder } from '../../shared/domain/parent-order.ts';
import { openAsk } from '../stores/asks.ts';
import { selectedRowStore } from '../stores/blotter-row.ts';
import { orderNow, parentNow, userNow } from '../stores/lookups.ts';
import { markedStore } from '../stores/marked.ts';
import { notify } from '../stores/notices.ts';
import { openPhoneTrade } from '../stores/phone-call.ts';
import { clOrdIdsOf, parentIdOfRow, parentIdsOf } from '../stores/row-ids.ts';
import { selectionStore } from '../stores/selection.ts';
import { isOpenParent, parentLooks, unallocatedQty, whyNot } from '../words/parent-words.ts';
import { cancelOrder, changeOrder } from './work-orders.ts';
import { lockParents, parentName, releaseParents } from './work-parents.ts';

/** The rows that are marked, where the focus is in no other panel than the blotter; or the selected one. */
export function rowsMeant(): readonly string[] {
  const { marked } = markedStore.getState();
  const { rowId } = selectedRowStore.getState();
  const panel = document.activeElement?.closest('[data-panel]')?.getAttribute('data-panel') ?? 'blotter';
  return marked.size > 0 && panel === 'blotter' ? [...marked] : rowId === null ? [] : [rowId];
}

const parentsMeant = (): readonly ParentOrder[] => parentIdsOf(rowsMeant()).flatMap((id) => parentNow(id) ?? []);
const noParent = (verb: string): void => notify('plain', `Nothing to ${verb}: no parent is selected; stage one from the ticket, or move to one in the blotter`);

/** What is meant, when at least one of it may be worked now; says why when none may. Those that may not are told of with the outcome. */
function workable(verb: string): readonly ParentOrder[] {
  const meant = parentsMeant();
  const userId = userNow() ?? '';
  const [first] = meant;
  if (!first) { noParent(verb); return []; }
  if (meant.some((parent) => whyNot(parent, userId) === null)) return meant;
  notify('denied', `Cannot ${verb} ${parentName(first)}: ${whyNot(first, userId) ?? ''}${meant.length > 1 ? `; nor the ${meant.length - 1} others` : ''}`);
  return [];
}

const ids = (parents: readonly ParentOrder[]): readonly string[] => parents.map((parent) => parent.parentId);

/** Percent of the volume that the question begins with. */
const rateFirst = 0.1;

export function askRoute(byVolume = false): void {
  const meant = workable('route');
  if (meant.some((parent) => parent.unroutedQty > 0)) openAsk({ kind: 'route', parentIds: ids(meant), rate: byVolume ? rateFirst : null });
  else if (meant[0]) notify('plain', `Nothing to route: all of ${parentName(meant[0])} has traded or is working`);
}

export function askAssign(): void {
  const meant = workable('assign');
  if (meant.length > 0) openAsk({ kind: 'assign', parentIds: ids(meant) });
}

export function askNote(): void {
  const [parent] = workable('note');
  if (parent) openAsk({ kind: 'note', parentId: parent.parentId });
}

/** A trade dealt elsewhere, for the parent. One of no parent is recorded from its own panel: what was meant is never guessed. */
export function askPhoneTrade(): void {
  const [parent] = workable('record a phone trade for');
  if (!parent) return;
  if (parent.unroutedQty > 0) openPhoneTrade(parent.parentId);
  else notify('plain', `Nothing to record: all of ${parentName(parent)} has traded or is working`);
}

export function askAllocate(): void {
  const [parent] = parentsMeant();
  if (!parent) return noParent('allocate');
  if (unallocatedQty(parent, childrenOf(parent)) <= 0) return notify('plain', `Nothing to allocate: ${parent.cumQty === 0 ? 'nothing has traded' : 'all that has traded is booked to an account'} of ${parentName(parent)}`);
  openAsk({ kind: 'allocate', parentId: parent.parentId });
}

/** Asked first: what is taken back is said before it is. */
export function askUndo(): void {
  const [parent] = parentsMeant();
  if (!parent) return noParent('undo');
  if (parent.undo === null) return notify('plain', `Nothing to undo: the last change of ${parentName(parent)} cannot be taken back`);
  openAsk({ kind: 'undo', parentId: parent.parentId });
}

/** Locks what nobody has locked, releases what this user has. */
export function toggleLock(): void {
  const meant = parentsMeant();
  if (meant.length === 0) return noParent('lock');
  const userId = userNow();
  const mine = meant.filter((parent) => parent.lockedBy === userId);
  if (mine.length === meant.length) void releaseParents(ids(mine));
  else void lockParents(ids(meant.filter((parent) => parent.lockedBy !== userId)));
}

/** A single order is asked at once, as everywhere; parents and several rows ask first, with the consequence in numbers. */
export function askCancel(): void {
  const meant = rowsMeant();
  const [only] = meant;
  if (only !== undefined && meant.length === 1 && parentIdOfRow(only) === null) return void cancelOrder(selectionStore.getState().clOrdId ?? only);
  if (meant.length === 0) return notify('plain', 'Nothing to cancel: nothing is selected; click a row in the blotter, or move to it with the arrows');
  const parents = parentIdsOf(meant).flatMap((id) => parentNow(id) ?? []);
  const [first] = parents;
  if (meant.length === 1 && first && !isOpenParent(first)) return notify('plain', `Nothing to cancel: ${parentName(first)} is ${parentLooks[first.status].word}`);
  openAsk({ kind: 'cancelRows', rowIds: meant });
}

/** An order is changed in the ticket, a parent in place. */
export function askChange(): void {
  const { parentId } = selectedRowStore.getState();
  const { clOrdId } = selectionStore.getState();
  if (parentId !== null) {
    const parent = parentNow(parentId);
    const why = parent && whyNot(parent, userNow() ?? '');
    if (parent && why !== null && why !== undefined) notify('denied', `Cannot amend ${parentName(parent)}: ${why}`);
    else openAsk({ kind: 'amend', parentId });
  } else if (clOrdId === null) notify('plain', 'Nothing to change: nothing is selected');
  else changeOrder(clOrdId);
}

/** What is marked of orders and of routes: a parent's own routes when the parent is marked. */
export function ordersMeant(rowIds: readonly string[]): readonly Order[] {
  const found = new Set(clOrdIdsOf(rowIds));
  for (const id of parentIdsOf(rowIds)) for (const child of parentNow(id)?.children ?? []) found.add(child);
  return [...found].flatMap((id) => orderNow(id) ?? []);
}

export const childrenOf = (parent: ParentOrder): readonly Order[] => parent.children.flatMap((id) => orderNow(id) ?? []);
export const openOrdersOf = (parent: ParentOrder): readonly Order[] => childrenOf(parent).filter((order) => !isDone(order.ordStatus));
