/** The blotter's neighbours by keyboard: an order from the ladder and its place in the queue, the tape, several orders at once, alerts. */
import { expect, test } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';

const desk = liveDesk();
const { press, journal, failures } = desk;

const submitted = () => bodies(journal(), 'OrderSubmitted').map((b) => b['intent'] as { side: string; price: number; orderQty: number; timeInForce: string; provenance: { price: string } });
const ladder = () => desk.page.locator('[data-panel="ladder"]');
const blotter = () => desk.page.locator('[data-panel="blotter"]');

/** Away from the market, so that the order rests. */
async function placeBelow(tens: number): Promise<void> {
  await press('Shift+L', 'End', ...Array.from({ length: tens }, () => 'Shift+ArrowDown'));
  const before = submitted().length;
  await press('b');
  await expect.poll(() => submitted().length).toBe(before + 1);
}

test('[MT-5] the ladder places a limit at its cursor through the same controls, and cancels it there', async () => {
  await press('Shift+L');
  await expect(ladder()).toContainText(/Controls pass|Would be denied/);
  await expect(ladder().getByRole('row')).not.toHaveCount(0);
  await placeBelow(15);
  expect(submitted().at(-1)).toMatchObject({ side: 'buy', timeInForce: 'day', provenance: { price: 'trader' } });
  await expect(ladder()).toContainText(/Your [\d,]+: (about|place in queue unknown)/);
  await press('x');
  await expect.poll(() => bodies(journal(), 'OrderStepped').map((b) => b['event'])).toContain('canceled');
  await expect(blotter().getByRole('row', { name: /canceled/ }).locator('[col-id="orderQty"]')).toHaveText('100');
});

test('[MT-1] time and sales shows prints with their aggressor', async () => {
  await press('Shift+S');
  await expect(desk.page.locator('[data-panel="trades"] tbody tr').first()).toContainText(/bought|sold/, { timeout: 20_000 });
});

test('several orders are marked and canceled at once, asked once, with the consequence in numbers', async () => {
  // Not where the last test's order was: the same again within half a second is denied as a duplicate.
  await placeBelow(12);
  await placeBelow(18);
  await expect(blotter().getByRole('radio', { name: 'Working 2' })).toBeVisible();
  await press('3', 'Control+a');
  await expect(blotter()).toContainText('3 marked');
  await press('c');
  await expect(blotter().getByRole('group', { name: /Cancel 2 orders, open for [\d,.]+ USD\? 1 marked cannot be canceled/ })).toBeVisible();
  await press('y');
  await expect.poll(() => bodies(journal(), 'OrderStepped').filter((b) => b['event'] === 'canceled').length).toBe(3);
  await expect(blotter().getByRole('radio', { name: 'Working 0' })).toBeVisible();
});

test('[AL-2] a price alert is raised, journalled before it is told, and acknowledged', async () => {
  await press('Shift+A');
  const alerts = desk.page.locator('[data-panel="alerts"]');
  await alerts.getByRole('radio', { name: 'Rules' }).click();
  // At the market on both sides: one of them is reached with the next quotes.
  await alerts.getByRole('button', { name: 'Add price alert' }).click();
  await alerts.getByRole('radio', { name: /ask below/ }).click();
  await alerts.getByRole('button', { name: 'Add price alert' }).click();
  await expect.poll(() => bodies(journal(), 'AlertRaised').filter((b) => b['kind'] === 'price').length, { timeout: 45_000 }).toBeGreaterThan(0);
  await alerts.getByRole('radio', { name: /Inbox/ }).click();
  await expect(alerts.getByRole('row').first()).toContainText(/price/);
  await press('Shift+A', 'Shift+X');
  await expect.poll(() => bodies(journal(), 'AlertAcknowledged').length).toBe(1);
  await expect(alerts.getByRole('row').first()).toContainText('acknowledged by');
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
