/** What a page may expect of a host, whichever it is. Run over each of them by host.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Carrier } from '../../src/shared/channel/carrier.ts';
import { connect, type Client } from '../../src/shared/channel/client.ts';
import type { Service } from '../../src/shared/channel/server.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { RecordingSink, SmallService, until } from './small-service.ts';

export interface RunningHost {
  /** The page's own file and policy, as the host serves them. */
  fetchPage(path: string): Promise<{ readonly status: number; readonly policy: string; readonly body: string }>;
  /** What the page does when it is loaded: asks for its way to the core. */
  openPage(): Promise<Carrier>;
  /** Ends the host as its user does. */
  stop(): Promise<void>;
}

export const indexHtml = '<!doctype html><script type="module" nonce="__CANDOR_CSP_NONCE__" src="/assets/a.js"></script>';
const clock = systemClock();

export function hostSuite(name: string, start: (service: Service) => Promise<RunningHost>): void {
  describe(`host: ${name}`, () => {
    let service: SmallService;
    let host: RunningHost;

    beforeEach(async () => {
      service = new SmallService(clock);
      host = await start(service);
    });
    afterEach(() => host.stop());

    const page = async (fingerprint = 'f'): Promise<Client> => connect(await host.openPage(), { clock, fingerprint });

    it('[HO-1] serves the same page under a policy of which nothing is unsafe, with a nonce of its own', async () => {
      const [first, second] = [await host.fetchPage('/'), await host.fetchPage('/')];
      expect(first.status).toBe(200);
      expect(first.policy).not.toContain('unsafe');
      for (const rule of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"])
        expect(first.policy.split('; ')).toContain(rule);
      const nonce = /'nonce-([^']+)'/.exec(first.policy)?.[1] ?? 'none';
      expect(first.body).toBe(indexHtml.replace('__CANDOR_CSP_NONCE__', nonce));
      expect(second.policy).not.toBe(first.policy);
      expect((await host.fetchPage('/../package.json')).status).toBe(404);
    });

    it('[HO-2] carries calls, streams and bytes', async () => {
      const client = await page();
      expect(await client.call('echo', { prices: new Float64Array([1.5, -2]) })).toEqual({ prices: new Float64Array([1.5, -2]) });
      await expect(client.call('refuse', 'no')).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'no' });
      const sink = new RecordingSink();
      client.subscribe('count', { from: 5 }, sink);
      await until(() => sink.value === 5);
      for (let i = 0; i < 1_000; i++) service.increment();
      await until(() => sink.value === 1_005);
      expect(sink.gaps).toBe(0);
      client.close();
    });

    it('[HO-3] a page that goes leaves nothing open, and the next one is served', async () => {
      for (let i = 0; i < 3; i++) {
        const client = await page();
        const sink = new RecordingSink();
        client.subscribe('count', { from: 0 }, sink);
        await until(() => sink.snapshots === 1);
        expect(service.openFeeds).toBe(1);
        client.close();
        await until(() => service.openFeeds === 0);
      }
    });

    it('[HO-4] a page of another build is told to load again', async () => {
      const client = await page('another');
      await expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    });

    it('[HO-5] a host that stops says so to its pages, and their calls are of unknown outcome', async () => {
      const client = await page();
      const call = client.call('hold', 1).catch((error: unknown) => error);
      await until(() => service.held.length === 1);
      await host.stop();
      expect(await call).toMatchObject({ code: 'CONNECTION_LOST' });
      expect(service.held[0]?.cancel.aborted).toBe(true);
    });
  });
}
