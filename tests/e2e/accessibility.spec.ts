/** The real page, measured: no violation of WCAG 2 A and AA, no sideways scroll, nothing that decides cut off. */
import { expect, test, type Page } from '@playwright/test';
import { violationsOf } from './violations.ts';
import { panel, Workstation } from './workstation.ts';

const sizes = [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }] as const;

const workstation = new Workstation();
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: sizes[0] })).newPage();
  await page.goto(await workstation.start());
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option').filter({ hasText: /left/ }).first()).toBeVisible({ timeout: 60_000 });
  // Something of everything: a filled order, a denied one, a question answered.
  await list.focus();
  await page.keyboard.press('a');
  await page.keyboard.press('b');
  await page.keyboard.type('10');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect(panel(page, 'Blotter')).toContainText('denied');
  await page.keyboard.press('Escape');
});

test.afterAll(async () => {
  await page.context().close();
  await workstation.stop();
});

const violations = (within?: string): Promise<readonly string[]> => violationsOf(page, within);

for (const size of sizes) {
  test.describe(`${size.width} × ${size.height}`, () => {
    test.beforeAll(async () => {
      await page.setViewportSize(size);
      // The layout is the default one of this size.
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await expect(panel(page, 'Watchlist')).toContainText('live');
    });

    for (const theme of ['dark', 'light'] as const) {
      test(`no violation in ${theme}, in the page and under every tab`, async () => {
        test.setTimeout(60_000);
        await page.getByRole('listbox', { name: 'Suggestions' }).focus();
        if (await page.evaluate(() => document.documentElement.dataset['theme']) !== theme) await page.keyboard.press('Shift+T');
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        const found = [...await violations()];
        const tabs = page.getByRole('tab').filter({ visible: true });
        expect(await tabs.allInnerTexts()).toEqual(expect.arrayContaining(['Chart', 'Backtest', 'Report', 'Models']));
        const hidden = await tabs.and(page.locator('[aria-selected="false"]')).allInnerTexts();
        for (const title of hidden) {
          await tabs.getByText(title, { exact: true }).click();
          await expect(panel(page, title)).toBeVisible();
          // The rest of the page is the same as before.
          found.push(...await violations('.dv-groupview.dv-active-group'));
        }
        expect(found).toEqual([]);
      });
    }

    test('questions, cheat sheet and palette have no violation either', async () => {
      await page.getByRole('listbox', { name: 'Suggestions' }).focus();
      await page.keyboard.press('u');
      await expect(page.getByRole('group', { name: /^Thumb up on/ })).toBeFocused();
      expect(await violations('[data-panel="suggestions"]')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Shift+?');
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeFocused();
      expect(await violations('[role="dialog"]')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
      expect(await violations('[role="dialog"]')).toEqual([]);
      await page.keyboard.press('Escape');
    });

    test('the page never scrolls sideways, and what decides a suggestion is never cut off', async () => {
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { page: scrollWidth - clientWidth, body: document.body.scrollWidth - clientWidth };
      });
      expect(overflow).toEqual({ page: 0, body: 0 });
      await expect(page.locator('.sg-row').first()).toBeVisible({ timeout: 30_000 });
      expect(await cutOff('.sg-what > *, .sg-sure > :first-child, .sg-sure > :last-child')).toEqual([]);
      // The panels that a trader decides with fit their columns, too.
      for (const name of ['Suggestions', 'Watchlist', 'Ticket'] as const) {
        const sideways = await panel(page, name).evaluate((root) => [root, ...root.querySelectorAll('.panel-body')].map((element) => element.scrollWidth - element.clientWidth));
        expect({ name, sideways: Math.max(...sideways) }).toEqual({ name, sideways: 0 });
      }
    });
  });
}

/** Texts of elements whose content is wider than they are, or that lie outside their row. */
function cutOff(selector: string): Promise<readonly string[]> {
  return page.evaluate((of) => [...document.querySelectorAll<HTMLElement>(of)].filter((element) => {
    const row = element.closest('.sg-row')?.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 || (row !== undefined && (box.right > row.right + 0.5 || box.left < row.left - 0.5));
  }).map((element) => `${element.className}: ${element.innerText}`), selector);
}
