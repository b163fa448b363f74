/** The loopback host from outside: what it lets in, what it serves, and the channel over it. */
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { connect } from '../../src/shared/channel/client.ts';
import { webSocketCarrier, type WebSocketLike } from '../../src/shared/channel/websocket-carrier.ts';
import { Access, sessionMsMax, tokenMsMax } from '../../src/main/hosts/loopback/access.ts';
import { servePage } from '../../src/main/hosts/loopback/loopback-host.ts';
import type { LoopbackServer } from '../../src/main/hosts/loopback/loopback-server.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { RecordingSink, SmallService, until } from './small-service.ts';

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

const clock = systemClock();
const service = new SmallService(clock);
const logged: string[] = [];
let folder: string;
let server: LoopbackServer;
let cookie: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candor-page-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><script type="module" nonce="__CANDOR_CSP_NONCE__" src="/assets/index-1a2b.js"></script>');
  writeFileSync(join(folder, 'renderer', 'assets', 'index-1a2b.js'), 'export const page = 1;');
  writeFileSync(join(folder, 'renderer', 'assets', 'index-1a2b.js.map'), '{}');
  writeFileSync(join(folder, 'renderer', 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  server = await servePage({
    host: { clock, log: (...entry) => logged.push(JSON.stringify(entry)) },
    service,
    fingerprint: 'f',
    port: 0,
    rendererDir: join(folder, 'renderer'),
  });
  cookie = await enter();
});

afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

const authority = (): string => `127.0.0.1:${server.port}`;
const origin = (): string => `http://${authority()}`;

function get(path: string, headers: Record<string, string | string[]> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** Opens a fresh link and returns the cookie as a browser would send it. */
async function enter(): Promise<string> {
  const reply = await get(new URL(server.issueLink()).pathname + new URL(server.issueLink()).search);
  return String(reply.headers['set-cookie']).split(';')[0] ?? '';
}

/** The status with which a WebSocket is refused, or 101. */
function upgrade(headers: Record<string, string | string[]>, path = '/channel', method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: server.port,
      path,
      method,
      agent: false,
      headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end();
  });
}

