/** Starts core and page together, and stops them in the reverse order. */
import { contractVersion } from '../../../shared/contract/version.ts';
import { startCore } from '../start-core.ts';
import { createLoopbackHost, offerLinks, servePage, stopOnSignal } from './loopback-host.ts';

export interface ServeCoreOptions {
  /** As the user wrote it; 0 for a free one. */
  readonly port: string;
  readonly openBrowser: boolean;
}

/** Runs until it is asked to stop. What keeps it from starting is said in words, and ends the process. */
export async function serveCore(options: ServeCoreOptions): Promise<void> {
  try {
    await start(options);
  } catch (error) {
    process.stderr.write(`Candor cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function start(options: ServeCoreOptions): Promise<void> {
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Infinity;
  if (port > 65_535) throw new Error(`"${options.port}" is no port: a number from 0 to 65535 is`);
  const host = createLoopbackHost();
  const core = await startCore(host);
  const page = await servePage({ host, service: core.service, fingerprint: `contract ${contractVersion}`, port });
  stopOnSignal(async () => {
    await page.dispose();
    await core.dispose();
    await host.dispose();
  }, host.clock);
  offerLinks(page, { openBrowser: options.openBrowser });
}
