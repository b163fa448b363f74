/** The backtest panel against the real backtest process: bars of this session, a recorded tape, a cancel, and a path that is wrong. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bodies, journalOf } from './journal.ts';
import { panel, Workstation } from './workstation.ts';

test.describe.configure({ mode: 'serial' });

const dataRoot = process.env.CANDOR_DATA ?? '../shared/data';
const tape = resolve(dataRoot, 'minute/us_equity_1min_2024/FICO.csv.gz');
const noTape = existsSync(tape) ? '' : `no recorded data at ${dataRoot}`;

const workstation = new Workstation();
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto(await workstation.start());
  await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  await page.keyboard.press('8');
  await expect(backtest()).toContainText('No run yet');
});

test.afterAll(async () => {
  await page.close();
  await workstation.stop();
});

const backtest = () => panel(page, 'Backtest');
const runs = () => backtest().getByRole('list', { name: 'Backtest runs' }).getByRole('listitem');
const start = () => backtest().getByRole('button', { name: 'Run drift-linear' });
const figure = (term: string) => backtest().locator('.bt-figures > div').filter({ has: page.locator('dt', { hasText: term }) });

async function runTape(path: string): Promise<void> {
  await backtest().getByRole('radio', { name: 'A tape' }).click();
  await backtest().getByLabel(/^Tape/).fill(path);
  await start().click();
}

test('the bars of this session: a verdict in words, figures, and where they come from', async () => {
  await start().click();
  await expect(runs()).toHaveCount(1);
  await expect(backtest().locator('.bt-verdict')).toBeVisible({ timeout: 60_000 });
  for (const term of ['Return', 'Sharpe', 'Max drawdown', 'Hit rate', 'Net a trade', 'Trades']) await expect(figure(term)).toBeVisible();
  const finished = bodies(journalOf(workstation.dataDir), 'BacktestFinished').at(-1) as { trades: number; definitionHash: string };
  await expect(figure('Trades').locator('.figure')).toHaveText(String(finished.trades));
  await backtest().getByRole('radio', { name: 'Assumptions and source' }).click();
  await expect(backtest()).toContainText(finished.definitionHash);
  await expect(backtest()).toContainText('Model hash');
});

test('a path that holds no tape is named with what is wrong, and the desk goes on', async () => {
  await runTape(join(workstation.dataDir, 'nothing-here.csv'));
  await expect(backtest().getByText(/Not started: .*nothing-here|The run failed/).first()).toBeVisible({ timeout: 30_000 });
  await expect(backtest()).toContainText('nothing-here.csv');
  await expect(backtest()).toContainText(/not|no such|ENOENT/i);
  await expect(panel(page, 'Watchlist')).toContainText('live');
});

test('a recorded tape: progress while it runs, then trades with intervals beside their figures', async () => {
  test.skip(noTape !== '', noTape);
  test.setTimeout(120_000);
  const before = await runs().count();
  await runTape(tape);
  await expect(runs()).toHaveCount(before + 1);
  await expect(backtest().locator('.bt-verdict')).toContainText(/95 % between .* and |which says nothing yet/, { timeout: 90_000 });
  await expect(figure('Hit rate')).toContainText(/95 % \d+ to \d+.*n = \d+|no case/);
  const finished = bodies(journalOf(workstation.dataDir), 'BacktestFinished').at(-1) as { trades: number };
  await expect(figure('Trades').locator('.figure')).toHaveText(finished.trades.toLocaleString('en-US'));
});

test('a run is canceled while it runs, and nothing of it is kept', async () => {
  test.setTimeout(90_000);
  // Long enough to be caught running: one instrument for many thousand minutes.
  const long = join(workstation.dataDir, 'long.csv');
  writeFileSync(long, longTape(60_000));
  const finished = bodies(journalOf(workstation.dataDir), 'BacktestFinished').length;
  await runTape(long);
  await expect(backtest()).toContainText(/Running: \d+\s?%/, { timeout: 20_000 });
  await expect(backtest().getByRole('button', { name: 'Running…' })).toBeDisabled();
  await runs().getByRole('button', { name: 'Cancel' }).click();
  await expect(runs().first()).toContainText('canceled');
  await expect(backtest()).toContainText('Nothing of it was kept');
  await expect(start()).toBeEnabled();
  expect(bodies(journalOf(workstation.dataDir), 'BacktestFinished').length).toBe(finished);
});

/** Minute bars of one instrument, a wave with a drift: what they hold does not matter here, only that they take a while. */
function longTape(bars: number): string {
  const start = Date.UTC(2019, 0, 2, 14, 30);
  const rows = Array.from({ length: bars }, (_, i) => {
    const close = 100 + 5 * Math.sin(i / 40) + i / 20_000;
    const [open, high, low] = [close - 0.02, close + 0.05, close - 0.06];
    return `${new Date(start + i * 60_000).toISOString().replace('.000', '')},${[open, high, low, close].map((price) => price.toFixed(2)).join(',')},${1000 + (i % 7) * 100}`;
  });
  return ['ts,open,high,low,close,volume', ...rows, ''].join('\n');
}
