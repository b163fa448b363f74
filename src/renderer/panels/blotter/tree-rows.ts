/** Rows of the blotter: parents, orders (routes and phone trades under their parent, others alone) and fills. Pure. */
import type { Fill } from '../../../shared/domain/fill.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import type { SelectableRow } from '../../stores/blotter-row.ts';
import { parentRowId } from '../../stores/row-ids.ts';

/** Where a root belongs: every root is in exactly one of these places. */
export type Place = 'staged' | 'working' | 'done';

interface RowShape {
  /** As row-ids.ts makes it. */
  readonly id: string;
  /** 0 for a root, 1 under it, 2 under that. */
  readonly level: 0 | 1 | 2;
  /** Rows under it, shown or not. */
  readonly childCount: number;
  readonly expanded: boolean;
}

export interface ParentRow extends RowShape {
  readonly kind: 'parent';
  readonly parent: ParentOrder;
  readonly place: Place;
  /** What somebody has to look at, of it or of a child, in words; null when nothing. */
  readonly problem: string | null;
}

export interface OrderRow extends RowShape {
  readonly kind: 'order';
  readonly order: Order;
}

export interface FillRow extends RowShape {
  readonly kind: 'fill';
  readonly fill: Fill;
}

export type BlotterRow = ParentRow | OrderRow | FillRow;

/** The row that this one stands under, whether that is known or not; null for what stands alone. */
export function aboveOf(row: BlotterRow): string | null {
  if (row.level === 0 || row.kind === 'parent') return null;
  return row.kind === 'fill' ? row.fill.clOrdId : parentRowId(row.order.parentId ?? '');
}

export const symbolOf = (row: BlotterRow): string => (row.kind === 'parent' ? row.parent.symbol : row.kind === 'order' ? row.order.symbol : row.fill.symbol);

/** The row as the rest of the screen selects it. */
export const selectableOf = (row: BlotterRow): SelectableRow => ({
  rowId: row.id, symbol: symbolOf(row), parentId: row.kind === 'parent' ? row.parent.parentId : null, clOrdId: row.kind === 'parent' ? null : row.kind === 'order' ? row.order.clOrdId : row.fill.clOrdId,
});

export const placeOf = (row: BlotterRow): Place => (row.kind === 'parent' ? row.place : row.kind === 'order' && !isDone(row.order.ordStatus) ? 'working' : 'done');

/** What somebody has to look at: we refused it, the OMS refused it, nobody knows, or it is not ours. */
export const isProblem = (order: Order): boolean =>
  order.ordStatus === 'denied' || order.ordStatus === 'rejected' || order.ordStatus === 'unresolved' || order.external;

export const hasProblem = (row: BlotterRow): boolean => (row.kind === 'parent' ? row.problem !== null : row.kind === 'order' && isProblem(row.order));

/** A canceled parent whose route is still open is working: it may still trade. */
export function parentPlace(parent: ParentOrder, children: readonly Order[]): Place {
  if (parent.workingQty > 0 || children.some((order) => !isDone(order.ordStatus))) return 'working';
  return parent.status === 'staged' || parent.status === 'working' ? parent.status : 'done';
}

/** The gravest thing of a parent or a child in words; null when there is none. */
export function parentProblem(parent: ParentOrder, children: readonly Order[]): string | null {
  const count = (status: Order['ordStatus']): number => children.filter((order) => order.ordStatus === status).length;
  const rejected = parent.allocations.find((allocation) => allocation.status === 'rejected');
  const found = [
    counted(count('unresolved'), 'unresolved'), parent.refusal && `refused: ${parent.refusal}`, counted(count('rejected'), 'rejected'), counted(count('denied'), 'denied'),
    counted(children.filter((order) => order.external).length, 'external'), rejected && `allocation rejected: ${rejected.text ?? 'no reason given'}`,
  ].filter((what) => what !== null && what !== undefined && what !== '');
  return found.length === 0 ? null : found.join('; ');
}

const counted = (count: number, word: string): string | null => (count === 0 ? null : `${count} ${count === 1 ? 'route' : 'routes'} ${word}`);
