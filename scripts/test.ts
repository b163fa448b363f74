/**
 * npm test: types, lint, unit, property and conformance tests (vitest), then the build and the end-to-end tests in a
 * real browser (Playwright). The last line is the sum: `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './find-browser.ts';
import { readOptions } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

readOptions({
  name: 'test',
  what: 'types, lint, unit, property and conformance tests, then the build and the end-to-end tests in a browser',
  options: {},
  examples: [''],
  docs: 'README.md and docs/HOUSE_STYLE.md; parts of it alone: npx vitest run FILE, npx playwright test FILE',
});

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const bin = (name: string): string => join('node_modules', name);
const scratch = mkdtempSync(join(tmpdir(), 'candor-test-'));

function run(title: string, script: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<number> {
  console.log(`\n== ${title}`);
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } });
    child.on('close', (code) => {
      console.log(`== ${title}: ${code === 0 ? 'passed' : `failed (exit ${code})`} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
      resolve(code ?? 1);
    });
  });
}

/** A step without cases of its own counts as one. */
async function step(tally: Tally, title: string, script: string, args: readonly string[]): Promise<boolean> {
  const passed = (await run(title, script, args)) === 0;
  if (passed) tally.passed++;
  else tally.failed++;
  return passed;
}

/** Each skipped case with its reason, for the end of the output. */
const skipped: string[] = [];

interface VitestReport {
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
}

async function unit(tally: Tally): Promise<void> {
  const report = join(scratch, 'vitest.json');
  const code = await run('unit, property and conformance tests', bin('vitest/vitest.mjs'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const counts = readReport<VitestReport>(report);
  tally.passed += counts?.numPassedTests ?? 0;
  tally.failed += counts?.numFailedTests ?? 0;
  tally.skipped += counts?.numPendingTests ?? 0;
  for (const file of counts?.testResults ?? []) {
    // The reason stands in the case's own name.
    for (const test of file.assertionResults) if (test.status === 'pending' || test.status === 'skipped') skipped.push(test.fullName);
  }
  if (code !== 0 && (counts?.numFailedTests ?? 0) === 0) tally.failed += Math.max(1, counts?.numFailedTestSuites ?? 1);
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

function skippedOf(suite: PlaywrightSuite): string[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) => tests.filter((t) => t.status === 'skipped')
    .map((t) => `${title}: ${t.annotations.find((a) => a.type === 'skip')?.description ?? 'no reason given'}`));
  return [...own, ...(suite.suites ?? []).flatMap(skippedOf)];
}

async function endToEnd(tally: Tally): Promise<void> {
  const browser = findBrowser();
  if (typeof browser === 'string') {
    console.log(browser);
    tally.failed++;
    return;
  }
  const report = join(scratch, 'playwright.json');
  const code = await run('end-to-end tests in Chromium', bin('@playwright/test/cli.js'), ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report, CANDOR_BROWSER: browser.executablePath,
  });
  const read = readReport<PlaywrightReport>(report);
  const stats = read?.stats;
  if (read) skipped.push(...skippedOf(read));
  tally.passed += stats?.expected ?? 0;
  tally.failed += (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  tally.skipped += stats?.skipped ?? 0;
  if (code !== 0 && (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) === 0) tally.failed++;
}

function readReport<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
await step(tally, 'types', bin('typescript/bin/tsc'), ['-b']);
await step(tally, 'lint', bin('eslint/bin/eslint.js'), ['.', '--max-warnings', '0']);
await unit(tally);
if (await step(tally, 'build', bin('electron-vite/bin/electron-vite.js'), ['build', '--logLevel', 'warn'])) await endToEnd(tally);
rmSync(scratch, { recursive: true, force: true });
if (skipped.length > 0) console.log(`\nSkipped, each with its reason:\n${skipped.map((text) => `  ${text}`).join('\n')}`);
console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed === 0 ? 0 : 1);
