/**
 * A host without a window whose time is the tape's: for replays. Time stands still between steps, so no time-out of the
 * core can fire; what must not wait for ever (the sockets) is given the machine's clock by the core's options.
 */
import { ManualClock } from '../../../shared/base/manual-clock.ts';
import type { Host } from '../../core/host.ts';
import { openLog } from '../file-log.ts';
import { forkWorker, readAppVersion, sourceRoot } from '../node-host.ts';
import { systemClock } from '../system-clock.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededIds } from './seeded-ids.ts';

export interface ReplayHost extends Host {
  readonly clock: ManualClock;
  /** From here on the ids of another run: those of the first are in the journal that this run goes on with. */
  continueAfter(seq: number): void;
  dispose(): Promise<void>;
}

/** @param seed of the ids; the same seed and tape give the same journal. */
export function createReplayHost(options: { readonly dataDir: string; readonly seed: number; readonly environment: Host['environment'] }): ReplayHost {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const log = openLog(join(options.dataDir, 'logs'), systemClock());
  let newId = seededIds(options.seed);
  return {
    kind: 'headless',
    clock: new ManualClock(),
    newId: () => newId(),
    continueAfter(seq) {
      if (seq > 0) newId = seededIds(options.seed, seq);
    },
    dataDir: options.dataDir,
    resourcesDir: join(sourceRoot, 'resources'),
    appVersion: readAppVersion(sourceRoot),
    environment: options.environment,
    startWorker: forkWorker,
    notify: (title, body) => log.write('info', title, { notification: body }),
    log: (level, message, facts) => log.write(level, message, facts),
    dispose: () => log.close(),
  };
}
