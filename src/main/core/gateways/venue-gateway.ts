/**
 * The way to the venue: logs on, takes the instruments and a snapshot, keeps market data gap-free, and has orders
 * reconciled before it says 'ready'. After any doubt it starts over; restart and reconnect are the same procedure.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { Random } from '../../../shared/base/random.ts';
import { err, type Result } from '../../../shared/base/result.ts';
import type { OmsState } from '../../../shared/domain/connection.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { CurveClient } from '../../../shared/wire/access.ts';
import type { MarketDataBatch } from '../../../shared/wire/market-data.ts';
import type { ExecutionReport, FromVenue, FromVenueOf } from '../../../shared/wire/venue.ts';
import { logonAccess } from './logon-access.ts';
import { MarketDataLine, type ConnectMarketData } from './market-data-line.ts';
import { MarketDataSequencer, type SequencerVerdict } from './market-data-sequencer.ts';
import { OrderLine, type UnsentToVenue } from './order-line.ts';
import { dealerWith, type ConnectOrders } from './order-transport.ts';
import { ReconnectPause, stoodMs, type Ending } from './reconnect-pause.ts';
import { Waiters } from './waiters.ts';

export type VenueLogon = FromVenueOf<'Logon'>;
export type VenueSnapshot = FromVenueOf<'MarketDataSnapshot'>;

export interface VenueGatewayEvents {
  onOmsState(state: OmsState, detail: string | null): void;
  onLogon(logon: VenueLogon): void;
  onInstruments(instruments: readonly Instrument[]): void;
  onSnapshot(snapshot: VenueSnapshot): void;
  onBatch(batch: MarketDataBatch): void;
  /** Any market data frame, heartbeats too: the feed lives. */
  onFeedAlive(): void;
  onGap(expected: number, got: number): void;
  /** Lockstep only: market time has moved on; called before anything of the step is handed on. */
  onMarketTime(time: EpochMicros): void;
  /** Lockstep only: resolves when all that was handed on so far is journalled and applied. */
  settled(): Promise<void>;
  onExecution(report: ExecutionReport): void;
  /** A `requestStatus` of this connection is answered: its reports, if any, have been handed on. */
  onStatusCompleted(answer: { readonly requestId: string; readonly reports: number }): void;
  /** A `requestStatus` of this connection was lost on its way. */
  onQuestionLost(requestId: string): void;
  onCancelReject(reject: FromVenueOf<'OrderCancelReject'>): void;
  /** About parents, phone trades and allocations; RequestCompleted where it ends a list of parents. */
  onDeskMessage(message: DeskMessage): void;
  onMassCancelReport(report: FromVenueOf<'OrderMassCancelReport'>): void;
  /** `clOrdId` is that of the message which the OMS could not use; null when it had none. */
  onBusinessReject(reject: FromVenueOf<'BusinessMessageReject'>, clOrdId: string | null): void;
  onRefused(from: 'venue' | 'marketData', why: string, bytes: Uint8Array): void;
  /** Compares what the OMS has with what we have. 'ready' is said only after it resolves. */
  reconcile(orders: readonly ExecutionReport[], executions: readonly ExecutionReport[], epoch: string): Promise<void>;
  onDisconnected(why: string): void;
}

export interface VenueGatewayOptions {
  readonly ordersEndpoint: string;
  readonly marketDataEndpoint: string;
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly clock: Clock;
  /** For the pauses between attempts. */
  readonly random: Random;
  readonly heartBtIntMs: number;
  readonly events: VenueGatewayEvents;
  /** Bars of history asked for each instrument at logon. */
  readonly barsMax: number;
  /** Our keys and the venue's; null or absent on a line in the clear. */
  readonly curve?: CurveClient | null;
  /** Another way for the frames of the order line than a ZeroMQ socket. */
  readonly connectOrders?: ConnectOrders;
  /** The same for the market data feed. */
  readonly connectMarketData?: ConnectMarketData;
}

export type DeskMessage = FromVenueOf<'ParentOrderReport' | 'ParentOrderReject' | 'TradeCaptureReportAck' | 'AllocationReport' | 'RequestCompleted'>;

const deskMessages: ReadonlySet<FromVenue['msgType']> = new Set<DeskMessage['msgType']>([
  'ParentOrderReport', 'ParentOrderReject', 'TradeCaptureReportAck', 'AllocationReport', 'RequestCompleted',
]);

const isDeskMessage = (message: FromVenue): message is DeskMessage => deskMessages.has(message.msgType);

/** Time for the OMS to answer a request of the logon procedure, milliseconds. */
const requestMsMax = 10_000;
/** Silence of the feed before its first frame after which both lines are opened anew: it says something every second (MD-6). */
const feedMsMax = 3000;
/** How often an unseen feed and an unanswered Logon are probed, milliseconds. */
const probeMs = 250;
/** From a question of the logon procedure without an answer to the next one, milliseconds; it doubles. */
const queryAgainMs = 300;
const queryAgainMsMax = 2000;

