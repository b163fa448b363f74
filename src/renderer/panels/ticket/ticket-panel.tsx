/** The ticket: an order of the trader's own, the edit of a suggestion, or the change of a working order. */
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { sendEdit } from '../../actions/decide.ts';
import { replaceOrder, submitOrder } from '../../actions/work-orders.ts';
import { stageParent } from '../../actions/work-parents.ts';
import { setTicket, useAsks, type TicketSubject } from '../../stores/asks.ts';
import { instrumentNow, useInstruments, userNow } from '../../stores/lookups.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { me, nextStageTerms, stageTermsNow } from '../../stores/stage-terms.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { formatMoney, formatPrice, formatQuantity, readPrice, readQuantity } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { sideWord } from '../../words/order-words.ts';
import { CheckLine } from './check-line.tsx';
import { OddsLine } from './odds-line.tsx';
import { PresetButton, PresetLine } from './presets-line.tsx';
import { draftNotional, ticketOf, type Draft } from './draft.ts';
import { StageLine } from './stage-line.tsx';
import { Touch } from './touch.tsx';
import { useDraft } from './use-draft.ts';
import './ticket.css';

const titles: Readonly<Record<TicketSubject['kind'], string>> = { own: 'own order', edit: 'edit of a suggestion', replace: 'change of an order' };
const subjectKey = (s: TicketSubject): string => (s.kind === 'own' ? `own ${s.symbol ?? ''} ${s.side ?? ''}` : s.kind === 'edit' ? `edit ${s.suggestionId}` : `replace ${s.clOrdId}`);

export function TicketPanel() {
  const { link, why } = useStreamPart('marketData.instruments', {}, (s) => ({ link: s.link, why: s.why }));
  const subject = useAsks((asks) => asks.ticket);
  const calls = useAsks((asks) => asks.ticketCalls);
  const linked = useLinkedInstrument();
  const quantityInput = useRef<HTMLInputElement>(null);
  // Once for each call: the empty ticket that follows one that was sent or left does not take the focus back.
  useEffect(() => { if (calls > 0) quantityInput.current?.focus(); }, [calls]);
  return (
    <PanelFrame title="Ticket" subject={<span className="muted small">{titles[subject.kind]}</span>} link={subject.kind === 'own'} actions={<PresetButton />} state={link} why={why} awaiting="instruments of the venue">
      <TicketForm key={`${subjectKey(subject)} ${calls}`} subject={subject} linked={linked} quantityInput={quantityInput} />
    </PanelFrame>
  );
}

interface TicketFormProps {
  readonly subject: TicketSubject;
  readonly linked: string | null;
  readonly quantityInput: RefObject<HTMLInputElement | null>;
}

