/** A carrier over a message port by structured clone: the page's end under Electron, and ports between Node's threads. */
import { messageBytesMax, type Carrier } from './carrier.ts';
import { CarrierEvents } from './carrier-events.ts';
import { messageSize } from './size.ts';

/** What the web's and Node's MessagePort have in common. */
export interface PortLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

export function portCarrier(port: PortLike): Carrier {
  const events = new CarrierEvents();
  port.addEventListener('message', (event) => {
    if (messageSize(event.data, messageBytesMax) > messageBytesMax) return close('message too large');
    events.message(event.data);
  });
  port.addEventListener('close', () => events.close('closed by the other end'));
  port.start();

  function close(reason = 'closed here'): void {
    if (events.close(reason)) port.close();
  }

  return {
    send(message) {
      if (events.closed) return 'closed';
      if (messageSize(message, messageBytesMax) > messageBytesMax) return 'too-large';
      port.postMessage(message);
      return 'sent';
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close,
  };
}
