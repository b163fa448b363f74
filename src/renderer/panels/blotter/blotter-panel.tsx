/** All orders of the session. The row with the focus is the selected order; Enter or a double click opens its history. */
import { AgGridReact } from 'ag-grid-react';
import type { CellFocusedEvent, GridApi, GridSizeChangedEvent, RowClassRules } from 'ag-grid-community';
import { useEffect, useRef, useState } from 'react';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { cancelAll, workingOrders } from '../../actions/work-orders.ts';
import { openAsk, useAsks } from '../../stores/asks.ts';
import { selectInstrument, selectionStore, selectOrder, useSelection } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import type { StreamState } from '../../stores/stream-store.ts';
import { streams } from '../../stores/streams.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Ask } from '../../ui/ask.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import './blotter.css';
import { columns } from './columns.tsx';
import { gridTheme, styleNonce } from './grid-theme.ts';
import { OrderHistory } from './order-history.tsx';

const rowClassRules: RowClassRules<Order> = {
  'row-selected': ({ data }) => data?.clOrdId === selectionStore.getState().clOrdId,
  'row-done': ({ data }) => data !== undefined && isDone(data.ordStatus),
  'row-denied': ({ data }) => data?.ordStatus === 'denied',
  'row-rejected': ({ data }) => data?.ordStatus === 'rejected',
  'row-unresolved': ({ data }) => data?.ordStatus === 'unresolved',
};
const columnDefs = [...columns];
const defaultColDef = { sortable: true, resizable: true, suppressHeaderMenuButton: true, suppressMovable: false };
const distanceRefreshMs = 500;
/** Width below which not every deciding column has room, pixels. */
const narrowBelow = 760;
const narrowWidths = { submittedAt: 70, symbol: 66, side: 52, orderQty: 52, cumQty: 52, price: 66, ordStatus: 112, avgPx: 72, reason: 112 } as const;
const rowHeights = { compact: 22, normal: 24, roomy: 26 } as const;

export function BlotterPanel() {
  const { link, why, count } = useStreamPart('orders.blotter', {}, (s) => ({ link: s.link, why: s.why, count: s.value?.length ?? 0 }));
  const [api, setApi] = useState<GridApi<Order> | null>(null);
  const [historyOf, setHistoryOf] = useState<string | null>(null);
  const density = useSettings((s) => s.density);
  const zone = useSettings((s) => s.zone);
  const history = useStreamPart('orders.blotter', {}, (s) => s.value?.find((order) => order.clOrdId === historyOf));
  useRows(api);
  useDistances(api);
  useSelectedRow(api);
  useEffect(() => { if (api && !api.isDestroyed()) api.refreshCells({ force: true, columns: ['submittedAt'] }); }, [api, zone]);

  function focused(event: CellFocusedEvent<Order>): void {
    const order = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
    if (order) selectOrder(order.clOrdId);
  }

  /** A key that comes before the focus has reached its cell does what it would have done there. */
  function pressBeforeCell(key: string): void {
    if (!api) return;
    if (key === 'Enter') setHistoryOf(focusRow(api));
    else if (key.startsWith('Arrow')) focusRow(api);
  }

  function closeHistory(): void {
    setHistoryOf(null);
    if (api) focusRow(api);
  }

  return (
    <PanelFrame title="Blotter" subject={<span className="muted small">{count} {count === 1 ? 'order' : 'orders'}</span>} state={link} why={why} awaiting="orders of this session">
      <div className="blotter" onKeyDown={(event) => { if (event.key === 'Escape' && history) closeHistory(); }}>
        <div className="blotter-grid" data-focus-first data-keys="arrows" tabIndex={-1}
          onFocus={(event) => { if (api && event.target === event.currentTarget) setTimeout(() => focusRow(api)); }}
          onKeyDown={(event) => { if (event.target === event.currentTarget) pressBeforeCell(event.key); }}>
          <AgGridReact<Order> key={density} theme={gridTheme} styleNonce={styleNonce() ?? ''} columnDefs={columnDefs} defaultColDef={defaultColDef} animateRows={false}
            rowHeight={rowHeights[density]} getRowId={({ data }) => data.clOrdId} rowClassRules={rowClassRules} tooltipShowDelay={400} asyncTransactionWaitMillis={50}
            suppressColumnVirtualisation={false} onGridReady={(event) => setApi(event.api)} onCellFocused={focused} onGridSizeChanged={fitColumns}
            onRowDoubleClicked={({ data }) => { if (data) setHistoryOf(data.clOrdId); }}
            onCellKeyDown={({ event, data }) => { if (data && event instanceof KeyboardEvent && event.key === 'Enter') setHistoryOf(data.clOrdId); }}
            onRowClicked={({ data }) => { if (data) { selectOrder(data.clOrdId); selectInstrument(data.symbol); } }}
            noRowsOverlayComponent={NoOrders} />
        </div>
        {history && <OrderHistory order={history} onClose={closeHistory} />}
        <CancelAllAsk />
      </div>
    </PanelFrame>
  );
}

