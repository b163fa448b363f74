/** The workstation without Electron: the host that the core runs in, and the page served to a browser. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../shared/base/clock.ts';
import { serve, type Connection, type Service } from '../../../shared/channel/server.ts';
import type { Host } from '../../core/host.ts';
import { createNodeHost, defaultDataDir, forkWorker, readAppVersion, sourceRoot, type NodeHost } from '../node-host.ts';
import { readRendererFiles } from '../renderer-files.ts';
import { startLoopbackServer, type LoopbackServer } from './loopback-server.ts';

export function createLoopbackHost(): NodeHost {
  return createNodeHost({
    kind: 'loopback',
    dataDir: defaultDataDir(process.env, process.platform),
    resourcesDir: join(sourceRoot, 'resources'),
    appVersion: readAppVersion(sourceRoot),
    startWorker: forkWorker,
  });
}

export interface PageOptions {
  readonly host: Pick<Host, 'clock' | 'log'>;
  readonly service: Service<PageContext>;
  readonly fingerprint: string;
  readonly port: number;
  /** Where the built page is. */
  readonly rendererDir?: string;
}

/** Who asks: goes with every call and stream. */
export interface PageContext {
  readonly connection: number;
}

/** Serves the page and the core to it. Throws with words for the user when there is no page or the port is taken. */
export async function servePage(options: PageOptions): Promise<LoopbackServer> {
  const files = readRendererFiles(options.rendererDir ?? join(sourceRoot, 'out', 'renderer'));
  if (!files.ok) throw new Error(files.error);
  const connections = new Set<Connection>();
  let made = 0;
  const { clock, log } = options.host;
  const server = await startLoopbackServer({
    clock,
    files: files.value,
    port: options.port,
    onRefusal: (status, reason) => log('info', 'request refused', { status, reason }),
    onCarrier(carrier) {
      made += 1;
      const connection = serve(carrier, options.service, { connection: made }, {
        clock,
        fingerprint: options.fingerprint,
        onFault: (fault) => log('error', 'channel fault', { fault }),
      });
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
    },
  });
  return {
    ...server,
    async dispose() {
      for (const connection of [...connections]) connection.dispose();
      await server.dispose();
    },
  };
}

/** Prints a link, and another each time a line is read (Enter). Nothing else of this program says the token. */
export function offerLinks(server: LoopbackServer, options: { readonly openBrowser: boolean }): void {
  process.stdout.write(`Candor is at ${server.issueLink()}\n`);
  if (options.openBrowser) openInBrowser(server.issueLink());
  if (process.stdin.isTTY) process.stdout.write('Each link opens once. Press Enter for another.\n');
  createInterface({ input: process.stdin }).on('line', () => process.stdout.write(`Candor is at ${server.issueLink()}\n`));
}

/** The link is briefly among the machine's processes, for others to see; but it opens only once, and then for us. */
function openInBrowser(link: string): void {
  const [command, ...args] = process.platform === 'darwin' ? ['open', link] : process.platform === 'win32' ? ['explorer.exe', link] : ['xdg-open', link];
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true });
  child.on('error', () => process.stdout.write('No browser could be opened; use the link above.\n'));
  child.unref();
}

/**
 * Runs `stop` once when the process is asked to end, then ends it. The same signal again ends it at once; another
 * does not: Ctrl-C reaches this process and its parent, which then asks politely too.
 */
export function stopOnSignal(stop: () => Promise<void>, clock: Clock): void {
  let asked: NodeJS.Signals | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked === signal) process.exit(130);
    if (asked !== null) return;
    asked = signal;
    clock.after(stopMsMax, () => process.exit(1));
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
}

/** A core that does not stop is left to the journal, which survives any end. */
const stopMsMax = 10_000;
