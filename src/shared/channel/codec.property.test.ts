/** No bytes and no value from the other end throw, hang, or change anything but the message that they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from './codec.ts';
import { channelLimits, parseClientMessage, parseServerMessage, type ClientMessage } from './protocol.ts';
import { messageDepthMax, messageSize } from './size.ts';

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.string().filter((key) => key !== '__proto__'), tie('value'), { noNullPrototype: true }),
  ),
})).value;

const word = fc.oneof(fc.constantFrom('hello', 'call', 'cancel', 'open', 'shut', 'ack', 'pong', 'ping', 'reply', 'fail', 'ended', 'snapshot', 'delta'), fc.string());
const number = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -2, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.double(), fc.constant(2 ** 53), fc.string());
const almostMessage = fc.record(
  { kind: word, id: number, name: fc.string(), seq: number, asOf: number, version: number, deadlineMs: number, code: fc.oneof(fc.constant('INTERNAL'), fc.string()), message: fc.oneof(fc.string(), number), streams: fc.array(fc.array(number, { maxLength: 3 })), fingerprint: fc.oneof(fc.string(), number) },
  { requiredKeys: ['kind', 'id', 'seq', 'name', 'deadlineMs'] },
);

describe('codec', () => {
  it('[CH-1] what is encoded is decoded to the same', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const decoded = decodeMessage(encodeMessage(value) ?? new Uint8Array());
        expect(decoded.ok).toBe(true);
        // Bytes come back as Node's Buffer or as Uint8Array: the same bytes.
        if (decoded.ok) expect(comparable(decoded.value)).toEqual(comparable(value));
      }),
      { numRuns: 500 },
    );
  });

  it('[CH-41] no bytes make the decoder throw or spoil the next message', () => {
    const good = encodeMessage({ kind: 'ping', streams: [] }) as Uint8Array;
    const tampered = fc.tuple(plain, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })).map(([value, changes]) => {
      const bytes = new Uint8Array(encodeMessage(value) ?? []);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), tampered), (bytes) => {
        decodeMessage(bytes);
        expect(decodeMessage(good)).toEqual({ ok: true, value: { kind: 'ping', streams: [] } });
      }),
      { numRuns: 3_000 },
    );
  });

  it('[CH-41] small frames that promise much cost little', () => {
    const bombs: [string, number[]][] = [
      ['array of 2^32-1', [0xdd, 0xff, 0xff, 0xff, 0xff]],
      ['map of 2^32-1', [0xdf, 0xff, 0xff, 0xff, 0xff]],
      ['text of 2^32-1', [0xdb, 0xff, 0xff, 0xff, 0xff]],
      ['bytes of 2^32-1', [0xc6, 0xff, 0xff, 0xff, 0xff]],
      ['extension of 2^32-1', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x74]],
      ['arrays in arrays', Array.from({ length: 200_000 }, () => 0x91)],
      ['many wide arrays', Array.from({ length: 50_000 }, () => [0xdc, 0xff, 0xff]).flat()],
      ['nothing', []],
    ];
    for (const [name, bytes] of bombs) {
      const started = performance.now();
      expect(decodeMessage(new Uint8Array(bytes)).ok, name).toBe(false);
      expect(performance.now() - started, name).toBeLessThan(1_000);
    }
    expect(decodeMessage(encodeMessage('after') as Uint8Array)).toEqual({ ok: true, value: 'after' });
  });

  it('[CH-41] a key named __proto__ or constructor changes no prototype', () => {
    const evil = new Uint8Array([0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x81, 0xa8, ...new TextEncoder().encode('polluted'), 0xc3]);
    const decoded = decodeMessage(evil);
    expect(decoded.ok && Object.getPrototypeOf(decoded.value)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(decoded.ok && (decoded.value as { polluted?: boolean }).polluted).toBeFalsy();
  });
});

describe('protocol', () => {
  it('[CH-41] what parses holds what its kind promises, whatever came', () => {
    let parsed = 0;
    fc.assert(
      fc.property(fc.oneof(almostMessage, plain), (value) => {
        parseServerMessage(value, channelLimits);
        const message: ClientMessage | undefined = parseClientMessage(value, channelLimits);
        if (!message) return;
        parsed += 1;
        if ('id' in message) expect(Number.isSafeInteger(message.id) && message.id > 0).toBe(true);
        if ('name' in message) expect(typeof message.name).toBe('string');
        if (message.kind === 'ack') expect(Number.isSafeInteger(message.seq)).toBe(true);
        if (message.kind === 'pong') for (const mark of message.streams) expect(mark).toHaveLength(2);
      }),
      { numRuns: 3_000 },
    );
    expect(parsed).toBeGreaterThan(50);
  });
});

describe('size', () => {
  it('[CH-3] the estimate is never below the encoding', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(messageSize(value, Infinity)).toBeGreaterThanOrEqual((encodeMessage(value) ?? new Uint8Array()).byteLength);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[CH-3] stops at the limit, at the depth limit, and at what is no plain value', () => {
    let deep: unknown = 0;
    for (let i = 0; i <= messageDepthMax; i++) deep = [deep];
    expect(messageSize(deep, 1e6)).toBe(Infinity);
    expect(messageSize(Array.from({ length: 1000 }, () => 'x'), 100)).toBe(Infinity);
    for (const value of [() => 0, Symbol('x'), new Map(), new Set()]) expect(messageSize([value], 1e6)).toBe(Infinity);
    expect(messageSize(new Float64Array(100), 1e6)).toBe(808);
  });
});

/** Typed arrays as what is in them, and -0 as 0. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value instanceof Float64Array) return { doubles: [...value].map((n) => n + 0) };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]));
  return typeof value === 'number' ? value + 0 : value;
}
