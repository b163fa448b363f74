/** The whole order side under virtual time: seeds that must stay whole, one trace for one seed, and planted defects that must be found. */
import { describe, expect, it } from 'vitest';
import { defects, slowHealers } from './defects.ts';
import { simulate } from './simulate.ts';

/** As many as fit CI; `npm run simulate` runs more. */
const seeds = 1000;
/** R5 of the reliability targets, ms of virtual time. */
const healMsTarget = 1000;

describe('the simulation', () => {
  it(`[RC-11] [RC-12] keeps every invariant over ${seeds} seeds of faults, kills and restarts, and heals within a second`, async () => {
    const broken: string[] = [];
    const heals: (readonly [ms: number, seed: number])[] = [];
    const met = { orders: 0, fills: 0, kills: 0, restarts: 0, cuts: 0, dropped: 0, repeated: 0, late: 0 };
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = await simulate(seed);
      if (outcome.broken !== null) broken.push(`seed ${seed}: ${outcome.broken}`);
      if (outcome.healMs !== null) heals.push([outcome.healMs, seed]);
      for (const key of Object.keys(met) as (keyof typeof met)[]) met[key] += outcome.counts[key];
    }
    expect(broken).toEqual([]);
    // [RC-11] [RC-12] R5: blotter and ledger say the same within a second after the last fault.
    expect(heals.filter(([ms]) => ms > healMsTarget)).toEqual([]);
    expect(heals.filter(([ms]) => ms > 100).length).toBeGreaterThan(seeds / 10);
    // The faults were met, not only drawn.
    expect(met.orders).toBeGreaterThan(10 * seeds);
    for (const n of [met.fills, met.kills, met.restarts / 0.5, met.cuts, met.dropped, met.repeated, met.late]) expect(n).toBeGreaterThan(seeds);
  }, 300_000);

  it.each(slowHealers)('control: heals too late for the target $what', async ({ plant }) => {
    const late: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const { healMs } = await simulate(seed, { defect: { name: 'slow', what: '', seedsMax: 1, plant } });
      if (healMs === null || healMs > healMsTarget) late.push(seed);
    }
    expect(late.length).toBeGreaterThan(0);
  }, 30_000);

  it('gives the same trace for the same seed, and another for another', async () => {
    const first = await simulate(7);
    expect((await simulate(7)).traceHash).toBe(first.traceHash);
    expect((await simulate(8)).traceHash).not.toBe(first.traceHash);
  });

  it.each(defects)('finds $name within $seedsMax seeds: $what', async (defect) => {
    let found: string | null = null;
    for (let seed = 1; seed <= defect.seedsMax && found === null; seed++) found = (await simulate(seed, { defect })).broken;
    expect(found).not.toBeNull();
  }, 30_000);
});
