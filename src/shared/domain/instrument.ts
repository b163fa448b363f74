/** What can be traded, with the sizes that turn its integers into prices and money. */
import { must } from '../base/assert.ts';
import {
  decimalToNumber, divideRounded, moneyMinor, parseDecimal,
  type Decimal, type MoneyMinor, type PriceTicks, type QuantityLots,
} from './numbers.ts';

export type AssetClass = 'equity' | 'etf' | 'index' | 'fx' | 'crypto' | 'future' | 'commodity';

export interface Instrument {
  /** The venue's symbol; unique on a venue. */
  readonly symbol: string;
  readonly name: string;
  readonly assetClass: AssetClass;
  /** ISO 4217 code of the quote currency, or a crypto currency's usual code. */
  readonly currency: string;
  /** Digits of the minor unit: 2 for USD (cents), 0 for JPY. */
  readonly currencyMinorDigits: number;
  /** Smallest price step in quote currency, as a decimal such as "0.01". */
  readonly tickSize: string;
  /** Smallest quantity step, as a decimal such as "1" or "0.00000001". */
  readonly lotSize: string;
  /** Units of the underlying a quantity of one stands for, as a decimal; "1" for shares. */
  readonly multiplier: string;
  /** Length of this instrument's bars in seconds; 86,400 for daily bars. */
  readonly barSeconds: number;
  /** Commission and exchange fees per side, basis points of notional. A stated assumption on tapes. */
  readonly feeBp: number;
  /** Daily traded quantity in lots, for impact and for percent of ADV; null when unknown. */
  readonly averageDailyVolumeLots: number | null;
  /** Whether orders are accepted: an index can be watched and not traded. */
  readonly tradable: boolean;
  /** Who makes the bars: the feed sends them (also when absent), or the workstation builds them from prints or mids. */
  readonly barSource?: 'feed' | 'built';
}

interface Sizes {
  readonly tick: Decimal;
  readonly lot: Decimal;
  readonly moneyNumerator: bigint;
  readonly moneyDenominator: bigint;
}

const sizesOf = new WeakMap<Instrument, Sizes>();

function sizes(instrument: Instrument): Sizes {
  let known = sizesOf.get(instrument);
  if (!known) {
    const tick = decimal(instrument.tickSize, 'tickSize', instrument.symbol);
    const lot = decimal(instrument.lotSize, 'lotSize', instrument.symbol);
    const multiplier = decimal(instrument.multiplier, 'multiplier', instrument.symbol);
    const exponent = tick.exponent + lot.exponent + multiplier.exponent + instrument.currencyMinorDigits;
    const units = tick.units * lot.units * multiplier.units;
    known = {
      tick,
      lot,
      moneyNumerator: exponent >= 0 ? units * 10n ** BigInt(exponent) : units,
      moneyDenominator: exponent >= 0 ? 1n : 10n ** BigInt(-exponent),
    };
    sizesOf.set(instrument, known);
  }
  return known;
}

const decimal = (text: string, field: string, symbol: string): Decimal =>
  must(parseDecimal(text), `${field} of ${symbol} is a decimal (${text}); instruments are checked where they are read`);

export const tickDecimal = (instrument: Instrument): Decimal => sizes(instrument).tick;
export const lotDecimal = (instrument: Instrument): Decimal => sizes(instrument).lot;

/** Price in quote currency as a float, for features and pixels. */
export const priceToNumber = (instrument: Instrument, price: number): number =>
  price * decimalToNumber(sizes(instrument).tick);

/** Quantity in units as a float, for features and pixels. */
export const quantityToNumber = (instrument: Instrument, quantity: number): number =>
  quantity * decimalToNumber(sizes(instrument).lot);

/** Digits after the point that a price of this instrument needs. */
export const priceDigits = (instrument: Instrument): number => Math.max(0, -sizes(instrument).tick.exponent);
/** Digits after the point that a quantity of this instrument needs. */
export const quantityDigits = (instrument: Instrument): number => Math.max(0, -sizes(instrument).lot.exponent);

/** Minor units of the quote currency that one tick-lot is worth, exact. */
export function minorPerTickLot(instrument: Instrument): { readonly numerator: bigint; readonly denominator: bigint } {
  const { moneyNumerator, moneyDenominator } = sizes(instrument);
  return { numerator: moneyNumerator, denominator: moneyDenominator };
}

/**
 * Tick-lots (price ticks x quantity lots, exact) in minor units of the quote currency, half away from zero.
 * @param per what `tickLots` was multiplied by to be whole: 2 where a mark stands between two ticks.
 */
export function tickLotsToMinor(instrument: Instrument, tickLots: bigint, per: 1 | 2 = 1): MoneyMinor {
  const { moneyNumerator, moneyDenominator } = sizes(instrument);
  return moneyMinor(Number(divideRounded(tickLots * moneyNumerator, moneyDenominator * BigInt(per))));
}

/** The same of tick-lots as a whole number. Exact; without big integers where all stays below 2^53, for sums over thousands of orders. */
export function wholeTickLotsToMinor(instrument: Instrument, tickLots: number): MoneyMinor {
  const { moneyNumerator, moneyDenominator } = sizes(instrument);
  const denominator = Number(moneyDenominator);
  const numerator = tickLots * Number(moneyNumerator);
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(2 * denominator)) return tickLotsToMinor(instrument, BigInt(tickLots));
  const rest = numerator % denominator;
  return moneyMinor((numerator - rest) / denominator + (2 * Math.abs(rest) >= denominator ? Math.sign(rest) : 0) + 0);
}

/** Price x quantity in minor units, half away from zero. */
export function notionalMinor(instrument: Instrument, price: PriceTicks, quantity: QuantityLots): MoneyMinor {
  const tickLots = price * quantity;
  return Number.isSafeInteger(tickLots) ? wholeTickLotsToMinor(instrument, tickLots) : tickLotsToMinor(instrument, BigInt(price) * BigInt(quantity));
}
