/** R5: the real wire through the fault proxy. Sessions of random trading under faults; healed, blotter and ledger must agree. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { pause, World } from './harness.ts';
import type { ControlName } from './protocol.ts';
import { quantile, runCase, runControl, type ControlResult, type RowResult, type TortureRow } from './row.ts';

/** Fault windows of one session, and the length of each. */
const windows = 2;
const windowMs = 5_000;
/** Trading on a whole line before the faults, ms. */
const calmMs = 1_500;
const meanPauseMs = 60;
/** Intents of one window at most. */
const intentsMax = 900;

interface Figures {
  readonly healToEqual: number[];
  readonly readyToEqual: number[];
  checks: number;
  violations: number;
  orders: number;
  fills: number;
  logons: number;
  frames: number;
  faults: number;
  lost: number;
  doubled: number;
  acceptedMax: number;
  kills: number;
}

export const wire: TortureRow = {
  id: 'R5',
  async run(context) {
    const endMs = performance.now() + context.budgetMs * 0.8;
    const figures: Figures = { healToEqual: [], readyToEqual: [], checks: 0, violations: 0, orders: 0, fills: 0, logons: 0, frames: 0, faults: 0, lost: 0, doubled: 0, acceptedMax: 0, kills: 0 };
    const cases = [];
    for (let n = 0; n < context.sessionsMax && (n === 0 || performance.now() < endMs); n++) {
      const result = await runCase(`session ${n + 1}, seed ${context.seed + n}`, () => session(context.seed + n, null, figures));
      context.say(`${result.name}: ${result.problems.length === 0 ? 'agreed' : result.problems.join('; ')}`);
      cases.push(result);
    }
    const controls: ControlResult[] = [];
    const idle: Figures = { ...figures, healToEqual: [], readyToEqual: [] };
    controls.push(await runControl('noDedupe', () => session(context.seed, 'noDedupe', idle, 1)));
    return {
      id: 'R5', title: 'real wire through the fault proxy', cases, controls, invariantChecks: figures.checks, invariantViolations: figures.violations,
      figures: {
        sessions: cases.length, 'orders accepted': figures.orders, fills: figures.fills, logons: figures.logons, 'core kills': figures.kills, frames: figures.frames, 'frames at fault': figures.faults,
        'fills lost': figures.lost, 'fills doubled': figures.doubled, 'accepted per intent, most': figures.acceptedMax,
        'heal to equal p50 ms': Math.round(quantile(figures.healToEqual, 0.5)), 'heal to equal worst ms': Math.round(Math.max(0, ...figures.healToEqual)),
        heals: figures.healToEqual.length, 'of them beyond 1000 ms': figures.healToEqual.filter((ms) => ms > 1000).length,
        'ready to equal worst ms': Math.round(Math.max(0, ...figures.readyToEqual)),
      },
    } satisfies RowResult;
  },
};

async function session(seed: number, control: ControlName | null, figures: Figures, rounds = windows): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const world = await World.start({ seed, plan: 'rough', control });
  const problems: string[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      // Orders and fills on both sides before the trouble: what must not be lost or counted twice.
      await world.driver.ask({ do: 'trade', seed: seed * 10 + round, everyMs: meanPauseMs, from: round * intentsMax });
      await pause(calmMs);
      await world.until('fills', (s) => s.fills.length > round * 3 + 2, 30_000);
      await world.command({ cmd: 'faults', on: true });
      await pause(windowMs * random.uniform());
      if (random.uniform() < 0.5) await world.command({ cmd: 'halfOpen', line: 'orders', direction: random.uniform() < 0.5 ? 'toCore' : 'both', forMs: 1 + random.integer(2000) });
      if (control === null && random.uniform() < 0.25) {
        figures.kills++;
        await world.driver.kill();
        await world.startDriver();
      }
      await pause(windowMs * random.uniform());
      await world.command({ cmd: 'cut', line: 'both' }); // at least one new session in each window
      await pause(700);
      if (world.driver.exit === null) await world.driver.ask({ do: 'rest' });
      await world.command({ cmd: 'heal' });
      problems.push(...await judge(world, figures, `after window ${round + 1}`));
    }
    const stats = await world.command({ cmd: 'stats' });
    count(stats, figures);
    const last = await world.driver.state();
    figures.orders += world.ledger().orders.length;
    figures.fills += last.fills.length;
    figures.logons += last.logons;
    if (Number(stats['newOrderFramesMax']) > 1) problems.push(`an order was put on the line ${String(stats['newOrderFramesMax'])} times`);
    const verified = await world.driver.ask<{ readonly ok: boolean }>({ do: 'verify' });
    if (!verified.ok) problems.push('the journal does not verify');
  } finally {
    await world.stop();
  }
  return problems;
}

async function judge(world: World, figures: Figures, when: string): Promise<readonly string[]> {
  const { state, comparison, equalMs, readyMs } = await world.settle(25_000);
  figures.checks += state.checks + 1;
  figures.violations += state.violations.length + (equalMs === null ? 1 : 0);
  figures.lost += comparison.fillsLost;
  figures.doubled += comparison.fillsDoubled;
  figures.acceptedMax = Math.max(figures.acceptedMax, comparison.acceptedPerIntentMax);
  if (equalMs !== null) {
    figures.healToEqual.push(equalMs);
    figures.readyToEqual.push(equalMs - (readyMs ?? 0));
  }
  const problems = comparison.differences.slice(0, 5).map((d) => `${when}: ${d}`);
  if (equalMs === null && problems.length === 0) problems.push(`${when}: not quiet (${state.omsState})`);
  if (comparison.acceptedPerIntentMax > 1) problems.push(`${when}: ${comparison.acceptedPerIntentMax} accepted orders of one intent`);
  if (state.trading !== 'active') problems.push(`${when}: trading ${state.trading}`);
  problems.push(...state.violations, ...state.breaks.slice(0, 3).map((b) => `${when}: break: ${b}`));
  return problems;
}

function count(stats: Record<string, unknown>, figures: Figures): void {
  for (const channel of ['toVenue', 'toCore', 'marketData']) {
    const c = stats[channel] as Record<string, number>;
    figures.frames += c['offered'] ?? 0;
    for (const fault of ['dropped', 'duplicated', 'reordered', 'corrupted', 'delayed', 'swallowed']) figures.faults += c[fault] ?? 0;
  }
}
