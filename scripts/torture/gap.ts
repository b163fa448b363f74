/** R9: market data with holes, and a feed that dies in silence. The book is the venue's or is marked as old. */
import { Subscriber } from 'zeromq';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { staleAfterMs } from '../../src/shared/domain/connection.ts';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema, marketDataTopic } from '../../src/shared/wire/market-data.ts';
import { pause, World } from './harness.ts';
import type { BookView, ControlName } from './protocol.ts';
import { byTrader } from './random-trader.ts';
import { quantile, runCase, runControl, type CaseResult, type ControlResult, type TortureRow } from './row.ts';

/** How long faults last at least, ms. */
const faultMs = 3_000;
/** Where the market is so quiet that nothing was lost yet, ms. */
const faultMsMax = 20_000;
/** Between two looks at the book, ms. */
const lookEveryMs = 50;
/** Beyond the limit: the machine's own delays of a look from another process, ms. */
const slackMs = 400;

interface Figures {
  gaps: number;
  dropped: number;
  looks: number;
  wrong: number;
  stale: number[];
  checks: number;
  violations: number;
}
const nothing = (): Figures => ({ gaps: 0, dropped: 0, looks: 0, wrong: 0, stale: [], checks: 0, violations: 0 });

export const gap: TortureRow = {
  id: 'R9',
  async run(context) {
    const figures = nothing();
    const cases: CaseResult[] = [];
    const world = await World.start({ seed: context.seed, plan: 'gaps', speed: 60 });
    const oracle = new Oracle(world.venue.ready.marketData);
    try {
      const endMs = performance.now() + context.budgetMs * 0.6;
      for (let n = 1; n <= context.sessionsMax && (n === 1 || performance.now() < endMs); n++) {
        cases.push(await runCase(`holes ${n}`, () => holes(world, oracle, figures, faultMs)));
        cases.push(await runCase(`silence ${n}`, () => silence(world, figures)));
        context.say(cases.slice(-2).map((c) => `${c.name}: ${c.problems.length === 0 ? 'as it must' : c.problems.slice(0, 3).join('; ')}`).join(' | '));
      }
      const state = await world.driver.state();
      figures.checks += state.checks;
      figures.violations += state.violations.length;
      cases.push({ name: 'invariants', problems: state.violations });
    } finally {
      oracle.close();
      await world.stop();
    }
    const controls: ControlResult[] = [await controlled(context.seed, 'ignoreGaps', (w, o) => holes(w, o, nothing(), faultMs)), await controlled(context.seed, 'alwaysLive', async (w) => [...await silence(w, nothing()), ...(await w.driver.state()).violations])];
    return {
      id: 'R9', title: 'gap and staleness', cases, controls, invariantChecks: figures.checks + figures.looks, invariantViolations: figures.violations + figures.wrong,
      figures: {
        'batches dropped': figures.dropped, 'gaps seen': figures.gaps, 'books compared': figures.looks, 'books that were wrong': figures.wrong, 'silences': figures.stale.length,
        'silence to stale p50 ms': Math.round(quantile(figures.stale, 0.5)), 'worst ms': Math.round(Math.max(0, ...figures.stale)), 'limit ms': staleAfterMs,
      },
    };
  },
};

async function controlled(seed: number, control: ControlName, body: (world: World, oracle: Oracle) => Promise<readonly string[]>): Promise<ControlResult> {
  const world = await World.start({ seed, plan: 'gaps', speed: 60, control });
  const oracle = new Oracle(world.venue.ready.marketData);
  try {
    return await runControl(control, () => body(world, oracle));
  } finally {
    oracle.close();
    await world.stop();
  }
}

/** Every book that the core shows as whole must be the venue's as it was at that number. */
async function holes(world: World, oracle: Oracle, figures: Figures, ms: number): Promise<readonly string[]> {
  const before = await world.driver.state();
  const droppedBefore = await dropped(world);
  await world.command({ cmd: 'faults', on: true });
  const books: BookView[] = [];
  const fromMs = performance.now();
  while (performance.now() - fromMs < ms || (performance.now() - fromMs < faultMsMax && (await dropped(world)) === droppedBefore)) {
    books.push(await world.driver.book());
    await pause(lookEveryMs);
  }
  await world.command({ cmd: 'heal' });
  const end = performance.now() + 10_000;
  for (let book = await world.driver.book(); ; book = await world.driver.book()) {
    books.push(book);
    if (book.synchronised && book.feedState === 'live') break;
    if (performance.now() > end) return [`no whole book 10 s after the faults ended (${book.feedState})`];
    await pause(lookEveryMs);
  }
  const after = await world.driver.state();
  const lost = (await dropped(world)) - droppedBefore;
  figures.gaps += after.gaps - before.gaps;
  figures.dropped += lost;
  const problems: string[] = [];
  for (const book of books.filter((b) => b.synchronised)) {
    const wrong = await oracle.differences(book);
    figures.looks++;
    if (wrong.length > 0) figures.wrong++;
    problems.push(...wrong);
  }
  if (lost === 0) problems.push('nothing was dropped: the case shows nothing');
  else if (after.gaps === before.gaps) problems.push(`${lost} batches were dropped and no gap was seen`);
  return problems.slice(0, 5);
}

