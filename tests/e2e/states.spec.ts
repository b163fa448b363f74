/** What the screen says when something is not there: never arrived, stale, disconnected, queued and empty each look different. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { bodies, journalOf } from './journal.ts';
import type { Pipe } from './pipe.ts';
import { panel, Workstation } from './workstation.ts';

test.describe.configure({ mode: 'serial' });

const workstation = new Workstation();
const emSpace = '\u2003';
let page: Page;
let feed: Pipe;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  // The venue is down while the workstation starts.
  await workstation.startBeside();
  await workstation.killVenue();
  feed = await workstation.pipeFeed();
  await page.goto(await workstation.startCore());
});

test.afterAll(async () => {
  await page.close();
  await workstation.stop();
});

const footer = (name: string): Locator => page.getByRole('contentinfo', { name: 'Connections' }).locator('.status-cell', { has: page.locator('.status-name', { hasText: new RegExp(`^${name}$`) }) });
const watchlist = (): Locator => panel(page, 'Watchlist');
const bids = (): Promise<string[]> => watchlist().locator('tbody tr td:nth-child(2)').allInnerTexts();
const ages = (kind: string): Locator => watchlist().locator(`.age-${kind}`);

test('before anything has arrived, panels say what would be here, and nothing is a zero', async () => {
  await expect(footer('Journal')).toContainText('saved', { timeout: 20_000 });
  const words = {
    Suggestions: 'No open suggestion', Watchlist: 'No instrument', Blotter: 'No orders yet', Positions: 'No position', Ticket: 'No instrument to trade', Why: 'Nothing is selected',
  };
  for (const [title, text] of Object.entries(words)) await expect(panel(page, title)).toContainText(text);
  for (const title of ['Watchlist', 'Positions', 'Ticket']) expect(await panel(page, title).innerText()).not.toMatch(/\d/);
  await expect(footer('OMS')).not.toContainText('ready');
  expect(await footer('Feed').locator('.age-never .figure').textContent()).toBe(emSpace);
  await page.keyboard.press('0');
  await expect(panel(page, 'Upstream')).toContainText('Nothing to send yet');
  expect(await panel(page, 'Upstream').locator('dt', { hasText: 'Oldest queued' }).locator('..').locator('dd').textContent()).toBe(emSpace);
  await page.keyboard.press('3');
});

test('the venue comes: prices are live without a reload, and what has no value yet stays an em space', async () => {
  test.setTimeout(90_000);
  await workstation.startVenue();
  await expect(ages('live').first()).toBeVisible({ timeout: 30_000 });
  await expect(footer('OMS')).toContainText('ready', { timeout: 20_000 });
  await expect(footer('Feed')).toContainText('live');
  expect((await bids()).every((text) => /\d/.test(text))).toBe(true);
  expect(await panel(page, 'Ticket').locator('.ticket-facts .figure').first().textContent()).toBe(emSpace);
});

test('a feed that falls silent: quotes are stale in four seconds, orders are denied for it, and it goes on without a reload', async () => {
  feed.hold();
  await expect(ages('stale').first()).toBeVisible({ timeout: 4_500 });
  await expect(ages('live')).toHaveCount(0);
  expect((await bids()).every((text) => /\d/.test(text))).toBe(true);
  await expect(footer('Feed').locator('.age-stale')).toBeVisible();
  await expect(footer('OMS')).toContainText('ready');
  await page.keyboard.press('b');
  await page.keyboard.type('10');
  await expect(panel(page, 'Ticket')).toContainText(/Would be denied: Quote is .*STALE_MARKET_DATA/);
  await page.keyboard.press('Escape');
  feed.release();
  await expect(ages('live').first()).toBeVisible({ timeout: 10_000 });
  await expect(ages('stale')).toHaveCount(0);
});

test('a venue that hangs: its session is given up after its heartbeats, values are kept, and all is live when it goes on', async () => {
  workstation.freezeVenue();
  const before = await bids();
  await expect(ages('disconnected').first()).toBeVisible({ timeout: 6_000 });
  await expect(ages('live')).toHaveCount(0);
  await expect(footer('OMS')).not.toContainText('ready');
  const kept = await bids();
  expect(kept.every((text) => /\d/.test(text))).toBe(true);
  expect(kept).toHaveLength(before.length);
  await expect(watchlist().locator('td.is-stale')).toHaveCount(kept.length * 2);
  workstation.thawVenue();
  await expect(ages('live').first()).toBeVisible({ timeout: 20_000 });
  await expect(footer('OMS')).toContainText('ready', { timeout: 20_000 });
});

test('a venue that is gone: prices are disconnected with their last value, orders are denied NOT_CONNECTED, and it comes back', async () => {
  test.setTimeout(90_000);
  await workstation.killVenue();
  await expect(ages('disconnected').first()).toBeVisible({ timeout: 10_000 });
  const kept = await bids();
  expect(kept.every((text) => /\d/.test(text))).toBe(true);
  await expect(footer('OMS')).toContainText(/disconnected|connecting/);
  await expect(footer('Feed').locator('.age-disconnected')).toBeVisible();

  await page.keyboard.press('b');
  await page.keyboard.type('10');
  await expect(panel(page, 'Ticket')).toContainText(/Would be denied: No live session with the OMS.*NOT_CONNECTED/);
  await page.keyboard.press('Enter');
  await expect(panel(page, 'Blotter')).toContainText('NOT_CONNECTED');
  expect(bodies(journalOf(workstation.dataDir), 'OrderDenied').at(-1)?.['denial']).toMatchObject({ code: 'NOT_CONNECTED' });
  await page.keyboard.press('Escape');
  expect(await bids()).toEqual(kept);

  await workstation.startVenue();
  await expect(ages('live').first()).toBeVisible({ timeout: 30_000 });
  await expect(footer('OMS')).toContainText('ready', { timeout: 20_000 });
});

test('the refinery is gone: what was said is queued, and leaves when it is back', async () => {
  test.setTimeout(90_000);
  const queued = () => panel(page, 'Upstream').locator('dt', { hasText: /^Queued$/ }).locator('..').locator('dd');
  const option = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first();
  await expect(option).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('0');
  await expect(queued()).toHaveText('0', { timeout: 20_000 });
  await workstation.killRefinery();
  await expect(page.getByText('⊘ refinery disconnected')).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('1');
  await page.keyboard.press('u');
  await page.keyboard.press('1');
  await expect(panel(page, 'Upstream')).toContainText('◔ queued');
  expect(Number(await queued().innerText())).toBeGreaterThan(0);
  await workstation.startRefinery();
  await expect(queued()).toHaveText('0', { timeout: 20_000 });
  await expect(page.getByText('refinery connected', { exact: true })).toBeVisible();
  await expect(panel(page, 'Upstream')).toContainText('✓ stored');
  await page.keyboard.press('3');
});

test('the core is gone: last values stay under a veil, nothing can be sent, and the screen says what to do', async () => {
  test.setTimeout(90_000);
  const kept = await bids();
  await workstation.killCore();
  await expect(watchlist().locator('.veil')).toContainText('Disconnected from the core; last values kept');
  await expect(ages('live')).toHaveCount(0);
  expect((await bids()).length).toBe(kept.length);
  await expect(footer('Core')).toContainText('disconnected');
  const orders = bodies(journalOf(workstation.dataDir), 'OrderSubmitted').length;
  await page.keyboard.press('b');
  await page.keyboard.type('10');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/No connection to the core; nothing was sent/).first()).toBeVisible();
  await page.keyboard.press('Escape');
  // A core that was started anew has another address and knows no browser: the way in is its new link.
  await expect(footer('Core')).toContainText('open the link that it printed', { timeout: 20_000 });

  await page.goto(await workstation.startCore());
  await expect(ages('live').first()).toBeVisible({ timeout: 30_000 });
  await expect(panel(page, 'Blotter')).toContainText('NOT_CONNECTED');
  expect(bodies(journalOf(workstation.dataDir), 'OrderSubmitted').length).toBe(orders);
});
