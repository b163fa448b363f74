/** Parent orders by keyboard alone: staged, routed in part, worked by volume, noted, undone, canceled; several at once; a care order locked and released. */
import { expect, test, type Locator } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';
import { panel } from './workstation.ts';

const desk = liveDesk();
const { press, notice, journal, failures } = desk;

interface Intent {
  readonly parentId?: string;
  readonly orderQty: number;
  readonly participationRate?: number;
}
interface Staged {
  readonly parentId: string;
  readonly care: boolean;
}

const blotter = () => desk.page.locator('[data-panel="blotter"]');
const ticket = () => panel(desk.page, 'Ticket');
const row = (id: string): Locator => blotter().locator(`[role="row"][row-id="${id}"]`);
const cell = (id: string, column: string): Locator => row(id).locator(`[col-id="${column}"]`);
const routes = (parentId: string) => bodies(journal(), 'OrderSubmitted').map((b) => ({ clOrdId: String(b['clOrdId']), intent: b['intent'] as Intent })).filter((r) => r.intent.parentId === parentId);
const steps = (clOrdId: string) => bodies(journal(), 'OrderStepped').filter((b) => b['clOrdId'] === clOrdId).map((b) => b['event']);

/** What was staged here or asked of the OMS, oldest first. */
const staged = (): Staged[] => [
  ...bodies(journal(), 'ParentStaged'), ...bodies(journal(), 'ParentAsked').filter((b) => b['what'] === 'stage'),
].map((b) => b['state'] as Staged);

/** Moves by Tab until `target` has the focus. */
async function tabTo(target: Locator): Promise<void> {
  for (let i = 0; i < 20; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await press('Tab');
  }
  await expect(target).toBeFocused();
}

/** Types a buy at `share` of the touch into the ticket. */
async function typeBuy(size: string, share: number): Promise<void> {
  await press('1', 'b');
  const quantity = ticket().getByLabel(/^Quantity/);
  const limit = ticket().getByLabel(/^Limit/).and(desk.page.locator('input'));
  await expect(quantity).toBeFocused();
  await desk.page.keyboard.type(size);
  await press('Tab');
  await expect(limit).toBeFocused();
  await expect(limit).not.toHaveValue('');
  await desk.page.keyboard.type((Number((await limit.inputValue()).replaceAll(',', '')) * share).toFixed(2));
}

/** Stages what is in the ticket. @returns the id of the parent, whose row has the focus. */
async function stage(): Promise<string> {
  const before = staged().map((parent) => parent.parentId);
  await press('Shift+Enter');
  await expect.poll(() => staged().length).toBe(before.length + 1);
  const { parentId } = staged().find((parent) => !before.includes(parent.parentId)) ?? { parentId: '' };
  await expect(row(`parent ${parentId}`).locator('.ag-cell:focus')).toHaveCount(1);
  return parentId;
}

/** Sends a route of `size` at the parent's limit. @returns its ClOrdID. */
async function route(parentId: string, size: string): Promise<string> {
  const before = routes(parentId).length;
  await press('w');
  await expect(blotter().getByRole('form', { name: /^Route of/ }).getByLabel(/^Quantity/)).toBeFocused();
  await desk.page.keyboard.type(size);
  await press('Enter');
  await expect.poll(() => routes(parentId).length).toBe(before + 1);
  await expect(blotter().getByRole('form', { name: /^Route of/ })).toHaveCount(0);
  return routes(parentId).at(-1)?.clOrdId ?? '';
}

