/**
 * Numbers and times in words, and words in numbers: the one place of the screen that rounds for display or reads what
 * was typed. What is not known is an em space, never a zero. Negative figures carry the true minus sign (U+2212), as
 * wide as a plus, so that columns stay aligned.
 */
import { quantityLotsMax } from '../../shared/domain/amount.ts';
import { priceDigits, priceToNumber, quantityDigits, quantityToNumber, lotDecimal, tickDecimal, type Instrument } from '../../shared/domain/instrument.ts';
import { countOf, priceTicks, quantityLots, type EpochMicros, type PriceTicks, type QuantityLots } from '../../shared/domain/numbers.ts';

/** What stands where no value has ever arrived. */
export const nothing = '\u2003';
const minus = '\u2212';
const narrowSpace = '\u202f';

export type Maybe<T> = T | null | undefined;
export type SignMode = 'negative' | 'always';

/** A finite number with `digits` decimals and thousands separators. */
export function formatNumber(value: Maybe<number>, digits: number, sign: SignMode = 'negative'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  const body = grouped(Math.abs(value).toFixed(digits));
  const isZero = !/[1-9]/.test(body);
  if (value < 0 && !isZero) return minus + body;
  return sign === 'always' && !isZero ? `+${body}` : body;
}

/** Price in the instrument's own decimals. `extraDigits` for averages and mids, which may lie between ticks. */
export const formatPrice = (instrument: Maybe<Instrument>, ticks: Maybe<number>, extraDigits = 0): string =>
  instrument && ticks !== null && ticks !== undefined
    ? formatNumber(priceToNumber(instrument, ticks), priceDigits(instrument) + extraDigits) : nothing;

export const formatQuantity = (instrument: Maybe<Instrument>, lots: Maybe<number>, sign: SignMode = 'negative'): string =>
  instrument && lots !== null && lots !== undefined
    ? formatNumber(quantityToNumber(instrument, lots), quantityDigits(instrument), sign) : nothing;

/** Money from minor units, exact. `minorDigits` is 2 for USD, 0 for JPY. */
export function formatMoney(minorUnits: Maybe<number>, minorDigits: number, sign: SignMode = 'negative'): string {
  if (minorUnits === null || minorUnits === undefined) return nothing;
  const digits = String(Math.abs(minorUnits)).padStart(minorDigits + 1, '0');
  const whole = digits.slice(0, digits.length - minorDigits);
  const body = grouped(minorDigits > 0 ? `${whole}.${digits.slice(-minorDigits)}` : whole);
  if (minorUnits < 0) return minus + body;
  return sign === 'always' && minorUnits > 0 ? `+${body}` : body;
}

/** Money without its cents, for columns where they do not decide: 12,345 or 1.23 m. */
export function formatMoneyShort(minorUnits: Maybe<number>, minorDigits: number, sign: SignMode = 'negative'): string {
  if (minorUnits === null || minorUnits === undefined) return nothing;
  const value = minorUnits / 10 ** minorDigits;
  const size = Math.abs(value);
  if (size >= 1e9) return `${formatNumber(value / 1e9, 2, sign)}${narrowSpace}bn`;
  if (size >= 1e6) return `${formatNumber(value / 1e6, 2, sign)}${narrowSpace}m`;
  return formatNumber(value, 0, sign);
}

/** Basis points, signed by default, without the unit (that is in the header). */
export const formatBp = (value: Maybe<number>, digits = 1, sign: SignMode = 'always'): string => formatNumber(value, digits, sign);

/** A fraction as a percentage with its sign of percent: 0.123 is 12.3 %. */
export const formatPercent = (fraction: Maybe<number>, digits = 1, sign: SignMode = 'negative'): string =>
  fraction === null || fraction === undefined ? nothing : `${formatNumber(fraction * 100, digits, sign)}${narrowSpace}%`;

