/**
 * The opening paragraph of the product, driven as its user would, by keyboard: live prices, a suggestion with its
 * reasons, an edit of its size, the fill at the OMS, position and P&L, a thumb down with a reason; then the machine loses
 * power, and after the restart everything is as it was. Screen, journal and the venue's own ledger must agree.
 * On a recorded tape where the recorded data are at hand, else on a synthetic session.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bodies, journalOf } from './journal.ts';
import { panel, textOf, Workstation } from './workstation.ts';

const dataRoot = process.env.CANDOR_DATA ?? '../shared/data';
const tape = join(dataRoot, 'minute/us_equity_1min_2024/FICO.csv.gz');
const sessions = [
  // On recorded tapes the models rarely say anything: this one starts a few minutes before they do; five seconds a bar give a person time to act.
  { name: 'a recorded tape', args: ['--tape', tape, '--speed', '12', '--warmup', '2062'], missing: existsSync(tape) ? null : `no recorded data at ${dataRoot}` },
  { name: 'a synthetic session', args: ['--synthetic', '--seed', '1', '--instruments', 'AURX,CALT,FERL,HLVR', '--speed', '12', '--warmup', '120'], missing: null },
] as const;

/** Selects an open suggestion by keyboard and waits until the screen says so. */
async function selectOpenSuggestion(page: Page): Promise<void> {
  const open = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').filter({ hasText: /left/ });
  await expect(open.first()).toBeVisible({ timeout: 60_000 });
  await open.first().click();
  await expect(page.getByRole('button', { name: /^Edit/ })).toBeEnabled();
}

for (const session of sessions) {
  test.describe(session.name, () => {
    test.skip(session.missing !== null, session.missing ?? '');
    const workstation = new Workstation();
    test.afterAll(() => workstation.stop());

    test('a suggestion is edited, filled, judged, and survives the loss of power', async ({ page }) => {
      test.setTimeout(180_000);
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(error.message));
      page.on('console', (message) => { if (message.type() === 'error') failures.push(message.text()); });
      await page.goto(await workstation.start(session.args));
      await expect(page).toHaveURL(/\/$/); // the token is gone from the address

      // Live prices.
      await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });

      // A suggestion with its reasons, and what speaks against it.
      await selectOpenSuggestion(page);
      const why = await textOf(page, 'Why');
      expect(why).toMatch(/bp/);
      expect(why.toLowerCase()).toContain('against');
      expect(why).toMatch(/add up/i);

      // Edit its size to 7 and send it, by keyboard.
      await page.keyboard.press('e');
      const quantity = panel(page, 'Ticket').getByLabel(/Quantity/);
      await expect(quantity).toBeFocused();
      await quantity.fill('7');
      // At market, so that the fill does not hang on where the price goes in these seconds.
      await panel(page, 'Ticket').getByRole('radio', { name: 'Market' }).click();
      await quantity.press('Enter');
      await expect(panel(page, 'Blotter').locator('.ag-row').filter({ hasText: 'filled' }).first()).toBeVisible({ timeout: 20_000 });

      // Position and P&L.
      await page.keyboard.press('Escape');
      const positions = panel(page, 'Positions');
      await expect(positions).toContainText('7');

      // Thumb down, with a reason.
      await page.getByRole('listbox', { name: 'Suggestions' }).focus();
      await page.keyboard.press('d');
      await expect(page.getByText(/Thumb down on/).first()).toBeVisible();
      await page.keyboard.press('1');
      await expect(page.getByText(/queued for the refinery/)).toBeVisible();
      const positionBefore = await positions.innerText();

      // Power is lost.
      await workstation.killCore();
      await expect(page.getByText(/disconnected|no connection|lost/i).first()).toBeVisible({ timeout: 20_000 });
      const before = journalOf(workstation.dataDir);
      const decision = bodies(before, 'DecisionMade').map((b) => b['decision'] as { kind: string; edit: { orderQty: number }; clOrdId: string }).at(-1);
      expect(decision).toMatchObject({ kind: 'edit', edit: { orderQty: 7 } });
      const context = bodies(before, 'DecisionMade').map((b) => b['suggestion'] as { signal: { features: unknown[]; explanation: { contributions: number[]; modelHash: string }; quote: object } }).at(-1);
      // The model names those of the features that it looks at.
      expect(context?.signal.explanation.contributions.length).toBeGreaterThan(10);
      expect(context?.signal.features.length).toBeGreaterThanOrEqual(context?.signal.explanation.contributions.length ?? Infinity);
      expect(context?.signal.explanation.modelHash).toMatch(/^[0-9a-f]{64}$/);
      expect(bodies(before, 'FeedbackGiven')).toHaveLength(1);

      // After the restart everything is as it was.
      await page.goto(await workstation.startCore());
      await expect(panel(page, 'Blotter').locator('.ag-row').filter({ hasText: 'filled' }).first()).toBeVisible({ timeout: 20_000 });
      await expect(positions).toContainText('7');
      await expect(panel(page, 'Blotter')).not.toContainText('No order passes');
      expect(symbolsOf(await positions.innerText())).toEqual(symbolsOf(positionBefore));
      await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });

      // Screen, journal and the OMS's own ledger agree.
      const after = journalOf(workstation.dataDir);
      expect(after.slice(0, before.length)).toEqual(before);
      const filled = bodies(after, 'OrderStepped').map((b) => b['fill'] as { lastQty: number; clOrdId: string } | null).filter((f) => f !== null);
      expect(filled.filter((f) => f.clOrdId === decision?.clOrdId).reduce((sum, f) => sum + f.lastQty, 0)).toBe(7);
      const ledgerFills = workstation.ledger().filter((entry) => entry['type'] === 'fill');
      expect(ledgerFills.reduce((sum, entry) => sum + Number(entry['lastQty']), 0)).toBe(filled.reduce((sum, f) => sum + f.lastQty, 0));
      expect(failures.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);
    });
  });
}

const symbolsOf = (text: string): string[] => [...new Set(text.match(/\b[A-Z]{2,6}(?:\.[A-Z])?\b/g) ?? [])].sort();
