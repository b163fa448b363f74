/** The window: sandboxed, without Node, where it was when it was closed. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import type { Host } from '../../core/host.ts';
import { pageUrl, type Electron } from './electron-api.ts';
import { loadWindowState, placeWindow, saveWindowState, windowSizeMin, type WindowState } from './window-state.ts';

export interface MainWindowParts {
  readonly electron: Electron;
  readonly host: Pick<Host, 'clock' | 'dataDir' | 'log'>;
  readonly preloadPath: string;
  readonly devTools: boolean;
}

/** Waits for a drag or resize to end before it is written down, ms. */
const settleMs = 500;
/** A page that dies more often than this in a minute is not loaded again. */
const reloadsMax = 3;

/** Opens the window without loading the page. */
export function openMainWindow(parts: MainWindowParts): BrowserWindow {
  const { electron, host } = parts;
  const displays = electron.screen.getAllDisplays().map((display) => display.workArea);
  const state = placeWindow(loadWindowState(host.dataDir), displays, electron.screen.getPrimaryDisplay().workArea);
  const window = new electron.BrowserWindow(windowOptions(state, parts));
  window.once('ready-to-show', () => {
    // Maximizing shows: not before there is something to see.
    if (state.maximized) window.maximize();
    window.show();
    keepState(window, parts);
  });
  reloadWhenDead(window, parts);
  return window;
}

function windowOptions(state: WindowState, parts: MainWindowParts): BrowserWindowConstructorOptions {
  return {
    x: state.x,
    y: state.y,
    width: state.width,
    height: state.height,
    minWidth: windowSizeMin.width,
    minHeight: windowSizeMin.height,
    show: false,
    title: 'Candor',
    backgroundColor: '#0f1318',
    autoHideMenuBar: true,
    webPreferences: {
      preload: parts.preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      // Prices must stay current behind another window.
      backgroundThrottling: false,
      // An alert must be heard by a trader who has not touched the page since it was opened.
      autoplayPolicy: 'no-user-gesture-required',
      devTools: parts.devTools,
    },
  };
}

function keepState(window: BrowserWindow, { host }: MainWindowParts): void {
  let pending: { dispose(): void } | undefined;
  const save = (): void => {
    pending?.dispose();
    if (window.isDestroyed()) return;
    try {
      // The bounds that it goes back to when it is no longer maximized.
      saveWindowState(host.dataDir, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      host.log('warn', 'the place of the window could not be kept', { error });
    }
  };
  const saveSoon = (): void => {
    pending?.dispose();
    pending = host.clock.after(settleMs, save);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('close', save);
}

function reloadWhenDead(window: BrowserWindow, { host, electron }: MainWindowParts): void {
  let diedAtMs: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    host.log('error', 'the page died', { reason: details.reason, exitCode: details.exitCode });
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = host.clock.monotonicMs();
    diedAtMs = [...diedAtMs.filter((at) => now - at < 60_000), now];
    if (diedAtMs.length <= reloadsMax) void window.loadURL(pageUrl);
    else electron.dialog.showErrorBox('Candor', 'The screen stopped several times in a minute and was not started again. Orders and journal are not affected; restart Candor to see them.');
  });
}
