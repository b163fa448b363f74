/** The embedded default: venue, refinery and core as `npm start` has them, with CURVE on every line. */
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../scripts/embedded.ts';
import { scratchDir, startCore, until } from './live-core.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const clean of cleanups.splice(0).reverse()) await clean(); });

describe('the embedded default', () => {
  it('[CV-1] [CV-3] is encrypted: the core with its keys is served, one without them hears nothing', { timeout: 60_000 }, async () => {
    const [dir, other] = [scratchDir(), scratchDir()];
    cleanups.push(() => dir.remove(), () => other.remove());
    const embedded = await startEmbedded({ venueArgs: ['--synthetic', '--instruments', 'AURX', '--speed', '5', '--start-at-once'], dataDir: dir.path });
    cleanups.push(() => embedded.stop());
    const endpoints = { ...embedded.venue.ready, refinery: embedded.refinery.ready.endpoint };
    const core = await startCore({ dataDir: dir.path, ...endpoints, settings: embedded.environment });
    cleanups.push(() => core.dispose());
    const plain = await startCore({ dataDir: other.path, ...endpoints });
    cleanups.push(() => plain.dispose());
    await until('ready', () => core.rooms.venue.state === 'ready');
    await until('a quote', () => core.rooms.marketData.quote('AURX'));
    await until('the refinery', () => core.rooms.sync.status().link === 'connected');
    expect(plain.rooms.venue.state).toBe('connecting');
    expect(plain.rooms.marketData.feedState()).toBe('never');
  });
});
