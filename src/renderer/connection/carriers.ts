/** Finds the way to the core: a port handed over by the desktop host, or a WebSocket to the server that served the page. */
import type { Carrier } from '../../shared/channel/carrier.ts';
import { portCarrier, type PortLike } from '../../shared/channel/port-carrier.ts';
import { webSocketCarrier } from '../../shared/channel/websocket-carrier.ts';

/** Where the loopback host takes the upgrade. */
export const channelPath = '/channel';
/** Said by the page when it is ready for its port, and by the preload as it hands the port over. */
export const portWanted = 'candor:port-wanted';
export const portHandedOver = 'candor:port';

const openMsMax = 10_000;

/** Opens a carrier of the kind that this page has; rejects with why it could not. */
export function openCarrier(page: Window & typeof globalThis = window): Promise<Carrier> {
  return page.location.protocol === 'http:' || page.location.protocol === 'https:' ? openWebSocket(page) : openPort(page);
}

function openWebSocket(page: Window & typeof globalThis): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new page.WebSocket(`${scheme}://${page.location.host}${channelPath}`);
    const timer = setTimeout(() => { socket.close(); reject(new Error('the core did not answer in time')); }, openMsMax);
    socket.addEventListener('open', () => { clearTimeout(timer); resolve(webSocketCarrier(socket)); }, { once: true });
    socket.addEventListener('close', () => { clearTimeout(timer); reject(new Error('the core could not be reached')); }, { once: true });
  });
}

function openPort(page: Window & typeof globalThis): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { page.removeEventListener('message', receive); reject(new Error('no port was handed over in time')); }, openMsMax);
    function receive(event: MessageEvent): void {
      const port = event.ports[0];
      // The preload posts from this very window; anything else is not for us.
      if (event.source !== page || event.data !== portHandedOver || !port) return;
      clearTimeout(timer);
      page.removeEventListener('message', receive);
      resolve(portCarrier(port as PortLike));
    }
    page.addEventListener('message', receive);
    page.postMessage(portWanted, page.location.origin === 'null' ? '*' : page.location.origin);
  });
}
