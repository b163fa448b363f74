import type { Disposable } from './disposable.ts';

/** Where time comes from. Rooms never read the machine's clock themselves, so that a run can be replayed. */
export interface Clock {
  /** Microseconds since 1970-01-01 UTC. May step when the machine's clock is set. */
  nowMicros(): number;
  /** Milliseconds that only grow, for intervals and time-outs. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`, unless disposed before. */
  after(delayMs: number, run: () => void): Disposable;
  /** Calls `run` every `periodMs` until disposed. */
  every(periodMs: number, run: () => void): Disposable;
}
