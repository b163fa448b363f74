/** What people do with parent orders in the simulation: the user of the workstation, and a colleague at the OMS who is after the same ones. */
import type { Random } from '../../src/shared/base/random.ts';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { tradedTogether, type ParentOrder } from '../../src/shared/domain/parent-order.ts';
import { colleague, deskCompId, type SimCore } from './sim-core.ts';
import { startPrice, symbols } from './sim-venue.ts';
import type { World } from './world.ts';

/** Parents that are worked at a time: enough to be after the same one. */
const workedMax = 3;

/** People come to a parent with more than one thing in mind. */
const thingsAtOnce = 4;

export function deskWork(world: World, random: Random): void {
  for (let i = 0; i < thingsAtOnce; i++) doOne(world, random);
}

/** One thing that somebody does to a parent. */
function doOne(world: World, random: Random): void {
  const { core } = world;
  if (!core) return;
  const open = core.parentsProjection.parents().filter(({ status }) => status === 'staged' || status === 'working').slice(0, workedMax);
  const parent = open[random.integer(Math.max(1, open.length))];
  const draw = random.uniform();
  if (draw < 0.2) return colleagueWorks(world, random);
  const made: Promise<unknown> = !parent || draw < 0.3 ? stage(core, random) : draw < 0.54 ? route(world, core, parent, random) : draw < 0.66 ? phone(world, core, parent, random)
    : draw < 0.8 ? lockAndRoute(world, core, parent, random) : draw < 0.85 ? core.parents.release(parent.parentId)
      : draw < 0.88 ? core.parents.assign(parent.parentId, random.uniform() < 0.5 ? colleague : null) : draw < 0.92 ? core.parents.undo(parent.parentId)
        : draw < 0.95 ? core.parents.cancel(parent.parentId) : core.parents.allocate(parent.parentId, [{ account: 'MAIN', quantity: quantityLots(1 + random.integer(Math.max(1, parent.cumQty))) }]);
  made.catch((cause: unknown) => core.accidents.push(String(cause)));
}

function stage(core: SimCore, random: Random): Promise<unknown> {
  const draw = random.uniform();
  return core.parents.stage({
    symbol: symbols[random.integer(symbols.length)] ?? 'AAA', side: random.uniform() < 0.5 ? 'buy' : 'sell', ordType: 'market', price: null,
    orderQty: quantityLots(10 + random.integer(40)), timeInForce: 'day', account: random.uniform() < 0.3 ? 'HEDGE' : null, strategy: null,
    care: draw < 0.5, assignedTo: draw < 0.4 ? null : deskCompId, suggestionId: null, note: null,
  });
}

/** Impatient, and not alone: the colleague may be after it at the same moment. */
async function lockAndRoute(world: World, core: SimCore, parent: ParentOrder, random: Random): Promise<void> {
  const isContended = random.uniform() < 0.5;
  const locked = core.parents.lock(parent.parentId);
  if (isContended) colleagueWorks(world, random, parent.parentId);
  await locked;
  await route(world, core, parent, random);
}

async function route(world: World, core: SimCore, parent: ParentOrder, random: Random): Promise<void> {
  const orderQty = quantityLots(++world.counts.orders); // the quantity names the intent
  const price = priceTicks((core.marketData.quote(parent.symbol)?.bid ?? startPrice) + random.integer(9) - 4);
  const participationRate = random.uniform() < 0.2 ? 0.3 : null;
  const outcome = await core.parents.route({ parentId: parent.parentId, orderQty, ordType: 'limit', price, timeInForce: 'day', participationRate });
  if (outcome.sent && world.core === core) world.invariants.acknowledged(outcome.clOrdId);
}

async function phone(world: World, core: SimCore, parent: ParentOrder, random: Random): Promise<void> {
  const outcome = await core.parents.recordPhoneTrade({
    parentId: random.uniform() < 0.7 ? parent.parentId : null, symbol: parent.symbol, side: parent.side, lastPx: priceTicks(startPrice + random.integer(9)),
    lastQty: quantityLots(1 + random.integer(5)), tradedAt: epochMicros(core.clock.nowMicros()), counterparty: 'XYZ', account: null, strategy: null, note: null,
  });
  if (!outcome.ok || world.core !== core) return;
  world.invariants.acknowledged(outcome.clOrdId);
  if (random.uniform() < 0.3) await core.parents.cancelPhoneTrade(outcome.clOrdId);
}

/** Locks one of the pool, or trades some of what is locked and gives it back. */
function colleagueWorks({ sim, counts }: World, random: Random, parentId: string | null = null): void {
  const { desk } = sim.venue;
  const shared = desk.parents.list('seen').flatMap((report) => (report.msgType === 'ParentOrderReport' && !report.state.canceled ? [report] : []));
  const report = parentId === null ? shared[random.integer(Math.max(1, shared.length))] : shared.find(({ state }) => state.parentId === parentId);
  if (!report) return;
  const { version, state } = report;
  const isMine = state.lockedBy === colleague || (state.lockedBy === null && state.assignedTo === colleague);
  const traded = Math.min(5, state.orderQty - tradedTogether(state.tradedBy).cumQty);
  const before = state.tradedBy.find(({ by }) => by === colleague)?.cumQty ?? 0;
  const mine = traded + before <= 0 ? [] : [{ by: colleague, cumQty: quantityLots(before + Math.max(0, traded)), avgPx: startPrice }];
  const tradedBy = [...state.tradedBy.filter(({ by }) => by !== colleague), ...mine];
  const next = isMine ? { ...state, lockedBy: null, assignedTo: random.uniform() < 0.5 ? null : deskCompId, tradedBy } : { ...state, lockedBy: colleague };
  desk.onMessage(colleague, { msgType: 'ParentOrderRequest', msgSeqNum: 1, sendingTime: epochMicros(1), requestId: `colleague-${++counts.colleague}`, version, state: next });
}