test('[PO-1] a parent is staged, routed in part, filled, worked by volume, noted, undone and canceled', async () => {
  const sent = bodies(journal(), 'OrderSubmitted').length;
  await typeBuy('60', 1.004);
  const parentId = await stage();
  const id = `parent ${parentId}`;
  await expect(row(id)).toContainText('staged');
  await expect(cell(id, 'unrouted')).toHaveText('60');
  expect(bodies(journal(), 'OrderSubmitted').length).toBe(sent);
  await expect(row(id)).toHaveAttribute('aria-level', '1');

  // The form of a phone trade, in a panel that was never shown before, has the focus for the next key.
  await press('h');
  await expect(desk.page.locator('[data-panel="phone"]').getByRole('textbox', { name: /^Quantity/ })).toBeFocused();
  await press('Escape', '3');
  await expect(row(id).locator('.ag-cell:focus')).toHaveCount(1);

  const first = await route(parentId, '20');
  await expect(row(id)).toContainText('working');
  await expect.poll(() => steps(first)).toContain('filled');
  await expect(cell(id, 'cumQty')).toHaveText('20');
  await expect(cell(id, 'unrouted')).toHaveText('40');

  // Right unfolds the parent, then the route; Left goes up again.
  await expect(row(id)).toHaveAttribute('aria-expanded', 'false');
  await press('ArrowRight');
  await expect(row(id)).toHaveAttribute('aria-expanded', 'true');
  await expect(row(first)).toHaveAttribute('aria-level', '2');
  await press('ArrowDown', 'ArrowRight');
  await expect(blotter().locator(`[role="row"][row-id^="fill ${first} "]`).first()).toHaveAttribute('aria-level', '3');
  await press('ArrowLeft', 'ArrowLeft');
  await expect(row(id).locator('.ag-cell:focus')).toHaveCount(1);

  await press('p');
  const form = blotter().getByRole('form', { name: /^Route of/ });
  await expect(form.getByLabel(/^Of volume/)).toHaveValue('10');
  // Below the market, so that the rest of the test finds it working.
  const limit = form.getByLabel(/^Limit/).and(desk.page.locator('input'));
  await tabTo(limit);
  await desk.page.keyboard.type((Number((await limit.inputValue()).replaceAll(',', '')) * 0.98).toFixed(2));
  await press('Enter');
  await expect.poll(() => routes(parentId).at(-1)?.intent).toMatchObject({ orderQty: 40, participationRate: 0.1 });
  await expect(form).toHaveCount(0);
  const second = routes(parentId).at(-1)?.clOrdId ?? '';
  await expect(cell(id, 'unrouted')).toHaveText('0');

  await press('n');
  await desk.page.keyboard.type('rest after the auction');
  await press('Enter');
  await expect(cell(id, 'note')).toContainText('rest after the auction');
  await press('Control+z');
  await expect(blotter().getByRole('group', { name: /^Take back the note of/ })).toBeFocused();
  await press('y');
  await expect(cell(id, 'note')).toHaveText('');

  await press('c');
  await expect(blotter().getByRole('group', { name: /^Cancel parent buy 60/ })).toBeFocused();
  await press('y');
  await expect(row(id)).toContainText('canceled');
  await expect.poll(() => steps(second)).toContain('canceled');
  await expect(cell(id, 'cumQty')).toHaveText('20');

  await press('Enter');
  const history = blotter().getByRole('region', { name: `History of ${parentId}` });
  for (const word of ['staged', 'noted', 'note withdrawn', 'OrderSubmitted', 'filled', 'canceled']) await expect(history).toContainText(word);
  await press('Escape');
  await expect(history).toHaveCount(0);
});

