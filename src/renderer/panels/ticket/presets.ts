/** Presets of the ticket that this person named: how an order is made, short of the instrument. Kept in localStorage; what makes no sense is left out. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseDecimal } from '../../../shared/domain/numbers.ts';
import type { OrdType, Side, TimeInForce } from '../../../shared/domain/order.ts';

/** Where the limit is put. */
export type PriceRule =
  /** At the best price of its own side: a buy at the bid. */
  | { readonly kind: 'touch' }
  /** At the best price of the other side: a buy at the ask. */
  | { readonly kind: 'cross' }
  /** At the mid, on the tick that rests. */
  | { readonly kind: 'mid' }
  /** So many ticks behind the touch of its own side. */
  | { readonly kind: 'behind'; readonly ticks: number };

/** How much. Decimals are kept as they were typed. */
export type QuantityRule =
  /** What stands in the ticket stays. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'units'; readonly units: string }
  /** In the instrument's own currency, in whole units of it. */
  | { readonly kind: 'notional'; readonly amount: string }
  | { readonly kind: 'adv'; readonly percent: number };

export interface TicketPreset {
  readonly name: string;
  /** Null leaves the side of the ticket. */
  readonly side: Side | null;
  readonly ordType: OrdType;
  /** For a limit order. */
  readonly price: PriceRule;
  readonly quantity: QuantityRule;
  readonly timeInForce: TimeInForce;
  /** Null leaves what the ticket has. */
  readonly account: string | null;
  readonly strategy: string | null;
  /** Share of the market's volume at which the OMS may work it, 0.01 to 0.5; null leaves the pace to the order. */
  readonly participation: number | null;
}

const key = 'candor.ticket.presets';
/** One a number key. */
export const presetsMax = 9;
export const presetNameLengthMax = 32;
export const behindTicksMax = 1000;
export const advPercentMax = 100;

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? value : {}) as Fields;
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined => allowed.find((a) => a === value);
const isCount = (value: unknown, max: number): value is number => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;
const namePattern = /^[\w.-]{1,32}$/;

/** A decimal above zero, as it was typed. */
export const isAmount = (value: unknown): value is string => typeof value === 'string' && value.length <= 24 && (parseDecimal(value)?.units ?? 0n) > 0n;

const stored = (): string | null => (typeof localStorage === 'undefined' ? null : localStorage.getItem(key));
/** Below what reads it: it is read as this file is. */
const store = createStore<{ readonly presets: readonly TicketPreset[] }>(() => ({ presets: readPresets(stored()) }));

export const usePresets = (): readonly TicketPreset[] => useStore(store, (s) => s.presets);
export const presetsNow = (): readonly TicketPreset[] => store.getState().presets;
/** Keeps it under its name, in the place of one of the same name, else behind the others. @returns false when there is no room. */
export function savePreset(preset: TicketPreset): boolean {
  const next = withPreset(presetsNow(), preset);
  if (next) keep(next);
  return next !== null;
}
export const dropPreset = (name: string): void => keep(presetsNow().filter((preset) => preset.name !== name));

export function withPreset(presets: readonly TicketPreset[], preset: TicketPreset): readonly TicketPreset[] | null {
  if (presets.some((p) => p.name === preset.name)) return presets.map((p) => (p.name === preset.name ? preset : p));
  return presets.length < presetsMax ? [...presets, preset] : null;
}

function keep(presets: readonly TicketPreset[]): void {
  store.setState({ presets });
  localStorage.setItem(key, JSON.stringify(presets));
}

/** Presets out of stored text, each on its own merits. */
export function readPresets(text: string | null): readonly TicketPreset[] {
  const found = parsed(text);
  if (!Array.isArray(found)) return [];
  const names = new Set<string>();
  return (found as unknown[]).flatMap((one): TicketPreset[] => {
    const preset = readPreset(fieldsOf(one));
    if (!preset || names.has(preset.name)) return [];
    names.add(preset.name);
    return [preset];
  }).slice(0, presetsMax);
}

function readPreset(fields: Fields): TicketPreset | null {
  const name = fields['name'];
  const ordType = oneOf(['limit', 'market'] as const, fields['ordType']);
  const timeInForce = oneOf(['day', 'ioc', 'fok', 'gtc'] as const, fields['timeInForce']);
  const price = readPriceRule(fieldsOf(fields['price']));
  const quantity = readQuantityRule(fieldsOf(fields['quantity']));
  if (typeof name !== 'string' || name.trim() === '' || name.length > presetNameLengthMax || !ordType || !timeInForce || !price || !quantity) return null;
  const named = (value: unknown): string | null => (typeof value === 'string' && namePattern.test(value) ? value : null);
  const share = fields['participation'];
  return {
    name, side: oneOf(['buy', 'sell'] as const, fields['side']) ?? null, ordType, price, quantity, timeInForce,
    account: named(fields['account']), strategy: named(fields['strategy']), participation: typeof share === 'number' && share >= 0.01 && share <= 0.5 ? share : null,
  };
}

function readPriceRule(fields: Fields): PriceRule | null {
  const kind = oneOf(['touch', 'cross', 'mid', 'behind'] as const, fields['kind']);
  if (kind !== 'behind') return kind === undefined ? null : { kind };
  return isCount(fields['ticks'], behindTicksMax) ? { kind, ticks: fields['ticks'] } : null;
}

function readQuantityRule(fields: Fields): QuantityRule | null {
  const { units, amount, percent } = fields;
  switch (oneOf(['keep', 'units', 'notional', 'adv'] as const, fields['kind'])) {
    case 'keep': return { kind: 'keep' };
    case 'units': return isAmount(units) ? { kind: 'units', units } : null;
    case 'notional': return isAmount(amount) ? { kind: 'notional', amount } : null;
    case 'adv': return typeof percent === 'number' && percent > 0 && percent <= advPercentMax ? { kind: 'adv', percent } : null;
    default: return null;
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
