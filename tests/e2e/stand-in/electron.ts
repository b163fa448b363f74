/**
 * Takes the place of Electron's module under the built main process, where there is no Electron: a window without a
 * screen, whose page asks for its port, prints what the core says of itself, and closes. Workers are real processes.
 */
import { fork } from 'node:child_process';
import { connect, type Client } from '../../../src/shared/channel/client.ts';
import { portCarrier, type PortLike } from '../../../src/shared/channel/port-carrier.ts';
import { contractVersion } from '../../../src/shared/contract/version.ts';
import { systemClock } from '../../../src/main/hosts/system-clock.ts';
import { standInElectron, type StandInWindow } from '../../conformance/electron-stand-in.ts';

const stand = standInElectron();

export const { BrowserWindow, Menu, MessageChannelMain, Notification, dialog, ipcMain, protocol, screen, session } = stand.electron;

export const app = Object.assign(stand.app, {
  getAppPath: () => process.cwd(),
  getVersion: () => '0.0.0',
  isPackaged: false,
  quit: () => stand.app.emit('before-quit', { preventDefault() {} }),
  exit: (code: number) => process.exit(code),
});

export const utilityProcess = {
  fork(path: string) {
    const child = fork(path, [], { serialization: 'advanced' });
    return Object.assign(child, { postMessage: (message: object) => child.send(message) });
  },
};

const clock = systemClock();
const waiting = clock.every(50, () => {
  const window = stand.windows[0];
  if (!window?.calls.some((call) => call.startsWith('load '))) return;
  waiting.dispose();
  void playPage(window);
});

async function playPage(window: StandInWindow): Promise<void> {
  const { mainFrame } = window.webContents;
  stand.ipcMain.emit('candor:port-wanted', { sender: window.webContents, senderFrame: mainFrame });
  const port = mainFrame.posted[0]?.ports[0]?.node as unknown as PortLike;
  const client = connect(portCarrier(port), { clock, fingerprint: `contract ${contractVersion}` });
  const journal = await client.call('connections.verifyJournal', {});
  process.stdout.write(`${JSON.stringify({ status: await readyStatus(client), journal, preload: window.options.webPreferences?.preload, boxes: stand.boxes })}\n`);
  app.quit();
}

/** The first status in which the inference process is no longer starting. */
function readyStatus(client: Client): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const look = (value: unknown): void => {
      if ((value as { inference: { state: string } }).inference.state !== 'starting') resolve(value);
    };
    client.subscribe('connections.status', {}, { snapshot: look, delta: look, gap() {}, closed: reject });
  });
}
