/**
 * The blotter's tree as rows of a flat grid. Takes what streams say and says which rows to add, update and remove: the
 * work of a change is that of the rows that it touches, however many there are. What is folded away is not in the grid.
 */
import type { Fill } from '../../../shared/domain/fill.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { fillRowId, parentRowId } from '../../stores/row-ids.ts';
import { parentPlace, parentProblem, type BlotterRow } from './tree-rows.ts';

export interface TreeChanges {
  readonly add: BlotterRow[];
  readonly update: BlotterRow[];
  readonly remove: BlotterRow[];
  /** Of those updated: whose level, fold or count of children changed. */
  readonly reshaped: readonly string[];
}

/** What streams say, each what it has. */
export interface TreeChange {
  readonly parents?: readonly ParentOrder[];
  readonly orders?: readonly Order[];
  readonly fills?: readonly Fill[];
  /** Fills that were taken back. */
  readonly gone?: readonly Fill[];
}

const noOrders: readonly Order[] = [];
const noIds: ReadonlySet<string> = new Set();

export class BlotterTree {
  private readonly parents = new Map<string, ParentOrder>();
  private readonly orders = new Map<string, Order>();
  private readonly fills = new Map<string, Fill>();
  /** Ids of orders by the row of the parent that they name, known or not, and of fills by their order. */
  private readonly under = new Map<string, Set<string>>();
  private readonly unfolded = new Set<string>();
  private readonly dirty = new Set<string>();
  private readonly rows = new Map<string, BlotterRow>();
  /** Rows in the grid that stand under another. */
  private nested = 0;

  /** Of a stream: everything that it holds, in place of what it held. */
  replace(what: Omit<TreeChange, 'gone'>): void {
    if (what.parents) this.keepOnly(this.parents, new Set(what.parents.map((parent) => parentRowId(parent.parentId))));
    if (what.orders) this.keepOnly(this.orders, new Set(what.orders.map((order) => order.clOrdId)));
    if (what.fills) this.keepOnly(this.fills, new Set(what.fills.map(fillRowId)));
    this.change(what);
  }

  /** Of a stream: what changed, by key. */
  change({ parents = [], orders = [], fills = [], gone = [] }: TreeChange): void {
    for (const parent of parents) this.takeParent(parent);
    for (const order of orders) this.takeOrder(order);
    for (const fill of fills) this.takeFill(fill);
    for (const fill of gone) this.dropFill(fill);
  }

  /** Folds or unfolds a row. @returns whether that changed anything. */
  fold(id: string, folded: boolean): boolean {
    if (this.unfolded.has(id) !== folded) return false;
    if (folded) this.unfolded.delete(id);
    else this.unfolded.add(id);
    this.touchBelow(id);
    return true;
  }

  /** Every row that has rows under it. */
  foldAll(folded: boolean): void {
    for (const [id, ids] of this.under) if (ids.size > 0 && (this.parents.has(id) || this.orders.has(id))) this.fold(id, folded);
  }

  /** Whether a row with something under it is folded away. */
  hasFolded(): boolean {
    for (const [id, row] of this.rows) if (row.childCount > 0 && !this.unfolded.has(id)) return true;
    return false;
  }

  /** What changed in the grid since this was last asked. */
  take(): TreeChanges {
    const changes = { add: [] as BlotterRow[], update: [] as BlotterRow[], remove: [] as BlotterRow[], reshaped: [] as string[] };
    for (const id of this.dirty) {
      const old = this.rows.get(id);
      const row = this.rowOf(id, old);
      if (row === old) continue;
      if (row) this.rows.set(id, row);
      else this.rows.delete(id);
      this.nested += (row && row.level > 0 ? 1 : 0) - (old && old.level > 0 ? 1 : 0);
      if (row && old) {
        changes.update.push(row);
        if (row.level !== old.level || row.expanded !== old.expanded || (row.childCount > 0) !== (old.childCount > 0)) changes.reshaped.push(id);
      } else if (row) changes.add.push(row);
      else if (old) changes.remove.push(old);
    }
    this.dirty.clear();
    return changes;
  }

  /** Whether `take` would say anything. */
  get hasChanges(): boolean {
    return this.dirty.size > 0;
  }

  /** Whether a row stands under another, so that the grid's own order is not enough. */
  get isNested(): boolean {
    return this.nested > 0;
  }

  /** The row, shown or folded away; undefined when there is no such thing. */
  get(id: string): BlotterRow | undefined {
    return this.rows.get(id) ?? this.shapedRow(id);
  }

  /** Rows as the grid has them, those that a filter hides too. */
  all(): Iterable<BlotterRow> {
    return this.rows.values();
  }

  /** Orders under a parent, shown or folded. */
  ordersOf(rowId: string): readonly Order[] {
    const ids = this.under.get(rowId);
    return ids ? [...ids].flatMap((id) => { const order = this.orders.get(id); return order ? [order] : []; }) : noOrders;
  }

