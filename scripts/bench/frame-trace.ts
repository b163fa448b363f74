/**
 * Which frames were on the glass, by the compositor's own account: trace events `PipelineReporter` of the page's process.
 * A callback of requestAnimationFrame says only that a frame was begun; a frame counts here when it was presented.
 */
import type { Browser, Page } from '@playwright/test';

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  /** Microseconds of the machine's monotonic clock. */
  readonly ts: number;
  readonly id2?: { readonly local?: string };
  readonly args?: { readonly frame_reporter?: { readonly state?: string; readonly frame_sequence?: number; readonly layer_tree_host_id?: number } };
}

/** What became of one display tick at which something new was due. `partial`: presented, without what the main thread had due. */
export interface TracedFrame {
  readonly outcome: 'presented' | 'partial' | 'dropped';
  /** Beginning of the frame: what requestAnimationFrame is told. Microseconds. */
  readonly begunMicros: number;
  /** When it was on the glass; when it was given up, for a dropped one. */
  readonly endedMicros: number;
}

export interface FrameSummary {
  readonly presentedPerSecond: number;
  /** Between presentations of frames that were whole, ms. */
  readonly intervalP50: number;
  readonly intervalP95: number;
  readonly intervalP99: number;
  /** Shares of the ticks at which something was due. */
  readonly presentedShare: number;
  readonly droppedShare: number;
  /** Least share presented in any second. */
  readonly worstSecondShare: number;
}

const categories = ['cc', 'benchmark', 'disabled-by-default-devtools.timeline.frame', 'blink.user_timing'];
/** A mark that the page makes to tell its clock; its event carries the tracer's. */
export const clockMark = 'bench-clock';

/** Traces what `run` does in `page`. */
export async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<readonly TraceEvent[]> {
  await browser.startTracing(page, { categories });
  try {
    await run();
  } catch (cause) {
    await browser.stopTracing();
    throw cause;
  }
  return (JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }).traceEvents;
}

/** The page's process, and what must be added to its `performance.now()` in microseconds. Null when the mark is missing. */
export function pageClockOf(events: readonly TraceEvent[], markedAtMs: number): { readonly pid: number; readonly toTrace: number } | null {
  const mark = events.find((event) => event.name === clockMark);
  return mark ? { pid: mark.pid, toTrace: mark.ts - markedAtMs * 1000 } : null;
}

const ranks = { presented: 3, partial: 2, dropped: 1 } as const;

/** Frames of one process, oldest first, one a display tick. Ticks at which nothing was due are left out. */
export function framesOf(events: readonly TraceEvent[], pid: number): readonly TracedFrame[] {
  const open = new Map<string, TraceEvent>();
  const byTick = new Map<number, TracedFrame>();
  for (const event of events) {
    if (event.name !== 'PipelineReporter' || event.pid !== pid) continue;
    const id = event.id2?.local ?? '';
    if (event.ph === 'b') { open.set(id, event); continue; }
    const begin = open.get(id);
    open.delete(id);
    const outcome = outcomeOf(begin?.args?.frame_reporter?.state);
    const tick = begin?.args?.frame_reporter?.frame_sequence;
    if (!begin || !outcome || tick === undefined) continue;
    // A tick has a second reporter when the compositor went ahead without the main thread: the better of the two is what was seen.
    const old = byTick.get(tick);
    if (!old || ranks[outcome] > ranks[old.outcome]) byTick.set(tick, { outcome, begunMicros: begin.ts, endedMicros: event.ts });
  }
  return [...byTick.values()].sort((a, b) => a.begunMicros - b.begunMicros);
}

function outcomeOf(state: string | undefined): TracedFrame['outcome'] | null {
  if (state === 'STATE_PRESENTED_ALL') return 'presented';
  if (state === 'STATE_PRESENTED_PARTIAL') return 'partial';
  return state === 'STATE_DROPPED' ? 'dropped' : null;
}

/** @param fromMicros, toMicros the stretch that counts, by the tracer's clock. */
export function summariseFrames(all: readonly TracedFrame[], fromMicros: number, toMicros: number): FrameSummary {
  const frames = all.filter((frame) => frame.begunMicros >= fromMicros && frame.begunMicros < toMicros);
  const whole = frames.filter((frame) => frame.outcome === 'presented');
  const times = whole.map((frame) => frame.endedMicros).sort((a, b) => a - b);
  const gaps = times.slice(1).map((at, i) => (at - (times[i] ?? at)) / 1000).filter((ms) => ms > 0).sort((a, b) => a - b);
  const at = (q: number): number => gaps[Math.max(0, Math.ceil(q * gaps.length) - 1)] ?? Number.NaN;
  const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);
  let worst = 1;
  for (let second = fromMicros; second + 1e6 <= toMicros + 1; second += 250_000) {
    const within = frames.filter((frame) => frame.begunMicros >= second && frame.begunMicros < second + 1e6);
    worst = Math.min(worst, share(within.filter((frame) => frame.outcome === 'presented').length, within.length));
  }
  return {
    presentedPerSecond: whole.length / ((toMicros - fromMicros) / 1e6),
    intervalP50: at(0.5), intervalP95: at(0.95), intervalP99: at(0.99),
    presentedShare: share(whole.length, frames.length),
    droppedShare: share(frames.filter((frame) => frame.outcome === 'dropped').length, frames.length),
    worstSecondShare: worst,
  };
}

/** Rows whose text the page changed before each of its frames. */
export interface PageFrame {
  readonly begunMicros: number;
  readonly rows: readonly string[];
}

/**
 * How many changes of rows were on the glass: what changed before a frame that was dropped is shown with the next one
 * that was not, and counts once.
 */
export function rowsPresented(frames: readonly TracedFrame[], changes: readonly PageFrame[]): number {
  const presented = frames.filter((frame) => frame.outcome === 'presented').map((frame) => frame.begunMicros);
  const waiting = new Set<string>();
  let shown = 0;
  let next = 0;
  for (const change of changes) {
    for (const row of change.rows) waiting.add(row);
    while (next < presented.length && (presented[next] ?? 0) < change.begunMicros - sameTickMicros) next++;
    if (Math.abs((presented[next] ?? -Infinity) - change.begunMicros) > sameTickMicros) continue;
    shown += waiting.size;
    waiting.clear();
  }
  return shown;
}

/** The page's clock is rounded, and ticks are 16,667 µs apart. */
const sameTickMicros = 4000;
