/**
 * The FIX session as state: numbers both ways, holes and their filling, liveness. Both ends use it, so that there is one
 * piece of logic. It owns no socket, no timer and no clock; it outlives connections. Rules OS-2, OS-5, OS-19, OS-8, OS-12 to
 * OS-16 in docs/wire-protocol.md. Source of the meaning: FIX 4.4 session level, FIX tag 789 NextExpectedMsgSeqNum.
 */
import { dropOldest } from '../base/drop-oldest.ts';
import type { EpochMicros } from '../domain/numbers.ts';

/** What the session itself says, in either direction. */
export type SessionBody =
  | { readonly msgType: 'Heartbeat'; readonly testReqId: string | null }
  | { readonly msgType: 'TestRequest'; readonly testReqId: string }
  | { readonly msgType: 'ResendRequest'; readonly beginSeqNo: number; readonly endSeqNo: number }
  | { readonly msgType: 'SequenceReset'; readonly gapFillFlag: boolean; readonly newSeqNo: number }
  | { readonly msgType: 'Logout'; readonly text: string | null };

export interface SessionHeader {
  readonly msgSeqNum: number;
  readonly sendingTime: EpochMicros;
  /** Set when a number is used a second time: the receiver may have had it. */
  readonly possDup?: true;
  readonly origSendingTime?: EpochMicros;
}

/** What both directions of the wire have in common; the shapes of src/shared/wire/venue.ts satisfy it. */
interface Numbered { readonly msgType: string; readonly msgSeqNum: number; readonly possDup?: boolean | undefined }
type SessionMessage = SessionBody & Numbered;

/** A message that may be asked for again. */
export interface Keep {
  /** What it costs to keep, in reports. */
  readonly weight: number;
  /** True for what happened; false for answers, which are dead once their asker has a new connection. */
  readonly isFact: boolean;
}

export interface FixSessionOptions<In extends Numbered, Body extends { readonly msgType: string }> {
  readonly nowMs: () => number;
  readonly sendingTime: () => EpochMicros;
  readonly transmit: (body: Body | SessionBody, header: SessionHeader) => void;
  /** Once for each number, in order. Heartbeats too, since they answer TestRequests. */
  readonly deliver: (message: In) => void;
  /** The connection is of no more use; the numbers live on. */
  readonly onEnd: (why: string) => void;
  /** Null for what is never sent twice: gap-filled when asked for. */
  readonly keep: (body: Body) => Keep | null;
  /** The peer cannot say again what it sent under these numbers (SequenceReset-Reset), the last one included. */
  readonly onLost?: (beginSeqNo: number, endSeqNo: number) => void;
  /** The peer asked for these numbers again, which it has not had: what is not kept of them is lost to it. */
  readonly onAskedFor?: (beginSeqNo: number, endSeqNo: number) => void;
}

export interface LogonNumbers {
  readonly msgSeqNum: number;
  readonly nextExpectedMsgSeqNum: number;
}

/** Messages beyond a hole that wait for it to be filled. */
export const pendingMax = 10_000;
/** Sum of the weights kept for resending; beyond it the oldest go. */
export const keptWeightMax = 100_000;
/** Numbers taken last of which it is known what they were, so that the same frame again does no harm. */
const takenKept = 256;
/** Silence in heartbeat intervals after which the peer is asked, and after which it is given up. */
const testAfterBeats = 1.5;
const livenessBeats = 3;
/** A hole is asked for so often without progress. */
const asksMax = 5;

interface KeptMessage<Body> extends Keep { readonly body: Body; readonly sentAt: EpochMicros }
interface Hole { readonly begin: number; readonly end: number; readonly askedAtMs: number; readonly asks: number }

export class FixSession<In extends Numbered, Body extends { readonly msgType: string }> {
  /** Number of the next message that we send. */
  nextOut = 1;
  /** Number of the next message that we deliver. */
  nextIn = 1;
  isConnected = false;
  /** Numbers that came again, since the beginning. */
  duplicates = 0;
  private readonly options: FixSessionOptions<In, Body>;
  /** Beyond the hole; null where the message was acted on when it came. */
  private readonly pending = new Map<number, In | null>();
  /** What was taken, in short; null for what was skipped, could not be read, or was a Logon. */
  private readonly taken = new Map<number, string | null>();
  private readonly kept = new Map<number, KeptMessage<Body>>();
  private keptWeight = 0;
  /** Newest fact that was let go: what is asked for up to here cannot be given. */
  private lostUpTo = 0;
  private highestSeen = 0;
  private hole: Hole | null = null;
  private heartBtIntMs = 0;
  private lastHeardMs = 0;
  private lastSentMs = 0;
  /** When the peer was asked whether it is there; null when it was heard since. */
  private testedAtMs: number | null = null;
  private tests = 0;

