/** What the workstation does when the OMS goes away, comes back, or talks nonsense: real processes, real sockets. */
import { Publisher, Router } from 'zeromq';
import { afterEach, describe, expect, it } from 'vitest';
import { priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { encodeFrame } from '../../src/shared/wire/codec.ts';
import type { OrderIntent } from '../../src/shared/domain/order.ts';
import type { Core } from '../../src/main/core/core.ts';
import { freePort, scratchDir, startCore, startVenue, until } from './live-core.ts';

const own: OrderIntent['provenance'] = { side: 'trader', size: 'trader', price: 'trader', time: 'trader' };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const clean of cleanups.splice(0).reverse()) await clean(); });

async function restingOrder(core: Core, symbol: string): Promise<string> {
  const quote = await until('a quote', () => core.rooms.marketData.quote(symbol));
  const outcome = await core.rooms.orders.submit({
    symbol, side: 'buy', ordType: 'limit', price: priceTicks(quote.bid - 40), orderQty: quantityLots(10), timeInForce: 'gtc', suggestionId: null, provenance: own,
  }, 'tester');
  expect(outcome).toMatchObject({ sent: true });
  await until('the acknowledgement', () => core.rooms.ordersProjection.get(outcome.clOrdId)?.ordStatus === 'new');
  return outcome.clOrdId;
}

