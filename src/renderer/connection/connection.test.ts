/** The screen's door over a real channel in memory: what stores hold while the line is up, down and up again. */
import { afterEach, describe, expect, it } from 'vitest';
import { disposable } from '../../shared/base/disposable.ts';
import { ManualClock } from '../../shared/base/manual-clock.ts';
import type { Carrier } from '../../shared/channel/carrier.ts';
import { ChannelError } from '../../shared/channel/errors.ts';
import { memoryCarrierPair } from '../../shared/channel/memory-carrier.ts';
import { serve, type Service } from '../../shared/channel/server.ts';
import type { ServiceSink } from '../../shared/channel/server-stream.ts';
import type { QuoteRow } from '../../shared/contract/market-data.ts';
import { priceTicks } from '../../shared/domain/numbers.ts';
import { linkStore } from '../stores/link.ts';
import { Streams } from '../stores/streams.ts';
import { fingerprint, startConnection, type Connection } from './connection.ts';

const row = (lastPrice: number): QuoteRow => ({ symbol: 'A', quote: null, condition: null, state: 'never', receivedAt: null, lastPrice: priceTicks(lastPrice), referencePrice: null });

/** Lets every message in flight arrive. */
const settled = async (): Promise<void> => { for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve)); };

let connection: Connection | undefined;
afterEach(() => connection?.dispose());

function harness(options: { readonly fingerprint?: string } = {}) {
  const clock = new ManualClock(1_700_000_000_000_000);
  const cores: Carrier[] = [];
  const sinks: ServiceSink[] = [];
  let reachable = true;
  let price = 1;
  const service: Service = {
    call: async (name) => {
      if (name === 'orders.cancel') return { sent: true };
      throw new ChannelError('UNKNOWN_NAME', `there is no ${name}`);
    },
    open: (name, _params, sink) => {
      if (name !== 'marketData.quotes') throw new ChannelError('FORBIDDEN', 'not for this role');
      sinks.push(sink);
      sink.snapshot([row(price)], clock.nowMicros());
      return disposable(() => void sinks.splice(sinks.indexOf(sink), 1));
    },
  };
  const streams = new Streams(() => disposable(() => undefined));
  streams.use('marketData.quotes', {});
  connection = startConnection({
    streams,
    clock,
    onFault: (fault) => { throw fault; },
    openCarrier: async () => {
      if (!reachable) throw new Error('the core could not be reached');
      const [page, core] = memoryCarrierPair();
      cores.push(core);
      serve(core, service, undefined, { clock, fingerprint: options.fingerprint ?? fingerprint });
      return page;
    },
  });
  return {
    clock, cores, sinks, streams, connection,
    quotes: () => streams.store('marketData.quotes', {}).getState(),
    setReachable: (value: boolean) => { reachable = value; },
    setPrice: (value: number) => { price = value; },
  };
}

describe('connection', () => {
  it('writes snapshot and deltas into the store, and says connected once the core has spoken', async () => {
    const h = harness();
    await settled();
    expect(h.quotes()).toMatchObject({ link: 'live', value: [row(1)], asOf: h.clock.nowMicros() });
    expect(linkStore.getState().state).toBe('connected');
    h.sinks[0]?.delta([row(2)], h.clock.nowMicros());
    await settled();
    expect(h.quotes()).toMatchObject({ link: 'live', value: [row(2)], version: 2 });
  });

  it('keeps the last value and marks it when the line breaks, and takes a fresh snapshot when it is back', async () => {
    const h = harness();
    await settled();
    h.setReachable(false);
    h.cores[0]?.close('cut');
    await settled();
    expect(h.quotes()).toMatchObject({ link: 'disconnected', value: [row(1)] });
    expect(linkStore.getState().state).toBe('disconnected');
    h.setReachable(true);
    h.setPrice(7);
    h.clock.advance(10_000);
    await settled();
    expect(h.quotes()).toMatchObject({ link: 'live', value: [row(7)] });
    expect(linkStore.getState()).toMatchObject({ state: 'connected', attempts: 0 });
  });

  it('waits longer after each failure', async () => {
    const h = harness();
    await settled();
    h.setReachable(false);
    h.cores[0]?.close('cut');
    await settled();
    for (let i = 0; i < 6; i++) {
      h.clock.advance(1);
      await settled();
    }
    const soon = linkStore.getState().attempts;
    h.clock.advance(60_000);
    await settled();
    expect(soon).toBeLessThanOrEqual(2);
    expect(linkStore.getState().attempts).toBeGreaterThan(soon);
  });

  it('sends nothing while there is no line, and says so', async () => {
    const h = harness();
    h.setReachable(false);
    await settled();
    h.cores[0]?.close('cut');
    await settled();
    expect(await h.connection.call('orders.cancel', { clOrdId: 'C1' })).toEqual({ ok: false, why: 'No connection to the core; nothing was sent', unknown: false });
  });

  it('hands answers through, and refusals as words', async () => {
    const h = harness();
    await settled();
    const sent = h.connection.call('orders.cancel', { clOrdId: 'C1' });
    const refused = h.connection.call('signals.features', {});
    await settled();
    expect(await sent).toEqual({ ok: true, value: { sent: true } });
    expect(await refused).toMatchObject({ ok: false, unknown: false, why: 'there is no signals.features' });
  });

  it('does not know what became of a call whose line broke', async () => {
    const h = harness();
    await settled();
    const call = h.connection.call('orders.cancel', { clOrdId: 'C1' });
    h.cores[0]?.close('cut');
    await settled();
    expect(await call).toMatchObject({ ok: false, unknown: true });
  });

  it('marks a stream that the core refuses', async () => {
    const h = harness();
    h.streams.use('sync.status', {});
    await settled();
    expect(h.streams.store('sync.status', {}).getState()).toMatchObject({ link: 'refused', why: 'not for this role' });
  });

  it('stays apart from a core of another contract', async () => {
    const h = harness({ fingerprint: 'contract 0' });
    await settled();
    expect(h.quotes()).toMatchObject({ link: 'refused', value: undefined });
    expect(linkStore.getState().state).not.toBe('connected');
  });
});
