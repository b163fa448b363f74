/**
 * P10: from the feeder's send stamp to the watchlist's cell in a real Chromium: the whole product, venue line, core,
 * loopback host, channel, page. Each quote's bid is a number of its own, so that the text of a cell says which quote it
 * shows. The peer is a bare page with AG Grid, fed by a bare WebSocket, in the same browser.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { browserArguments, findBrowser, windowOf1600x1000 } from '../find-browser.ts';
import { scratchDir } from '../../tests/system/live-core.ts';
import { startBareGrid } from './bare-grid.ts';
import { startFeeder, type Feeder } from './feeder-process.ts';
import type { Bench, Figure } from './row.ts';
import { frameGaps, pageClock, startProbe, takeShown, type Shown } from './screen-probe.ts';
import { serveProcess } from './serve-process.ts';
import { acrossRounds, summarise } from './summary.ts';

interface Run {
  readonly domP50: number;
  readonly domP99: number;
  readonly frameP50: number;
  readonly frameP99: number;
  readonly madeP99: number;
  /** Quotes that were seen on the screen, a share of those sent; the others were replaced before a frame came. */
  readonly shown: number;
  /** Processor time of the page's main thread, a share: neighbours that take the processor away are not in it. */
  readonly busy: number;
  readonly problem: string | null;
}

interface Target {
  readonly url: string;
  /** Selects the cells of the bid. */
  readonly cell: string;
}

const symbols = 40;

