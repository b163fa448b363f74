/** What every carrier must do, and the channel over it. Run over each of them by carrier-*.test.ts. */
import { afterEach, describe, expect, it } from 'vitest';
import { messageBytesMax, type Carrier } from '../../src/shared/channel/carrier.ts';
import { connect, type ClientOptions } from '../../src/shared/channel/client.ts';
import { CancelSource } from '../../src/shared/channel/cancel.ts';
import { serve, type ServerOptions } from '../../src/shared/channel/server.ts';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { filtered, streamRules, type CarrierPair, type MakeRig, type Rig } from './carrier-streams.ts';
import { RecordingSink, SmallService, until } from './small-service.ts';

/** `open` makes a joined pair; `dispose` closes whatever it left behind. */
export function carrierSuite(name: string, open: () => Promise<CarrierPair>, dispose: () => Promise<void>): void {
  const live: CarrierPair[] = [];

  async function rig(options: { client?: Partial<ClientOptions>; server?: Partial<ServerOptions>; wrap?: (carrier: Carrier) => Carrier } = {}): Promise<Rig> {
    const pair = await open();
    live.push(pair);
    const clock = new ManualClock(1_700_000_000_000_000);
    const service = new SmallService(clock);
    const connection = serve(pair.core, service, 'trader', { clock, fingerprint: 'f', ...options.server });
    const page = options.wrap ? options.wrap(pair.page) : pair.page;
    const client = connect(page, { clock, fingerprint: 'f', ...options.client });
    return { clock, service, pair, client, connection };
  }

  describe(`carrier: ${name}`, () => {
    afterEach(async () => {
      for (const pair of live.splice(0)) {
        pair.page.close();
        pair.core.close();
      }
      await dispose();
    });

    carrierRules(open, live);
    callRules(rig);
    streamRules(rig);
    limitRules(rig);
    heartbeatRules(rig);
  });
}

function carrierRules(open: () => Promise<CarrierPair>, live: CarrierPair[]): void {
  it('[CH-1] delivers 10,000 messages each way, whole and in order', async () => {
    const pair = await open();
    live.push(pair);
    const atCore: unknown[] = [];
    const atPage: unknown[] = [];
    pair.core.onMessage((message) => atCore.push(message));
    pair.page.onMessage((message) => atPage.push(message));
    for (let i = 0; i < 10_000; i++) {
      expect(pair.page.send({ i, text: `page ${i}` })).toBe('sent');
      expect(pair.core.send({ i, text: `core ${i}` })).toBe('sent');
    }
    await until(() => atCore.length === 10_000 && atPage.length === 10_000);
    expect(atCore.every((message, i) => (message as { i: number }).i === i)).toBe(true);
    expect(atPage[9_999]).toEqual({ i: 9_999, text: 'core 9999' });
  });

  it('[CH-1] keeps values: typed arrays by their bytes, integers to 2^53, NaN, text, undefined in objects', async () => {
    const pair = await open();
    live.push(pair);
    const value = {
      doubles: new Float64Array([1.5, -0, Number.MAX_VALUE, Number.NaN]),
      ints: new Int32Array([-1, 2 ** 31 - 1]),
      bytes: new Uint8Array([0, 255]),
      micros: 1_763_678_400_123_456,
      least: Number.MIN_SAFE_INTEGER,
      nan: Number.NaN,
      text: 'señor 🦊 \u0000',
      nested: [[], {}, null, true, [1, [2, [3]]]],
    };
    const seen = new Promise((resolve) => pair.core.onMessage(resolve));
    expect(pair.page.send(value)).toBe('sent');
    const arrived = (await seen) as typeof value;
    expect(arrived.doubles).toBeInstanceOf(Float64Array);
    expect([...arrived.bytes]).toEqual([0, 255]);
    expect({ ...arrived, bytes: 0 }).toEqual({ ...value, bytes: 0 });
  });

  it('[CH-2] a close by either end is told once to both, and nothing is delivered or sent after it', async () => {
    const pair = await open();
    live.push(pair);
    const told: string[] = [];
    let delivered = 0;
    pair.page.onClose(() => told.push('page'));
    pair.core.onClose(() => told.push('core'));
    pair.page.onMessage(() => (delivered += 1));
    pair.core.close();
    pair.core.close();
    await until(() => told.length === 2);
    expect(told.sort()).toEqual(['core', 'page']);
    expect(pair.page.send(1)).toBe('closed');
    expect(pair.core.send(1)).toBe('closed');
    expect(delivered).toBe(0);
    let late = 0;
    pair.page.onClose(() => (late += 1));
    expect(late).toBe(1);
  });

  it('[CH-3] refuses a message that is too large, whole, and stays open', async () => {
    const pair = await open();
    live.push(pair);
    const seen: unknown[] = [];
    pair.core.onMessage((message) => seen.push(message));
    expect(pair.page.send(new Uint8Array(messageBytesMax + 1))).toBe('too-large');
    expect(pair.page.send(new Uint8Array(messageBytesMax - 1024))).toBe('sent');
    expect(pair.page.send('after')).toBe('sent');
    await until(() => seen.length === 2);
    expect(seen[1]).toBe('after');
  });

  it('[CH-3] refuses what is no plain value', async () => {
    const pair = await open();
    live.push(pair);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(pair.page.send(loop)).toBe('too-large');
  });
}

