/** Alerts that leave the page: a real notification of a real browser, one that is refused, and a tone; by keyboard. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { bodies, journalOf } from './journal.ts';
import { panel, Workstation } from './workstation.ts';

test.describe.configure({ mode: 'serial' });

const workstation = new Workstation();
const failures: string[] = [];
let context: BrowserContext;
let page: Page;

interface SeenNote {
  readonly title: string;
  readonly body: string;
  readonly requireInteraction: boolean;
  /** What the browser itself told of it: only a notification that it has put on the desktop is shown. */
  readonly told: readonly string[];
}

/** Watches the browser's own notifications and tones; makes none and stands in for none. */
function watch(): void {
  const seen: { note: Notification; told: string[] }[] = [];
  const tones: number[] = [];
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      const entry = { note: this as Notification, told: [] as string[] };
      for (const type of ['show', 'error', 'close']) this.addEventListener(type, () => entry.told.push(type));
      seen.push(entry);
    }
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function begin(...when) {
    tones.push(this.frequency.value);
    start.apply(this, when);
  };
  Object.assign(window, { seenNotes: seen, tones });
}

const notes = (of: Page): Promise<readonly SeenNote[]> => of.evaluate(() => (window as unknown as { seenNotes: { note: Notification; told: string[] }[] }).seenNotes
  .map(({ note, told }) => ({ title: note.title, body: note.body, requireInteraction: note.requireInteraction, told: [...told] })));
const tones = (of: Page): Promise<readonly number[]> => of.evaluate(() => [...(window as unknown as { tones: number[] }).tones]);

async function open(of: BrowserContext, url: string): Promise<Page> {
  await of.addInitScript(watch);
  const opened = await of.newPage();
  opened.on('pageerror', (error) => failures.push(error.message));
  opened.on('console', (message) => { if (message.type() === 'error') failures.push(message.text()); });
  await opened.goto(url);
  await expect(panel(opened, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  return opened;
}

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext();
  const url = await workstation.start();
  await context.grantPermissions(['notifications'], { origin: new URL(url).origin });
  page = await open(context, url);
});

test.afterAll(async () => {
  await context.close();
  await workstation.stop();
});

const press = async (...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key); };
const notice = (of: Page) => of.getByRole('contentinfo', { name: 'Connections' }).getByRole('status');
const alerts = (of: Page) => of.locator('[data-panel="alerts"]');
const raised = () => bodies(journalOf(workstation.dataDir), 'AlertRaised');

async function fromPalette(of: Page, words: string): Promise<void> {
  await of.keyboard.press('Control+k');
  await expect(of.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await of.keyboard.type(words);
  await of.keyboard.press('Enter');
  await expect(of.getByRole('dialog')).toHaveCount(0);
}

test('[AL-10] a test goes the way of alerts and ends in a notification that the browser shows', async () => {
  await press('1');
  await fromPalette(page, 'test a desktop notification');
  await expect(notice(page)).toContainText('Test notification sent to the desktop');
  await expect.poll(() => notes(page)).toMatchObject([{ title: 'Candor: a test', told: ['show'] }]);
});

test('[AL-12] the sound is tested, switched on and muted by keyboard, and a tone is played', async () => {
  await fromPalette(page, 'test the sound');
  await expect(notice(page)).toContainText('Sound played; alerts themselves are muted');
  expect(await tones(page)).toEqual([660, 660]);
  await press('Shift+N');
  await expect(notice(page)).toContainText('Sound of alerts is on');
});

test('[AL-10] [AL-12] an alert makes a notification and one tone; a press on it brings its alert and instrument', async () => {
  await press('7', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Shift+A', 'Shift+Tab');
  const before = (await tones(page)).length;
  await alerts(page).getByRole('radio', { name: /Inbox/ }).press('ArrowRight');
  for (const way of [/bid above/, /ask below/]) {
    await alerts(page).getByRole('radio', { name: way }).focus();
    await press('Space');
    await alerts(page).getByRole('button', { name: 'Add price alert' }).press('Enter');
  }
  await expect.poll(() => raised().length, { timeout: 45_000 }).toBeGreaterThan(0);
  await expect.poll(async () => (await notes(page)).at(-1)?.told.includes('show')).toBe(true);
  const note = (await notes(page)).at(-1);
  expect(note).toMatchObject({ title: 'Price alert', requireInteraction: false });
  expect(note?.body).toMatch(/^AURX (bid|ask) [\d.]+ at or (above|below) [\d.]+$/);
  await expect.poll(async () => (await tones(page)).slice(before)[0]).toBe(520);

  // Elsewhere, on another instrument; then the notification is pressed.
  await press('7', 'ArrowDown', 'ArrowDown', '1');
  await page.evaluate(() => (window as unknown as { seenNotes: { note: Notification }[] }).seenNotes.at(-1)?.note.dispatchEvent(new Event('click')));
  await expect(alerts(page).getByRole('grid')).toBeFocused();
  await expect(alerts(page).getByRole('row', { selected: true })).toContainText(note?.body ?? 'none');
  await expect(page.locator('[data-panel="watchlist"] tr.is-selected')).toContainText('AURX');
});

test('[AL-12] muted, an alert is told without a tone', async () => {
  await press('Shift+N');
  await expect(notice(page)).toContainText('Sound of alerts is muted');
  const before = { tones: (await tones(page)).length, raised: raised().length };
  await press('Shift+A');
  await alerts(page).getByRole('radio', { name: /Inbox/ }).press('ArrowRight');
  await alerts(page).getByRole('radio', { name: /bid above/ }).focus();
  await press('Space');
  const price = alerts(page).getByLabel('Price');
  await price.fill((Number((await price.inputValue()).replaceAll(',', '')) - 1).toFixed(2));
  await alerts(page).getByRole('button', { name: 'Add price alert' }).press('Enter');
  await expect.poll(() => raised().length, { timeout: 45_000 }).toBeGreaterThan(before.raised);
  await expect.poll(async () => (await notes(page)).filter((one) => one.title === 'Price alert').length).toBe(raised().length);
  expect((await tones(page)).length).toBe(before.tones);
});

test('[AL-10] a browser that refuses says so in the panel, nothing is made, and the inbox has it all', async ({ browser }) => {
  const refusing = await browser.newContext({ permissions: [] });
  const again = await newLink();
  const other = await open(refusing, again);
  expect(await other.evaluate(() => Notification.permission)).toBe('denied');
  await other.keyboard.press('Shift+A');
  await expect(alerts(other)).toContainText('desktop blocked');
  await alerts(other).getByRole('radio', { name: /Inbox/ }).press('ArrowRight');
  await expect(alerts(other).getByRole('list', { name: 'How alerts are told' })).toContainText('this browser refuses notifications of this page');
  await expect(alerts(other).getByRole('button', { name: 'Test a notification' })).toHaveCount(0);
  await fromPalette(other, 'allow desktop');
  await expect(notice(other)).toContainText('Desktop notifications are blocked by this browser');
  await fromPalette(page, 'test a desktop notification');
  await expect.poll(async () => (await notes(page)).filter((one) => one.title === 'Candor: a test').length).toBe(2);
  expect(await notes(other)).toEqual([]);
  await expect.poll(() => alerts(other).getByRole('radio', { name: /Inbox [1-9]/ }).count()).toBe(1);
  await refusing.close();
});

test('nothing went wrong in the pages meanwhile', () => {
  expect(failures).toEqual([]);
});

/** Each link opens once: Enter in the terminal gives the next. */
function newLink(): Promise<string> {
  return workstation.newLink();
}