export class VenueGateway {
  state: OmsState = 'disconnected';
  epoch: string | null = null;
  roundTripMs: number | null = null;
  /** The line at its best, so that a slow one is not asked twice and a bad hour changes nothing. */
  private roundTripMsMin: number | null = null;
  private readonly options: VenueGatewayOptions;
  private readonly sequencer = new MarketDataSequencer();
  private readonly waiters: Waiters<FromVenue>;
  private readonly line: OrderLine;
  private feed: ReturnType<ConnectMarketData> | null = null;
  private lockstep = false;
  /** The OMS has answered the Logon of this connection. */
  private isTakenUp = false;
  private held: MarketDataBatch[] = [];
  private heldMessages: FromVenue[] | null = null;
  private collected = new Map<string, ExecutionReport[]>();
  private requests = 0;
  /** Status questions of this connection: answers to others are old. */
  private readonly statusAsked = new Set<string>();
  private session = 0;
  private readonly pause: ReconnectPause;
  private standing: Disposable | null = null;
  private retry: Disposable | null = null;
  private lastFailure: string | null = null;
  private disposed = false;

  constructor(options: VenueGatewayOptions) {
    this.options = options;
    this.waiters = new Waiters(options.clock, requestMsMax);
    this.pause = new ReconnectPause(options.random);
    const { senderCompId, targetCompId, clock, heartBtIntMs } = options;
    this.line = new OrderLine({
      endpoint: options.ordersEndpoint, senderCompId, targetCompId, clock, heartBtIntMs,
      ...(options.curve ? { access: logonAccess(options.curve, senderCompId) } : {}),
      connect: options.connectOrders ?? dealerWith(options.curve ?? null),
      events: {
        onMessage: (message) => this.onMessage(message),
        onDown: (why, ending) => this.onDown(why, ending),
        onQuestionLost: (id) => { if (this.statusAsked.delete(id)) options.events.onQuestionLost(id); },
        onRefused: (why, bytes) => options.events.onRefused('venue', why, bytes),
      },
    });
  }

  /** Opens both lines and keeps them open (RC-11). */
  start(): Disposable {
    this.connect();
    return disposable(() => {
      this.disposed = true;
      this.retry?.dispose();
      this.hangUp('shutting down');
    });
  }

  /** Ends a session that stands and logs on anew: orders and executions are compared again. */
  startOver(why: string): void {
    if (this.state === 'ready' || this.state === 'reconciling') this.onDown(why);
  }

  /** Sends an application message, if there is a session. */
  send(message: UnsentToVenue): Result<void, string> {
    const sent = this.line.send(message);
    return sent.ok ? sent : err(`${sent.error} (${this.state})`);
  }

  /** Resolves when everything that the OMS had sent before has been handled here. */
  async barrier(): Promise<void> {
    const testReqId = `barrier-${++this.requests}`;
    const startedMs = this.options.clock.monotonicMs();
    await this.ask({ msgType: 'TestRequest', testReqId }, (m) => m.msgType === 'Heartbeat' && m.testReqId === testReqId);
    this.roundTripMs = this.options.clock.monotonicMs() - startedMs;
    this.roundTripMsMin = Math.min(this.roundTripMsMin ?? Number.POSITIVE_INFINITY, this.roundTripMs);
  }

  /**
   * Asks for one order: an unresolved order is asked about, never sent again. The answer comes by `onExecution` and `onStatusCompleted`.
   * @returns the id of the question; null when the line did not take it.
   */
  requestStatus(clOrdId: string): string | null {
    const ordStatusReqId = `status-${++this.requests}`;
    if (!this.send({ msgType: 'OrderStatusRequest', ordStatusReqId, clOrdId }).ok) return null;
    this.statusAsked.add(ordStatusReqId);
    return ordStatusReqId;
  }

  /**
   * Lockstep only: lets market time run to the end of the next bar. Executions of the step are handed on first (they
   * happened inside the bar), then market data up to the number that the venue names, so that arrival order on the two
   * sockets changes nothing.
   */
  async advance(): Promise<FromVenueOf<'TapeAdvanced'>> {
    const advanceId = ++this.requests;
    this.heldMessages = [];
    const advanced = await this.ask({ msgType: 'TapeAdvanceRequest', advanceId }, (m) => m.msgType === 'TapeAdvanced' && m.advanceId === advanceId);
    if (advanced.msgType !== 'TapeAdvanced') throw new Error('the venue answered an advance with another message');
    const messages = this.heldMessages;
    this.heldMessages = null;
    while ((this.held.at(-1)?.mdSeq ?? this.releasedSeq) < advanced.mdSeq) await this.waiters.tick(requestMsMax, 'market data of the step');
    this.options.events.onMarketTime(advanced.marketTime);
    for (const message of messages) this.dispatch(message);
    // What the bar's end is judged by (positions) must not depend on whether disk or model answers first.
    await this.options.events.settled();
    const due = this.held.filter((b) => b.mdSeq <= advanced.mdSeq);
    this.held = this.held.filter((b) => b.mdSeq > advanced.mdSeq);
    for (const batch of due) {
      this.releasedSeq = batch.mdSeq;
      this.options.events.onBatch(batch);
    }
    return advanced;
  }

