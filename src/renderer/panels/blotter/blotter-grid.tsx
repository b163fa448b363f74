/** The grid of parents, orders and fills as one tree. The row with the focus is the selected one; Space marks, Shift with arrows marks on, Enter opens the history. */
import { AgGridReact } from 'ag-grid-react';
import type { CellClickedEvent, CellFocusedEvent, CellKeyDownEvent, FullWidthCellKeyDownEvent, GridApi, GridReadyEvent, GridSizeChangedEvent, RowClassRules, RowClickedEvent } from 'ag-grid-community';
import { memo, useEffect, useRef } from 'react';
import { isDone } from '../../../shared/domain/order.ts';
import { askStore } from '../../stores/asks.ts';
import { selectedRowStore, selectRow } from '../../stores/blotter-row.ts';
import { mark, markedStore, setMarked, toggleMarked } from '../../stores/marked.ts';
import { useSettings } from '../../stores/settings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { rowsBetween } from './bulk.ts';
import { columns } from './columns.tsx';
import { gridTheme, styleNonce } from './grid-theme.ts';
import type { RowFilter } from './order-filter.ts';
import { keepColumns, keptColumns } from './saved-views.ts';
import type { TreeFeed } from './tree-feed.ts';
import { describeRow, takeKey, treeColumn } from './tree-keys.ts';
import { selectableOf, type BlotterRow } from './tree-rows.ts';
import { shownIds, unmarkHidden, useAwaitedRow, useDistances, useMarkedRows, useRows, useSelectedRow } from './use-grid.ts';

const isOrder = (row: BlotterRow | undefined, status: string): boolean => row?.kind === 'order' && row.order.ordStatus === status;

const rowClassRules: RowClassRules<BlotterRow> = {
  'row-selected': ({ data }) => data?.id === selectedRowStore.getState().rowId,
  'row-marked': ({ data }) => data !== undefined && markedStore.getState().marked.has(data.id),
  'row-parent': ({ data }) => data?.kind === 'parent',
  'row-below': ({ data }) => data !== undefined && data.level > 0,
  'row-done': ({ data }) => data?.kind === 'order' ? isDone(data.order.ordStatus) : data?.kind === 'fill' || (data?.kind === 'parent' && data.place === 'done'),
  'row-denied': ({ data }) => isOrder(data, 'denied'),
  'row-rejected': ({ data }) => isOrder(data, 'rejected'),
  'row-unresolved': ({ data }) => isOrder(data, 'unresolved'),
  'row-problem': ({ data }) => data?.kind === 'parent' && data.problem !== null,
};
const columnDefs = [...columns];
const defaultColDef = { sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: false, suppressKeyboardEvent: takeKey };
/** Width below which not every deciding column has room, pixels. */
const narrowBelow = 760;
/** From the left of a row to the menu that its key opens, pixels. */
const menuIndent = 100;
const rowHeights = { compact: 22, normal: 24, roomy: 26 } as const;

export interface BlotterGridProps {
  readonly feed: TreeFeed;
  /** Null lets every row through, which spares the grid to ask of each. */
  readonly filter: RowFilter | null;
  /** There are rows and none passes, so that the empty grid is the filter's doing. */
  readonly isFilteredAway: boolean;
  readonly api: GridApi<BlotterRow> | null;
  readonly onApi: (api: GridApi<BlotterRow>) => void;
  readonly onHistory: (rowId: string | null) => void;
  /** What can be done to a row, asked for by the mouse's other button or the menu key. */
  readonly onMenu: (rowId: string, at: { readonly x: number; readonly y: number }) => void;
}

