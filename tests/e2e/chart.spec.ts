/** The history of a feature under the price, and the bars as a table: by keyboard, on the running desk. */
import { expect, test } from '@playwright/test';
import { liveDesk } from './live-page.ts';

const desk = liveDesk();
const { press, failures, violations } = desk;

const chart = () => desk.page.locator('[data-panel="chart"]');
const bars = () => chart().getByRole('img', { name: /^Bars of/ });
const table = () => chart().getByRole('region', { name: /^Bars of .*, newest first$/ });
const chooser = () => chart().getByRole('dialog', { name: 'Feature under the price' });
const drawn = (label: string) => chart().getByRole('group', { name: `Feature: ${label}` });
/** A pane each, a separator between them, and the axis of time that both share. */
const rowsOfChart = () => bars().locator('table').first().locator(':scope > tr');
const cell = (row: number, column: number) => table().locator('tbody tr').nth(row).locator('td').nth(column);

test('[CT-1] [CT-2] a feature is found by its words and drawn in a pane of its own, with its value and age', async () => {
  // An instrument that a person chose is not taken away by the next suggestion.
  await press('7', 'ArrowDown', '2');
  await expect(bars()).toBeFocused();
  await expect(rowsOfChart()).toHaveCount(2);
  await press('Shift+F');
  await expect(chooser()).toBeVisible();
  // The features of now, and a row for the earlier moments of each of the four series of the book.
  await expect(chooser().getByRole('option')).toHaveCount(70);
  await expect(chooser().getByRole('group')).toHaveCount(10);
  await desk.page.keyboard.type('60-bar return');
  await expect(chooser().getByRole('option')).toHaveCount(1);
  await expect(chooser().locator('[aria-live]')).not.toBeEmpty();
  expect(await violations('[data-panel="chart"]')).toEqual([]);
  await press('Enter');
  await expect(chooser()).toHaveCount(0);
  await expect(bars()).toBeFocused();
  await expect(bars()).toHaveAccessibleName(/under them 60-bar return, Escape removes it/);
  await expect(rowsOfChart()).toHaveCount(4);
  await expect(drawn('60-bar return').locator('.figure').first()).toHaveText(/^[+−]?\d+\.\d\d σ$/);
  await expect(drawn('60-bar return').locator('.age')).toContainText(/live/);
  // Of the 120 bars before the session, the first 60 have no return over 60 bars.
  await expect(drawn('60-bar return')).toContainText(/missing at 6\d of 1\d\d bars/);
  expect(await violations('[data-panel="chart"]')).toEqual([]);
});

test('[CT-3] the value is the one at the crosshair, and missing where it was missing', async () => {
  const figure = drawn('60-bar return').locator('.figure').first();
  // 120 bars back by tens: before the sixtieth there was none.
  for (let i = 0; i < 14; i++) await press('Shift+ArrowLeft');
  await expect(drawn('60-bar return').getByText('missing', { exact: true })).toBeVisible();
  for (let i = 0; i < 8; i++) await press('Shift+ArrowRight');
  await expect(figure).toHaveText(/^[+−]?\d+\.\d\d σ$/);
});

test('[CT-4] [CT-6] as a table: newest first, with the feature; renewed at each bar', async () => {
  await press('Shift+G');
  await expect(table()).toBeFocused();
  await expect(table().locator('thead th')).toHaveText(['Time', 'Open', 'High', 'Low', 'Close', 'Volume', '60-bar return']);
  const times = (await table().locator('tbody tr td:first-child').allInnerTexts()).map((text) => text.trim());
  expect(times.length).toBeGreaterThan(100);
  expect(times).toEqual([...times].sort().reverse());
  const value = /^[+−]?\d+\.\d\d σ$/;
  await expect(cell(1, 6)).toHaveText(value);
  const before = await cell(1, 0).innerText();
  await expect(cell(1, 0)).not.toHaveText(before, { timeout: 20_000 });
  await expect(cell(1, 6)).toHaveText(value);
  // The oldest bars have no return over 60 bars: said so, never a zero.
  await expect(table().locator('tbody tr').last().locator('td').nth(6)).toHaveText('missing');
  expect(await violations('[data-panel="chart"]')).toEqual([]);
});

test('[CT-5] what the chart shows is remembered; Escape takes the feature away', async () => {
  await desk.page.reload();
  await expect(table().locator('thead th').last()).toHaveText('60-bar return', { timeout: 30_000 });
  await press('2');
  await expect(table()).toBeFocused();
  await press('Escape');
  await expect(table().locator('thead th')).toHaveCount(6);
  await press('Shift+G');
  await expect(bars()).toBeFocused();
  await expect(rowsOfChart()).toHaveCount(2);
});

test('[CT-1] [CT-5] from the palette, from another panel; taken away by the list that drew it', async () => {
  await press('1', 'Control+k');
  await desk.page.keyboard.type('relative strength');
  await press('Enter');
  await expect(drawn('Relative strength (14)').locator('.figure').first()).toHaveText(/^[+−]?\d\.\d\d$/);
  await press('2', 'Shift+F');
  await desk.page.keyboard.type('no feature');
  await press('Enter');
  await expect(drawn('Relative strength (14)')).toHaveCount(0);
  await expect(rowsOfChart()).toHaveCount(2);
  await press('Shift+F');
  await expect(chooser()).toBeVisible();
  await press('Escape');
  await expect(chooser()).toHaveCount(0);
  await expect(bars()).toBeFocused();
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
