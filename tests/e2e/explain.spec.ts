/** Why, in the running product, by keyboard alone: every part, every model's output, tables, what-if, and the page that it is saved as. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { must } from '../../src/shared/base/assert.ts';
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

/** Rows of the waterfall that are wholly in sight, between the head of the panel and its end. */
const rowsInView = (): Promise<number> => why().evaluate((root) => {
  const body = root.querySelector('.why-body')?.getBoundingClientRect();
  const tops = [...root.querySelectorAll('.wf-row:not(.wf-axis)')].map((row) => row.getBoundingClientRect());
  // The output sticks to the end: what it covers is not in sight.
  const end = root.querySelector('.wf-output')?.getBoundingClientRect().top ?? 0;
  return tops.filter((row, i) => body !== undefined && row.top >= body.top && row.bottom <= body.bottom + 0.5 && (i === tops.length - 1 || row.bottom <= end + 0.5)).length;
});

/** By `v` alone. */
async function turnTo(name: string): Promise<void> {
  for (let i = 0; i < 6 && !(await part().getByRole('radio', { name, checked: true }).count()); i++) await press('v');
  await expect(part().getByRole('radio', { name, checked: true })).toBeVisible();
}

test('[WY-1] what decides is in view on a laptop without scrolling', async () => {
  // Sentence, odds, band and net first; then at least eight rows of the waterfall with the output that they add up to.
  await expect.poll(() => why().locator('.wf-row:not(.wf-axis)').count()).toBeGreaterThanOrEqual(8);
  expect(await rowsInView()).toBeGreaterThanOrEqual(8);
  await expect(why().locator('.wf-output')).toContainText('adds up');
  const order = await why().evaluate((root) => ['.why-sentence', '.why-facts', '.wf', '.why-against'].map((selector) => root.querySelector(selector)?.getBoundingClientRect().top ?? NaN));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  for (const selector of ['.why-sentence', '.why-facts', '.why-strip', '.wf-output']) await expect(why().locator(selector)).toBeInViewport({ ratio: 1 });
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
  await expect(why().locator('.why-facts')).toContainText(/band.*bp.*%, live/s);
  await expect(why().locator('.why-facts')).toContainText(/\d+\/\d+/);
  await expect(why().locator('.why-facts')).toContainText('novelty');
});

test('[WY-11] the words of the list and of the reasons explain themselves by keyboard, without a tab stop', async () => {
  for (const [key, name] of [['1', 'Suggestions'], ['4', 'Why']] as const) {
    await press(key);
    const before = await desk.page.evaluate(() => document.activeElement?.className);
    await press('F1');
    const word = panel(desk.page, name).locator('[data-term]:focus');
    await expect(word).toBeVisible();
    const card = desk.page.getByRole('tooltip');
    await expect(card).toContainText((await word.getAttribute('data-term')) ?? 'none');
    await expect(word).toHaveAttribute('aria-describedby', (await card.getAttribute('id')) ?? 'none');
    const first = await card.innerText();
    await press('ArrowRight');
    await expect(card).not.toHaveText(first);
    await press('Escape');
    await expect(card).toHaveCount(0);
    expect(await desk.page.evaluate(() => document.activeElement?.className)).toBe(before);
  }
  await expect(desk.page.locator('[data-term][tabindex]')).toHaveCount(0);
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
    // The next one is chosen, and what is shown is of it.
    await expect.poll(() => choice().evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.textContent ?? '')).not.toBe(label);
    await expect(why().locator('.asked.is-older')).toHaveCount(0);
  }
  expect([...seen].sort()).toEqual([...outputs].sort());
  await expect(choice()).toHaveValue('');
});

test('[WY-9] moving fast from suggestion to suggestion never shows the reasons of one beside the odds of another', async () => {
  while (!(await choice().inputValue()).startsWith('edge-logistic')) { await press('y'); await desk.page.waitForTimeout(150); }
  // In every frame: the odds that the reasons lead to are those of the call above them, or the reasons are marked as older.
  const watch = desk.page.evaluate(async () => {
    const seen = { frames: 0, current: 0, mixed: [] as string[] };
    const until = performance.now() + 4_000;
    while (performance.now() < until) {
      await new Promise((next) => requestAnimationFrame(next));
      const panelOf = document.querySelector('[data-panel="why"]');
      const said = /output .*? is (\d+)/.exec(panelOf?.querySelector('.why-units')?.textContent ?? '')?.[1];
      const odds = /^odds\D*(\d+)/.exec(panelOf?.querySelector('.why-facts')?.textContent ?? '')?.[1];
      seen.frames += 1;
      if (said === undefined || panelOf?.querySelector('.why-body > .asked.is-older')) continue;
      seen.current += 1;
      if (said !== odds) seen.mixed.push(`${said} under ${odds ?? 'none'}`);
    }
    return seen;
  });
  for (let i = 0; i < 40; i++) { await press(i % 9 < 5 ? 'j' : 'k'); await desk.page.waitForTimeout(i % 3 === 0 ? 90 : 20); }
  const { current, mixed } = await watch;
  expect(mixed).toEqual([]);
  expect(current).toBeGreaterThan(10);
  while ((await choice().inputValue()) !== '') { await press('Shift+Y'); await desk.page.waitForTimeout(150); }
  await press('1', 'j', '4');
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
  // By itself, elsewhere: nothing is asked for but the file, nothing is refused, and it fits a sheet of paper.
  const context = await desk.page.context().browser()?.newContext({ viewport: { width: 794, height: 1123 } });
  const page = must(await context?.newPage(), 'the browser is there');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => asked.push(message.text()));
  await page.setContent(text);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('img', { name: /^Waterfall/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.context().close();
  expect(asked).toEqual([]);
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
    if (name === 'Reasons') found.push(...await violations('[data-panel="suggestions"]'), ...await violations('[data-panel="ticket"]'));
    expect(found).toEqual([]);
    await press('f');
    const sideways = await why().evaluate((root) => [root, ...root.querySelectorAll('.panel-body')].map((element) => element.scrollWidth - element.clientWidth));
    await press('f');
    expect(Math.max(...sideways)).toBeLessThanOrEqual(0);
  });
}
