/** The grid of orders. The row with the focus is the selected order; Space marks, Shift with arrows marks on, Enter opens the history. */
import { AgGridReact } from 'ag-grid-react';
import type { CellFocusedEvent, CellKeyDownEvent, FullWidthCellKeyDownEvent, GridApi, GridReadyEvent, GridSizeChangedEvent, RowClassRules, RowClickedEvent } from 'ag-grid-community';
import { useEffect, useRef } from 'react';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { mark, markedStore, setMarked, toggleMarked } from '../../stores/marked.ts';
import { selectionStore, selectOrder, selectOrderIn } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { rowsBetween } from './bulk.ts';
import { columns } from './columns.tsx';
import { gridTheme, styleNonce } from './grid-theme.ts';
import type { OrderFilter } from './order-filter.ts';
import { keepColumns, keptColumns } from './saved-views.ts';
import { shownIds, unmarkHidden, useDistances, useMarkedRows, useRows, useSelectedRow } from './use-grid.ts';

const rowClassRules: RowClassRules<Order> = {
  'row-selected': ({ data }) => data?.clOrdId === selectionStore.getState().clOrdId,
  'row-marked': ({ data }) => data !== undefined && markedStore.getState().marked.has(data.clOrdId),
  'row-done': ({ data }) => data !== undefined && isDone(data.ordStatus),
  'row-denied': ({ data }) => data?.ordStatus === 'denied',
  'row-rejected': ({ data }) => data?.ordStatus === 'rejected',
  'row-unresolved': ({ data }) => data?.ordStatus === 'unresolved',
};
const columnDefs = [...columns];
const defaultColDef = { sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: false };
/** Width below which not every deciding column has room, pixels. */
const narrowBelow = 760;
const rowHeights = { compact: 22, normal: 24, roomy: 26 } as const;

export interface BlotterGridProps {
  readonly filter: OrderFilter;
  /** There are orders and none passes, so that the empty grid is the filter's doing. */
  readonly isFilteredAway: boolean;
  readonly api: GridApi<Order> | null;
  readonly onApi: (api: GridApi<Order>) => void;
  readonly onHistory: (clOrdId: string | null) => void;
}

