/** The history of whatever the row is: of a parent with its routes, of an order, of the order that a fill is of. */
import { useOrder, useParent } from '../../stores/lookups.ts';
import { clOrdIdOfRow, parentIdOfRow } from '../../stores/row-ids.ts';
import { OrderHistory, ParentHistory } from './order-history.tsx';

export function RowHistory({ rowId, onClose }: { readonly rowId: string; readonly onClose: () => void }) {
  const parentId = parentIdOfRow(rowId);
  return parentId === null ? <OfOrder clOrdId={clOrdIdOfRow(rowId) ?? rowId} onClose={onClose} /> : <OfParent parentId={parentId} onClose={onClose} />;
}

function OfParent({ parentId, onClose }: { readonly parentId: string; readonly onClose: () => void }) {
  const parent = useParent(parentId);
  return parent ? <ParentHistory parent={parent} onClose={onClose} /> : null;
}

function OfOrder({ clOrdId, onClose }: { readonly clOrdId: string; readonly onClose: () => void }) {
  const order = useOrder(clOrdId);
  return order ? <OrderHistory order={order} onClose={onClose} /> : null;
}
