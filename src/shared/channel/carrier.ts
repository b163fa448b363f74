/** What carries messages between the two ends of a channel: a MessagePort, a WebSocket, memory. It knows no message. */
import type { Disposable } from '../base/disposable.ts';

/**
 * - `sent`: handed over, in order. It arrives unless the carrier closes first.
 * - `too-large`: refused whole; the carrier stays open.
 * - `closed`: the carrier is closed or closing; nothing was handed over.
 */
export type SendOutcome = 'sent' | 'too-large' | 'closed';

/** Delivers whole messages in the order of sending, at most once, until either end closes. */
export interface Carrier {
  /** Takes plain values: null, booleans, numbers, strings, arrays, plain objects and typed arrays. Never throws. */
  send(message: unknown): SendOutcome;
  /** What arrives before the first listener is kept for it. The message is unchecked: whoever listens parses it. */
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once, whichever end closed; at once for a listener that comes after the close. */
  onClose(listener: (reason: string) => void): Disposable;
  /** Ends both directions. Safe to call twice. */
  close(reason?: string): void;
}

/** Longest message on any carrier, bytes of its encoding. */
export const messageBytesMax = 8 * 1024 * 1024;
