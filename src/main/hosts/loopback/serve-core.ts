/** Starts core and page together, and stops them in the reverse order. */
import { contractVersion } from '../../../shared/contract/version.ts';
import { createCore } from '../../core/core.ts';
import { loadSettings } from '../../core/settings.ts';
import { createLoopbackHost, offerLinks, servePage, stopOnSignal } from './loopback-host.ts';

export async function serveCore(options: { readonly port: number; readonly openBrowser: boolean }): Promise<void> {
  const host = createLoopbackHost();
  const loaded = loadSettings(host.resourcesDir, host.dataDir, host.environment);
  if (!loaded.ok) throw new Error(loaded.error);
  const core = await createCore(host, loaded.value);
  const page = await servePage({ host, service: core.service, fingerprint: `contract ${contractVersion}`, port: options.port });
  stopOnSignal(async () => {
    await page.dispose();
    await core.dispose();
    await host.dispose();
  }, host.clock);
  offerLinks(page, { openBrowser: options.openBrowser });
}
