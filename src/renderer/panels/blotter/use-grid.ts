/** What the blotter's grid follows: orders, distances, the selection, marks and the filter. */
import type { GridApi, IRowNode } from 'ag-grid-community';
import { useEffect, useRef } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { markedStore, setMarked } from '../../stores/marked.ts';
import { useSelection } from '../../stores/selection.ts';
import type { StreamState } from '../../stores/stream-store.ts';
import { streams } from '../../stores/streams.ts';

const distanceRefreshMs = 500;

/** Feeds the grid what changed rather than everything, so that a busy session does not redraw. */
export function useRows(api: GridApi<Order> | null): void {
  const known = useRef(new Set<string>());
  useEffect(() => {
    if (!api) return undefined;
    const store = streams.store('orders.blotter', {});
    const all = (state: StreamState<'orders.blotter'>): void => {
      known.current = new Set(state.value?.map((order) => order.clOrdId));
      if (!api.isDestroyed()) api.setGridOption('rowData', [...(state.value ?? [])]);
    };
    all(store.getState());
    const uses = [streams.use('marketData.instruments', {}), streams.use('orders.fills', {})];
    // Figures are written in the instrument's decimals: rows that came before their instrument are written again.
    const redraw = streams.store('marketData.instruments', {}).subscribe(() => { if (!api.isDestroyed()) api.refreshCells({ force: true }); });
    const stop = store.subscribe((state, old) => {
      if (state.version === old.version || api.isDestroyed()) return;
      if (state.changed === undefined || state.version !== old.version + 1) return all(state);
      const add = state.changed.filter((order) => !known.current.has(order.clOrdId));
      const update = state.changed.filter((order) => known.current.has(order.clOrdId));
      for (const order of add) known.current.add(order.clOrdId);
      api.applyTransactionAsync({ add, update });
    });
    return () => { stop(); redraw(); uses.forEach((use) => use.dispose()); };
  }, [api]);
}

/** The distance to the market moves with quotes, not with orders; fees come a moment after their order. */
export function useDistances(api: GridApi<Order> | null): void {
  useEffect(() => {
    if (!api) return undefined;
    const use = streams.use('marketData.quotes', {});
    const timer = setInterval(() => { if (!api.isDestroyed()) api.refreshCells({ columns: ['distance', 'distanceBp', 'fees'] }); }, distanceRefreshMs);
    return () => { clearInterval(timer); use.dispose(); };
  }, [api]);
}

/** Draws the rows anew that were selected or are. */
export function useSelectedRow(api: GridApi<Order> | null): void {
  const clOrdId = useSelection((s) => s.clOrdId);
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (!api || api.isDestroyed()) return;
    redraw(api, [last.current, clOrdId].filter((id) => id !== null));
    last.current = clOrdId;
  }, [api, clOrdId]);
}

/** Draws the rows anew whose mark changed. */
export function useMarkedRows(api: GridApi<Order> | null): void {
  useEffect(() => {
    if (!api) return undefined;
    return markedStore.subscribe((now, old) => {
      if (api.isDestroyed()) return;
      redraw(api, [...now.marked].filter((id) => !old.marked.has(id)).concat([...old.marked].filter((id) => !now.marked.has(id))));
    });
  }, [api]);
}

/** Without taking rows away and making them anew: the focus stays in its cell. */
function redraw(api: GridApi<Order>, ids: readonly string[]): void {
  const rowNodes = ids.flatMap((id): IRowNode<Order>[] => { const node = api.getRowNode(id); return node ? [node] : []; });
  for (const node of rowNodes) if (node.data) node.updateData(node.data);
  if (rowNodes.length > 0) api.refreshCells({ rowNodes, columns: ['mark'], force: true });
}

/** Ids as they are shown: after filter and sort. */
export function shownIds(api: GridApi<Order>): readonly string[] {
  return shownOrders(api).map((order) => order.clOrdId);
}

export function shownOrders(api: GridApi<Order>): readonly Order[] {
  const shown: Order[] = [];
  api.forEachNodeAfterFilterAndSort((node) => { if (node.data) shown.push(node.data); });
  return shown;
}

/** What is filtered away is not marked: nothing is done to what cannot be seen. */
export function unmarkHidden(api: GridApi<Order>): void {
  const { marked } = markedStore.getState();
  if (marked.size === 0) return;
  const shown = new Set(shownIds(api));
  const kept = [...marked].filter((id) => shown.has(id));
  if (kept.length < marked.size) setMarked(kept);
}
