/** Work by hand, by keyboard: a faulty basket put right and staged, a phone trade recorded and taken back, a preset that fills the ticket. Nothing of it is sent. */
import { expect, test } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';

// The page must listen for file choosers from the start: asked for only when a key is pressed, the browser would not know in time.
const desk = liveDesk({ prepare: (page) => void page.on('filechooser', () => undefined) });
const { press, journal, workstation, failures, violations } = desk;

const type = (text: string): Promise<void> => desk.page.keyboard.type(text);
const basket = () => desk.page.locator('[data-panel="basket"]');
const phone = () => desk.page.locator('[data-panel="phone"]');
const ticket = () => desk.page.locator('[data-panel="ticket"]');
/** Orders that the OMS took in, by its own ledger. */
const atVenue = () => workstation.ledger().filter((line) => line['type'] === 'order').length;

const faultyBasket = [
  'Ticker;Side;Qty;Type;Limit Price;TIF;Account;Strategy',
  'AURX;buy;300;limit;1.00;day;MAIN;SIGNALS',
  'CALTT;sell;200;limit;900.00;day;MAIN;SIGNALS',
  'FERL;sell short;100;market;;day;HEDGE;',
  'HLVR;buy;100.5;limit;1.005;gtc;MIAN;',
].join('\r\n');

test('[PO-12] a basket with mistakes is shown with each where it stands, put right by keyboard, and staged whole', async () => {
  await press('Shift+B');
  await expect(basket().getByRole('button', { name: 'Open a file' })).toBeFocused();
  const chooser = desk.page.waitForEvent('filechooser', { timeout: 15_000 });
  await press('Enter');
  await (await chooser).setFiles({ name: 'Monday rebalance.csv', mimeType: 'text/csv', buffer: Buffer.from(faultyBasket) });
  await expect(basket()).toContainText('3 of 4 rows are wrong');
  await expect(basket().getByRole('button', { name: /Stage 4 orders/ })).toBeDisabled();
  const wrong = basket().locator('input[aria-invalid="true"]');
  await expect(wrong).toHaveCount(5);
  await expect(basket().getByRole('textbox', { name: 'Symbol, line 3' })).toHaveAccessibleDescription(/no instrument "CALTT"; CALT is near/);
  await expect(basket().getByRole('textbox', { name: 'Side, line 4' })).toHaveAccessibleDescription(/short/);
  await expect(basket().getByRole('textbox', { name: 'Limit, line 5' })).toHaveAccessibleDescription(/"1.005" is not a multiple of 0.01, the tick of HLVR: 1.00 or 1.01/);
  await expect(basket().getByRole('textbox', { name: 'Account, line 5' })).toHaveAccessibleDescription(/MAIN is near/);
  expect(await violations('[data-panel="basket"]')).toEqual([]);

  await press('F8');
  for (const value of ['CALT', 'sell', '100', '1.01', 'MAIN']) {
    await type(value);
    await press('Enter');
    await expect(wrong.and(desk.page.locator(':focus')).or(basket().locator('[data-basket-stage] button:focus'))).toHaveCount(1);
  }
  await expect(wrong).toHaveCount(0);
  await expect(basket()).toContainText(/USD\s*▲ Buy 2 orders [\d,.]+\s*▼ Sell 2 orders [\d,.]+/);
  await expect(basket()).toContainText('Nothing is sent');
  // The controls would deny a buy at one dollar: a warning, since it is staged and not sent.
  await expect(basket().getByRole('row', { name: /AURX/ })).toContainText('with a warning');
  await expect(basket().getByRole('row', { name: /^would be denied now: Price 1.00 is [\d.,]+ bp from reference/ })).toHaveCount(1);
  await expect(basket().locator('[data-basket-stage] button')).toBeFocused();
  await press('Enter');
  await expect(basket()).toContainText('4 orders staged as Monday-rebalance. Nothing is sent');

  const staged = bodies(journal(), 'ParentStaged').map((body) => body['state'] as { symbol: string; listId: string; side: string; price: number | null; account: string | null });
  expect(staged.map(({ symbol, listId, side, account }) => [symbol, listId, side, account])).toEqual([
    ['AURX', 'Monday-rebalance', 'buy', 'MAIN'], ['CALT', 'Monday-rebalance', 'sell', 'MAIN'], ['FERL', 'Monday-rebalance', 'sell', 'HEDGE'], ['HLVR', 'Monday-rebalance', 'buy', 'MAIN'],
  ]);
  expect(bodies(journal(), 'OrderSubmitted')).toEqual([]);
  expect(atVenue()).toBe(0);
});

