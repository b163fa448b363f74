/** The row that is selected in the blotter: a parent, an order or a fill. Its order, if it has one, is the selected order everywhere. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { clOrdIdOfRow, parentRowId } from './row-ids.ts';
import { selectInstrument, selectionStore, selectOrder, selectOrderIn } from './selection.ts';

export interface SelectableRow {
  readonly rowId: string;
  readonly symbol: string;
  /** The parent that the row is; null for other rows. */
  readonly parentId: string | null;
  /** The order that the row is, or is a fill of; null for a parent. */
  readonly clOrdId: string | null;
}

interface SelectedRow {
  readonly rowId: string | null;
  readonly parentId: string | null;
  /** A row that is to have the focus when it comes; null for none. */
  readonly awaited: string | null;
}

export const selectedRowStore = createStore<SelectedRow>(() => ({ rowId: null, parentId: null, awaited: null }));

/** Selects the row. @param takesInstrument whether the group of the blotter goes to its instrument too. */
export function selectRow(row: SelectableRow, takesInstrument: boolean): void {
  selectedRowStore.setState({ rowId: row.rowId, parentId: row.parentId, awaited: null });
  if (row.clOrdId === null) {
    selectOrder(null);
    if (takesInstrument) selectInstrument(row.symbol, 'blotter');
  } else if (takesInstrument) selectOrderIn('blotter', { clOrdId: row.clOrdId, symbol: row.symbol });
  else selectOrder(row.clOrdId);
}

/** A parent that was just made: selected, and given the focus once it is in the blotter, unless something else is selected before. */
export function awaitRow(parentId: string): void {
  const rowId = parentRowId(parentId);
  selectOrder(null);
  selectedRowStore.setState({ rowId, parentId, awaited: rowId });
}

export const stopAwaiting = (): void => selectedRowStore.setState({ awaited: null });

/** What another panel selects is the blotter's row, too. A fill stays selected as long as its order does. */
selectionStore.subscribe(({ clOrdId }, old) => {
  if (clOrdId === null || clOrdId === old.clOrdId) return;
  const { rowId } = selectedRowStore.getState();
  if (rowId === null || clOrdIdOfRow(rowId) !== clOrdId) selectedRowStore.setState({ rowId: clOrdId, parentId: null, awaited: null });
});

export const useSelectedRowId = (): string | null => useStore(selectedRowStore, (s) => s.rowId);
