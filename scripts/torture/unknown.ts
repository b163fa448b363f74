/** R7: the line is cut after an order was sent and before its answer. Unresolved in time, never sent again, resolved by asking. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { compare } from './ledger.ts';
import { pause, World } from './harness.ts';
import type { ControlName } from './protocol.ts';
import { byTrader } from './random-trader.ts';
import { quantile, runCase, type CaseResult, type RowContext, type RowResult, type TortureRow } from './row.ts';

/** The desk's acknowledgement time and what may pass after it until the order is shown as unresolved, ms. */
const ackTimeoutMs = 250;
const shownMsMax = 250;

export const unknown: TortureRow = {
  id: 'R7',
  async run(context) {
    const real = await cuts(context, null, context.budgetMs * 0.7, context.sessionsMax * 25);
    const controls = [];
    for (const control of ['resend', 'rejectOnTimeout'] as const) {
      const { cases } = await cuts(context, control, 15_000, 4);
      controls.push({ name: control, found: cases.flatMap((c) => c.problems).filter((p) => finding[control].test(p)).slice(0, 5) });
    }
    return { ...real, controls } satisfies RowResult;
  },
};

/** What each control must bring about; anything else is an accident. */
const finding = { resend: /accepted orders of one intent/, rejectOnTimeout: /shown as rejected/ };

async function cuts(context: RowContext, control: ControlName | null, budgetMs: number, casesMax: number): Promise<Omit<RowResult, 'controls'>> {
  const cases: CaseResult[] = [];
  const lateness: number[] = [];
  const stalls: number[] = [];
  const world = await World.start({ seed: context.seed, plan: 'clean', control });
  try {
    const random = seededRandom(context.seed);
    const endMs = performance.now() + budgetMs;
    for (let n = 1; n <= casesMax && (n === 1 || performance.now() < endMs); n++) {
      const frame = control !== null || random.uniform() < 0.5 ? 'forward' : 'swallow';
      const how = random.uniform() < 0.5 ? 'cut' : 'halfOpen';
      const result = await runCase(`cut ${n}: ${frame}, ${how}`, () => cutOnce(world, n, frame, how, lateness, stalls));
      if (result.problems.length > 0 && control === null) for (const line of await world.driver.ask<readonly string[]>({ do: 'tail' })) context.say(line);
      cases.push(result);
    }
    const { state, comparison } = await world.settle();
    const stats = await world.command({ cmd: 'stats' });
    const problems = [...comparison.differences, ...state.violations, ...state.breaks];
    if (Number(stats['newOrderFramesMax']) > 1) problems.push(`an order was put on the line ${String(stats['newOrderFramesMax'])} times`);
    if (Number(stats['newOrders']) !== cases.length) problems.push(`${cases.length} intents, ${String(stats['newOrders'])} orders on the line`);
    cases.push({ name: 'at the end', problems });
    return {
      id: 'R7', title: 'unknown outcome: cut after send, before the answer', cases, invariantChecks: state.checks, invariantViolations: state.violations.length,
      figures: {
        cuts: cases.length - 1, 're-sends': Number(stats['newOrderFramesMax']) - 1, ghosts: comparison.ghosts, 'accepted per intent, most': comparison.acceptedPerIntentMax,
        'unresolved after the time-out p50 ms': Math.round(quantile(lateness, 0.5)), 'worst ms': Math.round(Math.max(0, ...lateness)), 'of it loop standing still, worst ms': Math.round(Math.max(0, ...stalls)),
      },
    };
  } finally {
    await world.stop();
  }
}

async function cutOnce(world: World, n: number, frame: 'forward' | 'swallow', how: 'cut' | 'halfOpen', lateness: number[], stalls: number[]): Promise<readonly string[]> {
  const problems: string[] = [];
  await world.until('ready and live', (s) => s.omsState === 'ready' && s.feedState === 'live');
  const book = await world.driver.book();
  const quote = book.quotes[0];
  if (!quote) return ['no quote'];
  await world.command({ cmd: 'after', msgType: 'NewOrderSingle', frame, do: how });
  const outcome = await world.driver.ask<{ readonly sent: boolean; readonly clOrdId: string; readonly code: string | null }>({
    do: 'submit', intent: { symbol: quote.symbol, side: 'buy', ordType: 'limit', price: priceTicks(n % 2 === 0 ? quote.ask : quote.bid - 50), orderQty: quantityLots(n), timeInForce: 'gtc', suggestionId: null, provenance: byTrader },
  });
  if (!outcome.sent) return [`denied: ${outcome.code}`];
  const shown = await world.until('unresolved', (s) => s.unresolved.some((u) => u.clOrdId === outcome.clOrdId), 5_000);
  const view = shown.unresolved.find((u) => u.clOrdId === outcome.clOrdId);
  const lateMs = (view?.afterMs ?? 0) - ackTimeoutMs;
  lateness.push(lateMs);
  stalls.push(view?.loopStallMs ?? 0);
  if (lateMs - (view?.loopStallMs ?? 0) > shownMsMax) problems.push(`shown as unresolved ${Math.round(lateMs)} ms after the time-out, ${Math.round(view?.loopStallMs ?? 0)} ms of it the loop stood still`);
  const status = shown.orders.find((o) => o.clOrdId === outcome.clOrdId)?.ordStatus;
  if (status === 'rejected') problems.push('an unknown outcome is shown as rejected');
  await pause(100);
  const before = (await world.driver.state()).orders.find((o) => o.clOrdId === outcome.clOrdId)?.ordStatus;
  if (before !== 'unresolved') problems.push(`with the line still dead it is shown as ${before}`);
  await world.command({ cmd: 'heal' });
  const resolved = await world.until('resolved', (s) => s.omsState === 'ready' && s.orders.some((o) => o.clOrdId === outcome.clOrdId && !['unresolved', 'pendingNew'].includes(o.ordStatus)));
  await pause(control(world) ? 300 : 0);
  const ledger = world.ledger();
  const theirs = ledger.orders.find((o) => o.clOrdId === outcome.clOrdId);
  const ours = resolved.orders.find((o) => o.clOrdId === outcome.clOrdId);
  if (frame === 'forward' && !theirs) problems.push('the forwarded order is not in the ledger');
  if (frame === 'swallow' && (theirs || ours?.ordStatus !== 'rejected')) problems.push(`the swallowed order: ledger ${theirs?.state ?? 'has none'}, blotter ${ours?.ordStatus}`);
  const { acceptedPerIntentMax } = compare(await world.driver.state(), ledger);
  if (acceptedPerIntentMax > 1) problems.push(`${acceptedPerIntentMax} accepted orders of one intent`);
  return problems;
}

const control = (world: World): boolean => world.options.control !== null && world.options.control !== undefined;