test('after staging, one key shows the basket in the blotter', async () => {
  await expect(basket().getByRole('button', { name: /Show Monday-rebalance in the blotter/ })).toBeFocused();
  await press('Enter');
  await expect(desk.page.locator('[data-panel="blotter"]').getByRole('searchbox')).toHaveValue('Monday-rebalance');
  await expect(desk.page.locator('[data-panel="blotter"]').getByRole('row', { name: /staged/ })).toHaveCount(4);
});

test('[PO-12] rows are pasted, and a file that is none says so', async () => {
  await press('Shift+B');
  await expect(basket().locator(':focus')).toHaveCount(1);
  await desk.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'no header here\nAURX,buy,1');
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(basket().getByRole('alert')).toContainText('line 1 names no columns');
  await basket().getByRole('textbox', { name: 'Text of the basket' }).focus();
  await press('Control+a');
  await type('symbol,side,quantity,order type\nAURX,buy,x,market');
  await expect(basket().getByRole('listitem')).toHaveText(['✕ line 2, quantity: "x" is not a number']);
  await press('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Backspace');
  await type('10000000000000');
  await expect(basket().getByRole('listitem')).toHaveText(['✕ line 2, quantity: a quantity is at most 1,000,000,000,000 lots']);
  await press(...Array<string>(13).fill('Backspace'));
  await expect(basket().getByRole('button', { name: /Stage 1 order$/ })).toBeEnabled();
  // A name that was staged before is refused, and says so beside the button.
  await basket().getByRole('textbox', { name: /Name/ }).focus();
  await press('Control+a');
  await type('Monday-rebalance');
  await press('Tab', 'Enter');
  await expect(basket().getByRole('alert')).toContainText('Not staged: a basket Monday-rebalance was staged before: give this one another name');
  expect(bodies(journal(), 'ParentStaged').length).toBe(4);
  await basket().getByRole('button', { name: 'Close' }).focus();
  await press('Enter');
  await expect(basket()).toContainText('No basket');
});

const positionOf = async (symbol: string): Promise<string> => {
  const row = desk.page.locator('[data-panel="positions"]').getByRole('row', { name: new RegExp(`^${symbol} `) });
  return (await row.count()) === 0 ? '' : (await row.locator('td').nth(1).innerText()).trim();
};

test('[PO-10] a phone trade is recorded with both times and moves the position; one in the future is refused', async () => {
  await press('Shift+H');
  await expect(phone().getByRole('combobox', { name: 'Instrument' })).toBeFocused();
  await type('CALT');
  await press('Tab', 'ArrowRight', 'Tab');
  await type('250');
  await press('Tab');
  await type('101.25');
  await expect(phone().getByRole('radio', { name: /Sold/ })).toBeChecked();
  const time = phone().getByRole('textbox', { name: /Time dealt/ });
  await press('Tab', 'Tab');
  await expect(time).toBeFocused();
  await press('Control+a');
  const now = await time.inputValue();
  const minute = (by: number): string => new Date(Date.parse(`2020-01-01T${now}Z`) + by * 60_000).toISOString().slice(11, 19);
  // Not over midnight, where the day would change too.
  test.skip(now > '23:50:00' || now < '00:10:00', 'the clock is too near midnight for a test of one day');
  await type(minute(5));
  await expect(phone().getByRole('alert')).toContainText('In the future');
  await expect(phone().getByRole('button', { name: /Record sold 250 CALT/ })).toBeDisabled();
  await press('Control+a');
  await type(minute(-7));
  await expect(phone()).toContainText(new RegExp(`= \\d{4}-\\d\\d-\\d\\d ${minute(-7)} UTC`));
  await press('Tab', 'Tab');
  await type('ACME Securities');
  expect(await violations('[data-panel="phone"]')).toEqual([]);
  await press('Enter');
  await expect(phone().getByRole('status').filter({ hasText: 'recorded' })).toContainText(new RegExp(`sell 250 CALT at 101.25 with ACME Securities: dealt .*${minute(-7)}, recorded .* UTC`));
  const row = phone().getByRole('row', { name: /CALT/ });
  await expect(row).toContainText('✓ booked');
  await expect(row).toContainText('ACME Securities');
  await expect.poll(() => positionOf('CALT')).toBe('\u2212250');

  const [recorded] = journal().filter((record) => record.type === 'PhoneTradeRecorded');
  const fill = recorded?.body['fill'] as { transactTime: number; lastQty: number };
  expect([recorded?.body['counterparty'], fill.lastQty, new Date(fill.transactTime / 1000).toISOString().slice(11, 19)]).toEqual(['ACME Securities', 250, minute(-7)]);
  expect(bodies(journal(), 'OrderSubmitted')).toEqual([]);
});

