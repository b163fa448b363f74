/** Positions by instrument, account and strategy by keyboard, down to the fills behind a figure; what the blotter measures an order against. */
import { expect, test, type Locator } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';

const desk = liveDesk();
const { press, journal, failures, violations } = desk;

const phone = () => desk.page.locator('[data-panel="phone"]');
const positions = () => desk.page.locator('[data-panel="positions"]');
const tree = () => positions().getByRole('treegrid');
const labels = async (): Promise<readonly string[]> => (await tree().locator('tbody tr td:first-child').allInnerTexts()).map((text) => text.replace(/[▸▾]/g, '').trim().replace(/\s+/g, ' '));
const row = (name: RegExp): Locator => tree().getByRole('row', { name });

interface Trade {
  readonly symbol: string;
  readonly side: 'Bought' | 'Sold';
  readonly quantity: string;
  readonly price: string;
  readonly account: string;
  readonly strategy: string;
}

/** Recorded by hand, so that prices are known. */
async function dealt({ symbol, side, quantity, price, account, strategy }: Trade): Promise<void> {
  const before = bodies(journal(), 'PhoneTradeRecorded').length;
  await press('Shift+H');
  await phone().getByRole('combobox', { name: 'Instrument' }).selectOption(symbol);
  await phone().getByRole('radio', { name: new RegExp(side) }).click();
  for (const [name, value] of [['Quantity', quantity], ['Price', price], ['Counterparty', 'XYZ']] as const) await phone().getByLabel(name, { exact: false }).first().fill(value);
  await phone().getByRole('combobox', { name: 'Account' }).selectOption(account);
  if (strategy !== '') await phone().getByRole('combobox', { name: 'Strategy' }).selectOption(strategy);
  await phone().getByRole('button', { name: /^Record/ }).click();
  await expect.poll(() => bodies(journal(), 'PhoneTradeRecorded').length).toBe(before + 1);
  // The form waits for the next trade, and takes the focus for it a frame later.
  await expect(phone().getByLabel('Quantity').first()).toHaveValue('');
  await expect(phone().locator('input:focus, select:focus')).toHaveCount(1);
  await desk.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Exact amounts of a column, minor units, as the tooltips of the rows at the top of the tree have them. */
async function amounts(column: number): Promise<number> {
  const cells = await tree().locator(`tbody tr[aria-level="1"] td:nth-child(${column}) .figure`).evaluateAll((found) => found.map((cell) => cell.getAttribute('title') ?? ''));
  return cells.reduce((sum, title) => sum + Math.round(Number((/^[+−]?[\d,.]+/.exec(title)?.[0] ?? '0').replaceAll(',', '').replace('−', '-')) * 100), 0);
}

test('[PF-7] [PF-9] by instrument: a row unfolds to accounts and strategies, and to the line between them', async () => {
  await dealt({ symbol: 'CALT', side: 'Bought', quantity: '300', price: '100.00', account: 'MAIN', strategy: 'SIGNALS' });
  await dealt({ symbol: 'CALT', side: 'Sold', quantity: '100', price: '101.00', account: 'HEDGE', strategy: 'SIGNALS' });
  await dealt({ symbol: 'CALT', side: 'Sold', quantity: '50', price: '102.00', account: 'MAIN', strategy: 'SIGNALS' });
  await dealt({ symbol: 'FERL', side: 'Bought', quantity: '200', price: '50.00', account: 'HEDGE', strategy: 'DISCRETIONARY' });
  // Out of the fields of the form, keys are the desk's again.
  await desk.page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await press('6');
  await expect(tree().locator('tr:focus')).toHaveCount(1);
  await press('Home');
  await expect(row(/^CALT/)).toBeFocused();
  await expect(row(/^CALT/)).toHaveAttribute('aria-expanded', 'false');
  await press('ArrowRight');
  await expect.poll(labels).toEqual(['CALT', 'HEDGE · SIGNALS', 'MAIN · SIGNALS', 'between accounts', 'FERL']);
  // 300 at 100.00, 150 sold above: the instrument realised 200.00, MAIN 100.00 of it on its own; HEDGE is short and has realised nothing.
  for (const [name, realised] of [[/^CALT/, '+200.00'], [/^HEDGE · SIGNALS/, '0.00'], [/^MAIN · SIGNALS/, '+100.00'], [/^between accounts/, '+100.00']] as const) {
    await expect(row(name).locator('td').nth(4).locator('.figure')).toHaveAttribute('title', new RegExp(`^${realised.replace('+', '\\+')} USD`));
  }
  await press('ArrowRight', 'ArrowLeft', 'ArrowLeft');
  await expect(row(/^CALT/)).toHaveAttribute('aria-expanded', 'false');
});

test('[PF-12] by account and by strategy, by keyboard: the same totals', async () => {
  const byInstrument = [await amounts(5), await amounts(8)];
  await press('Shift+Tab');
  const group = desk.page.getByRole('radiogroup', { name: 'Group positions by' });
  await expect(group.getByRole('radio', { name: 'Instr.' })).toBeFocused();
  await press('ArrowRight');
  await expect(group.getByRole('radio', { name: 'Account' })).toBeChecked();
  await expect.poll(labels).toEqual(['HEDGE USD', 'CALT', 'FERL', 'MAIN USD', 'CALT', 'between accounts USD', 'CALT']);
  expect([await amounts(5), await amounts(8)]).toEqual(byInstrument);
  await press('ArrowRight');
  await expect.poll(labels).toEqual(['DISCRETIONARY USD', 'FERL', 'SIGNALS USD', 'CALT', 'between accounts USD', 'CALT']);
  expect([await amounts(5), await amounts(8)]).toEqual(byInstrument);
  expect(await violations('[data-panel="positions"]')).toEqual([]);
});

test('[PF-11] Enter shows the fills behind a figure and the sums written out; Escape goes back', async () => {
  await press('ArrowLeft');
  await expect.poll(labels).toContain('MAIN USD');
  await press('Tab', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  const explained = positions().getByRole('region', { name: 'Where the figures of CALT come from' });
  await expect(explained).toBeFocused();
  await expect(explained).toContainText(/Realised\s*Σ \(price − average before\) × closed, over 1 booking that closed\s*\+100\.00 USD/);
  await expect(explained).toContainText(/Unrealised\s*\(mark [\d,.]+ − average 100\.0000\) × \+250\s*[+−][\d,.]+ USD/);
  await expect(explained.locator('.explained-steps tbody tr')).toHaveCount(2);
  await expect(explained.locator('.explained-steps tbody tr').first().locator('td').nth(4).locator('.figure')).toHaveAttribute('title', '(102.0000 − 100.0000) × 50 = +100.00 USD');
  // From a booking to its order.
  await explained.locator('.explained-steps tbody tr').first().getByRole('button').focus();
  await press('Enter', '3');
  await expect(desk.page.locator('[data-panel="blotter"] .ag-row.row-selected').first()).toContainText('CALT');
  await press('6');
  await expect(explained).toBeFocused();
  await press('Escape');
  await expect(explained).toHaveCount(0);
  await expect(row(/^CALT/).and(desk.page.locator(':focus'))).toHaveCount(1);
});

test('[BM-2] [BM-3] [BM-6] an order that filled is measured against the mid, the VWAP and the market now', async () => {
  await press('Shift+L', 'End');
  const blotter = desk.page.locator('[data-panel="blotter"]');
  // Through the market, so that it fills.
  await press('b');
  await expect.poll(() => bodies(journal(), 'OrderStepped').filter((b) => b['fill'] !== null).length, { timeout: 60_000 }).toBeGreaterThan(0);
  const [step] = bodies(journal(), 'OrderStepped').filter((b) => b['fill'] !== null);
  expect((step?.['market'] as { mid: number | null }).mid).toBeGreaterThan(0);
  await blotter.getByRole('button', { name: /View/ }).first().click();
  for (const name of ['Slip. mid bp', 'Slip. VWAP bp', 'P&L gross', 'P&L net']) await blotter.getByRole('checkbox', { name }).check();
  // Columns out of view are not drawn.
  for (const name of ['Unrouted', 'Done', 'Limit px', 'Reason', 'Held by', 'Note', 'Dist. t']) await blotter.getByRole('checkbox', { name, exact: true }).uncheck();
  await desk.page.keyboard.press('Escape');
  const filled = blotter.locator(`.ag-row[row-id="${String(step?.['clOrdId'])}"]`);
  await expect(filled.locator('[col-id="slippageMid"]')).toHaveText(/[+−▼▲]?\s*[+−]?\d+\.\d/);
  await expect(filled.locator('[col-id="pnlNet"]')).toHaveText(/[+−][\d,.]+ USD/);
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
