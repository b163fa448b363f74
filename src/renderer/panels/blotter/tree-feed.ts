/** Joins the streams of parents, orders and fills to the tree, and the tree to the grid: changes by row, a few times a second, nothing through React. */
import type { GridApi, PostSortRowsParams } from 'ag-grid-community';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { Fill, FillChange } from '../../../shared/domain/fill.ts';
import { unmark } from '../../stores/marked.ts';
import { streams } from '../../stores/streams.ts';
import { putRows } from './grid-changes.ts';
import { BlotterTree, type TreeChange } from './tree-model.ts';
import { inTreeOrder } from './tree-order.ts';
import type { BlotterRow } from './tree-rows.ts';

/** A stream of rows as it is read here: all of them, and what changed last. */
interface RowState<Row, Delta> {
  readonly value: readonly Row[] | undefined;
  readonly changed: readonly Delta[] | undefined;
  readonly version: number;
}
type RowStore<Row, Delta> = Pick<StoreApi<RowState<Row, Delta>>, 'getState' | 'subscribe'>;

/** What comes within it goes to the grid together. */
const gatherMs = 50;

export class TreeFeed {
  readonly tree = new BlotterTree();
  private api: GridApi<BlotterRow> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private refocus: (api: GridApi<BlotterRow>) => void = () => undefined;
  private readonly listeners = new Set<() => void>();

  /** Follows the streams until disposed. */
  start(): Disposable {
    const standing = (changes: readonly FillChange[], stands: boolean): readonly Fill[] => changes.flatMap((change) => (change.stands === stands ? [change.fill] : []));
    const stops = [
      this.follow(streams.store('parents.blotter', {}), (parents) => ({ parents }), (parents) => ({ parents })),
      this.follow(streams.store('orders.blotter', {}), (orders) => ({ orders }), (orders) => ({ orders })),
      this.follow(streams.store('orders.fills', {}), (fills) => ({ fills }), (changes) => ({ fills: standing(changes, true), gone: standing(changes, false) })),
      // Figures are written in the instrument's decimals: rows that came before their instrument are written again.
      streams.store('marketData.instruments', {}).subscribe(() => { if (this.api && !this.api.isDestroyed()) this.api.refreshCells({ force: true }); }),
    ];
    const uses = [streams.use('marketData.instruments', {}), streams.use('parents.blotter', {}), streams.use('orders.blotter', {}), streams.use('orders.fills', {})];
    this.flush();
    return disposable(() => {
      stops.forEach((stop) => stop());
      uses.forEach((use) => use.dispose());
      clearTimeout(this.timer);
      this.timer = undefined;
    });
  }

  /** The grid that shows the tree. @param refocus puts the focus on its row again, when rows have come, gone or moved around it. */
  attach(api: GridApi<BlotterRow>, refocus: (api: GridApi<BlotterRow>) => void): Disposable {
    this.tree.take();
    this.api = api;
    this.refocus = refocus;
    api.setGridOption('rowData', [...this.tree.all()]);
    return disposable(() => { if (this.api === api) this.api = null; });
  }

  fold(id: string, folded: boolean): void {
    if (this.tree.fold(id, folded)) this.flush();
  }

  foldAll(folded: boolean): void {
    this.tree.foldAll(folded);
    this.flush();
  }

  /** Told after the grid was changed. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private follow<Row, Delta>(store: RowStore<Row, Delta>, all: (rows: readonly Row[]) => TreeChange, some: (rows: readonly Delta[]) => TreeChange): () => void {
    const { value } = store.getState();
    if (value) this.tree.replace(all(value));
    return store.subscribe((state, old) => {
      if (state.version === old.version || state.value === undefined) return;
      if (state.changed === undefined || state.version !== old.version + 1) this.tree.replace(all(state.value));
      else this.tree.change(some(state.changed));
      this.timer ??= setTimeout(() => this.flush(), gatherMs);
    });
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.tree.hasChanges) return;
    const { api } = this;
    const { add, update, remove, reshaped } = this.tree.take();
    if (api && !api.isDestroyed()) {
      const hadFocus = document.activeElement?.closest('.blotter-grid .ag-cell') !== null;
      putRows(api, { add, update, remove }, (row) => row.id, reshaped.length > 0);
      const rowNodes = reshaped.flatMap((id) => api.getRowNode(id) ?? []);
      if (rowNodes.length > 0) api.refreshCells({ rowNodes, columns: ['symbol'], force: true });
      if (hadFocus) this.refocus(api);
    }
    unmark(remove.map((row) => row.id));
    for (const listener of this.listeners) listener();
  }

  /** After the grid's own sort, which is enough while nothing stands under anything. As an option it never changes: the grid makes all rows anew when it does. */
  readonly postSortRows = ({ nodes }: PostSortRowsParams<BlotterRow>): void => {
    if (!this.tree.isNested) return;
    for (const [i, node] of inTreeOrder(nodes, (each) => each.data).entries()) nodes[i] = node;
  };
}
