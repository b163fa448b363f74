/** Two carrier ends joined in memory. Messages pass as bytes, so that nothing is shared and the limits are the real ones. */
import type { Carrier, SendOutcome } from './carrier.ts';
import { CarrierEvents } from './carrier-events.ts';
import { decodeMessage, encodeMessage } from './codec.ts';

/** Delivery is asynchronous, in order, from the microtask queue. */
export function memoryCarrierPair(): readonly [Carrier, Carrier] {
  const a = new CarrierEvents();
  const b = new CarrierEvents();
  return [carrierEnd(a, b), carrierEnd(b, a)];
}

function carrierEnd(own: CarrierEvents, other: CarrierEvents): Carrier {
  return {
    send: (message) => sendTo(own, other, message),
    onMessage: (listener) => own.onMessage(listener),
    onClose: (listener) => own.onClose(listener),
    close(reason = 'closed here') {
      if (own.close(reason)) later(() => other.close('closed by the other end'));
    },
  };
}

function sendTo(own: CarrierEvents, other: CarrierEvents, message: unknown): SendOutcome {
  if (own.closed) return 'closed';
  const bytes = encodeMessage(message);
  if (!bytes) return 'too-large';
  later(() => {
    const decoded = decodeMessage(bytes);
    if (decoded.ok) other.message(decoded.value);
  });
  return 'sent';
}

function later(run: () => void): void {
  void Promise.resolve().then(run);
}
