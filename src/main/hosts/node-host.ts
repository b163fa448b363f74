/** What both hosts give the core in the same way: clock, ids, folders, log. Workers under plain Node are here too. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { disposable } from '../../shared/base/disposable.ts';
import type { Host, WorkerName, WorkerProcess } from '../core/host.ts';
import { openLog } from './file-log.ts';
import { systemClock } from './system-clock.ts';

export interface NodeHostParts extends Pick<Host, 'kind' | 'dataDir' | 'resourcesDir' | 'appVersion'> {
  startWorker(name: WorkerName): WorkerProcess;
  /** Nothing where the host has no notifications: they are logged. */
  readonly notify?: Host['notify'];
}

export interface NodeHost extends Host {
  /** Writes out what is still to be logged. */
  dispose(): Promise<void>;
}

/** Makes the profile's folder, readable by its owner only, and the log in it. Throws when it cannot. */
export function createNodeHost(parts: NodeHostParts): NodeHost {
  mkdirSync(parts.dataDir, { recursive: true, mode: 0o700 });
  const clock = systemClock();
  const log = openLog(join(parts.dataDir, 'logs'), clock);
  return {
    kind: parts.kind,
    clock,
    newId: () => randomUUID(),
    dataDir: parts.dataDir,
    resourcesDir: parts.resourcesDir,
    appVersion: parts.appVersion,
    environment: process.env,
    startWorker: (name) => parts.startWorker(name),
    notify: parts.notify ?? ((title, body) => log.write('info', title, { notification: body })),
    log: (level, message, facts) => log.write(level, message, facts),
    dispose: () => log.close(),
  };
}

/** CANDOR_DATA_DIR, or where this system keeps what belongs to a user and an application. */
export function defaultDataDir(environment: Host['environment'], platform: NodeJS.Platform, home = homedir()): string {
  const own = environment['CANDOR_DATA_DIR'];
  if (own) return resolve(own);
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Candor');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Candor');
  const xdg = environment['XDG_DATA_HOME'];
  // The XDG base directory specification tells to ignore a path that is not absolute.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'candor');
}

/** The repository's root, when running from source. */
export const sourceRoot = fileURLToPath(new URL('../../..', import.meta.url));

export function readAppVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Runs a worker's source in a process of its own, under the Node that runs us. */
export function forkWorker(name: WorkerName): WorkerProcess {
  return forkFile(fileURLToPath(new URL(`../core/workers/${name}.worker.ts`, import.meta.url)));
}

export function forkFile(path: string): WorkerProcess {
  const child = fork(path, [], { serialization: 'advanced', execPath: process.execPath, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  // A worker that cannot start or be spoken to also exits, and that is what the core listens to.
  child.on('error', () => {});
  return {
    send(message) {
      if (child.connected) child.send(message as object);
    },
    onMessage(listener) {
      child.on('message', listener);
      return disposable(() => child.off('message', listener));
    },
    onExit(listener) {
      child.once('exit', listener);
      return disposable(() => child.off('exit', listener));
    },
    residentBytes: () => residentBytesOf(child.pid),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Linux says it in a file that is no file: a read of some microseconds. Elsewhere plain Node has no way that costs no process of its own. */
export function residentBytesOf(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null; // it has ended
  }
}