  private releasedSeq = 0;

  private connect(): void {
    if (this.disposed) return;
    const session = ++this.session;
    this.setState('connecting', this.lastFailure); // why the last attempt failed stays in sight while the next one runs
    this.sequencer.reset();
    const { marketDataEndpoint, connectMarketData, curve } = this.options;
    const subscribe: ConnectMarketData = connectMarketData ?? ((endpoint, events) => new MarketDataLine(endpoint, curve ?? null, events));
    this.feed = subscribe(marketDataEndpoint, {
      onBatch: (batch) => session === this.session && this.onBatch(batch, session),
      onRefused: (why, bytes) => this.options.events.onRefused('marketData', why, bytes),
    });
    this.line.open();
    this.logOn(session).catch((cause: unknown) => {
      if (session === this.session) this.onDown(cause instanceof Error ? cause.message : String(cause));
    });
  }

  private async logOn(session: number): Promise<void> {
    const { options } = this;
    const seeks = this.repeat(() => this.feed?.subscribe());
    await this.waiters.tick(feedMsMax, 'a first frame of the market data feed (rule MD-6)').finally(() => seeks?.dispose());
    const answer = this.waiters.wait((m) => m.msgType === 'Logon', 'Logon');
    const sent = this.line.logOn();
    if (!sent.ok) this.waiters.failAll(sent.error);
    const probes = this.repeat(() => this.line.probe());
    const logon = await answer.finally(() => probes?.dispose());
    if (logon.msgType !== 'Logon') return;
    this.isTakenUp = true;
    this.lockstep = logon.pace === 'lockstep';
    this.epoch = logon.epoch;
    options.events.onLogon(logon);
    const list = await this.query('instruments', (securityReqId) => ({ msgType: 'SecurityListRequest', securityReqId }), (m) => (m.msgType === 'SecurityList' ? m.securityReqId : null));
    if (list.msgType === 'SecurityList') options.events.onInstruments(list.instruments);
    await this.takeSnapshot(session);
    if (session !== this.session) return;
    this.setState('reconciling', null);
    const orders = await this.collect('OrderMassStatusRequest');
    const executions = await this.collect('ExecutionsRequest');
    await options.events.reconcile(orders, executions, logon.epoch);
    if (session !== this.session) return;
    this.standing = options.clock.after(stoodMs, () => this.pause.stood());
    this.lastFailure = null;
    this.setState('ready', null);
    if (!this.lockstep) this.barrier().catch(() => undefined); // for its time alone: whether the line lives is for heartbeats to say
  }

  /** While something is awaited. Nothing is sent because of the wall clock where there is no liveness (lockstep). */
  private repeat(probe: () => void): Disposable | null {
    return this.options.heartBtIntMs > 0 ? this.options.clock.every(probeMs, probe) : null;
  }

  private async takeSnapshot(session: number): Promise<void> {
    const { barsMax } = this.options;
    const snapshot = await this.query('snapshot', (mdReqId) => ({ msgType: 'MarketDataSnapshotRequest', mdReqId, symbol: null, barsMax }), (m) => (m.msgType === 'MarketDataSnapshot' ? m.mdReqId : null));
    if (snapshot.msgType !== 'MarketDataSnapshot') return;
    this.releasedSeq = snapshot.mdSeq;
    this.held = [];
    this.options.events.onSnapshot(snapshot);
    await this.act(this.sequencer.applySnapshot(snapshot.epoch, snapshot.mdSeq), session);
  }

  private async collect(msgType: 'OrderMassStatusRequest' | 'ExecutionsRequest'): Promise<readonly ExecutionReport[]> {
    const ask = (id: string): UnsentToVenue => {
      this.collected.set(id, []);
      return msgType === 'ExecutionsRequest' ? { msgType, executionsReqId: id } : { msgType, massStatusReqId: id };
    };
    const done = await this.query(msgType === 'ExecutionsRequest' ? 'executions' : 'orders', ask, (m) => (m.msgType === 'RequestCompleted' ? m.requestId : null));
    if (done.msgType !== 'RequestCompleted') return [];
    const reports = this.collected.get(done.requestId) ?? [];
    this.collected.clear(); // what still comes for a question that was asked twice is handed on as it comes
    if (done.reports !== reports.length) throw new Error(`the OMS says it sent ${done.reports} reports for ${done.requestId}, ${reports.length} arrived`);
    return reports;
  }

