/** Long lists of a file, however a writer cuts them: in one piece, in several, number by number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphRefused } from './graph-refusal.ts';
import { NumberList } from './number-list.ts';
import { Fields, messageShape } from './wire.ts';

const shape = messageShape('Lists', [], [7, 8]);

/** As protobuf writes an int64: seven bits a byte, the lowest first, negative ones in ten bytes. */
function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    const low = Number(left & 127n);
    left >>= 7n;
    bytes.push(left > 0n ? low | 128 : low);
  } while (left > 0n);
  return bytes;
}

const packed = (field: number, content: readonly number[]): number[] => [field * 8 + 2, ...varint(BigInt(content.length)), ...content];

function read(bytes: readonly number[]): { ints: number[]; floats: number[] } {
  const [ints, floats] = [new NumberList(), new NumberList()];
  // Bytes before and behind, so that reading past an end would be seen.
  const fields = new Fields(Uint8Array.from([255, ...bytes, 1, 1, 1]).subarray(1, 1 + bytes.length), shape);
  while (fields.next()) {
    if (fields.number === 8) fields.ints(ints);
    else fields.floats(floats, 4);
  }
  return { ints: Array.from(ints.values()), floats: Array.from(floats.values()) };
}

/** Digits are lost beyond 2^53. */
const int64 = fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(-5n, 20_000n), fc.bigInt(-(2n ** 53n), 2n ** 53n), fc.constant(-(2n ** 63n)));
const pieces = fc.array(fc.record({ values: fc.array(int64, { maxLength: 20 }), single: fc.boolean() }), { maxLength: 6 });

describe('lists of numbers', () => {
  it('[IM-1] are the same in pieces, packed and one by one', () => {
    fc.assert(fc.property(pieces, (cut) => {
      const bytes = cut.flatMap(({ values, single }) => (single ? values.flatMap((value) => [64, ...varint(value)]) : packed(8, values.flatMap(varint))));
      expect(read(bytes).ints).toEqual(cut.flatMap(({ values }) => values.map(Number)));
    }));
  });

  it('[IM-1] of floats likewise', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.float({ noNaN: true }), { maxLength: 9 })), (cut) => {
      const bytes = cut.flatMap((values) => packed(7, [...new Uint8Array(Float32Array.from(values).buffer)]));
      expect(read(bytes).floats).toEqual(cut.flat());
    }));
  });

  it('[IM-1] that end within a number, or hold one of more than 64 bits, are refused', () => {
    for (const content of [[128], [1, 200, 128], [255, 255, 255, 255, 255, 255, 255, 255, 255, 2], Array.from({ length: 11 }, (_, i) => (i === 10 ? 1 : 128))]) {
      expect(() => read(packed(8, content)), content.join()).toThrow(GraphRefused);
    }
    expect(read(packed(8, [])).ints).toEqual([]);
  });
});
