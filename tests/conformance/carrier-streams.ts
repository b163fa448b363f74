/** The rules of streams, for the suite in carrier.ts. */
import { expect, it } from 'vitest';
import type { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Carrier } from '../../src/shared/channel/carrier.ts';
import type { Client, ClientOptions } from '../../src/shared/channel/client.ts';
import { ChannelError } from '../../src/shared/channel/errors.ts';
import type { Connection, ServerOptions } from '../../src/shared/channel/server.ts';
import { RecordingSink, until, type SmallService } from './small-service.ts';

export interface CarrierPair {
  readonly page: Carrier;
  readonly core: Carrier;
}

export interface Rig {
  readonly clock: ManualClock;
  readonly service: SmallService;
  readonly pair: CarrierPair;
  readonly client: Client;
  readonly connection: Connection;
}

export type MakeRig = (options?: { client?: Partial<ClientOptions>; server?: Partial<ServerOptions>; wrap?: (carrier: Carrier) => Carrier }) => Promise<Rig>;

export function streamRules(rig: MakeRig): void {
  it('[CH-20] a stream is a snapshot, then deltas numbered without gaps, each with its asOf', async () => {
    const { client, service } = await rig({ server: { limits: { windowMax: 100_000 } }, client: { limits: { windowMax: 100_000 } } });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 7 }, sink);
    await until(() => sink.value === 7);
    for (let i = 0; i < 10_000; i++) service.increment();
    await until(() => sink.value === 10_007);
    expect(sink.seqs).toEqual(Array.from({ length: 10_001 }, (_, i) => i + 1));
    expect(sink.gaps).toBe(0);
    expect(sink.asOfs.every((asOf) => asOf >= 1_700_000_000_000_000)).toBe(true);
  });

  it('[CH-21] a missing message is noticed, told, and healed by a new snapshot', async () => {
    let drop = false;
    const wrap = (carrier: Carrier): Carrier => filtered(carrier, (message) => !(drop && (message as { kind: string }).kind === 'delta'));
    const { client, service } = await rig({ wrap });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    drop = true;
    service.increment();
    await client.call('echo', 'the dropped delta is past');
    drop = false;
    service.increment();
    await until(() => sink.snapshots === 2);
    expect(sink.gaps).toBe(1);
    expect(sink.value).toBe(2);
    service.increment();
    await until(() => sink.value === 3);
    expect(client.counters()).toMatchObject({ gaps: 1, resubscribed: 1, openStreams: 1 });
    expect(service.openFeeds).toBe(1);
  });

  it('[CH-22] a missing last message is noticed by the next heartbeat', async () => {
    let drop = false;
    const wrap = (carrier: Carrier): Carrier => filtered(carrier, (message) => !(drop && (message as { kind: string }).kind === 'delta'));
    const { client, service, clock } = await rig({ wrap });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    drop = true;
    service.increment();
    await client.call('echo', 0);
    drop = false;
    expect(sink.value).toBe(0);
    clock.advance(2_000);
    await until(() => sink.value === 1);
    expect(sink.gaps).toBe(1);
  });

  it('[CH-23] disposing a subscription closes the service\'s stream, and nothing is said after it', async () => {
    const { client, service } = await rig();
    const sink = new RecordingSink();
    const subscription = client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    service.increment();
    subscription.dispose();
    subscription.dispose();
    await until(() => service.openFeeds === 0);
    expect(sink.value).toBe(0);
    expect(sink.closedBy).toBeUndefined();
  });

  it('[CH-24] a stream that cannot be opened, ends, or loses its connection says why, once', async () => {
    const { client, service, pair } = await rig();
    const unknown = new RecordingSink();
    client.subscribe('nothing', {}, unknown);
    await until(() => unknown.closedBy?.code === 'UNKNOWN_NAME');
    const ended = new RecordingSink();
    client.subscribe('count', { from: 0 }, ended);
    await until(() => ended.snapshots === 1);
    service.endAll(new ChannelError('UNAVAILABLE', 'no more'));
    await until(() => ended.closedBy?.message === 'no more');
    const lost = new RecordingSink();
    client.subscribe('count', { from: 0 }, lost);
    await until(() => lost.snapshots === 1);
    pair.core.close();
    await until(() => lost.closedBy?.code === 'CONNECTION_LOST');
    expect([unknown.closes, ended.closes, lost.closes]).toEqual([1, 1, 1]);
    expect(service.openFeeds).toBe(0);
  });

  it('[CH-30] a slow reader holds back at most one window, then goes on with one fresh snapshot, without a gap', async () => {
    const gate = new Gate();
    const { client, service, connection } = await rig({ wrap: (carrier) => gate.around(carrier) });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    gate.shut = true;
    for (let i = 0; i < 10_000; i++) service.increment();
    await until(() => gate.waiting.length === 63);
    expect(connection.counters().conflated).toBe(1);
    expect(service.openFeeds).toBe(0);
    for (let i = 0; i < 10_000; i++) service.increment();
    gate.open();
    await until(() => sink.value === 20_000);
    expect(gate.most).toBe(63);
    expect(sink.snapshots).toBe(2);
    expect(sink.gaps).toBe(0);
    expect(sink.seqs).toEqual(Array.from({ length: 65 }, (_, i) => i + 1));
    service.increment();
    await until(() => sink.value === 20_001);
  });
  acknowledgementRules(rig);
}