  /** Rows under one, as they would be with nothing folded. */
  below(rowId: string): readonly BlotterRow[] {
    return [...this.under.get(rowId) ?? noIds].flatMap((id) => { const row = this.shapedRow(id); return row ? [row] : []; });
  }

  private takeParent(parent: ParentOrder): void {
    const id = parentRowId(parent.parentId);
    const isNew = !this.parents.has(id);
    this.parents.set(id, parent);
    this.dirty.add(id);
    // Routes that came before their parent stood alone until now.
    if (isNew) this.touchBelow(id);
  }

  private takeOrder(order: Order): void {
    const { clOrdId, parentId } = order;
    const old = this.orders.get(clOrdId);
    this.orders.set(clOrdId, order);
    this.dirty.add(clOrdId);
    if (old && old.parentId !== parentId) {
      if (old.parentId !== undefined) this.detach(parentRowId(old.parentId), clOrdId);
      this.touchBelow(clOrdId);
    }
    if (parentId !== undefined) this.attach(parentRowId(parentId), clOrdId);
    // Its fills may have come first.
    if (!old) this.touchBelow(clOrdId);
  }

  private takeFill(fill: Fill): void {
    const id = fillRowId(fill);
    this.fills.set(id, fill);
    this.dirty.add(id);
    this.attach(fill.clOrdId, id);
  }

  private dropFill(fill: Fill): void {
    const id = fillRowId(fill);
    if (!this.fills.delete(id)) return;
    this.dirty.add(id);
    this.detach(fill.clOrdId, id);
  }

  private attach(above: string, id: string): void {
    let ids = this.under.get(above);
    if (!ids) this.under.set(above, (ids = new Set()));
    ids.add(id);
    this.dirty.add(above);
  }

  private detach(above: string, id: string): void {
    this.under.get(above)?.delete(id);
    this.dirty.add(above);
  }

  private keepOnly(held: Map<string, unknown>, kept: ReadonlySet<string>): void {
    for (const id of [...held.keys()]) {
      if (kept.has(id)) continue;
      const order = this.orders.get(id);
      const fill = this.fills.get(id);
      held.delete(id);
      this.dirty.add(id);
      this.touchBelow(id);
      if (order?.parentId !== undefined) this.detach(parentRowId(order.parentId), id);
      if (fill) this.detach(fill.clOrdId, id);
    }
  }

  private touchBelow(id: string): void {
    this.dirty.add(id);
    for (const below of this.under.get(id) ?? noIds) this.touchBelow(below);
  }

  /** The row as the grid is to have it: the old one where nothing of it changed, undefined where it is folded away. */
  private rowOf(id: string, old: BlotterRow | undefined): BlotterRow | undefined {
    const above = this.above(id);
    if (above !== null && !this.isOpen(above)) return undefined;
    const row = this.shapedRow(id);
    return row && old && isSame(row, old) ? old : row;
  }

  private shapedRow(id: string): BlotterRow | undefined {
    const childCount = this.under.get(id)?.size ?? 0;
    const expanded = childCount > 0 && this.unfolded.has(id);
    const parent = this.parents.get(id);
    if (parent) {
      const orders = this.ordersOf(id);
      return { kind: 'parent', id, level: 0, childCount: orders.length, expanded: orders.length > 0 && expanded, parent, place: parentPlace(parent, orders), problem: parentProblem(parent, orders) };
    }
    const order = this.orders.get(id);
    if (order) return { kind: 'order', id, level: this.above(id) === null ? 0 : 1, childCount, expanded, order };
    const fill = this.fills.get(id);
    return fill && { kind: 'fill', id, level: this.above(fill.clOrdId) === null ? 1 : 2, childCount: 0, expanded: false, fill };
  }

  /** The row that this one stands under; null for a root. */
  private above(id: string): string | null {
    const fill = this.fills.get(id);
    if (fill) return fill.clOrdId;
    const parentId = this.orders.get(id)?.parentId;
    if (parentId === undefined) return null;
    const above = parentRowId(parentId);
    return this.parents.has(above) ? above : null;
  }

  /** Whether the rows under it are in the grid: it is unfolded, and so is what it stands under. */
  private isOpen(id: string): boolean {
    if (!this.unfolded.has(id) || !(this.parents.has(id) || this.orders.has(id))) return false;
    const above = this.above(id);
    return above === null || this.isOpen(above);
  }
}

function isSame(a: BlotterRow, b: BlotterRow): boolean {
  if (a.level !== b.level || a.childCount !== b.childCount || a.expanded !== b.expanded) return false;
  if (a.kind === 'parent') return b.kind === 'parent' && a.parent === b.parent && a.place === b.place && a.problem === b.problem;
  if (a.kind === 'order') return b.kind === 'order' && a.order === b.order;
  return b.kind === 'fill' && a.fill === b.fill;
}
