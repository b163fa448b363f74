/** Why, in the running product, by keyboard alone: every part, every model's output, tables, what-if, and the page that it is saved as. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { liveDesk } from './live-page.ts';
import { panel } from './workstation.ts';

const desk = liveDesk({ viewport: { width: 1366, height: 768 } });
const { press, failures, violations } = desk;

test.beforeAll(async () => {
  // A suggestion is a standing thing: what is explained stays while the bars go on.
  await expect(list().getByRole('option').filter({ hasText: /left/ }).first()).toBeVisible({ timeout: 90_000 });
  await press('1', 'j');
});

const list = () => desk.page.getByRole('listbox', { name: 'Suggestions' });
const why = () => panel(desk.page, 'Why');
const part = () => why().getByRole('radiogroup', { name: /^Part of the explanation/ });
const choice = () => why().getByRole('combobox', { name: 'Model and output to explain' });

/** By `v` alone. */
async function turnTo(name: string): Promise<void> {
  for (let i = 0; i < 6 && !(await part().getByRole('radio', { name, checked: true }).count()); i++) await press('v');
  await expect(part().getByRole('radio', { name, checked: true })).toBeVisible();
}

test('[WY-1] what decides is in view on a laptop without scrolling', async () => {
  await expect(why().locator('.wf-part').nth(1)).toBeInViewport();
  for (const selector of ['.why-sentence', '.why-sum', '.why-facts', '.why-strip', '.why-against']) await expect(why().locator(selector)).toBeInViewport({ ratio: 1 });
  const sideways = await why().evaluate((root) => [root, ...root.querySelectorAll('.panel-body, .why')].map((element) => element.scrollWidth - element.clientWidth));
  expect(Math.max(...sideways)).toBeLessThanOrEqual(0);
});

test('key 4 goes to the strongest reason, and the reason is described', async () => {
  await press('4');
  await expect(why().locator('.wf-part:focus')).toBeInViewport();
  await expect(why().locator('.why-glossary strong')).toBeVisible();
});

test('[WY-2] odds, band, size, robustness: each with what stands beside it', async () => {
  await expect(why().locator('.why-facts')).toContainText(/odds\s*\d+.*%/);
  await expect(why().locator('.why-facts')).toContainText(/% band.*live/s);
  await expect(why().locator('.why-facts')).toContainText(/\d+\/\d+/);
  await expect(why().locator('.why-facts')).toContainText('novelty');
});

test('[WY-4] y explains every output of every model that spoke; each adds up, log-odds are not called odds', async () => {
  await turnTo('Reasons');
  const outputs = await choice().locator('option').allInnerTexts();
  expect(outputs.length).toBeGreaterThanOrEqual(5);
  const seen = new Set<string>();
  for (const _ of outputs) {
    const label = await choice().evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.textContent ?? '');
    seen.add(label);
    await expect(why().locator('.why-proof'), label).toContainText('add up to the output');
    if (!/Expected return|quantile|drift|range-boost/i.test(label)) await expect(why().locator('.why-proof'), label).toContainText('log-odds, not to odds');
    await press('y');
    await expect(choice()).not.toHaveValue(outputs.length > 1 ? `none of ${label}` : '');
    await desk.page.waitForTimeout(350);
  }
  expect([...seen].sort()).toEqual([...outputs].sort());
  await expect(choice()).toHaveValue('');
});

test('[WY-8] f turns charts into tables and back; i asks for pairs', async () => {
  await press('f');
  await expect(why().getByRole('table', { name: /^Contributions of the features/ })).toBeVisible();
  await press('f');
  await expect(why().getByRole('list', { name: /^From base value to output/ })).toBeVisible();
  await press('i');
  await expect(why().getByText(/No pair adds anything|Interactions of pairs/)).toBeAttached();
  await press('i');
});

test('[WY-5] what would flip it, and a slider that the model answers', async () => {
  await turnTo('What if');
  await expect(why().getByRole('region', { name: 'What would flip it' })).toContainText(/→|Nothing within/);
  const slider = why().getByRole('slider').first();
  await expect(slider).toBeVisible();
  for (let i = 0; i < 12 && !(await slider.evaluate((element) => element === document.activeElement)); i++) await press('Tab');
  await expect(slider).toBeFocused();
  const before = await slider.inputValue();
  await press('Home');
  if (await slider.inputValue() === before) await press('End');
  await expect(why().locator('.why-rescored')).toContainText(/With 1 changed: .* → [+−]?\d/s);
  await press('Delete');
  await expect(why().locator('.why-rescored')).toContainText('Move a slider');
  await press('4');
});

test('[WY-6] similar cases and the past of the name', async () => {
  await turnTo('Like it');
  await expect(why().getByRole('table', { name: /^Most similar past cases/ }).getByRole('row')).toHaveCount(6);
  await turnTo('Past');
  await expect(why().getByRole('img', { name: /^What was expected/ })).toBeVisible();
  await press('f');
  await expect(why().getByRole('table', { name: /^What was said before/ })).toBeVisible();
  await press('f');
});

test('[WY-3] champion and challengers, and where every number comes from', async () => {
  await turnTo('Models');
  const models = why().getByRole('list', { name: 'What each model says' }).last();
  await expect(models.getByRole('listitem')).toHaveCount(7);
  await expect(models.getByRole('listitem').first()).toContainText('champion');
  await turnTo('Source');
  await expect(why()).toContainText(/[0-9a-f]{64}/);
  await expect(why()).toContainText('Words used here');
});

test('[WY-7] Shift E saves the explanation as a page that holds no script and fetches nothing', async () => {
  const saved = desk.page.waitForEvent('download');
  await press('Shift+E');
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^explanation-[\w.-]+\.html$/);
  const text = readFileSync(await download.path(), 'utf8');
  expect(text).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|javascript:|https?:|\bsrc=|url\(/i);
  expect(text).toMatch(/Additivity gap.*Background|Background.*Additivity gap/s);
  expect(text).toContain('<svg');
});

test('the ticket says the odds of its own side', async () => {
  await press('1', 'b');
  await expect(panel(desk.page, 'Ticket')).toContainText(/Odds of a buy\s*\d+.*%/);
  await press('Escape', 's');
  await expect(panel(desk.page, 'Ticket')).toContainText(/Odds of a sell\s*\d+.*%/);
  await press('Escape');
});

// Before axe, whose own script the page's policy refuses and reports.
test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});

for (const name of ['Reasons', 'What if', 'Like it', 'Past', 'Models', 'Source'] as const) {
  test(`no violation of WCAG in ${name}, dark and light, and nothing sticks out of its panel`, async () => {
    await turnTo(name);
    await desk.page.waitForTimeout(400);
    const found = [...await violations('[data-panel="why"]')];
    await press('Shift+T');
    found.push(...await violations('[data-panel="why"]'));
    await press('Shift+T');
    expect(found).toEqual([]);
    await press('f');
    const sideways = await why().evaluate((root) => [root, ...root.querySelectorAll('.panel-body')].map((element) => element.scrollWidth - element.clientWidth));
    await press('f');
    expect(Math.max(...sideways)).toBeLessThanOrEqual(0);
  });
}
