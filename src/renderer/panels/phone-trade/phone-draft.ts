/** What stands in the form of a phone trade, and what of it is still missing. Pure. */
import type { InputOf } from '../../../shared/contract/contract.ts';
import { epochMicros, type PriceTicks, type QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import type { Typed, Zone } from '../../ui/format.ts';
import { readDealt, type DealtText } from './dealt-time.ts';

export interface PhoneDraft {
  /** Null while the link group's is followed. */
  readonly symbol: string | null;
  readonly side: Side;
  readonly quantity: QuantityLots | null;
  readonly price: PriceTicks | null;
  /** Null while nobody has touched it: dealt just now. */
  readonly dealt: DealtText | null;
  readonly counterparty: string;
  readonly account: string | null;
  readonly strategy: string | null;
  readonly note: string;
}

export const counterpartyLengthMax = 64;

export const emptyPhoneDraft = (parent: ParentOrder | undefined): PhoneDraft => ({
  symbol: parent?.symbol ?? null, side: parent?.side ?? 'buy', quantity: null, price: null, dealt: null, counterparty: '',
  account: parent?.account ?? null, strategy: parent?.strategy ?? null, note: '',
});

/** The parent that it is recorded for, and what is known of that; null and undefined for none. */
export interface PhoneParent {
  readonly parentId: string | null;
  readonly parent: ParentOrder | undefined;
}

/** The trade as the core takes it, or the first thing that is missing, in words. */
export function phoneTicket(draft: PhoneDraft, { parentId, parent }: PhoneParent, zone: Zone, nowMicros: number): Typed<InputOf<'parents.recordPhoneTrade'>> {
  const { symbol, side, quantity, price, account, strategy } = draft;
  if (parentId !== null && !parent) return { ok: false, why: 'Its parent is not known here; record it without, or wait' };
  if (symbol === null) return { ok: false, why: 'An instrument is needed' };
  if (quantity === null) return { ok: false, why: 'A quantity is needed' };
  if (price === null) return { ok: false, why: 'The price it was dealt at is needed' };
  const dealt = draft.dealt === null ? null : readDealt(draft.dealt, zone, nowMicros);
  if (dealt !== null && !dealt.ok) return { ok: false, why: `Time dealt: ${dealt.why}` };
  const counterparty = draft.counterparty.trim();
  if (counterparty === '') return { ok: false, why: 'The counterparty is needed' };
  if (parent && (parent.status === 'canceled' || parent.status === 'filled')) return { ok: false, why: `The parent is ${parent.status}` };
  if (parent && quantity > parent.unroutedQty) return { ok: false, why: 'More than the parent has left that neither traded nor works' };
  const note = draft.note.trim();
  // Whole seconds, as a person would write it: never later than the core's clock.
  const tradedAt = dealt?.value ?? epochMicros(Math.floor(nowMicros / 1e6) * 1e6);
  return { ok: true, value: { parentId, symbol, side, lastPx: price, lastQty: quantity, tradedAt, counterparty, account, strategy, note: note === '' ? null : note } };
}
