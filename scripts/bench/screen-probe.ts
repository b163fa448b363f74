/** Runs inside the measured page: when a price cell changed in the DOM, and when the frame after that began and was made. */
import type { Page } from '@playwright/test';
import { monotonicMicros } from './clock.ts';

/** One change of a cell, in the page's own clock, ms. */
export interface Shown {
  /** The digits of the cell: a price in ticks. */
  readonly value: number;
  readonly domMs: number;
  /** Start of the next animation frame. */
  readonly frameMs: number;
  /** First task after that frame's rendering: the main thread has handed it to the compositor. */
  readonly madeMs: number;
}

/** Begins to watch every cell that `cellSelector` selects. */
export async function startProbe(page: Page, cellSelector: string): Promise<void> {
  await page.evaluate((cell) => {
    const shown: { value: number; domMs: number; frameMs: number; madeMs: number }[] = [];
    let waiting: typeof shown = [];
    const origin = performance.timeOrigin;
    const now = (): number => origin + performance.now();
    const made: (typeof shown)[] = [];
    const after = new MessageChannel();
    after.port1.onmessage = () => {
      const at = now();
      for (const one of made.shift() ?? []) one.madeMs = at;
    };
    const onFrame = (): void => {
      const at = now();
      for (const one of waiting) one.frameMs = at;
      made.push(waiting);
      waiting = [];
      after.port2.postMessage(null);
    };
    new MutationObserver((records) => {
      const at = now();
      const cells = new Set<Element>();
      for (const { target } of records) {
        const found = (target instanceof Element ? target : target.parentElement)?.closest(cell);
        if (found) cells.add(found);
      }
      if (cells.size > 0 && waiting.length === 0) requestAnimationFrame(onFrame);
      for (const found of cells) {
        const one = { value: Number((found.textContent ?? '').replace(/\D/g, '')), domMs: at, frameMs: 0, madeMs: 0 };
        shown.push(one);
        waiting.push(one);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    (window as unknown as { benchShown: typeof shown }).benchShown = shown;
  }, cellSelector);
}

/** What has been shown since the last call; changes whose frame is not made yet are left for the next. */
export const takeShown = (page: Page): Promise<readonly Shown[]> =>
  page.evaluate(() => {
    const held = window as unknown as { benchShown: { value: number; domMs: number; frameMs: number; madeMs: number }[] };
    const ready = held.benchShown.filter((one) => one.madeMs > 0);
    held.benchShown.splice(0, ready.length);
    return ready;
  });

/**
 * What must be added to the page's clock to get microseconds of the machine's monotonic clock, by asking it the time:
 * the answer that came fastest, halfway. Its own error is at most half of `roundTripMicros`.
 */
export async function pageClock(page: Page): Promise<{ readonly toMonotonic: number; readonly roundTripMicros: number }> {
  let best = { toMonotonic: 0, roundTripMicros: Infinity };
  for (let i = 0; i < 60; i++) {
    const before = monotonicMicros();
    const pageMs = await page.evaluate(() => performance.timeOrigin + performance.now());
    const roundTripMicros = monotonicMicros() - before;
    if (roundTripMicros < best.roundTripMicros) best = { toMonotonic: before + roundTripMicros / 2 - pageMs * 1000, roundTripMicros };
  }
  return best;
}

/** Gaps between animation frames over `ms`, ms. */
export const frameGaps = (page: Page, ms: number): Promise<readonly number[]> =>
  page.evaluate((span) => new Promise<number[]>((resolve) => {
    const gaps: number[] = [];
    let last = 0;
    const end = performance.now() + span;
    const step = (at: number): void => {
      if (last > 0) gaps.push(at - last);
      last = at;
      if (performance.now() < end) requestAnimationFrame(step);
      else resolve(gaps);
    };
    requestAnimationFrame(step);
  }), ms);
