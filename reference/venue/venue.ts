/**
 * The venue without sockets: frames in, frames out, market time moved by whoever holds it. Everything it says follows
 * from its tape, its options and the frames that it is given, so that the same run gives the same bytes.
 */
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { quantityLots, type EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { Tape, TapeEvent } from '../../src/shared/tape/tape.ts';
import type { FromVenueOf, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { Desk, type Users } from './desk.ts';
import { Ledger, type LedgerListener } from './ledger.ts';
import { depthLevelsMax, MarketDataFeed } from './market-data-feed.ts';
import { Oms } from './oms.ts';
import { OrderSessions, type ApplicationMessage, type Peer } from './order-session.ts';
import { TapePlayer } from './player.ts';

const nothing = quantityLots(0);

export interface VenueOptions {
  readonly tape: Tape;
  readonly epoch: string;
  readonly pace: 'realtime' | 'lockstep';
  /** Market seconds a wall second; 0 in lockstep. */
  readonly speed: number;
  /** Bars (per instrument, the fastest counts) played before anybody is let in. */
  readonly warmupBars: number;
  /** Market time from a cancel or replace to its answer, milliseconds; absent: at once. */
  readonly changeDelayMs?: number;
  readonly sendOrder: (peer: Peer, frame: Uint8Array) => void;
  readonly publish: (frame: Uint8Array) => void;
  readonly onLedger?: LedgerListener;
  readonly onLogon?: (client: string) => void;
  readonly accessRefusal?: (request: ToVenueOf<'Logon'>) => string | null;
  /** Whose session it is; absent where lines are in the clear. */
  readonly users?: Users;
}

export class Venue {
  readonly oms: Oms;
  readonly desk: Desk;
  readonly feed: MarketDataFeed;
  readonly sessions: OrderSessions;
  player: TapePlayer;
  private readonly options: VenueOptions;
  private tape: Tape;
  private readonly printed = new Map<string, boolean>();
  private readonly reacted = new Set<string>();
  /** Found before anybody was let in; told to the first who has taken a snapshot. */
  private earlyDefects: TapeEvent[] = [];
  private hasGivenSnapshot = false;
  private isWarm = false;
  private isEnded = false;

  constructor(options: VenueOptions) {
    this.options = options;
    this.tape = options.tape;
    this.player = new TapePlayer(options.tape, (event) => this.onEvent(event));
    this.oms = new Oms(options.tape.instruments, new Ledger(options.epoch, options.onLedger), this.player.marketTime, {
      report: (client, body) => this.sessions.send(client, body),
      cancelReject: (client, body) => this.sessions.send(client, body),
      liquidityTaken: (symbol) => this.reacted.add(symbol),
    }, { changeDelayMicros: 1000 * (options.changeDelayMs ?? 0), hasPrints: (symbol) => this.hasPrints(symbol), routeRefusal: (client, request) => this.desk.parents.routeRefusal(client, request) });
    this.desk = new Desk({
      oms: this.oms, users: options.users ?? null, listener: options.onLedger ?? (() => undefined),
      send: (client, body) => this.sessions.send(client, body), sendToAll: (body) => this.sessions.sendToAll(body),
    });
    const marketTime = (): EpochMicros => this.oms.marketTime;
    this.feed = new MarketDataFeed({ epoch: options.epoch, marketTime, publish: options.publish });
    this.sessions = new OrderSessions({
      marketTime,
      send: options.sendOrder,
      logonAnswer: (request) => ({
        heartBtIntMs: options.pace === 'lockstep' ? 0 : request.heartBtIntMs, epoch: options.epoch, pace: options.pace,
        speed: options.speed, source: options.tape.source.slice(0, 512), marketTime: marketTime(),
      }),
      onLogon: (client, request) => {
        this.desk.onLogon(client, request);
        options.onLogon?.(client);
      },
      ...(options.accessRefusal ? { accessRefusal: options.accessRefusal } : {}),
      onApplication: (client, message) => this.onApplication(client, message),
    });
    this.warmUp();
  }

  /** Length of the longest bars, seconds. */
  get barSecondsMax(): number {
    return Math.max(1, ...this.options.tape.instruments.map((i) => i.barSeconds));
  }

  /** Publishes what the last move of the tape and our own orders changed. */
  afterMove(): void {
    this.oms.setTime(this.player.marketTime);
    this.publishHeld();
    this.feed.flush();
  }

  /** The tape has ended: DAY orders expire, no order is taken any more. Does so once. */
  endDay(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.oms.close();
  }

  /** Begins another session with the same instruments. */
  nextDay(tape: Tape): void {
    this.isEnded = false;
    this.oms.reopen();
    this.tape = tape;
    this.printed.clear();
    this.player = new TapePlayer(tape, (event) => this.onEvent(event));
  }

  private onEvent(event: TapeEvent): void {
    this.oms.onTape(event);
    if (this.isWarm) this.feed.add(event);
    else if (event.type === 'defect') this.earlyDefects.push(event);
    else this.feed.remember(event);
  }

  /** Plays on until some instrument has so many bars, or where bars are built until so many have passed. */
  private warmUp(): void {
    const counted = new Map<string, number>();
    const count = (steps: number): number => this.options.tape.counts.bars === 0 ? steps : Math.max(0, ...counted.values());
    if (this.options.warmupBars > 0) {
      this.player = new TapePlayer(this.options.tape, (event) => {
        if (event.type === 'bar') counted.set(event.bar.symbol, (counted.get(event.bar.symbol) ?? 0) + 1);
        this.onEvent(event);
      });
      for (let steps = 0; count(steps) < this.options.warmupBars && !this.player.atEnd; steps++) this.player.playStep();
      this.oms.setTime(this.player.marketTime);
    }
    this.isWarm = true;
  }

  private onApplication(client: string, message: ApplicationMessage): void {
    switch (message.msgType) {
      case 'NewOrderSingle': return this.oms.submit(client, message);
      case 'OrderCancelRequest': return this.oms.cancel(client, message);
      case 'OrderCancelReplaceRequest': return this.oms.replace(client, message);
      case 'SecurityListRequest': return this.sessions.send(client, {
        msgType: 'SecurityList', securityReqId: message.securityReqId, instruments: this.options.tape.instruments.map(onWire),
      });
      case 'OrderMassStatusRequest': return this.answer(client, message.massStatusReqId, this.oms.massStatus(client, message.massStatusReqId));
      case 'OrderStatusRequest': return this.answer(client, message.ordStatusReqId, this.oms.orderStatus(client, message.clOrdId, message.ordStatusReqId));
      case 'OrderMassCancelRequest': return this.sessions.send(client, this.oms.massCancel(client, message));
      case 'ExecutionsRequest': return this.answer(client, message.executionsReqId, this.oms.executions(client, message.executionsReqId));
      case 'MarketDataSnapshotRequest': return this.snapshot(client, message);
      case 'TapeAdvanceRequest': return this.advance(client, message);
      default: return this.desk.onMessage(client, message);
    }
  }

  /** Read once for each instrument that is asked about, up to its first print. */
  private hasPrints(symbol: string): boolean {
    const known = this.printed.get(symbol);
    if (known !== undefined) return known;
    let found = false;
    for (const event of this.tape.events()) {
      found = event.type === 'trade' && event.trade.symbol === symbol && event.trade.size > 0;
      if (found) break;
    }
    this.printed.set(symbol, found);
    return found;
  }

  private answer(client: string, requestId: string, reports: ReturnType<Oms['massStatus']>): void {
    for (const report of reports) this.sessions.send(client, report);
    this.sessions.send(client, { msgType: 'RequestCompleted', requestId, reports: reports.length });
  }

  private snapshot(client: string, request: ToVenueOf<'MarketDataSnapshotRequest'>): void {
    if (request.symbol !== null && !this.oms.street(request.symbol)) return this.refuse(client, request, 'unknownSecurity', `unknown symbol ${request.symbol}`);
    const body = this.feed.snapshot(request.symbol, request.barsMax);
    this.sessions.send(client, { msgType: 'MarketDataSnapshot', mdReqId: request.mdReqId, ...body });
    this.feed.heartbeat();
    this.hasGivenSnapshot = true;
  }

  private advance(client: string, request: ToVenueOf<'TapeAdvanceRequest'>): void {
    if (this.options.pace !== 'lockstep') return this.refuse(client, request, 'other', 'this venue plays in real time: it is not advanced by request');
    this.publishHeld();
    this.player.playStep();
    this.oms.setTime(this.player.marketTime);
    this.feed.flush();
    if (this.player.atEnd) this.endDay();
    this.sessions.send(client, {
      msgType: 'TapeAdvanced', advanceId: request.advanceId, mdSeq: this.feed.mdSeq, marketTime: this.oms.marketTime, atEnd: this.player.atEnd,
    });
  }

  private refuse(client: string, request: ApplicationMessage, businessRejectReason: 'other' | 'unknownSecurity', text: string): void {
    this.sessions.send(client, { msgType: 'BusinessMessageReject', refMsgType: request.msgType, refSeqNum: request.msgSeqNum, businessRejectReason, text });
  }

  /** What is not of the tape's next move: early findings, and what our orders left of the street's quotes (SL-8). */
  private publishHeld(): void {
    if (this.hasGivenSnapshot) {
      for (const event of this.earlyDefects) this.feed.add(event);
      this.earlyDefects = [];
    }
    for (const symbol of this.reacted) {
      const street = this.oms.street(symbol);
      const quote = street?.lastQuote;
      if (!street || !quote) continue;
      const venueTime = this.oms.marketTime;
      const bids = street.remaining('buy', depthLevelsMax);
      const asks = street.remaining('sell', depthLevelsMax);
      this.feed.addEntry({
        type: 'quote', symbol, bid: bids[0]?.price ?? quote.bid, bidSize: bids[0]?.size ?? nothing,
        ask: asks[0]?.price ?? quote.ask, askSize: asks[0]?.size ?? nothing, venueTime,
      });
      if (street.showsDepth) this.feed.addEntry({ type: 'depth', symbol, bids, asks, venueTime });
    }
    this.reacted.clear();
  }
}

/** An absent field stays absent: MessagePack has no word for undefined. */
function onWire(instrument: Instrument): FromVenueOf<'SecurityList'>['instruments'][number] {
  const { barSource, ...rest } = instrument;
  return barSource === undefined ? rest : { ...rest, barSource };
}
