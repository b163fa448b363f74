/** A carrier over Electron's MessagePort of the main process: the port's carrier, with Electron's events in the web's words. */
import type { MessagePortMain } from 'electron';
import type { Carrier } from '../../../shared/channel/carrier.ts';
import { portCarrier, type PortLike } from '../../../shared/channel/port-carrier.ts';

export function messagePortMainCarrier(port: MessagePortMain): Carrier {
  return portCarrier({
    postMessage: (message) => port.postMessage(message),
    addEventListener: listenOn(port),
    start: () => port.start(),
    close: () => port.close(),
  });
}

function listenOn(port: MessagePortMain): PortLike['addEventListener'] {
  return (type: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) => {
    if (type === 'message') port.on('message', (event) => listener({ data: event.data }));
    else port.on('close', () => listener({ data: null }));
  };
}
