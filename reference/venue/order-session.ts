/**
 * The order line's session layer: who is logged on where, sequence numbers both ways, and one answer for every frame,
 * however broken. Rules OS-1 to OS-11 in docs/wire-protocol.md.
 */
import type { EpochMicros } from '../../src/shared/domain/numbers.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { toVenueSchema, venueProtocolVersion, type FromVenue, type FromVenueOf, type ToVenue, type ToVenueOf } from '../../src/shared/wire/venue.ts';

/** Sessions at one time. */
export const sessionsMax = 64;
export const venueCompId = 'VENUE';

type Body<T extends { msgType: string }> = T extends unknown ? Omit<T, 'msgSeqNum' | 'sendingTime'> : never;
export type OutgoingBody = Body<FromVenue>;
/** A message of a logged-on client that is about orders, instruments or the tape. */
export type ApplicationMessage = Exclude<ToVenue, { msgType: 'Logon' | 'Logout' | 'Heartbeat' | 'TestRequest' }>;

export interface Peer {
  /** ZeroMQ routing id of the connection. */
  readonly routingId: Uint8Array;
}

export interface SessionOptions {
  readonly marketTime: () => EpochMicros;
  readonly send: (peer: Peer, frame: Uint8Array) => void;
  readonly logonAnswer: (request: ToVenueOf<'Logon'>) => Omit<FromVenueOf<'Logon'>, 'msgSeqNum' | 'sendingTime' | 'msgType' | 'senderCompId' | 'protocolVersion'>;
  readonly onLogon: (client: string) => void;
  readonly onApplication: (client: string, message: ApplicationMessage) => void;
}

interface Session {
  readonly client: string;
  readonly peer: Peer;
  readonly heartBtIntMs: number;
  nextIn: number;
  nextOut: number;
  lastSentMs: number;
}

export class OrderSessions {
  private readonly options: SessionOptions;
  private readonly byClient = new Map<string, Session>();
  private readonly byPeer = new Map<string, Session>();
  private nowMs = 0;
  /** What came in and was refused, for the log. */
  readonly counts = { malformed: 0, notLoggedOn: 0, gaps: 0, duplicates: 0, undeliverable: 0 };

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

  /** Sends to a client, or drops it when the client is not connected: it will ask when it is back. */
  send(client: string, body: OutgoingBody): void {
    const session = this.byClient.get(client);
    if (session) this.sendOn(session, body);
    else this.counts.undeliverable += 1;
  }

  /** Sends Heartbeats that are due. Called with monotonic milliseconds; never called in lockstep. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
    for (const session of this.byClient.values()) {
      if (session.heartBtIntMs > 0 && nowMs - session.lastSentMs >= session.heartBtIntMs) this.sendOn(session, { msgType: 'Heartbeat', testReqId: null });
    }
  }

  /** Says goodbye to everybody. */
  logoutAll(text: string): void {
    for (const session of [...this.byClient.values()]) this.end(session, text);
  }

  /** The connection is gone: its session ends without a word, its orders go on. */
  lost(routingId: Uint8Array): void {
    const session = this.byPeer.get(keyOf(routingId));
    if (session) this.forget(session);
  }

  private onMessage(peer: Peer, message: ToVenue): void {
    if (message.msgType === 'Logon') return this.logon(peer, message);
    const session = this.byPeer.get(keyOf(peer.routingId));
    if (!session) return this.notLoggedOn(peer, message.msgType, message.msgSeqNum);
    if (!this.inSequence(session, message.msgType, message.msgSeqNum)) return;
    switch (message.msgType) {
      case 'Heartbeat': return;
      case 'TestRequest': return this.sendOn(session, { msgType: 'Heartbeat', testReqId: message.testReqId });
      case 'Logout': return this.end(session, null);
      default: return this.options.onApplication(session.client, message);
    }
  }

