/**
 * P9: 10,000 orders and 20,000 changes of rows a second, measured by the frames that the compositor presented. The
 * product's own page, over its own channel, with the blotter alone and in its default layout; the peer is AG Grid with its
 * default options in a bare page, same browser, same rows at the same moments; and an empty page says what the machine gives.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startReady, type ReadyProcess } from '../child-process.ts';
import { browserArguments, findBrowser, windowOf1600x1000 } from '../find-browser.ts';
import { markClock, rowsInView, scrollTo, startBlotterProbe, takeProbe, type ProbeResult } from './blotter-probe.ts';
import { framesOf, pageClockOf, rowsPresented, summariseFrames, traced, type FrameSummary, type TraceEvent } from './frame-trace.ts';
import type { Bench, Figure } from './row.ts';
import { acrossRounds } from './summary.ts';

interface Run extends FrameSummary {
  readonly longTasks: number;
  readonly blockedMsPerSecond: number;
  /** Processor time of the page's main thread, a share: neighbours that take the processor away are not in it. */
  readonly busy: number;
  /** Rows that the page was sent, a second: what changed twice within a batch is sent once. */
  readonly sentPerSecond: number;
  /** Changes of rows that were on the glass, a second. */
  readonly shownPerSecond: number;
  readonly rowsInView: number;
  readonly problem: string | null;
}

interface DeskReady {
  readonly url: string;
  readonly bareUrl: string;
}

interface Desk extends ReadyProcess<DeskReady> {
  go(seconds: number, perSecond: number): Promise<{ readonly made: number; readonly sent: number }>;
  /** How often each order has changed. */
  state(): Promise<ReadonlyMap<string, number>>;
}

interface Target {
  readonly name: string;
  readonly url: string;
  /** The dock holds nothing but the blotter. */
  readonly alone?: boolean;
}

export const blotterFrames: Bench = async ({ rounds, quick }) => {
  const [orders, perSecond, seconds] = quick ? [2000, 5000, 3] : [10_000, 20_000, 6];
  const pageDir = process.env.CANDOR_BENCH_PAGE ?? 'out/renderer';
  if (!existsSync(`${pageDir}/index.html`)) throw new Error('no built page: npm run build first');
  const found = findBrowser();
  if (typeof found === 'string') throw new Error(found);
  const desk = await startDesk(orders, pageDir);
  const browser = await chromium.launch({ executablePath: found.executablePath, args: [...browserArguments, windowOf1600x1000] });
  const runs = { alone: [] as Run[], full: [] as Run[], bare: [] as Run[], empty: [] as Run[] };
  try {
    const context = await browser.newContext({ viewport: null });
    const enter = await context.newPage();
    await enter.goto(desk.ready.url);
    await enter.close();
    const url = new URL(desk.ready.url).origin;
    const one = (target: Target): Promise<Run> => measure(browser, context, target, desk, seconds, perSecond);
    for (let round = 0; round < rounds; round++) {
      runs.alone.push(await one({ name: 'blotter alone', url, alone: true }));
      runs.bare.push(await one({ name: 'bare grid', url: desk.ready.bareUrl }));
      runs.full.push(await one({ name: 'default layout', url }));
      runs.empty.push(await emptyPage(browser, context, seconds));
    }
  } finally {
    await browser.close();
    await desk.stop();
  }
  return {
    id: 'P9',
    title: 'frames of the blotter',
    workload: `${orders} orders, ${perSecond} changes of rows/s (3 to 6 cells each; one in ten of the 40 newest, which are in view; unsorted but for the newest first), ${seconds} s a round, traced; headless Chromium ${browser.version()}, window of 1600x1000, software rendering; rows in view: blotter alone ${runs.alone[0]?.rowsInView}, default layout ${runs.full[0]?.rowsInView}, bare grid ${runs.bare[0]?.rowsInView}`,
    figures: [...figuresOf('blotter', runs.alone), ...figuresOf('layout', runs.full), ...figuresOf('bare grid', runs.bare), ...figuresOf('empty page', runs.empty).slice(0, 6)],
    problem: Object.values(runs).flat().find((run) => run.problem)?.problem ?? null,
    notes: [
      'A frame counts when the compositor presented it with all that the main thread had due (trace events PipelineReporter, STATE_PRESENTED_ALL). A dot that changes with every animation frame makes each display tick one at which something is due, on every page.',
      'Both pages are sent the same batches, one a 16 ms frame with the last state of each row that changed. The core gathers order events as well: the first at once, those of the next 16 ms together (`Topic`).',
      'Rows shown: changes of rows in view that were in a presented frame. What is in view and how often it is gathered decides it: the bare grid gathers for 50 ms, its default.',
      'After the load every row in view, at five places of the list, must show what was sent last, or the row is void.',
    ],
  };
};

