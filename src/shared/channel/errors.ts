/** Why the channel could not do what it was asked. What a room refuses is an output of its contract, not one of these. */

/**
 * - `NOT_CONNECTED`: never sent.
 * - `CONNECTION_LOST`, `DEADLINE_EXCEEDED`, `CANCELED`: sent, and whether it took effect is unknown.
 * - all others: answered, and it took no effect, save `INTERNAL`, after which the outcome is unknown too.
 */
export const channelErrorCodes = [
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'DEADLINE_EXCEEDED',
  'CANCELED',
  'VERSION_MISMATCH',
  'UNKNOWN_NAME',
  'INVALID_INPUT',
  'FORBIDDEN',
  'UNAVAILABLE',
  'TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'TOO_MANY_STREAMS',
  'BAD_MESSAGE',
  'INTERNAL',
] as const;
export type ChannelErrorCode = (typeof channelErrorCodes)[number];

/** Rejects calls; thrown by a service to answer with its code. `message` is shown to the user: no secrets, no stack. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code: ChannelErrorCode;

  constructor(code: ChannelErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether a call that failed with this code may have taken effect all the same: ask, do not send again. */
export function isOutcomeUnknown(code: ChannelErrorCode): boolean {
  return code === 'CONNECTION_LOST' || code === 'DEADLINE_EXCEEDED' || code === 'CANCELED' || code === 'INTERNAL';
}

export function isChannelErrorCode(value: unknown): value is ChannelErrorCode {
  return (channelErrorCodes as readonly unknown[]).includes(value);
}
