/** The phone trades of today: both times, with whom, and whether the OMS has booked them. */
import { useEffect } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useInstrument } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatPrice, formatQuantity, formatTime, nothing } from '../../ui/format.ts';
import { shortId, sideArrow, sideTone, sideWord } from '../../words/order-words.ts';
import { phoneTradeName } from './phone-actions.ts';
import { isAwaiting, omsLooks, phoneStateOf, type PhoneState } from './phone-state.ts';

/** The OMS's answer is a journal event and no change of the order: it is asked for until it is there. */
const askAgainMs = 1_000;

export function PhoneList({ orders, onCancel }: { readonly orders: readonly Order[]; readonly onCancel: (order: Order) => void }) {
  const zone = useSettings((s) => s.zone);
  if (orders.length === 0) return <EmptyState title="No phone trade today">What is dealt by phone or chat is recorded here by hand, with the time at which it was dealt.</EmptyState>;
  return (
    <div className="phone-box" role="region" aria-label="Phone trades of today, newest first" tabIndex={0} data-keys="arrows">
      <table className="grid-table phone-table">
        <thead><tr>
          <th scope="col" className="text">Dealt ({zone === 'utc' ? 'UTC' : 'local'})</th><th scope="col" className="text">Recorded</th><th scope="col" className="text">Symbol</th><th scope="col" className="text">Side</th>
          <th scope="col">Quantity</th><th scope="col">Price</th><th scope="col" className="text">Counterparty</th><th scope="col" className="text">OMS</th>
          <th scope="col"><span className="visually-hidden">Take back</span></th><th scope="col" className="text">Account</th><th scope="col" className="text">Strategy</th><th scope="col" className="text">Parent</th><th scope="col" className="text">By</th><th scope="col" className="text">Note</th>
        </tr></thead>
        <tbody>{orders.map((order) => <Row key={order.clOrdId} order={order} onCancel={onCancel} />)}</tbody>
      </table>
    </div>
  );
}

/** A phone trade's own events, asked for again while the OMS owes an answer. */
export function usePhoneState(order: Order): PhoneState {
  const { value, again } = useQuery('orders.history', { clOrdId: order.clOrdId });
  const state = phoneStateOf(value ?? []);
  const isOwed = isAwaiting(state);
  useEffect(() => again(), [again, order.updatedAt, order.ordStatus]);
  useEffect(() => {
    if (!isOwed) return undefined;
    const timer = setInterval(again, askAgainMs);
    return () => clearInterval(timer);
  }, [again, isOwed]);
  return state;
}

function Row({ order, onCancel }: { readonly order: Order; readonly onCancel: (order: Order) => void }) {
  const instrument = useInstrument(order.symbol);
  const zone = useSettings((s) => s.zone);
  const state = usePhoneState(order);
  const look = omsLooks[state.oms];
  const isGone = order.ordStatus === 'canceled';
  const time = (micros: number | null): string => (micros === null ? nothing : formatTime(micros, zone, sameDay(micros, order.submittedAt, zone) ? 'time' : 'dateTime'));
  return (
    <tr className={isGone ? 'is-gone' : undefined}>
      <td className="text figure" title={formatTime(state.dealtAt, 'utc', 'precise')}>{time(state.dealtAt)}</td>
      <td className="text figure muted" title={formatTime(order.submittedAt, 'utc', 'precise')}>{time(order.submittedAt)}</td>
      <td className="text tone-strong">{order.symbol}</td>
      <td className={`text ${sideTone(order.side)}`}>{sideArrow[order.side]} {sideWord[order.side]}</td>
      <td className="figure tone-strong phone-qty">{formatQuantity(instrument, order.orderQty)}</td>
      <td className="figure">{formatPrice(instrument, order.price)}</td>
      <td className="text">{state.counterparty ?? nothing}</td>
      <td className="text"><Chip tone={look.tone} title={state.text ?? undefined}>{look.shape} {look.word}</Chip>{state.text !== null && <span className="small muted"> {state.text}</span>}</td>
      <td>{isGone ? <span className="figure figure-small muted" title={`taken back by ${state.canceledBy ?? 'somebody'}`}>{time(state.canceledAt)}</span> : <Button tone="quiet" label={`Take back ${phoneTradeName(order)}`} onPress={() => onCancel(order)}>Take back</Button>}</td>
      <td className="text">{order.account ?? <span className="faint">none</span>}</td>
      <td className="text">{order.strategy ?? <span className="faint">none</span>}</td>
      <td className="text figure figure-small">{order.parentId === undefined ? <span className="faint">none</span> : <span title={order.parentId}>{shortId(order.parentId)}</span>}</td>
      <td className="text">{order.userId}</td>
      <td className="text clip phone-note" title={state.note ?? undefined}>{state.note ?? ''}</td>
    </tr>
  );
}

const sameDay = (a: number, b: number, zone: 'utc' | 'local'): boolean => formatTime(a, zone, 'date') === formatTime(b, zone, 'date');
