/** The gateway against a peer that this test plays on real sockets: how a session begins, and how often it ends. */
import { afterEach, describe, expect, it } from 'vitest';
import { Publisher, Router } from 'zeromq';
import { disposable } from '../../../shared/base/disposable.ts';
import { seededRandom } from '../../../shared/base/random.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import type { OmsState } from '../../../shared/domain/connection.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { decodeFrame, encodeFrame } from '../../../shared/wire/codec.ts';
import { marketDataTopic } from '../../../shared/wire/market-data.ts';
import { venueProtocolVersion } from '../../../shared/wire/version.ts';
import { VenueGateway, type VenueGatewayEvents } from './venue-gateway.ts';

const cleanups: (() => void)[] = [];
afterEach(() => { for (const clean of cleanups.splice(0).reverse()) clean(); });

const clock: Clock = {
  nowMicros: () => epochMicros(Date.now() * 1000),
  monotonicMs: () => performance.now(),
  after(ms, run) { const timer = setTimeout(run, ms); return disposable(() => clearTimeout(timer)); },
  every(ms, run) { const timer = setInterval(run, ms); return disposable(() => clearInterval(timer)); },
};

/** A venue that answers what it is told to; everything that it hears is kept. */
class Peer {
  readonly router = new Router({ linger: 0 });
  readonly publisher = new Publisher({ linger: 0 });
  readonly heard: { readonly from: string; readonly msgType: string; readonly msgSeqNum: number }[] = [];
  answers: (msgType: string) => readonly Record<string, unknown>[] = () => [];
  private readonly out = new Map<string, number>();

  async open(): Promise<void> {
    await this.router.bind('tcp://127.0.0.1:*');
    await this.publisher.bind('tcp://127.0.0.1:*');
    void this.listen();
  }

  publish(mdSeq: number, entries: readonly unknown[] = []): Promise<void> {
    return this.publisher.send([marketDataTopic, encodeFrame({ msgType: 'MarketDataIncrementalRefresh', epoch: 'E1', mdSeq, sendingTime: 1, entries })]);
  }

  close(): void {
    this.router.close();
    this.publisher.close();
  }

  private async listen(): Promise<void> {
    for await (const [identity, frame] of this.router) {
      if (!identity || !frame) continue;
      const from = identity.toString('hex');
      const decoded = decodeFrame(frame);
      const message = (decoded.ok ? decoded.value : {}) as { msgType: string; msgSeqNum: number; [key: string]: unknown };
      this.heard.push({ from, msgType: message.msgType, msgSeqNum: message.msgSeqNum });
      for (const answer of this.answers(message.msgType)) {
        const msgSeqNum = (this.out.get(from) ?? 0) + 1;
        this.out.set(from, msgSeqNum);
        const ids = { securityReqId: message['securityReqId'], mdReqId: message['mdReqId'], advanceId: message['advanceId'], requestId: message['massStatusReqId'] ?? message['executionsReqId'], testReqId: message['testReqId'] };
        const known = Object.fromEntries(Object.entries(ids).filter(([key, id]) => key in answer && id !== undefined));
        if (!this.router.closed) await this.router.send([identity, encodeFrame({ msgSeqNum, sendingTime: 1, ...answer, ...known })]);
      }
    }
  }
}

const usual = (msgType: string): readonly Record<string, unknown>[] => {
  switch (msgType) {
    case 'Logon': return [{ msgType: 'Logon', senderCompId: 'VENUE', protocolVersion: venueProtocolVersion, heartBtIntMs: 200, epoch: 'E1', nextExpectedMsgSeqNum: 2, resetSeqNumFlag: true, marketTime: 1, pace: 'realtime', speed: 1, source: 'test' }];
    case 'SecurityListRequest': return [{ msgType: 'SecurityList', securityReqId: '', instruments: [] }];
    case 'MarketDataSnapshotRequest': return [{ msgType: 'MarketDataSnapshot', mdReqId: '', epoch: 'E1', mdSeq: 1, marketTime: 1, quotes: [], depths: [], bars: [] }];
    case 'OrderMassStatusRequest': case 'ExecutionsRequest': return [{ msgType: 'RequestCompleted', requestId: '', reports: 0 }];
    case 'TestRequest': case 'Heartbeat': return [{ msgType: 'Heartbeat', testReqId: null }];
    default: return [];
  }
};

