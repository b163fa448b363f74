/** The desk's seven models by keyboard: card, drivers, odds, families and live record of each, as plots and as tables. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { closeLive, livePage } from './live-page.ts';
import { Workstation } from './workstation.ts';

test.describe.configure({ mode: 'serial' });

const workstation = new Workstation();
const failures: string[] = [];
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await livePage(browser, workstation, failures, { viewport: { width: 1920, height: 1080 } });
  await page.keyboard.press('Shift+M');
});

test.afterAll(() => closeLive(page, workstation));

const models = () => page.locator('[data-panel="models"]');
const list = () => models().getByRole('listbox', { name: 'Models of the desk' });
const figure = (name: string) => models().getByRole('figure', { name });
const view = (name: string) => models().getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name, exact: true });

const desk = ['drift-linear', 'edge-logistic', 'regime-tree', 'direction-forest', 'fill-svm', 'book-deep', 'range-boost'];

test('all seven are there and ready; arrows move the choice', async () => {
  await list().focus();
  await page.keyboard.press('Home');
  const names = await list().getByRole('option').locator('strong').allInnerTexts();
  expect([...names].sort()).toEqual([...desk].sort());
  for (const name of names) {
    await expect(models().getByRole('article')).toHaveAttribute('aria-label', new RegExp(`^${name} `));
    await expect(models().getByRole('alert')).toHaveCount(0);
    await expect(models().getByText(/Out of sample|Of a hit and a miss|No skill is shown|saved against/).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
  }
});

test('each has drivers, families and a live record; those that give odds have their calibration', async () => {
  for (const name of desk) {
    await list().getByRole('option').filter({ has: page.getByText(name, { exact: true }) }).click();
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
  await page.keyboard.press('Home');
  await view('Card').click();
  await page.keyboard.press('ArrowRight');
  await expect(view('Drivers')).toBeChecked();
  const features = figure('What moves it').getByRole('listbox');
  const second = await features.getByRole('option').nth(1).locator('.clip').innerText();
  await features.focus();
  await page.keyboard.press('ArrowDown');
  await expect(figure('One feature').getByRole('combobox').locator('option:checked')).toHaveText(second);
  await models().getByRole('radio', { name: 'Tables' }).click();
  for (const name of ['What moves it', 'Row by row', 'One feature']) await expect(figure(name).getByRole('row').nth(1)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[data-panel="models"]').withTags(['wcag2a', 'wcag2aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
