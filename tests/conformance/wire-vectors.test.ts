/** The frames in tests/fixtures/wire-vectors.json mean what docs/wire-protocol.md says, and are what we send. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, frameBytesMax } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema } from '../../src/shared/wire/market-data.ts';
import { fromVenueSchema, toVenueSchema, venueProtocolVersion } from '../../src/shared/wire/venue.ts';

interface Vector { name: string; direction: 'toVenue' | 'fromVenue' | 'marketData'; hex: string; message: object }
const vectors = JSON.parse(readFileSync(new URL('../fixtures/wire-vectors.json', import.meta.url), 'utf8')) as {
  protocolVersion: number; frames: Vector[]; malformed: { name: string; hex: string }[];
};
const schemas = { toVenue: toVenueSchema, fromVenue: fromVenueSchema, marketData: marketDataBatchSchema };

describe('wire vectors', () => {
  it('are of this protocol version', () => {
    expect(vectors.protocolVersion).toBe(venueProtocolVersion);
    expect(vectors.frames.length).toBeGreaterThan(12);
  });

  it('[WF-1] there is one of every message', () => {
    const there = new Set(vectors.frames.map(({ message }) => (message as { msgType: string }).msgType));
    const types = [...toVenueSchema.options, ...fromVenueSchema.options].map((option) => option.shape.msgType.value);
    expect(types.filter((type) => !there.has(type))).toEqual([]);
  });

  it.each(vectors.frames)('[WF-1] $name: decodes to its message and encodes to its bytes', ({ direction, hex, message }) => {
    const decoded = decodeFrame(Buffer.from(hex, 'hex'));
    expect(decoded).toEqual({ ok: true, value: message });
    expect(schemas[direction].parse(message)).toEqual(message);
    expect(Buffer.from(encodeFrame(message)).toString('hex')).toBe(hex);
  });

  it.each(vectors.malformed)('[OS-7] $name: is no message', ({ hex }) => {
    const decoded = decodeFrame(Buffer.from(hex, 'hex'));
    expect(decoded.ok && toVenueSchema.safeParse(decoded.value).success).toBe(false);
  });

  it('[WF-2] integers are read in every width, floats as well, where their value is whole', () => {
    // uint64, int64 and float64 of the same microseconds.
    for (const value of ['cf00060df755554a00', 'd300060df755554a00', 'cb431837dd55552800']) {
      const decoded = decodeFrame(Buffer.from(`81a174${value}`, 'hex'));
      expect(decoded.ok && Object.values(decoded.value as object)[0]).toBe(1704205800000000);
    }
  });

  it('[WF-3] a frame beyond the longest is refused unread', () => {
    const decoded = decodeFrame(new Uint8Array(frameBytesMax + 1));
    expect(decoded.ok ? '' : decoded.error).toMatch(/longest allowed 8388608/);
  });

  it('[WF-4] keys come in any order, unknown ones are ignored, missing ones are not', () => {
    const logon = vectors.frames.find((v) => v.direction === 'toVenue');
    const turned = Object.fromEntries(Object.entries(logon?.message ?? {}).reverse());
    expect(toVenueSchema.parse({ ...turned, color: 'green' })).toEqual(logon?.message);
    for (const key of Object.keys(turned)) expect(toVenueSchema.safeParse({ ...turned, [key]: undefined }).success).toBe(false);
  });
});