async function opened(heartBtIntMs: number, over: Partial<VenueGatewayEvents> = {}): Promise<{ readonly peer: Peer; readonly gateway: VenueGateway; readonly states: (readonly [OmsState, string | null])[] }> {
  const peer = new Peer();
  await peer.open();
  cleanups.push(() => peer.close());
  const states: (readonly [OmsState, string | null])[] = [];
  const nothing = (): void => undefined;
  const events: VenueGatewayEvents = {
    onOmsState: (state, detail) => states.push([state, detail]), onLogon: nothing, onInstruments: nothing, onSnapshot: nothing, onBatch: nothing,
    onFeedAlive: nothing, onGap: nothing, onMarketTime: nothing, onExecution: nothing, onStatusCompleted: nothing, onQuestionLost: nothing, onCancelReject: nothing, onMassCancelReport: nothing, onDeskMessage: nothing,
    onBusinessReject: nothing, onRefused: nothing, reconcile: () => Promise.resolve(), onDisconnected: nothing,
    settled: () => Promise.resolve(), ...over,
  };
  const gateway = new VenueGateway({
    ordersEndpoint: peer.router.lastEndpoint ?? '', marketDataEndpoint: peer.publisher.lastEndpoint ?? '', senderCompId: 'A', targetCompId: 'B',
    clock, random: seededRandom(1), heartBtIntMs, barsMax: 0, events,
  });
  const started = gateway.start();
  cleanups.push(() => started.dispose());
  return { peer, gateway, states };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(check: () => boolean, work: () => Promise<void> = () => pause(20)): Promise<void> {
  for (const end = performance.now() + 10_000; !check();) {
    if (performance.now() > end) throw new Error('not within 10 s');
    await work();
  }
}

describe('a session with the venue', () => {
  it('[RC-4] begins with a Logon numbered 1, however long the feed was silent before', async () => {
    const { peer, gateway } = await opened(100);
    peer.answers = usual;
    await pause(700); // several heartbeat intervals without a frame of the feed
    expect(peer.heard).toEqual([]);
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    expect(peer.heard[0]).toMatchObject({ msgType: 'Logon', msgSeqNum: 1 });
    expect(new Set(peer.heard.map((m) => m.from)).size).toBe(1);
  });

  it('[RC-5] that ends while a snapshot is awaited after a gap is followed by one session, not two', async () => {
    const { peer, gateway } = await opened(150);
    peer.answers = usual;
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    peer.answers = () => []; // from here on it says nothing: no snapshot, no heartbeat
    peer.heard.length = 0;
    await until(() => gateway.state === 'disconnected' || gateway.state === 'connecting', async () => { await peer.publish(9); await pause(30); });
    peer.answers = usual;
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    for (let i = 0; i < 30; i++) { await peer.publish(1); await pause(30); } // a second attempt would have come by now
    expect(gateway.state).toBe('ready');
    expect(peer.heard.filter((m) => m.msgType === 'Logon')).toHaveLength(1);
  });

  it('[RC-7] in lockstep hands on market data only when the executions before it are journalled', async () => {
    const seen: string[] = [];
    const { peer, gateway } = await opened(0, {
      onExecution: () => seen.push('execution'),
      settled: async () => { await pause(100); seen.push('settled'); },
      onBatch: () => seen.push('batch'),
    });
    const quote = { type: 'quote', symbol: 'A', bid: 1, bidSize: 1, ask: 2, askSize: 1, venueTime: 2 };
    const fill = {
      msgType: 'ExecutionReport', execId: 'E', execType: 'trade', execRefId: null, ordStatus: 'filled', orderId: 'O', clOrdId: 'C', origClOrdId: null, symbol: 'A', side: 'buy',
      ordType: 'limit', price: 1, orderQty: 1, timeInForce: 'day', cumQty: 1, leavesQty: 0, avgPx: 1, lastPx: 1, lastQty: 1, feeMinor: 0, liquidity: 'removed',
      transactTime: 1, resent: false, requestId: null, text: null,
    };
    peer.answers = (msgType) => {
      if (msgType === 'Logon') return usual('Logon').map((logon) => ({ ...logon, pace: 'lockstep', speed: 0, heartBtIntMs: 0 }));
      return msgType === 'TapeAdvanceRequest' ? [fill, { msgType: 'TapeAdvanced', advanceId: 0, mdSeq: 2, marketTime: 2, atEnd: false }] : usual(msgType);
    };
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    await peer.publish(2, [quote]);
    await gateway.advance();
    expect(seen).toEqual(['execution', 'settled', 'batch']);
  });

  it('[RC-8] that is started over compares orders and executions again', async () => {
    let compared = 0;
    const { peer, gateway } = await opened(150, { reconcile: () => { compared++; return Promise.resolve(); } });
    peer.answers = usual;
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    gateway.startOver('the journal can be saved again');
    expect(gateway.state).toBe('disconnected');
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    expect(compared).toBe(2);
  });

  it('[RC-6] says why the last attempt failed while the next one runs', async () => {
    const { peer, gateway, states } = await opened(150);
    peer.answers = (msgType) => (msgType === 'Logon' ? [{ msgType: 'Logout', text: 'not before eight' }] : []);
    await until(() => states.filter(([state]) => state === 'connecting').length >= 2, async () => { await peer.publish(1); await pause(30); });
    expect(states.findLast(([state]) => state === 'connecting')?.[1]).toContain('not before eight');
    peer.answers = usual;
    await until(() => gateway.state === 'ready', async () => { await peer.publish(1); await pause(30); });
    expect(states.at(-1)).toEqual(['ready', null]);
  });
});
