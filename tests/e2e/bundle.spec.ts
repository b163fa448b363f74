/** The built main process, as it ships: everything that bundling may break, run without Electron's binary. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

interface Said {
  readonly status: { readonly host: string; readonly journal: { readonly state: string; readonly seq: number }; readonly inference: { readonly state: string } };
  readonly journal: { readonly ok: boolean };
  readonly preload: string;
  readonly boxes: readonly string[];
}

test('[HO-71] [HO-75] [HO-82] the built bundle starts core, journal thread and inference process, serves its page and ends', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'candor-bundle-'));
  const app = spawn(process.execPath, ['--import', './tests/e2e/stand-in/hook.ts', 'out/main/index.js'], {
    env: { ...process.env, CANDOR_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  app.stdout.on('data', (text: Buffer) => (output += text.toString()));
  app.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const code = await new Promise((resolve) => app.once('exit', resolve));
  expect(errors).toBe('');
  expect(code).toBe(0);
  const said = JSON.parse(output) as Said;
  expect(said.status.host).toBe('electron');
  expect(said.status.inference.state).toBe('ready');
  expect(said.status.journal.seq).toBeGreaterThan(0);
  expect(said.journal.ok).toBe(true);
  expect(said.boxes).toEqual([]);
  expect(existsSync(join(dataDir, 'journal.db'))).toBe(true);
  const preload = readFileSync(said.preload, 'utf8');
  expect(preload.match(/require\([^)]*\)/g)).toEqual(['require("electron")']);
  expect(preload).not.toMatch(/contextBridge|exposeInMainWorld/);
  rmSync(dataDir, { recursive: true });
});
