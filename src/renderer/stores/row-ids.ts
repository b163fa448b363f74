/** Ids of the blotter's rows. An order's row has its ClOrdID; those of parents and fills have a space in them, which no id of the desk has. Pure. */

const parentPrefix = 'parent ';
const fillPrefix = 'fill ';

export const parentRowId = (parentId: string): string => `${parentPrefix}${parentId}`;
export const fillRowId = ({ clOrdId, execId }: { readonly clOrdId: string; readonly execId: string }): string => `${fillPrefix}${clOrdId} ${execId}`;

/** The parent that a row is; null for other rows. */
export const parentIdOfRow = (rowId: string): string | null => (rowId.startsWith(parentPrefix) ? rowId.slice(parentPrefix.length) : null);

/** The order that a row is, or is a fill of; null for a parent. */
export function clOrdIdOfRow(rowId: string): string | null {
  if (rowId.startsWith(fillPrefix)) return rowId.slice(fillPrefix.length, rowId.indexOf(' ', fillPrefix.length));
  return rowId.startsWith(parentPrefix) ? null : rowId;
}

/** Ids of parents among ids of rows, and of orders; those of fills are neither. */
export const parentIdsOf = (rowIds: readonly string[]): readonly string[] => rowIds.flatMap((id) => parentIdOfRow(id) ?? []);
export const clOrdIdsOf = (rowIds: readonly string[]): readonly string[] => rowIds.filter((id) => clOrdIdOfRow(id) === id);
