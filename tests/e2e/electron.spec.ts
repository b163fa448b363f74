/** The desktop host, for real: runs only where Electron's binary has been installed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';

const isThere = existsSync('node_modules/electron/path.txt');
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

test.skip(!isThere, 'Electron has no binary here (node_modules/electron/path.txt): run "node node_modules/electron/install.js"');
test.skip(isThere && !hasDisplay, 'Electron needs a display: run under Xvfb');

test('[HO-50] [HO-55] [HO-60] the window shows the connected page, which can do nothing else', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'candor-electron-'));
  const environment = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  // Chromium refuses to run as root with its own sandbox, and containers of test machines often are root.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const app = await _electron.launch({ args: isRoot ? ['--no-sandbox', '.'] : ['.'], env: { ...environment, CANDOR_DATA_DIR: dataDir } });
  try {
    const page = await app.firstWindow();
    const violations: string[] = [];
    page.on('console', (message) => (message.type() === 'error' ? violations.push(message.text()) : undefined));
    // The journal's state comes over the port: the page has been given it, and it works.
    await expect(page.getByText('saved #')).toBeVisible({ timeout: 20_000 });
    expect(page.url()).toBe('candor://app/');
    expect(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process'), typeof Reflect.get(globalThis, 'ipcRenderer')])).toEqual(['undefined', 'undefined', 'undefined']);
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
    expect(await page.evaluate(() => navigator.permissions.query({ name: 'geolocation' }).then((status) => status.state))).toBe('denied');
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => fetch('https://example.com/').then(() => 'fetched', () => 'refused'))).toBe('refused');
    await page.evaluate(() => location.assign('https://example.com/'));
    await page.reload();
    await expect(page.getByText('saved #')).toBeVisible({ timeout: 20_000 });
    expect(page.url()).toBe('candor://app/');
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