  constructor(options: FixSessionOptions<In, Body>) {
    this.options = options;
  }

  /** Both directions begin again at 1; nothing of before can be asked for. */
  reset(): void {
    this.nextOut = 1;
    this.nextIn = 1;
    this.lostUpTo = 0;
    this.taken.clear();
    this.kept.clear();
    this.keptWeight = 0;
    this.forgetHole();
  }

  /** A connection stands. `heartBtIntMs` 0: no heartbeats and no liveness. */
  connect(heartBtIntMs: number): void {
    this.isConnected = true;
    this.heartBtIntMs = heartBtIntMs;
    this.lastHeardMs = this.options.nowMs();
    this.lastSentMs = this.lastHeardMs;
    this.testedAtMs = null;
    this.forgetHole();
  }

  /** The connection is gone. What waits behind a hole is dropped: the peer fills from `nextIn` after the next Logon. */
  disconnect(): void {
    this.isConnected = false;
    this.forgetHole();
  }

  /** Numbers a message, and puts it on the line if there is one. @returns its number */
  send(body: Body | SessionBody): number {
    const msgSeqNum = this.nextOut++;
    const sendingTime = this.options.sendingTime();
    if (!isSessionBody(body)) this.remember(msgSeqNum, body, sendingTime);
    if (this.isConnected) this.transmit(body, { msgSeqNum, sendingTime });
    return msgSeqNum;
  }

  /** Takes the peer's Logon into account; null, or why it cannot be continued from here. Changes nothing then. */
  takeLogon(logon: LogonNumbers): string | null {
    const { msgSeqNum, nextExpectedMsgSeqNum } = logon;
    if (msgSeqNum < this.nextIn) return `msgSeqNum ${msgSeqNum} is too low, expected ${this.nextIn}`;
    if (nextExpectedMsgSeqNum > this.nextOut) return `nextExpectedMsgSeqNum ${nextExpectedMsgSeqNum} is too high, sent up to ${this.nextOut - 1}`;
    this.highestSeen = msgSeqNum;
    if (msgSeqNum === this.nextIn) this.advance(null);
    else {
      this.pending.set(msgSeqNum, null);
      // Our own Logon says what we expect, so that the peer fills the hole unasked; asked for only if that is lost.
      this.hole = { begin: this.nextIn, end: msgSeqNum - 1, askedAtMs: this.options.nowMs(), asks: 1 };
    }
    return null;
  }

  /** After both Logons: gives the peer what it lacks, from the number that it expects to `end`. Answers are not repeated. */
  fillAfterLogon(nextExpectedMsgSeqNum: number, end: number): void {
    if (nextExpectedMsgSeqNum <= end) this.fill(nextExpectedMsgSeqNum, end, 'facts');
  }

  /** Something was heard from the peer, readable or not. */
  heard(): void {
    this.lastHeardMs = this.options.nowMs();
    this.testedAtMs = null;
  }

  /** Whether a number has been used up by a frame that could be numbered but not read. */
  useUp(msgSeqNum: number): void {
    if (msgSeqNum !== this.nextIn) return;
    this.advance(null);
    this.drain();
  }

  /** Every message but Logons comes through here. */
  receive(message: In): void {
    this.heard();
    if (!this.isConnected) return;
    const { msgSeqNum } = message;
    const body = sessionPart(message);
    if (body?.msgType === 'SequenceReset') return body.gapFillFlag ? this.takeGapFill(body, message) : this.takeReset(body.newSeqNo);
    this.highestSeen = Math.max(this.highestSeen, msgSeqNum);
    if (msgSeqNum < this.nextIn) return this.takeAgain(message, this.taken.get(msgSeqNum));
    const waiting = this.pending.get(msgSeqNum);
    if (waiting !== undefined) return this.takeAgain(message, waiting && inShort(waiting));
    if (msgSeqNum > this.nextIn) return this.takeEarly(message, body);
    this.advance(inShort(message));
    this.take(message, body);
    this.drain();
  }

  /** Heartbeats, tests and repeated questions that are due. Called often, in lockstep never. */
  tick(): void {
    if (!this.isConnected || this.heartBtIntMs <= 0) return;
    const now = this.options.nowMs();
    const silentMs = now - this.lastHeardMs;
    // The silence may be ours: a process that was held up has its peer's frames still to read, and asks before it gives up.
    const hasWaited = this.testedAtMs !== null && now - this.testedAtMs >= this.heartBtIntMs;
    if (silentMs >= livenessBeats * this.heartBtIntMs && hasWaited) return this.end(`nothing heard for ${Math.round(silentMs)} ms`);
    if (silentMs >= testAfterBeats * this.heartBtIntMs && this.testedAtMs === null) this.test();
    if (this.hole && now - this.hole.askedAtMs >= this.heartBtIntMs) this.ask();
    if (this.isConnected && now - this.lastSentMs >= this.heartBtIntMs) this.send({ msgType: 'Heartbeat', testReqId: null });
  }

