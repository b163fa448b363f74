/** Phone trades: one is recorded by hand with the time at which it was dealt; those of today stand beside it with what the OMS says. */
import { useEffect, useRef, useState } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useInstrument, useParent } from '../../stores/lookups.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Ask } from '../../ui/ask.tsx';
import { formatQuantity, formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { usePhoneCall } from '../../stores/phone-call.ts';
import { cancelPhoneTrade, phoneTradeName } from './phone-actions.ts';
import { PhoneForm } from './phone-form.tsx';
import { PhoneList, usePhoneState } from './phone-list.tsx';
import './phone.css';

const shownMax = 200;
const noOrders: readonly Order[] = [];

export function PhonePanel() {
  const { link, why } = useStreamPart('orders.blotter', {}, (s) => ({ link: s.link, why: s.why }));
  const { parentId, calls } = usePhoneCall();
  const parent = useParent(parentId);
  const linked = useLinkedInstrument();
  const trades = usePhoneTrades();
  const [recorded, setRecorded] = useState<string | null>(null);
  const [asking, setAsking] = useState<Order | null>(null);
  const [round, setRound] = useState(0);
  const firstInput = useRef<HTMLInputElement>(null);
  useEffect(() => (calls > 0 ? focusWhenShown(() => firstInput.current) : undefined), [calls]);
  const last = trades.find((order) => order.clOrdId === recorded);

  function done(clOrdId: string): void {
    setRecorded(clOrdId);
    setRound((n) => n + 1);
    requestAnimationFrame(() => firstInput.current?.focus());
  }

  return (
    <PanelFrame title="Phone trades" subject={<span className="muted small">{trades.length} today</span>} state={link} why={why} awaiting="orders of this session">
      <div className="phone"><div className="phone-parts">
        <div className="phone-side">
          <PhoneForm key={`${parent?.parentId ?? ''} ${calls} ${round}`} linked={linked} parentId={parentId} parent={parent} firstInput={firstInput} counterparties={[...new Set(trades.map(counterpartyOf).filter((name) => name !== ''))]} onRecorded={done} />
          {last && <Recorded order={last} />}
        </div>
        <div className="phone-main" tabIndex={-1}>
          <PhoneList orders={trades} onCancel={setAsking} />
          {asking && <TakeBack order={asking} onLeave={() => setAsking(null)} />}
        </div>
      </div></div>
    </PanelFrame>
  );
}

const focusFramesMax = 20;

/** A panel that is shown for the first time is put into the page a few frames after it was made; until then nothing in it takes the focus. */
function focusWhenShown(find: () => HTMLElement | null): () => void {
  let left = focusFramesMax;
  let frame = 0;
  const take = (): void => {
    const target = find();
    target?.focus();
    if ((target === null || document.activeElement !== target) && left-- > 0) frame = requestAnimationFrame(take);
  };
  take();
  return () => cancelAnimationFrame(frame);
}

/** Recorded today by the core's clock, newest first. */
function usePhoneTrades(): readonly Order[] {
  // Picked out in the selector: the panel is drawn anew when a phone trade changes, not with every order.
  const orders = useStreamPart('orders.blotter', {}, (s) => s.value?.filter((order) => order.manual === true)) ?? noOrders;
  const zone = useSettings((s) => s.zone);
  const today = formatTime(useCoreNow(), zone, 'date');
  return orders.filter((order) => formatTime(order.submittedAt, zone, 'date') === today)
    .sort((a, b) => b.submittedAt - a.submittedAt).slice(0, shownMax);
}

/** The core writes it into the order's text: "by phone with NAME: note". */
const counterpartyOf = ({ text }: Order): string => /^by phone with ([^:]*)/.exec(text ?? '')?.[1] ?? '';

/** The trade that was recorded last, with both times. */
function Recorded({ order }: { readonly order: Order }) {
  const zone = useSettings((s) => s.zone);
  const { dealtAt, counterparty } = usePhoneState(order);
  const time = (micros: number | null): string => formatTime(micros, zone, 'dateTime');
  const zoneWord = zone === 'utc' ? 'UTC' : 'local';
  return (
    <p className="phone-recorded" role="status"><span aria-hidden="true">✓ </span>{phoneTradeName(order)}{counterparty === null ? '' : ` with ${counterparty}`}: dealt <span className="figure figure-small">{time(dealtAt)}</span>, recorded <span className="figure figure-small">{time(order.submittedAt)}</span> {zoneWord}{order.ordStatus === 'canceled' ? '; taken back since' : ''}</p>
  );
}

function TakeBack({ order, onLeave }: { readonly order: Order; readonly onLeave: () => void }) {
  const instrument = useInstrument(order.symbol);
  const way = order.side === 'buy' ? 'down' : 'up';
  return (
    <Ask question={`Take back ${phoneTradeName(order)}? The position in ${order.symbol} goes ${way} by ${formatQuantity(instrument, order.cumQty)}, and the OMS is told. Both stay in the journal.`} onCancel={onLeave}
      answers={[{ key: 'y', label: 'take it back', tone: 'danger', run: () => { onLeave(); void cancelPhoneTrade(order); } }]} />
  );
}