function callRules(rig: MakeRig): void {
  it('[CH-10] answers calls, each with its own reply, whatever the order in which they end', async () => {
    const { client, service } = await rig();
    const slow = client.call('hold', 'a');
    const quick = Promise.all(Array.from({ length: 200 }, (_, i) => client.call('echo', { i })));
    expect(await quick).toEqual(Array.from({ length: 200 }, (_, i) => ({ i })));
    await until(() => service.held.length === 1);
    service.held[0]?.resolve('held');
    expect(await slow).toBe('held');
    expect(service.contexts.has('trader')).toBe(true);
  });

  it('[CH-11] a service error keeps its code; any other failure is INTERNAL, its text goes to the log only', async () => {
    const faults: unknown[] = [];
    const { client } = await rig({ server: { onFault: (fault) => faults.push(fault) } });
    await expect(client.call('refuse', 'no such order')).rejects.toMatchObject({ name: 'ChannelError', code: 'INVALID_INPUT', message: 'no such order' });
    await expect(client.call('nothing', 0)).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
    const error: unknown = await client.call('crash', 'secret').catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(String((error as Error).message)).not.toContain('secret');
    expect(String(faults[0])).toContain('secret');
  });

  it('[CH-12] a call ends at its deadline on both ends, and a late answer is dropped', async () => {
    const { client, service, clock, connection } = await rig();
    const call = client.call('hold', 1, { deadlineMs: 500 }).catch((error: unknown) => error);
    await until(() => service.held.length === 1);
    clock.advance(501);
    expect(await call).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await until(() => service.held[0]?.cancel.aborted === true);
    service.held[0]?.resolve('too late');
    expect(await client.call('echo', 'still here')).toBe('still here');
    expect(connection.counters().openCalls).toBe(0);
    expect(client.counters().openCalls).toBe(0);
  });

  it('[CH-13] a canceled call rejects at once, and the service is told', async () => {
    const { client, service } = await rig();
    const source = new CancelSource();
    const call = client.call('hold', 1, { signal: source.signal }).catch((error: unknown) => error);
    await until(() => service.held.length === 1);
    source.cancel();
    expect(await call).toMatchObject({ code: 'CANCELED' });
    await until(() => service.held[0]?.cancel.aborted === true);
    await expect(client.call('echo', 1, { signal: source.signal })).rejects.toMatchObject({ code: 'CANCELED' });
  });

  it('[CH-13] takes the platform\'s AbortSignal as it is', async () => {
    const { client, service } = await rig();
    const controller = new AbortController();
    const call = client.call('hold', 1, { signal: controller.signal }).catch((error: unknown) => error);
    await until(() => service.held.length === 1);
    controller.abort();
    expect(await call).toMatchObject({ code: 'CANCELED' });
  });

  it('[CH-14] a close while a call is open: the outcome is unknown to the caller, and the service is told', async () => {
    const { client, service, pair } = await rig();
    const call = client.call('hold', 1).catch((error: unknown) => error);
    await until(() => service.held.length === 1);
    pair.core.close();
    expect(await call).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(service.held[0]?.cancel.aborted).toBe(true);
    await expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });
}

