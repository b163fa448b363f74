/**
 * A parent order: what is to be traded, before and beside the orders that trade it. Its children are **routes** (orders
 * sent to the OMS) and **phone trades** (dealt elsewhere, recorded by hand). Rules PO-1 and on in docs/specs/parents.md.
 */
import { isDone, sideSign, type Order, type OrderIntent, type Provenance, type Side } from './order.ts';
import { quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from './numbers.ts';

/** What is to be traded. `price` is the limit that no route may be worse than; null for a market order. */
export interface ParentTerms extends Pick<OrderIntent, 'symbol' | 'side' | 'ordType' | 'price' | 'orderQty' | 'timeInForce'> {
  /** Null: booked to no account until the fills are allocated. */
  readonly account: string | null;
  readonly strategy: string | null;
}

export interface OrderNote {
  readonly noteId: string;
  readonly userId: string;
  readonly at: EpochMicros;
  readonly text: string;
}

/** Fills of a parent given to accounts, as told to the OMS (FIX AllocationInstruction). */
export interface Allocation {
  readonly allocId: string;
  readonly shares: readonly AllocationShare[];
  /** Lots and average price that are divided. */
  readonly quantity: QuantityLots;
  readonly avgPx: number;
  readonly status: 'pending' | 'accepted' | 'rejected';
  readonly text: string | null;
}

export interface AllocationShare {
  readonly account: string;
  readonly quantity: QuantityLots;
}

/**
 * - **staged**: nothing is working and nothing has traded.
 * - **working**: a route is open, or part has traded.
 * - **filled**: all of it has traded.
 * - **canceled**: taken back; what traded before stands.
 */
export type ParentStatus = 'staged' | 'working' | 'filled' | 'canceled';

/** Everything about a parent that people decide. What its children did is derived (`parentProgress`). */
export interface ParentState extends ParentTerms {
  readonly parentId: string;
  readonly canceled: boolean;
  /** A client's order that a person works with care (FIX HandlInst 3): it is locked by who works it. */
  readonly care: boolean;
  /** The user whose it is; null for the desk's pool, from which anybody may take it by locking. */
  readonly assignedTo: string | null;
  /** The user who works it and keeps others from it; null when nobody does. */
  readonly lockedBy: string | null;
  readonly stagedBy: string;
  readonly stagedAt: EpochMicros;
  /** Basket that it came with (FIX ListID), null alone. */
  readonly listId: string | null;
  readonly suggestionId: string | null;
  readonly provenance: Provenance;
  readonly notes: readonly OrderNote[];
  /** What each workstation has traded of it, as that one knew when it last changed the parent. */
  readonly tradedBy: readonly TradedBy[];
}

/** What one workstation's children traded. */
export interface TradedBy extends Traded {
  /** SenderCompID of the workstation. */
  readonly by: string;
}

/** A quantity and its average price. */
export interface Traded {
  readonly cumQty: QuantityLots;
  /** Ticks; null when nothing has traded. */
  readonly avgPx: number | null;
}

export const nothingTraded: Traded = { cumQty: quantityLots(0), avgPx: null };

/** All of them together. */
export function tradedTogether(parts: readonly Traded[]): Traded {
  const cumQty = parts.reduce((sum, part) => sum + part.cumQty, 0);
  if (cumQty === 0) return nothingTraded;
  return { cumQty: quantityLots(cumQty), avgPx: parts.reduce((sum, part) => sum + (part.avgPx ?? 0) * part.cumQty, 0) / cumQty };
}

export type ParentChange = 'stage' | 'amend' | 'cancel' | 'reinstate' | 'note' | 'withdrawNote' | 'assign' | 'lock' | 'release' | 'publish';

/** A change asked of the OMS, which keeps the parents that a desk shares. */
export interface ParentAsk {
  readonly requestId: string;
  /** Version that it changes; 0 for a parent that the OMS does not have. */
  readonly version: number;
  readonly what: ParentChange;
  readonly state: ParentState;
  /** The entry of `state.tradedBy` that is ours. */
  readonly by: string;
  readonly arrivalMid: number | null;
  readonly undoes: boolean;
}

/** What `parents.undo` can take back. */
export type UndoableChange = 'stage' | 'amend' | 'cancel' | 'note' | 'phoneTrade';

/** A parent as the blotter shows it. */
export interface ParentOrder extends ParentState {
  readonly status: ParentStatus;
  /** The part of what has traded that other workstations traded. */
  readonly elsewhere: Traded;
  readonly cumQty: QuantityLots;
  /** Quantity-weighted, ticks; null before the first fill. */
  readonly avgPx: number | null;
  /** Open with the OMS, lots; a replace in flight counts at the larger quantity. */
  readonly workingQty: QuantityLots;
  /** What may still be routed, lots. */
  readonly unroutedQty: QuantityLots;
  /** Mid in ticks when it was staged, for slippage to arrival; null without a live quote. */
  readonly arrivalMid: number | null;
  /** ClOrdIDs of routes and phone trades, oldest first. */
  readonly children: readonly string[];
  readonly allocations: readonly Allocation[];
  readonly updatedAt: EpochMicros;
  /** Version at the OMS, 0 when it has to be told anew; null for a parent that only this workstation knows. */
  readonly version: number | null;
  /** What was asked of the OMS about it and is not answered yet; null when nothing is. */
  readonly asking: ParentChange | null;
  /** What the last refusal said; null when the last request was taken. */
  readonly refusal: string | null;
  /** What `parents.undo` would take back; null when there is nothing. */
  readonly undo: UndoableChange | null;
}

export const notesMax = 50;
export const noteLengthMax = 500;

export interface ParentProgress {
  readonly status: ParentStatus;
  readonly cumQty: QuantityLots;
  readonly avgPx: number | null;
  readonly workingQty: QuantityLots;
  readonly unroutedQty: QuantityLots;
}

type Child = Pick<Order, 'cumQty' | 'leavesQty' | 'avgPx' | 'ordStatus'>;

/**
 * What the children make of a parent.
 * @param workingQty what each open child may still trade, lots: more than its leaves while a larger replace is in flight.
 */
export function parentProgress(
  state: Pick<ParentState, 'orderQty' | 'canceled'>, elsewhere: Traded, children: readonly Child[], workingQty: number,
): ParentProgress {
  const { cumQty, avgPx } = tradedTogether([elsewhere, ...children]);
  const isOpen = children.some((child) => !isDone(child.ordStatus));
  return {
    status: state.canceled ? 'canceled' : cumQty >= state.orderQty ? 'filled' : isOpen || cumQty > 0 ? 'working' : 'staged',
    cumQty,
    avgPx,
    workingQty: quantityLots(workingQty),
    unroutedQty: quantityLots(state.canceled ? 0 : Math.max(0, state.orderQty - cumQty - workingQty)),
  };
}

/** Why `userId` may not work the order now, in words; null when the user may. */
export function heldAgainst(state: Pick<ParentState, 'assignedTo' | 'lockedBy' | 'care'>, userId: string): string | null {
  if (state.lockedBy !== null && state.lockedBy !== userId) return `locked by ${state.lockedBy}`;
  if (state.assignedTo !== null && state.assignedTo !== userId) return `assigned to ${state.assignedTo}`;
  if (state.lockedBy === null && (state.care || state.assignedTo === null)) return state.assignedTo === null ? 'in the pool of the desk: lock it first' : 'a care order: lock it first';
  return null;
}

/** Whether `price` is worse for the parent's owner than its limit: higher for a buy, lower for a sell. A market child of a limit parent is. */
export function isWorseThan(limit: PriceTicks | null, side: Side, price: PriceTicks | null): boolean {
  if (limit === null) return false;
  return price === null || sideSign(side) * (price - limit) > 0;
}
