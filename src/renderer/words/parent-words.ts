/** The desk's words and shapes for parent orders: what they are, who holds them, what can be done to them. */
import type { Order } from '../../shared/domain/order.ts';
import { heldAgainst, type ParentChange, type ParentOrder, type ParentStatus, type UndoableChange } from '../../shared/domain/parent-order.ts';
import type { StatusLook } from './order-words.ts';

export const parentLooks: Readonly<Record<ParentStatus, StatusLook>> = {
  staged: { word: 'staged', shape: '□', tone: 'muted', notice: 'plain' },
  working: { word: 'working', shape: '◧', tone: 'plain', notice: 'waiting' },
  filled: { word: 'filled', shape: '■', tone: 'plain', notice: 'done' },
  canceled: { word: 'canceled', shape: '⊠', tone: 'muted', notice: 'plain' },
};

/** Whose it is, and who works it. */
export function heldWords({ assignedTo, lockedBy }: Pick<ParentOrder, 'assignedTo' | 'lockedBy'>): string {
  const owner = assignedTo ?? 'pool';
  if (lockedBy === null) return owner;
  return lockedBy === owner ? `${owner}, locked` : `${owner}, locked by ${lockedBy}`;
}

/** Whether something more can come of it. */
export const isOpenParent = (parent: Pick<ParentOrder, 'status'>): boolean => parent.status === 'staged' || parent.status === 'working';

/** What its children traded without being booked to an account, less what was allocated, lots. */
export function unallocatedQty({ allocations }: Pick<ParentOrder, 'allocations'>, children: readonly Pick<Order, 'account' | 'cumQty'>[]): number {
  const traded = children.reduce((sum, child) => sum + (child.account === undefined ? child.cumQty : 0), 0);
  return traded - allocations.reduce((sum, { status, quantity }) => sum + (status === 'rejected' ? 0 : quantity), 0);
}

/** Why `userId` may not change or route it now, in words; null when nothing is against it. */
export const whyNot = (parent: ParentOrder, userId: string): string | null =>
  !isOpenParent(parent) ? `it is ${parentLooks[parent.status].word}` : heldAgainst(parent, userId);

/** What was asked of the OMS, as a chip can hold it. */
export const changeWord: Readonly<Record<ParentChange, string>> = {
  stage: 'stage', amend: 'amend', cancel: 'cancel', reinstate: 'reinstate', note: 'note', withdrawNote: 'take note back', assign: 'assign', lock: 'lock', release: 'release', publish: 'share',
};

/** What undoing would take back. */
export const undoWord: Readonly<Record<UndoableChange, string>> = {
  stage: 'the staging', amend: 'the amendment', cancel: 'the cancel', note: 'the note', phoneTrade: 'the phone trade',
};