async function startDesk(orders: number, pageDir: string): Promise<Desk> {
  let heard: ((line: string) => void) | null = null;
  const started = await startReady<DeskReady>('scripts/bench/order-desk.ts', ['--orders', String(orders), '--page', pageDir], { onLine: (line) => heard?.(line) });
  const ask = (command: string): Promise<string> => new Promise((resolve) => {
    heard = resolve;
    started.child.stdin?.write(`${command}\n`);
  });
  return {
    ...started,
    go: async (seconds, perSecond) => JSON.parse(await ask(`go ${seconds} ${perSecond}`)) as { made: number; sent: number },
    state: async () => new Map((JSON.parse(await ask('state')) as { orders: [string, number][] }).orders),
  };
}

async function measure(browser: Browser, context: BrowserContext, target: Target, desk: Desk, seconds: number, perSecond: number): Promise<Run> {
  const page = await context.newPage();
  try {
    await page.addInitScript(keepLayout, target.alone === true);
    await page.goto(target.url);
    await page.waitForSelector('.ag-row [col-id="cumQty"]', { timeout: 20_000 });
    const panels = await page.locator('[data-panel]').count();
    if (target.alone && panels !== 1) throw new Error(`the kept layout was not taken: ${panels} panels are shown`);
    await startBlotterProbe(page);
    await desk.go(1, perSecond); // what is compiled on first use is compiled now
    const workedMs = await workMeter(context, page);
    let sent = { made: 0, sent: 0 };
    let busy = 0;
    const traceRun = await traceProbe(browser, page, async () => {
      const [worked, begunMs] = [await workedMs(), performance.now()];
      sent = await desk.go(seconds, perSecond);
      busy = (await workedMs() - worked) / (performance.now() - begunMs);
    });
    const inView = (await rowsInView(page)).length;
    const problem = await differences(page, await desk.state());
    return { ...judge(traceRun), busy, sentPerSecond: sent.sent / seconds, rowsInView: inView, problem: problem === null ? null : `${target.name}: ${problem}` };
  } finally {
    await page.close();
  }
}

interface TraceRun {
  readonly events: readonly TraceEvent[];
  readonly markedAtMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly probe: ProbeResult;
}

/** Traces while `run` goes on, and takes what the probe saw meanwhile. */
async function traceProbe(browser: Browser, page: Page, run: () => Promise<void>): Promise<TraceRun> {
  let [markedAtMs, fromMs, toMs] = [0, 0, 0];
  let probe: ProbeResult = { frames: [], longTasks: [], blockedMs: 0 };
  const events = await traced(browser, page, async () => {
    await page.waitForTimeout(300); // what the start of tracing costs is over
    markedAtMs = await markClock(page);
    await takeProbe(page);
    fromMs = await pageNow(page);
    await run();
    toMs = await pageNow(page);
    probe = await takeProbe(page);
    await page.waitForTimeout(200); // the last frame reaches the glass
  });
  return { events, markedAtMs, fromMs, toMs, probe };
}

const pageNow = (page: Page): Promise<number> => page.evaluate(() => performance.now());

