/**
 * What the core needs from wherever it runs. Two hosts implement it (Electron and loopback), and so do the replay and
 * the tests. The core reads no clock, draws no random number, opens no path and starts no process but through here.
 */
import type { Clock } from '../../shared/base/clock.ts';
import type { Disposable } from '../../shared/base/disposable.ts';

/** A child process that the core may kill at any moment (a hung model, a canceled backtest). */
export interface WorkerProcess {
  /** Structured-cloneable values. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once; `code` is null when a signal ended it. */
  onExit(listener: (code: number | null) => void): Disposable;
  /** Resident memory of the process in bytes, told without asking it; null where this machine cannot tell, and once it has ended. */
  residentBytes(): number | null;
  /** Ends it at once (SIGKILL). */
  kill(): void;
}

/** Workers that run in their own process. The file is src/main/core/workers/<name>.worker.ts. */
export type WorkerName = 'inference' | 'backtest';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Host {
  readonly kind: 'electron' | 'loopback' | 'headless';
  readonly clock: Clock;
  /** A new id, unique for ever (UUID v4 outside replays; drawn from the seed inside them). */
  newId(): string;
  /** Where this profile's files live: journal, settings, logs. */
  readonly dataDir: string;
  /** Where resources/ is. */
  readonly resourcesDir: string;
  readonly appVersion: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  startWorker(name: WorkerName): WorkerProcess;
  /** A desktop notification; a host that has none logs it. `onPress` is called when it is pressed, after the window came forward. */
  notify(title: string, body: string, onPress?: () => void): void;
  log(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
}
