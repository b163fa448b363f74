/** The loopback host in a real browser: how the user gets in, and how nobody else does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';

let app: ChildProcess;
let printed = '';
let dataDir: string;
let foreign: Server;

test.beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'candor-loopback-'));
  app = spawn(process.execPath, ['src/main/serve.ts'], { env: { ...process.env, CANDOR_DATA_DIR: dataDir }, stdio: ['pipe', 'pipe', 'inherit'] });
  app.stdout?.on('data', (text: Buffer) => (printed += text.toString()));
  await expect.poll(() => printed, { timeout: 30_000 }).toMatch(/\?token=[\w-]{43}\n/);
  foreign = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>foreign</title>'));
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
});

test.afterAll(async () => {
  foreign.close();
  app.kill('SIGTERM');
  await new Promise((resolve) => app.once('exit', resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const link = (): string => /http:\/\/\S+/.exec(printed)?.[0] ?? '';

/** What comes over the channel: shown only when the page is connected. */
async function isConnected(page: Page): Promise<void> {
  await expect(page.getByText('saved #')).toBeVisible({ timeout: 15_000 });
}

test('[HO-20] [HO-23] the link opens once; reload and second tab enter by the cookie; another site gets nothing', async ({ context, browser }) => {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => (message.type() === 'error' ? complaints.push(message.text()) : undefined));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(link());
  await isConnected(page);
  const { origin, href } = new URL(page.url());
  expect(href).toBe(`${origin}/`);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.reload();
  await isConnected(page);
  const tab = await context.newPage();
  await tab.goto(origin);
  await isConnected(tab);
  // Everything above, with every library of the page at work, broke no rule of its policy.
  expect(complaints).toEqual([]);

  const stranger = await (await browser.newContext()).newPage();
  expect((await stranger.goto(link()))?.status()).toBe(403);
  expect((await stranger.goto(origin))?.status()).toBe(401);

  // The same browser, with the cookie, on a page of another port.
  const evil = await context.newPage();
  await evil.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
  expect(await evil.evaluate((to) => new Promise((resolve) => {
    const socket = new WebSocket(`${to.replace('http', 'ws')}/channel`);
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve('refused');
  }), origin)).toBe('refused');
  expect(await evil.evaluate((to) => fetch(to, { credentials: 'include' }).then(() => 'read', () => 'refused'), origin)).toBe('refused');
  expect(await evil.evaluate((to) => new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = `${to}/`;
    script.onload = () => resolve('loaded');
    script.onerror = () => resolve('refused');
    document.head.append(script);
  }), origin)).toBe('refused');
});

test('[HO-30] the policy stops what would run: inline script and style, eval, foreign requests, markup from strings', async ({ context }) => {
  const page = await context.newPage();
  // A link opens once: Enter gives another.
  const links = (): string[] => printed.match(/http:\/\/\S+/g) ?? [];
  app.stdin?.write('\n');
  await expect.poll(() => links().length).toBe(2);
  await page.goto(links()[1] ?? '');
  await isConnected(page);
  const { results: tried, broken } = await page.evaluate(async () => {
    const broken = new Set<string>();
    document.addEventListener('securitypolicyviolation', (event) => broken.add(event.effectiveDirective));
    const attempts: Record<string, () => unknown> = {
      eval: () => (0, eval)('1'),
      innerHtml: () => (document.createElement('div').innerHTML = '<b>x</b>'),
      functionFromText: () => new Function('return 1')(),
      scriptText: () => (document.createElement('script').text = '1'),
    };
    const results: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      // What the debugger calls itself may evaluate text; what a timer calls is under the policy.
      await new Promise((resolve) => setTimeout(resolve));
      try {
        attempt();
        results[name] = 'ran';
      } catch {
        results[name] = 'refused';
      }
    }
    results['fetch'] = await fetch('https://example.com/').then(() => 'ran', () => 'refused');
    results['beacon'] = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('ran');
      image.onerror = () => resolve('refused');
      image.src = 'https://example.com/x.png';
    });
    return { results, broken: [...broken].sort() };
  });
  expect(tried).toEqual({ eval: 'refused', innerHtml: 'refused', functionFromText: 'refused', scriptText: 'refused', fetch: 'refused', beacon: 'refused' });
  // By the policy, not by the lack of a network.
  expect(broken).toEqual(['connect-src', 'img-src', 'require-trusted-types-for']);
});