function limitRules(rig: MakeRig): void {
  it('[CH-3] an input or an answer that is too large is TOO_LARGE, and the connection goes on', async () => {
    const { client } = await rig();
    await expect(client.call('echo', new Uint8Array(messageBytesMax))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(client.call('large', messageBytesMax)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const sink = new RecordingSink();
    client.subscribe('large', messageBytesMax, sink);
    await until(() => sink.closedBy?.code === 'TOO_LARGE');
    expect(await client.call('echo', 1)).toBe(1);
  });

  it('[CH-40] open calls and streams are limited on both ends', async () => {
    const { client, service } = await rig({ server: { limits: { requestsMax: 3, streamsMax: 2 } } });
    const calls = Array.from({ length: 4 }, () => client.call('hold', 0).catch((error: unknown) => error));
    expect(await calls[3]).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const sinks = Array.from({ length: 3 }, () => new RecordingSink());
    for (const sink of sinks) client.subscribe('count', { from: 0 }, sink);
    await until(() => sinks[2]?.closedBy?.code === 'TOO_MANY_STREAMS');
    expect(service.openFeeds).toBe(2);
    const strict = await rig({ client: { limits: { requestsMax: 1, streamsMax: 1 } } });
    void strict.client.call('hold', 0).catch(() => {});
    await expect(strict.client.call('echo', 0)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const [first, second] = [new RecordingSink(), new RecordingSink()];
    strict.client.subscribe('count', { from: 0 }, first);
    strict.client.subscribe('count', { from: 0 }, second);
    expect(second.closedBy?.code).toBe('TOO_MANY_STREAMS');
  });

  it('[CH-40] whoever goes on asking for more than it may is let go', async () => {
    const { client } = await rig({ server: { limits: { requestsMax: 1, refusalsMax: 3 } }, client: { limits: { requestsMax: 10 } } });
    let closed = false;
    client.onClose(() => { closed = true; });
    for (let i = 0; i < 6; i++) void client.call('hold', 0).catch(() => undefined);
    await until(() => closed);
  });

  it('[CH-41] messages that make no sense are counted and dropped, and too many close the connection', async () => {
    const { client, pair, connection } = await rig();
    await client.call('echo', 0);
    const bad = [null, 7, 'x', [], {}, { kind: 'call' }, { kind: 'call', id: -1, name: 'echo', deadlineMs: 1 }, { kind: 'ack', id: 1, seq: 1.5 }, { kind: 'pong', streams: [[1]] }, { kind: 'call', id: 1, name: 'x'.repeat(129), deadlineMs: 1 }, { kind: 'call', id: 1, name: 'echo', deadlineMs: 9 }];
    for (const message of bad) pair.page.send(message);
    expect(await client.call('echo', 1)).toBe(1);
    expect(connection.counters().badMessages).toBe(bad.length);
    let closed = false;
    connection.onClose(() => (closed = true));
    for (let i = 0; i < 100; i++) pair.page.send('x');
    await until(() => closed);
  });

  it('[CH-42] a page of another version is refused, and says so', async () => {
    const { client } = await rig({ client: { fingerprint: 'another' } });
    await expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    let code = '';
    client.onClose((reason) => (code = reason.code));
    expect(code).toBe('VERSION_MISMATCH');
  });
}

function heartbeatRules(rig: MakeRig): void {
  it('[CH-50] a live connection stays up however long nothing else is said', async () => {
    const { client, clock, service } = await rig();
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    for (let i = 0; i < 30; i++) {
      clock.advance(2_000);
      await client.call('echo', i);
    }
    service.increment();
    await until(() => sink.value === 1);
  });

  it('[CH-51] either end closes when the other has been silent for too long', async () => {
    const deaf = await rig({ wrap: (carrier) => filtered(carrier, () => false) });
    let reason = '';
    deaf.client.onClose((why) => (reason = why.message));
    for (let i = 0; i < 6; i++) deaf.clock.advance(2_000);
    await until(() => reason !== '');
    const mute = await rig({ wrap: (carrier) => ({ ...carrier, send: () => 'sent' }) });
    let coreReason = '';
    mute.connection.onClose((why) => (coreReason = why));
    for (let i = 0; i < 6; i++) mute.clock.advance(2_000);
    await until(() => coreReason !== '');
  });

  it('[CH-52] an end that was itself asleep gives the other one time to be heard before it judges', async () => {
    const { client, clock } = await rig();
    let closed = false;
    client.onClose(() => (closed = true));
    await client.call('echo', 0);
    clock.sleep(3_600_000);
    expect(await client.call('echo', 1)).toBe(1);
    expect(closed).toBe(false);
  });

  it('[CH-23] a shut that was lost is healed by the next heartbeat', async () => {
    let drop = false;
    const wrap = (carrier: Carrier): Carrier => ({ ...carrier, send: (message) => (drop ? 'sent' : carrier.send(message)) });
    const { client, service, clock } = await rig({ wrap });
    const sink = new RecordingSink();
    const subscription = client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    drop = true;
    subscription.dispose();
    drop = false;
    await client.call('echo', 0);
    expect(service.openFeeds).toBe(1);
    clock.advance(2_000);
    await until(() => service.openFeeds === 0);
  });
}
