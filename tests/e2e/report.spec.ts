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
  const lastDecision = journalOf(workstation.dataDir).filter((row) => row.type === 'DecisionMade').at(-1)?.seq ?? Infinity;
  // A report made earlier stands there until the new one has come: both parts are read at once, of one that holds every decision.
  const shown = () => report.evaluate((root) => ({
    upTo: Number(/record ([\d,]+),/.exec(root.querySelector('.rp-source')?.textContent ?? '')?.[1]?.replaceAll(',', '')),
    counts: [...root.querySelectorAll('table')].find((table) => table.caption?.textContent?.startsWith('What suggestions made'))?.tBodies[0]?.innerText.split('\n').map((line) => line.split('\t').slice(0, 2)) ?? [],
    cases: [...root.querySelectorAll('table')].find((table) => table.caption?.textContent?.startsWith('Suggestions of the session'))?.tBodies[0]?.rows.length ?? 0,
  }));
  await expect.poll(async () => (await shown()).upTo, { timeout: 30_000 }).toBeGreaterThanOrEqual(lastDecision);
  const { upTo, counts, cases } = await shown();

  const rows = journalOf(workstation.dataDir).filter((row) => row.seq <= upTo);
  const kinds = bodies(rows, 'DecisionMade').map((body) => (body['decision'] as { kind: string }).kind);
  const expired = bodies(rows, 'SuggestionClosed').filter((body) => body['status'] === 'expired').length;
  const of = (kind: string): string => String(kinds.filter((k) => k === kind).length);
  expect(Object.fromEntries(counts)).toEqual({ Accepted: of('accept'), Edited: of('edit'), Rejected: of('reject'), 'Left to expire': String(expired) });

  // One line a suggestion, with what was done, and the money of the fills by trader.
  const made = bodies(rows, 'SuggestionMade').length;
  expect(cases).toBe(made);
  const fills = bodies(rows, 'OrderStepped').filter((body) => body['fill'] !== null).length;
  if (fills > 0) await expect(report.getByRole('region', { name: 'By trader' })).toContainText('trader');
});
