/** A fresh workstation with live prices and one page of it, for a file of tests that follow each other by keyboard. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { must } from '../../src/shared/base/assert.ts';
import { journalOf, type JournalRow } from './journal.ts';
import { violationsOf } from './violations.ts';
import { panel, Workstation } from './workstation.ts';

/**
 * Opens before the first test of the file and closes after the last; a `beforeAll` of the file itself finds it open.
 */
export function liveDesk({ viewport, prepare }: LiveDeskOptions = {}): LiveDesk {
  const workstation = new Workstation();
  const failures: string[] = [];
  let page: Page | null = null;
  const opened = (): Page => must(page, 'the page is open while tests run');
  // A test goes on where the one before it stood.
  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async ({ browser }) => {
    const context = await browser.newContext(viewport ? { viewport } : {});
    page = await context.newPage();
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') failures.push(message.text()); });
    prepare?.(page);
    await page.goto(await workstation.start());
    await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  });

  test.afterAll(async () => {
    await page?.context().close();
    await workstation.stop();
  });

  return {
    get page() { return opened(); },
    workstation,
    failures,
    press: async (...keys) => { for (const key of keys) await opened().keyboard.press(key); },
    notice: () => opened().getByRole('contentinfo', { name: 'Connections' }).getByRole('status'),
    journal: () => journalOf(workstation.dataDir),
    violations: (within) => violationsOf(opened(), within),
  };
}

export interface LiveDeskOptions {
  /** A window other than that of the configuration. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Before the page is loaded. */
  readonly prepare?: (page: Page) => void;
}

export interface LiveDesk {
  /** Not before the first test. */
  readonly page: Page;
  readonly workstation: Workstation;
  /** Errors of the page and of its console: for the last test of the file. */
  readonly failures: readonly string[];
  /** One key after the other. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** What the last command came to, in the footer. */
  readonly notice: () => Locator;
  /** As it is on disk now. */
  readonly journal: () => JournalRow[];
  /** What axe finds within, one line a place. */
  readonly violations: (within: string) => Promise<readonly string[]>;
}