const dropped = async (world: World): Promise<number> => ((await world.command({ cmd: 'stats' }))['marketData'] as { readonly dropped: number }).dropped;

/** The feed dies without a word: stale in time, orders denied by it, live again afterwards. */
async function silence(world: World, figures: Figures): Promise<readonly string[]> {
  await world.until('a live feed', (s) => s.feedState === 'live' && s.omsState === 'ready');
  const problems: string[] = [];
  await world.command({ cmd: 'halfOpen', line: 'marketData' });
  const fromMs = performance.now();
  let state = (await world.driver.book()).feedState;
  while (state === 'live' && performance.now() - fromMs < staleAfterMs + 2_000) {
    await pause(20);
    state = (await world.driver.book()).feedState;
  }
  const staleMs = performance.now() - fromMs;
  figures.stale.push(staleMs);
  if (staleMs > staleAfterMs + slackMs) problems.push(`still shown as live ${Math.round(staleMs)} ms after the last frame, limit ${staleAfterMs}`);
  const quote = (await world.driver.book()).quotes[0];
  const outcome = await world.driver.ask<{ readonly sent: boolean; readonly code: string | null }>({ do: 'submit', intent: {
    symbol: quote?.symbol ?? '', side: 'buy', ordType: 'limit', price: priceTicks((quote?.bid ?? 100) - 60), orderQty: quantityLots(1), timeInForce: 'day', suggestionId: null, provenance: byTrader,
  } });
  if (outcome.code !== 'STALE_MARKET_DATA') problems.push(`an order on a dead feed: ${outcome.sent ? 'sent' : outcome.code}`);
  await world.command({ cmd: 'heal' });
  await world.until('live again', (s) => s.feedState === 'live', 15_000);
  return problems;
}

/** Batches remembered by the oracle. */
const batchesKept = 50_000;

/** A subscriber of our own, straight at the venue: what the quotes were at each number. */
class Oracle {
  private readonly socket = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private readonly history = new Map<string, { readonly seq: number; readonly text: string }[]>();
  private last = 0;

  constructor(endpoint: string) {
    this.socket.connect(endpoint);
    this.socket.subscribe(marketDataTopic);
    void this.listen().catch(() => undefined);
  }

  close(): void {
    this.socket.close();
  }

  /** Quotes of `book` that were not the venue's at its number; those that this oracle has not seen are left out. */
  async differences(book: BookView): Promise<readonly string[]> {
    for (const end = performance.now() + 3000; this.last < book.delivered && performance.now() < end;) await pause(10);
    return book.quotes.flatMap((q) => {
      const then = this.history.get(q.symbol)?.findLast((h) => h.seq <= book.delivered);
      const text = `${q.bid} x ${q.bidSize} / ${q.ask} x ${q.askSize}`;
      return then && then.text !== text ? [`at ${book.delivered} the core has ${q.symbol} ${text}, the venue had ${then.text} since ${then.seq}`] : [];
    });
  }

  private async listen(): Promise<void> {
    for await (const [, body] of this.socket) {
      const decoded = body ? decodeFrame(body) : null;
      const parsed = marketDataBatchSchema.safeParse(decoded?.ok ? decoded.value : null);
      if (!parsed.success) continue;
      for (const entry of parsed.data.entries) {
        if (entry.type !== 'quote') continue;
        const list = this.history.get(entry.symbol) ?? [];
        this.history.set(entry.symbol, list);
        list.push({ seq: parsed.data.mdSeq, text: `${entry.bid} x ${entry.bidSize} / ${entry.ask} x ${entry.askSize}` });
        if (list.length > batchesKept) list.shift();
      }
      this.last = Math.max(this.last, parsed.data.mdSeq);
    }
  }
}
