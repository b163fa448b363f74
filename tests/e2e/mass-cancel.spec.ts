/** All orders canceled at once by keyboard: asked once in numbers, narrowed by a key, and what is not known shown as such. */
import { expect, test } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';

const desk = liveDesk();
const { press, notice, journal, workstation, failures } = desk;

const blotter = () => desk.page.locator('[data-panel="blotter"]');
const question = () => desk.page.getByRole('group', { name: /^Cancel (all|the one)/ });
const steps = () => bodies(journal(), 'OrderStepped').map((b) => b['event']);
const submitted = () => bodies(journal(), 'OrderSubmitted').length;

/** Rests away from the market: buys below the bid, sells above the ask. */
async function place(side: 'buy' | 'sell', tens: number): Promise<void> {
  const before = submitted();
  await press('Shift+L');
  await expect(desk.page.locator('[data-panel="ladder"] [data-focus-first]')).toBeFocused();
  await press(side === 'buy' ? 'End' : 'Home', ...Array.from({ length: tens }, () => (side === 'buy' ? 'Shift+ArrowDown' : 'Shift+ArrowUp')), side === 'buy' ? 'b' : 's');
  await expect.poll(submitted).toBe(before + 1);
  await expect(notice()).toContainText('sent as');
}

/** Chooses in the watchlist, and waits until the ladder has that book. */
async function chosen(row: number, symbol: string): Promise<void> {
  await press('7', 'ArrowUp', 'ArrowUp', 'ArrowUp', ...Array<string>(row).fill('ArrowDown'), 'Shift+L');
  await expect(desk.page.locator('[data-panel="ladder"]')).toContainText(/Controls pass|Would be denied/);
  await expect(desk.page.locator('.header-slot', { has: desk.page.locator('[data-link-of="ladder"]') })).toContainText(symbol);
}

test('with nothing open there is nothing to ask', async () => {
  await press('1', 'Shift+C');
  await expect(notice()).toContainText('Nothing to cancel: no order is open');
  await expect(question()).toHaveCount(0);
});

test('[LK-10] Shift C asks with how many, which sides and instruments, and for how much; Escape leaves everything working', async () => {
  await chosen(0, 'AURX');
  await place('buy', 12);
  await place('buy', 14);
  await place('sell', 12);
  await chosen(1, 'CALT');
  await place('buy', 6);
  await expect(blotter().getByRole('radio', { name: 'Working 4' })).toBeVisible();
  await press('3', 'Shift+C');
  await expect(question()).toBeFocused();
  await expect(question()).toHaveAccessibleName(/^Cancel all 4 open orders: 3 buys, 1 sell; AURX 3, CALT 1; [\d,]+\.\d\d USD open\?$/);
  await press('Escape');
  await expect(question()).toHaveCount(0);
  expect(steps()).not.toContain('cancelRequested');
});

test('[LK-10] one key narrows it to a side or to the instrument of the panel, another confirms; the rest stays', async () => {
  await press('3', 'Shift+C', 's');
  await expect(question()).toHaveAccessibleName(/^Cancel the one open sell: AURX 1; /);
  await press('a', 'i');
  await expect(question()).toHaveAccessibleName(/^Cancel the one open order in CALT: 1 buy; /);
  await press('y');
  await expect(notice()).toContainText(/Cancel of the one open order in CALT: 1 canceled/);
  await expect(blotter().getByRole('radio', { name: 'Working 3' })).toBeVisible();
  expect(steps().filter((step) => step === 'canceled')).toHaveLength(1);
});

test('[LK-11] all buys are canceled from the palette by one request', async () => {
  await press('Control+k');
  await desk.page.keyboard.type('cancel all open buys');
  await press('Enter');
  await expect(question()).toHaveAccessibleName(/^Cancel all 2 open buys: AURX 2; /);
  await press('y');
  await expect(notice()).toContainText('Cancel of all 2 open buys: 2 canceled');
  const asked = bodies(journal(), 'OrderStepped').filter((b) => b['event'] === 'cancelRequested').slice(-2).map((b) => b['requestClOrdId']);
  expect(new Set(asked).size).toBe(1);
});

test('[LK-11] [LK-12] an OMS that does not answer leaves the orders unresolved, in words; asked about by a key, it answers when it lives again', async () => {
  await place('buy', 13);
  await expect(blotter().getByRole('radio', { name: 'Working 2' })).toBeVisible();
  workstation.freezeVenue();
  await press('3', 'Shift+C', 'y');
  await expect(notice()).toContainText(/Cancel of all 2 open orders: 2 unresolved: the OMS has not said what became of them, and is asked; 0 canceled/);
  await expect(blotter().getByRole('radio', { name: /Problems 2/ })).toBeVisible();
  await expect(blotter().getByRole('row', { name: /unresolved/ })).not.toHaveCount(0);
  expect(steps().filter((step) => step === 'timedOut')).toHaveLength(2);
  // The newest order is the first row; the one below it was canceled before.
  await press('3', 'ArrowUp');
  await expect(blotter().locator('.row-selected').first()).toContainText('unresolved');
  await press('q');
  await expect(notice()).toContainText(/Asked the OMS about (buy|sell) /);
  workstation.thawVenue();
  await expect(notice()).toContainText(/The OMS answered: .* is canceled/);
  await expect(blotter().getByRole('row', { name: /unresolved/ })).toHaveCount(0);
});

test('nothing went wrong in the page meanwhile', () => {
  expect(failures).toEqual([]);
});
