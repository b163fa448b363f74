/** The Electron host's wiring, against a stand-in for Electron's module: every allowance that it takes away. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/shared/channel/client.ts';
import { portCarrier, type PortLike } from '../../src/shared/channel/port-carrier.ts';
import { runElectronApp } from '../../src/main/hosts/electron/electron-app.ts';
import { isPageUrl } from '../../src/main/hosts/electron/electron-api.ts';
import { loadWindowState, placeWindow, saveWindowState } from '../../src/main/hosts/electron/window-state.ts';
import { startUtilityWorker } from '../../src/main/hosts/electron/worker-process.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import type { NodeHost } from '../../src/main/hosts/node-host.ts';
import { SmallService, until } from './small-service.ts';
import { StandInContents, StandInFrame, standInElectron, type StandInWindow } from './electron-stand-in.ts';

const clock = systemClock();
let folder: string;
let service: SmallService;
let disposed: number;
let stand: ReturnType<typeof standInElectron>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-electron-'));
  mkdirSync(join(folder, 'out', 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<script nonce="__CANDOR_CSP_NONCE__" src="/assets/a.js"></script>');
  writeFileSync(join(folder, 'out', 'renderer', 'assets', 'a.js'), '1');
  service = new SmallService(clock);
  disposed = 0;
  stand = standInElectron();
});

afterEach(async () => {
  // Ends the host's timers; a quit twice is one quit.
  stand.app.emit('before-quit', { preventDefault() {} });
  await until(() => stand.app.ended.some((end) => end.startsWith('exit')) || stand.windows.length === 0);
  rmSync(folder, { recursive: true });
});

async function start(options: { startCore?: (host: NodeHost) => Promise<{ service: SmallService; dispose(): Promise<void> }> } = {}): Promise<StandInWindow> {
  await runElectronApp(stand.electron, {
    dataDir: join(folder, 'data'),
    resourcesDir: join(folder, 'resources'),
    appVersion: '0.0.0',
    buildDir: join(folder, 'out'),
    fingerprint: 'f',
    startCore: options.startCore ?? (async () => ({ service, dispose: async () => void (disposed += 1) })),
  });
  return stand.windows[0] as StandInWindow;
}

interface PreventedEvent {
  readonly prevented: () => boolean;
  preventDefault(): void;
}

function event(facts: object = {}): PreventedEvent {
  let prevented = false;
  return { ...facts, prevented: () => prevented, preventDefault: () => void (prevented = true) };
}

describe('window and session', () => {
  it('[HO-50] the page is sandboxed and isolated, without Node, and set to stay so', async () => {
    const window = await start();
    expect(window.options.webPreferences).toMatchObject({
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
      backgroundThrottling: false,
      devTools: false,
    });
    expect(window.options.webPreferences?.enableBlinkFeatures).toBeUndefined();
    expect(stand.app.sandboxed).toBe(true);
    expect(stand.order).toEqual(['scheme', 'sandbox', 'ready']);
    expect(window.calls).toEqual(['load candor://app/']);
    window.emit('ready-to-show');
    expect(window.calls).toContain('show');
  });

  it('[HO-51] the scheme is standard and secure, and has no other privilege', async () => {
    await start();
    expect(stand.schemes).toEqual([{ scheme: 'candor', privileges: { standard: true, secure: true } }]);
  });

  it('[HO-52] the page comes from the list of built files, with a policy that lets it connect nowhere', async () => {
    await start();
    const handle = stand.protocols.get('candor');
    const ask = (url: string, method = 'GET'): Response => handle?.({ url, method } as Request) as Response;
    const page = ask('candor://app/');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(page.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(await page.text()).toContain(/'(nonce-[^']+)'/.exec(policy)?.[1]?.replace('nonce-', 'nonce="'));
    expect(ask('candor://app/assets/a.js').headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const url of ['candor://app/../../secret', 'candor://app/%2e%2e/secret', 'candor://app/assets/', 'candor://app/package.json']) expect(ask(url).status, url).toBe(404);
    for (const url of ['candor://other/', 'candor://app.example/', 'candor://user@app/', 'https://app/', 'file:///etc/passwd', 'nonsense']) expect(ask(url).status, url).toBe(403);
    for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) expect(ask('candor://app/', method).status).toBe(405);
  });

  it('[HO-53] every permission is refused, asked or looked up, and so is every device and screen', async () => {
    await start();
    const { session } = stand;
    for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'pointerLock', 'fullscreen', 'openExternal', 'clipboard-read', 'display-capture', 'hid', 'serial', 'usb', 'fileSystem', 'unknown']) {
      let answer: unknown;
      session.run('permissionRequest', {}, permission, (granted: boolean) => (answer = granted));
      expect(answer, permission).toBe(false);
      expect(session.run('permissionCheck', {}, permission), permission).toBe(false);
    }
    expect(session.run('devicePermission', {})).toBe(false);
    let media: unknown;
    session.run('displayMedia', {}, (streams: unknown) => (media = streams));
    expect(media).toBeNull();
  });

  it('[HO-54] nothing is fetched but the page itself', async () => {
    await start();
    const isCanceled = (url: string): unknown => {
      let answer: { cancel?: boolean } = {};
      stand.session.run('beforeRequest', { url }, (response: { cancel?: boolean }) => (answer = response));
      return answer.cancel;
    };
    for (const url of ['candor://app/', 'candor://app/assets/a.js', 'blob:candor://app/3f2a', 'data:image/svg+xml,x']) expect(isCanceled(url), url).toBe(false);
    for (const url of ['http://127.0.0.1/', 'https://example.com/', 'ws://127.0.0.1/', 'file:///etc/passwd', 'candor://app.example/', 'ftp://x/', 'data:text/html,x', 'blob:https://example.com/1', 'devtools://devtools/', 'chrome-extension://x/', 'chrome://gpu']) expect(isCanceled(url), url).toBe(true);
    const foreign = event();
    stand.session.emit('will-download', foreign, { getURL: () => 'https://example.com/x.exe' });
    expect(foreign.prevented()).toBe(true);
    const own = event();
    stand.session.emit('will-download', own, { getURL: () => 'blob:candor://app/1' });
    expect(own.prevented()).toBe(false);
    const created = standInElectron().session;
    stand.app.emit('session-created', created);
    expect(created.run('permissionCheck', {}, 'media')).toBe(false);
  });

  it('[HO-55] navigation, redirects, new windows and webviews are refused in whatever is ever made', async () => {
    await start();
    const contents = new StandInContents();
    stand.app.emit('web-contents-created', {}, contents);
    for (const url of ['https://example.com/', 'candor://app/', 'about:blank', 'file:///x']) expect(contents.openHandler?.({ url }).action).toBe('deny');
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of ['https://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'candor://app.example/', 'candor://app/other']) {
        const navigation = event({ url, isMainFrame: true });
        contents.emit(name, navigation);
        expect(navigation.prevented(), `${name} ${url}`).toBe(true);
      }
    }
    for (const url of ['candor://app/', 'candor://app/?x=1#y']) {
      const reload = event({ url, isMainFrame: true });
      contents.emit('will-navigate', reload);
      contents.emit('will-frame-navigate', reload);
      expect(reload.prevented(), url).toBe(false);
    }
    const framed = event({ url: 'candor://app/', isMainFrame: false });
    contents.emit('will-frame-navigate', framed);
    expect(framed.prevented()).toBe(true);
    const webview = event();
    contents.emit('will-attach-webview', webview);
    expect(webview.prevented()).toBe(true);
  });

  it('[HO-56] certificate errors, client certificates and logins are refused', async () => {
    await start();
    const certificate = event();
    let trusted: unknown;
    stand.app.emit('certificate-error', certificate, {}, 'https://x/', 'error', {}, (answer: boolean) => (trusted = answer));
    expect([certificate.prevented(), trusted]).toEqual([true, false]);
    const asked = event();
    let given: unknown[] = ['never called'];
    stand.app.emit('select-client-certificate', asked, {}, 'https://x/', [{ data: 'certificate' }], (...answer: unknown[]) => (given = answer));
    expect([asked.prevented(), given]).toEqual([true, []]);
    // Electron cancels a login unless somebody listens.
    expect(stand.app.listenerCount('login')).toBe(0);
  });
});

describe('the port', () => {
  it('[HO-60] the main frame of our page gets one, and everything passes over it', async () => {
    const window = await start();
    const frame = window.webContents.mainFrame;
    stand.ipcMain.emit('candor:port-wanted', { sender: window.webContents, senderFrame: frame });
    expect(frame.posted.map(({ channel, ports }) => [channel, ports.length])).toEqual([['candor:port', 1]]);
    const client = connect(portCarrier(frame.posted[0]?.ports[0]?.node as unknown as PortLike), { clock, fingerprint: 'f' });
    expect(await client.call('echo', { qty: 5 })).toEqual({ qty: 5 });
    client.close();
  });

  it('[HO-61] nobody else gets one: foreign window, inner frame, dead frame, foreign address', async () => {
    const window = await start();
    const contents = window.webContents;
    const senders: [string, unknown][] = [
      ['another window', { sender: new StandInContents(), senderFrame: contents.mainFrame }],
      ['another window with our frame address', { sender: new StandInContents(), senderFrame: new StandInFrame('candor://app/') }],
      ['inner frame', { sender: contents, senderFrame: new StandInFrame('candor://app/') }],
      ['dead frame', { sender: contents, senderFrame: null }],
    ];
    for (const [, sender] of senders) stand.ipcMain.emit('candor:port-wanted', sender);
    for (const url of ['https://example.com/', 'about:blank', 'file:///x', 'candor://app.example/', 'candor://evil/', 'candor:app', 'data:text/html,x', '']) {
      contents.mainFrame.url = url;
      stand.ipcMain.emit('candor:port-wanted', { sender: contents, senderFrame: contents.mainFrame });
    }
    expect(contents.mainFrame.posted).toEqual([]);
    for (const [, sender] of senders) expect((sender as { senderFrame: StandInFrame | null }).senderFrame?.posted ?? []).toEqual([]);
    expect(stand.ipcMain.eventNames()).toEqual(['candor:port-wanted']);
  });

  it('[HO-62] a page that is loaded again gets a new port, and the old one is closed', async () => {
    const window = await start();
    const frame = window.webContents.mainFrame;
    const ask = (): void => void stand.ipcMain.emit('candor:port-wanted', { sender: window.webContents, senderFrame: frame });
    ask();
    const first = connect(portCarrier(frame.posted[0]?.ports[0]?.node as unknown as PortLike), { clock, fingerprint: 'f' });
    let closed = false;
    first.onClose(() => (closed = true));
    ask();
    await until(() => closed);
    const second = connect(portCarrier(frame.posted[1]?.ports[0]?.node as unknown as PortLike), { clock, fingerprint: 'f' });
    expect(await second.call('echo', 2)).toBe(2);
    second.close();
  });

  it('[HO-63] the preload exposes nothing: no bridge, no invoke, one message each way', () => {
    const source = readFileSync(new URL('../../src/preload/preload.ts', import.meta.url), 'utf8');
    expect(source).not.toMatch(/contextBridge|exposeInMainWorld|invoke\(|require\(/);
    expect(source.match(/ipcRenderer\.\w+\(/g)).toEqual(['ipcRenderer.send(', 'ipcRenderer.on(']);
  });

  it('[HO-61] an address is ours by its parts, not by how it begins', () => {
    expect(isPageUrl('candor://app/')).toBe(true);
    expect(isPageUrl('candor://app/assets/a.js?x#y')).toBe(true);
    for (const url of ['candor://app.example/', 'candor://app@example/', 'candor://app:1/', 'candor:/app/', 'candor:///app/', 'xcandor://app/', 'https://app/', '']) expect(isPageUrl(url), url).toBe(false);
  });
});

describe('life', () => {
  it('[HO-70] the second Candor of a profile ends, and the first comes forward', async () => {
    stand.app.hasLock = false;
    await start();
    expect(stand.app.ended).toEqual(['quit']);
    expect(stand.windows).toEqual([]);
    stand = standInElectron();
    const window = await start();
    stand.app.emit('second-instance');
    expect(window.calls).toEqual(['load candor://app/', 'restore', 'focus']);
    expect(stand.app.paths.get('userData')).toBe(join(folder, 'data', 'electron'));
  });

  it('[HO-76] a notification of the core is shown by the system; a press brings the window forward, then tells the core', async () => {
    let notify: NodeHost['notify'] | undefined;
    const window = await start({ startCore: async (host) => { notify = host.notify; return { service, dispose: async () => undefined }; } });
    const order = window.calls;
    notify?.('Order unresolved', 'Buy 10 ACME', () => order.push('pressed'));
    expect(stand.notifications.map(({ title, body }) => [title, body])).toEqual([['Order unresolved', 'Buy 10 ACME']]);
    order.length = 0;
    stand.notifications[0]?.emit('click');
    expect(order).toEqual(['restore', 'focus', 'pressed']);
    stand.notifications[0]?.emit('click');
    expect(order).toHaveLength(3);
  });

  it('[HO-76] a system without notifications is said in the log, and nothing is shown', async () => {
    stand.showsNotifications = false;
    let notify: NodeHost['notify'] | undefined;
    await start({ startCore: async (host) => { notify = host.notify; return { service, dispose: async () => undefined }; } });
    notify?.('Order unresolved', 'Buy 10 ACME', () => undefined);
    expect(stand.notifications).toEqual([]);
    await until(() => /shows no desktop notifications/.test(readFileSync(join(folder, 'data', 'logs', 'candor.log'), 'utf8')));
  });

  it('[HO-71] quitting waits for the core, once', async () => {
    await start();
    const quits = [event(), event()];
    for (const quit of quits) stand.app.emit('before-quit', quit);
    expect(quits.map((quit) => quit.prevented())).toEqual([true, true]);
    await until(() => stand.app.ended.includes('exit 0'));
    expect(disposed).toBe(1);
  });

  it('[HO-72] a core that cannot start says why, and leaves', async () => {
    await start({ startCore: async () => Promise.reject(new Error('setting venue.orders: an endpoint such as tcp://127.0.0.1:5555')) });
    expect(stand.boxes).toEqual(['Candor cannot start: setting venue.orders: an endpoint such as tcp://127.0.0.1:5555']);
    expect(stand.app.ended).toEqual(['exit 1']);
  });

  it('[HO-73] the window comes back where it was, or to the centre when its display is gone', async () => {
    const window = await start();
    window.emit('ready-to-show');
    window.bounds = { x: 300, y: 200, width: 1200, height: 800 };
    window.maximized = true;
    window.emit('close');
    const state = loadWindowState(join(folder, 'data'));
    expect(state).toEqual({ x: 300, y: 200, width: 1200, height: 800, maximized: true });
    const primary = { x: 0, y: 0, width: 1920, height: 1040 };
    const right = { x: 1920, y: 0, width: 1920, height: 1040 };
    const onRight = { x: 2500, y: 100, width: 1200, height: 800, maximized: false };
    expect(placeWindow(onRight, [primary, right], primary)).toEqual(onRight);
    expect(placeWindow(onRight, [primary], primary)).toEqual({ x: 360, y: 120, width: 1200, height: 800, maximized: false });
    expect(placeWindow({ ...onRight, x: 0, y: -500 }, [primary], primary).y).toBe(120);
    expect(placeWindow(undefined, [primary], primary)).toEqual({ x: 160, y: 20, width: 1600, height: 1000, maximized: false });
    expect(placeWindow({ ...onRight, width: 9000, height: 9000, x: 20_000 }, [primary], primary)).toMatchObject({ x: 0, y: 0, width: 1920, height: 1040 });
    for (const bad of ['', '{', '[]', '{"x":1}', '{"x":1e99,"y":0,"width":1,"height":1,"maximized":false}', '{"x":0,"y":0,"width":-5,"height":1,"maximized":false}']) {
      writeFileSync(join(folder, 'data', 'window.json'), bad);
      expect(loadWindowState(join(folder, 'data')), bad).toBeUndefined();
    }
    saveWindowState(join(folder, 'data'), onRight);
    expect(loadWindowState(join(folder, 'data'))).toEqual(onRight);
  });

  it('[HO-74] a page that dies is loaded again, but not for ever', async () => {
    const window = await start();
    for (let i = 0; i < 5; i++) window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(window.calls.filter((call) => call === 'load candor://app/')).toHaveLength(4);
    expect(stand.boxes).toHaveLength(2);
  });

  it('[HO-75] workers are utility processes of the build', () => {
    const worker = startUtilityWorker(stand.electron, 'inference', '/app/out/main/workers/inference.worker.js');
    const seen: unknown[] = [];
    worker.onMessage((message) => seen.push(message));
    worker.onExit((code) => seen.push(code));
    worker.send({ hello: 1 });
    const child = stand.workers[0];
    child?.emit('message', 'answer');
    worker.kill();
    child?.emit('exit', 9);
    worker.send('to nobody');
    expect(seen).toEqual(['answer', 9]);
    expect([child?.sent, child?.killed, child?.path]).toEqual([[{ hello: 1 }], true, '/app/out/main/workers/inference.worker.js']);
  });
});
