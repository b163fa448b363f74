/** Cells of a basket's row made into the terms of a parent order, or into what is wrong with each and what would be right. */
import { err, ok, type Result } from '../base/result.ts';
import type { BasketColumn, BasketFault } from './basket.ts';
import { nearest, shown } from './basket-words.ts';
import type { Instrument } from './instrument.ts';
import { countOf, decimalText, parseDecimal, priceTicks, quantityLots, type Decimal, type PriceTicks, type QuantityLots } from './numbers.ts';
import type { OrdType, Side, TimeInForce } from './order.ts';
import type { ParentTerms } from './parent-order.ts';

/** What a basket has to know of an instrument. */
export type BasketInstrument = Pick<Instrument, 'symbol' | 'tickSize' | 'lotSize' | 'tradable'>;

export interface BasketLookup {
  /** By symbol. */
  readonly instruments: ReadonlyMap<string, BasketInstrument>;
  /** What may be named; nothing else is taken. */
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
}

export type BasketCells = Readonly<Partial<Record<BasketColumn, string>>>;

/** A longer cell is not looked at. */
export const cellLengthMax = 200;

/** The terms, or every fault of the row at once. */
export function readTerms(cells: BasketCells, lookup: BasketLookup): Result<ParentTerms, readonly BasketFault[]> {
  const faults: BasketFault[] = [];
  function take<T>(column: BasketColumn, read: (text: string) => Result<T, string>): T | null {
    const text = (cells[column] ?? '').trim();
    const result = text.length > cellLengthMax ? err(`longer than ${cellLengthMax} characters`) : read(text);
    if (result.ok) return result.value;
    faults.push({ column, what: result.error });
    return null;
  }
  const instrument = take('symbol', (text) => readInstrument(text, lookup.instruments));
  const side = take('side', readSide);
  const orderQty = take('quantity', (text) => readQuantity(text, instrument));
  const ordType = take('order type', (text) => readOrdType(text, (cells['limit'] ?? '').trim() !== ''));
  const price = take('limit', (text) => readLimit(text, ordType, instrument));
  const timeInForce = take('time in force', readTimeInForce);
  const account = take('account', (text) => readName(text, lookup.accounts, 'account'));
  const strategy = take('strategy', (text) => readName(text, lookup.strategies, 'strategy'));
  if (faults.length > 0 || !instrument || side === null || orderQty === null || ordType === null || timeInForce === null) return err(faults);
  return ok({ symbol: instrument.symbol, side, ordType, price, orderQty, timeInForce, account, strategy });
}

/** Case decides only where two names differ in nothing else. */
function named<T>(text: string, names: Iterable<readonly [string, T]>): T | undefined {
  const alike: T[] = [];
  for (const [name, value] of names) {
    if (name === text) return value;
    if (name.toUpperCase() === text.toUpperCase()) alike.push(value);
  }
  return alike.length === 1 ? alike[0] : undefined;
}

function readInstrument(text: string, instruments: ReadonlyMap<string, BasketInstrument>): Result<BasketInstrument, string> {
  if (text === '') return err('a symbol is needed');
  const found = instruments.get(text) ?? named(text, instruments);
  if (found) return found.tradable ? ok(found) : err(`${found.symbol} can be watched and not traded`);
  const near = nearest(text, instruments.keys());
  return err(`no instrument ${shown(text)}${near === null ? ' at this venue' : `; ${near} is near`}`);
}

const sides: Readonly<Record<string, Side>> = { buy: 'buy', b: 'buy', sell: 'sell', s: 'sell' };
const shortSides = new Set(['sell short', 'short sell', 'short', 'ss', 'sell short exempt', 'sse', 'sellshort']);
const coverSides = new Set(['buy to cover', 'cover', 'btc', 'bc', 'buy cover']);

function readSide(text: string): Result<Side, string> {
  if (text === '') return err('a side is needed: buy or sell');
  const word = text.toLowerCase().replace(/[\s_-]+/g, ' ');
  const side = Object.hasOwn(sides, word) ? sides[word] : undefined;
  if (side !== undefined) return ok(side);
  if (shortSides.has(word)) return err(`${shown(text)} is not taken: who lends it is not said here; write sell where it is held`);
  if (coverSides.has(word)) return err(`${shown(text)}: write buy; what it closes is seen from the position`);
  return err(`${shown(text)} is no side: buy or sell`);
}

const plainNumber = /^-?\d+(\.\d+)?$/;