test('[PO-11] it is taken back after one question, the position goes back, and both stay in the journal', async () => {
  await phone().getByRole('button', { name: /Take back/ }).focus();
  await press('Enter');
  await expect(phone().getByRole('group', { name: /Take back sell 250 CALT at 101.25\? The position in CALT goes up by 250/ })).toBeVisible();
  await press('y');
  await expect(phone().getByRole('row', { name: /CALT/ })).toContainText('⊗ taken back');
  await expect.poll(async () => ['', '0'].includes(await positionOf('CALT'))).toBe(true);
  expect([bodies(journal(), 'PhoneTradeRecorded').length, bodies(journal(), 'PhoneTradeCanceled').length]).toEqual([1, 1]);
});

test('[PO-10] opened from a parent in the blotter, a phone trade has its instrument, side and account, and fills part of it', async () => {
  const blotter = desk.page.locator('[data-panel="blotter"]');
  // From the filter into the grid; the newest stands first: down and up again, so that the row is selected by keys.
  await press('Escape', '3');
  await expect(blotter.locator(':focus')).toHaveCount(1);
  await press('/');
  await expect(blotter.getByRole('searchbox')).toBeFocused();
  await press('Enter');
  await expect(blotter.locator('.ag-cell:focus')).toHaveCount(1);
  await press('ArrowDown', 'ArrowUp');
  await expect(blotter.getByRole('row', { name: /HLVR/ }).locator('.ag-cell:focus')).toHaveCount(1);
  await press('h');
  await expect(phone()).toContainText(/For .*: buy 100 HLVR, 100 left/);
  await expect(phone().getByRole('textbox', { name: /Quantity/ })).toBeFocused();
  await type('40');
  await press('Tab');
  await type('250.10');
  await phone().getByRole('combobox', { name: 'Counterparty' }).focus();
  await type('ACME Securities');
  await press('Enter');
  await expect(phone().getByRole('row', { name: /HLVR/ })).toContainText('✓ booked');
  await expect(phone()).toContainText(/For .*: buy 100 HLVR, 60 left/);
  const trade = bodies(journal(), 'PhoneTradeRecorded').at(-1)?.['intent'] as { parentId: string; account: string; side: string };
  expect([trade.account, trade.side]).toEqual(['MAIN', 'buy']);
  expect(bodies(journal(), 'ParentStaged').map((body) => (body['state'] as { parentId: string; symbol: string })).find((s) => s.symbol === 'HLVR')?.parentId).toBe(trade.parentId);
  expect(bodies(journal(), 'OrderSubmitted')).toEqual([]);
});

test('[PS-1] a preset is made, fills the ticket by one key from anywhere, and sends nothing', async () => {
  await press('5');
  await desk.page.getByRole('button', { name: 'Presets' }).focus();
  await press('Enter');
  const editor = desk.page.getByRole('dialog', { name: 'Presets' });
  await expect(editor.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await type('Passive 3k');
  await editor.getByRole('combobox', { name: 'Limit' }).focus();
  await type('Ticks behind');
  await press('Tab', 'Control+a');
  await type('2');
  await press('Tab', 'Tab');
  await type('3000');
  await press('Tab', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  expect(await violations('.preset-editor')).toEqual([]);
  await editor.getByRole('textbox', { name: 'Name' }).focus();
  await press('Enter', 'Escape');
  await expect(editor).toHaveCount(0);
  await expect(ticket().getByRole('button', { name: /Passive 3k/ })).toBeVisible();

  await press('1', 'Shift+Digit1');
  const quantity = ticket().getByRole('textbox', { name: /Quantity/ });
  await expect(quantity).toHaveValue('3,000');
  await expect(ticket().getByRole('radio', { name: 'GTC' })).toBeChecked();
  await expect(desk.page.getByRole('contentinfo', { name: 'Connections' })).toContainText('Preset Passive 3k in the ticket, nothing sent');
  // Behind the touch of its own side, as the ticket shows it now or a moment ago.
  await expect(ticket().getByRole('textbox', { name: /Limit/ })).not.toHaveValue('');
  // In a field of the ticket too, where the key writes nothing.
  await quantity.focus();
  await press('Control+a');
  await type('7');
  await press('Shift+Digit1');
  await expect(quantity).toHaveValue('3,000');
  await press('Control+k');
  await type('passive 3k');
  await expect(desk.page.getByRole('option', { name: /Preset Passive 3k: 3000 units, 2 ticks behind, GTC/ })).toBeVisible();
  await press('Escape');
  expect(bodies(journal(), 'OrderSubmitted')).toEqual([]);
  expect(atVenue()).toBe(0);

  await desk.page.reload();
  await expect(ticket().getByRole('button', { name: /Passive 3k/ })).toBeVisible({ timeout: 30_000 });
});

test('nothing went wrong unseen', () => {
  expect(failures).toEqual([]);
});