/** The focus goes to the selected order, or to the newest. @returns its id; null when there is none. */
function focusRow(api: GridApi<Order>): string | null {
  if (api.isDestroyed()) return null;
  const { clOrdId } = selectionStore.getState();
  const row = (clOrdId === null ? null : api.getRowNode(clOrdId)?.rowIndex) ?? 0;
  if (api.getDisplayedRowCount() === 0) return null;
  api.ensureIndexVisible(row);
  api.setFocusedCell(row, 'symbol');
  return api.getDisplayedRowAtIndex(row)?.data?.clOrdId ?? null;
}

/** A narrow blotter gives the room of what can be worked out (quantity less filled) to the reason. */
function fitColumns({ api, clientWidth }: GridSizeChangedEvent<Order>): void {
  const isWide = clientWidth >= narrowBelow;
  // Widths that the user has set stay, as long as the blotter stays on its side of the line.
  if (api.getColumn('leavesQty')?.isVisible() === isWide) return;
  api.setColumnsVisible(['leavesQty'], isWide);
  api.setColumnWidths(Object.entries(narrowWidths).map(([key, width]) => ({ key, newWidth: isWide ? columns.find((column) => (column.field ?? column.colId) === key)?.width ?? width : width })));
}

const NoOrders = () => <EmptyState title="No orders yet">Accept a suggestion with A, or open a ticket with B or S. Every order of the session stays here with its whole history.</EmptyState>;

/** Feeds the grid what changed rather than everything, so that a busy session does not redraw. */
function useRows(api: GridApi<Order> | null): void {
  const known = useRef(new Set<string>());
  useEffect(() => {
    if (!api) return undefined;
    const store = streams.store('orders.blotter', {});
    const all = (state: StreamState<'orders.blotter'>): void => {
      known.current = new Set(state.value?.map((order) => order.clOrdId));
      if (!api.isDestroyed()) api.setGridOption('rowData', [...(state.value ?? [])]);
    };
    all(store.getState());
    const instruments = streams.use('marketData.instruments', {});
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
    return () => { stop(); redraw(); instruments.dispose(); };
  }, [api]);
}

/** The distance to the market moves with quotes, not with orders. */
function useDistances(api: GridApi<Order> | null): void {
  useEffect(() => {
    if (!api) return undefined;
    const use = streams.use('marketData.quotes', {});
    const timer = setInterval(() => { if (!api.isDestroyed()) api.refreshCells({ columns: ['distance'] }); }, distanceRefreshMs);
    return () => { clearInterval(timer); use.dispose(); };
  }, [api]);
}

function useSelectedRow(api: GridApi<Order> | null): void {
  const clOrdId = useSelection((s) => s.clOrdId);
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (!api || api.isDestroyed()) return;
    const nodes = [last.current, clOrdId].flatMap((id) => (id === null ? [] : [api.getRowNode(id)])).filter((node) => node !== undefined);
    last.current = clOrdId;
    api.redrawRows({ rowNodes: nodes });
  }, [api, clOrdId]);
}

function CancelAllAsk() {
  const isOpen = useAsks((asks) => asks.ask?.kind === 'cancelAll');
  if (!isOpen) return null;
  const count = workingOrders().length;
  return (
    <Ask question={`Cancel all ${count} working ${count === 1 ? 'order' : 'orders'}?`} onCancel={() => openAsk(null)}
      answers={[{ key: 'y', label: `cancel ${count}`, tone: 'danger', run: () => void cancelAll() }]} />
  );
}