/** Drawn anew only when one of these changes: each drawing hands the grid new functions, for which it looks at all its rows again. */
export const BlotterGrid = memo(function BlotterGrid({ feed, filter, isFilteredAway, api, onApi, onHistory, onMenu }: BlotterGridProps) {
  const density = useSettings((s) => s.density);
  const zone = useSettings((s) => s.zone);
  const passes = useRef(filter);
  const box = useRef<HTMLDivElement>(null);
  useRows(api, feed);
  useDistances(api);
  useSelectedRow(api);
  useMarkedRows(api);
  useAwaitedRow(api, feed, focusRow);
  useEffect(() => { if (api && !api.isDestroyed()) api.refreshCells({ force: true, columns: ['submittedAt'] }); }, [api, zone]);
  useEffect(() => { if (api) box.current?.querySelector('[role="grid"]')?.setAttribute('role', 'treegrid'); }, [api]);
  useEffect(() => {
    passes.current = filter;
    if (!api || api.isDestroyed()) return;
    api.onFilterChanged();
    unmarkHidden(api);
  }, [api, filter]);

  /** A key that comes before the focus has reached its cell does what it would have done there. */
  function pressBeforeCell(event: KeyboardEvent): void {
    if (!api || api.isDestroyed()) return;
    if (event.key === 'Enter') onHistory(focusRow(api));
    else if (event.key.startsWith('Arrow')) focusRow(api, event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0);
    else markByKey(event, api, () => focusRow(api));
  }

  return (
    <div ref={box} className="blotter-grid" data-focus-first data-keys="arrows" tabIndex={-1}
      onFocus={(event) => { if (api && event.target === event.currentTarget) { const grid = event.currentTarget; setTimeout(() => { if (grid.contains(document.activeElement)) focusRow(api); }); } }}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) pressBeforeCell(event.nativeEvent);
        if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
        const element = (event.target as Element).closest('[row-id]');
        const rowId = element?.getAttribute('row-id');
        if (!element || rowId === null || rowId === undefined) return;
        event.preventDefault();
        onMenu(rowId, { x: element.getBoundingClientRect().left + menuIndent, y: element.getBoundingClientRect().bottom });
      }}
      onContextMenu={(event) => {
        const rowId = (event.target as Element).closest('[row-id]')?.getAttribute('row-id');
        if (rowId === null || rowId === undefined) return;
        event.preventDefault();
        onMenu(rowId, { x: event.clientX, y: event.clientY });
      }}>
      <AgGridReact<BlotterRow> key={density} theme={gridTheme} styleNonce={styleNonce() ?? ''} columnDefs={columnDefs} defaultColDef={defaultColDef} animateRows={false}
        rowHeight={rowHeights[density]} getRowId={({ data }) => data.id} rowClassRules={rowClassRules} postSortRows={feed.postSortRows} context={feed} tooltipShowDelay={400}
        suppressColumnVirtualisation={false} onGridReady={(event) => { restoreColumns(event); onApi(event.api); }} onCellFocused={focused} onGridSizeChanged={fitColumns}
        processRowPostCreate={({ eRow, node }) => { if (node.data) describeRow(eRow, node.data); }}
        isExternalFilterPresent={() => passes.current !== null} doesExternalFilterPass={({ data }) => data !== undefined && (passes.current?.(data) ?? true)}
        onRowDoubleClicked={({ data }) => { if (data) onHistory(data.id); }} onCellKeyDown={(event) => pressCell(event, onHistory)} onRowClicked={clicked}
        onCellClicked={(event) => clickedCell(event, feed)}
        onColumnMoved={({ finished, source, api: grid }) => { if (finished && source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        onColumnResized={({ finished, source, api: grid }) => { if (finished && source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        onSortChanged={({ source, api: grid }) => { if (source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        noRowsOverlayComponent={NoOrders} />
      {/* The grid knows no rows-filtered-away overlay of ours: it is laid over. */}
      {isFilteredAway && <div className="blotter-none"><EmptyState title="No order passes the filter">Show all, or take words out of the filter.</EmptyState></div>}
    </div>
  );
});

/** The focus goes to the selected row, or to the first, or `by` rows from there. @returns its id; null when there is none. */
export function focusRow(api: GridApi<BlotterRow>, by = 0): string | null {
  if (api.isDestroyed() || api.getDisplayedRowCount() === 0) return null;
  const { rowId } = selectedRowStore.getState();
  const from = (rowId === null ? null : api.getRowNode(rowId)?.rowIndex) ?? 0;
  const index = Math.min(api.getDisplayedRowCount() - 1, Math.max(0, from + by));
  api.ensureIndexVisible(index);
  api.setFocusedCell(index, treeColumn);
  // The grid tells of its focus a moment later; the next key must find the row already.
  const row = api.getDisplayedRowAtIndex(index)?.data;
  if (row) selectRow(selectableOf(row), false);
  return row?.id ?? null;
}

function focused(event: CellFocusedEvent<BlotterRow>): void {
  const row = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
  // Told late: by then the focus may have gone on.
  if (row && event.rowIndex === event.api.getFocusedCell()?.rowIndex && row.id !== selectedRowStore.getState().rowId) selectRow(selectableOf(row), false);
}

function pressCell({ event, data, api }: CellKeyDownEvent<BlotterRow> | FullWidthCellKeyDownEvent<BlotterRow>, onHistory: (rowId: string) => void): void {
  if (!data || !(event instanceof KeyboardEvent)) return;
  if (event.key === 'Enter') return onHistory(data.id);
  markByKey(event, api, () => (data.kind === 'fill' ? null : data.id));
}

/** Space marks the row that `rowOf` names, Ctrl A every row shown. */
function markByKey(event: KeyboardEvent, api: GridApi<BlotterRow>, rowOf: () => string | null): void {
  const isAll = event.key === 'a' && (event.ctrlKey || event.metaKey);
  if (!isAll && event.key !== ' ') return;
  event.preventDefault();
  if (isAll) return setMarked(shownIds(api));
  const rowId = rowOf();
  if (rowId !== null) toggleMarked(rowId);
}

/** A plain click selects; with Ctrl it marks one; with Shift it marks from the selected row to here. */
function clicked({ data, event, api }: RowClickedEvent<BlotterRow>): void {
  if (!data) return;
  const { rowId } = selectedRowStore.getState();
  const canMark = data.kind !== 'fill' && event instanceof MouseEvent;
  if (canMark && (event.ctrlKey || event.metaKey)) toggleMarked(data.id);
  else if (canMark && event.shiftKey && rowId !== null) mark(rowsBetween(shownIds(api), rowId, data.id));
  selectRow(selectableOf(data), true);
}

function clickedCell({ data, column, event }: CellClickedEvent<BlotterRow>, feed: TreeFeed): void {
  if (!data) return;
  if (column.getColId() === 'mark' && data.kind !== 'fill') toggleMarked(data.id);
  if (event?.target instanceof Element && event.target.closest('.twisty') && data.childCount > 0) feed.fold(data.id, data.expanded);
}

function restoreColumns({ api }: GridReadyEvent<BlotterRow>): void {
  const kept = keptColumns();
  if (kept) api.applyColumnState({ state: [...kept], applyOrder: true });
}

/** A narrow blotter gives the room of what can be worked out (quantity less filled) to the reason, unless columns were chosen. */
function fitColumns({ api, clientWidth }: GridSizeChangedEvent<BlotterRow>): void {
  // A form that opens under the grid leaves the row that it is about in view.
  const index = askStore.getState().ask === null ? null : api.getRowNode(selectedRowStore.getState().rowId ?? '')?.rowIndex;
  if (typeof index === 'number') api.ensureIndexVisible(index);
  if (!keptColumns()) api.setColumnsVisible(['leavesQty', 'unrouted', 'slippage'], clientWidth >= narrowBelow);
}

const NoOrders = () => <EmptyState title="No orders yet">Accept a suggestion with A, open a ticket with B or S, or stage one to route later. Every order of the session stays here with its whole history.</EmptyState>;
