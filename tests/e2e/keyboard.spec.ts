/** Everything that a trader does, by keyboard alone: no test in this file touches a mouse. Screen and journal must agree. */
import { expect, test, type Page } from '@playwright/test';
import { bodies } from './journal.ts';
import { liveDesk } from './live-page.ts';
import { panel } from './workstation.ts';

const desk = liveDesk();
const { press, notice, journal, failures } = desk;

test.afterEach(async () => {
  // Whatever was done, the next key has somewhere to go, and the trader sees where.
  expect(await focusOf(desk.page)).toMatchObject({ isLost: false, isOutlined: true });
});

const list = () => desk.page.getByRole('listbox', { name: 'Suggestions' });

interface Focus {
  readonly isLost: boolean;
  readonly isOutlined: boolean;
  readonly panel: string | null;
  readonly feature: string | null;
}

/** Where the focus is, and whether it can be seen: by an outline, or by the bar that marks a question in place. */
function focusOf(of: Page): Promise<Focus> {
  return of.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { isLost: true, isOutlined: false, panel: null, feature: null };
    const style = getComputedStyle(element);
    return {
      isLost: false,
      isOutlined: (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none',
      panel: element.closest('[data-panel]')?.getAttribute('data-panel') ?? null,
      feature: element.getAttribute('data-feature'),
    };
  });
}

/** Suggestions in the order of the list, and which one is selected. */
function listed(): Promise<{ readonly ids: string[]; readonly selected: number }> {
  return list().evaluate((box) => {
    const rows = [...box.querySelectorAll('[role="option"]')];
    return { ids: rows.map((row) => row.id), selected: rows.findIndex((row) => row.getAttribute('aria-selected') === 'true') };
  });
}

