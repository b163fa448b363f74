/** Two workstations with a key each at one OMS, as `npm start` sets it up: what the desk shares, worked by one at a time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../scripts/embedded.ts';
import type { Core } from '../../src/main/core/core.ts';
import { epochMicros, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { ParentOrder } from '../../src/shared/domain/parent-order.ts';
import { scratchDir, startCore, until } from './live-core.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const clean of cleanups.splice(0).reverse()) await clean(); });

const symbol = 'AURX';

/** The workstation of the user, and that of a colleague beside it. */
async function desk(): Promise<{ readonly trader: Core; readonly second: Core }> {
  const [own, other] = [scratchDir(), scratchDir()];
  cleanups.push(() => own.remove(), () => other.remove());
  const embedded = await startEmbedded({ venueArgs: ['--synthetic', '--instruments', symbol, '--speed', '5', '--warmup', '5', '--start-at-once'], dataDir: own.path });
  cleanups.push(() => embedded.stop());
  const endpoints = { ...embedded.venue.ready, refinery: embedded.refinery.ready.endpoint };
  writeFileSync(join(other.path, 'settings.json'), JSON.stringify({ venue: { senderCompId: 'SECOND' } }));
  const start = async (dataDir: string, settings: Readonly<Record<string, string>>): Promise<Core> => {
    const core = await startCore({ dataDir, ...endpoints, settings: { ...embedded.environment, ...settings } });
    cleanups.push(() => core.dispose());
    await until('ready', () => core.rooms.venue.state === 'ready' && core.rooms.marketData.quoteState(symbol) === 'live');
    return core;
  };
  return {
    trader: await start(own.path, {}),
    second: await start(other.path, { CANDOR_USER: 'second', CANDOR_CLIENT_KEY_FILE: join(own.path, 'keys', 'client-second.json') }),
  };
}

const seen = (core: Core, parentId: string): ParentOrder | null => core.rooms.parentsProjection.parent(parentId);
/** As the core sees it once nothing is asked any more and `version` is there. */
const settled = (core: Core, parentId: string, version: number): Promise<ParentOrder> => until(`version ${version}`, () => {
  const parent = seen(core, parentId);
  return parent?.asking === null && (parent.version ?? 0) >= version ? parent : null;
});

async function stagedInPool(core: Core): Promise<string> {
  const outcome = await core.rooms.parents.stage({
    symbol, side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(20), timeInForce: 'day', account: null, strategy: null, care: true, assignedTo: null,
    suggestionId: null, note: 'whoever has a hand free',
  });
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.parentId;
}

describe('a desk of two', () => {
  it('[PA-2] [PA-4] [PO-6] [PO-7] both lock at once and one of them works it; the other is told, and may not', { timeout: 90_000 }, async () => {
    const { trader, second } = await desk();
    for (let round = 0; round < 5; round++) {
      const parentId = await stagedInPool(round % 2 === 0 ? trader : second);
      for (const core of [trader, second]) expect(await settled(core, parentId, 1)).toMatchObject({ lockedBy: null, notes: [{ text: 'whoever has a hand free' }] });
      const asked = await Promise.all([second, trader].map((core) => core.rooms.parents.lock(parentId)));
      expect(asked.some((outcome) => outcome.ok)).toBe(true);
      const [mine, theirs] = [await settled(trader, parentId, 2), await settled(second, parentId, 2)];
      expect(mine.lockedBy).toBe(theirs.lockedBy);
      const [winner, loser] = mine.lockedBy === 'trader' ? [trader, second] : [second, trader];
      expect(mine.lockedBy).toBe(winner === trader ? 'trader' : 'second');
      const route = { parentId, orderQty: quantityLots(2), ordType: 'market' as const, price: null, timeInForce: 'ioc' as const, participationRate: null };
      expect(await loser.rooms.parents.route(route)).toMatchObject({ sent: false, denial: { code: 'PARENT_HELD' } });
      expect(await winner.rooms.parents.route(route)).toMatchObject({ sent: true });
      await until('its fill', () => (seen(winner, parentId)?.cumQty ?? 0) > 0);
      expect(await winner.rooms.parents.release(parentId)).toMatchObject({ ok: true });
      expect(await settled(loser, parentId, 3)).toMatchObject({ lockedBy: null, cumQty: seen(winner, parentId)?.cumQty });
    }
  });

  it('[PA-11] [PA-14] [OR-20] the OMS takes a trade by phone, a share of the volume and the allocation of both', { timeout: 90_000 }, async () => {
    const { trader } = await desk();
    const { parents, parentsProjection, marketData } = trader.rooms;
    const parentId = await stagedInPool(trader);
    await settled(trader, parentId, 1);
    expect(await parents.lock(parentId)).toMatchObject({ ok: true });
    await settled(trader, parentId, 2);
    const quote = marketData.quote(symbol);
    if (!quote) throw new Error('a live market has a quote');
    expect(await parents.recordPhoneTrade({
      parentId, symbol, side: 'buy', lastPx: quote.ask, lastQty: quantityLots(3), tradedAt: epochMicros((Date.now() - 1_000) * 1000), counterparty: 'First Bank', account: null, strategy: null, note: null,
    })).toEqual({ ok: true, clOrdId: expect.any(String) as string });
    await until('the OMS to have it', () => parentsProjection.untold().phoneTrades.length === 0);
    expect(await parents.route({ parentId, orderQty: quantityLots(2), ordType: 'market', price: null, timeInForce: 'day', participationRate: 0.5 })).toMatchObject({ sent: true });
    await until('a share of what prints', () => seen(trader, parentId)?.cumQty === 5, 30_000);
    expect(await parents.allocate(parentId, [{ account: 'MAIN', quantity: quantityLots(4) }, { account: 'HEDGE', quantity: quantityLots(1) }])).toMatchObject({ ok: true });
    await until('the answer', () => seen(trader, parentId)?.allocations[0]?.status !== 'pending');
    expect(seen(trader, parentId)?.allocations).toMatchObject([{ status: 'accepted', text: null, quantity: 5 }]);
  });
});