function judge({ events, markedAtMs, fromMs, toMs, probe }: TraceRun): Omit<Run, 'busy' | 'sentPerSecond' | 'rowsInView' | 'problem'> {
  const clock = pageClockOf(events, markedAtMs);
  if (!clock) throw new Error('the trace holds no mark of the page');
  const frames = framesOf(events, clock.pid);
  const micros = (ms: number): number => ms * 1000 + clock.toTrace;
  const shown = rowsPresented(frames, probe.frames.map(({ at, rows }) => ({ begunMicros: micros(at), rows })));
  const seconds = (toMs - fromMs) / 1000;
  return { ...summariseFrames(frames, micros(fromMs), micros(toMs)), longTasks: probe.longTasks.length, blockedMsPerSecond: probe.blockedMs / seconds, shownPerSecond: shown / seconds };
}

async function workMeter(context: BrowserContext, page: Page): Promise<() => Promise<number>> {
  const metrics = await context.newCDPSession(page);
  await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => ((await metrics.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** Looks at five places of the list whether each row shows how often it has changed; gives the page 15 s at each: one that starves is late, not wrong. */
async function differences(page: Page, state: ReadonlyMap<string, number>): Promise<string | null> {
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    await scrollTo(page, share);
    await page.waitForTimeout(100);
    const giveUpMs = performance.now() + 15_000;
    let wrong: readonly (readonly [string, number])[] = [];
    let seen = 0;
    do {
      const rows = await rowsInView(page);
      seen = rows.length;
      wrong = rows.filter(([id, cumQty]) => state.get(id) !== cumQty);
      if (wrong.length > 0 || seen === 0) await page.waitForTimeout(50);
    } while ((wrong.length > 0 || seen === 0) && performance.now() < giveUpMs);
    if (seen === 0) return `no row in view at ${share}`;
    const [first] = wrong;
    if (first) return `${wrong.length} of ${seen} rows in view at ${share} do not show what was sent last: ${first[0]} shows ${first[1]}, not ${state.get(first[0])}`;
  }
  return null;
}

/** What the machine gives to a page with nothing on it but the dot. */
async function emptyPage(browser: Browser, context: BrowserContext, seconds: number): Promise<Run> {
  const page = await context.newPage();
  try {
    await page.setContent('<!doctype html><title>empty</title>');
    await startBlotterProbe(page);
    const run = await traceProbe(browser, page, () => page.waitForTimeout(seconds * 1000));
    return { ...judge(run), busy: 0, sentPerSecond: 0, rowsInView: 0, problem: null };
  } finally {
    await page.close();
  }
}

/** Puts a layout of the blotter alone where the page keeps the person's own, or takes it away. Runs in the page, before it. */
function keepLayout(alone: boolean): void {
  const key = `candor.layout.2.${screen.width}x${screen.height}`;
  if (!alone) return localStorage.removeItem(key);
  const grid = { root: { type: 'branch', data: [{ type: 'leaf', data: { views: ['blotter'], activeView: 'blotter', id: '1' }, size: 1600 }], size: 940 }, width: 1600, height: 940, orientation: 'HORIZONTAL' };
  const dock = { grid, panels: { blotter: { id: 'blotter', contentComponent: 'blotter', title: 'Blotter' } }, activeGroup: '1' };
  localStorage.setItem(key, JSON.stringify({ dock, links: {} }));
}

function figuresOf(of: string, runs: readonly Run[]): Figure[] {
  const line = (name: string, unit: string, value: (run: Run) => number): Figure => ({ name: `${of}, ${name}`, unit, ...acrossRounds(runs.map(value)) });
  return [
    line('frames presented', '/s', (r) => r.presentedPerSecond),
    line('between frames p50', 'ms', (r) => r.intervalP50),
    line('between frames p95', 'ms', (r) => r.intervalP95),
    line('between frames p99', 'ms', (r) => r.intervalP99),
    line('ticks presented whole', '%', (r) => r.presentedShare * 100),
    line('ticks dropped', '%', (r) => r.droppedShare * 100),
    line('worst second, presented whole', '%', (r) => r.worstSecondShare * 100),
    line('tasks over 50 ms', '', (r) => r.longTasks),
    line('blocked by long frames', 'ms/s', (r) => r.blockedMsPerSecond),
    line('main thread at work', '%', (r) => r.busy * 100),
    line('rows sent', '/s', (r) => r.sentPerSecond),
    line('rows shown', '/s', (r) => r.shownPerSecond),
  ];
}
