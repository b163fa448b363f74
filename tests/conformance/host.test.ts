/** Runs the host suite over both hosts: loopback by HTTP and WebSocket, Electron by its stand-in and real ports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Service } from '../../src/shared/channel/server.ts';
import { portCarrier, type PortLike } from '../../src/shared/channel/port-carrier.ts';
import { webSocketCarrier, type WebSocketLike } from '../../src/shared/channel/websocket-carrier.ts';
import { runElectronApp } from '../../src/main/hosts/electron/electron-app.ts';
import { servePage } from '../../src/main/hosts/loopback/loopback-host.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { standInElectron } from './electron-stand-in.ts';
import { hostSuite, indexHtml, type RunningHost } from './host.ts';
import { until } from './small-service.ts';

const clock = systemClock();

function builtPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-host-'));
  mkdirSync(join(folder, 'out', 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), indexHtml);
  writeFileSync(join(folder, 'out', 'renderer', 'assets', 'a.js'), '1');
  return folder;
}

hostSuite('loopback', async (service: Service): Promise<RunningHost> => {
  const folder = builtPage();
  const server = await servePage({ host: { clock, log: () => {} }, service, fingerprint: 'f', port: 0, rendererDir: join(folder, 'out', 'renderer') });
  const origin = `http://127.0.0.1:${server.port}`;
  const get = (path: string, headers: Record<string, string>): Promise<{ status: number; headers: Record<string, unknown>; body: string }> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.port, path, headers, agent: false }, (response) => {
        let body = '';
        response.on('data', (part) => (body += String(part)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      }).on('error', reject).end();
    });
  const entered = await get(server.issueLink().slice(origin.length), {});
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  let stopped: Promise<void> | undefined;
  return {
    async fetchPage(path) {
      const { status, headers, body } = await get(path, { Cookie: cookie });
      return { status, policy: String(headers['content-security-policy']), body };
    },
    async openPage() {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/channel`, { headers: { Origin: origin, Cookie: cookie } });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return webSocketCarrier(socket as WebSocketLike);
    },
    stop: () => (stopped ??= server.dispose().then(() => rmSync(folder, { recursive: true }))),
  };
});

hostSuite('electron', async (service: Service): Promise<RunningHost> => {
  const folder = builtPage();
  const stand = standInElectron();
  await runElectronApp(stand.electron, {
    dataDir: join(folder, 'data'),
    resourcesDir: folder,
    appVersion: '0.0.0',
    buildDir: join(folder, 'out'),
    fingerprint: 'f',
    startCore: async () => ({ service, dispose: async () => {} }),
  });
  const contents = stand.windows[0]?.webContents;
  if (!contents) throw new Error('no window was opened');
  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    stand.app.emit('before-quit', { preventDefault() {} });
    await until(() => stand.app.ended.includes('exit 0'));
    rmSync(folder, { recursive: true });
  }
  return {
    async fetchPage(path) {
      const response = stand.protocols.get('candor')?.({ method: 'GET', url: `candor://app${path}` } as Request) ?? new Response();
      return { status: response.status, policy: response.headers.get('content-security-policy') ?? '', body: await response.text() };
    },
    async openPage() {
      stand.ipcMain.emit('candor:port-wanted', { sender: contents, senderFrame: contents.mainFrame });
      return portCarrier(contents.mainFrame.posted.at(-1)?.ports[0]?.node as unknown as PortLike);
    },
    stop: () => (stopped ??= stop()),
  };
});
