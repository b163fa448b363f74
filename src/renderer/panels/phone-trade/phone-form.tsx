/** The form of a phone trade: what was dealt, when, with whom. It is recorded, and never sent to a market. */
import { useState, type FormEvent, type RefObject } from 'react';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { useQuery } from '../../connection/use-call.ts';
import { coreNowMicros, useCoreNow } from '../../stores/clock.ts';
import { useInstruments } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { formatPrice, formatQuantity, formatTime, readPrice, readQuantity } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { shortId, sideWord } from '../../words/order-words.ts';
import { dealtTextOf, readDealt, type DealtText } from './dealt-time.ts';
import { leaveParent } from '../../stores/phone-call.ts';
import { recordPhoneTrade } from './phone-actions.ts';
import { counterpartyLengthMax, emptyPhoneDraft, phoneTicket, type PhoneDraft } from './phone-draft.ts';

export interface PhoneFormProps {
  /** Instrument of the link group: followed until something is typed. */
  readonly linked: string | null;
  /** The parent that it was called for, and what is known of that. */
  readonly parentId: string | null;
  readonly parent: ParentOrder | undefined;
  /** Dealt with before, offered while typing. */
  readonly counterparties: readonly string[];
  readonly firstInput: RefObject<HTMLInputElement | null>;
  readonly onRecorded: (clOrdId: string) => void;
}

const noteLengthMax = 500;
const noChoices = { accounts: [], strategies: [] } as const;

export function PhoneForm({ linked, parentId, parent, counterparties, firstInput, onRecorded }: PhoneFormProps) {
  const instruments = useInstruments();
  const choices = useQuery('parents.choices', {}).value ?? noChoices;
  const zone = useSettings((s) => s.zone);
  const now = useCoreNow();
  const [typed, setDraft] = useState<PhoneDraft>(() => emptyPhoneDraft(parent));
  const draft: PhoneDraft = { ...typed, symbol: typed.symbol ?? linked };
  const [sending, setSending] = useState(false);
  const instrument = draft.symbol === null ? undefined : instruments.get(draft.symbol);
  const change = (part: Partial<PhoneDraft>): void => setDraft((old) => ({ ...old, symbol: old.symbol ?? linked, ...part }));
  const bound = parentId !== null;
  const ticket = phoneTicket(draft, { parentId, parent }, zone, now);

  async function record(event: FormEvent): Promise<void> {
    event.preventDefault();
    const fresh = phoneTicket(draft, { parentId, parent }, zone, coreNowMicros());
    if (!fresh.ok || sending) return;
    setSending(true);
    const clOrdId = await recordPhoneTrade(fresh.value);
    setSending(false);
    if (clOrdId !== null) onRecorded(clOrdId);
  }

  return (
    <form className="phone-form" aria-label="New phone trade" onSubmit={(event) => void record(event)} onKeyDown={(event) => { if (event.key === 'Escape') leaveFields(event.currentTarget); }}>
      {bound && (
        <p className="phone-parent"><b title={parentId}>For {shortId(parentId)}</b>{parent && <>: {sideWord[parent.side].toLowerCase()} {formatQuantity(instrument, parent.orderQty)} {parent.symbol}, {formatQuantity(instrument, parent.unroutedQty)} left</>}
          <Button tone="quiet" label="Record a trade of no parent" onPress={leaveParent}>Without it</Button></p>
      )}
      <div className="ticket-line">
        <select className="ticket-select" aria-label="Instrument" data-focus-first value={draft.symbol ?? ''} disabled={bound} onChange={(event) => change({ symbol: event.target.value, quantity: null, price: null })}>
          {draft.symbol === null && <option value="">choose an instrument</option>}
          {[...instruments.values()].map((i) => <option key={i.symbol} value={i.symbol}>{i.symbol}</option>)}
        </select>
        <Segmented label="Side" value={draft.side} disabled={bound} segments={[{ value: 'buy', label: '▲ Bought', tone: 'up' }, { value: 'sell', label: '▼ Sold', tone: 'down' }]} onChange={(side) => change({ side })} />
      </div>
      <div className="ticket-line">
        <Field label="Quantity" unit="units" inputRef={firstInput} value={draft.quantity} format={(lots) => formatQuantity(instrument, lots)}
          read={(text) => (instrument ? readQuantity(instrument, text) : { ok: false, why: 'Choose an instrument' })} step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={(quantity) => change({ quantity })} />
        <Field label="Price" unit={instrument?.currency} value={draft.price} format={(ticks) => formatPrice(instrument, ticks)}
          read={(text) => (instrument ? readPrice(instrument, text) : { ok: false, why: 'Choose an instrument' })} step={(ticks, steps) => priceTicks(ticks + steps)} onChange={(price) => change({ price })} />
      </div>
      <Dealt dealt={draft.dealt} now={now} onChange={(dealt) => change({ dealt })} />
      <div className="ticket-line">
        <TextField label="Counterparty" value={draft.counterparty} lengthMax={counterpartyLengthMax} choices={counterparties} onChange={(counterparty) => change({ counterparty })} />
      </div>
      <div className="ticket-line">
        <SelectField label="Account" value={draft.account} choices={choices.accounts} onChange={(account) => change({ account })} />
        <SelectField label="Strategy" value={draft.strategy} choices={choices.strategies} onChange={(strategy) => change({ strategy })} />
      </div>
      <TextField label="Note" value={draft.note} lengthMax={noteLengthMax} onChange={(note) => change({ note })} />
      <p className="phone-why small" role="status">{ticket.ok ? 'It counts in the position at once and is told to the OMS; it is never sent to a market' : ticket.why}</p>
      <div className="phone-foot">
        <Button type="submit" tone={draft.side === 'buy' ? 'up' : 'down'} keys="Enter" disabled={!ticket.ok || sending} onPress={() => undefined}>
          {`Record ${draft.side === 'buy' ? 'bought' : 'sold'} ${formatQuantity(instrument, draft.quantity)} ${draft.symbol ?? ''}`}
        </Button>
      </div>
    </form>
  );
}

/** Out of the fields, into the list beside them: there the window's keys act again. What was typed stays. */
function leaveFields(form: HTMLElement): void {
  form.closest('.phone')?.querySelector<HTMLElement>('.phone-main')?.focus();
}

/** Date and time of the deal in the desk's zone, and what that is in UTC. Follows the clock until it is touched. */
function Dealt({ dealt, now, onChange }: { readonly dealt: DealtText | null; readonly now: number; readonly onChange: (dealt: DealtText | null) => void }) {
  const zone = useSettings((s) => s.zone);
  const shown = dealt ?? dealtTextOf(now, zone);
  const read = readDealt(shown, zone, now);
  return (
    <div className="phone-dealt">
      <div className="ticket-line">
        <TextField label="Date dealt" unit={zone === 'utc' ? 'UTC' : 'local'} value={shown.date} lengthMax={10} onChange={(date) => onChange({ ...shown, date })} />
        <TextField label="Time dealt" unit={zone === 'utc' ? 'UTC' : 'local'} value={shown.time} lengthMax={8} onChange={(time) => onChange({ ...shown, time })} />
        <Button tone="plain" pressed={dealt === null} label="Dealt just now: the time follows the clock" onPress={() => onChange(null)}>Now</Button>
      </div>
      <p className={read.ok ? 'muted small' : 'field-why'} role={read.ok ? undefined : 'alert'}>{read.ok ? <>= <span className="figure figure-small">{formatTime(read.value, 'utc', 'dateTime')}</span> UTC</> : <><span aria-hidden="true">✕ </span>{read.why}</>}</p>
    </div>
  );
}