export function BlotterGrid({ filter, isFilteredAway, api, onApi, onHistory }: BlotterGridProps) {
  const density = useSettings((s) => s.density);
  const zone = useSettings((s) => s.zone);
  const passes = useRef(filter);
  useRows(api);
  useDistances(api);
  useSelectedRow(api);
  useMarkedRows(api);
  useEffect(() => { if (api && !api.isDestroyed()) api.refreshCells({ force: true, columns: ['submittedAt'] }); }, [api, zone]);
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
    else if (event.key.startsWith('Arrow')) focusRow(api);
    else markByKey(event, api, () => focusRow(api));
  }

  return (
    <div className="blotter-grid" data-focus-first data-keys="arrows" tabIndex={-1}
      onFocus={(event) => { if (api && event.target === event.currentTarget) { const grid = event.currentTarget; setTimeout(() => { if (grid.contains(document.activeElement)) focusRow(api); }); } }}
      onKeyDown={(event) => { if (event.target === event.currentTarget) pressBeforeCell(event.nativeEvent); }}>
      <AgGridReact<Order> key={density} theme={gridTheme} styleNonce={styleNonce() ?? ''} columnDefs={columnDefs} defaultColDef={defaultColDef} animateRows={false}
        rowHeight={rowHeights[density]} getRowId={({ data }) => data.clOrdId} rowClassRules={rowClassRules} tooltipShowDelay={400} asyncTransactionWaitMillis={50}
        suppressColumnVirtualisation={false} onGridReady={(event) => { restoreColumns(event); onApi(event.api); }} onCellFocused={focused} onGridSizeChanged={fitColumns}
        isExternalFilterPresent={() => true} doesExternalFilterPass={({ data }) => data !== undefined && passes.current(data)}
        onRowDoubleClicked={({ data }) => { if (data) onHistory(data.clOrdId); }} onCellKeyDown={(event) => pressCell(event, onHistory)} onRowClicked={clicked}
        onCellClicked={({ data, column }) => { if (data && column.getColId() === 'mark') toggleMarked(data.clOrdId); }}
        onColumnMoved={({ finished, source, api: grid }) => { if (finished && source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        onColumnResized={({ finished, source, api: grid }) => { if (finished && source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        onSortChanged={({ source, api: grid }) => { if (source.startsWith('ui')) keepColumns(grid.getColumnState()); }}
        noRowsOverlayComponent={NoOrders} />
      {/* The grid knows no rows-filtered-away overlay of ours: it is laid over. */}
      {isFilteredAway && <div className="blotter-none"><EmptyState title="No order passes the filter">Show all, or take words out of the filter.</EmptyState></div>}
    </div>
  );
}

/** The focus goes to the selected order, or to the newest. @returns its id; null when there is none. */
export function focusRow(api: GridApi<Order>): string | null {
  if (api.isDestroyed()) return null;
  const { clOrdId } = selectionStore.getState();
  const row = (clOrdId === null ? null : api.getRowNode(clOrdId)?.rowIndex) ?? 0;
  if (api.getDisplayedRowCount() === 0) return null;
  api.ensureIndexVisible(row);
  api.setFocusedCell(row, 'symbol');
  // The grid tells of its focus a moment later; the next key must find the order already.
  const focusedId = api.getDisplayedRowAtIndex(row)?.data?.clOrdId ?? null;
  if (focusedId !== null) selectOrder(focusedId);
  return focusedId;
}

function focused(event: CellFocusedEvent<Order>): void {
  const order = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
  if (order) selectOrder(order.clOrdId);
}

function pressCell({ event, data, api, rowIndex }: CellKeyDownEvent<Order> | FullWidthCellKeyDownEvent<Order>, onHistory: (clOrdId: string) => void): void {
  if (!data || !(event instanceof KeyboardEvent)) return;
  if (event.key === 'Enter') return onHistory(data.clOrdId);
  markByKey(event, api, () => data.clOrdId);
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || rowIndex === null) return;
  const next = api.getDisplayedRowAtIndex(rowIndex + by)?.data;
  if (next) selectOrderIn('blotter', next);
  if (!event.shiftKey) return;
  mark([data.clOrdId, ...(next ? [next.clOrdId] : [])]);
}

/** Space marks the row that `rowOf` names, Ctrl A every row shown. */
function markByKey(event: KeyboardEvent, api: GridApi<Order>, rowOf: () => string | null): void {
  const isAll = event.key === 'a' && (event.ctrlKey || event.metaKey);
  if (!isAll && event.key !== ' ') return;
  event.preventDefault();
  if (isAll) return setMarked(shownIds(api));
  const clOrdId = rowOf();
  if (clOrdId !== null) toggleMarked(clOrdId);
}

/** A plain click selects; with Ctrl it marks one; with Shift it marks from the selected row to here. */
function clicked({ data, event, api }: RowClickedEvent<Order>): void {
  if (!data) return;
  const { clOrdId } = selectionStore.getState();
  if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey)) toggleMarked(data.clOrdId);
  else if (event instanceof MouseEvent && event.shiftKey && clOrdId !== null) mark(rowsBetween(shownIds(api), clOrdId, data.clOrdId));
  selectOrderIn('blotter', data);
}

function restoreColumns({ api }: GridReadyEvent<Order>): void {
  const kept = keptColumns();
  if (kept) api.applyColumnState({ state: [...kept], applyOrder: true });
}

/** A narrow blotter gives the room of what can be worked out (quantity less filled) to the reason, unless columns were chosen. */
function fitColumns({ api, clientWidth }: GridSizeChangedEvent<Order>): void {
  if (!keptColumns()) api.setColumnsVisible(['leavesQty', 'slippage'], clientWidth >= narrowBelow);
}

const NoOrders = () => <EmptyState title="No orders yet">Accept a suggestion with A, or open a ticket with B or S. Every order of the session stays here with its whole history.</EmptyState>;
