/**
 * npm run screenshots: pictures of the running application for docs/images. Starts venue, refinery and core on a
 * synthetic session, works it by keyboard as a trader would, and photographs each screen, dark and light, at both sizes.
 *
 *   npm run screenshots                    all, into docs/images
 *   npm run screenshots -- --out DIR --only main,backtest
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { stopProcess } from './child-process.ts';
import { startEmbedded } from './embedded.ts';
import { browserArguments, findBrowser } from './find-browser.ts';
import { requireNode } from './require-node.ts';

requireNode();

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images' }, only: { type: 'string' } } });
const sizes = [{ name: '1920', width: 1920, height: 1080 }, { name: '1366', width: 1366, height: 768 }] as const;

/** A screen: how to get there by keyboard, and which theme and size it is taken in. */
interface Shot {
  readonly name: string;
  readonly keys: readonly string[];
  readonly all: boolean;
}

const shots: readonly Shot[] = [
  { name: 'main', keys: ['2', '1'], all: true },
  { name: 'blotter', keys: ['3', '*'], all: true },
  { name: 'basket', keys: ['Shift+B'], all: false },
  { name: 'ladder', keys: ['Escape', 'Shift+L'], all: false },
  { name: 'backtest', keys: ['8'], all: true },
  { name: 'report', keys: ['9'], all: true },
  { name: 'models', keys: ['Shift+M'], all: false },
  { name: 'upstream', keys: ['0'], all: false },
  { name: 'keys', keys: ['2', '1', 'Shift+?'], all: false },
];

async function press(page: Page, key: string, pauseMs = 250): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForTimeout(pauseMs);
}

/** Accepts, rejects and judges a few suggestions, so that every panel has something to show. */
async function work(page: Page): Promise<void> {
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await list.getByRole('option').filter({ hasText: /left/ }).first().waitFor({ timeout: 90_000 });
  for (const step of ['accept', 'reject', 'accept', 'thumb', 'accept', 'accept'] as const) {
    const open = list.getByRole('option').filter({ hasText: /left/ });
    await open.first().waitFor({ timeout: 60_000 });
    await open.first().click();
    if (step === 'accept') await press(page, 'a', 1500);
    if (step === 'reject') { await press(page, 'r', 400); await press(page, '1', 800); }
    if (step === 'thumb') { await press(page, 'd', 400); await press(page, '2', 800); }
  }
  await page.waitForTimeout(8000); // fills, marks and the first outcomes come in
}

/** Stages two parents from the ticket, routes part of the first, works the second by volume, notes, stages a care order. */
async function workDesk(page: Page): Promise<void> {
  const blotter = page.locator('[data-panel="blotter"]');
  const stage = async (side: 'b' | 's', size: string, isCare = false): Promise<void> => {
    for (const key of ['1', side]) await press(page, key, 300);
    await page.keyboard.type(size);
    if (isCare) await page.locator('[data-panel="ticket"]').getByLabel(/care/i).first().check({ timeout: 3000 }).catch(() => undefined);
    await press(page, 'Shift+Enter', 1500);
  };
  const route = async (keys: string, size: string): Promise<void> => {
    await press(page, keys, 500);
    await page.keyboard.type(size);
    await press(page, 'Enter', 1500);
  };
  await stage('b', '600');
  await route('w', '200');
  await press(page, '*', 300);
  await stage('s', '400');
  await press(page, 'n', 400);
  await page.keyboard.type('client wants no more than a tenth of the volume');
  await press(page, 'Enter', 800);
  await route('p', '10');
  await stage('b', '900', true);
  await blotter.waitFor();
  await page.waitForTimeout(3000);
}

async function runBacktest(page: Page): Promise<void> {
  await press(page, '8', 800);
  await page.getByRole('button', { name: /^(Run|Start)/ }).first().click();
  await page.getByText(/finished/i).first().waitFor({ timeout: 60_000 }).catch(() => undefined);
  await page.waitForTimeout(1500);
}

const browser = findBrowser();
if (typeof browser === 'string') {
  console.error(browser);
  process.exit(1);
}
mkdirSync(values.out, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'candor-pictures-'));
const embedded = await startEmbedded({ venueArgs: ['--synthetic', '--seed', '20', '--speed', '12', '--warmup', '180'], dataDir });
const core = spawn(process.execPath, ['src/main/serve.ts'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...embedded.environment, CANDOR_DATA_DIR: dataDir } });
try {
  const url = await new Promise<string>((resolve, reject) => {
    core.once('exit', (code) => reject(new Error(`the core ended with ${code}`)));
    createInterface({ input: core.stdout }).on('line', (line) => { const found = /http:\/\/\S+/.exec(line); if (found) resolve(found[0]); });
  });
  const chrome = await chromium.launch({ executablePath: browser.executablePath, args: [...browserArguments] });
  const context = await chrome.newContext({ viewport: sizes[0], colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(url);
  await work(page);
  await workDesk(page);
  await runBacktest(page);
  const wanted = values.only?.split(',');
  for (const size of sizes) {
    // A page of its own for each size, so that the layout is the one that a newcomer gets there.
    const sized = await context.newPage();
    await sized.setViewportSize(size);
    await sized.goto(new URL('/', url).href);
    await sized.evaluate(() => localStorage.clear());
    await sized.reload();
    await sized.getByRole('listbox', { name: 'Suggestions' }).waitFor();
    await sized.waitForTimeout(4000);
    for (const theme of ['dark', 'light'] as const) {
      for (const shot of shots.filter((s) => (s.all || (size.name === '1920' && theme === 'dark')) && (!wanted || wanted.includes(s.name)))) {
        for (const key of shot.keys) await press(sized, key, 900);
        await sized.screenshot({ path: join(values.out, `${shot.name}-${theme}-${size.name}.png`) });
        if (shot.name === 'keys') await press(sized, 'Escape');
      }
      await press(sized, '1');
      await press(sized, 'Shift+T', 1200);
    }
    await sized.close();
  }
  await chrome.close();
  console.log(`pictures are in ${values.out}`);
} finally {
  await stopProcess(core);
  await embedded.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
