/** What the blotter's grid follows: the tree, distances, the selection, marks and the filter. */
import type { GridApi, IRowNode } from 'ag-grid-community';
import { useEffect, useRef } from 'react';
import { selectedRowStore, stopAwaiting, useSelectedRowId } from '../../stores/blotter-row.ts';
import { markedStore, setMarked } from '../../stores/marked.ts';
import { streams } from '../../stores/streams.ts';
import { benchmarkColumnIds } from './benchmark-columns.tsx';
import type { TreeFeed } from './tree-feed.ts';
import type { BlotterRow } from './tree-rows.ts';

const distanceRefreshMs = 500;

/** Feeds the grid what changed rather than everything, so that a busy session does not redraw. */
export function useRows(api: GridApi<BlotterRow> | null, feed: TreeFeed): void {
  useEffect(() => {
    if (!api) return undefined;
    const attached = feed.attach(api, refocus);
    return () => attached.dispose();
  }, [api, feed]);
}

/** The distance to the market moves with quotes, not with orders; fees come a moment after their order. */
export function useDistances(api: GridApi<BlotterRow> | null): void {
  useEffect(() => {
    if (!api) return undefined;
    const uses = [streams.use('marketData.quotes', {}), streams.use('portfolio.benchmarks', {})];
    const timer = setInterval(() => { if (!api.isDestroyed()) api.refreshCells({ columns: ['distance', 'distanceBp', 'fees', ...benchmarkColumnIds] }); }, distanceRefreshMs);
    return () => { clearInterval(timer); uses.forEach((use) => use.dispose()); };
  }, [api]);
}

/** Draws the rows anew that were selected or are. */
export function useSelectedRow(api: GridApi<BlotterRow> | null): void {
  const rowId = useSelectedRowId();
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (!api || api.isDestroyed()) return;
    redraw(api, [last.current, rowId].filter((id) => id !== null));
    last.current = rowId;
  }, [api, rowId]);
}

/** The grid keeps its focus by place, and lets go of it for a moment when it lays out rows: it stays on the selected row, so that the next key finds it. */
function refocus(api: GridApi<BlotterRow>): void {
  const cell = api.getFocusedCell();
  const index = api.getRowNode(selectedRowStore.getState().rowId ?? '')?.rowIndex;
  const isThere = document.activeElement?.closest('.blotter-grid .ag-cell') !== null;
  if (cell && typeof index === 'number' && (!isThere || index !== cell.rowIndex)) api.setFocusedCell(index, cell.column);
}

/** A row that was just made takes the focus when it has come. */
export function useAwaitedRow(api: GridApi<BlotterRow> | null, feed: TreeFeed, focus: (api: GridApi<BlotterRow>) => void): void {
  useEffect(() => {
    if (!api) return undefined;
    const look = (): void => {
      const { awaited } = selectedRowStore.getState();
      if (awaited === null || api.isDestroyed() || typeof api.getRowNode(awaited)?.rowIndex !== 'number') return;
      stopAwaiting();
      focus(api);
    };
    const stops = [feed.onChange(look), selectedRowStore.subscribe(look)];
    return () => stops.forEach((stop) => stop());
  }, [api, feed, focus]);
}

/** Draws the rows anew whose mark changed. */
export function useMarkedRows(api: GridApi<BlotterRow> | null): void {
  useEffect(() => {
    if (!api) return undefined;
    return markedStore.subscribe((now, old) => {
      if (api.isDestroyed()) return;
      redraw(api, [...now.marked].filter((id) => !old.marked.has(id)).concat([...old.marked].filter((id) => !now.marked.has(id))));
    });
  }, [api]);
}

/** Without taking rows away and making them anew: the focus stays in its cell. */
function redraw(api: GridApi<BlotterRow>, ids: readonly string[]): void {
  const rowNodes = ids.flatMap((id): IRowNode<BlotterRow>[] => { const node = api.getRowNode(id); return node ? [node] : []; });
  for (const node of rowNodes) if (node.data) node.updateData(node.data);
  if (rowNodes.length > 0) api.refreshCells({ rowNodes, columns: ['mark'], force: true });
}

/** Rows as they are shown: after filter and sort. */
export function shownRows(api: GridApi<BlotterRow>): readonly BlotterRow[] {
  const shown: BlotterRow[] = [];
  api.forEachNodeAfterFilterAndSort((node) => { if (node.data) shown.push(node.data); });
  return shown;
}

/** Of what can be marked: a fill is done and takes no command. */
export const shownIds = (api: GridApi<BlotterRow>): readonly string[] => shownRows(api).flatMap((row) => (row.kind === 'fill' ? [] : [row.id]));

/** What is filtered or folded away is not marked: nothing is done to what cannot be seen. */
export function unmarkHidden(api: GridApi<BlotterRow>): void {
  const { marked } = markedStore.getState();
  if (marked.size === 0) return;
  const shown = new Set(shownIds(api));
  const kept = [...marked].filter((id) => shown.has(id));
  if (kept.length < marked.size) setMarked(kept);
}
