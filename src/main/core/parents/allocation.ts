/** Fills of a parent, given to accounts at their average price. Rule PO-14. */
import type { Order } from '../../../shared/domain/order.ts';
import { tradedTogether, type Allocation, type AllocationShare, type Traded } from '../../../shared/domain/parent-order.ts';
import { without } from './parent-changes.ts';

/** What this workstation's children traded without being booked to an account, less what was allocated: quantity and average of the rest. */
export function unallocated(children: readonly Order[], earlier: readonly Allocation[]): Traded {
  const traded = tradedTogether(children.filter((child) => child.account === undefined));
  return earlier.reduce<Traded>((rest, { status, quantity, avgPx }) => (status === 'rejected' ? rest : without(rest, { cumQty: quantity, avgPx })), traded);
}

/** Why `shares` cannot be given, in words; null when they can. */
export function allocationFault(shares: readonly AllocationShare[], free: Traded, accounts: readonly string[]): string | null {
  const unknown = shares.find(({ account }) => !accounts.includes(account));
  if (unknown) return `no account ${unknown.account} (desk.accounts has ${accounts.join(', ')})`;
  if (new Set(shares.map(({ account }) => account)).size < shares.length) return 'an account is named twice';
  if (shares.some(({ quantity }) => !(quantity > 0))) return 'a share is above zero';
  const asked = shares.reduce((sum, { quantity }) => sum + quantity, 0);
  return asked > free.cumQty ? `${free.cumQty} lots have traded and are not allocated, ${asked} were asked for` : null;
}
