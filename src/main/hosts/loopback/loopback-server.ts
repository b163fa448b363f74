/** The workstation in a browser: HTTP on 127.0.0.1 for the page, a WebSocket for everything it says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../../shared/base/clock.ts';
import { messageBytesMax, type Carrier } from '../../../shared/channel/carrier.ts';
import { webSocketCarrier, type WebSocketLike } from '../../../shared/channel/websocket-carrier.ts';
import { contentSecurityPolicy, newNonce, securityHeaders } from '../page-security.ts';
import type { RendererFiles } from '../renderer-files.ts';
import { Access, sessionMsMax } from './access.ts';
import { judgeRequest, judgeUpgrade, type GateParts, type RequestHead, type Verdict } from './gate.ts';

export interface LoopbackOptions {
  readonly clock: Clock;
  readonly files: RendererFiles;
  /** 0 for a free one. */
  readonly port: number;
  /** A page has come, with its right to proven. */
  readonly onCarrier: (carrier: Carrier) => void;
  /** Told of refusals, without tokens, cookies or addresses. */
  readonly onRefusal: (status: number, reason: string) => void;
}

export interface LoopbackServer {
  readonly port: number;
  /** A new one-time link. It is a secret until it is used: for the user's eyes, not for a log. */
  issueLink(): string;
  dispose(): Promise<void>;
}

/** Limits of the server; a workstation has one user and a few tabs. */
const limits = { connectionsMax: 128, socketsMax: 32, headersMax: 64, headerBytesMax: 16 * 1024 } as const;

/** Rejects, with words for the user, when the port is taken. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const server = createServer({ maxHeaderSize: limits.headerBytesMax, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 });
  server.maxHeadersCount = limits.headersMax;
  server.maxConnections = limits.connectionsMax;
  const port = await listen(server, options.port);
  const authority = `127.0.0.1:${port}`;
  // Cookies do not tell ports apart, so the name does: two workstations on one machine keep to themselves.
  const gate: GateParts = { authority, cookieName: `candor-${port}`, access: new Access(options.clock) };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax, perMessageDeflate: false, clientTracking: true });
  server.on('request', (request, response) => answer(request, response, gate, options));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, gate, sockets, options));
  server.on('clientError', (_error, socket) => socket.destroy());
  return {
    port,
    issueLink: () => `http://${authority}/?token=${gate.access.issueToken()}`,
    dispose: () => close(server, sockets),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} of 127.0.0.1 is taken: choose another, or none`) : error));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, gate: GateParts, options: LoopbackOptions): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const verdict = judgeRequest(headOf(request), gate);
  if (verdict.kind === 'refuse') return refuse(request, response, verdict, options);
  if (verdict.kind === 'enter') return enter(response, verdict.sessionId, gate);
  if (verdict.kind === 'serve') return send(request, response, verdict.path, gate, options);
}

function refuse(request: IncomingMessage, response: ServerResponse, verdict: Verdict & { kind: 'refuse' }, options: LoopbackOptions): void {
  options.onRefusal(verdict.status, verdict.reason);
  if (verdict.status === 405) response.setHeader('Allow', 'GET, HEAD');
  if (verdict.status === 426) response.setHeader('Upgrade', 'websocket');
  // What a refused request still has to send is not read.
  response.setHeader('Connection', 'close');
  sendText(request, response, verdict.status, verdict.reason);
}

/** Sets the session's cookie and goes on to the address without the token, so that it stays in no history. */
function enter(response: ServerResponse, sessionId: string, gate: GateParts): void {
  const cookie = `${gate.cookieName}=${sessionId}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${sessionMsMax / 1000}`;
  response.writeHead(303, { 'Set-Cookie': cookie, Location: '/', 'Cache-Control': 'no-store', 'Content-Length': '0' });
  response.end();
}

function send(request: IncomingMessage, response: ServerResponse, path: string, gate: GateParts, options: LoopbackOptions): void {
  const file = options.files.get(path);
  if (!file) {
    options.onRefusal(404, 'no such file');
    return sendText(request, response, 404, 'There is nothing at this address.');
  }
  const nonce = newNonce();
  const body = file.body(nonce);
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': String(body.byteLength),
    'Content-Security-Policy': contentSecurityPolicy(nonce, [`ws://${gate.authority}`]),
    'Cache-Control': file.isPage ? 'no-store' : file.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`);
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(body.byteLength),
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, gate: GateParts, sockets: WebSocketServer, options: LoopbackOptions): void {
  socket.on('error', () => socket.destroy());
  const verdict = judgeUpgrade(headOf(request), gate);
  if (verdict.kind === 'channel' && sockets.clients.size < limits.socketsMax) {
    return sockets.handleUpgrade(request, socket, head, (accepted) => options.onCarrier(webSocketCarrier(accepted as WebSocketLike)));
  }
  const [status, reason] = verdict.kind === 'refuse' ? [verdict.status, verdict.reason] : [503, 'too many pages are open'];
  options.onRefusal(status, reason);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** From the raw lines: Node's own map drops the second of two Host or Origin headers, and two are an attack. */
function headOf(request: IncomingMessage): RequestHead {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(request.rawHeaders[i + 1] ?? '');
    headers.set(name, values);
  }
  return { method: request.method ?? '', target: request.url ?? '', headers };
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
