/** A carrier over Electron's MessagePort of the main process, by structured clone. */
import type { MessagePortMain } from 'electron';
import { messageBytesMax, type Carrier } from '../../../shared/channel/carrier.ts';
import { CarrierEvents } from '../../../shared/channel/carrier-events.ts';
import { messageSize } from '../../../shared/channel/size.ts';

export function messagePortMainCarrier(port: MessagePortMain): Carrier {
  const events = new CarrierEvents();
  port.on('message', (event) => {
    if (messageSize(event.data, messageBytesMax) > messageBytesMax) return close('message too large');
    events.message(event.data);
  });
  port.on('close', () => events.close('closed by the other end'));
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
