/** How long the gateway waits before it tries again. Rule RC-11 in docs/specs/reconnect.md. */
import type { Random } from '../../../shared/base/random.ts';

/** 'silent': nobody answered, or the line broke. 'told': the OMS was there and ended it or said no. */
export type Ending = 'silent' | 'told';

/** After a silence, milliseconds: an attempt at a dead line costs nothing and waits by itself until the line is seen. */
const silentMsMin = 50;
const silentMsMax = 200;
/** After the second no in a row, doubled by each that follows, milliseconds. */
const toldMsMin = 250;
const toldMsMax = 8000;
/** A session that stood for so long was taken: earlier refusals count no more. */
export const stoodMs = 1000;

/** How a socket of ours seeks its peer, milliseconds. libzmq draws each pause between one and two `reconnectInterval`. */
export const reconnecting = {
  reconnectInterval: 100, //   does not grow: it would sleep through the moment at which the peer is back
  connectTimeout: 1000, //     a connect that a dead network swallowed is made again; lines slower than this cannot be used
  handshakeInterval: 2000, //  likewise for a peer that accepts and then says nothing
} as const;

export class ReconnectPause {
  private readonly random: Random;
  private refusals = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** A session has stood for `stoodMs`. */
  stood(): void {
    this.refusals = 0;
  }

  /** The pause before the next attempt, milliseconds. Drawn, so that clients of one OMS do not come back in step. */
  next(ending: Ending): number {
    if (ending === 'told') this.refusals++;
    const wholeMs = Math.min(toldMsMax, toldMsMin * 2 ** Math.max(0, this.refusals - 2));
    // The first no is often for what we said, and the next Logon says something else.
    return ending === 'silent' || this.refusals < 2 ? this.between(silentMsMin, silentMsMax) : this.between(wholeMs / 2, wholeMs);
  }

  private between(from: number, to: number): number {
    return from + (to - from) * this.random.uniform();
  }
}
