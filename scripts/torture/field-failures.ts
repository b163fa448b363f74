/** The six field failures of R6 (RELIABILITY.md section 2), each with venue, proxy and core as processes of their own. */
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { pause, World } from './harness.ts';
import type { ControlName, DriverState } from './protocol.ts';
import { byTrader } from './random-trader.ts';
import { runCase, runControl, type CaseResult, type ControlResult, type RowContext } from './row.ts';

/** Silence that ends a session: three heartbeats of 200 ms, and the machine's own delays. */
const noticedMsMax = 5_000;

type Body = (world: World) => Promise<readonly string[]>;
interface Outcome {
  readonly sent: boolean;
  readonly clOrdId: string;
  readonly code: string | null;
}

let quantity = 0;

async function order(world: World, kind: 'rests' | 'fills'): Promise<Outcome> {
  const quote = (await world.driver.book()).quotes[0];
  if (!quote) throw new Error('no quote');
  return world.driver.ask({ do: 'submit', intent: {
    symbol: quote.symbol, side: 'buy', ordType: kind === 'fills' ? 'market' : 'limit', price: kind === 'fills' ? null : priceTicks(quote.bid - 60), orderQty: quantityLots(++quantity),
    timeInForce: kind === 'fills' ? 'day' : 'gtc', suggestionId: null, provenance: byTrader,
  } });
}

const statusOf = (state: DriverState, { clOrdId }: Outcome): string => state.orders.find((o) => o.clOrdId === clOrdId)?.ordStatus ?? 'none';
const down = (s: DriverState): boolean => s.omsState === 'connecting' || s.omsState === 'disconnected';

async function agreed(world: World): Promise<readonly string[]> {
  const { comparison, state } = await world.settle();
  return [...comparison.differences, ...state.violations];
}

