/**
 * The workstation's end of the order session: one FIX session for the life of the process, over one connection after
 * another. Orders are never sent a second time: whatever the OMS asks for again is gap-filled (rule OS-14).
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import type { LogonAccess } from '../../../shared/wire/access.ts';
import { decodeFrame, encodeFrame } from '../../../shared/wire/codec.ts';
import { FixSession, type SessionBody, type SessionHeader } from '../../../shared/wire/fix-session.ts';
import { fromVenueSchema, toVenueSchema, venueProtocolVersion, type FromVenue, type FromVenueOf, type HeaderField, type ToVenue } from '../../../shared/wire/venue.ts';
import type { ConnectOrders, OrderTransport } from './order-transport.ts';
import type { Ending } from './reconnect-pause.ts';

type WithoutHeader<T> = T extends unknown ? Omit<T, HeaderField> : never;
/** A message as the rooms write it; the session adds number and time. */
export type UnsentToVenue = WithoutHeader<ToVenue>;

export interface OrderLineEvents {
  /** Each message of the OMS once, in order. The Logon that opens the connection comes first. */
  onMessage(message: FromVenue): void;
  /** The connection is over: silence, a logout, a hole that is not filled, a socket error. Called once a connection. */
  onDown(why: string, ending: Ending): void;
  /** An OrderStatusRequest was lost on its way: the OMS asked for its number, and it is never sent again. */
  onQuestionLost(ordStatusReqId: string): void;
  onRefused(why: string, bytes: Uint8Array): void;
}

export interface OrderLineOptions {
  readonly endpoint: string;
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly clock: Clock;
  /** Heartbeat interval. 0 switches liveness off (lockstep). */
  readonly heartBtIntMs: number;
  readonly connect: ConnectOrders;
  /** On a line with CURVE: whose key it is. */
  readonly access?: LogonAccess;
  readonly events: OrderLineEvents;
}

/** Numbers remembered so that a business reject can be traced to its order, and a lost question to its id. */
const sentKept = 10_000;
/** How often what is due is looked at, in a heartbeat interval. */
const ticksPerBeat = 4;

export class OrderLine {
  private readonly options: OrderLineOptions;
  private readonly session: FixSession<FromVenue, UnsentToVenue>;
  private readonly sentClOrdIds = new Map<number, string>();
  private readonly sentQuestions = new Map<number, string>();
  private logonSeqNum = 1;
  private transport: OrderTransport | null = null;
  private timer: Disposable | null = null;
  private isLoggedOn = false;
  /** What was received last is a Logout. */
  private wasTold = false;
  /** Epoch of the OMS whose numbers we hold; null when the next Logon must begin anew. */
  private epoch: string | null = null;
  private refusal: string | null = null;

  constructor(options: OrderLineOptions) {
    this.options = options;
    this.session = new FixSession<FromVenue, UnsentToVenue>({
      nowMs: () => options.clock.monotonicMs(),
      sendingTime: () => epochMicros(options.clock.nowMicros()),
      transmit: (body, header) => this.transmit(body, header),
      deliver: (message) => options.events.onMessage(message),
      onEnd: (why) => this.down(why, this.wasTold ? 'told' : 'silent'),
      keep: () => null,
      onAskedFor: (begin, end) => this.onAskedFor(begin, end),
      // What happened under them is found out by comparing, which is what a new Logon does.
      onLost: (begin, end) => this.session.end(`the OMS cannot say again what it sent under ${begin} to ${end}: orders and executions are compared`),
    });
  }

  /** Opens a connection. Nothing is said on it before `logOn`. */
  open(): void {
    this.isLoggedOn = false;
    this.wasTold = false;
    const transport: OrderTransport = this.options.connect(this.options.endpoint, {
      onFrame: (frame) => transport === this.transport && this.onFrame(frame),
      // A socket's word decides nothing: it makes us ask sooner than the next heartbeat would.
      onReconnected: () => transport === this.transport && this.isLoggedOn && this.session.test(),
      onFailure: (why) => transport === this.transport && this.fail(why, 'silent'),
    });
    this.transport = transport;
  }

  /** Continues the session where it was, or begins it anew when there is nothing to continue. */
  logOn(): Result<void, string> {
    const { senderCompId, targetCompId, heartBtIntMs, clock } = this.options;
    const resetSeqNumFlag = this.epoch === null;
    if (resetSeqNumFlag) {
      this.session.reset();
      this.forgetSent();
    }
    this.session.connect(heartBtIntMs);
    if (heartBtIntMs > 0) this.timer = clock.every(heartBtIntMs / ticksPerBeat, () => this.session.tick());
    this.logonSeqNum = this.session.nextOut;
    return this.put({
      msgType: 'Logon', senderCompId, targetCompId, protocolVersion: venueProtocolVersion, heartBtIntMs,
      nextExpectedMsgSeqNum: this.session.nextIn, resetSeqNumFlag, epoch: this.epoch,
      ...(this.options.access ? { access: this.options.access } : {}),
    });
  }

  /**
   * Asks whether the Logon has arrived. The line keeps order: an OMS that had it has answered it before this and takes this, under the Logon's
   * own number, for a repetition; one that had it not says so.
   */
  probe(): void {
    if (this.isLoggedOn || !this.session.isConnected) return;
    const sendingTime = epochMicros(this.options.clock.nowMicros());
    this.transport?.send(encodeFrame({ msgType: 'TestRequest', msgSeqNum: this.logonSeqNum, sendingTime, possDup: true, origSendingTime: sendingTime, testReqId: 'logon' }));
  }

