/** The machine's own clock: the only place where the workstation reads it. */
import type { Clock } from '../../shared/base/clock.ts';
import { disposable } from '../../shared/base/disposable.ts';

/** Longest delay that a Node timer takes, ms; a longer one would fire at once. */
const delayMsMax = 2 ** 31 - 1;

/** Date.now knows milliseconds only: microseconds come from the monotonic clock, as long as the two agree this well, µs. */
const driftMicrosMax = 5_000;
/** Two clocks read this close together were read at the same time, µs; else the process was interrupted between them. */
const sameTimeMicros = 500;

export function systemClock(): Clock {
  let offset = Date.now() * 1000 - performance.now() * 1000;
  return {
    nowMicros() {
      const before = performance.now() * 1000;
      const wall = Date.now() * 1000;
      const monotonic = performance.now() * 1000;
      const drift = Math.abs(offset + monotonic - wall);
      if (drift > driftMicrosMax && monotonic - before < sameTimeMicros) offset = wall - monotonic;
      return Math.floor(offset + monotonic);
    },
    monotonicMs: () => performance.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, Math.min(delayMs, delayMsMax));
      return disposable(() => clearTimeout(timer));
    },
    every(periodMs, run) {
      const timer = setInterval(run, Math.min(periodMs, delayMsMax));
      return disposable(() => clearInterval(timer));
    },
  };
}
