/** A preset while it is typed, and the preset that it makes. Pure. */
import type { OrdType, Side, TimeInForce } from '../../../shared/domain/order.ts';
import { readNumber, type Typed } from '../../ui/format.ts';
import { advPercentMax, behindTicksMax, isAmount, type PriceRule, type QuantityRule, type TicketPreset } from './presets.ts';

export const priceKinds: Readonly<Record<PriceRule['kind'], string>> = { touch: 'At touch (own side)', cross: 'At the other side', mid: 'At mid', behind: 'Ticks behind touch' };
export const quantityKinds: Readonly<Record<QuantityRule['kind'], string>> = { keep: "Ticket's", units: 'Units', notional: 'Worth, in its currency', adv: '% of ADV' };

export interface PresetDraft {
  readonly name: string;
  readonly side: Side | 'keep';
  readonly ordType: OrdType;
  readonly priceKind: PriceRule['kind'];
  readonly ticks: string;
  readonly quantityKind: QuantityRule['kind'];
  readonly amount: string;
  readonly timeInForce: TimeInForce;
  readonly account: string | null;
  readonly strategy: string | null;
  /** Percent of the market's volume; empty for none. */
  readonly participation: string;
}

export const emptyPresetDraft: PresetDraft = {
  name: '', side: 'keep', ordType: 'limit', priceKind: 'touch', ticks: '1', quantityKind: 'units', amount: '', timeInForce: 'day', account: null, strategy: null, participation: '',
};

export function draftOfPreset(preset: TicketPreset): PresetDraft {
  const { quantity, price } = preset;
  return {
    ...preset, side: preset.side ?? 'keep', priceKind: price.kind, ticks: price.kind === 'behind' ? String(price.ticks) : '1', quantityKind: quantity.kind,
    amount: quantity.kind === 'units' ? quantity.units : quantity.kind === 'notional' ? quantity.amount : quantity.kind === 'adv' ? String(quantity.percent) : '',
    participation: preset.participation === null ? '' : String(Math.round(preset.participation * 1e6) / 1e4),
  };
}

/** The preset, or the first thing that is wrong. */
export function presetOf(draft: PresetDraft): Typed<TicketPreset> {
  const name = draft.name.trim();
  if (name === '') return { ok: false, why: 'A name is needed' };
  const price = priceOf(draft);
  if (!price.ok) return price;
  const quantity = quantityOf(draft);
  if (!quantity.ok) return quantity;
  const participation = shareOf(draft.participation);
  if (!participation.ok) return participation;
  const { side, ordType, timeInForce, account, strategy } = draft;
  return { ok: true, value: { name, side: side === 'keep' ? null : side, ordType, price: price.value, quantity: quantity.value, timeInForce, account, strategy, participation: participation.value } };
}

function priceOf({ ordType, priceKind, ticks }: PresetDraft): Typed<PriceRule> {
  if (priceKind !== 'behind') return { ok: true, value: { kind: priceKind } };
  if (ordType === 'market') return { ok: true, value: { kind: 'touch' } };
  const count = readNumber(ticks);
  return count !== null && Number.isSafeInteger(count) && count >= 0 && count <= behindTicksMax
    ? { ok: true, value: { kind: 'behind', ticks: count } } : { ok: false, why: `Ticks behind: a whole number from 0 to ${behindTicksMax}` };
}

function quantityOf({ quantityKind, amount }: PresetDraft): Typed<QuantityRule> {
  const plain = amount.trim();
  switch (quantityKind) {
    case 'keep': return { ok: true, value: { kind: 'keep' } };
    case 'units': return isAmount(plain) ? { ok: true, value: { kind: 'units', units: plain } } : { ok: false, why: 'Units: a number above zero, without separators' };
    case 'notional': return isAmount(plain) ? { ok: true, value: { kind: 'notional', amount: plain } } : { ok: false, why: 'Worth: an amount above zero, without separators' };
    case 'adv': {
      const percent = readNumber(plain);
      return percent !== null && percent > 0 && percent <= advPercentMax ? { ok: true, value: { kind: 'adv', percent } } : { ok: false, why: `Percent of ADV: above 0, at most ${advPercentMax}` };
    }
  }
}

function shareOf(text: string): Typed<number | null> {
  if (text.trim() === '') return { ok: true, value: null };
  const percent = readNumber(text);
  return percent !== null && percent >= 1 && percent <= 50 ? { ok: true, value: percent / 100 } : { ok: false, why: 'Volume share: 1 to 50 %, or empty' };
}
