/**
 * npm run screenshots: pictures of the running application for docs/images. Starts venue, refinery and core on a synthetic session, works it by
 * keyboard as a trader would, and photographs each screen, dark and light, at both sizes. Each step waits for what it came to, in the journal or on
 * the screen: a key is never pressed on the chance that the one before it has been taken.
 */
import { join } from 'node:path';
import { chromium, expect as within, type Page } from '@playwright/test';
import { bodies, journalOf } from '../tests/e2e/journal.ts';
import { panel, Workstation } from '../tests/e2e/workstation.ts';
import { browserArguments, findBrowser } from './find-browser.ts';
import { writableFolder } from './folders.ts';
import { named, runCommand } from './models/command.ts';
import { choices, readOptions, text } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

/** A machine that does something else besides is slow. */
const expect = within.configure({ timeout: 30_000 });
const sizes = [{ name: '1920', width: 1920, height: 1080 }, { name: '1366', width: 1366, height: 768 }] as const;

/** A screen: how to get there by keyboard, what is seen when it is there, and which themes and sizes it is taken in. */
interface Shot {
  readonly name: string;
  readonly keys: readonly string[];
  readonly shows: (page: Page) => Promise<void>;
  readonly all: boolean;
}

const focused = (id: string) => (page: Page): Promise<void> => expect(page.locator(`[data-panel="${id}"]`).filter({ has: page.locator(':focus') })).toBeVisible();
const says = (title: string, words: RegExp | string) => (page: Page): Promise<void> => expect(panel(page, title)).toContainText(words, { timeout: 30_000 });