  /** Something happened to the line: the peer is asked at once, and heartbeats go on to decide. */
  test(): void {
    if (!this.isConnected || this.heartBtIntMs <= 0) return;
    this.testedAtMs ??= this.options.nowMs();
    this.send({ msgType: 'TestRequest', testReqId: `alive-${++this.tests}` });
  }

  /** Says goodbye, if anybody is there, and ends the connection. */
  end(why: string): void {
    if (!this.isConnected) return;
    this.send({ msgType: 'Logout', text: why.slice(0, 512) });
    this.finish(why);
  }

  /** The next number is used up. */
  private advance(what: string | null): void {
    this.taken.set(this.nextIn++, what);
    dropOldest(this.taken, takenKept);
  }

  /** Numbers that will not come any more, up to the one before `newSeqNo`. */
  private skipTo(newSeqNo: number): void {
    this.nextIn = Math.max(this.nextIn, newSeqNo - takenKept);
    while (this.nextIn < newSeqNo) this.advance(null);
    for (const n of [...this.pending.keys()]) if (n < newSeqNo) this.pending.delete(n);
  }

  /**
   * A number that was used. Said to be a repetition, or the same message, or one that was given up and comes late: ignored. Anything
   * else is a peer that has lost count, and what it says under its next numbers would be lost in silence.
   */
  private takeAgain(message: In, known: string | null | undefined): void {
    this.duplicates++;
    if (message.possDup === true || known === null || known === inShort(message)) return;
    this.end(`MsgSeqNum too low, expecting ${this.nextIn} but received ${message.msgSeqNum}`);
  }

  private take(message: In, body: SessionMessage | null): void {
    switch (body?.msgType) {
      case 'TestRequest': return void this.send({ msgType: 'Heartbeat', testReqId: body.testReqId });
      case 'ResendRequest': return this.resend(body.beginSeqNo, body.endSeqNo);
      case 'Logout':
        this.send({ msgType: 'Logout', text: null });
        return this.finish(`the other side logged out: ${body.text ?? 'no reason given'}`);
      default: return this.options.deliver(message);
    }
  }

  /** A number is missing before this one. Questions and goodbyes are acted on at once, so that two holes cannot wait for each other. */
  private takeEarly(message: In, body: SessionMessage | null): void {
    if (message.msgSeqNum - this.nextIn > pendingMax) return this.end(`message ${message.msgSeqNum} came while ${this.nextIn} was expected: too many are missing`);
    const isUrgent = body?.msgType === 'ResendRequest' || body?.msgType === 'Logout';
    this.pending.set(message.msgSeqNum, isUrgent ? null : message);
    if (isUrgent) this.take(message, body);
    if (this.isConnected && !this.hole) this.ask();
  }

  private takeGapFill(body: Extract<SessionBody, { msgType: 'SequenceReset' }>, { msgSeqNum }: In): void {
    if (msgSeqNum > this.nextIn) return; // its beginning is missing too: the hole is asked for again
    if (body.newSeqNo <= this.nextIn) {
      this.duplicates++;
      return;
    }
    // What was never sent cannot be skipped: believing it would make everything after it look like a repetition.
    if (body.newSeqNo > Math.max(this.highestSeen, msgSeqNum) + 1) return this.end(`SequenceReset to ${body.newSeqNo}, but nothing beyond ${this.highestSeen} was seen`);
    this.skipTo(body.newSeqNo);
    this.drain();
  }

  /** FIX's Reset: the number that it came under is not looked at. It only goes up: downwards, messages would be taken twice. */
  private takeReset(newSeqNo: number): void {
    const begin = this.nextIn;
    if (newSeqNo < begin) return this.end(`SequenceReset-Reset to ${newSeqNo}, expecting ${begin}: it cannot go back`);
    if (newSeqNo === begin) return;
    this.skipTo(newSeqNo);
    this.highestSeen = Math.max(this.highestSeen, newSeqNo - 1);
    this.drain();
    if (this.isConnected) this.options.onLost?.(begin, newSeqNo - 1);
  }

