/** Stands in for Electron's module: records what the host sets, and lets a test play the page, the frames and the user. */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Electron } from '../../src/main/hosts/electron/electron-api.ts';
import type { Rectangle } from '../../src/main/hosts/electron/window-state.ts';

export class StandInFrame {
  url: string;
  readonly posted: { readonly channel: string; readonly ports: readonly StandInPort[] }[] = [];

  constructor(url: string) {
    this.url = url;
  }

  postMessage(channel: string, _message: unknown, ports: readonly StandInPort[]): void {
    this.posted.push({ channel, ports });
  }
}

export class StandInContents extends EventEmitter {
  readonly mainFrame = new StandInFrame('about:blank');
  openHandler: ((details: { url: string }) => { action: string }) | undefined;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

export class StandInWindow extends EventEmitter {
  readonly webContents = new StandInContents();
  readonly calls: string[] = [];
  readonly options: BrowserWindowConstructorOptions;
  bounds: Rectangle;
  destroyed = false;
  maximized = false;

  constructor(options: BrowserWindowConstructorOptions, made: StandInWindow[]) {
    super();
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 0, height: options.height ?? 0 };
    made.push(this);
  }

  async loadURL(url: string): Promise<void> {
    this.calls.push(`load ${url}`);
    this.webContents.mainFrame.url = url;
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  restore(): void {
    this.calls.push('restore');
  }
  maximize(): void {
    this.maximized = true;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return true;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
}

/** A port of the main process: Node's own, in the shape of Electron's. */
export class StandInPort extends EventEmitter {
  readonly node: MessagePort;

  constructor(node: MessagePort) {
    super();
    this.node = node;
    node.on('close', () => this.emit('close'));
  }

  start(): void {
    this.node.on('message', (data) => this.emit('message', { data }));
  }
  postMessage(message: unknown): void {
    this.node.postMessage(message);
  }
  close(): void {
    this.node.close();
  }
}

export class StandInSession extends EventEmitter {
  readonly set = new Map<string, (...args: never[]) => unknown>();
  readonly webRequest = { onBeforeRequest: (handler: (...args: never[]) => unknown) => this.set.set('beforeRequest', handler) };

  setPermissionRequestHandler(handler: (...args: never[]) => unknown): void {
    this.set.set('permissionRequest', handler);
  }
  setPermissionCheckHandler(handler: (...args: never[]) => unknown): void {
    this.set.set('permissionCheck', handler);
  }
  setDevicePermissionHandler(handler: (...args: never[]) => unknown): void {
    this.set.set('devicePermission', handler);
  }
  setDisplayMediaRequestHandler(handler: (...args: never[]) => unknown): void {
    this.set.set('displayMedia', handler);
  }
  /** Calls a handler that was set, with arguments as Electron gives them. */
  run(name: string, ...args: unknown[]): unknown {
    const handler = this.set.get(name);
    if (!handler) throw new Error(`no ${name} handler is set`);
    return (handler as (...all: unknown[]) => unknown)(...args);
  }
}

export class StandInApp extends EventEmitter {
  isPackaged = true;
  hasLock = true;
  sandboxed = false;
  readonly paths = new Map<string, string>();
  readonly ended: string[] = [];
  readonly order: string[];

  constructor(order: string[]) {
    super();
    this.order = order;
  }
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  enableSandbox(): void {
    this.sandboxed = true;
    this.order.push('sandbox');
  }
  async whenReady(): Promise<void> {
    this.order.push('ready');
  }
  quit(): void {
    this.ended.push('quit');
  }
  exit(code: number): void {
    this.ended.push(`exit ${code}`);
  }
}

/** Everything that a test looks at, and the module to hand to the host. */
export function standInElectron(): {
  readonly electron: Electron;
  readonly app: StandInApp;
  readonly session: StandInSession;
  readonly ipcMain: EventEmitter;
  readonly windows: StandInWindow[];
  readonly order: string[];
  readonly schemes: unknown[];
  readonly protocols: Map<string, (request: Request) => Response>;
  readonly boxes: string[];
  readonly workers: StandInUtility[];
  /** Those that were shown. */
  readonly notifications: StandInNotification[];
  showsNotifications: boolean;
  displays: Rectangle[];
} {
  const order: string[] = [];
  const parts = {
    app: new StandInApp(order),
    session: new StandInSession(),
    ipcMain: new EventEmitter(),
    windows: [] as StandInWindow[],
    order,
    schemes: [] as unknown[],
    protocols: new Map<string, (request: Request) => Response>(),
    boxes: [] as string[],
    workers: [] as StandInUtility[],
    notifications: [] as StandInNotification[],
    showsNotifications: true,
    displays: [{ x: 0, y: 0, width: 1920, height: 1040 }] as Rectangle[],
  };
  const electron = {
    app: parts.app,
    ipcMain: parts.ipcMain,
    session: { defaultSession: parts.session },
    screen: { getAllDisplays: () => parts.displays.map((workArea) => ({ workArea })), getPrimaryDisplay: () => ({ workArea: parts.displays[0] }) },
    BrowserWindow: function BrowserWindow(options: BrowserWindowConstructorOptions) {
      return new StandInWindow(options, parts.windows);
    },
    MessageChannelMain: function MessageChannelMain() {
      const { port1, port2 } = new MessageChannel();
      return { port1: new StandInPort(port1), port2: new StandInPort(port2) };
    },
    Menu: { setApplicationMenu: () => {}, buildFromTemplate: (template: unknown) => template },
    Notification: Object.assign(
      function Notification(options: { title: string; body: string }) { return new StandInNotification(options, parts.notifications); },
      { isSupported: () => parts.showsNotifications },
    ),
    dialog: { showErrorBox: (title: string, text: string) => parts.boxes.push(`${title}: ${text}`) },
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => (order.push('scheme'), parts.schemes.push(...schemes)),
      handle: (scheme: string, handler: (request: Request) => Response) => parts.protocols.set(scheme, handler),
    },
    utilityProcess: { fork: (path: string, args: string[], options: unknown) => new StandInUtility(path, args, options, parts.workers) },
  };
  return Object.assign(parts, { electron: electron as unknown as Electron });
}

export class StandInNotification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  private readonly shown: StandInNotification[];

  constructor({ title, body }: { readonly title: string; readonly body: string }, shown: StandInNotification[]) {
    super();
    this.title = title;
    this.body = body;
    this.shown = shown;
  }
  show(): void {
    this.shown.push(this);
  }
}

export class StandInUtility extends EventEmitter {
  readonly sent: unknown[] = [];
  killed = false;
  readonly pid = undefined;
  readonly path: string;
  readonly options: unknown;

  constructor(path: string, _args: string[], options: unknown, made: StandInUtility[]) {
    super();
    this.path = path;
    this.options = options;
    made.push(this);
  }
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  kill(): void {
    this.killed = true;
  }
}
