/** The history of whatever the row is: of a parent with its routes, of an order, of the order that a fill is of. */
import { byKey, useParent } from '../../stores/lookups.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { OrderHistory, ParentHistory } from './order-history.tsx';

const byClOrdId = (row: { readonly clOrdId: string }): string => row.clOrdId;

export function RowHistory({ rowId, onClose }: { readonly rowId: string; readonly onClose: () => void }) {
  const [kind, id] = rowId.split(' ');
  if (kind === 'parent' && id !== undefined) return <OfParent parentId={id} onClose={onClose} />;
  return <OfOrder clOrdId={kind === 'fill' && id !== undefined ? id : rowId} onClose={onClose} />;
}

function OfParent({ parentId, onClose }: { readonly parentId: string; readonly onClose: () => void }) {
  const parent = useParent(parentId);
  return parent ? <ParentHistory parent={parent} onClose={onClose} /> : null;
}

function OfOrder({ clOrdId, onClose }: { readonly clOrdId: string; readonly onClose: () => void }) {
  const order = useStreamPart('orders.blotter', {}, (s) => byKey(s.value, byClOrdId).get(clOrdId));
  return order ? <OrderHistory order={order} onClose={onClose} /> : null;
}
