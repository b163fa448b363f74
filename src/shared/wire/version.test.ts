import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaFingerprint } from '../../../tests/fixtures/schema-fingerprint.ts';
import { marketDataBatchSchema } from './market-data.ts';
import { fromRefinerySchema, toRefinerySchema } from './refinery.ts';
import { fromVenueSchema, toVenueSchema } from './venue.ts';
import { refineryFingerprint, venueFingerprint } from './version.ts';

/** What to do about a difference: read it, it is the rule. */
const rule = (name: string, now: string): string =>
  `the ${name} wire changed: raise ${name}ProtocolVersion once it is released, add a line of history to version.ts, say it in docs, and set ${name}Fingerprint to '${now}'`;

describe('versions of the wires', () => {
  it('venue: a change of shape is noticed', () => {
    const now = schemaFingerprint([toVenueSchema, fromVenueSchema, marketDataBatchSchema]);
    expect(now, rule('venue', now)).toBe(venueFingerprint);
  });

  it('refinery: a change of shape is noticed', () => {
    const now = schemaFingerprint([toRefinerySchema, fromRefinerySchema]);
    expect(now, rule('refinery', now)).toBe(refineryFingerprint);
  });

  it('the fingerprint tells prices from quantities', () => {
    const [ticks, lots] = ['ticks', 'lots'].map((d) => schemaFingerprint([z.object({ price: z.custom<number>(() => true).describe(d) })]));
    expect(ticks).not.toBe(lots);
  });
});