  private drain(): void {
    for (let message = this.pending.get(this.nextIn); message !== undefined; message = this.pending.get(this.nextIn)) {
      this.pending.delete(this.nextIn);
      this.advance(message && inShort(message));
      if (message) this.take(message, sessionPart(message));
      if (!this.isConnected) return;
    }
    if (this.hole && this.nextIn > this.hole.end) this.hole = null;
    if (this.pending.size > 0 && !this.hole) this.ask();
  }

  private ask(): void {
    const isStuck = this.hole !== null && this.hole.begin === this.nextIn;
    const asks = isStuck ? (this.hole?.asks ?? 0) + 1 : 1;
    if (asks > asksMax) return this.end(`message ${this.nextIn} was asked for ${asksMax} times and never came`);
    let lowest = Number.POSITIVE_INFINITY;
    for (const n of this.pending.keys()) lowest = Math.min(lowest, n);
    this.hole = { begin: this.nextIn, end: lowest - 1, askedAtMs: this.options.nowMs(), asks };
    this.send({ msgType: 'ResendRequest', beginSeqNo: this.nextIn, endSeqNo: lowest - 1 });
  }

  private resend(beginSeqNo: number, endSeqNo: number): void {
    const last = this.nextOut - 1;
    const end = endSeqNo === 0 ? last : Math.min(endSeqNo, last);
    if (beginSeqNo > end) return;
    this.fill(beginSeqNo, end, 'everything');
    if (this.isConnected) this.options.onAskedFor?.(beginSeqNo, end);
  }

  /** What is kept goes again under its old number; the rest is skipped by SequenceReset-GapFill. */
  private fill(begin: number, end: number, what: 'facts' | 'everything'): void {
    const sendingTime = this.options.sendingTime();
    let from = begin;
    if (begin <= this.lostUpTo) {
      // A gap fill would say that nothing was lost.
      from = Math.min(this.lostUpTo, end) + 1;
      this.transmit({ msgType: 'SequenceReset', gapFillFlag: false, newSeqNo: from }, { msgSeqNum: begin, sendingTime });
    }
    const gapFill = (newSeqNo: number): void => {
      if (newSeqNo > from) this.transmit({ msgType: 'SequenceReset', gapFillFlag: true, newSeqNo }, { msgSeqNum: from, sendingTime, possDup: true, origSendingTime: sendingTime });
    };
    for (const [msgSeqNum, kept] of this.kept) {
      if (msgSeqNum > end) break;
      if (msgSeqNum < from || (what === 'facts' && !kept.isFact)) continue;
      gapFill(msgSeqNum);
      this.transmit(kept.body, { msgSeqNum, sendingTime, possDup: true, origSendingTime: kept.sentAt });
      from = msgSeqNum + 1;
    }
    gapFill(end + 1);
  }

  private remember(msgSeqNum: number, body: Body, sentAt: EpochMicros): void {
    const keep = this.options.keep(body);
    if (!keep) return;
    this.kept.set(msgSeqNum, { ...keep, body, sentAt });
    this.keptWeight += keep.weight;
    for (const [oldest, kept] of this.kept) {
      if (this.keptWeight <= keptWeightMax) return;
      this.kept.delete(oldest);
      this.keptWeight -= kept.weight;
      if (kept.isFact) this.lostUpTo = oldest;
    }
  }

  private transmit(body: Body | SessionBody, header: SessionHeader): void {
    this.lastSentMs = this.options.nowMs();
    this.options.transmit(body, header);
  }

  private finish(why: string): void {
    this.disconnect();
    this.options.onEnd(why);
  }

  private forgetHole(): void {
    this.pending.clear();
    this.hole = null;
    this.highestSeen = this.nextIn - 1;
  }
}

const sessionTypes: ReadonlySet<string> = new Set<SessionBody['msgType']>(['Heartbeat', 'TestRequest', 'ResendRequest', 'SequenceReset', 'Logout']);

const isSessionBody = <B extends { readonly msgType: string }>(body: B | SessionBody): body is SessionBody => sessionTypes.has(body.msgType);

const headerFields: ReadonlySet<string> = new Set(['msgSeqNum', 'sendingTime', 'possDup', 'origSendingTime']);

/** What a message says, short enough to be kept: long lists by their length alone. */
const inShort = (message: object): string =>
  JSON.stringify(Object.entries(message).flatMap(([name, value]) => (headerFields.has(name) ? [] : [name, Array.isArray(value) ? value.length : (value as unknown)])));

/** The message as one of the session's own; null for what is delivered. Its shape was checked by the wire's schema. */
const sessionPart = (message: Numbered): SessionMessage | null =>
  (sessionTypes.has(message.msgType) && message.msgType !== 'Heartbeat' ? (message as SessionMessage) : null);
