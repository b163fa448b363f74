/** The machine's clock, for processes of reference/ that run in real time. */
import type { Clock } from '../src/shared/base/clock.ts';
import { disposable } from '../src/shared/base/disposable.ts';

export const systemClock: Clock = {
  nowMicros: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    if (delayMs <= 0) {
      const immediate = setImmediate(run);
      return disposable(() => clearImmediate(immediate));
    }
    const timer = setTimeout(run, delayMs);
    return disposable(() => clearTimeout(timer));
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return disposable(() => clearInterval(timer));
  },
};
