/** What the two ends of a channel say to each other. The page is the client, the core the server. docs/specs/channel.md. */
import { isChannelErrorCode, type ChannelErrorCode } from './errors.ts';

/**
 * Raised when a message changes shape or meaning. Both ends ship together: exact match or refusal.
 *
 * 1: first version.
 */
export const protocolVersion = 1;

export interface ChannelLimits {
  /** Calls that one connection may have open. */
  readonly requestsMax: number;
  /** Streams that one connection may have open. */
  readonly streamsMax: number;
  /** Longest name of a call or stream, UTF-16 units. */
  readonly nameLengthMax: number;
  /** Stream messages that may be sent and not yet acknowledged, a subscription. */
  readonly windowMax: number;
  /** The client acknowledges after this many stream messages. Divides windowMax. */
  readonly ackEvery: number;
  /** A call's deadline when its caller gives none, and the longest that a caller may ask for. */
  readonly deadlineMs: number;
  readonly deadlineMsMax: number;
  /** How long the client waits for the first snapshot before it subscribes anew. */
  readonly snapshotMsMax: number;
  readonly heartbeatMs: number;
  /** Silence after which an end takes the other for dead. */
  readonly silenceMsMax: number;
  /** Messages that make no sense, a connection, before it is closed. */
  readonly badMessagesMax: number;
  /** Calls and streams refused for being too many, a connection, before it is closed. */
  readonly refusalsMax: number;
}

export const channelLimits: ChannelLimits = {
  requestsMax: 256,
  streamsMax: 256,
  nameLengthMax: 128,
  windowMax: 64,
  ackEvery: 16,
  deadlineMs: 10_000,
  deadlineMsMax: 600_000,
  snapshotMsMax: 10_000,
  heartbeatMs: 2_000,
  silenceMsMax: 10_000,
  badMessagesMax: 100,
  refusalsMax: 1_000,
};

/** A stream's id and the number of its last message: sent, in a ping; received, in a pong. */
export type StreamMark = readonly [id: number, seq: number];

/** Ids are chosen by the client, count up from 1 over calls and streams alike, and are never used twice. */
export type ClientMessage =
  | { readonly kind: 'hello'; readonly version: number; readonly fingerprint: string }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown; readonly deadlineMs: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'open'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'shut'; readonly id: number }
  | { readonly kind: 'ack'; readonly id: number; readonly seq: number }
  | { readonly kind: 'pong'; readonly streams: readonly StreamMark[] };

/** `seq` counts a stream's snapshots and deltas together, from 1, without gaps. `asOf` is micros since 1970. */
export type ServerMessage =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'refused'; readonly code: ChannelErrorCode; readonly message: string }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fail'; readonly id: number; readonly code: ChannelErrorCode; readonly message: string }
  | { readonly kind: 'snapshot' | 'delta'; readonly id: number; readonly seq: number; readonly asOf: number; readonly value: unknown }
  | { readonly kind: 'ended'; readonly id: number; readonly code: ChannelErrorCode; readonly message: string }
  | { readonly kind: 'ping'; readonly streams: readonly StreamMark[] };

/** The message, or nothing when it is none. */
export function parseClientMessage(value: unknown, limits: ChannelLimits): ClientMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, id, name, seq, version, fingerprint, deadlineMs, streams } = value;
  switch (kind) {
    case 'hello':
      return isCount(version) && isText(fingerprint, 256) ? { kind, version, fingerprint } : undefined;
    case 'call':
      if (!isId(id) || !isText(name, limits.nameLengthMax) || !isCount(deadlineMs)) return undefined;
      return { kind, id, name, input: value['input'], deadlineMs };
    case 'open':
      return isId(id) && isText(name, limits.nameLengthMax) ? { kind, id, name, params: value['params'] } : undefined;
    case 'cancel':
    case 'shut':
      return isId(id) ? { kind, id } : undefined;
    case 'ack':
      return isId(id) && isCount(seq) ? { kind, id, seq } : undefined;
    case 'pong':
      return areMarks(streams, limits.streamsMax) ? { kind, streams } : undefined;
    default:
      return undefined;
  }
}

/** The message, or nothing when it is none. */
export function parseServerMessage(value: unknown, limits: ChannelLimits): ServerMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, id, seq, asOf, code, message, streams } = value;
  switch (kind) {
    case 'welcome':
      return { kind };
    case 'refused':
      return isChannelErrorCode(code) && typeof message === 'string' ? { kind, code, message } : undefined;
    case 'reply':
      return isId(id) ? { kind, id, value: value['value'] } : undefined;
    case 'fail':
    case 'ended':
      return isId(id) && isChannelErrorCode(code) && typeof message === 'string' ? { kind, id, code, message } : undefined;
    case 'snapshot':
    case 'delta':
      return isId(id) && isId(seq) && typeof asOf === 'number' ? { kind, id, seq, asOf, value: value['value'] } : undefined;
    case 'ping':
      return areMarks(streams, limits.streamsMax) ? { kind, streams } : undefined;
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isId(value: unknown): value is number {
  return isCount(value) && value > 0;
}

function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length <= lengthMax;
}

function areMarks(value: unknown, countMax: number): value is readonly StreamMark[] {
  if (!Array.isArray(value) || value.length > countMax) return false;
  return value.every((mark: unknown) => Array.isArray(mark) && mark.length === 2 && isId(mark[0]) && isCount(mark[1]));
}
