/** The desk's seven models by keyboard: card, drivers, odds, families and live record of each, as plots and as tables. */
import { expect, test } from '@playwright/test';
import { liveDesk } from './live-page.ts';

const desk = liveDesk();
const { press, failures, violations } = desk;

test.beforeAll(() => press('Shift+M'));

const models = () => desk.page.locator('[data-panel="models"]');
const list = () => models().getByRole('listbox', { name: 'Models of the desk' });
const figure = (name: string) => models().getByRole('figure', { name });
const view = (name: string) => models().getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name, exact: true });

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
    await list().getByRole('option').filter({ has: desk.page.getByText(name, { exact: true }) }).click();
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

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
