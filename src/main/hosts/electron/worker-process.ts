/** Workers under Electron: utility processes, since the packaged binary refuses to run as Node (docs/specs/hosts.md). */
import { disposable } from '../../../shared/base/disposable.ts';
import type { WorkerName, WorkerProcess } from '../../core/host.ts';
import { residentBytesOf } from '../node-host.ts';
import type { Electron } from './electron-api.ts';

export function startUtilityWorker(electron: Pick<Electron, 'utilityProcess' | 'app'>, name: WorkerName, modulePath: string): WorkerProcess {
  const child = electron.utilityProcess.fork(modulePath, [], { serviceName: `candor ${name}`, stdio: 'inherit' });
  let running = true;
  child.once('exit', () => (running = false));
  return {
    send(message) {
      if (running) child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', listener);
      return disposable(() => child.off('message', listener));
    },
    onExit(listener) {
      child.once('exit', listener);
      return disposable(() => child.off('exit', listener));
    },
    residentBytes() {
      const { pid } = child;
      if (!running || pid === undefined) return null;
      const own = residentBytesOf(pid);
      if (own !== null) return own;
      const kilobytes = electron.app.getAppMetrics().find((of) => of.pid === pid)?.memory.workingSetSize;
      return kilobytes === undefined ? null : kilobytes * 1024;
    },
    kill() {
      // Electron's own kill is a polite SIGTERM, which a hung model does not hear.
      if (running && child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
}
