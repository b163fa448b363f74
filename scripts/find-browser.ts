/**
 * Finds a Chromium for the end-to-end tests and the screenshots: Playwright's own, Chrome, Chromium; else installs one
 * where it can (apt as root, or `playwright install`); else says in one line what to install.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

export interface FoundBrowser {
  readonly executablePath: string;
  readonly installed: boolean;
}

const systemNames = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'];
const macPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Flags that keep a headless Chromium from reaching for the network. */
export const browserArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb',
];

/**
 * For whoever measures frames, with a viewport of null: a window that holds a page of 1600x1000 (its frame takes 87 px).
 * A viewport larger than its window is never presented where it sticks out, and frames that change there count as dropped.
 */
export const windowOf1600x1000 = '--window-size=1600,1087';

/** The browser's path, or a sentence that says what to install. */
export function findBrowser(): FoundBrowser | string {
  const there = lookForBrowser();
  if (there) return { executablePath: there, installed: false };
  install();
  const now = lookForBrowser();
  return now
    ? { executablePath: now, installed: true }
    : 'no browser found and none could be installed: install Chromium (Debian: apt-get install chromium) or run npx playwright install chromium';
}

function lookForBrowser(): string | null {
  const named = process.env.CANDOR_BROWSER;
  if (named && existsSync(named)) return named;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  for (const path of macPaths) if (existsSync(path)) return path;
  for (const name of systemNames) {
    const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
    const path = found.status === 0 ? found.stdout.split('\n')[0]?.trim() : undefined;
    if (path && existsSync(path)) return path;
  }
  return null;
}

function install(): void {
  const asRoot = process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0;
  console.log(asRoot ? 'No browser here: installing Chromium with apt-get.' : 'No browser here: trying playwright install chromium.');
  try {
    if (asRoot) {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 180_000 });
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
    } else {
      execFileSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
    }
  } catch {
    // The second look says whether it helped; the caller says what to do when it did not.
  }
}
