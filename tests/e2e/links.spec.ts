/** Link groups by keyboard alone: two charts of two colours, panels that move together, one that is pinned, and all of it after a reload. */
import { expect, test } from '@playwright/test';
import { liveDesk } from './live-page.ts';
import { panel } from './workstation.ts';

const desk = liveDesk();
const { press, notice, failures } = desk;

const announced = () => desk.page.locator('[data-announces="links"]');

/** The instrument that a chart shows, as a screen reader has it. */
const charted = (id: string) => desk.page.locator(`[data-panel="${id}"] [role="img"]`);
const shows = (id: string, symbol: string) => expect(charted(id)).toHaveAttribute('aria-label', new RegExp(`^Bars of ${symbol},`));
const markOf = (id: string) => desk.page.locator(`[data-link-of="${id}"]`);
const focusedPanel = () => desk.page.evaluate(() => document.activeElement?.closest('[data-panel]')?.getAttribute('data-panel') ?? null);

async function fromPalette(words: string): Promise<void> {
  await press('Control+k');
  await expect(desk.page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await desk.page.keyboard.type(words);
  await press('Enter');
  await expect(desk.page.getByRole('dialog')).toHaveCount(0);
}

/** Goes through the watchlist from its first row. */
async function choose(row: number): Promise<void> {
  await press('7', ...Array<string>(6).fill('ArrowUp'), ...Array<string>(row).fill('ArrowDown'));
}

test('[LK-1] [LK-6] a second chart opens in a colour of its own, and two colours show two instruments at once', async () => {
  await choose(0);
  await shows('chart', 'AURX');
  await press('2');
  await fromPalette('open another panel chart');
  await shows('chart-2', 'AURX');
  await expect(markOf('chart-2')).toHaveAccessibleName('Chart 2 is in the orange group; change it');
  await expect.poll(focusedPanel).toBe('chart-2');
  await choose(1);
  await shows('chart', 'CALT');
  await shows('chart-2', 'AURX');
  await expect(announced()).toHaveText('CALT in the blue group');
});

test('[LK-4] g and a letter link the panel with the focus; what is chosen in it then moves its own colour only', async () => {
  await press('7', 'g');
  const menu = desk.page.getByRole('menu', { name: 'Link group of Watchlist' });
  await expect(menu.getByRole('menuitemradio', { name: /Blue group/ })).toBeFocused();
  await press('o');
  await expect(menu).toHaveCount(0);
  await expect(notice()).toContainText('Watchlist is in the orange group, which shows AURX');
  expect(await focusedPanel()).toBe('watchlist');
  await choose(2);
  await shows('chart-2', 'FERL');
  await shows('chart', 'CALT');
  await expect(announced()).toHaveText('FERL in the orange group');
});

test('[LK-4] [LK-7] the palette chooses for the panel with the focus, and links it by name', async () => {
  await press('2', '2');
  await expect.poll(focusedPanel).toBe('chart-2');
  await fromPalette('HLVR');
  await shows('chart-2', 'HLVR');
  await shows('chart', 'CALT');
  await press('7');
  await fromPalette('link this panel to the blue group');
  await expect(markOf('watchlist')).toHaveAccessibleName('Watchlist is in the blue group; change it');
});

test('[LK-2] a pinned panel stays while its old group moves, and is moved alone', async () => {
  await press('2');
  await expect.poll(focusedPanel).toBe('chart');
  await press('g', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  await expect(notice()).toContainText('Chart is pinned; it stays on CALT');
  await choose(0);
  await expect(announced()).toHaveText('AURX in the blue group');
  await shows('chart', 'CALT');
  await press('2');
  await fromPalette('FERL');
  await shows('chart', 'FERL');
  await expect(desk.page.locator('[data-panel="watchlist"] tr.is-selected')).toContainText('AURX');
});

test('Escape leaves the choice as it was, and the focus goes back', async () => {
  await press('7', '2', 'g', 'Escape');
  await expect(desk.page.getByRole('menu')).toHaveCount(0);
  expect(await focusedPanel()).toBe('chart');
  await expect(markOf('chart')).toHaveAccessibleName(/is pinned/);
});

test('[LK-7] a ticket is called for the instrument of the panel with the focus, and stays on it while its own group moves', async () => {
  await press('7', '2', '2', 's');
  const ticket = panel(desk.page, 'Ticket');
  await expect(ticket.getByLabel('Instrument')).toHaveValue('HLVR');
  await expect(ticket.getByRole('radio', { name: '▼ Sell' })).toBeChecked();
  await press('Escape');
  await choose(1);
  await expect(ticket.getByLabel('Instrument')).toHaveValue('CALT');
});

test('[LK-6] a second ladder shows the book of another colour', async () => {
  await press('Shift+L');
  await fromPalette('open another panel ladder');
  await expect.poll(focusedPanel).toBe('ladder-2');
  await press('g', 'o');
  await expect(desk.page.getByRole('tabpanel', { name: 'Ladder 2' })).toBeVisible();
  await expect(desk.page.locator('.header-slot', { has: markOf('ladder-2') })).toContainText('HLVR');
});

test('[LK-5] panels, colours and instruments are there again after a reload', async () => {
  // The layout is kept a moment after the last change.
  await expect.poll(() => desk.page.evaluate(() => Object.values(localStorage).some((kept: string) => kept.includes('"ladder-2","orange"')))).toBe(true);
  await desk.page.reload();
  await expect(panel(desk.page, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  await shows('chart-2', 'HLVR');
  await shows('chart', 'FERL');
  await expect(markOf('chart')).toHaveAccessibleName('Chart is pinned; change it');
  await expect(markOf('chart-2')).toHaveAccessibleName('Chart 2 is in the orange group; change it');
  await expect(desk.page.locator('[data-panel="watchlist"] tr.is-selected')).toContainText('CALT');
});

test('the cheat sheet says how, and a panel that was opened can be closed', async () => {
  await press('1', 'Shift+?');
  await expect(desk.page.getByRole('dialog', { name: 'Keys' })).toContainText('b blue, o orange, g green, p purple, n pinned');
  await press('Escape', '2', '2');
  await expect.poll(focusedPanel).toBe('chart-2');
  await fromPalette('close this panel');
  await expect(charted('chart-2')).toHaveCount(0);
  await expect.poll(focusedPanel).not.toBeNull();
});

test('nothing went wrong in the page meanwhile', () => {
  expect(failures).toEqual([]);
});