function TicketForm({ subject, linked, quantityInput }: TicketFormProps) {
  const instruments = useInstruments();
  const { draft, quote, change, choose } = useDraft(subject, linked);
  const [sending, setSending] = useState(false);
  const instrument = draft.symbol === null ? undefined : instruments.get(draft.symbol);
  const fixed = subject.kind !== 'own';

  const ticket = ticketOf(draft);
  const leave = (): void => leaveTicket(draft.symbol);
  const canStage = subject.kind !== 'replace';
  async function doOnce(run: (ticket: Ticket) => Promise<boolean>, then: () => void): Promise<void> {
    if (!ticket || sending) return;
    setSending(true);
    const taken = await run(ticket);
    setSending(false);
    if (taken) then();
  }
  const send = (): Promise<void> => doOnce((it) => sendDraft(subject, it), leave);
  const stage = (): Promise<void> => doOnce((it) => stageDraft(subject, it), () => setTicket({ kind: 'own', symbol: draft.symbol, side: null }));

  if (instruments.size === 0) return <EmptyState title="No instrument to trade">The venue has announced none yet.</EmptyState>;
  return (
    <form className="ticket" onSubmit={(event: FormEvent) => { event.preventDefault(); void send(); }} onKeyDown={(event) => {
      if (event.key === 'Escape') leave();
      if (event.key !== 'Enter' || !event.shiftKey || !canStage) return;
      event.preventDefault();
      void stage();
    }}>
      <div className="ticket-line">
        <select className="ticket-select" aria-label="Instrument" value={draft.symbol ?? ''} disabled={fixed} onChange={(event) => choose(event.target.value)}>
          {draft.symbol === null && <option value="">choose an instrument</option>}
          {[...instruments.values()].map((i) => <option key={i.symbol} value={i.symbol}>{i.symbol}</option>)}
        </select>
        <Segmented label="Side" value={draft.side} disabled={fixed} segments={[{ value: 'buy', label: '▲ Buy', tone: 'up' }, { value: 'sell', label: '▼ Sell', tone: 'down' }]} onChange={(side) => change({ side })} />
      </div>
      <PresetLine subject={subject.kind} instrument={instrument} quote={quote?.quote ?? null} side={draft.side} onApply={({ side = draft.side, orderQty = draft.orderQty, ordType, price, timeInForce }) => change({ side, orderQty, ordType, price, timeInForce })} />
      <Touch instrument={instrument} row={quote} onPrice={(price) => change({ price, ordType: 'limit' })} />
      <div className="ticket-line">
        <Field label="Quantity" unit="units" inputRef={quantityInput} value={draft.orderQty} format={(lots) => formatQuantity(instrument, lots)}
          read={(text) => (instrument ? readQuantity(instrument, text) : { ok: false, why: 'Choose an instrument' })} step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={(orderQty) => change({ orderQty })} />
        <Field label="Limit" unit={instrument?.currency} value={draft.ordType === 'limit' ? draft.price : null} disabled={draft.ordType === 'market'} format={(ticks) => formatPrice(instrument, ticks)}
          read={(text) => (instrument ? readPrice(instrument, text) : { ok: false, why: 'Choose an instrument' })} step={(ticks, steps) => priceTicks(ticks + steps)} onChange={(price) => change({ price })} />
      </div>
      <div className="ticket-line">
        <Segmented label="Order type" value={draft.ordType} disabled={subject.kind === 'replace'} segments={[{ value: 'limit', label: 'Limit' }, { value: 'market', label: 'Market' }]} onChange={(ordType) => change({ ordType })} />
        <Segmented label="Time in force" value={draft.timeInForce} disabled={subject.kind === 'replace'} segments={[{ value: 'day', label: 'DAY' }, { value: 'ioc', label: 'IOC' }, { value: 'fok', label: 'FOK' }, { value: 'gtc', label: 'GTC' }]} onChange={(timeInForce) => change({ timeInForce })} />
      </div>
      <div className="ticket-facts">
        <span>Value <span className="figure figure-small">{formatMoney(draftNotional(draft, instrument, quote?.quote ?? null), instrument?.currencyMinorDigits ?? 2)}</span> {instrument?.currency}</span>
        {instrument && <span>tick {instrument.tickSize}, lot {instrument.lotSize}</span>}
      </div>
      <OddsLine symbol={draft.symbol} side={draft.side} />
      {canStage && <StageLine />}
      <CheckLine ticket={subject.kind === 'replace' ? null : ticket} replaces={subject.kind === 'replace'} />
      <div className="ticket-foot">
        <Button type="submit" tone={draft.side === 'buy' ? 'up' : 'down'} keys="Enter" disabled={!ticket || sending} onPress={() => undefined}>{sendWord(subject, draft)}</Button>
        {canStage && <Button keys="Shift+Enter" disabled={!ticket || sending} label="Keep it as a parent order, to be routed later; sends nothing" onPress={() => void stage()}>Stage</Button>}
        {fixed && <Button keys="Escape" onPress={leave}>Leave it</Button>}
      </div>
    </form>
  );
}

/** Back to an empty ticket, and the focus back to the list, so that the next key finds it. */
function leaveTicket(symbol: string | null): void {
  setTicket({ kind: 'own', symbol, side: null });
  document.querySelector<HTMLElement>('[data-panel="suggestions"] [data-focus-first]')?.focus();
}

type Ticket = NonNullable<ReturnType<typeof ticketOf>>;

async function stageDraft(subject: TicketSubject, ticket: Ticket): Promise<boolean> {
  const { account, strategy, care, assignedTo, note } = stageTermsNow();
  const taken = await stageParent({
    ...ticket, account, strategy, care, assignedTo: assignedTo === me ? userNow() : assignedTo, note: note.trim() === '' ? null : note.trim(), suggestionId: subject.kind === 'edit' ? subject.suggestionId : null,
  });
  if (taken) nextStageTerms();
  return taken;
}

function sendDraft(subject: TicketSubject, ticket: Ticket): Promise<boolean> {
  const { orderQty, ordType, price, timeInForce } = ticket;
  switch (subject.kind) {
    case 'own': return submitOrder(ticket);
    case 'edit': return sendEdit({ suggestionId: subject.suggestionId, orderQty, ordType, price, timeInForce, reason: null, note: null });
    case 'replace': return replaceOrder({ clOrdId: subject.clOrdId, orderQty, price });
  }
}

function sendWord(subject: TicketSubject, draft: Draft): string {
  const instrument = draft.symbol === null ? undefined : instrumentNow(draft.symbol);
  const what = `${sideWord[draft.side]} ${formatQuantity(instrument, draft.orderQty)} ${draft.symbol ?? ''}`;
  return subject.kind === 'replace' ? `Change to ${formatQuantity(instrument, draft.orderQty)} at ${formatPrice(instrument, draft.price)}` : what;
}