function acknowledgementRules(rig: MakeRig): void {
  it('[CH-31] a stream that is held back for a lost acknowledgement goes on after the next heartbeat', async () => {
    let drop = true;
    const wrap = (carrier: Carrier): Carrier => ({ ...carrier, send: (message) => (drop && (message as { kind: string }).kind === 'ack' ? 'sent' : carrier.send(message)) });
    const { client, service, clock, connection } = await rig({ wrap });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    for (let i = 0; i < 100; i++) service.increment();
    await until(() => sink.value === 63);
    await client.call('echo', 'everything sent has arrived');
    drop = false;
    expect([connection.counters().conflated, service.openFeeds]).toEqual([1, 0]);
    clock.advance(2_000);
    await until(() => sink.value === 100);
    expect(sink.gaps).toBe(0);
  });

  it('[CH-31] an acknowledgement of what was never sent frees no room', async () => {
    const { client, service, pair, connection } = await rig({ wrap: (carrier) => ({ ...carrier, send: (message) => ((message as { kind: string }).kind === 'ack' ? 'sent' : carrier.send(message)) }) });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 0 }, sink);
    await until(() => sink.snapshots === 1);
    pair.page.send({ kind: 'ack', id: 1, seq: 1_000_000 });
    await client.call('echo', 0);
    for (let i = 0; i < 200; i++) service.increment();
    expect(connection.counters().conflated).toBe(1);
  });
}

/** A carrier whose arriving messages pass only when `keep` says so. */
export function filtered(carrier: Carrier, keep: (message: unknown) => boolean): Carrier {
  return { ...carrier, onMessage: (listener) => carrier.onMessage((message) => (keep(message) ? listener(message) : undefined)) };
}

/** Holds arriving messages back while shut, as a busy page does. */
class Gate {
  shut = false;
  most = 0;
  readonly waiting: unknown[] = [];
  private listener: (message: unknown) => void = () => {};

  around(carrier: Carrier): Carrier {
    return {
      ...carrier,
      onMessage: (listener) => {
        this.listener = listener;
        return carrier.onMessage((message) => {
          if (!this.shut) return listener(message);
          this.waiting.push(message);
          this.most = Math.max(this.most, this.waiting.length);
        });
      },
    };
  }

  open(): void {
    this.shut = false;
    for (const message of this.waiting.splice(0)) this.listener(message);
  }
}
