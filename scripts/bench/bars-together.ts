/**
 * P8B: bars of all instruments end together, as minutes do, and all seven models read each of them. How long until the last reading is told, and
 * whether the core's thread, which prices and orders pass through, is held up meanwhile. Beside it the same quotes without bars.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { scratchDir, startCore, until } from '../../tests/system/live-core.ts';
import { BusyStretch } from './busy-stretch.ts';
import { monotonicMicros } from './clock.ts';
import { startFeeder } from './feeder-process.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds, summarise } from './summary.ts';

const workload = (quick: boolean) => ({ symbols: 200, rate: 2000, barMs: 1000, ends: quick ? 3 : 10 });
type Sizes = ReturnType<typeof workload>;

interface Run {
  /** From the stamp of the bars to the first and the last reading of them, microseconds; medians and the worst of the ends. */
  readonly first: number;
  readonly last: number;
  readonly lastWorst: number;
  /** From a quote's stamp to the last listener of market data, microseconds. */
  readonly quoteP50: number;
  readonly quoteP99: number;
  readonly quoteWorst: number;
  /** Longest that the loop came late to a timer of a millisecond, milliseconds. */
  readonly loopWorstMs: number;
  /** Longest stretch of work of the core's thread, and all of its work, milliseconds of processor time. */
  readonly stretchMs: number;
  readonly workMs: number;
  readonly problem: string | null;
}

async function candor(sizes: Sizes, withBars: boolean): Promise<Run> {
  const dir = scratchDir();
  const feeder = await startFeeder([
    '--symbols', String(sizes.symbols), '--rate', String(sizes.rate), '--bar-ms', String(withBars ? sizes.barMs : 0), '--bars-together', '--history', '150',
  ]);
  const core = await startCore({ dataDir: dir.path, orders: feeder.ready.orders, marketData: feeder.ready.marketData });
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const work = new BusyStretch();
  try {
    const { marketData, signals, status, venue } = core.rooms;
    await until('ready', () => venue.state === 'ready');
    const now = (): number => monotonicMicros() + feeder.ready.offset;
    const quotes: number[] = [];
    /** By the bars' end: when each reading of them was told. */
    const told = new Map<number, number[]>();
    let [readings, scored] = [0, 0];
    marketData.listen({ onQuote: (_symbol, quote) => quotes.push(now() - quote.venueTime) });
    signals.onReading(({ asOf, signal }) => {
      readings++;
      if (signal) scored++;
      told.set(asOf, [...told.get(asOf) ?? [], now() - asOf]);
    });
    const warmUp = await feeder.run(`go ${2 * sizes.barMs / 1000 + 0.5}`);
    await until('the readings', () => readings >= warmUp.bars && quotes.length >= warmUp.ticks);
    [readings, scored] = [0, 0];
    told.clear();
    quotes.length = 0;
    loop.enable();
    work.start();
    const sent = await feeder.run(`go ${(sizes.ends * sizes.barMs) / 1000 + 0.5}`);
    await until('the readings', () => readings >= sent.bars && quotes.length >= sent.ticks).catch(() => undefined);
    const { longestMs, allMs } = work.stop();
    loop.disable();
    const ends = [...told.values()];
    const quote = summarise(quotes);
    const problem = readings !== sent.bars ? `${sent.bars} bars sent, ${readings} readings told`
      : quotes.length !== sent.ticks ? `${sent.ticks} quotes sent, ${quotes.length} applied`
      : status.gaps + status.refused > 0 ? `${status.gaps} gaps, ${status.refused} refused frames`
      : withBars && scored === 0 ? 'no bar was scored' : null;
    const last = summarise(ends.map((at) => Math.max(...at)));
    return {
      first: summarise(ends.map((at) => Math.min(...at))).p50, last: last.p50, lastWorst: last.max, quoteP50: quote.p50, quoteP99: quote.p99, quoteWorst: quote.max,
      loopWorstMs: loop.max / 1e6, stretchMs: longestMs, workMs: allMs, problem,
    };
  } finally {
    loop.disable();
    await core.dispose();
    await feeder.stop();
    dir.remove();
  }
}

export const barsTogether: Bench = async ({ rounds, quick }) => {
  const sizes = workload(quick);
  const [ours, without]: [Run[], Run[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await candor(sizes, true));
    without.push(await candor(sizes, false));
  }
  const figure = (name: string, unit: string, runs: readonly Run[], of: (run: Run) => number): Figure => ({ name, unit, ...acrossRounds(runs.map(of)) });
  return {
    id: 'P8B', title: 'bars that end together',
    workload: `${sizes.symbols} instruments whose bars end in one batch every ${sizes.barMs} ms, ${sizes.ends} times a round, seven models; ${sizes.rate} quotes/s beside them`,
    figures: [
      figure('first reading told', 'ms', ours, (r) => r.first / 1000), figure('last reading told', 'ms', ours, (r) => r.last / 1000), figure('last reading told, worst end', 'ms', ours, (r) => r.lastWorst / 1000),
      figure('loop late, worst', 'ms', ours, (r) => r.loopWorstMs), figure('loop late, worst, no bars', 'ms', without, (r) => r.loopWorstMs),
      figure('quote applied p50', 'µs', ours, (r) => r.quoteP50), figure('quote applied p50, no bars', 'µs', without, (r) => r.quoteP50),
      figure('quote applied p99', 'µs', ours, (r) => r.quoteP99), figure('quote applied p99, no bars', 'µs', without, (r) => r.quoteP99),
      figure('quote applied, worst', 'ms', ours, (r) => r.quoteWorst / 1000), figure('quote applied, worst, no bars', 'ms', without, (r) => r.quoteWorst / 1000),
      figure('longest stretch of work', 'ms', ours, (r) => r.stretchMs), figure('longest stretch of work, no bars', 'ms', without, (r) => r.stretchMs),
      figure('work an end', 'ms', ours.map((r, i) => ({ ...r, workMs: (r.workMs - (without[i]?.workMs ?? 0)) / sizes.ends })), (r) => r.workMs),
    ],
    problem: [...ours, ...without].find((r) => r.problem)?.problem ?? null,
    notes: [
      'In: the bars\' frames, features, seven models in the inference process (another process), exact explanation, stability of the proposed call, policy, journal entries. Out: any screen.',
      'Work is processor time of the core\'s thread, so that neighbours are not in it; "an end" is what bars add. A stretch lasts until the loop looks at its timers.',
      'Quotes are stamped when they are sent: one that arrives while the loop is busy waits for it, so "quote applied, worst" is what prices pay for a minute\'s end.',
    ],
  };
};
