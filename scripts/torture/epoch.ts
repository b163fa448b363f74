/** R15: the OMS is killed and comes back with a new epoch and the same OrderIDs and ExecIDs. Nothing may be attributed across. */
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Side } from '../../src/shared/domain/order.ts';
import { World } from './harness.ts';
import type { ControlName } from './protocol.ts';
import { byTrader } from './random-trader.ts';
import { runCase, runControl, type CaseResult, type ControlResult, type TortureRow } from './row.ts';

/** Orders of each kind in each epoch: resting ones, and ones that fill at once. */
const ordersPerKind = 3;

interface Figures {
  runs: number;
  restarts: number;
  reused: number;
  fills: number;
  crossed: number;
  checks: number;
  violations: number;
  neverAnswered: number;
}

export const epoch: TortureRow = {
  id: 'R15',
  async run(context) {
    const figures: Figures = { runs: 0, restarts: 0, reused: 0, fills: 0, crossed: 0, checks: 0, violations: 0, neverAnswered: 0 };
    const endMs = performance.now() + context.budgetMs * 0.6;
    const cases: CaseResult[] = [];
    for (let n = 0; n < context.sessionsMax && (n === 0 || performance.now() < endMs); n++) {
      const result = await runCase(`run ${n + 1}, seed ${context.seed + n}`, () => run(context.seed + n, null, figures));
      context.say(`${result.name}: ${result.problems.length === 0 ? 'nothing crossed' : result.problems.join('; ')}`);
      cases.push(result);
    }
    const controls: ControlResult[] = [];
    for (const control of ['byOrderId', 'byExecId'] as const) {
      const idle: Figures = { runs: 0, restarts: 0, reused: 0, fills: 0, crossed: 0, checks: 0, violations: 0, neverAnswered: 0 };
      controls.push(await runControl(control, () => run(context.seed, control, idle)));
    }
    return {
      id: 'R15', title: 'OMS restart: new epoch, ids used again', cases, controls, invariantChecks: figures.checks, invariantViolations: figures.violations,
      figures: {
        runs: figures.runs, 'OMS restarts': figures.restarts, 'OrderIDs used again': figures.reused, 'fills of a run, most': figures.fills, 'cross-attributed events': figures.crossed,
        'orders in flight over a restart': figures.neverAnswered,
      },
    };
  },
};

async function run(seed: number, control: ControlName | null, figures: Figures): Promise<readonly string[]> {
  const world = await World.start({ seed, plan: 'reused', control });
  const problems: string[] = [];
  try {
    figures.runs++;
    let quantity = await trade(world, 0);
    problems.push(...await judge(world, figures, 'before'));
    for (let restart = 1; restart <= 2; restart++) {
      const lost = restart === 2 && control === null ? await inFlight(world, ++quantity) : null;
      await world.killVenue();
      await world.startVenue();
      await world.command({ cmd: 'heal' });
      figures.restarts++;
      await world.until('ready with the new epoch', (s) => s.omsState === 'ready' && s.feedState === 'live' && s.epoch === world.venue.ready.epoch, 30_000);
      if (lost) problems.push(...await afterLoss(world, lost, figures));
      quantity = await trade(world, quantity);
      problems.push(...await judge(world, figures, `after restart ${restart}`));
    }
    const { orders } = await world.driver.state();
    const ids = orders.flatMap((o) => (o.orderId === null || o.orderId === 'NONE' ? [] : [o.orderId]));
    const reused = ids.length - new Set(ids).size;
    figures.reused += reused;
    if (reused === 0) problems.push('no OrderID came twice: the run shows nothing');
  } finally {
    await world.stop();
  }
  return problems;
}

/** Sends orders that rest and orders that fill; each has a quantity of its own. @returns the last one used. */
async function trade(world: World, from: number): Promise<number> {
  let quantity = from;
  for (let n = 0; n < ordersPerKind * 2; n++) {
    const { quotes } = await world.driver.book();
    const quote = quotes[n % quotes.length];
    if (!quote) throw new Error('no quote');
    const fills = n % 2 === 1;
    const side: Side = n % 3 === 0 ? 'sell' : 'buy';
    const away = side === 'buy' ? -60 : 60;
    const outcome = await world.driver.ask<{ readonly sent: boolean; readonly code: string | null }>({ do: 'submit', intent: {
      symbol: quote.symbol, side, ordType: fills ? 'market' : 'limit', price: fills ? null : priceTicks(quote.bid + away), orderQty: quantityLots(++quantity),
      timeInForce: fills ? 'day' : 'gtc', suggestionId: null, provenance: byTrader,
    } });
    if (!outcome.sent) throw new Error(`denied: ${outcome.code}`);
  }
  return quantity;
}

/** An order that the OMS has taken when it is killed, and whose answer never came. */
async function inFlight(world: World, quantity: number): Promise<string> {
  const { quotes } = await world.driver.book();
  const quote = quotes[0];
  if (!quote) throw new Error('no quote');
  await world.command({ cmd: 'after', msgType: 'NewOrderSingle', frame: 'forward', do: 'halfOpen' });
  const { clOrdId } = await world.driver.ask<{ readonly clOrdId: string }>({ do: 'submit', intent: {
    symbol: quote.symbol, side: 'buy', ordType: 'limit', price: priceTicks(quote.bid - 60), orderQty: quantityLots(quantity), timeInForce: 'gtc', suggestionId: null, provenance: byTrader,
  } });
  const end = performance.now() + 5000;
  while (!world.ledger().orders.some((o) => o.clOrdId === clOrdId)) if (performance.now() > end) throw new Error('the OMS did not get the order');
  return clOrdId;
}

/** The run of the OMS that had it is gone: nobody can say what became of it, and the blotter must not say that it was never there. */
async function afterLoss(world: World, clOrdId: string, figures: Figures): Promise<readonly string[]> {
  figures.neverAnswered++;
  const { orders, breaks } = await world.driver.state();
  const order = orders.find((o) => o.clOrdId === clOrdId);
  const problems: string[] = [];
  if (order?.ordStatus === 'rejected') problems.push(`an order that the old OMS had accepted is shown as rejected: ${order.text ?? ''}`);
  if (!breaks.some((b) => b.includes(clOrdId))) problems.push('the lost order is no break: nobody is told');
  return problems;
}

async function judge(world: World, figures: Figures, when: string): Promise<readonly string[]> {
  const { state, comparison } = await world.settle(12_000);
  figures.checks += state.checks + 1;
  figures.violations += state.violations.length;
  figures.fills = Math.max(figures.fills, state.fills.length);
  const crossed = comparison.fillsLost + comparison.fillsDoubled;
  figures.crossed += crossed;
  return [...comparison.differences.slice(0, 4).map((d) => `${when}: ${d}`), ...state.violations, ...(state.trading === 'active' ? [] : [`${when}: trading ${state.trading}`])];
}
