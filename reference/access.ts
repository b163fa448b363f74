/**
 * Who is let in: a ZAP handler (ZeroMQ RFC 27) that looks up each key in an allow-list file, and reads the file again while
 * it runs. One a process, since its address is fixed. A list that cannot be read lets nobody in.
 */
import { createHmac, createPrivateKey, createPublicKey, diffieHellman, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Router } from 'zeromq';
import { err, ok, type Result } from '../src/shared/base/result.ts';
import { disposable, DisposableStore, type Disposable } from '../src/shared/base/disposable.ts';
import { z85Decode, z85Encode } from '../src/shared/base/z85.ts';
import { allowListSchema, isLoopback, keyFileSchema, logonTokenText, type AllowList, type CurveKeys, type LogonAccess } from '../src/shared/wire/access.ts';
import { systemClock } from './system-clock.ts';

/** How often the list is read again, ms: a revocation is effective within a second. */
const rereadMs = 250;

export interface Access extends Disposable {
  /** Why the client of a Logon may not use that name, or null. */
  logonRefusal(logon: { readonly senderCompId: string; readonly access?: LogonAccess | undefined }): string | null;
  /** The user whose key a Logon showed, as the list stands now; null for a key that is not on it. */
  userOf(logon: { readonly access?: LogonAccess | undefined }): string | null;
  /** Whether somebody of that name is on the list. */
  isUser(user: string): boolean;
  /** Options of each server socket; the domain is the role that its peers must have. */
  server(domain: string): { readonly curveServer: true; readonly curveSecretKey: string; readonly zapDomain: string; readonly zapEnforceDomain: true };
}

export interface AccessOptions {
  readonly keys: CurveKeys;
  readonly allowFile: string;
  readonly log: (line: string) => void;
  /** Somebody lost a right: connections that stand were made before, and must be made again. */
  readonly onRevoked: () => void;
}

/** Begins to answer; open it before the sockets that rely on it. */
export async function openAccess(options: AccessOptions): Promise<Access> {
  const open = new DisposableStore();
  let text = '';
  let list: AllowList = { clients: [] };
  const reread = (): void => {
    const next = readOr(options.allowFile);
    if (next === text) return;
    const before = rightsOf(list);
    text = next;
    const parsed = parseAllowList(text);
    if (!parsed.ok) options.log(`allow-list ${options.allowFile}: ${parsed.error}; nobody is let in`);
    list = parsed.ok ? parsed.value : { clients: [] };
    const now = rightsOf(list);
    if ([...before].some((right) => !now.has(right))) options.onRevoked();
  };
  reread();
  const handler = new Router({ linger: 0 });
  await handler.bind('inproc://zeromq.zap.01');
  open.add(disposable(() => handler.close()));
  open.add(systemClock.every(rereadMs, reread));
  void answerAll(handler, (domain, key) => list.clients.find((c) => c.publicKey === key && (c.roles as readonly string[]).includes(domain))?.user ?? null, options.log);
  return {
    logonRefusal: ({ senderCompId, access }) => {
      const client = access && list.clients.find((c) => c.publicKey === access.publicKey && c.roles.includes('orders'));
      if (!access || !client) return 'the Logon does not show a key that is on the list';
      if (!client.senderCompIds?.includes(senderCompId)) return `${client.user} may not log on as ${senderCompId}`;
      return isTokenOf(options.keys, access, senderCompId) ? null : `the Logon does not come from the holder of ${client.user}'s key`;
    },
    userOf: ({ access }) => list.clients.find((c) => c.publicKey === access?.publicKey)?.user ?? null,
    isUser: (user) => list.clients.some((c) => c.user === user),
    server: (zapDomain) => ({ curveServer: true, curveSecretKey: options.keys.secretKey, zapDomain, zapEnforceDomain: true }),
    dispose: () => open.dispose(),
  };
}

/** The client made the same token from its secret and our public key. */
function isTokenOf(own: CurveKeys, access: LogonAccess, senderCompId: string): boolean {
  const text = (key: string): string => Buffer.from(z85Decode(key)).toString('base64url');
  const curve = { kty: 'OKP', crv: 'X25519' };
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: { ...curve, x: text(own.publicKey), d: text(own.secretKey) }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...curve, x: text(access.publicKey) }, format: 'jwk' }),
  });
  const token = createHmac('sha256', secret).update(logonTokenText(senderCompId)).digest();
  const given = Buffer.from(access.token, 'base64url');
  return given.byteLength === token.byteLength && timingSafeEqual(given, token);
}

/** A server's own keys. */
export function readKeys(path: string): Result<CurveKeys, string> {
  try {
    const parsed = keyFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? ok(parsed.data) : err(`${path} is no key file`);
  } catch (cause) {
    return err(`${path}: ${String(cause)}`);
  }
}

/** Why a server may not bind there with these files; null when it may. */
export function bindRefusal(address: string, keyFile: string | null, allowFile: string | null): string | null {
  if ((keyFile === null) !== (allowFile === null)) return '--server-key and --allow: both or neither';
  if (keyFile === null && !isLoopback(`tcp://${address}`)) return `--bind ${address}: beyond this machine only with --server-key and --allow`;
  return null;
}

async function answerAll(handler: Router, userOf: (domain: string, key: string) => string | null, log: (line: string) => void): Promise<void> {
  for await (const [peer, empty, version, requestId, domain, address, , mechanism, key] of handler) {
    if (!peer || !empty || !requestId) continue;
    const isCurve = version?.toString() === '1.0' && mechanism?.toString() === 'CURVE' && key?.byteLength === 32;
    const publicKey = isCurve ? z85Encode(key) : '';
    const user = isCurve ? userOf(domain?.toString() ?? '', publicKey) : null;
    if (user === null) log(`refused ${mechanism?.toString() ?? 'nobody'} ${publicKey} of ${address?.toString() ?? '?'} for ${domain?.toString() ?? '?'}`);
    await handler.send([peer, empty, '1.0', requestId, user === null ? '400' : '200', user === null ? 'not on the list' : 'OK', user ?? '', '']);
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function parseAllowList(text: string): Result<AllowList, string> {
  try {
    const parsed = allowListSchema.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : err(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  } catch (cause) {
    return err(String(cause));
  }
}

const rightsOf = (list: AllowList): ReadonlySet<string> => new Set(list.clients.flatMap((c) => c.roles.map((role) => `${c.publicKey} ${role}`)));
