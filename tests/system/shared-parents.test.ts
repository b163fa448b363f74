/** Two workstations at one OMS, as two people of a desk have them: a care order goes from hand to hand, and is worked by one at a time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { ParentOrder } from '../../src/shared/domain/parent-order.ts';
import type { Core } from '../../src/main/core/core.ts';
import { scratchDir, startCore, startVenue, until } from './live-core.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const clean of cleanups.splice(0).reverse()) await clean(); });

async function workstation(user: string, colleague: string, endpoints: { readonly orders: string; readonly marketData: string }): Promise<Core> {
  const dir = scratchDir();
  writeFileSync(join(dir.path, 'settings.json'), JSON.stringify({
    user: { id: user }, venue: { senderCompId: user.toUpperCase() }, desk: { accounts: ['MAIN', 'HEDGE'], strategies: [], colleagues: [colleague] },
  }));
  const core = await startCore({ dataDir: dir.path, ...endpoints });
  cleanups.push(() => dir.remove(), () => core.dispose());
  await until(`${user} is ready`, () => core.rooms.venue.state === 'ready' && core.rooms.marketData.quote('AURX'));
  return core;
}

const seen = (core: Core, parentId: string): ParentOrder | null => core.rooms.parentsProjection.parent(parentId);

describe('a care order of the desk', () => {
  it('[PO-6] [PO-7] [PO-2] is locked by one of two, filled in part, handed on with its fills, and finished by the other', { timeout: 60_000 }, async () => {
    const venue = await startVenue(['--synthetic', '--instruments', 'AURX', '--speed', '20', '--start-at-once']);
    cleanups.push(() => venue.stop());
    const [ann, ben] = [await workstation('ann', 'ben', venue.ready), await workstation('ben', 'ann', venue.ready)];
    const staged = await ann.rooms.parents.stage({
      symbol: 'AURX', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(30), timeInForce: 'day', account: null, strategy: null, care: true, assignedTo: null,
      suggestionId: null, note: 'work it quietly',
    });
    if (!staged.ok) throw new Error(staged.why);
    const { parentId } = staged;
    await until('ben sees it', () => seen(ben, parentId)?.version === 1);
    expect(seen(ben, parentId)?.notes[0]?.text).toBe('work it quietly');
    expect(await route(ben, parentId, 10), 'nobody has locked it').toMatchObject({ sent: false, denial: { code: 'PARENT_HELD' } });

    await Promise.all([ann.rooms.parents.lock(parentId), ben.rooms.parents.lock(parentId)]);
    await until('both know who was first', () => [ann, ben].every((core) => seen(core, parentId)?.version === 2 && seen(core, parentId)?.asking === null));
    const holder = seen(ann, parentId)?.lockedBy;
    expect(seen(ben, parentId)?.lockedBy).toBe(holder);
    const [first, second] = holder === 'ann' ? [ann, ben] : [ben, ann];
    expect(seen(second, parentId)?.refusal).toMatch(/\w/);
    expect(await route(second, parentId, 10)).toMatchObject({ sent: false, denial: { code: 'PARENT_HELD' } });

    expect(await route(first, parentId, 10)).toMatchObject({ sent: true });
    await until('ten are filled', () => seen(first, parentId)?.cumQty === 10);
    await first.rooms.parents.assign(parentId, holder === 'ann' ? 'ben' : 'ann');
    await until('it is in the other hand, with its fills', () => seen(second, parentId)?.version === 3 && seen(second, parentId)?.cumQty === 10);
    expect(await route(first, parentId, 5), 'given away').toMatchObject({ sent: false });
    await second.rooms.parents.lock(parentId);
    await until('locked', () => seen(second, parentId)?.version === 4);
    expect(await route(second, parentId, 21), 'more than is left').toMatchObject({ sent: false, denial: { code: 'ABOVE_PARENT', unroutedQty: 20 } });
    expect(await route(second, parentId, 20)).toMatchObject({ sent: true });
    await until('filled', () => seen(second, parentId)?.status === 'filled');
    expect(first.rooms.positions.quantity('AURX') + second.rooms.positions.quantity('AURX')).toBe(30);
  });
});

const route = (core: Core, parentId: string, orderQty: number): ReturnType<Core['rooms']['parents']['route']> => {
  const ask = core.rooms.marketData.quote('AURX')?.ask ?? 0;
  return core.rooms.parents.route({ parentId, orderQty: quantityLots(orderQty), ordType: 'limit', price: priceTicks(ask + 20), timeInForce: 'day', participationRate: null });
};