  /** Puts a message on the line. 'ok' means handed to the socket's queue, not that the OMS has it. */
  send(message: UnsentToVenue): Result<void, string> {
    if (!this.isLoggedOn) return err('not logged on');
    return this.put(message);
  }

  /** ClOrdID of the message that we sent with this number; null when it had none or is long ago. */
  clOrdIdOf(msgSeqNum: number): string | null {
    return this.sentClOrdIds.get(msgSeqNum) ?? null;
  }

  /** The session cannot be continued: what was kept for us is given up, and reconciliation finds out. */
  forget(): void {
    this.epoch = null;
  }

  /** Leaves politely: the logout is given a moment to go out. */
  close(): void {
    if (this.session.isConnected) this.session.send({ msgType: 'Logout', text: null });
    this.hangUp();
  }

  private put(message: UnsentToVenue): Result<void, string> {
    const { nextOut } = this.session;
    const checked = toVenueSchema.safeParse({ ...message, msgSeqNum: nextOut, sendingTime: epochMicros(this.options.clock.nowMicros()) });
    if (!checked.success) return err(`${message.msgType} does not fit the wire: ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`);
    if ('clOrdId' in message) remember(this.sentClOrdIds, nextOut, message.clOrdId);
    if (message.msgType === 'OrderStatusRequest') remember(this.sentQuestions, nextOut, message.ordStatusReqId);
    this.refusal = null;
    this.session.send(message);
    return this.refusal === null ? ok(undefined) : err(this.refusal);
  }

  private transmit(body: UnsentToVenue | SessionBody, header: SessionHeader): void {
    const sent = this.transport?.send(encodeFrame({ ...body, ...header }));
    // Its number is used up without having left: the OMS will ask for it and be told to skip it.
    if (sent && !sent.ok) this.refusal = sent.error;
  }

  private onAskedFor(beginSeqNo: number, endSeqNo: number): void {
    for (const [msgSeqNum, id] of [...this.sentQuestions]) {
      if (msgSeqNum < beginSeqNo || msgSeqNum > endSeqNo) continue;
      this.sentQuestions.delete(msgSeqNum);
      this.options.events.onQuestionLost(id);
    }
  }

  private forgetSent(): void {
    this.sentClOrdIds.clear();
    this.sentQuestions.clear();
  }

  private onFrame(bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes);
    const parsed = decoded.ok ? fromVenueSchema.safeParse(decoded.value) : null;
    if (!parsed?.success) {
      this.session.heard();
      const issue = parsed?.error.issues[0];
      return this.options.events.onRefused(decoded.ok ? `${issue?.path.join('.')}: ${issue?.message}` : decoded.error, bytes);
    }
    const message = parsed.data;
    if (message.msgType === 'Logon') return this.onLogon(message);
    // The OMS has no session on this connection, whatever the message is numbered: it lost it, or our Logon was lost. Another connection goes on.
    if (message.msgType === 'BusinessMessageReject' && message.businessRejectReason === 'notLoggedOn') return this.down(`the OMS has no session here: ${message.text}`, 'silent');
    if (this.isLoggedOn) {
      this.wasTold = message.msgType === 'Logout';
      return this.session.receive(message);
    }
    // Before its Logon the OMS can only refuse; numbers of such messages count for nothing.
    if (message.msgType === 'Logout') return this.fail(`the OMS refused the Logon: ${message.text ?? 'no reason given'}`, 'told');
    if (message.msgType === 'BusinessMessageReject') return this.fail(`the OMS refused the Logon: ${message.text}`, 'told');
    if (this.session.isConnected) this.down(`the OMS has a session here, and its Logon was lost before ${message.msgType}`, 'silent');
  }

  private onLogon(logon: FromVenueOf<'Logon'>): void {
    this.session.heard();
    if (this.isLoggedOn || !this.session.isConnected) return; // a repetition: the connection has had its Logon
    if (logon.protocolVersion !== venueProtocolVersion) return this.fail(`the OMS speaks protocol ${logon.protocolVersion}, we speak ${venueProtocolVersion}`, 'told');
    if (logon.resetSeqNumFlag && this.epoch !== null) this.begunAnew();
    const fault = this.session.takeLogon(logon);
    if (fault !== null) return this.fail(`the Logon of the OMS does not fit: ${fault}`, 'told');
    this.epoch = logon.epoch;
    this.isLoggedOn = true;
    this.session.fillAfterLogon(logon.nextExpectedMsgSeqNum, this.logonSeqNum);
    this.options.events.onMessage(logon);
  }

  /** The OMS has nothing to continue (it is another epoch): our Logon was its number 1. */
  private begunAnew(): void {
    this.session.reset();
    this.session.nextOut = 2;
    this.logonSeqNum = 1;
    this.forgetSent();
    this.session.connect(this.options.heartBtIntMs);
  }

  private fail(why: string, ending: Ending): void {
    if (!this.isLoggedOn) this.forget();
    if (this.session.isConnected && this.isLoggedOn) return this.session.end(why);
    this.down(why, ending);
  }

  private down(why: string, ending: Ending): void {
    if (!this.transport) return;
    this.hangUp();
    this.options.events.onDown(why, ending);
  }

  private hangUp(): void {
    this.session.disconnect();
    this.isLoggedOn = false;
    this.timer?.dispose();
    this.timer = null;
    const { transport } = this;
    this.transport = null;
    transport?.close();
  }
}

function remember(sent: Map<number, string>, msgSeqNum: number, id: string): void {
  sent.set(msgSeqNum, id);
  dropOldest(sent, sentKept);
}
