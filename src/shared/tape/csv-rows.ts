/**
 * Rows of a delimited text, one at a time and without a copy: fields are spans of the text, cut only when asked for.
 * The data files quote nothing, so a double quote is left to the layout (which then refuses the header).
 */
import { parseDecimal, decimalToNumber } from '../domain/numbers.ts';

const cr = 13, comma = 44, minus = 45, plus = 43, point = 46, zero = 48, nine = 57, byteOrderMark = 0xfeff;
/** Powers of ten that a double holds exactly. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** Decimal digits beyond this are refused: no price or size in any of our sources has them. */
const digitsMax = 15;

/** Ten to a whole power between 0 and 22, exact. */
export const powerOfTen = (exponent: number): number => powersOfTen[exponent] ?? 10 ** exponent;

export class CsvRows {
  /** Line of the current row, 1 for the first line of the file. */
  line = 0;
  /** Fields on the current row. */
  width = 0;
  /** Digits after the point (trailing zeros apart) that the last number() had. */
  digits = 0;
  readonly #text: string;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #next: number;
  /** Lines still to read, last first, once turned around: start, end and line number of each. */
  #backward: number[] | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  }

  /** Moves to the next line that is not blank; false at the end. */
  advance(): boolean {
    if (this.#backward) return this.#advanceBackward(this.#backward);
    const text = this.#text;
    while (this.#next < text.length) {
      const start = this.#next;
      const found = text.indexOf('\n', start);
      let end = found < 0 ? text.length : found;
      this.#next = end + 1;
      this.line += 1;
      if (end > start && text.charCodeAt(end - 1) === cr) end -= 1;
      if (end > start) {
        this.#cut(start, end);
        return true;
      }
    }
    return false;
  }

  /** Reads the rest of the file from its last line up; lines keep their numbers. */
  turnAround(): void {
    const spans: number[] = [];
    while (this.advance()) spans.push(this.#starts[0] ?? 0, this.#ends[this.width - 1] ?? 0, this.line);
    this.#backward = spans;
  }

  #advanceBackward(spans: number[]): boolean {
    const line = spans.pop(), end = spans.pop(), start = spans.pop();
    if (line === undefined || end === undefined || start === undefined) return false;
    this.line = line;
    this.#cut(start, end);
    return true;
  }

  #cut(start: number, end: number): void {
    let width = 0;
    let from = start;
    for (let i = start; i <= end; i += 1) {
      const code = i === end ? comma : this.#text.charCodeAt(i);
      if (code !== comma) continue;
      this.#starts[width] = from;
      this.#ends[width] = i;
      width += 1;
      from = i + 1;
    }
    this.width = width;
  }

  /** The field as text; empty when the row has no such field. */
  field(column: number): string {
    return column < 0 || column >= this.width ? '' : this.#text.slice(this.#starts[column], this.#ends[column]);
  }

  isEmpty(column: number): boolean {
    return column < 0 || column >= this.width || this.#starts[column] === this.#ends[column];
  }

  /**
   * The field as the double nearest to it, NaN when it is no decimal number; `digits` then says how many decimals it
   * needs. Up to 2^53 units the division below is by an exact power of ten, so it rounds once, to the nearest double.
   */
  number(column: number): number {
    this.digits = 0;
    if (this.isEmpty(column)) return NaN;
    const end = this.#ends[column] ?? 0;
    let i = this.#starts[column] ?? 0;
    const sign = this.#text.charCodeAt(i);
    if (sign === minus || sign === plus) i += 1;
    let units = 0;
    let digits = -1;
    let seen = 0;
    for (; i < end; i += 1) {
      const code = this.#text.charCodeAt(i);
      if (code >= zero && code <= nine) {
        units = units * 10 + (code - zero);
        seen += 1;
        if (digits >= 0) digits += 1;
      } else if (code === point && digits < 0) digits = 0;
      else return this.#slowNumber(column);
    }
    if (seen === 0) return NaN;
    if (units > Number.MAX_SAFE_INTEGER) return this.#slowNumber(column);
    while (digits > 0 && units % 10 === 0) {
      units /= 10;
      digits -= 1;
    }
    this.digits = Math.max(0, digits);
    if (this.digits > digitsMax) return NaN;
    return (sign === minus && units !== 0 ? -units : units) / powerOfTen(this.digits);
  }

  /** Exponents, and numbers with more digits than a double: rare, so exactness before speed. */
  #slowNumber(column: number): number {
    const decimal = parseDecimal(this.field(column));
    if (!decimal) return NaN;
    let { units, exponent } = decimal;
    while (exponent < 0 && units % 10n === 0n) {
      units /= 10n;
      exponent += 1;
    }
    this.digits = Math.max(0, -exponent);
    const value = decimalToNumber({ units, exponent });
    return this.digits > digitsMax || Math.abs(value) > Number.MAX_SAFE_INTEGER ? NaN : value;
  }

  /** The field as a whole number of up to 16 digits, less the last `drop`; NaN when it is none. */
  integer(column: number, drop = 0): number {
    if (this.isEmpty(column)) return NaN;
    const end = (this.#ends[column] ?? 0) - drop;
    let value = 0;
    let i = this.#starts[column] ?? 0;
    if (i >= end) return NaN;
    for (; i < end; i += 1) {
      const code = this.#text.charCodeAt(i);
      if (code < zero || code > nine) return NaN;
      value = value * 10 + (code - zero);
    }
    return value <= Number.MAX_SAFE_INTEGER ? value : NaN;
  }
}