/** The first line of the answer to bytes sent as they are. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(server.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (part) => (answer += part.toString()));
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve('') : reject(error)));
    // What is no whole request is waited for, by a server: not by us.
    socket.setTimeout(300, () => socket.destroy());
  });
}

type Row<T> = readonly [name: string, value: T, right: boolean];

const hosts = (): readonly Row<string>[] => [
  ['exact', authority(), true],
  ['localhost', `localhost:${server.port}`, false],
  ['no port', '127.0.0.1', false],
  ['other port', '127.0.0.1:80', false],
  ['rebound name', `attacker.example:${server.port}`, false],
  ['0.0.0.0', `0.0.0.0:${server.port}`, false],
  ['IPv6', `[::1]:${server.port}`, false],
  ['IPv4 in IPv6', `[::ffff:127.0.0.1]:${server.port}`, false],
  ['decimal address', `2130706433:${server.port}`, false],
  ['trailing dot', `127.0.0.1.:${server.port}`, false],
];
const origins = (): readonly Row<string | undefined>[] => [
  ['exact', origin(), true],
  ['null', 'null', false],
  ['https', `https://${authority()}`, false],
  ['other port', 'http://127.0.0.1:3000', false],
  ['localhost', `http://localhost:${server.port}`, false],
  ['foreign', 'https://attacker.example', false],
  ['suffix', `${origin()}.attacker.example`, false],
  ['with path', `${origin()}/`, false],
];
const cookies = (): readonly Row<string | undefined>[] => [
  ['right', cookie, true],
  ['none', undefined, false],
  ['empty', `candor-${server.port}=`, false],
  ['wrong', `candor-${server.port}=${'A'.repeat(43)}`, false],
  ['other name', cookie.replace('candor-', 'candor_'), false],
  ['cut', cookie.slice(0, -1), false],
  ['twice', `${cookie}; ${cookie}`, false],
];

const clean = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));

describe('who gets in', () => {
  it('[HO-10] of all Host x Origin x Cookie on an upgrade, only the one right combination passes', async () => {
    let asked = 0;
    const passed: string[] = [];
    for (const [hostName, Host, hostRight] of hosts())
      for (const [originName, Origin, originRight] of [...origins(), ['none', undefined, false] as const])
        for (const [cookieName, Cookie, cookieRight] of cookies()) {
          const status = await upgrade(clean({ Host, Origin, Cookie }));
          asked += 1;
          const right = hostRight && originRight && cookieRight;
          expect(status, `${hostName}, ${originName}, ${cookieName}`).toBe(right ? 101 : hostRight && originRight ? 401 : 403);
          if (status === 101) passed.push(`${hostName}, ${originName}, ${cookieName}`);
        }
    expect(asked).toBe(630);
    expect(passed).toEqual(['exact, exact, right']);
  }, 60_000);

  it('[HO-11] of all Host x Origin x Cookie x method on a page, only ours passes', async () => {
    const methods: readonly Row<string>[] = [['GET', 'GET', true], ['HEAD', 'HEAD', true], ['POST', 'POST', false], ['OPTIONS', 'OPTIONS', false], ['DELETE', 'DELETE', false], ['TRACE', 'TRACE', false]];
    let passed = 0;
    for (const [hostName, Host, hostRight] of hosts())
      for (const [originName, Origin, originRight] of [...origins(), ['none', undefined, true] as const])
        for (const [cookieName, Cookie, cookieRight] of cookies().slice(0, 4))
          for (const [method, , methodRight] of methods) {
            const { status, body } = await get('/', clean({ Host, Origin, Cookie }), method);
            const right = hostRight && originRight && cookieRight && methodRight;
            const expected = right ? 200 : !hostRight ? 403 : !methodRight ? 405 : !originRight ? 403 : 401;
            expect(status, `${method} ${hostName}, ${originName}, ${cookieName}`).toBe(expected);
            if (!right) expect(body).not.toContain('<script');
            if (right) passed += 1;
          }
    expect(passed).toBe(4);
  }, 60_000);

  it('[HO-12] what another site causes is refused, whatever it carries', async () => {
    for (const site of ['cross-site', 'same-site', 'none, cross-site'])
      expect((await get('/', { Host: authority(), Cookie: cookie, 'Sec-Fetch-Site': site })).status, site).toBe(403);
    for (const site of ['none', 'same-origin'])
      expect((await get('/', { Host: authority(), Cookie: cookie, 'Sec-Fetch-Site': site })).status, site).toBe(200);
  });

  it('[HO-13] two Host, Origin or Cookie headers are refused, and so are absolute and odd targets', async () => {
    const head = `Host: ${authority()}\r\nCookie: ${cookie}\r\nConnection: close\r\n`;
    expect(await raw(`GET / HTTP/1.1\r\n${head}\r\n`)).toContain(' 200 ');
    expect(await raw(`GET / HTTP/1.1\r\nHost: attacker.example\r\n${head}\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET / HTTP/1.1\r\nHost:\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).toContain(' 403 ');
    expect(await raw(`GET / HTTP/1.1\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)).toContain(' 400 ');
    expect(await raw(`GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`)).toContain(' 403 ');
    expect(await raw(`GET / HTTP/1.1\r\n${head}Host: attacker.example\r\n\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET / HTTP/1.1\r\n${head}Origin: ${origin()}\r\nOrigin: https://attacker.example\r\n\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET / HTTP/1.1\r\n${head}Cookie: ${cookie}\r\n\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET http://${authority()}/ HTTP/1.1\r\n${head}\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET * HTTP/1.1\r\n${head}\r\n`)).not.toContain(' 200 ');
    expect(await raw(`CONNECT ${authority()} HTTP/1.1\r\n${head}\r\n`)).not.toContain(' 200 ');
    expect(await raw(`GET /${'a'.repeat(2000)} HTTP/1.1\r\n${head}\r\n`)).toContain(' 414 ');
    expect(await raw(`GET / HTTP/1.1\r\n${head}X: ${'a'.repeat(20_000)}\r\n\r\n`)).not.toContain(' 200 ');
  });

  it('[HO-14] other upgrades are refused: path, method, protocol', async () => {
    const right = { Host: authority(), Origin: origin(), Cookie: cookie };
    expect(await upgrade(right)).toBe(101);
    for (const path of ['/', '/channel/', '/channel?x', '//channel', '/Channel', '/%63hannel']) expect(await upgrade(right, path), path).toBe(404);
    expect(await upgrade(right, '/channel', 'POST')).toBe(405);
    expect(await upgrade({ ...right, Upgrade: 'h2c' })).toBe(400);
    expect(await upgrade({ ...right, 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect((await get('/channel', { Host: authority(), Cookie: cookie })).status).toBe(426);
  });
});

describe('limits', () => {
  it('[HO-15] refuses the page after the 32nd, and serves the others on', async () => {
    const open = (): Promise<WebSocket> => new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://${authority()}/channel`, { headers: { Origin: origin(), Cookie: cookie } });
      socket.once('open', () => resolve(socket)).once('error', reject);
    });
    const sockets = await Promise.all(Array.from({ length: 32 }, open));
    await expect(open()).rejects.toThrow('503');
    const client = connect(webSocketCarrier(sockets[0] as WebSocketLike), { clock, fingerprint: 'f' });
    expect(await client.call('echo', 1)).toBe(1);
    for (const socket of sockets.slice(1)) socket.terminate();
    client.close();
    await until(() => sockets.every((socket) => socket.readyState === WebSocket.CLOSED));
  });
});

describe('whatever is sent', () => {
  it('[HO-16] no bytes get in without the one right combination, and none end the host', async () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 30 });
    const line = fc.oneof({ weight: 1, arbitrary: text }, { weight: 8, arbitrary: fc.constantFrom(() => `Host: ${authority()}`, () => `Origin: ${origin()}`, () => 'Upgrade: websocket', () => 'Connection: Upgrade', () => `Cookie: candor-${server.port}=${'A'.repeat(43)}`, () => 'Content-Length: 5', () => 'Transfer-Encoding: chunked', () => 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', () => 'Sec-WebSocket-Version: 13').map((make) => make()) });
    const target = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('/', '/channel', '/assets/index-1a2b.js', `/?token=${'B'.repeat(43)}`, '*', 'http://x/') }, { weight: 1, arbitrary: text });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'get', 'PRI', ''), target, fc.array(line, { maxLength: 8 }), async (method, to, lines) => {
        const first = await raw(`${method} ${to} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
        expect(first).not.toMatch(/ (101|2\d\d|3\d\d) /);
        if (first.startsWith('HTTP/1.1 4')) answered += 1;
      }),
      { numRuns: 400 },
    );
    expect(answered).toBeGreaterThan(30);
    expect((await get('/', { Cookie: cookie })).status).toBe(200);
  }, 60_000);
});

describe('the one-time link', () => {
  const token = (link: string): string => new URL(link).searchParams.get('token') ?? '';

  it('[HO-20] opens once, sets the cookie and leads to an address without the token', async () => {
    const link = new URL(server.issueLink());
    const reply = await get(link.pathname + link.search);
    expect(reply.status).toBe(303);
    expect(reply.headers['location']).toBe('/');
    expect(String(reply.headers['set-cookie'])).toMatch(/^candor-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect((await get(link.pathname + link.search)).status).toBe(403);
    expect(token(link.href)).toHaveLength(43);
  });

  it('[HO-21] is not spent by a look ahead, a HEAD or a foreign Host, and not opened by a guess', async () => {
    const link = new URL(server.issueLink());
    const path = link.pathname + link.search;
    expect((await get(path, {}, 'HEAD')).status).toBe(403);
    expect((await get(path, { 'Sec-Purpose': 'prefetch' })).status).toBe(403);
    expect((await get(path, { Host: 'attacker.example' })).status).toBe(403);
    expect((await get(path, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await get(path, { Origin: 'https://attacker.example' })).status).toBe(403);
    expect((await get(`${path}x`)).status).toBe(403);
    expect((await get(path.slice(0, -1))).status).toBe(403);
    expect((await get(`${path}&x=1`, { Cookie: cookie })).status).toBe(403);
    expect((await get(`/assets/index-1a2b.js${link.search}`)).status).toBe(403);
    expect((await get(path)).status).toBe(303);
  });

  it('[HO-22] a token is void after its time, and a session some time after its last use', () => {
    const manual = new ManualClock();
    const access = new Access(manual);
    const late = access.issueToken();
    manual.advance(tokenMsMax);
    expect(access.redeem(late)).toBeUndefined();
    const session = access.redeem(access.issueToken()) ?? '';
    for (let i = 0; i < 5; i++) {
      manual.advance(sessionMsMax - 1);
      expect(access.admits(session)).toBe(true);
    }
    manual.advance(sessionMsMax);
    expect(access.admits(session)).toBe(false);
    expect(access.admits('')).toBe(false);
  });

  it('[HO-23] the second tab and a reload enter by the cookie; a second link makes a second session', async () => {
    for (let i = 0; i < 3; i++) expect((await get('/', { Cookie: cookie })).status).toBe(200);
    const other = await enter();
    expect(other).not.toBe(cookie);
    expect((await get('/', { Cookie: other })).status).toBe(200);
    expect((await get('/', { Cookie: cookie })).status).toBe(200);
  });

  it('[HO-24] neither token nor session is in the log', async () => {
    const link = new URL(server.issueLink());
    await get(link.pathname + link.search);
    await get(link.pathname + link.search);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('\n')).not.toContain(token(link.href));
    expect(logged.join('\n')).not.toContain(cookie.split('=')[1]);
  });
});

describe('what is served', () => {
  it('[HO-30] every answer carries the security headers; a page its policy with a nonce of its own', async () => {
    const [first, second, refused, entered] = [await get('/', { Cookie: cookie }), await get('/', { Cookie: cookie }), await get('/'), await get(new URL(server.issueLink()).pathname + new URL(server.issueLink()).search)];
    for (const { headers } of [first, refused, entered]) {
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`connect-src ws://${authority()}`);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(second.headers['content-security-policy']).not.toBe(policy);
  });

  it('[HO-31] hashed files are kept for ever, pages never, and HEAD has no body', async () => {
    const asset = await get('/assets/index-1a2b.js', { Cookie: cookie });
    expect([asset.status, asset.headers['content-type'], asset.headers['cache-control']]).toEqual([200, 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable']);
    expect((await get('/', { Cookie: cookie })).headers['cache-control']).toBe('no-store');
    expect((await get('/favicon.svg', { Cookie: cookie })).headers['cache-control']).toBe('private, no-cache');
    const head = await get('/assets/index-1a2b.js', { Cookie: cookie }, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '22']);
  });

  it('[HO-32] there is no way out of the folder, no listing, and no source map', async () => {
    const paths = ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '/..\\secret.txt', '/....//secret.txt', '/assets', '/assets/', '//secret.txt', '/secret.txt', '/index.html', '/assets/index-1a2b.js.map', '/.git/config', '/constructor', '/__proto__', '/%00', '/assets/index-1a2b.js/', '/etc/passwd'];
    for (const path of paths) {
      const { status, body } = await get(path, { Cookie: cookie });
      expect(status, path).toBe(404);
      expect(body).not.toContain('secret.txt');
    }
  });

  it('[HO-33] says what to do when there is no page', async () => {
    await expect(servePage({ host: { clock, log: () => {} }, service, fingerprint: '', port: 0, rendererDir: join(folder, 'nowhere') })).rejects.toThrow('npm run build');
  });
});

describe('the channel', () => {
  it('[HO-40] carries calls and streams over the WebSocket, and closes with the host', async () => {
    const socket = new WebSocket(`ws://${authority()}/channel`, { headers: { Origin: origin(), Cookie: cookie } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const client = connect(webSocketCarrier(socket as WebSocketLike), { clock, fingerprint: 'f' });
    expect(await client.call('echo', { qty: 100 })).toEqual({ qty: 100 });
    const sink = new RecordingSink();
    client.subscribe('count', { from: 1 }, sink);
    await until(() => sink.value === 1);
    service.increment();
    await until(() => sink.value === 2);
    expect([...service.contexts]).toContainEqual({ connection: expect.any(Number) as number });
    client.close();
    await until(() => service.openFeeds === 0);
  });
});