test('[TR-7] several parents are marked and canceled at once, and the list says what became of each', async () => {
  const parents: string[] = [];
  for (const share of [0.985, 0.982]) {
    await typeBuy('30', share);
    const parentId = await stage();
    const clOrdId = await route(parentId, '10');
    await expect.poll(() => steps(clOrdId)).toContain('accepted');
    parents.push(parentId);
  }
  const [older = '', newer = ''] = parents.map((parentId) => `parent ${parentId}`);
  // The newest is the first row; the older stands under it.
  await press('Space');
  await expect(blotter()).toContainText('1 marked');
  await press('ArrowDown');
  await expect(row(older).locator('.ag-cell:focus')).toHaveCount(1);
  await press('Space');
  await expect(blotter()).toContainText('2 marked');
  await press('c');
  await expect(blotter().getByRole('group', { name: /^Cancel 2 parents with 2 open routes\?/ })).toBeFocused();
  await press('y');
  const list = blotter().getByRole('region', { name: /^What became of: Cancel of 2 rows/ });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  for (const id of [older, newer]) await expect(row(id)).toContainText('canceled');
  for (const parentId of parents) await expect.poll(() => steps(routes(parentId)[0]?.clOrdId ?? '')).toContain('canceled');
  await press('Escape');
  await expect(list).toHaveCount(0);
});

test('[PO-6] a care order is worked by who has locked it, and released when no route is open', async () => {
  await typeBuy('25', 0.985);
  await tabTo(ticket().getByRole('button', { name: /Staging/ }));
  await press('Enter');
  await tabTo(ticket().getByLabel('Care order'));
  await press('Space');
  const parentId = await stage();
  const id = `parent ${parentId}`;
  expect(staged().find((parent) => parent.parentId === parentId)?.care).toBe(true);
  await expect(cell(id, 'held')).toContainText('care');
  await expect.poll(() => bodies(journal(), 'ParentReported').length).toBeGreaterThan(0);

  await press('w');
  await expect(notice()).toContainText('a care order: lock it first');
  await press('l');
  await expect(cell(id, 'held')).toContainText('locked');
  const clOrdId = await route(parentId, '5');
  await expect.poll(() => steps(clOrdId)).toContain('accepted');

  await press('l');
  await expect(notice()).toContainText(/it is released when none is/);
  await expect(row(id)).toHaveAttribute('aria-expanded', 'false');
  await press('ArrowRight', 'ArrowDown');
  await expect(row(clOrdId).locator('.ag-cell:focus')).toHaveCount(1);
  await press('c');
  await expect.poll(() => steps(clOrdId)).toContain('canceled');
  await press('ArrowUp', 'l');
  await expect(cell(id, 'held')).not.toContainText('locked');
  await expect(row(id)).toContainText('staged');
});

test('[TR-9] keys that come at once act on the row that the keys before them led to', async () => {
  const place = async (): Promise<number> => Number(await blotter().locator('.ag-row:has(.ag-cell:focus)').getAttribute('row-index'));
  // Everything is unfolded, then folded; then to the first row, which is the newest parent, and no further.
  await press('3', '*', '*');
  await expect(blotter().locator('.ag-row[aria-expanded="true"]')).toHaveCount(0);
  await press(...Array<string>(await place()).fill('ArrowUp'));
  expect(await place()).toBe(0);
  // Its route and back, fold; the next parent, its route and back: with no pause for the grid between the keys.
  await press('ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowUp');
  const expanded = blotter().locator('.ag-row[aria-expanded="true"]');
  await expect(expanded).toHaveCount(1);
  const focused = blotter().locator('.ag-row:has(.ag-cell:focus)');
  expect(await focused.getAttribute('row-id')).toBe(await expanded.getAttribute('row-id'));
  await expect(blotter().locator('.ag-row.row-selected')).toHaveAttribute('row-id', await focused.getAttribute('row-id') ?? '');
});

test('the menu key lists what can be done to the row, and Escape gives the focus back', async () => {
  const before = await blotter().locator('.ag-row:has(.ag-cell:focus)').getAttribute('row-id') ?? '';
  await press('Shift+F10');
  const menu = desk.page.getByRole('menu', { name: 'What can be done to the row' });
  await expect(menu.getByRole('menuitem', { name: 'History' })).toBeVisible();
  await press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(row(before).locator('.ag-cell:focus')).toHaveCount(1);
});

test('nothing went wrong in the page meanwhile', () => {
  expect(failures).toEqual([]);
});
