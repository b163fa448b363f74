/** An OMS that says exactly what a test tells it to, on real sockets, whatever the rules say: for judging gateways. */
import { Publisher, Router } from 'zeromq';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataTopic } from '../../src/shared/wire/market-data.ts';
import { toVenueSchema, venueProtocolVersion, type ToVenue, type ToVenueOf } from '../../src/shared/wire/venue.ts';

/** A message to send; number and time are added unless given. */
export type Said = Record<string, unknown> & { readonly msgType: string };

export class ScriptedOms {
  readonly heard: ToVenue[] = [];
  epoch = 'E1';
  /** Number of the next message of ours. */
  nextOut = 1;
  heartBtIntMs = 0;
  /** What is said to a message; the usual answers unless a test has others. */
  answer: (message: ToVenue) => readonly Said[] = (message) => this.usual(message);
  private router = new Router({ linger: 0, handover: true, sendTimeout: 0 });
  private readonly publisher = new Publisher({ linger: 0 });
  private peer: Uint8Array | null = null;
  private isClosed = false;
  private timer: NodeJS.Timeout | null = null;

  async open(): Promise<void> {
    await this.router.bind('tcp://127.0.0.1:*');
    await this.publisher.bind('tcp://127.0.0.1:*');
    this.timer = setInterval(() => void this.publish(), 50);
    void this.listen();
  }

  /** The connections of the order line break, and can be made again at once at the same address. */
  async breakOrders(): Promise<void> {
    const { orders } = this;
    this.router.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    this.router = new Router({ linger: 0, handover: true, sendTimeout: 0 });
    await this.router.bind(orders);
    void this.listen();
  }

  get orders(): string {
    return this.router.lastEndpoint ?? '';
  }

  get marketData(): string {
    return this.publisher.lastEndpoint ?? '';
  }

  close(): void {
    this.isClosed = true;
    if (this.timer) clearInterval(this.timer);
    this.router.close();
    this.publisher.close();
  }

  /** Says it to whoever spoke last, with the next number unless it names one. */
  async say(message: Said): Promise<void> {
    await this.sayRaw(encodeFrame({ msgSeqNum: message['msgSeqNum'] ?? this.nextOut++, sendingTime: 1, ...message }));
  }

  async sayRaw(frame: Uint8Array): Promise<void> {
    if (this.isClosed) return;
    if (!this.peer) throw new Error('nobody has spoken yet');
    await this.router.send([this.peer, frame]);
  }

  last<T extends ToVenue['msgType']>(msgType: T): ToVenueOf<T> | undefined {
    return this.heard.findLast((m): m is ToVenueOf<T> => m.msgType === msgType);
  }

  logonAnswer(request: ToVenueOf<'Logon'>, over: Record<string, unknown> = {}): Said {
    const continues = !request.resetSeqNumFlag && request.epoch === this.epoch;
    if (!continues) this.nextOut = 1;
    return {
      msgType: 'Logon', senderCompId: 'OMS', protocolVersion: venueProtocolVersion, heartBtIntMs: this.heartBtIntMs, epoch: this.epoch, pace: 'realtime', speed: 1,
      source: 'script', marketTime: 1, nextExpectedMsgSeqNum: continues ? request.msgSeqNum + 1 : 2, resetSeqNumFlag: !continues, ...over,
    };
  }

  usual(message: ToVenue): readonly Said[] {
    switch (message.msgType) {
      case 'Logon': return [this.logonAnswer(message)];
      case 'TestRequest': return [{ msgType: 'Heartbeat', testReqId: message.testReqId }];
      case 'SecurityListRequest': return [{ msgType: 'SecurityList', securityReqId: message.securityReqId, instruments: [] }];
      case 'MarketDataSnapshotRequest': return [{ msgType: 'MarketDataSnapshot', mdReqId: message.mdReqId, epoch: this.epoch, mdSeq: 0, quotes: [], depths: [], bars: [], marketTime: 1 }];
      case 'OrderMassStatusRequest': return [{ msgType: 'RequestCompleted', requestId: message.massStatusReqId, reports: 0 }];
      case 'ExecutionsRequest': return [{ msgType: 'RequestCompleted', requestId: message.executionsReqId, reports: 0 }];
      default: return [];
    }
  }

  private publish(): Promise<void> {
    const heartbeat = { msgType: 'MarketDataIncrementalRefresh', epoch: this.epoch, mdSeq: 0, sendingTime: 1, entries: [] };
    return this.publisher.send([marketDataTopic, encodeFrame(heartbeat)]).catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const { router } = this;
    for await (const [peer, frame] of router) {
      if (!peer || !frame) continue;
      this.peer = peer;
      const decoded = decodeFrame(frame);
      const message = toVenueSchema.parse(decoded.ok ? decoded.value : null);
      this.heard.push(message);
      for (const said of this.answer(message)) await this.say(said);
    }
  }
}

/** A fill of an order that nobody asked about: the fact that must be told once. */
export const fact = (execId: string, over: Record<string, unknown> = {}): Said => ({
  msgType: 'ExecutionReport', execId, execType: 'trade', execRefId: null, ordStatus: 'partiallyFilled', orderId: 'O1', clOrdId: 'C1', origClOrdId: null, symbol: 'XYZ', side: 'buy',
  ordType: 'limit', price: priceTicks(1), orderQty: quantityLots(100), timeInForce: 'day', cumQty: quantityLots(1), leavesQty: quantityLots(99), avgPx: 1, lastPx: priceTicks(1),
  lastQty: quantityLots(1), feeMinor: moneyMinor(0), liquidity: 'added', transactTime: epochMicros(1), resent: false, requestId: null, text: null, ...over,
});
