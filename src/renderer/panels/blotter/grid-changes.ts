/**
 * Puts changes of rows into a grid of ten thousand. A transaction sorts, filters and lays out all rows for each batch;
 * a change that moves no row is put into its row alone, and drawn only where it is in view.
 */
import type { GridApi, IRowNode } from 'ag-grid-community';

export interface RowChanges<Row> {
  readonly add: readonly Row[];
  readonly update: readonly Row[];
  readonly remove: readonly Row[];
}

/** What is used of the grid. */
export type ChangedGrid<Row> = Pick<GridApi<Row>, 'applyTransaction' | 'getColumnState' | 'getCellValue' | 'getRowNode' | 'isAnyFilterPresent' | 'refreshClientSideRowModel'>;

/**
 * @param idOf as the grid's getRowId.
 * @param moves rows whose place may change for another reason than a value that the grid sorts by, such as their level in a tree.
 */
export function putRows<Row>(api: ChangedGrid<Row>, { add, update, remove }: RowChanges<Row>, idOf: (row: Row) => string, moves = false): void {
  // With a filter every change may show or hide a row: the grid finds out.
  if (add.length > 0 || remove.length > 0 || moves || api.isAnyFilterPresent()) {
    api.applyTransaction({ add: [...add], update: [...update], remove: [...remove] });
    return;
  }
  const sortedBy = api.getColumnState().filter((column) => column.sort).map((column) => column.colId);
  let isMoved = false;
  for (const row of update) {
    const node = api.getRowNode(idOf(row));
    if (!node) continue;
    const before = isMoved ? [] : sortedBy.map((colKey) => valueOf(api, node, colKey));
    node.updateData(row);
    isMoved ||= sortedBy.some((colKey, i) => !Object.is(before[i], valueOf(api, node, colKey)));
  }
  if (isMoved) api.refreshClientSideRowModel('sort');
}

const valueOf = <Row>(api: ChangedGrid<Row>, rowNode: IRowNode<Row>, colKey: string): unknown => api.getCellValue({ rowNode, colKey });