/** Why a text is not taken as a number, and how it would be; null when it is one. */
function numberFault(text: string): string | null {
  if (plainNumber.test(text)) return null;
  if (/^[-+]?[\d.,\s'\u00a0\u202f]*\d[\d.,\s'\u00a0\u202f]*$/.test(text)) return `${shown(text)}: write digits with at most one point for decimals and no thousands separators, such as 1000.5`;
  if (/^[-+]?\d+(\.\d+)?[eE][-+]?\d+$/.test(text)) return `${shown(text)}: a spreadsheet has written it with an exponent and may have lost digits; write all of them`;
  return `${shown(text)} is not a number`;
}

function readQuantity(text: string, instrument: BasketInstrument | null): Result<QuantityLots | null, string> {
  if (text === '') return err('a quantity is needed');
  const fault = numberFault(text);
  if (fault !== null) return err(fault);
  if (text.startsWith('-') || !/[1-9]/.test(text)) return err(`${shown(text)}: a quantity is above zero; the side is a column of its own`);
  if (instrument === null) return ok(null);
  const lots = countOnGrid(text, instrument.lotSize, `the lot of ${instrument.symbol}`);
  return lots.ok ? ok(quantityLots(lots.value)) : lots;
}

function readLimit(text: string, ordType: OrdType | null, instrument: BasketInstrument | null): Result<PriceTicks | null, string> {
  if (ordType === 'market' && text !== '') return err('a market order has no limit: empty this cell, or write limit as order type');
  if (ordType === 'limit' && text === '') return err('a limit order needs its limit');
  if (text === '') return ok(null);
  const fault = numberFault(text);
  if (fault !== null) return err(fault);
  if (instrument === null) return ok(null);
  const ticks = countOnGrid(text, instrument.tickSize, `the tick of ${instrument.symbol}`);
  return ticks.ok ? ok(priceTicks(ticks.value)) : ticks;
}

/** Whole number of steps, exactly; off the grid the two neighbours on it are named. */
function countOnGrid(text: string, sizeText: string, sizeName: string): Result<number, string> {
  const size = parseDecimal(sizeText);
  const count = size ? countOf(text, size) : 'not-a-number';
  if (typeof count === 'number') return ok(count);
  if (!size || count === 'not-a-number') return err(`${shown(text)} is larger than can be held`);
  const [below, above] = neighbours(text, size);
  const isZero = (d: Decimal): boolean => d.units === 0n;
  return err(`${shown(text)} is not a multiple of ${sizeText}, ${sizeName}: ${isZero(below) ? '' : `${decimalText(below)} or `}${decimalText(above)}`);
}

function neighbours(text: string, size: Decimal): readonly [Decimal, Decimal] {
  const value = parseDecimal(text) ?? { units: 0n, exponent: 0 };
  const exponent = Math.min(value.exponent, size.exponent);
  const units = value.units * 10n ** BigInt(value.exponent - exponent);
  const step = size.units * 10n ** BigInt(size.exponent - exponent);
  const cut = units / step;
  const below = cut * step > units ? cut - 1n : cut;
  return [{ units: below * size.units, exponent: size.exponent }, { units: (below + 1n) * size.units, exponent: size.exponent }];
}

const ordTypes: Readonly<Record<string, OrdType>> = { limit: 'limit', lmt: 'limit', l: 'limit', market: 'market', mkt: 'market', m: 'market' };

/** An empty cell is a limit order where there is a limit. What trades without a limit has to say so. */
function readOrdType(text: string, hasLimit: boolean): Result<OrdType, string> {
  if (text === '') return hasLimit ? ok('limit') : err('no limit and no order type: give a limit, or write market here');
  const word = text.toLowerCase();
  const type = Object.hasOwn(ordTypes, word) ? ordTypes[word] : undefined;
  return type === undefined ? err(`${shown(text)} is no order type: limit or market`) : ok(type);
}

const timesInForce: Readonly<Record<string, TimeInForce>> = {
  day: 'day', ioc: 'ioc', 'immediate or cancel': 'ioc', fok: 'fok', 'fill or kill': 'fok', gtc: 'gtc', 'good till cancel': 'gtc', 'good til cancel': 'gtc',
};

function readTimeInForce(text: string): Result<TimeInForce, string> {
  if (text === '') return ok('day');
  const word = text.toLowerCase().replace(/[\s_-]+/g, ' ');
  const time = Object.hasOwn(timesInForce, word) ? timesInForce[word] : undefined;
  return time === undefined ? err(`${shown(text)} is no time in force: day, ioc, fok or gtc`) : ok(time);
}

function readName(text: string, names: readonly string[], what: string): Result<string | null, string> {
  if (text === '') return ok(null);
  const found = named(text, names.map((name) => [name, name] as const));
  if (found !== undefined) return ok(found);
  const near = nearest(text, names);
  const others = names.length === 0 ? `none is set up` : near === null ? `one of ${names.slice(0, 10).join(', ')}` : `${near} is near`;
  return err(`no ${what} ${shown(text)}; ${others}`);
}
