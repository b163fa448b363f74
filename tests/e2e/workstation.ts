/** The whole product for an end-to-end test: venue, refinery and core as processes of their own, and a page to drive. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Locator, Page } from '@playwright/test';
import { startReady, stopProcess, type ReadyProcess } from '../../scripts/child-process.ts';
import { startEmbedded, type Embedded, type RefineryReady, type VenueReady } from '../../scripts/embedded.ts';
import { Pipe } from './pipe.ts';

export interface RunningCore {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A session that any machine can play: four instruments, a bar every five seconds, history enough for the model to speak at once. */
export const syntheticSession = ['--synthetic', '--seed', '1', '--instruments', 'AURX,CALT,FERL,HLVR', '--speed', '12', '--warmup', '120'] as const;

export class Workstation {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'candor-e2e-'));
  readonly ledgerFile = join(this.dataDir, 'venue-ledger.jsonl');
  private embedded: Embedded | null = null;
  private core: RunningCore | null = null;
  private venueArgs: readonly string[] = [];
  private feed: Pipe | null = null;
  private feedEndpoint: string | null = null;
  /** Started in the place of one that a test has killed. */
  private venue: ReadyProcess<VenueReady> | null = null;
  private refinery: ReadyProcess<RefineryReady> | null = null;
  private readonly linkListeners: ((url: string) => void)[] = [];

  async start(venueArgs: readonly string[] = syntheticSession): Promise<string> {
    await this.startBeside(venueArgs);
    return this.startCore();
  }

  /** Venue and refinery alone. */
  async startBeside(venueArgs: readonly string[] = syntheticSession): Promise<void> {
    this.venueArgs = venueArgs;
    this.embedded = await startEmbedded({ venueArgs: [...venueArgs, '--ledger', this.ledgerFile], dataDir: this.dataDir });
  }

  /** Puts a wire between the venue's market data and the core, so that a test can hold it. Before the core is started. */
  async pipeFeed(): Promise<Pipe> {
    this.feed = new Pipe(Number(portOf(this.embedded?.venue.ready.marketData ?? '')));
    this.feedEndpoint = await this.feed.open();
    return this.feed;
  }

  /** The core alone, against the venue and refinery that are running: also after a kill. @returns the one-time URL. */
  async startCore(): Promise<string> {
    const feed = this.feedEndpoint === null ? {} : { CANDOR_VENUE_MARKET_DATA: this.feedEndpoint };
    const environment = { ...process.env, ...this.embedded?.environment, ...feed, CANDOR_DATA_DIR: this.dataDir };
    const child = spawn(process.execPath, ['src/main/serve.ts'], { stdio: ['pipe', 'pipe', 'inherit'], env: environment });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/\S+/.exec(line);
      if (found) this.linkListeners.shift()?.(found[0]);
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the core ended with ${code} before it served`)));
      this.linkListeners.push(resolve);
    });
    this.core = { child, url };
    return url;
  }

  /** Another one-time URL, as Enter in the terminal gives: for a page in another browser. */
  newLink(): Promise<string> {
    return new Promise((resolve) => {
      this.linkListeners.push(resolve);
      this.core?.child.stdin?.write('\n');
    });
  }

  /** The machine loses power: nothing is told, nothing is flushed. */
  async killCore(): Promise<void> {
    await kill(this.core?.child);
    this.core = null;
  }

  killVenue(): Promise<void> {
    return kill(this.venue?.child ?? this.embedded?.venue.child);
  }

  /** Another venue at the addresses of the one that was killed: another epoch, with no memory of its orders. */
  async startVenue(): Promise<void> {
    const { orders = '', marketData = '' } = this.embedded?.venue.ready ?? {};
    this.venue = await startReady<VenueReady>('reference/venue/main.ts', [
      ...this.venueArgs, ...(this.embedded?.venueSecurity ?? []), '--ledger', `${this.ledgerFile}.later`, '--order-port', portOf(orders), '--market-data-port', portOf(marketData), '--exit-with-parent',
    ]);
  }

  /** The venue's machine hangs: its connections stay open and nothing comes over them. */
  freezeVenue(): void {
    (this.venue?.child ?? this.embedded?.venue.child)?.kill('SIGSTOP');
  }

  thawVenue(): void {
    (this.venue?.child ?? this.embedded?.venue.child)?.kill('SIGCONT');
  }

  killRefinery(): Promise<void> {
    return kill(this.refinery?.child ?? this.embedded?.refinery.child);
  }

  /** The refinery again, at its address and with what it had stored. */
  async startRefinery(): Promise<void> {
    const { endpoint = '' } = this.embedded?.refinery.ready ?? {};
    this.refinery = await startReady<RefineryReady>('reference/refinery/main.ts', ['--data', join(this.dataDir, 'refinery'), ...(this.embedded?.refinerySecurity ?? []), '--port', portOf(endpoint), '--exit-with-parent']);
  }

  /** Every line that the OMS wrote down for itself. */
  ledger(): readonly Record<string, unknown>[] {
    return readFileSync(this.ledgerFile, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Whatever a test has killed or frozen. */
  async stop(): Promise<void> {
    this.thawVenue();
    if (this.core) await stopProcess(this.core.child);
    this.feed?.close();
    await Promise.all([this.venue?.stop(), this.refinery?.stop(), this.embedded?.stop()]);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

const portOf = (endpoint: string): string => endpoint.slice(endpoint.lastIndexOf(':') + 1);

/** A panel by its title, as a screen reader finds it. */
export const panel = (page: Page, title: string): Locator => page.getByRole('tabpanel', { name: title });

/** Text of a panel with white space folded. */
export async function textOf(page: Page, title: string): Promise<string> {
  return (await panel(page, title).innerText()).replace(/\s+/g, ' ');
}
