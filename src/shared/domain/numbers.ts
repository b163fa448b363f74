/**
 * Numbers that cannot be mixed. Prices are integer ticks, quantities integer lots, money integer minor units, time
 * integer microseconds; each is a branded type and is made only here, by functions that check it. Floats are left to
 * model features, scores and pixels.
 */
import { assert } from '../base/assert.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** Price as a whole number of the instrument's tick sizes. May be negative (WTI, 2020-04-20). */
export type PriceTicks = Branded<'PriceTicks'>;
/** Quantity as a whole number of the instrument's lot sizes. Never negative in an order; signed in a position. */
export type QuantityLots = Branded<'QuantityLots'>;
/** Money as a whole number of minor units of its currency (cents for USD). */
export type MoneyMinor = Branded<'MoneyMinor'>;
/** One hundredth of a percent; a float, since it is a ratio. */
export type BasisPoints = Branded<'BasisPoints'>;
/** Microseconds since 1970-01-01 UTC (nanoseconds do not fit in a JavaScript integer). */
export type EpochMicros = Branded<'EpochMicros'>;

function integer<T extends number>(value: number, name: string): T {
  assert(Number.isSafeInteger(value), `${name} is a safe integer, got ${value}`);
  return (value === 0 ? 0 : value) as T;
}

export const priceTicks = (value: number): PriceTicks => integer(value, 'PriceTicks');
export const quantityLots = (value: number): QuantityLots => integer(value, 'QuantityLots');
export const moneyMinor = (value: number): MoneyMinor => integer(value, 'MoneyMinor');
export const epochMicros = (value: number): EpochMicros => integer(value, 'EpochMicros');

/** A finite ratio in basis points. */
export function basisPoints(value: number): BasisPoints {
  assert(Number.isFinite(value), `BasisPoints is finite, got ${value}`);
  return value as BasisPoints;
}

/** Distance of `to` from `from` in basis points of `from`; null when `from` is not positive. */
export function basisPointsBetween(from: number, to: number): BasisPoints | null {
  return from > 0 ? basisPoints((to / from - 1) * 1e4) : null;
}

/** An exact decimal: `units` x 10^`exponent`. */
export interface Decimal {
  readonly units: bigint;
  readonly exponent: number;
}

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a plain decimal number exactly; null when the text is not one. */
export function parseDecimal(text: string): Decimal | null {
  const match = decimalPattern.exec(text.trim());
  if (!match) return null;
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '') + fraction);
  return { units: match[1] === '-' ? -digits : digits, exponent: Number(match[4] ?? 0) - fraction.length };
}

/**
 * How many `size`s make up `text`, exactly.
 * @returns the whole number; 'not-a-number' when the text is none; 'off-grid' when it is no multiple of `size`.
 */
export function countOf(text: string, size: Decimal): number | 'not-a-number' | 'off-grid' {
  const value = parseDecimal(text);
  if (!value) return 'not-a-number';
  const shift = value.exponent - size.exponent;
  const numerator = shift >= 0 ? value.units * 10n ** BigInt(shift) : value.units;
  const denominator = shift >= 0 ? size.units : size.units * 10n ** BigInt(-shift);
  if (numerator % denominator !== 0n) return 'off-grid';
  const count = Number(numerator / denominator);
  return Number.isSafeInteger(count) ? (count === 0 ? 0 : count) : 'not-a-number';
}

/** A decimal as it is written, exactly: 0.25, -3, 1200. */
export function decimalText({ units, exponent }: Decimal): string {
  if (exponent >= 0) return String(units * 10n ** BigInt(exponent));
  const digits = String(units < 0n ? -units : units).padStart(1 - exponent, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The value of a decimal as a float, for features and pixels only. */
export const decimalToNumber = (d: Decimal): number => Number(`${d.units}e${d.exponent}`);

/** Division of bigints rounding half away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, 'a rounded division has a positive denominator');
  const twice = 2n * numerator;
  return twice >= 0n ? (twice + denominator) / (2n * denominator) : -((-twice + denominator) / (2n * denominator));
}
