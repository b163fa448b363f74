import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256Hex } from '../base/sha256.ts';
import { marketDataBatchSchema } from './market-data.ts';
import { fromRefinerySchema, toRefinerySchema } from './refinery.ts';
import { fromVenueSchema, toVenueSchema } from './venue.ts';
import { refineryFingerprint, venueFingerprint } from './version.ts';

/** Shape of schemas as a hash: names, types, limits and words of enumerations; not what functions check beyond that. */
const fingerprint = (schemas: readonly z.ZodType[]): string =>
  sha256Hex(canonicalJson(schemas.map((schema) => z.toJSONSchema(schema, { unrepresentable: 'any' })))).slice(0, 16);

/** What to do about a difference: read it, it is the rule. */
const rule = (name: string, now: string): string =>
  `the ${name} wire changed: raise ${name}ProtocolVersion once it is released, add a line of history to version.ts, say it in docs, and set ${name}Fingerprint to '${now}'`;

describe('versions of the wires', () => {
  it('venue: a change of shape is noticed', () => {
    const now = fingerprint([toVenueSchema, fromVenueSchema, marketDataBatchSchema]);
    expect(now, rule('venue', now)).toBe(venueFingerprint);
  });

  it('refinery: a change of shape is noticed', () => {
    const now = fingerprint([toRefinerySchema, fromRefinerySchema]);
    expect(now, rule('refinery', now)).toBe(refineryFingerprint);
  });

  it('the fingerprint tells prices from quantities', () => {
    const [ticks, lots] = ['ticks', 'lots'].map((d) => fingerprint([z.object({ price: z.custom<number>(() => true).describe(d) })]));
    expect(ticks).not.toBe(lots);
  });
});
