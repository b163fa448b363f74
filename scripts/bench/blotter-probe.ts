/** Runs inside the measured page of P9: asks for a frame at every display tick, and writes down which rows changed before each. */
import type { Page } from '@playwright/test';
import { clockMark } from './frame-trace.ts';

export interface ProbeResult {
  /** Of every animation frame: the page's clock in ms, and the rows whose quantity filled changed in the DOM since the last one. */
  readonly frames: readonly { readonly at: number; readonly rows: readonly string[] }[];
  /** Tasks over 50 ms, ms. */
  readonly longTasks: readonly number[];
  /** What frames over 50 ms blocked beyond them, ms (Long Animation Frames). */
  readonly blockedMs: number;
}

interface Held {
  benchProbe: { frames: { at: number; rows: string[] }[]; longTasks: number[]; blockedMs: number };
}

/** A dot in the corner changes with every frame, so that each display tick is one at which something is due: in product, peer and empty page alike. */
export async function startBlotterProbe(page: Page): Promise<void> {
  await page.evaluate(() => {
    const probe: Held['benchProbe'] = { frames: [], longTasks: [], blockedMs: 0 };
    (window as unknown as Held).benchProbe = probe;
    const dot = document.createElement('div');
    dot.style.cssText = 'position:fixed;left:0;top:0;z-index:9999;pointer-events:none;font:9px monospace;color:#888';
    document.body.append(dot);
    let rows = new Set<string>();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const cell = (target instanceof Element ? target : target.parentElement)?.closest('[col-id="cumQty"]');
        const id = cell?.closest('[row-id]')?.getAttribute('row-id');
        if (id) rows.add(id);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    let n = 0;
    const step = (at: number): void => {
      dot.textContent = n++ % 2 === 0 ? '.' : ':';
      probe.frames.push({ at, rows: [...rows] });
      rows = new Set();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) probe.longTasks.push(entry.duration); }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) probe.blockedMs += (entry as PerformanceEntry & { readonly blockingDuration?: number }).blockingDuration ?? 0;
    }).observe({ type: 'long-animation-frame' });
  });
}

/** What was written down since the last call. */
export const takeProbe = (page: Page): Promise<ProbeResult> =>
  page.evaluate(() => {
    const held = window as unknown as Held;
    const taken = { ...held.benchProbe };
    Object.assign(held.benchProbe, { frames: [], longTasks: [], blockedMs: 0 });
    return taken;
  });

/** Leaves a mark in the trace. @returns the page's clock at that moment, ms. */
export const markClock = (page: Page): Promise<number> => page.evaluate((name) => performance.mark(name).startTime, clockMark);

/** Rows in view: id, and the digits of the quantity filled. */
export const rowsInView = (page: Page): Promise<readonly (readonly [id: string, cumQty: number])[]> =>
  page.evaluate(() => [...document.querySelectorAll('.ag-row[row-id]')].flatMap((row): [string, number][] => {
    const box = row.getBoundingClientRect();
    const frame = row.closest('.ag-root')?.getBoundingClientRect();
    const cell = row.querySelector('[col-id="cumQty"]');
    return cell && frame && box.height > 0 && box.top >= frame.top && box.bottom <= frame.bottom ? [[row.getAttribute('row-id') ?? '', Number((cell.textContent ?? '').replace(/\D/g, ''))]] : [];
  }));

/** @param share of the whole list, 0 the top. */
export const scrollTo = (page: Page, share: number): Promise<void> =>
  page.evaluate((to) => {
    const view = document.querySelector('.ag-body-viewport, .ag-grid-scrolling-container, .ag-body-scroll-viewport') ?? document.querySelector('.ag-body');
    if (view) view.scrollTop = to * (view.scrollHeight - view.clientHeight);
  }, share);
