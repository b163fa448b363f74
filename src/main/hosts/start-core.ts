/** Reads the settings and starts the core in a host; the same in both. Throws with words for the user. */
import { createCore, type Core } from '../core/core.ts';
import type { Host } from '../core/host.ts';
import { loadSettings } from '../core/settings.ts';

export async function startCore(host: Host): Promise<Core> {
  const loaded = loadSettings(host.resourcesDir, host.dataDir, host.environment);
  if (!loaded.ok) throw new Error(loaded.error);
  return createCore(host, loaded.value);
}
