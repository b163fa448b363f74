/** The reference venue as one process of the simulation: its tape walks by seed, its clock dies with it. */
import type { ManualClock } from '../../src/shared/base/manual-clock.ts';
import type { Random } from '../../src/shared/base/random.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { TapeEvent } from '../../src/shared/tape/tape.ts';
import { quoteAt, tapeOf, testInstrument } from '../../reference/venue/test-tape.ts';
import { Venue, type VenueOptions } from '../../reference/venue/venue.ts';
import { ProcessClock } from './network.ts';

export const symbols = ['AAA', 'BBB'] as const;
export const startPrice = 10_000;
const instruments = symbols.map((symbol) => testInstrument(symbol));
/** One quote of the first instrument in so many seconds of market time, which is wall time here. */
const quoteEverySeconds = 0.2;
/** The others move once in so many of its quotes, and not with it: a batch that is lost is not made good by the next. */
const slowEvery = 5;
const apartSeconds = 0.1;
const quotesMax = 2_000;
const moveMs = 20;
const changeDelayMsMax = 500;
const sessionTickMs = 100;
const feedHeartbeatMs = 1_000;

export class SimVenue {
  readonly clock: ProcessClock;
  readonly venue: Venue;
  private playedMs = 0;
  isPlaying = true;

  constructor(clock: ManualClock, random: Random, epoch: string, ends: Pick<VenueOptions, 'sendOrder' | 'publish'>) {
    this.clock = new ProcessClock(clock);
    // Half of all runs of the OMS take their time over cancels and replaces (OR-7).
    const changeDelayMs = random.uniform() < 0.5 ? 0 : 50 + random.integer(changeDelayMsMax);
    this.venue = new Venue({ tape: tapeOf(walk(random), instruments), epoch, pace: 'realtime', speed: 1, warmupBars: 0, changeDelayMs, ...ends });
    // A run that comes after another uses the same OrderIDs and ExecIDs again; only the Logon tells them apart.
    Reflect.set(this.venue.oms.ledger, 'epoch', 'R');
    const { sessions, feed } = this.venue;
    this.clock.every(sessionTickMs, () => sessions.tick(this.clock.monotonicMs()));
    this.clock.every(feedHeartbeatMs, () => feed.heartbeat());
    const from = this.venue.player.marketTime;
    this.clock.every(moveMs, () => {
      if (this.isPlaying) this.venue.player.playThrough(from + (this.playedMs += moveMs) * 1_000);
      else this.venue.oms.setTime(epochMicros(this.venue.oms.marketTime + moveMs * 1_000)); // what is undecided comes to its end
      this.venue.afterMove();
    });
  }
}

function walk(random: Random): readonly TapeEvent[] {
  const events: TapeEvent[] = [];
  const mids = symbols.map(() => startPrice);
  for (let i = 0; i < quotesMax; i++) {
    for (const [n, symbol] of symbols.entries()) {
      if (n > 0 && i % slowEvery !== 0) continue;
      const mid = Math.max(startPrice - 40, Math.min(startPrice + 40, (mids[n] ?? startPrice) + random.integer(5) - 2));
      mids[n] = mid;
      events.push(quoteAt(Math.round((i * quoteEverySeconds + n * apartSeconds) * 1e6) / 1e6, mid - 1, 5 + random.integer(20), mid + 1, 5 + random.integer(20), symbol));
    }
  }
  return events;
}