export const failures: readonly { readonly name: string; readonly control: ControlName; readonly body: Body }[] = [
  {
    name: 'ibx #116: an order entered in the reconnect window has a durable outcome and leaves no phantom', control: 'dropsSilently',
    async body(world) {
      await world.command({ cmd: 'cut', line: 'both' });
      const early = await order(world, 'fills'); // the loss is not noticed yet
      await world.until('the loss noticed', down, noticedMsMax);
      const late = await order(world, 'fills');
      const problems = late.sent || late.code !== 'NOT_CONNECTED' ? [`in the window: ${late.sent ? 'sent' : late.code}`] : [];
      await world.command({ cmd: 'heal' });
      const { state, comparison } = await world.settle();
      const kept = statusOf(state, early);
      if (!['rejected', 'filled', 'denied'].includes(kept)) problems.push(`the order sent into the cut is ${kept}`);
      return [...problems, ...comparison.differences];
    },
  },
  {
    name: 'ibx #113: a line that dies without any event is noticed by its heartbeats', control: 'socketDecides',
    async body(world) {
      await world.command({ cmd: 'halfOpen', line: 'orders' });
      const fromMs = performance.now();
      let state = await world.driver.state();
      while (!down(state) && performance.now() - fromMs < noticedMsMax) {
        await pause(20);
        state = await world.driver.state();
      }
      const outcome = await order(world, 'fills');
      await world.command({ cmd: 'heal' });
      return [...(outcome.code === 'NOT_CONNECTED' ? [] : [`an order ${Math.round(performance.now() - fromMs)} ms into the silence (${state.omsState}): ${outcome.code}`]), ...await agreed(world)];
    },
  },
  {
    name: 'ibx #362: after a drop what is in flight is unresolved at once; nothing keeps an answer it never had', control: 'keepsStatus',
    async body(world) {
      const resting = await order(world, 'rests');
      await world.until('acknowledged', (s) => statusOf(s, resting) === 'new');
      await world.command({ cmd: 'halfOpen', line: 'orders', direction: 'toCore' });
      await world.driver.ask({ do: 'cancel', clOrdId: resting.clOrdId });
      const state = await world.until('the loss noticed', down, noticedMsMax);
      const problems = statusOf(state, resting) === 'unresolved' ? [] : [`shown as ${statusOf(state, resting)}`];
      await world.command({ cmd: 'heal' });
      const after = await world.settle();
      if (statusOf(after.state, resting) !== 'canceled') problems.push(`after the reconnect ${statusOf(after.state, resting)}`);
      return [...problems, ...after.comparison.differences];
    },
  },
  {
    name: 'Lean.IB #249: fills of the disconnect window are asked for and booked once, also by a core that was killed in it', control: 'noReconcile',
    async body(world) {
      const problems: string[] = [];
      for (const kills of [false, true]) {
        await world.command({ cmd: 'halfOpen', line: 'orders', direction: 'toCore' });
        const filled = await order(world, 'fills');
        const end = performance.now() + 5000;
        while (!world.ledger().fills.some((f) => f.clOrdId === filled.clOrdId) && performance.now() < end) await pause(10);
        if (kills) {
          // A new process has no session to go on with: what it does not ask for it never hears of.
          await world.driver.kill();
          await world.command({ cmd: 'heal' });
          await world.startDriver();
        } else {
          await world.until('the loss noticed', down, noticedMsMax);
          await world.command({ cmd: 'cut', line: 'both' });
          await pause(300);
          await world.command({ cmd: 'heal' });
        }
        const { state, comparison } = await world.settle(8_000);
        problems.push(...comparison.differences);
        if (state.fills.filter((f) => f.clOrdId === filled.clOrdId).length === 0) problems.push('filled at the OMS, no fill in the blotter');
      }
      return problems;
    },
  },
  {
    name: 'Lean.IB #242: ids are ours and random; two runs of the core never make the same one', control: 'counterIds',
    async body(world) {
      const first = await order(world, 'rests');
      await world.until('acknowledged', (s) => statusOf(s, first) === 'new');
      await world.driver.kill();
      await world.startDriver();
      await world.until('ready', (s) => s.omsState === 'ready');
      const second = await order(world, 'rests');
      const ids = (await world.driver.state()).orders.map((o) => o.clOrdId);
      const problems = new Set(ids).size === ids.length && first.clOrdId !== second.clOrdId ? [] : ['a ClOrdID came twice'];
      if (![first, second].every((o) => /^[0-9a-f]{32}$/.test(o.clOrdId))) problems.push(`ids that look like counters: ${first.clOrdId}, ${second.clOrdId}`);
      return [...problems, ...await agreed(world)];
    },
  },
  {
    name: 'rust-ibapi #784: what a reconnect did not replay is marked and asked for; every logon is reconciled before ready', control: 'noReconcile',
    async body(world) {
      const was = (await world.driver.state()).logons;
      for (let n = 0; n < 2; n++) {
        await order(world, 'fills');
        await world.command({ cmd: 'cut', line: 'both' });
        await world.until('the loss noticed', down, noticedMsMax);
        await world.command({ cmd: 'heal' });
        await world.until('ready', (s) => s.omsState === 'ready' && s.feedState === 'live');
      }
      const tail = await world.driver.ask<readonly string[]>({ do: 'tail' });
      const problems = (await world.driver.state()).logons > was ? [] : ['no new logon after a cut'];
      const logons = tail.filter((t) => t.includes(' OmsLoggedOn ')).length;
      const reconciled = tail.filter((t) => t.includes(' Reconciled ')).length;
      if (reconciled < logons - 1) problems.push(`${logons} logons, ${reconciled} reconciliations`);
      return [...problems, ...await agreed(world)];
    },
  },
];

export async function fieldFailures(context: RowContext): Promise<{ readonly cases: readonly CaseResult[]; readonly controls: readonly ControlResult[]; readonly checks: number; readonly violations: number }> {
  const world = await World.start({ seed: context.seed, plan: 'clean' });
  const cases: CaseResult[] = [];
  let [checks, violations] = [0, 0];
  try {
    for (const failure of failures) {
      await world.command({ cmd: 'heal' });
      await world.until('ready and live', (s) => s.omsState === 'ready' && s.feedState === 'live', 30_000);
      const result = await runCase(failure.name, () => failure.body(world));
      const state = await world.driver.state();
      checks += state.checks; // of the process that runs now: one that was killed took its count along
      violations += state.violations.length;
      context.say(`${result.name}: ${result.problems.length === 0 ? 'as it must' : result.problems.slice(0, 3).join('; ')}`);
      cases.push(result);
    }
  } finally {
    await world.stop();
  }
  const controls: ControlResult[] = [];
  for (const failure of failures) controls.push(await controlled(context.seed, failure));
  return { cases, controls, checks, violations };
}

/** The same failure with its protection switched off, in a world of its own. */
async function controlled(seed: number, { control, name, body }: (typeof failures)[number]): Promise<ControlResult> {
  const world = await World.start({ seed, plan: 'clean', control });
  try {
    return await runControl(`${control}, ${name.split(':')[0]}`, () => body(world));
  } finally {
    await world.stop();
  }
}
