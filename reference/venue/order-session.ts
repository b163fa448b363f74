/**
 * The order line's session layer: who is logged on where, what each client has had and still lacks, and one answer for
 * every frame, however broken. Numbers and holes are FixSession's. Rules OS-1 to OS-17 in docs/wire-protocol.md.
 */
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { FixSession, type Keep, type SessionHeader } from '../../src/shared/wire/fix-session.ts';
import {
  toVenueSchema, venueProtocolVersion, type FromVenue, type FromVenueOf, type HeaderField, type ToVenue, type ToVenueOf,
} from '../../src/shared/wire/venue.ts';

/** Clients that the OMS remembers at one time, connected or not. */
export const sessionsMax = 64;
export const venueCompId = 'VENUE';

type Body<T extends { msgType: string }> = T extends unknown ? Omit<T, HeaderField> : never;
export type OutgoingBody = Body<FromVenue>;
/** A message of a logged-on client that is about orders, instruments or the tape. */
export type ApplicationMessage = Exclude<ToVenue, { msgType: 'Logon' | 'Logout' | 'Heartbeat' | 'TestRequest' | 'ResendRequest' | 'SequenceReset' }>;

export interface Peer {
  /** ZeroMQ routing id of the connection. */
  readonly routingId: Uint8Array;
}

type LogonAnswer = Body<FromVenueOf<'Logon'>>;

export interface SessionOptions {
  readonly marketTime: () => EpochMicros;
  readonly send: (peer: Peer, frame: Uint8Array) => void;
  readonly logonAnswer: (request: ToVenueOf<'Logon'>) => Pick<LogonAnswer, 'heartBtIntMs' | 'epoch' | 'pace' | 'speed' | 'source' | 'marketTime'>;
  /** Who may log on under which name, where the doors are guarded; why not, or null. */
  readonly accessRefusal?: (request: ToVenueOf<'Logon'>) => string | null;
  readonly onLogon: (client: string, request: ToVenueOf<'Logon'>) => void;
  readonly onApplication: (client: string, message: ApplicationMessage) => void;
}

/** One client and its numbers. They outlive its connections, within this run of the OMS. */
interface Client {
  readonly name: string;
  readonly session: FixSession<ToVenue, OutgoingBody>;
  peer: Peer | null;
  /** When the Logon of this connection was sent, by its own word: a repetition of the frame has the same. */
  logonSentAt: EpochMicros | null;
}

export class OrderSessions {
  private readonly options: SessionOptions;
  private readonly clients = new Map<string, Client>();
  private readonly byPeer = new Map<string, Client>();
  private nowMs = 0;
  /** What came in and was refused, for the log. */
  readonly counts = { malformed: 0, notLoggedOn: 0, refusedLogons: 0, undeliverable: 0 };

  constructor(options: SessionOptions) {
    this.options = options;
  }