describe('the order line under trouble', () => {
  it('[RC-1] an OMS that is killed and comes back with a new epoch is reconciled before trading opens', { timeout: 90_000 }, async () => {
    const dir = scratchDir();
    cleanups.push(() => dir.remove());
    const ports = ['--order-port', String(await freePort()), '--market-data-port', String(await freePort())];
    const venue = await startVenue(['--synthetic', '--instruments', 'AURX', '--speed', '5', ...ports]);
    const core = await startCore({ dataDir: dir.path, ...venue.ready });
    cleanups.push(() => core.dispose());
    const { rooms } = core;
    await until('ready', () => rooms.venue.state === 'ready');
    const clOrdId = await restingOrder(core, 'AURX');

    venue.child.kill('SIGKILL');
    await until('the silence to be noticed', () => rooms.venue.state === 'disconnected' || rooms.venue.state === 'connecting', 10_000);
    expect(rooms.marketData.feedState()).toBe('disconnected');
    expect(rooms.ordersProjection.get(clOrdId)?.ordStatus).toBe('new'); // acknowledged, and nobody has said otherwise
    const whileAway = await rooms.orders.submit({ symbol: 'AURX', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(1), timeInForce: 'day', suggestionId: null, provenance: own }, 'tester');
    expect(whileAway).toMatchObject({ sent: false, denial: { code: 'NOT_CONNECTED' } });

    const again = await startVenue(['--synthetic', '--instruments', 'AURX', '--speed', '5', ...ports]);
    cleanups.push(() => again.stop());
    await until('ready again', () => rooms.venue.state === 'ready', 20_000);
    expect(again.ready.epoch).not.toBe(venue.ready.epoch);
    expect(rooms.status.lastReconciliation).not.toBeNull();
    await until('live prices', () => rooms.marketData.feedState() === 'live');
    await restingOrder(core, 'AURX');
    const types = rooms.store.readByType(['OmsLoggedOn', 'OmsDisconnected', 'Reconciled'], 1, 100).map((r) => r.event.type);
    expect(types).toEqual(['OmsLoggedOn', 'Reconciled', 'OmsDisconnected', 'OmsLoggedOn', 'Reconciled']);
  });

  it('[RC-9] a venue that plays its day again from the start is followed: prices, bars and readings go on', { timeout: 90_000 }, async () => {
    const dir = scratchDir();
    cleanups.push(() => dir.remove());
    const ports = ['--order-port', String(await freePort()), '--market-data-port', String(await freePort())];
    const args = ['--synthetic', '--instruments', 'AURX', '--speed', '60', ...ports];
    const venue = await startVenue([...args, '--warmup', '200']);
    const core = await startCore({ dataDir: dir.path, ...venue.ready });
    cleanups.push(() => core.dispose());
    const { rooms } = core;
    await until('a reading', () => rooms.signals.readings().length > 0, 20_000);
    const before = rooms.marketData.marketTime ?? 0;
    venue.child.kill('SIGKILL');
    await until('the silence to be noticed', () => rooms.venue.state !== 'ready', 10_000);
    const again = await startVenue([...args, '--warmup', '100']);
    cleanups.push(() => again.stop());
    await until('ready again', () => rooms.venue.state === 'ready', 20_000);
    expect(rooms.marketData.marketTime).toBeLessThan(before);
    await until('a reading of the new session', () => rooms.signals.readings().length > 0, 20_000);
    expect(rooms.signals.readings()[0]?.asOf).toBeLessThan(before);
    expect(rooms.dataQuality.counts().get('time-not-increasing') ?? 0).toBe(0);
    const bars = rooms.marketData.bars('AURX');
    expect(bars.every((bar, i) => i === 0 || bar.start >= (bars[i - 1]?.end ?? 0))).toBe(true);
  });

  it('[RC-2] a core that is started again finds its order at the OMS and the journal whole', { timeout: 60_000 }, async () => {
    const dir = scratchDir();
    cleanups.push(() => dir.remove());
    const venue = await startVenue(['--synthetic', '--instruments', 'AURX', '--speed', '5']);
    cleanups.push(() => venue.stop());
    const first = await startCore({ dataDir: dir.path, ...venue.ready });
    await until('ready', () => first.rooms.venue.state === 'ready');
    const clOrdId = await restingOrder(first, 'AURX');
    await first.dispose();

    const second = await startCore({ dataDir: dir.path, ...venue.ready });
    cleanups.push(() => second.dispose());
    await until('ready again', () => second.rooms.venue.state === 'ready');
    expect(second.rooms.ordersProjection.get(clOrdId)).toMatchObject({ ordStatus: 'new', orderQty: 10, external: false });
    expect(await second.rooms.orders.cancel(clOrdId)).toEqual({ sent: true });
    await until('the cancel', () => second.rooms.ordersProjection.get(clOrdId)?.ordStatus === 'canceled');
    expect(await second.rooms.store.verify()).toMatchObject({ ok: true });
  });

  it('[RC-3] frames that make no sense are counted, journalled with their bytes and dropped', { timeout: 30_000 }, async () => {
    const dir = scratchDir();
    cleanups.push(() => dir.remove());
    const router = new Router({ linger: 0 });
    const publisher = new Publisher({ linger: 0 });
    cleanups.push(() => { router.close(); publisher.close(); });
    await router.bind('tcp://127.0.0.1:*');
    await publisher.bind('tcp://127.0.0.1:*');
    const core = await startCore({ dataDir: dir.path, orders: router.lastEndpoint ?? '', marketData: publisher.lastEndpoint ?? '' });
    cleanups.push(() => core.dispose());
    // A heartbeat says that the feed stands (rule MD-6); then the Logon comes.
    const beat = encodeFrame({ msgType: 'MarketDataIncrementalRefresh', epoch: 'e1', mdSeq: 0, sendingTime: 1, entries: [] });
    const beats = setInterval(() => void publisher.send(['MD', beat]).catch(() => undefined), 50);
    const [identity] = await router.receive();
    clearInterval(beats);
    await router.send([identity ?? '', Buffer.from('c1c1c1', 'hex')]);
    await router.send([identity ?? '', Buffer.from('80', 'hex')]);
    for (let i = 0; i < 50 && core.rooms.status.refused < 3; i++) {
      await publisher.send(['MD', Buffer.from('ff00', 'hex')]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until('three refusals', () => core.rooms.status.refused >= 3);
    await core.rooms.queue.idle();
    const refused = core.rooms.store.readByType(['FrameRefused'], 1, 100).map((r) => r.event.body);
    expect(refused[0]).toMatchObject({ from: 'venue', bytesHex: 'c1c1c1' });
    expect(refused.some((body) => 'from' in body && body.from === 'marketData')).toBe(true);
    expect(core.rooms.trading.state).toBe('active');
  });
});
