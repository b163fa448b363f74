/** The desk head's page: what it counts is what the journal holds, record by record. */
import { expect, test } from '@playwright/test';
import { bodies, journalOf } from './journal.ts';
import { panel, Workstation } from './workstation.ts';

const workstation = new Workstation();
test.afterAll(() => workstation.stop());

test('accepted, edited and rejected suggestions are counted as the journal has them', async ({ page }) => {
  await page.goto(await workstation.start());
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  const accept = panel(page, 'Suggestions').getByRole('button', { name: /^Accept/ });
  const decided = () => bodies(journalOf(workstation.dataDir), 'DecisionMade').map((body) => (body['decision'] as { kind: string }).kind);

  /** Decides on the next open suggestion by keys, once it is one that was not renewed a moment ago. */
  async function decide(...keys: readonly string[]): Promise<void> {
    const before = decided().length;
    await expect(async () => {
      if (decided().length > before) return;
      const open = list.getByRole('option').filter({ hasText: / left/ }).first();
      await open.click({ timeout: 2_000 });
      await expect(accept).toBeEnabled({ timeout: 1_000 });
      await list.focus();
      for (const key of keys) await page.keyboard.press(key);
      await expect.poll(() => decided().length, { timeout: 2_000 }).toBe(before + 1);
    }).toPass({ timeout: 60_000 });
  }

  await decide('a');
  await decide('r', '2');
  await decide('a');
  await decide('r', '6');
  expect(decided().filter((kind) => kind === 'accept')).toHaveLength(2);
  expect(decided().filter((kind) => kind === 'reject')).toHaveLength(2);

  await page.getByRole('tab', { name: 'Report' }).click();
  const report = panel(page, 'Report');
  await expect(report).toContainText('Decisions on suggestions', { timeout: 20_000 });
  const source = await report.locator('.rp-source').innerText();
  const upTo = Number(/record ([\d,]+)/.exec(source)?.[1]?.replaceAll(',', ''));
  const counts = await report.getByRole('table', { name: /What suggestions made/ }).locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => [row.children[0]?.textContent ?? '', Number(row.children[1]?.textContent?.replaceAll(',', ''))] as const));

  const rows = journalOf(workstation.dataDir).filter((row) => row.seq <= upTo);
  const kinds = bodies(rows, 'DecisionMade').map((body) => (body['decision'] as { kind: string }).kind);
  const expired = bodies(rows, 'SuggestionClosed').filter((body) => body['status'] === 'expired').length;
  const of = (kind: string): number => kinds.filter((k) => k === kind).length;
  expect(Object.fromEntries(counts)).toEqual({ Accepted: of('accept'), Edited: of('edit'), Rejected: of('reject'), 'Left to expire': expired });

  // One line a suggestion, with what was done, and the money of the fills by trader.
  const made = bodies(rows, 'SuggestionMade').length;
  await expect(report.getByRole('table', { name: /Suggestions of the session/ }).locator('tbody tr')).toHaveCount(made);
  const fills = bodies(rows, 'OrderStepped').filter((body) => body['fill'] !== null).length;
  if (fills > 0) await expect(report.getByRole('region', { name: 'By trader' })).toContainText('trader');
});
