/** A page of a fresh workstation with live prices, for a journey by keyboard; what goes wrong unseen is kept for the last test of the file. */
import { expect, type Browser, type Page } from '@playwright/test';
import { panel, type Workstation } from './workstation.ts';

export interface LivePageOptions {
  /** A context of its own with this window: axe puts its report together in a second page of it. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Before the page is loaded. */
  readonly prepare?: (page: Page) => void;
}

/** Starts the workstation and waits for prices. @param failures takes errors of the page and of its console. */
export async function livePage(browser: Browser, workstation: Workstation, failures: string[], { viewport, prepare }: LivePageOptions = {}): Promise<Page> {
  const context = await browser.newContext(viewport ? { viewport } : {});
  const page = await context.newPage();
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') failures.push(message.text()); });
  prepare?.(page);
  await page.goto(await workstation.start());
  await expect(panel(page, 'Watchlist')).toContainText('live', { timeout: 30_000 });
  return page;
}

export async function closeLive(page: Page, workstation: Workstation): Promise<void> {
  await page.context().close();
  await workstation.stop();
}
