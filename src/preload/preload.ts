/** Hands the page one port, and nothing else: no function, no object, no event of Electron's reaches the page. */
import { ipcRenderer } from 'electron';

/** The same words as in src/main/hosts/electron/handshake.ts and src/renderer/connection/carriers.ts. */
const portWanted = 'candor:port-wanted';
const portHandedOver = 'candor:port';

// The main process checks once more who asks; here it is made sure that a frame or another window is not heard at all.
window.addEventListener('message', (event) => {
  if (event.source === window && event.origin === location.origin && event.data === portWanted) ipcRenderer.send(portWanted);
});

ipcRenderer.on(portHandedOver, (event) => {
  const [port] = event.ports;
  if (port) window.postMessage(portHandedOver, location.origin, [port]);
});
