/** A short piece of the torture, so that it cannot rot: real venue, proxy and core, one session of two rows, and what each must find. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failures } from '../../scripts/torture/field-failures.ts';
import { compare } from '../../scripts/torture/ledger.ts';
import { World } from '../../scripts/torture/harness.ts';
import { templates } from '../../scripts/torture/mutations.ts';
import { reconcile } from '../../scripts/torture/reconcile.ts';
import { consistencyRows, runtimeRows, startupRows } from '../../scripts/torture/reconcile-cases.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { marketDataBatchSchema } from '../../src/shared/wire/market-data.ts';
import { fromVenueSchema, toVenueSchema } from '../../src/shared/wire/venue.ts';
import { byTrader } from '../../scripts/torture/random-trader.ts';

describe('the torture', () => {
  for (const row of [...startupRows, ...runtimeRows, ...consistencyRows]) {
    it(`R6 ${row.name}`, async () => {
      expect(await row.run(true)).toEqual([]);
      expect((await row.run(false)).length).toBeGreaterThan(0);
    });
  }

  it('R6 has a row for each of the published list', () => {
    expect([startupRows.length, runtimeRows.length, consistencyRows.length, reconcile.id]).toEqual([13, 7, 9, 'R6']);
  });

  describe('R6 field failures', () => {
    let world: World | null = null;
    beforeAll(async () => { world = await World.start({ seed: 6, plan: 'clean' }); }, 60_000);
    afterAll(async () => { await world?.stop(); });

    for (const failure of failures) {
      it(`R6 ${failure.name}`, { timeout: 90_000 }, async () => {
        if (!world) throw new Error('the world did not start');
        await world.command({ cmd: 'heal' });
        await world.until('ready and live', (s) => s.omsState === 'ready' && s.feedState === 'live', 30_000);
        expect(await failure.body(world)).toEqual([]);
        expect((await world.driver.state()).violations).toEqual([]);
      });
    }

    it('R6 has a case for each field failure of the list', () => {
      expect(failures.map(({ name }) => name.split(':')[0])).toEqual(['ibx #116', 'ibx #113', 'ibx #362', 'Lean.IB #249', 'Lean.IB #242', 'rust-ibapi #784']);
    });
  });

  it('R7 cut after send: unresolved while the line is dead, never sent again, resolved by asking', { timeout: 60_000 }, async () => {
    const world = await World.start({ seed: 11, plan: 'clean' });
    try {
      await world.until('a live feed', (s) => s.omsState === 'ready' && s.feedState === 'live');
      const quote = (await world.driver.book()).quotes[0];
      await world.command({ cmd: 'after', msgType: 'NewOrderSingle', frame: 'forward', do: 'cut' });
      const { clOrdId } = await world.driver.ask<{ readonly clOrdId: string }>({ do: 'submit', intent: {
        symbol: quote?.symbol ?? '', side: 'buy', ordType: 'limit', price: priceTicks((quote?.bid ?? 0) - 50), orderQty: quantityLots(1), timeInForce: 'gtc', suggestionId: null, provenance: byTrader,
      } });
      const status = (s: { readonly orders: readonly { readonly clOrdId: string; readonly ordStatus: string }[] }): string | undefined => s.orders.find((o) => o.clOrdId === clOrdId)?.ordStatus;
      await world.until('unresolved', (s) => status(s) === 'unresolved');
      await world.command({ cmd: 'heal' });
      const { state, comparison, equalMs } = await world.settle();
      expect(equalMs, comparison.differences.join('; ')).not.toBeNull();
      expect(status(state)).toBe('new');
      expect(comparison).toMatchObject({ ghosts: 0, acceptedPerIntentMax: 1 });
      expect((await world.command({ cmd: 'stats' }))['newOrderFramesMax']).toBe(1);
      expect(state.violations).toEqual([]);
      expect(state.checks).toBeGreaterThan(0);
    } finally {
      await world.stop();
    }
  });

  it('R13 begins with a message of each type that either side reads', () => {
    const types = [...toVenueSchema.options, ...fromVenueSchema.options].map((option) => option.shape.msgType.value);
    expect(types.filter((type) => !templates.some((t) => t['msgType'] === type))).toEqual([]);
    const schemas = [fromVenueSchema, toVenueSchema, marketDataBatchSchema];
    expect(templates.filter((t) => !schemas.some((schema) => schema.safeParse(t).success)).map((t) => t['msgType'])).toEqual([]);
  });

  it('R5 a comparison says what is missing, double, and twice accepted', () => {
    const order = { epoch: 'e', orderId: 'O1', clOrdId: 'a', symbol: 'S', side: 'buy', orderQty: 5, firstQty: 5, price: 1, state: 'filled', cumQty: 5 };
    const fill = { epoch: 'e', orderId: 'O1', clOrdId: 'a', symbol: 'S', side: 'buy', lastPx: 1, lastQty: 5 };
    const nothing = { orders: [], fills: [], positions: [] };
    const told = compare(nothing, { orders: [order, { ...order, orderId: 'O2', clOrdId: 'b' }], fills: [fill], epoch: 'e', epochs: 1 });
    expect(told).toMatchObject({ ghosts: 2, fillsLost: 1, fillsDoubled: 0, acceptedPerIntentMax: 2 });
    expect(told.differences.join()).toContain('position S');
    expect(compare(nothing, { orders: [], fills: [], epoch: 'e', epochs: 1 }).differences).toEqual([]);
  });
});
