/** The whole product for an end-to-end test: venue, refinery and core as processes of their own, and a page to drive. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Locator, Page } from '@playwright/test';
import { stopProcess } from '../../scripts/child-process.ts';
import { startEmbedded, type Embedded } from '../../scripts/embedded.ts';

export interface RunningCore {
  readonly child: ChildProcess;
  readonly url: string;
}

export class Workstation {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'candor-e2e-'));
  readonly ledgerFile = join(this.dataDir, 'venue-ledger.jsonl');
  private embedded: Embedded | null = null;
  private core: RunningCore | null = null;

  async start(venueArgs: readonly string[]): Promise<string> {
    this.embedded = await startEmbedded({ venueArgs: [...venueArgs, '--ledger', this.ledgerFile], dataDir: this.dataDir });
    return this.startCore();
  }

  /** The core alone, against the venue and refinery that are running: also after a kill. @returns the one-time URL. */
  async startCore(): Promise<string> {
    const environment = { ...process.env, ...this.embedded?.environment, CANDOR_DATA_DIR: this.dataDir };
    const child = spawn(process.execPath, ['src/main/serve.ts'], { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the core ended with ${code} before it served`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /http:\/\/\S+/.exec(line);
        if (found) resolve(found[0]);
      });
    });
    this.core = { child, url };
    return url;
  }

  /** The machine loses power: nothing is told, nothing is flushed. */
  async killCore(): Promise<void> {
    const child = this.core?.child;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.core = null;
  }

  /** Every line that the OMS wrote down for itself. */
  ledger(): readonly Record<string, unknown>[] {
    return readFileSync(this.ledgerFile, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async stop(): Promise<void> {
    if (this.core) await stopProcess(this.core.child);
    await this.embedded?.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** A panel by its title, as a screen reader finds it. */
export const panel = (page: Page, title: string): Locator => page.getByRole('tabpanel', { name: title }).getByRole('region', { name: title });

/** Text of a panel with white space folded. */
export async function textOf(page: Page, title: string): Promise<string> {
  return (await panel(page, title).innerText()).replace(/\s+/g, ' ');
}
