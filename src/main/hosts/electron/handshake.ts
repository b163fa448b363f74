/** Hands the page its one port, when the page asks and is ours. */
import type { IpcMainEvent, WebContents } from 'electron';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { Carrier } from '../../../shared/channel/carrier.ts';
import type { Host } from '../../core/host.ts';
import { isPageUrl, type Electron } from './electron-api.ts';
import { messagePortMainCarrier } from './port-main-carrier.ts';

/** Asked by the page through the preload; the preload and src/renderer/connection/carriers.ts use the same words. */
export const portWanted = 'candor:port-wanted';
export const portHandedOver = 'candor:port';

/**
 * Answers every request from the main frame of `contents` while it shows our page, and none other. A new port closes
 * the one before it, since the page that held that one is gone. Disposing closes the last and hands out no more.
 */
export function handOutPorts(electron: Electron, contents: WebContents, onCarrier: (carrier: Carrier) => void, log: Host['log']): Disposable {
  let current: Carrier | undefined;
  const answer = (event: IpcMainEvent): void => {
    const why = whyRefused(event, contents);
    if (why !== undefined) return log('warn', 'port refused', { why });
    current?.close('the page asked for a new port');
    const { port1, port2 } = new electron.MessageChannelMain();
    current = messagePortMainCarrier(port1);
    onCarrier(current);
    event.senderFrame?.postMessage(portHandedOver, null, [port2]);
  };
  electron.ipcMain.on(portWanted, answer);
  contents.once('destroyed', () => current?.close('the window was closed'));
  return disposable(() => {
    electron.ipcMain.off(portWanted, answer);
    current?.close('Candor is closing');
  });
}

/** Why the sender of a message is not to be believed, or nothing when it is our page. */
export function whyRefused(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>, contents: WebContents): string | undefined {
  if (event.sender !== contents) return 'another window';
  // Null when the frame has navigated away or been destroyed since it sent.
  if (!event.senderFrame) return 'a frame that is gone';
  if (event.senderFrame !== contents.mainFrame) return 'a frame inside the page';
  return isPageUrl(event.senderFrame.url) ? undefined : 'a foreign address';
}
