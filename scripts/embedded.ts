/** The embedded default: the reference venue and the reference refinery, started beside the workstation. */
import { join } from 'node:path';
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
  stop(): Promise<void>;
}

export async function startEmbedded(options: { readonly venueArgs: readonly string[]; readonly dataDir: string; readonly onLine?: (line: string) => void }): Promise<Embedded> {
  const [venue, refinery] = await Promise.all([
    startReady<VenueReady>('reference/venue/main.ts', [...options.venueArgs, '--exit-with-parent'], options.onLine ? { onLine: options.onLine } : {}),
    startReady<RefineryReady>('reference/refinery/main.ts', ['--data', join(options.dataDir, 'refinery'), '--exit-with-parent']),
  ]);
  return {
    venue,
    refinery,
    environment: {
      CANDOR_VENUE_ORDERS: venue.ready.orders,
      CANDOR_VENUE_MARKET_DATA: venue.ready.marketData,
      CANDOR_REFINERY: refinery.ready.endpoint,
    },
    stop: async () => {
      await Promise.all([venue.stop(), refinery.stop()]);
    },
  };
}
