/** Amend, assign, note and allocate: each a small form in place. */
import { useState } from 'react';
import { priceTicks, quantityLots, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Order } from '../../../shared/domain/order.ts';
import { noteLengthMax, type ParentOrder } from '../../../shared/domain/parent-order.ts';
import { allocateParent, amendParent, assignParents, noteParent, parentName } from '../../actions/work-parents.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useInstrument } from '../../stores/lookups.ts';
import { clearMarked } from '../../stores/marked.ts';
import { Field } from '../../ui/field.tsx';
import { formatPrice, formatQuantity, readPrice, readQuantity } from '../../ui/format.ts';
import { unallocatedQty } from '../../words/parent-words.ts';
import { Choice, WorkForm } from './work-form.tsx';

const noInstrument = { ok: false, why: 'Instrument not known' } as const;

export function AmendForm({ parent }: { readonly parent: ParentOrder }) {
  const instrument = useInstrument(parent.symbol);
  const { value: choices } = useQuery('parents.choices', {});
  const [orderQty, setQuantity] = useState<QuantityLots | null>(parent.orderQty);
  const [price, setPrice] = useState<PriceTicks | null>(parent.price);
  const [account, setAccount] = useState(parent.account);
  const [strategy, setStrategy] = useState(parent.strategy);
  const least = parent.cumQty + parent.workingQty;
  const isLimit = parent.ordType === 'limit';
  const fault = orderQty === null ? 'a quantity is needed' : orderQty < least ? `${formatQuantity(instrument, least)} have traded or are working: it cannot be smaller` : isLimit && price === null ? 'a limit is needed' : null;
  return (
    <WorkForm title={`Amend ${parentName(parent)}`} action={`Amend to ${formatQuantity(instrument, orderQty)}${isLimit ? ` at ${formatPrice(instrument, price)}` : ' at market'}`} fault={fault}
      onDo={async () => orderQty !== null && amendParent({ parentId: parent.parentId, orderQty, price: isLimit ? price : null, account, strategy })}>
      <Field label="Quantity" value={orderQty} format={(lots) => formatQuantity(instrument, lots)} read={(text) => (instrument ? readQuantity(instrument, text) : noInstrument)} step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={setQuantity} />
      <Field label="Limit" unit={instrument?.currency} value={price} disabled={!isLimit} format={(ticks) => formatPrice(instrument, ticks)} read={(text) => (instrument ? readPrice(instrument, text) : noInstrument)} step={(ticks, steps) => priceTicks(ticks + steps)} onChange={setPrice} />
      <Choice label="Account" value={account} choices={choices?.accounts ?? []} none="allocated later" onChange={setAccount} />
      <Choice label="Strategy" value={strategy} choices={choices?.strategies ?? []} none="none" onChange={setStrategy} />
    </WorkForm>
  );
}

export function AssignForm({ parents }: { readonly parents: readonly ParentOrder[] }) {
  const { value: choices } = useQuery('parents.choices', {});
  const [to, setTo] = useState<string | null>(null);
  const [only] = parents;
  const what = parents.length === 1 && only ? parentName(only) : `${parents.length} parents`;
  const open = parents.filter((parent) => parent.workingQty > 0).length;
  // The form comes with its choices, so that the first field has the focus at once.
  if (!choices) return null;
  return (
    <WorkForm title={`Assign ${what}`} action={`Assign to ${to ?? 'the pool of the desk'}`} fault={open === parents.length ? 'a route is open: cancel it first' : null}
      onDo={async () => { const taken = await assignParents(parents.map((parent) => parent.parentId), to); if (taken > 0) clearMarked(); return taken > 0; }}>
      <Choice label="To" value={to} choices={choices.colleagues} none="the pool of the desk" onChange={setTo} />
      {open > 0 && open < parents.length && <span className="warn small work-why">{open} with open routes will be refused</span>}
    </WorkForm>
  );
}

export function NoteForm({ parent }: { readonly parent: ParentOrder }) {
  const [text, setText] = useState('');
  const wanted = text.trim();
  return (
    <WorkForm title={`Note on ${parentName(parent)}`} action="Add the note" fault={wanted === '' ? 'what is to be noted' : null} onDo={() => noteParent(parent.parentId, wanted)}>
      <label className="field work-note">
        <span className="field-label">Note<span className="unit">{noteLengthMax - text.length} left</span></span>
        <input className="note-input" value={text} maxLength={noteLengthMax} spellCheck={false} onChange={(event) => setText(event.target.value)} />
      </label>
    </WorkForm>
  );
}

export function AllocateForm({ parent, orders }: { readonly parent: ParentOrder; readonly orders: readonly Order[] }) {
  const instrument = useInstrument(parent.symbol);
  const { value: choices } = useQuery('parents.choices', {});
  const [given, setGiven] = useState<ReadonlyMap<string, QuantityLots | null>>(new Map());
  const free = unallocatedQty(parent, orders);
  const shares = [...given].flatMap(([account, quantity]) => (quantity === null || quantity === 0 ? [] : [{ account, quantity }]));
  const sum = shares.reduce((total, share) => total + share.quantity, 0);
  const left = free - sum;
  if (!choices) return null;
  const fault = left === 0 ? null : left > 0 ? `${formatQuantity(instrument, left)} still to give: the quantities add up to ${formatQuantity(instrument, free)}` : `${formatQuantity(instrument, -left)} more than there is`;
  return (
    <WorkForm title={`Allocate ${formatQuantity(instrument, free)} ${parent.symbol} at ${formatPrice(instrument, parent.avgPx, 2)} to accounts`} action={`Allocate to ${shares.length} ${shares.length === 1 ? 'account' : 'accounts'}`} fault={fault} onDo={() => allocateParent(parent.parentId, shares)}>
      {choices.accounts.map((account) => (
        <Field key={account} label={account} value={given.get(account) ?? null} format={(lots) => formatQuantity(instrument, lots)} read={(text) => (instrument ? readQuantity(instrument, text) : noInstrument)}
          step={(lots, steps) => quantityLots(Math.max(0, lots + steps))} onChange={(quantity) => setGiven((old) => new Map(old).set(account, quantity))} />
      ))}
      {choices.accounts.length === 0 && <span className="warn small work-why">No account is set: desk.accounts in the settings names them</span>}
    </WorkForm>
  );
}
