/** One seed: random people, random faults, invariants after each step; then the world heals and must agree with itself. */
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Random } from '../../src/shared/base/random.ts';
import type { Defect } from './defects.ts';
import { deskWork } from './desk-work.ts';
import { startPrice } from './sim-venue.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  /** The first invariant that broke, in words; null when all held. */
  readonly broken: string | null;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly looks: number;
  /** From the end of all faults until blotter and ledger say the same and go on doing so, ms of virtual time; null when broken. */
  readonly healMs: number | null;
  readonly counts: World['counts'] & World['network']['counts'];
  /** Only where it was asked for. */
  readonly trace: readonly string[];
}

const stepsOfSeed = 40;
/** The last steps have no kills and cuts, so that what only a reconnect would mend is seen. */
const calmSteps = 12;
/** A healed world agrees within this, or something is stuck: refused logons pause up to 8 s. */
const healMsMax = 90_000;
const restMs = 80;
/** It must go on agreeing for so long. */
const agreesMs = 800;

export async function simulate(seed: number, options: { readonly defect?: Defect | null; readonly keepTrace?: boolean } = {}): Promise<Outcome> {
  const world = new World({ seed, ...options });
  const broken = await live(world);
  const rested = broken === null ? await rest(world) : { broken, healMs: null };
  world.trace.add(`end ${rested.broken ?? 'whole'}`);
  world.counts.fills = world.core?.projection.fills().length ?? 0;
  world.core?.clock.kill();
  world.sim.clock.kill();
  return {
    seed, ...rested, traceHash: world.trace.digest(), virtualMs: world.clock.monotonicMs(), looks: world.invariants.looks,
    counts: { ...world.counts, ...world.network.counts }, trace: world.trace.lines ?? [],
  };
}

async function live(world: World): Promise<string | null> {
  const random = world.stream('people');
  const steps = world.stream('steps');
  await world.pass(60);
  for (let i = 0; i < stepsOfSeed; i++) {
    world.counts.steps++;
    act(world, random, i < stepsOfSeed - calmSteps);
    await world.pass([12, 40, 100, 100, 200, 200, 300, 600, 1_200, 3_500][steps.integer(10)] ?? 100);
    const broken = world.invariants.afterStep();
    if (broken !== null) return broken;
  }
  return null;
}

/** One thing that a person, a network or a machine does. */
function act(world: World, random: Random, isRough: boolean): void {
  const draw = random.uniform();
  const { network } = world;
  if (draw < 0.18) return world.submit(random);
  if (draw < 0.42) return deskWork(world, random);
  if (draw < 0.62) return change(world, random);
  if (draw < 0.72) return void Object.assign(network.faults, { drop: random.uniform() * 0.2, repeat: random.uniform() * 0.2, late: random.uniform() * 0.2 });
  if (draw < 0.79) return network.heal();
  if (!isRough) return world.submit(random);
  if (draw < 0.83) network.isCut.feed = true;
  else if (draw < 0.87) network.isCut[random.uniform() < 0.5 ? 'toVenue' : 'toCore'] = true;
  else if (draw < 0.92) world.cut(random.uniform() < 0.5);
  else if (draw < 0.97) world.killCore();
  else world.restartVenue();
}

function change({ core }: World, random: Random): void {
  const open = core?.projection.open() ?? [];
  const order = open[random.integer(Math.max(1, open.length))];
  if (!core || !order) return;
  const draw = random.uniform();
  const made: Promise<unknown> = draw < 0.1 ? core.orders.massCancel(random.uniform() < 0.5 ? order.symbol : null, null)
    : draw < 0.6 ? core.orders.cancel(order.clOrdId)
      : core.orders.replace(order.clOrdId, quantityLots(order.orderQty + random.integer(10) - 4), order.price === null ? null : priceTicks(startPrice + random.integer(21) - 10), 'trader');
  made.catch((cause: unknown) => core.accidents.push(String(cause)));
}

/** Faults end, the tape stands still, and blotter and ledger must come to say the same and go on saying it. */
async function rest(world: World): Promise<{ readonly broken: string | null; readonly healMs: number | null }> {
  world.network.heal();
  world.sim.isPlaying = false;
  const healedMs = world.clock.monotonicMs();
  let differences: string[] = [];
  let blotterSinceMs: number | null = null;
  let sinceMs: number | null = null;
  while (world.clock.monotonicMs() < healedMs + healMsMax) {
    await world.pass(restMs);
    const broken = world.invariants.afterStep();
    if (broken !== null) return { broken, healMs: null };
    const nowMs = world.clock.monotonicMs();
    blotterSinceMs = world.invariants.blotterDifferences().length > 0 ? null : (blotterSinceMs ?? nowMs);
    differences = world.invariants.differences();
    sinceMs = differences.length > 0 ? null : (sinceMs ?? nowMs);
    if (sinceMs !== null && nowMs - sinceMs >= agreesMs) return { broken: null, healMs: (blotterSinceMs ?? nowMs) - healedMs };
  }
  return { broken: `after ${healMsMax / 1000} s without faults: ${differences[0]}`, healMs: null };
}
