/** What became of the order of a decided suggestion: its status, its fills, or why there is none. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { Chip } from '../../ui/chip.tsx';
import { formatPrice, formatQuantity } from '../../ui/format.ts';
import { orderReason, statusLooks } from '../../words/order-words.ts';

export interface OrderOutcomeProps {
  readonly order: Order | undefined;
  readonly instrument: Instrument | undefined;
  /** There should be an order and there is none (rule DC-3). */
  readonly neverSent?: boolean;
}

export function OrderOutcome({ order, instrument, neverSent = false }: OrderOutcomeProps) {
  if (!order) {
    return neverSent ? <span className="clip" title={noOrderMeans}><Chip tone="warn">⊖ no order</Chip> <span className="small">never sent; send it by hand if you still want it</span></span> : null;
  }
  const look = statusLooks[order.ordStatus];
  const reason = orderReason(order, instrument);
  return (
    <span className="clip" title={reason ?? order.clOrdId}>
      <Chip tone={look.tone}>{look.shape} {look.word}</Chip>{' '}
      {order.cumQty > 0 && <span className="figure">{formatQuantity(instrument, order.cumQty)} at {formatPrice(instrument, order.avgPx, 1)}</span>}
      {order.cumQty === 0 && reason !== null && <span className="small">{reason}</span>}
    </span>
  );
}

const noOrderMeans = 'The workstation stopped between this decision and its order. Nothing was sent, and nothing will be sent by itself.';