/** Up to `significant` significant digits, for feature values of any size. */
export function formatSignificant(value: Maybe<number>, significant = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return nothing;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return formatNumber(value, Math.min(8, Math.max(0, significant - 1 - magnitude)));
}

export const formatCount = (value: Maybe<number>): string => formatNumber(value, 0);

/** How long ago or how long still: 0.4 s, 12 s, 3 min, 2 h 05, 4 d. */
export function formatSpan(ms: Maybe<number>): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return nothing;
  const span = Math.max(0, ms);
  if (span < 1000) return '<1 s';
  const seconds = Math.floor(span / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d`;
}

/** A latency or delay in milliseconds with the digits that matter. */
export const formatMs = (ms: Maybe<number>): string =>
  ms === null || ms === undefined ? nothing : `${formatNumber(ms, ms < 1 ? 2 : ms < 10 ? 1 : 0)} ms`;

export type Zone = 'utc' | 'local';
export type TimeStyle = 'time' | 'minute' | 'date' | 'dateTime' | 'precise';

/** A moment in the chosen zone. 'precise' shows microseconds, for audit. */
export function formatTime(micros: Maybe<EpochMicros | number>, zone: Zone, style: TimeStyle = 'time'): string {
  if (micros === null || micros === undefined) return nothing;
  const ms = Math.floor(micros / 1000);
  const parts = partsOf(ms, zone);
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const time = `${parts['hour']}:${parts['minute']}:${parts['second']}`;
  if (style === 'date') return date;
  if (style === 'time') return time;
  if (style === 'minute') return `${parts['hour']}:${parts['minute']}`;
  if (style === 'dateTime') return `${date} ${time}`;
  return `${date} ${time}.${String(micros % 1_000_000).padStart(6, '0')} ${zone === 'utc' ? 'UTC' : 'local'}`;
}

const formatters = new Map<Zone, Intl.DateTimeFormat>();

function partsOf(ms: number, zone: Zone): Record<string, string> {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
      ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
    });
    formatters.set(zone, formatter);
  }
  const found: Record<string, string> = {};
  for (const part of formatter.formatToParts(ms)) found[part.type] = part.value;
  return found;
}

export type Typed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Reads a price that a person typed; thousands separators and spaces are taken out. */
export function readPrice(instrument: Instrument, text: string): Typed<PriceTicks> {
  const count = countOf(cleaned(text), tickDecimal(instrument));
  if (count === 'not-a-number') return { ok: false, why: 'Not a number' };
  if (count === 'off-grid') return { ok: false, why: `Not a multiple of the tick ${instrument.tickSize}` };
  return { ok: true, value: priceTicks(count) };
}

/** Reads a quantity that a person typed; `k` and `m` multiply by a thousand and a million. */
export function readQuantity(instrument: Instrument, text: string): Typed<QuantityLots> {
  const match = /^(.*?)([km])?$/i.exec(cleaned(text));
  const scale = match?.[2] === undefined ? '' : match[2].toLowerCase() === 'k' ? 'e3' : 'e6';
  const count = countOf(`${match?.[1] ?? ''}${scale}`, lotDecimal(instrument));
  if (count === 'not-a-number') return { ok: false, why: 'Not a number' };
  if (count === 'off-grid') return { ok: false, why: `Not a multiple of the lot ${instrument.lotSize}` };
  if (count <= 0) return { ok: false, why: 'Quantity must be above zero' };
  if (count > quantityLotsMax) return { ok: false, why: 'Larger than any order can be' };
  return { ok: true, value: quantityLots(count) };
}

/** Reads a plain number that a person typed, for settings such as a cost multiplier; null when it is none. */
export function readNumber(text: string): number | null {
  const plain = cleaned(text);
  if (plain === '') return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

const cleaned = (text: string): string => text.replace(/[\s,\u202f\u00a0]/g, '').replace(minus, '-');

function grouped(plain: string): string {
  const point = plain.indexOf('.');
  const whole = point < 0 ? plain : plain.slice(0, point);
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (point < 0 ? '' : plain.slice(point));
}
