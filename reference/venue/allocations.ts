/** What a client's parent traded, divided among accounts (FIX AllocationInstruction): each lot once at most. Rules PA-14 to PA-16 in docs/wire-protocol.md. */
import type { FromVenueOf, HeaderField, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { append } from './append.ts';
import type { Ledger, LedgerListener } from './ledger.ts';
import type { TradeCaptures } from './trade-captures.ts';

/** Instructions kept in a run. */
export const allocationsMax = 100_000;
/** An average price may differ by so much from ours: it is a float, made in another order of additions. */
const avgPxToleranceTicks = 1e-6;
const avgPxToleranceShare = 1e-9;

type Instruction = ToVenueOf<'AllocationInstruction'>;
type Report = Omit<FromVenueOf<'AllocationReport'>, HeaderField>;

export interface AllocationsOptions {
  readonly ledger: Ledger;
  readonly captures: TradeCaptures;
  readonly listener: LedgerListener;
}

export class Allocations {
  private readonly options: AllocationsOptions;
  private readonly byId = new Map<string, Instruction>();
  private readonly byParent = new Map<string, { readonly client: string; readonly instruction: Instruction }[]>();

  constructor(options: AllocationsOptions) {
    this.options = options;
  }

  take(client: string, instruction: Instruction): Report {
    const { allocId, parentId } = instruction;
    const key = `${client} ${allocId}`;
    const known = this.byId.get(key);
    const refusal = known ? (isSame(known, instruction) ? null : `allocation ${allocId} was instructed with other figures`) : this.refusal(client, instruction);
    if (refusal === null && !known) {
      this.byId.set(key, instruction);
      append(this.byParent, parentId, { client, instruction });
      const { symbol, side, quantity, avgPx, allocs, transactTime } = instruction;
      this.options.listener({ type: 'allocation', client, allocId, parentId, symbol, side, quantity, avgPx, allocs, transactTime });
    }
    return { msgType: 'AllocationReport', allocId, parentId, allocStatus: refusal === null ? 'accepted' : 'rejected', text: refusal };
  }

  private refusal(client: string, { parentId, symbol, side, quantity, avgPx, allocs }: Instruction): string | null {
    const twice = allocs.find((a, i) => allocs.findIndex((b) => b.account === a.account) !== i);
    if (twice) return `account ${twice.account} is named twice`;
    const nothing = allocs.find((a) => a.quantity <= 0);
    if (nothing) return `nothing for account ${nothing.account}`;
    const sum = allocs.reduce((total, a) => total + a.quantity, 0);
    if (sum !== quantity) return `${sum} lots for the accounts, ${quantity} lots in all`;
    const left = this.unallocated(client, parentId, symbol, side);
    if (quantity > left.quantity) return `${quantity} lots, but ${left.quantity} of what parent ${parentId} traded in ${symbol} are booked to no account`;
    const average = left.value / left.quantity;
    if (Math.abs(avgPx - average) > Math.max(avgPxToleranceTicks, avgPxToleranceShare * Math.abs(average))) return `average price ${avgPx}, but what is booked to no account has ${average}`;
    return this.byId.size >= allocationsMax ? `already ${allocationsMax} allocations` : null;
  }

  /** What a client's parent traded for no account, by routes and elsewhere, less what was allocated: lots, and tick-lots. */
  private unallocated(client: string, parentId: string, symbol: string, side: Instruction['side']): { readonly quantity: number; readonly value: number } {
    let quantity = 0;
    let traded = 0n;
    for (const order of this.options.ledger.routesOf(parentId)) {
      if (order.client !== client || order.symbol !== symbol || order.side !== side || order.account !== null) continue;
      quantity += order.cumQty;
      traded += order.filledTickLots;
    }
    for (const trade of this.options.captures.of(client, parentId, symbol, side)) {
      quantity += trade.lastQty;
      traded += BigInt(trade.lastPx) * BigInt(trade.lastQty);
    }
    let value = Number(traded);
    for (const { client: whose, instruction: i } of this.byParent.get(parentId) ?? []) {
      if (whose !== client || i.symbol !== symbol || i.side !== side) continue;
      quantity -= i.quantity;
      value -= i.quantity * i.avgPx;
    }
    return { quantity: Math.max(0, quantity), value };
  }
}

/** When it was instructed is not one of its figures: it may be told again later. */
function isSame(a: Instruction, b: Instruction): boolean {
  const figures = ({ parentId, symbol, side, quantity, avgPx, allocs }: Instruction): string =>
    JSON.stringify([parentId, symbol, side, quantity, avgPx, allocs.map(({ account, quantity: lots }) => [account, lots])]);
  return figures(a) === figures(b);
}
