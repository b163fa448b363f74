/** Starts core and page together, and stops them in the reverse order. */
import { contractVersion } from '../../../shared/contract/version.ts';
import { startCore } from '../start-core.ts';
import { createLoopbackHost, offerLinks, servePage, stopOnSignal } from './loopback-host.ts';

export async function serveCore(options: { readonly port: number; readonly openBrowser: boolean }): Promise<void> {
  const host = createLoopbackHost();
  const core = await startCore(host);
  const page = await servePage({ host, service: core.service, fingerprint: `contract ${contractVersion}`, port: options.port });
  stopOnSignal(async () => {
    await page.dispose();
    await core.dispose();
    await host.dispose();
  }, host.clock);
  offerLinks(page, { openBrowser: options.openBrowser });
}