/** `*` unfolds what is folded and folds what is not: it is pressed only where nothing is unfolded yet. */
async function unfolded(page: Page): Promise<void> {
  const open = page.locator('[data-panel="blotter"] [aria-expanded="true"]');
  await expect(async () => {
    if ((await open.count()) === 0) await page.keyboard.press('*');
    await within(open.first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}

const shots: readonly Shot[] = [
  { name: 'main', keys: ['2', '1'], shows: focused('suggestions'), all: true },
  { name: 'blotter', keys: ['3'], shows: unfolded, all: true },
  { name: 'basket', keys: ['Shift+B'], shows: focused('basket'), all: false },
  { name: 'ladder', keys: ['Escape', 'Shift+L'], shows: says('Ladder', /Controls pass|Would be denied/), all: false },
  { name: 'backtest', keys: ['8'], shows: (page) => expect(panel(page, 'Backtest').locator('.bt-verdict')).toBeVisible(), all: true },
  { name: 'report', keys: ['9'], shows: says('Report', 'Decisions on suggestions'), all: true },
  { name: 'models', keys: ['Shift+M'], shows: (page) => expect(page.locator('[data-panel="models"]').getByRole('article')).toBeVisible(), all: false },
  { name: 'upstream', keys: ['0'], shows: says('Upstream', 'Oldest queued'), all: false },
  { name: 'keys', keys: ['2', '1', 'Shift+?'], shows: (page) => expect(page.getByRole('dialog')).toBeVisible(), all: false },
];

const values = readOptions({
  name: 'screenshots',
  what: 'pictures of the running application, dark and light, at both sizes; npm run build makes the screens that are photographed',
  options: {
    out: text('DIR', 'where they are written', 'docs/images'),
    only: choices(shots.map((shot) => shot.name), 'screens that are photographed'),
  },
  examples: ['', '--out /tmp/pictures --only main,backtest'],
  docs: 'README.md',
});

const workstation = new Workstation();
const counted = (type: string): number => bodies(journalOf(workstation.dataDir), type).length;
const open = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').filter({ hasText: /left/ });

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Tries until the journal has one record more; what a model has just renewed is not taken by the first key. */
async function until(type: string, act: () => Promise<void>): Promise<void> {
  const before = counted(type);
  await expect(async () => {
    if (counted(type) === before) await act();
    await expect.poll(() => counted(type), { timeout: 3_000 }).toBeGreaterThan(before);
  }).toPass({ timeout: 90_000 });
}

/** Accepts, rejects and judges a few suggestions, so that every panel has something to show. */
async function work(page: Page): Promise<void> {
  await open(page).first().waitFor({ timeout: 90_000 });
  const on = (...keys: readonly string[]) => async (): Promise<void> => {
    await press(page, 'Escape', '1');
    await open(page).first().click({ timeout: 5_000 });
    await press(page, ...keys);
  };
  for (const keys of [['a'], ['r', '1'], ['a']]) await until('DecisionMade', on(...keys));
  await until('FeedbackGiven', on('d', '2'));
  for (const keys of [['a'], ['a']]) await until('DecisionMade', on(...keys));
  const filled = (): number => bodies(journalOf(workstation.dataDir), 'OrderStepped').filter((body) => body['fill'] !== null).length;
  await expect.poll(filled, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect.poll(() => counted('OutcomeMeasured'), { timeout: 120_000 }).toBeGreaterThan(0);
}

/** Stages two parents from the ticket, routes part of the first, works the second by volume, notes, stages a care order. */
async function workDesk(page: Page): Promise<void> {
  const [ticket, blotter] = [panel(page, 'Ticket'), page.locator('[data-panel="blotter"]')];
  const parents = (): number => counted('ParentStaged') + counted('ParentAsked');
  const stage = async (side: 'b' | 's', size: string, isCare = false): Promise<void> => {
    const before = parents();
    await press(page, 'Escape', '1', side);
    await expect(ticket.getByRole('textbox', { name: /^Quantity/ })).toBeFocused();
    await page.keyboard.type(size);
    if (isCare) {
      await ticket.getByRole('button', { name: /Staging/ }).click();
      await ticket.getByRole('checkbox', { name: 'Care order' }).check();
      await ticket.getByRole('textbox', { name: /^Quantity/ }).focus();
    }
    await press(page, 'Shift+Enter');
    await expect.poll(parents).toBeGreaterThan(before);
    await expect(blotter.locator('.ag-cell:focus')).toHaveCount(1);
  };
  /** A small form under the order: opened by a key, sent by Enter, and gone. */
  const fill = async (key: string, words: string): Promise<void> => {
    await press(page, key);
    await expect(blotter.locator('form input:focus, form textarea:focus')).toHaveCount(1);
    await page.keyboard.type(words);
    await press(page, 'Enter');
    await expect(blotter.locator('form')).toHaveCount(0);
  };
  await stage('b', '600');
  await fill('w', '200');
  await press(page, '*');
  await stage('s', '400');
  await fill('n', 'client wants no more than a tenth of the volume');
  await fill('p', '10');
  await stage('b', '900', true);
}

async function runBacktest(page: Page): Promise<void> {
  // Out of any field first: a digit there is a digit, not the key of a panel.
  await press(page, 'Escape', '8');
  const backtest = panel(page, 'Backtest');
  await until('BacktestFinished', () => backtest.getByRole('button', { name: /^Run / }).click());
  await expect(backtest.locator('.bt-verdict')).toBeVisible();
}

/** A page of its own for each size, so that the layout is the one that a newcomer gets there. */
async function photograph(page: Page, size: (typeof sizes)[number]): Promise<void> {
  await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  await open(page).first().waitFor({ timeout: 90_000 });
  for (const theme of ['dark', 'light'] as const) {
    for (const shot of shots.filter((one) => (one.all || (size.name === '1920' && theme === 'dark')) && values.only.includes(one.name))) {
      await press(page, ...shot.keys);
      await shot.shows(page);
      // What was asked for has been drawn, and what fades in has.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
      await page.screenshot({ path: join(values.out, `${shot.name}-${theme}-${size.name}.png`) });
      if (shot.name === 'keys') await press(page, 'Escape');
    }
    const before = await page.locator('html').getAttribute('data-theme');
    await press(page, '1', 'Shift+T');
    await expect(page.locator('html')).not.toHaveAttribute('data-theme', before ?? '');
  }
}

async function main(): Promise<void> {
  named('--out', () => writableFolder(values.out, 32 * 1024 ** 2));
  const browser = findBrowser();
  if (typeof browser === 'string') throw new Error(browser);
  const chrome = await chromium.launch({ executablePath: browser.executablePath, args: [...browserArguments] });
  try {
    const url = await workstation.start(['--synthetic', '--seed', '20', '--speed', '12', '--warmup', '180']);
    const context = await chrome.newContext({ viewport: sizes[0], colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(url);
    await work(page);
    await workDesk(page);
    await runBacktest(page);
    for (const size of sizes) {
      const sized = await context.newPage();
      await sized.setViewportSize(size);
      await sized.goto(new URL('/', url).href);
      await sized.evaluate(() => localStorage.clear());
      await sized.reload();
      await photograph(sized, size);
      await sized.close();
    }
    console.log(`pictures are in ${values.out}`);
  } finally {
    await chrome.close();
    await workstation.stop();
  }
}

await runCommand(main);
