/**
 * The protobuf wire format, field by field, strictly: a field that the message does not have, a single field that comes twice, a wrong wire
 * type or bad UTF-8 is refused, so that no other reader can understand the same bytes differently.
 */
import { graphLimits, refuseGraph } from './graph-refusal.ts';
import type { NumberList } from './number-list.ts';

/** The fields of a message by number, as two sets of bits. */
export interface MessageShape {
  readonly name: string;
  readonly single: number;
  readonly repeated: number;
}

const bitsOf = (numbers: readonly number[]): number => numbers.reduce((set, n) => set | (1 << n), 0);

/** @param single numbers of the fields that come at most once, below 31; `repeated` of those that may come often */
export const messageShape = (name: string, single: readonly number[], repeated: readonly number[] = []): MessageShape => ({ name, single: bitsOf(single), repeated: bitsOf(repeated) });

const damaged = (detail: string): never => refuseGraph('UNREADABLE_MODEL', detail);

/** A cursor over a message's fields: `while (fields.next()) switch (fields.number) ...`. */
export class Fields {
  number = 0;
  private wire = 0;
  private readonly input: Uint8Array;
  private readonly shape: MessageShape;
  private seen = 0;
  private at = 0;
  /** Of the current field's content. */
  private start = 0;
  private integer = 0;
  private readonly words: { readonly bytes: Uint8Array; readonly text: string }[] = [];

  constructor(bytes: Uint8Array, shape: MessageShape) {
    this.input = bytes;
    this.shape = shape;
  }

  next(): boolean {
    if (this.at >= this.input.length) return false;
    const key = this.varint();
    this.number = Math.floor(key / 8);
    this.wire = key % 8;
    this.know(this.number);
    this.start = this.at;
    if (this.wire === 0) {
      this.integer = this.varint();
      return true;
    }
    let length = this.wire === 5 ? 4 : 8;
    if (this.wire === 2) {
      length = this.varint();
      this.start = this.at;
    } else if (this.wire !== 5 && this.wire !== 1) damaged(`${this.shape.name}: wire type ${this.wire}`);
    if (length < 0 || this.start + length > this.input.length) damaged(`${this.shape.name}: truncated`);
    this.at = this.start + length;
    return true;
  }

  /** A signed 64-bit integer. Beyond 2^53 digits are lost; sizes and numbers of nodes are checked where they are used. */
  int(): number {
    if (this.wire !== 0) this.wrongType();
    return this.integer;
  }

  bytes(): Uint8Array {
    if (this.wire !== 2) this.wrongType();
    return this.input.subarray(this.start, this.at);
  }

  text(): string {
    const bytes = this.bytes();
    if (bytes.length > graphLimits.textBytesMax) refuseGraph('TOO_LARGE', `a text of ${bytes.length} bytes, limit ${graphLimits.textBytesMax}`);
    return textOf(bytes) ?? damaged(`${this.shape.name}: text that is not UTF-8`);
  }

  /** `text`, for words that come over and over: one with the bytes of a recent word is not decoded again. */
  word(): string {
    if (this.wire !== 2) this.wrongType();
    for (const known of this.words) if (this.holds(known.bytes)) return known.text;
    const text = this.text();
    if (this.words.length < 4) this.words.push({ bytes: this.bytes(), text });
    return text;
  }

  /** Appends one integer, or a packed list of them. */
  ints(into: NumberList): void {
    if (this.wire === 0) into.push(this.integer);
    else {
      if (this.wire !== 2) this.wrongType();
      const [start, end] = [this.start, this.at];
      const count = this.varintsIn(start, end);
      checkLength(into.length + count);
      into.append(count, (list, from) => this.unpack(list, from, start, end));
    }
    checkLength(into.length);
  }

  /** Appends one float32 or a packed list of them; with `width` 8 doubles. */
  floats(into: NumberList, width: 4 | 8): void {
    if (this.wire !== 2 && this.wire !== (width === 4 ? 5 : 1)) this.wrongType();
    const values = floatsOf(this.input.subarray(this.start, this.at), width);
    checkLength(into.length + values.length);
    into.append(values.length, (list, from) => list.set(values, from));
  }

  /** Each ends in a byte below 128, and so must the list. */
  private varintsIn(start: number, end: number): number {
    const { input } = this;
    let count = 0;
    for (let at = start; at < end; at++) count += 1 - (input[at]! >> 7);
    if (end > start && input[end - 1]! >= 128) damaged(`${this.shape.name}: truncated`);
    return count;
  }

  private unpack(list: Float64Array, from: number, start: number, end: number): void {
    const { input } = this;
    let to = from;
    for (let at = start; at < end; to++) {
      // Most are of one byte or two.
      const byte = input[at]!;
      if (byte < 128) {
        list[to] = byte;
        at++;
      } else if (input[at + 1]! < 128) {
        list[to] = (byte & 127) + input[at + 1]! * 128;
        at += 2;
      } else {
        this.at = at;
        list[to] = this.varint();
        at = this.at;
      }
    }
    this.at = end;
  }

  /** Whether the current field's content is these bytes. */
  private holds(bytes: Uint8Array): boolean {
    const { input, start } = this;
    if (this.at - start !== bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) if (input[start + i] !== bytes[i]) return false;
    return true;
  }

  private know(number: number): void {
    const bit = number > 0 && number < 31 ? 1 << number : 0;
    if (((this.shape.single | this.shape.repeated) & bit) === 0) damaged(`${this.shape.name} has no field ${number}`);
    if ((this.shape.single & this.seen & bit) !== 0) damaged(`${this.shape.name}: field ${number} twice`);
    this.seen |= bit;
  }

  private wrongType(): never {
    return damaged(`${this.shape.name}: wire type ${this.wire} for field ${this.number}`);
  }

  /** Up to ten bytes, 64 bits, signed. */
  private varint(): number {
    let value = 0;
    for (let i = 0, scale = 1; i < 10; i++, scale *= 128) {
      const byte = this.input[this.at++];
      if (byte === undefined) return damaged(`${this.shape.name}: truncated`);
      if (i === 9) return byte > 1 ? damaged(`${this.shape.name}: a varint beyond 64 bits`) : this.longVarint();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return value;
  }

  /** The ten bytes that were just read, as ONNX's int64: all negative numbers are this long. */
  private longVarint(): number {
    let value = 0n;
    for (let i = 1; i <= 10; i++) value = (value << 7n) | BigInt((this.input[this.at - i] ?? 0) & 127);
    return Number(BigInt.asIntN(64, value));
  }
}

/** UTF-8, strictly; null for anything else. */
function textOf(bytes: Uint8Array): string | null {
  let ascii = '';
  for (const byte of bytes) {
    if (byte > 127) return wideTextOf(bytes);
    ascii += String.fromCharCode(byte);
  }
  return ascii;
}

function wideTextOf(bytes: Uint8Array): string | null {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return null;
  }
}

function checkLength(length: number): void {
  if (length > graphLimits.elementsMax) refuseGraph('TOO_LARGE', `a list of more than ${graphLimits.elementsMax} numbers`);
}

/** Little-endian float32, or float64 with `width` 8, wherever they begin. */
export function floatsOf(bytes: Uint8Array, width: 4 | 8): Float32Array | Float64Array {
  if (bytes.length % width !== 0) damaged(`float data of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / width;
  const out = width === 4 ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true);
  return out;
}
