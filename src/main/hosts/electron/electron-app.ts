/** The workstation in a window of its own: guards first, then core, then page. Stops in the reverse order. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { DisposableStore, type Disposable } from '../../../shared/base/disposable.ts';
import { serve, type Service } from '../../../shared/channel/server.ts';
import { createNodeHost, type NodeHost } from '../node-host.ts';
import { readRendererFiles } from '../renderer-files.ts';
import { pageUrl, type Electron } from './electron-api.ts';
import { guardApp, guardSession } from './guards.ts';
import { handOutPorts } from './handshake.ts';
import { openMainWindow } from './main-window.ts';
import { Notifications } from './notifications.ts';
import { registerPageScheme, servePageScheme } from './page-protocol.ts';
import { startUtilityWorker } from './worker-process.ts';

export interface RunningCore {
  readonly service: Service<PageContext>;
  dispose(): Promise<void>;
}

/** Who asks: goes with every call and stream. */
export interface PageContext {
  readonly connection: number;
}

export interface ElectronAppOptions {
  readonly dataDir: string;
  readonly resourcesDir: string;
  readonly appVersion: string;
  /** The folder `out` of the build: main/, preload/ and renderer/. */
  readonly buildDir: string;
  readonly fingerprint: string;
  /** Throws with words for the user when the workstation cannot start. */
  readonly startCore: (host: NodeHost) => Promise<RunningCore>;
}

/** Longest wait for the core to stop; after it the journal is trusted to have survived, as after a loss of power. */
const stopMsMax = 10_000;

/** Runs until the window is closed. Returns at once when another Candor holds this profile, which then comes forward. */
export async function runElectronApp(electron: Electron, options: ElectronAppOptions): Promise<void> {
  const { app } = electron;
  // Before the lock, which is one for each of these folders. Electron takes none that is not there.
  const userData = join(options.dataDir, 'electron');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  if (!app.requestSingleInstanceLock()) return app.quit();
  const notes = new Notifications(electron);
  const host = createElectronHost(electron, options, notes);
  if (!notes.isSupported) host.log('warn', 'this system shows no desktop notifications; alerts are in the inbox alone');
  registerPageScheme(electron);
  guardApp(app, { devTools: !app.isPackaged }, host.log);
  await app.whenReady();
  try {
    await openWorkstation(electron, host, options, notes);
  } catch (error) {
    host.log('error', 'did not start', { error });
    electron.dialog.showErrorBox('Candor cannot start', error instanceof Error ? error.message : String(error));
    await host.dispose();
    app.exit(1);
  }
}

export function createElectronHost(electron: Electron, options: ElectronAppOptions, notes: Notifications): NodeHost {
  return createNodeHost({
    kind: 'electron',
    dataDir: options.dataDir,
    resourcesDir: options.resourcesDir,
    appVersion: options.appVersion,
    startWorker: (name) => startUtilityWorker(electron, name, join(options.buildDir, 'main', 'workers', `${name}.worker.js`)),
    notify: (title, body, onPress) => notes.show(title, body, onPress),
  });
}

async function openWorkstation(electron: Electron, host: NodeHost, options: ElectronAppOptions, notes: Notifications): Promise<void> {
  const { app } = electron;
  const files = readRendererFiles(join(options.buildDir, 'renderer'));
  if (!files.ok) throw new Error(files.error);
  const devTools = !app.isPackaged;
  guardSession(electron.session.defaultSession, { devTools }, host.log);
  servePageScheme(electron, files.value);
  setMenu(electron);
  const core = await options.startCore(host);
  const pages = new DisposableStore();
  quitSafely(electron, host, pages, core);
  // CommonJS, because a sandboxed preload can be nothing else.
  const window = openMainWindow({ electron, host, preloadPath: join(options.buildDir, 'preload', 'preload.cjs'), devTools });
  let connections = 0;
  pages.add(handOutPorts(electron, window.webContents, (carrier) => {
    connections += 1;
    serve(carrier, core.service, { connection: connections }, {
      clock: host.clock,
      fingerprint: options.fingerprint,
      onFault: (fault) => host.log('error', 'channel fault', { fault }),
    });
  }, host.log));
  notes.onPress(() => comeForward(window));
  app.on('second-instance', () => comeForward(window));
  await window.loadURL(pageUrl);
}

function comeForward(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** A window that is closed ends the workstation, but not before the core has put everything in order. */
function quitSafely(electron: Electron, host: NodeHost, pages: Disposable, core: RunningCore): void {
  const { app } = electron;
  let stopping = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    host.clock.after(stopMsMax, () => app.exit(1));
    // First, so that nothing is asked of a core that is closing.
    pages.dispose();
    core
      .dispose()
      .catch((error: unknown) => host.log('error', 'the core did not stop cleanly', { error }))
      .then(() => host.dispose())
      .then(() => app.exit(0), () => app.exit(1));
  });
}

/** The Mac needs a menu for copy and paste to work; elsewhere the page has its own. */
function setMenu({ Menu }: Electron): void {
  const isMac = process.platform === 'darwin';
  Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null);
}
