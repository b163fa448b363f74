/** Every journal event of one order, oldest first, opened in place under the blotter. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useInstrument } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { formatMoney, formatMs, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';
import { denialWords } from '../../words/denial-words.ts';
import { sideWord } from '../../words/order-words.ts';
import { useEffect } from 'react';

export function OrderHistory({ order, onClose }: { readonly order: Order; readonly onClose: () => void }) {
  const { value, why, again } = useQuery('orders.history', { clOrdId: order.clOrdId });
  const instrument = useInstrument(order.symbol);
  const zone = useSettings((s) => s.zone);
  // Each change of the order is a new journal event: ask again.
  useEffect(() => again(), [again, order.updatedAt, order.ordStatus]);
  return (
    <section className="history" aria-label={`History of ${order.clOrdId}`}>
      <div className="history-head">
        <span className="figure">{order.clOrdId}</span>
        <span className="muted">every journal event, oldest first</span>
        <button type="button" className="notice-close" style={{ marginLeft: 'auto' }} aria-label="Close history" onClick={onClose}>×</button>
      </div>
      {why !== undefined && <p className="empty down">{why}</p>}
      <ol>
        {value?.map((record) => (
          <li key={record.seq}>
            <span className="figure faint" title={`journal hash ${record.hash}`}>#{record.seq}</span>
            <span className="figure muted">{formatTime(record.at, zone, 'precise').slice(0, 26)}</span>
            <span>{eventWord(record)}</span>
            <span className="clip muted" title={eventDetail(record, instrument)}>{eventDetail(record, instrument)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const eventWord = ({ event }: JournalRecord): string => (event.type === 'OrderStepped' ? event.body.event : event.type);

function eventDetail({ event }: JournalRecord, instrument: Instrument | undefined): string {
  switch (event.type) {
    case 'OrderSubmitted': {
      const { intent, check, userId } = event.body;
      const price = intent.price === null ? 'at market' : `at ${formatPrice(instrument, intent.price)}`;
      return `${sideWord[intent.side]} ${formatQuantity(instrument, intent.orderQty)} ${price}, by ${userId}; limits ${check.limitsVersion}, reference ${formatPrice(instrument, check.referencePrice, 1)}, quote ${formatMs(check.quoteAgeMs)} old`;
    }
    case 'OrderDenied': return denialWords(event.body.denial, instrument);
    case 'ExternalOrderFound': return `found at the OMS as ${event.body.orderId}`;
    case 'OrderStepped': {
      const { fill, text, orderId, requestClOrdId, orderQty, price } = event.body;
      const parts = [
        fill && `${formatQuantity(instrument, fill.lastQty)} at ${formatPrice(instrument, fill.lastPx)}, fee ${formatMoney(fill.feeMinor, instrument?.currencyMinorDigits ?? 2)}, ${fill.liquidity} liquidity, ExecID ${fill.execId}`,
        orderQty !== null && `quantity ${formatQuantity(instrument, orderQty)}`,
        price !== null && `price ${formatPrice(instrument, price)}`,
        requestClOrdId !== null && `request ${requestClOrdId}`,
        orderId !== null && `OrderID ${orderId}`,
        text,
      ];
      return parts.filter(Boolean).join('; ');
    }
    default: return '';
  }
}