  private logon(peer: Peer, request: ToVenueOf<'Logon'>): void {
    const refusal = this.logonRefusal(request);
    if (refusal !== null) return this.sendOutside(peer, { msgType: 'Logout', text: refusal });
    const samePeer = this.byPeer.get(keyOf(peer.routingId));
    if (samePeer) this.forget(samePeer);
    const elsewhere = this.byClient.get(request.senderCompId);
    if (elsewhere) this.end(elsewhere, 'logged on from another connection');
    const answer = this.options.logonAnswer(request);
    const session: Session = { client: request.senderCompId, peer, heartBtIntMs: answer.heartBtIntMs, nextIn: 2, nextOut: 1, lastSentMs: this.nowMs };
    this.byClient.set(session.client, session);
    this.byPeer.set(keyOf(peer.routingId), session);
    this.sendOn(session, { msgType: 'Logon', senderCompId: venueCompId, protocolVersion: venueProtocolVersion, ...answer });
    this.options.onLogon(session.client);
  }

  private logonRefusal(request: ToVenueOf<'Logon'>): string | null {
    if (request.protocolVersion !== venueProtocolVersion) return `protocol version ${request.protocolVersion}, this venue speaks ${venueProtocolVersion}`;
    if (request.msgSeqNum !== 1) return `a session begins with msgSeqNum 1, got ${request.msgSeqNum}`;
    if (!this.byClient.has(request.senderCompId) && this.byClient.size >= sessionsMax) return `more than ${sessionsMax} sessions`;
    return null;
  }

  /** A repeated number is answered and ignored; a missing one ends the session, since what is lost is not known. */
  private inSequence(session: Session, msgType: string, msgSeqNum: number): boolean {
    if (msgSeqNum === session.nextIn) {
      session.nextIn += 1;
      return true;
    }
    if (msgSeqNum < session.nextIn) {
      this.counts.duplicates += 1;
      this.reject(session.peer, msgType, msgSeqNum, 'other', `msgSeqNum ${msgSeqNum} came before; ignored`);
    } else {
      this.counts.gaps += 1;
      this.end(session, `msgSeqNum ${msgSeqNum}, expected ${session.nextIn}: messages lost; log on again`);
    }
    return false;
  }

  private unparsed(peer: Peer, value: unknown, detail: string): void {
    const { msgType, msgSeqNum } = namesOf(value);
    const session = this.byPeer.get(keyOf(peer.routingId));
    // A frame that says its number has used it up, whatever else is wrong with it.
    if (session && msgSeqNum === session.nextIn) session.nextIn += 1;
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
    const session = this.byPeer.get(keyOf(peer.routingId));
    if (session) this.sendOn(session, body);
    else this.sendOutside(peer, body);
  }

  private end(session: Session, text: string | null): void {
    this.sendOn(session, { msgType: 'Logout', text });
    this.forget(session);
  }

  private forget(session: Session): void {
    if (this.byClient.get(session.client) === session) this.byClient.delete(session.client);
    const key = keyOf(session.peer.routingId);
    if (this.byPeer.get(key) === session) this.byPeer.delete(key);
  }

  private sendOn(session: Session, body: OutgoingBody): void {
    session.lastSentMs = this.nowMs;
    this.options.send(session.peer, this.frame(body, session.nextOut++));
  }

  /** To a peer without a session every message is the first. */
  private sendOutside(peer: Peer, body: OutgoingBody): void {
    this.options.send(peer, this.frame(body, 1));
  }

  private frame(body: OutgoingBody, msgSeqNum: number): Uint8Array {
    const { msgType, ...rest } = body;
    return encodeFrame({ msgType, msgSeqNum, sendingTime: this.options.marketTime(), ...rest });
  }
}

const knownTypes: ReadonlySet<string> = new Set(toVenueSchema.options.map((option) => option.shape.msgType.value));

const keyOf = (routingId: Uint8Array): string => Buffer.from(routingId).toString('hex');

function namesOf(value: unknown): { msgType: string; msgSeqNum: number | null } {
  if (typeof value !== 'object' || value === null) return { msgType: '', msgSeqNum: null };
  const { msgType, msgSeqNum } = value as Record<string, unknown>;
  return {
    msgType: typeof msgType === 'string' ? msgType.slice(0, 64) : '',
    msgSeqNum: Number.isSafeInteger(msgSeqNum) ? (msgSeqNum as number) : null,
  };
}
