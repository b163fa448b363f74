/** Decides on every HTTP request and upgrade, from its head alone, before anything else looks at it. */
import type { Access } from './access.ts';

/** The head of a request as it came: names in lower case, values in the order of arrival. */
export interface RequestHead {
  readonly method: string;
  /** As on the request line. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export type Verdict =
  | { readonly kind: 'refuse'; readonly status: 400 | 401 | 403 | 404 | 405 | 414 | 426; readonly reason: string }
  | { readonly kind: 'enter'; readonly sessionId: string }
  | { readonly kind: 'serve'; readonly path: string }
  | { readonly kind: 'channel' };

export const channelPath = '/channel';
const targetLengthMax = 1024;

export interface GateParts {
  /** Host and port as a browser writes them, such as 127.0.0.1:43127. */
  readonly authority: string;
  readonly cookieName: string;
  readonly access: Access;
}

/** For a request that does not ask to become something else. */
export function judgeRequest(head: RequestHead, parts: GateParts): Verdict {
  const refused = judgeCommon(head, parts) ?? judgeOrigin(head, parts, { required: false });
  if (refused) return refused;
  const { path, query } = splitTarget(head.target);
  if (path === channelPath) return refuse(426, 'this address speaks WebSocket');
  const token = path === '/' ? /^token=([\w-]{43})$/.exec(query)?.[1] : undefined;
  if (token !== undefined) return judgeToken(head, parts, token);
  if (/(^|&)token=/.test(query)) return refuse(403, linkSpent);
  if (!hasSession(head, parts)) return refuse(401, noSession);
  return { kind: 'serve', path };
}

/** For a request to become a WebSocket. */
export function judgeUpgrade(head: RequestHead, parts: GateParts): Verdict {
  const refused = judgeCommon(head, parts) ?? judgeOrigin(head, parts, { required: true });
  if (refused) return refused;
  if (head.method !== 'GET') return refuse(405, 'a WebSocket begins with GET');
  if (head.target !== channelPath) return refuse(404, 'no such address');
  if (single(head, 'upgrade')?.toLowerCase() !== 'websocket') return refuse(400, 'only WebSocket');
  if (!hasSession(head, parts)) return refuse(401, noSession);
  return { kind: 'channel' };
}

const linkSpent = 'This link has been used or is too old. Press Enter in the terminal where Candor runs for a new one.';
const noSession = 'Open the link that Candor printed in the terminal. Press Enter there for a new one.';

function judgeCommon(head: RequestHead, parts: GateParts): Verdict | undefined {
  // A page of another site reaches us by a name that it controls (DNS rebinding), never by our own.
  if (single(head, 'host') !== parts.authority) return refuse(403, 'wrong host');
  if (head.method !== 'GET' && head.method !== 'HEAD') return refuse(405, 'only GET and HEAD');
  if (head.target.length > targetLengthMax) return refuse(414, 'address too long');
  if (!head.target.startsWith('/')) return refuse(400, 'only addresses that begin with a slash');
  // Browsers say who caused the request: ourselves, or the user by hand. Anything else is another site's doing.
  const site = head.headers.get('sec-fetch-site');
  if (site && (site.length !== 1 || (site[0] !== 'same-origin' && site[0] !== 'none'))) return refuse(403, 'asked for by another site');
  return undefined;
}

function judgeOrigin(head: RequestHead, parts: GateParts, options: { readonly required: boolean }): Verdict | undefined {
  if (!head.headers.has('origin')) return options.required ? refuse(403, 'no origin') : undefined;
  return single(head, 'origin') === `http://${parts.authority}` ? undefined : refuse(403, 'wrong origin');
}

function judgeToken(head: RequestHead, parts: GateParts, token: string): Verdict {
  // Neither a look ahead nor a guess of the browser may spend the token.
  if (head.method !== 'GET' || head.headers.has('sec-purpose') || head.headers.has('purpose')) return refuse(403, 'only by opening it');
  const sessionId = parts.access.redeem(token);
  return sessionId === undefined ? refuse(403, linkSpent) : { kind: 'enter', sessionId };
}

/** Exactly one cookie of our name, in one Cookie header. */
function hasSession(head: RequestHead, parts: GateParts): boolean {
  const ours = (single(head, 'cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${parts.cookieName}=`));
  return ours.length === 1 && parts.access.admits((ours[0] ?? '').slice(parts.cookieName.length + 1));
}

/** The header's value when it came exactly once. */
function single(head: RequestHead, name: string): string | undefined {
  const values = head.headers.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const [path = '', ...query] = target.split('?');
  return { path, query: query.join('?') };
}

function refuse(status: (Verdict & { kind: 'refuse' })['status'], reason: string): Verdict {
  return { kind: 'refuse', status, reason };
}
