/** Thousands of changes of rows at once: in the end every row shows what was sent last, wherever the list is looked at. */
import { expect, test } from '@playwright/test';
import { startReady, type ReadyProcess } from '../../scripts/child-process.ts';
import { rowsInView, scrollTo } from '../../scripts/bench/blotter-probe.ts';

interface Desk {
  readonly process: ReadyProcess<{ readonly url: string }>;
  ask(command: string): Promise<string>;
}

let desk: Desk;

test.beforeAll(async () => {
  let heard: ((line: string) => void) | null = null;
  const process = await startReady<{ readonly url: string }>('scripts/bench/order-desk.ts', ['--orders', '2000'], { onLine: (line) => heard?.(line) });
  desk = { process, ask: (command) => new Promise((resolve) => { heard = resolve; process.child.stdin?.write(`${command}\n`); }) };
});

test.afterAll(async () => {
  await desk.process.stop();
});

test('every row of a flooded blotter ends with what was sent last', async ({ page }) => {
  await page.goto(desk.process.ready.url);
  await page.waitForSelector('.blotter .ag-row [col-id="cumQty"]');
  for (const sortBy of [null, 'Cum']) {
    if (sortBy !== null) await page.getByRole('columnheader', { name: sortBy, exact: true }).click();
    await desk.ask('go 1 8000');
    const state = new Map((JSON.parse(await desk.ask('state')) as { orders: [string, number][] }).orders);
    for (const share of [0, 0.5, 1]) {
      await scrollTo(page, share);
      await expect.poll(async () => {
        const rows = await rowsInView(page);
        return rows.length > 0 && rows.every(([id, cumQty]) => state.get(id) === cumQty);
      }).toBe(true);
    }
    // Sorted by what changes, the rows must stand in the order of their last values, too.
    await scrollTo(page, 0.5);
    if (sortBy !== null) await expect.poll(async () => isSorted((await page.locator('.blotter .ag-row').evaluateAll((rows) =>
      [...rows].sort((a, b) => Number(a.getAttribute('row-index')) - Number(b.getAttribute('row-index'))).map((row) => Number((row.querySelector('[col-id="cumQty"]')?.textContent ?? '').replace(/\D/g, ''))))))).toBe(true);
  }
});

const isSorted = (values: readonly number[]): boolean => values.length > 1 && (values.every((value, i) => i === 0 || value >= (values[i - 1] ?? value)) || values.every((value, i) => i === 0 || value <= (values[i - 1] ?? value)));
