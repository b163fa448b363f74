/** The desk's seven models by keyboard: card, drivers, odds, families and live record of each, as plots and as tables. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { must } from '../../src/shared/base/assert.ts';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';
import { panel } from './workstation.ts';

const desk = liveDesk();
const { press, failures, violations } = desk;

test.beforeAll(() => press('Shift+M'));

const models = () => desk.page.locator('[data-panel="models"]');
const list = () => models().getByRole('listbox', { name: 'Models of the desk' });
const figure = (name: string) => models().getByRole('figure', { name });
const view = (name: string) => models().getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name, exact: true });

const choose = (name: string) => list().getByRole('option').filter({ has: desk.page.getByText(name, { exact: true }) }).click();

const seven = ['drift-linear', 'edge-logistic', 'regime-tree', 'direction-forest', 'fill-svm', 'book-deep', 'range-boost'];

test('all seven are there and ready; arrows move the choice', async () => {
  await list().focus();
  await press('Home');
  const names = await list().getByRole('option').locator('strong').allInnerTexts();
  expect([...names].sort()).toEqual([...seven].sort());
  for (const name of names) {
    await expect(models().getByRole('article')).toHaveAttribute('aria-label', new RegExp(`^${name} `));
    await expect(models().getByRole('alert')).toHaveCount(0);
    await expect(models().getByText(/Out of sample|Of a hit and a miss|No skill is shown|saved against/).first()).toBeVisible();
    await press('ArrowDown');
  }
});

test('each has drivers, families and a live record; those that give odds have their calibration', async () => {
  for (const name of seven) {
    await choose(name);
    await view('Drivers').click();
    await expect(figure('What moves it').getByRole('option').first()).toBeVisible();
    await expect(figure('Row by row').getByRole('img')).toBeVisible();
    await expect(figure('One feature').getByRole('img')).toBeVisible();
    if (await view('Odds').count() > 0) {
      await view('Odds').click();
      await expect(figure('Odds against past frequency').getByRole('img')).toBeVisible();
      await expect(figure('Said against came').getByRole('cell').first()).toBeVisible();
    }
    await view('Families').click();
    await expect(figure('Families on the same rows').getByRole('row')).not.toHaveCount(0);
    await view('Live').click();
    await expect(figure('Champion and challengers').getByRole('rowheader')).toHaveCount(3);
  }
});

test('every plot has its numbers as a table; the feature of the dependence plot is chosen by arrows', async () => {
  await list().focus();
  await press('Home');
  await view('Card').click();
  await press('ArrowRight');
  await expect(view('Drivers')).toBeChecked();
  const features = figure('What moves it').getByRole('listbox');
  const second = await features.getByRole('option').nth(1).locator('.clip').innerText();
  await features.focus();
  await press('ArrowDown');
  await expect(figure('One feature').getByRole('combobox').locator('option:checked')).toHaveText(second);
  await models().getByRole('radio', { name: 'Tables' }).click();
  for (const name of ['What moves it', 'Row by row', 'One feature']) await expect(figure(name).getByRole('row').nth(1)).toBeVisible();
  expect(await violations('[data-panel="models"]')).toEqual([]);
});

test('odds: a threshold of choice; what a figure means by keyboard', async () => {
  await choose('edge-logistic');
  await view('Odds').click();
  const confusion = figure('Said against came');
  const threshold = confusion.getByRole('combobox');
  // First where the desk acts: the odds at which a trade breaks even at no cost.
  await expect(threshold.locator('option:checked')).toHaveText(/^45/);
  const said = () => confusion.getByRole('row', { name: 'Said yes' }).getByRole('cell').first().innerText();
  const before = await said();
  await threshold.focus();
  await press('ArrowDown');
  await expect.poll(said).not.toBe(before);
  await expect(models()).toContainText('of 10 groups hold the diagonal');
  await view('Card').click();
  await press('F1');
  const card = desk.page.getByRole('tooltip');
  await expect(card).toBeVisible();
  await press('Escape');
  await expect(card).toHaveCount(0);
  await expect(view('Card')).toBeFocused();
});

test('nothing is wider than the panel, at 200 % and on a third of a laptop, in any view', async () => {
  const overflow = () => models().locator('.mm-main').evaluate((main) => [...main.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > main.getBoundingClientRect().right + 1 && part.closest('.mf-table') === null).map((part) => part.outerHTML.slice(0, 90)));
  for (const viewport of [{ width: 960, height: 540 }, { width: 580, height: 768 }]) {
    await desk.page.setViewportSize(viewport);
    await press('Shift+M');
    for (const name of ['edge-logistic', 'regime-tree']) {
      await choose(name);
      for (const tab of ['Card', 'Drivers', 'Odds', 'Families', 'Live']) {
        await view(tab).click();
        await expect.poll(overflow, { message: `${name} ${tab} at ${viewport.width}` }).toEqual([]);
      }
    }
  }
  await desk.page.setViewportSize({ width: 1920, height: 1080 });
});

test("[SG-28] a validator's no: switched off with a reason that is journalled, silent with who and why, and on again", async () => {
  await choose('edge-logistic');
  await view('Card').click();
  await list().focus();
  await press('Delete');
  const form = models().getByRole('form', { name: 'Switch edge-logistic off' });
  await expect(form).toContainText('no odds are stated; the stop is the far end of the band; no bet size is stated');
  await press('Enter');
  await expect(form.getByRole('alert')).toContainText('it is journalled');
  expect(await violations('[data-panel="models"]')).toEqual([]);
  await desk.page.keyboard.type('odds of the last week were wrong');
  await press('Enter');
  await expect(form).toHaveCount(0);
  await expect(list()).toBeFocused();
  await expect(list().getByRole('option', { selected: true })).toContainText('off');
  await expect(models().getByRole('status')).toContainText(/Switched off by \S+ .*odds of the last week were wrong.*nor is a newer version/);
  expect(await violations('[data-panel="models"]')).toEqual([]);
  // The trader's own side is not told odds either, and told why.
  await expect(panel(desk.page, 'Ticket')).toContainText('odds of the last week were wrong', { timeout: 20_000 });
  // From the palette too, wherever the focus is.
  await press('3');
  await press('Control+k');
  await desk.page.keyboard.type('switch the chosen model');
  await press('Enter');
  await expect(models().getByRole('form', { name: 'Switch edge-logistic on' }).getByLabel('Reason')).toBeFocused();
  await desk.page.keyboard.type('calibrated anew');
  await press('Enter');
  await expect(models().getByText(/Switched off by/)).toHaveCount(0);
  // Two windows: what is asked here stays what it was when it was opened, whatever the other one has done meanwhile.
  const other = await desk.page.context().newPage();
  await other.goto(desk.page.url());
  await other.keyboard.press('Shift+M');
  await other.locator('[data-panel="models"]').getByRole('option').filter({ has: other.getByText('edge-logistic', { exact: true }) }).click();
  await press('Delete');
  await desk.page.keyboard.type('asked in this window');
  await other.keyboard.press('Delete');
  await other.keyboard.type('asked in the other');
  await other.keyboard.press('Enter');
  await expect(models().getByText(/Switched off by .*asked in the other/)).toBeVisible();
  await press('Enter');
  await expect(models().getByRole('form').getByRole('alert')).toContainText('edge-logistic is off already');
  await press('Escape');
  await other.keyboard.press('Delete');
  await other.keyboard.type('on again for the rest');
  await other.keyboard.press('Enter');
  await expect(models().getByText(/Switched off by/)).toHaveCount(0);
  await other.close();
  expect(bodies(desk.journal(), 'ModelSwitched').slice(0, 2)).toMatchObject([
    { modelId: 'edge-logistic', version: '1.0.0', on: false, reason: 'odds of the last week were wrong' }, { modelId: 'edge-logistic', on: true, reason: 'calibrated anew' },
  ]);
});

test('models switched fast: what stands is of the one that is chosen', async () => {
  await choose('drift-linear');
  await view('Drivers').click();
  await list().focus();
  for (let round = 0; round < 3; round++) await press('End', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowUp');
  const chosen = await list().getByRole('option', { selected: true }).locator('strong').innerText();
  await expect(models().getByRole('article')).toHaveAttribute('aria-label', new RegExp(`^${chosen} `));
  const evaluation = JSON.parse(readFileSync(`resources/models/${chosen}/1.0.0/evaluation.json`, 'utf8')) as { heads: { importance: number[] }[] };
  const most = Math.max(...must(evaluation.heads.at(-1), 'a head').importance);
  await expect.poll(async () => Number(await figure('What moves it').getByRole('option').first().locator('.figure').first().textContent())).toBeCloseTo(most, 2);
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
