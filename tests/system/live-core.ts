/** A core in this process against real reference processes, at the machine's own time: for system tests and benches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startReady, type ReadyProcess } from '../../scripts/child-process.ts';
import type { VenueReady } from '../../scripts/embedded.ts';
import { createCore, type Core } from '../../src/main/core/core.ts';
import type { Host } from '../../src/main/core/host.ts';
import { loadSettings } from '../../src/main/core/settings.ts';
import { forkWorker, sourceRoot } from '../../src/main/hosts/node-host.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';

export function scratchDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'candor-live-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that is free now, for a process that must come back to the same one. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export const startVenue = (args: readonly string[]): Promise<ReadyProcess<VenueReady>> =>
  startReady<VenueReady>('reference/venue/main.ts', [...args, '--exit-with-parent']);

export async function startCore(options: { readonly dataDir: string; readonly orders: string; readonly marketData: string; readonly refinery?: string; readonly settings?: Readonly<Record<string, string>>; readonly startWorker?: Host['startWorker'] }): Promise<Core> {
  const host: Host = {
    kind: 'headless',
    clock: systemClock(),
    newId: () => randomUUID(),
    dataDir: options.dataDir,
    resourcesDir: join(sourceRoot, 'resources'),
    appVersion: 'test',
    environment: {
      CANDOR_VENUE_ORDERS: options.orders,
      CANDOR_VENUE_MARKET_DATA: options.marketData,
      CANDOR_REFINERY: options.refinery ?? 'tcp://127.0.0.1:1',
      ...options.settings,
    },
    startWorker: options.startWorker ?? forkWorker,
    notify: () => undefined,
    log: () => undefined,
  };
  const loaded = loadSettings(host.resourcesDir, host.dataDir, host.environment);
  if (!loaded.ok) throw new Error(loaded.error);
  return createCore(host, loaded.value);
}

/** Waits until `check` gives something truthy; fails with `what` after `limitMs`. Looks every `everyMs`. */
export async function until<T>(what: string, check: () => T | null | undefined | false, limitMs = 15_000, everyMs = 10): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = check();
    if (value) return value;
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
