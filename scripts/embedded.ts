/** The embedded default: the reference venue and the reference refinery, started beside the workstation. */
import { join } from 'node:path';
import { makeKeys, type KeyFolder } from '../reference/make-keys.ts';
import { loadSettings } from '../src/main/core/settings.ts';
import { accessRoles } from '../src/shared/wire/access.ts';
import { startReady, type ReadyProcess } from './child-process.ts';

export interface VenueReady {
  readonly orders: string;
  readonly marketData: string;
  readonly epoch: string;
}

export interface RefineryReady {
  readonly endpoint: string;
}

export interface Embedded {
  readonly venue: ReadyProcess<VenueReady>;
  readonly refinery: ReadyProcess<RefineryReady>;
  /** What the workstation's settings must be told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Options that secure another venue or refinery in the place of these. */
  readonly venueSecurity: readonly string[];
  readonly refinerySecurity: readonly string[];
  stop(): Promise<void>;
}

export async function startEmbedded(options: { readonly venueArgs: readonly string[]; readonly dataDir: string; readonly onLine?: (line: string) => void }): Promise<Embedded> {
  // Encrypted on the same machine too, so that what protects a real line is used every day.
  const keys = keysOf(options.dataDir);
  const venueSecurity = ['--server-key', keys.venueKeyFile, '--allow', keys.allowFile];
  const refinerySecurity = ['--server-key', keys.refineryKeyFile, '--allow', keys.allowFile];
  const [venue, refinery] = await Promise.all([
    startReady<VenueReady>('reference/venue/main.ts', [...options.venueArgs, ...venueSecurity, '--exit-with-parent'], options.onLine ? { onLine: options.onLine } : {}),
    startReady<RefineryReady>('reference/refinery/main.ts', ['--data', join(options.dataDir, 'refinery'), ...refinerySecurity, '--exit-with-parent']),
  ]);
  return {
    venue,
    refinery,
    venueSecurity,
    refinerySecurity,
    environment: {
      CANDOR_VENUE_ORDERS: venue.ready.orders,
      CANDOR_VENUE_MARKET_DATA: venue.ready.marketData,
      CANDOR_REFINERY: refinery.ready.endpoint,
      CANDOR_CLIENT_KEY_FILE: keys.clientKeyFile,
      CANDOR_VENUE_SERVER_KEY: keys.venueServerKey,
      CANDOR_REFINERY_SERVER_KEY: keys.refineryServerKey,
    },
    stop: async () => {
      await Promise.all([venue.stop(), refinery.stop()]);
    },
  };
}

/**
 * A key for the user of the settings, and one for each colleague: the OMS knows people by their keys (PA-3). Settings that
 * cannot be read are for the workstation to complain of.
 */
function keysOf(dataDir: string): KeyFolder {
  const loaded = loadSettings('resources', dataDir, process.env);
  const { user, venue, desk } = loaded.ok ? loaded.value.settings : { user: { id: 'trader' }, venue: { senderCompId: 'CANDOR' }, desk: { colleagues: [] } };
  const dir = join(dataDir, 'keys');
  for (const colleague of desk.colleagues) if (colleague !== user.id) makeKeys(dir, colleague, ['orders', 'marketData'], [colleague.toUpperCase()]);
  return makeKeys(dir, user.id, accessRoles, [venue.senderCompId]);
}