/** Moves by j and k to a suggestion that can still be decided. @returns its text. */
async function selectOpen(): Promise<string> {
  await press('1');
  const accept = panel(desk.page, 'Suggestions').getByRole('button', { name: /^Accept/ });
  await expect(async () => {
    if (await accept.isEnabled()) return;
    const { ids } = await listed();
    await press(...ids.map(() => 'k'));
    for (const _ of ids) {
      if (await accept.isEnabled()) return;
      await press('j');
    }
    await expect(accept).toBeEnabled({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  return list().getByRole('option', { selected: true }).innerText();
}

/** The terms that a model has just renewed are not taken by the first key: a person looks and presses again. */
async function accept(): Promise<void> {
  const before = bodies(journal(), 'DecisionMade').length;
  await expect(async () => {
    await selectOpen();
    await press('a');
    await expect(notice()).toContainText(/Accepted (buy|sell) .*; sent as/, { timeout: 2_000 });
    expect(bodies(journal(), 'DecisionMade').length).toBe(before + 1);
  }).toPass({ timeout: 30_000 });
}

const rowOf = (clOrdId: string) => panel(desk.page, 'Blotter').locator(`[role="row"][row-id="${clOrdId}"]`).first();
const newestOrder = (type: 'OrderSubmitted' | 'OrderDenied') => bodies(journal(), type).at(-1) as { readonly clOrdId: string; readonly denial?: { readonly code: string } } | undefined;

/** What is held by the journal's fills, in lots. */
function heldOf(): Map<string, number> {
  const rows = journal();
  const intents = new Map(bodies(rows, 'OrderSubmitted').map((b) => [b['clOrdId'], b['intent'] as { symbol: string; side: string }]));
  const held = new Map<string, number>();
  for (const step of bodies(rows, 'OrderStepped')) {
    const fill = step['fill'] as { lastQty: number } | null;
    const intent = intents.get(step['clOrdId']);
    if (fill && intent) held.set(intent.symbol, (held.get(intent.symbol) ?? 0) + (intent.side === 'buy' ? 1 : -1) * fill.lastQty);
  }
  return held;
}

test('j and k move through the suggestions, and the selection is seen', async () => {
  await selectOpen();
  await expect(async () => {
    await press('k', 'k', 'k', 'k');
    const before = await listed();
    expect(before.ids.length).toBeGreaterThan(1);
    expect(before.selected).toBe(0);
    await press('j');
    expect(await listed()).toEqual({ ids: before.ids, selected: 1 });
    await press('k');
    expect(await listed()).toEqual(before);
  }).toPass({ timeout: 60_000 });
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions', isOutlined: true });
});

test('a accepts: the order fills, and the position is what the journal says', async () => {
  // A limit that the market has left behind rests; another is taken then, as a trader would.
  await expect(async () => {
    await accept();
    const clOrdId = newestOrder('OrderSubmitted')?.clOrdId ?? '';
    await expect(rowOf(clOrdId)).toContainText('filled', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  const decision = bodies(journal(), 'DecisionMade').at(-1)?.['decision'];
  expect(decision).toMatchObject({ kind: 'accept' });
  for (const [symbol, quantity] of heldOf()) {
    const text = quantity < 0 ? `\u2212${-quantity}` : `+${quantity}`;
    await expect(panel(desk.page, 'Positions').getByRole('row').filter({ hasText: symbol })).toContainText(text);
  }
});

test('r asks for the reason, and one key gives it', async () => {
  await expect(async () => {
    await selectOpen();
    await press('r');
    await expect(desk.page.getByRole('group', { name: /^Reject .*why\?$/ })).toBeFocused({ timeout: 1_000 });
    await press('5');
    await expect(notice()).toContainText(/Rejected .*: news/, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  expect(bodies(journal(), 'DecisionMade').at(-1)?.['decision']).toMatchObject({ kind: 'reject', reason: 'news' });
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions' });
});

test('Escape leaves a question, and nothing is journalled', async () => {
  const before = bodies(journal(), 'DecisionMade').length;
  await selectOpen();
  await press('r');
  await expect(desk.page.getByRole('group', { name: /^Reject / })).toBeFocused();
  await press('Escape');
  await expect(desk.page.getByRole('group', { name: /^Reject / })).toHaveCount(0);
  expect(bodies(journal(), 'DecisionMade').length).toBe(before);
});

test('u thumbs the suggestion up with a reason', async () => {
  await press('1', 'u');
  await expect(desk.page.getByRole('group', { name: /^Thumb up on (buy|sell)/ })).toBeFocused();
  await press('2');
  await expect(notice()).toContainText(/Thumb up on .*: good reasoning; queued for the refinery/);
  expect(bodies(journal(), 'FeedbackGiven').at(-1)?.['feedback']).toMatchObject({ thumb: 'up', feature: null, reason: 'good-reasoning' });
});

test('d thumbs down the one feature that was moved to in Why', async () => {
  await expect(async () => {
    await selectOpen();
    await press('4', 'ArrowDown');
    const { feature, panel: where, isOutlined } = await focusOf(desk.page);
    expect({ where, isOutlined }).toEqual({ where: 'why', isOutlined: true });
    expect(feature).not.toBeNull();
    await press('d');
    await expect(desk.page.getByRole('group', { name: /^Thumb down on “/ })).toBeFocused({ timeout: 1_000 });
    await press('8');
    await expect(notice()).toContainText(`Thumb down on ${feature ?? ''} of`, { timeout: 2_000 });
    const given = bodies(journal(), 'FeedbackGiven').at(-1) as { feedback: object; suggestion: { signal: { features: unknown[] } } };
    expect(given.feedback).toMatchObject({ thumb: 'down', feature, reason: 'feature-misleading' });
    expect(given.suggestion.signal.features.length).toBeGreaterThan(0);
  }).toPass({ timeout: 30_000 });
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'why' });
  await press('Escape', '1');
});

const ticket = () => panel(desk.page, 'Ticket');
const quantity = () => ticket().getByLabel(/^Quantity/);
const limit = () => ticket().getByLabel(/^Limit/).and(desk.page.locator('input'));

/** Opens a buy ticket at `share` of the touch. @returns the price as typed. */
async function typeBuy(size: string, share: number): Promise<string> {
  await press('b');
  await expect(quantity()).toBeFocused();
  await desk.page.keyboard.type(size);
  await press('Tab');
  await expect(limit()).toBeFocused();
  const price = (Number((await limit().inputValue()).replaceAll(',', '')) * share).toFixed(2);
  await desk.page.keyboard.type(price);
  return price;
}

test('an own order: b sends it away from the market, m changes it, c cancels it, Enter opens its history', async () => {
  await press('1');
  const price = await typeBuy('10', 0.985);
  await expect(ticket()).toContainText('Controls pass');
  await press('Enter');
  await expect(notice()).toContainText(/Buy 10 .*: sent as/);
  const clOrdId = newestOrder('OrderSubmitted')?.clOrdId ?? '';
  await expect(rowOf(clOrdId)).toContainText('working');
  await expect(rowOf(clOrdId)).toContainText(price);

  // The newest order is the first row.
  await press('3', ...Array<string>(12).fill('ArrowUp'), 'm');
  await expect(quantity()).toBeFocused();
  await expect(quantity()).toHaveValue('10');
  await desk.page.keyboard.type('12');
  await press('Tab', 'ArrowUp');
  const changed = await limit().inputValue();
  await press('Enter');
  await expect(notice()).toContainText(/Change of buy 10 .* sent/);
  await expect(rowOf(clOrdId)).toContainText('working');
  await expect(rowOf(clOrdId)).toContainText('12');
  await expect(rowOf(clOrdId)).toContainText(changed);
  const steps = () => bodies(journal(), 'OrderStepped').filter((step) => step['clOrdId'] === clOrdId);
  expect(steps().at(-1)).toMatchObject({ event: 'replaced', orderQty: 12 });

  await press('3', 'c');
  await expect(rowOf(clOrdId)).toContainText('canceled');
  expect(steps().at(-1)).toMatchObject({ event: 'canceled' });

  await press('3', 'Enter');
  const history = desk.page.getByRole('region', { name: `History of ${clOrdId}` });
  const events = ['OrderSubmitted', ...steps().map((step) => String(step['event']))];
  await expect(history.getByRole('listitem')).toHaveCount(events.length);
  for (const [i, event] of events.entries()) await expect(history.getByRole('listitem').nth(i)).toContainText(event);
  await press('Escape');
  await expect(history).toHaveCount(0);
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'blotter' });
});

test('a ticket outside the collar says so before it is sent, and its denial stands in the blotter with its code', async () => {
  await press('1');
  await typeBuy('10', 0.9);
  await expect(ticket()).toContainText(/Would be denied: .*collar.*PRICE_COLLAR/);
  const submitted = bodies(journal(), 'OrderSubmitted').length;
  await press('Enter');
  await expect(notice()).toContainText(/denied, .*collar/);
  const denied = newestOrder('OrderDenied');
  expect(denied?.denial?.code).toBe('PRICE_COLLAR');
  await expect(rowOf(denied?.clOrdId ?? '')).toContainText('denied');
  await expect(rowOf(denied?.clOrdId ?? '')).toContainText('PRICE_COLLAR');
  expect(bodies(journal(), 'OrderSubmitted').length).toBe(submitted);
  // What was typed stays, to be put right; Escape leaves it.
  await expect(quantity()).toHaveValue('10');
  await press('Escape');
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions' });
});

test('keys do nothing while a field has the focus', async () => {
  const theme = () => desk.page.evaluate(() => document.documentElement.dataset['theme']);
  const before = { theme: await theme(), decisions: bodies(journal(), 'DecisionMade').length };
  await press('b');
  await expect(quantity()).toBeFocused();
  await desk.page.keyboard.type('arudjk1');
  await press('Shift+T', 'Shift+?');
  await expect(quantity()).toBeFocused();
  await expect(quantity()).toHaveValue('arudjk1T?');
  expect({ theme: await theme(), decisions: bodies(journal(), 'DecisionMade').length }).toEqual(before);
  await expect(desk.page.getByRole('dialog')).toHaveCount(0);
  await expect(desk.page.getByRole('group', { name: /why\?$/ })).toHaveCount(0);
  await press('Escape');
});

test('the cheat sheet, the palette and the theme have their keys, and give the focus back', async () => {
  await press('1', 'Shift+?');
  const sheet = desk.page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet).toBeFocused();
  for (const title of ['Accept and send', 'Reject, with a reason', 'Cancel the selected order', 'Command palette']) await expect(sheet).toContainText(title);
  await press('Escape');
  await expect(sheet).toHaveCount(0);
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions' });

  const theme = () => desk.page.evaluate(() => document.documentElement.dataset['theme']);
  const first = await theme();
  await press('Shift+T');
  await expect.poll(theme).not.toBe(first);
  await press('Control+k');
  await expect(desk.page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await desk.page.keyboard.type('dark or light');
  await press('Enter');
  await expect(desk.page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(theme).toBe(first);
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions' });

  await press('Control+k', 'Escape');
  await expect(desk.page.getByRole('dialog')).toHaveCount(0);
  expect(await focusOf(desk.page)).toMatchObject({ panel: 'suggestions' });
});

test('nothing went wrong in the page meanwhile', () => {
  expect(failures).toEqual([]);
});
