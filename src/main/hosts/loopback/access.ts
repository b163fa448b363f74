/** Who may in: one-time tokens that open a session, and sessions that a browser proves by its cookie. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../shared/base/clock.ts';

/** A token that is not used for this long is void, ms. */
export const tokenMsMax = 10 * 60_000;
/** A session ends this long after its last use, ms: a trading day and its preparation. */
export const sessionMsMax = 16 * 60 * 60_000;
/** Most live tokens and sessions; the oldest gives way. */
const tokensMax = 4;
const sessionsMax = 16;

/** Secrets are 256 random bits. Only their SHA-256 is kept, and only hashes are compared, in constant time. */
export class Access {
  private readonly clock: Clock;
  private readonly tokens: Secret[] = [];
  private readonly sessions: Secret[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** A new one-time token, 43 characters of base64url. */
  issueToken(): string {
    return this.issue(this.tokens, tokensMax, tokenMsMax);
  }

  /** The id of a new session, when the token is live; it is then spent, whatever becomes of the session. */
  redeem(token: string): string | undefined {
    const found = this.find(this.tokens, token);
    if (!found) return undefined;
    this.tokens.splice(this.tokens.indexOf(found), 1);
    return this.issue(this.sessions, sessionsMax, sessionMsMax);
  }

  /** Whether the session is live; it is then used, and lives on. */
  admits(sessionId: string): boolean {
    const found = this.find(this.sessions, sessionId);
    if (found) found.voidAtMs = this.clock.monotonicMs() + sessionMsMax;
    return found !== undefined;
  }

  private issue(into: Secret[], countMax: number, lifeMs: number): string {
    const secret = randomBytes(32).toString('base64url');
    into.push({ hash: hashOf(secret), voidAtMs: this.clock.monotonicMs() + lifeMs });
    if (into.length > countMax) into.shift();
    return secret;
  }

  private find(among: readonly Secret[], text: string): Secret | undefined {
    const hash = hashOf(text);
    let found: Secret | undefined;
    // Every secret is compared, so that the time taken says nothing of which one matched.
    for (const secret of among) if (timingSafeEqual(secret.hash, hash)) found = secret;
    return found && found.voidAtMs > this.clock.monotonicMs() ? found : undefined;
  }
}

interface Secret {
  readonly hash: Buffer;
  voidAtMs: number;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