/** Runs each rate once on a page that has just been opened. */
async function measure(context: BrowserContext, target: Target, feeder: Feeder, rates: readonly number[], seconds: number, stampsFile: string): Promise<readonly Run[]> {
  const page = await context.newPage();
  try {
    await page.goto(target.url);
    await page.waitForSelector(target.cell, { state: 'attached', timeout: 20_000 });
    await startProbe(page, target.cell);
    await feeder.run('go 1 1000'); // what is compiled on first use is compiled now
    await untilShown(page, feeder.ready.counterBase + readStamps(stampsFile).length - 1);
    const metrics = await context.newCDPSession(page);
    await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workedMs = async (): Promise<number> => ((await metrics.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0) * 1000;
    const runs: Run[] = [];
    for (const rate of rates) {
      await takeShown(page);
      const clock = await pageClock(page);
      const [before, begunMs] = [await workedMs(), performance.now()];
      const sent = await feeder.run(`go ${seconds} ${rate}`);
      const busy = (await workedMs() - before) / (performance.now() - begunMs);
      runs.push({ ...await judge(page, feeder, sent.ticks, clock.toMonotonic, readStamps(stampsFile)), busy });
    }
    return runs;
  } finally {
    await page.close();
  }
}

const readStamps = (file: string): Float64Array => {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

/** Everything shown until the newest quote is, or for 5 s. */
async function untilShown(page: Page, newest: number): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  const giveUpMs = performance.now() + 5000;
  while (performance.now() < giveUpMs && !shown.some((one) => one.value === newest)) {
    await page.waitForTimeout(50);
    shown.push(...await takeShown(page));
  }
  return shown;
}

async function judge(page: Page, feeder: Feeder, sent: number, toMonotonic: number, stamps: Float64Array): Promise<Omit<Run, 'busy'>> {
  const newest = feeder.ready.counterBase + stamps.length - 1;
  const shown = await untilShown(page, newest);
  const first = stamps.length - sent;
  const ms = { dom: [] as number[], frame: [] as number[], made: [] as number[] };
  let strange = 0;
  for (const one of shown) {
    const id = one.value - feeder.ready.counterBase;
    const stamp = id >= first ? stamps[id] : undefined;
    if (stamp === undefined) { strange++; continue; }
    const since = (at: number): number => (at * 1000 + toMonotonic + feeder.ready.offset - stamp) / 1000;
    ms.dom.push(since(one.domMs));
    ms.frame.push(since(one.frameMs));
    ms.made.push(since(one.madeMs));
  }
  const [dom, frame, made] = [summarise(ms.dom), summarise(ms.frame), summarise(ms.made)];
  const problem = shown.length === 0 ? 'nothing was shown'
    : strange > 0 ? `${strange} of ${shown.length} cells showed what was not sent`
    : !shown.some((one) => one.value === newest) ? 'the last quote sent was not shown within 5 s' : null;
  return { domP50: dom.p50, domP99: dom.p99, frameP50: frame.p50, frameP99: frame.p99, madeP99: made.p99, shown: shown.length / sent, problem };
}

/** Animation frames of a page with nothing on it. */
async function emptyPage(context: BrowserContext): Promise<number> {
  const page = await context.newPage();
  const gaps = summarise(await frameGaps(page, 1500));
  await page.close();
  return gaps.p99;
}

export const tickToScreen: Bench = async ({ rounds, quick }) => {
  const rates = quick ? [100, 1000] : [100, 1000, 20_000];
  const seconds = quick ? 2 : 2.5;
  if (!existsSync('out/renderer/index.html')) throw new Error('no built page: npm run build first');
  const found = findBrowser();
  if (typeof found === 'string') throw new Error(found);
  const dir = scratchDir();
  const stampsFile = join(dir.path, 'stamps.bin');
  const feeder = await startFeeder(['--symbols', String(symbols), '--prices', 'counter', '--bar-ms', '5000', '--history', '150', '--stamps', stampsFile]);
  const core = await serveProcess({ dataDir: join(dir.path, 'profile'), ...feeder.ready });
  const bare = await startBareGrid(feeder.ready.marketData, symbols);
  const browser = await chromium.launch({ executablePath: found.executablePath, args: [...browserArguments, windowOf1600x1000] });
  const ours: (readonly Run[])[] = [];
  const peer: (readonly Run[])[] = [];
  const empty: number[] = [];
  try {
    const context = await browser.newContext({ viewport: null });
    const enter = await context.newPage();
    await enter.goto(core.url); // the link opens once; the cookie that it leaves opens the rest
    await enter.close();
    const product: Target = { url: new URL(core.url).origin, cell: 'table.watchlist td:nth-child(2)' };
    const grid: Target = { url: bare.url, cell: '.ag-cell[col-id="bid"]' };
    for (let round = 0; round < rounds; round++) {
      ours.push(await measure(context, product, feeder, rates, seconds, stampsFile));
      peer.push(await measure(context, grid, feeder, rates, seconds, stampsFile));
      empty.push(await emptyPage(context));
    }
  } finally {
    await browser.close();
    bare.stop();
    await core.stop();
    await feeder.stop();
    dir.remove();
  }
  return {
    id: 'P10',
    title: 'tick to screen',
    workload: `${rates.join(' / ')} quotes/s over ${symbols} instruments, ${seconds} s each a round; headless Chromium ${browser.version()}, 1600x1000, software rendering; Candor: default layout, watchlist of ${symbols} x 7 cells; peer: AG Grid of ${symbols} x 6 cells, unsorted, 16 ms asynchronous transactions`,
    figures: [
      ...rates.flatMap((rate, i) => figuresOf(`${rate}/s`, ours.map((runs) => runs[i]), peer.map((runs) => runs[i]))),
      { name: 'empty page, gap between frames p99', unit: 'ms', ...acrossRounds(empty) },
    ],
    problem: [...ours, ...peer].flat().find((run) => run.problem)?.problem ?? null,
    notes: [
      'DOM: when a MutationObserver hears of the cell. Frame: when the next requestAnimationFrame begins, which is before that frame is on the glass; "made" is the first task after its rendering. Presentation by the compositor is not in it.',
      'The page\'s clock is set against the machine\'s by asking it the time 60 times and keeping the fastest answer. The line is plain.',
      'Shown: share of the quotes sent that a cell showed; the others were replaced by a newer one of their instrument within a frame. The last quote sent must be on the screen at the end, and every text must be a price that was sent, or the row is void.',
    ],
  };
};

function figuresOf(at: string, ours: readonly (Run | undefined)[], peer: readonly (Run | undefined)[]): Figure[] {
  const line = (name: string, unit: string, runs: readonly (Run | undefined)[], of: (run: Run) => number): Figure =>
    ({ name: `${at} ${name}`, unit, ...acrossRounds(runs.flatMap((run) => (run ? [of(run)] : []))) });
  return [
    line('cell in DOM p50', 'ms', ours, (r) => r.domP50),
    line('cell in DOM p99', 'ms', ours, (r) => r.domP99),
    line('frame begun p50', 'ms', ours, (r) => r.frameP50),
    line('frame begun p99', 'ms', ours, (r) => r.frameP99),
    line('frame made p99', 'ms', ours, (r) => r.madeP99),
    line('shown', '%', ours, (r) => r.shown * 100),
    line('main thread at work', '%', ours, (r) => r.busy * 100),
    line('bare grid, DOM p50', 'ms', peer, (r) => r.domP50),
    line('bare grid, DOM p99', 'ms', peer, (r) => r.domP99),
    line('bare grid, frame begun p50', 'ms', peer, (r) => r.frameP50),
    line('bare grid, frame begun p99', 'ms', peer, (r) => r.frameP99),
    line('bare grid, shown', '%', peer, (r) => r.shown * 100),
    line('bare grid, main thread at work', '%', peer, (r) => r.busy * 100),
  ];
}