  /** Every frame of the order line comes through here. Never throws for what is in it. */
  onFrame(routingId: Uint8Array, frame: Uint8Array | null): void {
    const peer: Peer = { routingId };
    const decoded = frame === null ? { ok: false as const, error: 'expected one frame after the routing id' } : decodeFrame(frame);
    if (!decoded.ok) return this.malformed(peer, '', null, decoded.error);
    const parsed = toVenueSchema.safeParse(decoded.value);
    if (!parsed.success) return this.unparsed(peer, decoded.value, parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
    this.onMessage(peer, parsed.data);
  }

  /** Sends to a client, or keeps it until the client logs on again. Dropped for one that never logged on. */
  send(client: string, body: OutgoingBody): void {
    const known = this.clients.get(client);
    if (known) known.session.send(body);
    else this.counts.undeliverable += 1;
  }

  /** Sends to every client that is remembered, here or away, in the order in which they first came. */
  sendToAll(body: OutgoingBody): void {
    for (const client of this.clients.values()) client.session.send(body);
  }

  /** Sends what is due and ends what is silent. Called with monotonic milliseconds; never called in lockstep. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
    for (const client of this.clients.values()) client.session.tick();
  }

  /** Says goodbye to everybody. */
  logoutAll(text: string): void {
    for (const client of this.clients.values()) client.session.end(text);
  }

  /** The connection is gone: its session waits, its orders go on. */
  lost(routingId: Uint8Array): void {
    const client = this.byPeer.get(keyOf(routingId));
    if (client) this.detach(client);
  }

  private onMessage(peer: Peer, message: ToVenue): void {
    const client = this.byPeer.get(keyOf(peer.routingId));
    if (message.msgType === 'Logon') return this.logon(peer, message, client);
    if (!client) return this.notLoggedOn(peer, message.msgType, message.msgSeqNum);
    client.session.receive(message);
  }

  private logon(peer: Peer, request: ToVenueOf<'Logon'>, current: Client | undefined): void {
    if (current && current.name === request.senderCompId && current.logonSentAt === request.sendingTime) return; // the same frame again
    const known = this.clients.get(request.senderCompId);
    const answer = this.options.logonAnswer(request);
    const continues = known !== undefined && !request.resetSeqNumFlag && request.epoch === answer.epoch;
    const refusal = this.logonRefusal(request, continues ? known : null);
    if (refusal !== null) {
      this.counts.refusedLogons += 1;
      return this.sendOutside(peer, { msgType: 'Logout', text: refusal });
    }
    if (current && current !== known) current.session.end('another client logged on over this connection');
    const client = known ?? this.make(request.senderCompId);
    if (client.peer) this.takeOver(client, peer);
    if (!continues) client.session.reset();
    client.peer = peer;
    client.logonSentAt = request.sendingTime;
    this.byPeer.set(keyOf(peer.routingId), client);
    client.session.connect(answer.heartBtIntMs);
    this.answerLogon(client, request, answer, continues);
  }

  private answerLogon(client: Client, request: ToVenueOf<'Logon'>, answer: ReturnType<SessionOptions['logonAnswer']>, continues: boolean): void {
    const { session } = client;
    // Where we begin anew of our own accord, the client's Logon is its number 1, whatever it said.
    session.takeLogon(continues ? request : { msgSeqNum: 1, nextExpectedMsgSeqNum: 1 });
    const number = session.send({
      msgType: 'Logon', senderCompId: venueCompId, protocolVersion: venueProtocolVersion, ...answer,
      nextExpectedMsgSeqNum: session.nextIn, resetSeqNumFlag: !continues,
    });
    if (continues) session.fillAfterLogon(request.nextExpectedMsgSeqNum, number - 1);
    this.options.onLogon(client.name, request);
  }

  /** A second connection of the same client: the first one hears why it ends, unless it is the same. */
  private takeOver(client: Client, peer: Peer): void {
    if (client.peer && keyOf(client.peer.routingId) === keyOf(peer.routingId)) this.detach(client);
    else client.session.end('logged on from another connection');
  }

  private make(name: string): Client {
    const client: Client = {
      name, peer: null, logonSentAt: null,
      session: new FixSession<ToVenue, OutgoingBody>({
        nowMs: () => this.nowMs,
        sendingTime: this.options.marketTime,
        transmit: (body, header) => { if (client.peer) this.options.send(client.peer, frameOf(body, header)); },
        deliver: (message) => { if (isApplication(message)) this.options.onApplication(name, message); },
        onEnd: () => this.detach(client),
        keep: keepOf,
      }),
    };
    this.clients.set(name, client);
    return client;
  }

  /** Why a Logon is not taken, or null. `continued` is the session that it continues. */
  private logonRefusal(request: ToVenueOf<'Logon'>, continued: Client | null): string | null {
    if (request.protocolVersion !== venueProtocolVersion) return versionText(request.protocolVersion);
    const stranger = this.options.accessRefusal?.(request) ?? null;
    if (stranger !== null) return stranger;
    if (request.resetSeqNumFlag && request.msgSeqNum !== 1) return `a Logon with resetSeqNumFlag has msgSeqNum 1, got ${request.msgSeqNum}`;
    if (continued && request.msgSeqNum < continued.session.nextIn) return `msgSeqNum ${request.msgSeqNum} is too low, expected ${continued.session.nextIn}`;
    if (continued && request.nextExpectedMsgSeqNum > continued.session.nextOut) return `nextExpectedMsgSeqNum ${request.nextExpectedMsgSeqNum} is too high, sent up to ${continued.session.nextOut - 1}`;
    if (!this.clients.has(request.senderCompId) && this.clients.size >= sessionsMax && !this.forgetOne()) return `more than ${sessionsMax} sessions`;
    return null;
  }

  /** Makes room by forgetting the numbers of the client that came first and is away. */
  private forgetOne(): boolean {
    for (const client of this.clients.values()) if (!client.peer) return this.clients.delete(client.name);
    return false;
  }

  private unparsed(peer: Peer, value: unknown, detail: string): void {
    const { msgType, msgSeqNum, protocolVersion } = namesOf(value);
    if (msgType === 'Logon' && protocolVersion !== null && protocolVersion !== venueProtocolVersion) {
      this.counts.refusedLogons += 1;
      return this.sendOutside(peer, { msgType: 'Logout', text: versionText(protocolVersion) });
    }
    const session = this.byPeer.get(keyOf(peer.routingId))?.session;
    session?.heard();
    // A frame that says its number has used it up, whatever else is wrong with it.
    if (msgSeqNum !== null) session?.useUp(msgSeqNum);
    if (msgType !== '' && !knownTypes.has(msgType)) {
      this.counts.malformed += 1;
      return this.reject(peer, msgType, msgSeqNum, 'unsupportedMessageType', `unknown MsgType ${msgType}`);
    }
    this.malformed(peer, msgType, msgSeqNum, detail);
  }

  private malformed(peer: Peer, msgType: string, msgSeqNum: number | null, detail: string): void {
    this.counts.malformed += 1;
    this.reject(peer, msgType, msgSeqNum, 'malformed', detail);
  }

  private notLoggedOn(peer: Peer, msgType: string, msgSeqNum: number): void {
    this.counts.notLoggedOn += 1;
    this.reject(peer, msgType, msgSeqNum, 'notLoggedOn', 'log on first');
  }

  private reject(peer: Peer, refMsgType: string, refSeqNum: number | null, reason: FromVenueOf<'BusinessMessageReject'>['businessRejectReason'], text: string): void {
    const body: OutgoingBody = { msgType: 'BusinessMessageReject', refMsgType, refSeqNum, businessRejectReason: reason, text: text.slice(0, 512) };
    const client = this.byPeer.get(keyOf(peer.routingId));
    if (client) client.session.send(body);
    else this.sendOutside(peer, body);
  }

  private detach(client: Client): void {
    client.session.disconnect();
    const key = client.peer && keyOf(client.peer.routingId);
    if (key !== null && this.byPeer.get(key) === client) this.byPeer.delete(key);
    client.peer = null;
    client.logonSentAt = null;
  }

  /** To a peer without a session every message is the first. */
  private sendOutside(peer: Peer, body: OutgoingBody): void {
    this.options.send(peer, frameOf(body, { msgSeqNum: 1, sendingTime: this.options.marketTime() }));
  }
}

/** What may be asked for again: everything that was not the session's own, answers only as long as their asker is there. */
function keepOf(body: OutgoingBody): Keep | null {
  switch (body.msgType) {
    case 'Logon': return null;
    case 'ExecutionReport': return { weight: 1, isFact: body.requestId === null };
    case 'OrderMassCancelReport':
    case 'ParentOrderReject':
    case 'TradeCaptureReportAck':
    case 'AllocationReport':
    case 'OrderCancelReject': return { weight: 1, isFact: true };
    // Also where it answers a list: an old version does no harm (PA-5).
    case 'ParentOrderReport': return { weight: 1 + body.state.notes.length, isFact: true };
    case 'BusinessMessageReject': return { weight: 1, isFact: true };
    case 'MarketDataSnapshot': return { weight: 1 + body.bars.length + body.quotes.length + body.depths.length, isFact: false };
    case 'SecurityList': return { weight: 1 + body.instruments.length, isFact: false };
    default: return { weight: 1, isFact: false };
  }
}

function frameOf(body: OutgoingBody, { msgSeqNum, sendingTime, ...possDup }: SessionHeader): Uint8Array {
  const { msgType, ...rest } = body;
  return encodeFrame({ msgType, msgSeqNum, sendingTime, ...possDup, ...rest });
}

const versionText = (theirs: number): string => `protocol version ${theirs} is not spoken here: this venue speaks ${venueProtocolVersion}`;

const knownTypes: ReadonlySet<string> = new Set(toVenueSchema.options.map((option) => option.shape.msgType.value));
const sessionTypes: ReadonlySet<string> = new Set(['Logon', 'Logout', 'Heartbeat', 'TestRequest', 'ResendRequest', 'SequenceReset']);
const isApplication = (message: ToVenue): message is ApplicationMessage => !sessionTypes.has(message.msgType);

const keyOf = (routingId: Uint8Array): string => Buffer.from(routingId).toString('hex');

function namesOf(value: unknown): { msgType: string; msgSeqNum: number | null; protocolVersion: number | null } {
  if (typeof value !== 'object' || value === null) return { msgType: '', msgSeqNum: null, protocolVersion: null };
  const { msgType, msgSeqNum, protocolVersion } = value as Record<string, unknown>;
  const whole = (n: unknown): number | null => (Number.isSafeInteger(n) ? (n as number) : null);
  return { msgType: typeof msgType === 'string' ? msgType.slice(0, 64) : '', msgSeqNum: whole(msgSeqNum), protocolVersion: whole(protocolVersion) };
}
