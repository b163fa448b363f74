/** Venue, fault proxy and driver as three processes, and the hands that move them. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, scratchDir, startVenue } from '../../tests/system/live-core.ts';
import { startReady, stopProcess, type ReadyProcess } from '../child-process.ts';
import type { VenueReady } from '../embedded.ts';
import { compare, readLedger, type Comparison, type LedgerView } from './ledger.ts';
import type { BookView, ControlName, DriverOptions, DriverRequest, DriverState } from './protocol.ts';

export const client = 'CANDOR';
const requestMsMax = 30_000;

/** Whether orders wait for an answer. */
const inFlight = new Set(['pendingNew', 'pendingCancel', 'pendingReplace', 'unresolved']);

export interface ProxyReady {
  readonly orders: string;
  readonly marketData: string;
}

export interface WorldOptions {
  readonly seed: number;
  readonly plan: string;
  readonly control?: ControlName | null;
  /** Market seconds a wall second. */
  readonly speed?: number;
  readonly instruments?: string;
  /** Over the proxy when absent; straight to the venue when `direct`. */
  readonly direct?: boolean;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Driver {
  readonly child: ChildProcess;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(cause: Error): void }>();
  private requests = 0;
  private readonly ended: Promise<void>;
  exit: string | null = null;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.on('message', (message: { readonly id?: number; readonly value?: unknown; readonly error?: string }) => {
      const waiter = message.id === undefined ? undefined : this.waiting.get(message.id);
      if (!waiter || message.id === undefined) return;
      this.waiting.delete(message.id);
      if (message.error === undefined) waiter.resolve(message.value);
      else waiter.reject(new Error(message.error));
    });
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => {
      this.exit = String(signal ?? code);
      for (const w of this.waiting.values()) w.reject(new Error(`the driver ended (${this.exit})`));
      this.waiting.clear();
      resolve();
    }));
  }

  static start(options: DriverOptions): Promise<Driver> {
    const child = fork(fileURLToPath(new URL('driver.ts', import.meta.url)), [JSON.stringify(options)], { execPath: process.execPath, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-4000); });
    const driver = new Driver(child);
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(driver));
      child.once('exit', (code) => reject(new Error(`the driver ended (${code}) before it was ready\n${errors}`)));
    });
  }

  ask<T>(request: DriverRequest): Promise<T> {
    const id = ++this.requests;
    return new Promise((resolve, reject) => {
      if (this.exit !== null) return reject(new Error(`the driver has ended (${this.exit})`));
      const timer = setTimeout(() => reject(new Error(`the driver did not answer ${request.do}`)), requestMsMax);
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
      };
      this.waiting.set(id, { resolve: (value) => { done(); resolve(value as T); }, reject: (cause) => { done(); reject(cause); } });
      this.child.send({ id, ...request });
    });
  }

  state(): Promise<DriverState> {
    return this.ask({ do: 'state' });
  }

  book(): Promise<BookView> {
    return this.ask({ do: 'book' });
  }

  async stop(): Promise<void> {
    if (this.exit !== null) return;
    await this.ask({ do: 'stop' }).catch(() => undefined);
    await Promise.race([this.ended, pause(3000)]);
    await stopProcess(this.child);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

export class World {
  readonly options: WorldOptions;
  readonly dir = scratchDir();
  venue!: ReadyProcess<VenueReady>;
  proxy!: ReadyProcess<ProxyReady>;
  driver!: Driver;
  readonly events: Record<string, unknown>[] = [];
  private venuePorts: readonly string[] = [];
  private replies = new Map<number, (reply: Record<string, unknown>) => void>();
  private commands = 0;

  private constructor(options: WorldOptions) {
    this.options = options;
  }

  static async start(options: WorldOptions): Promise<World> {
    const world = new World(options);
    try {
      world.venuePorts = ['--order-port', String(await freePort()), '--market-data-port', String(await freePort())];
      await world.startVenue();
      await world.startProxy();
      await world.startDriver();
      await world.until('the first session', (s) => s.omsState === 'ready', 30_000);
    } catch (cause) {
      await world.stop();
      throw cause;
    }
    return world;
  }

  get ledgerPath(): string {
    return join(this.dir.path, 'ledger.jsonl');
  }

  async startVenue(): Promise<void> {
    const { seed, speed = 20, instruments = 'AURX,BRVN' } = this.options;
    this.venue = await startVenue(['--synthetic', '--loop', '--instruments', instruments, '--seed', String(seed % 1_000_000), '--speed', String(speed), '--ledger', this.ledgerPath, '--start-at-once', ...this.venuePorts]);
  }

  async killVenue(): Promise<void> {
    const ended = new Promise((resolve) => this.venue.child.once('exit', resolve));
    this.venue.child.kill('SIGKILL');
    await ended;
  }

  private async startProxy(): Promise<void> {
    const { ready } = this.venue;
    this.proxy = await startReady<ProxyReady>('reference/fault-proxy/main.ts', ['--orders', ready.orders, '--market-data', ready.marketData, '--seed', String(this.options.seed), '--plan', this.options.plan, '--calm'], {
      onLine: (text) => {
        const line = JSON.parse(text) as Record<string, unknown>;
        if (typeof line['reply'] === 'number') this.replies.get(line['reply'])?.(line);
        else this.events.push(line);
      },
    });
  }

  /** Also after a kill: the profile is the same one, the protections are those of the options. */
  async startDriver(): Promise<void> {
    const at = this.options.direct ? this.venue.ready : this.proxy.ready;
    this.driver = await Driver.start({ dataDir: join(this.dir.path, 'profile'), orders: at.orders, marketData: at.marketData, control: this.options.control ?? null });
  }

  /** A control command of the proxy, answered. */
  command(command: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.commands;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the proxy did not answer ${JSON.stringify(command)}`)), requestMsMax);
      this.replies.set(id, (reply) => {
        clearTimeout(timer);
        this.replies.delete(id);
        resolve(reply);
      });
      this.proxy.child.stdin?.write(`${JSON.stringify({ ...command, id })}\n`);
    });
  }

  async until(what: string, check: (state: DriverState) => boolean, limitMs = 20_000): Promise<DriverState> {
    for (const end = performance.now() + limitMs; ;) {
      const state = await this.driver.state();
      if (check(state)) return state;
      if (performance.now() > end) throw new Error(`${what}: not within ${limitMs} ms; state ${state.omsState}, feed ${state.feedState}, trading ${state.trading}`);
      await pause(20);
    }
  }

  ledger(): LedgerView {
    return readLedger(this.ledgerPath, client);
  }

  /** Trading rests, the line is whole: waits until blotter and ledger say the same, or `limitMs` are over. */
  async settle(limitMs = 15_000): Promise<{ readonly state: DriverState; readonly comparison: Comparison; readonly readyMs: number | null; readonly equalMs: number | null }> {
    const startedMs = performance.now();
    let readyMs: number | null = null;
    for (;;) {
      const state = await this.driver.state();
      const elapsedMs = performance.now() - startedMs;
      if (state.omsState === 'ready') readyMs ??= elapsedMs;
      const quiet = state.omsState === 'ready' && !state.orders.some((o) => inFlight.has(o.ordStatus));
      const comparison = compare(state, this.ledger());
      if (quiet && comparison.differences.length === 0) return { state, comparison, readyMs, equalMs: elapsedMs };
      if (elapsedMs > limitMs) return { state, comparison, readyMs, equalMs: null };
      await pause(20);
    }
  }

  async stop(): Promise<void> {
    // A start that failed half way has only some of them.
    const { driver, proxy, venue } = this as Partial<Pick<World, 'driver' | 'proxy' | 'venue'>>;
    await driver?.stop();
    await proxy?.stop();
    await venue?.stop();
    this.dir.remove();
  }
}