  private onBatch(batch: MarketDataBatch, session: number): void {
    this.options.events.onFeedAlive();
    this.waiters.wake();
    void this.act(this.sequencer.offer(batch), session);
  }

  private async act(verdict: SequencerVerdict, session: number): Promise<void> {
    if (verdict.kind === 'deliver') {
      if (this.lockstep) {
        this.held.push(...verdict.batches);
        this.waiters.wake();
      } else for (const batch of verdict.batches) this.options.events.onBatch(batch);
    }
    if (verdict.kind === 'gap') {
      this.options.events.onGap(verdict.expected, verdict.got);
      await this.takeSnapshot(session).catch((cause: unknown) => {
        // A session that ended while we waited has had its end already: a second one would connect twice.
        if (session === this.session) this.onDown(`no snapshot after a gap: ${String(cause)}`);
      });
    }
  }

  private onMessage(message: FromVenue): void {
    if (message.msgType === 'ExecutionReport' && message.requestId !== null) {
      const into = this.collected.get(message.requestId);
      if (into) {
        into.push(message);
        return;
      }
    }
    if (this.heldMessages && message.msgType !== 'TapeAdvanced') this.heldMessages.push(message);
    else this.dispatch(message);
    this.waiters.offer(message);
  }

  private dispatch(message: FromVenue): void {
    const { events } = this.options;
    if (message.msgType === 'ExecutionReport') events.onExecution(message);
    if (message.msgType === 'RequestCompleted' && this.statusAsked.delete(message.requestId)) events.onStatusCompleted(message);
    if (message.msgType === 'OrderCancelReject') events.onCancelReject(message);
    if (isDeskMessage(message)) events.onDeskMessage(message);
    if (message.msgType === 'OrderMassCancelReport') events.onMassCancelReport(message);
    if (message.msgType === 'BusinessMessageReject') events.onBusinessReject(message, message.refSeqNum === null ? null : this.line.clOrdIdOf(message.refSeqNum));
  }

  /**
   * Asks what changes nothing, and asks again under a new id while no answer comes, since the question may be lost on a line that lives on. Any
   * of the answers will do. Not in lockstep (LS-4).
   * @param idOf the id of the question that a message answers; null when it answers none.
   */
  private async query(name: string, question: (id: string) => UnsentToVenue, idOf: (m: FromVenue) => string | null): Promise<FromVenue> {
    const ids = new Set<string>();
    const next = (): UnsentToVenue => {
      const id = `${name}-${++this.requests}`;
      ids.add(id);
      return question(id);
    };
    let again: Disposable | null = null;
    const askAgainAfter = (ms: number): void => {
      again = this.options.clock.after(ms, () => {
        this.send(next());
        askAgainAfter(2 * ms);
      });
    };
    if (!this.lockstep) askAgainAfter(Math.min(queryAgainMsMax, Math.max(queryAgainMs, 4 * (this.roundTripMsMin ?? 0))));
    try {
      return await this.ask(next(), (m) => ids.has(idOf(m) ?? ''));
    } finally {
      (again as Disposable | null)?.dispose();
    }
  }

  private ask(message: UnsentToVenue, isAnswer: (m: FromVenue) => boolean): Promise<FromVenue> {
    const answer = this.waiters.wait(isAnswer, message.msgType);
    const sent = this.send(message);
    if (!sent.ok) this.waiters.failAll(sent.error);
    return answer;
  }

  private onDown(why: string, ending: Ending = 'silent'): void {
    this.lastFailure = why;
    this.hangUp(why);
    if (this.disposed) return;
    this.retry?.dispose();
    this.retry = this.options.clock.after(this.pause.next(ending), () => this.connect());
  }

  private hangUp(why: string): void {
    this.session++;
    this.line.close();
    // A session that the OMS took up and that did not get as far as 'ready' is not continued: the next one begins anew.
    if (this.isTakenUp && this.state !== 'ready') this.line.forget();
    this.isTakenUp = false;
    this.feed?.close();
    this.feed = null;
    this.statusAsked.clear();
    this.collected.clear();
    this.standing?.dispose();
    this.waiters.failAll(why);
    const was = this.state;
    this.setState('disconnected', why);
    if (was !== 'disconnected' && was !== 'connecting') this.options.events.onDisconnected(why);
  }

  private setState(state: OmsState, detail: string | null): void {
    this.state = state;
    this.options.events.onOmsState(state, detail);
  }
}
