/** One direction of one line: takes frames in, lets them out as the plan decides. No sockets; time through the clock. */
import type { Clock } from '../../src/shared/base/clock.ts';
import type { Disposable } from '../../src/shared/base/disposable.ts';
import { damaged, decide } from './decide.ts';
import type { Rates } from './plan.ts';

/** Frames that may wait in one direction; what comes beyond is dropped and counted. */
export const waitingMax = 100_000;
/** A frame that is held back to be overtaken goes out after so long though nothing overtook it, ms. */
const reorderMsMax = 250;

export interface ChannelCounts {
  offered: number;
  forwarded: number;
  dropped: number;
  duplicated: number;
  reordered: number;
  corrupted: number;
  delayed: number;
  /** Swallowed while the direction was half-open or cut. */
  swallowed: number;
}

interface Waiting {
  readonly dueMs: number;
  readonly deliver: () => void;
}

export class Channel {
  readonly counts: ChannelCounts = { offered: 0, forwarded: 0, dropped: 0, duplicated: 0, reordered: 0, corrupted: 0, delayed: 0, swallowed: 0 };
  faulty: boolean;
  private readonly name: string;
  private readonly seed: number;
  private readonly rates: Rates;
  private readonly clock: Clock;
  private silentUntilMs = -Infinity;
  private lastDueMs = -Infinity;
  private waiting: Waiting[] = [];
  private timer: Disposable | null = null;
  private held: { readonly deliver: () => void; readonly timer: Disposable } | null = null;

  constructor(options: { readonly name: string; readonly seed: number; readonly rates: Rates; readonly clock: Clock; readonly faulty: boolean }) {
    this.name = options.name;
    this.seed = options.seed;
    this.rates = options.rates;
    this.clock = options.clock;
    this.faulty = options.faulty;
  }

  /** Takes a frame; `send` is called with what comes out: never, once or more often, now or later. */
  offer(frame: Uint8Array, send: (frame: Uint8Array) => void): void {
    this.counts.offered++;
    if (this.clock.monotonicMs() < this.silentUntilMs) return void this.counts.swallowed++;
    if (!this.faulty) return this.pass(() => send(frame), 0);
    const decision = decide(this.seed, this.name, this.counts.offered, this.rates);
    if (decision.halfOpenMs > 0) {
      this.silence(decision.halfOpenMs);
      return void this.counts.swallowed++;
    }
    if (decision.drop) return void this.counts.dropped++;
    if (decision.corrupt !== null) this.counts.corrupted++;
    if (decision.delayMs > 0) this.counts.delayed++;
    if (decision.duplicate) this.counts.duplicated++;
    const bytes = decision.corrupt === null ? frame : damaged(frame, decision.corrupt);
    const deliver = (): void => {
      send(bytes);
      if (decision.duplicate) send(bytes);
    };
    if (decision.reorder && !this.held) return this.holdBack(deliver);
    this.pass(deliver, decision.delayMs);
    this.release();
  }

  /** Forwards nothing for `ms` from now on. Infinity until `heal`. */
  silence(ms: number): void {
    this.silentUntilMs = Math.max(this.silentUntilMs, this.clock.monotonicMs() + ms);
  }

  /** Ends silence and lets everything that waits go now. */
  heal(): void {
    this.silentUntilMs = -Infinity;
    this.release();
    for (const { deliver } of this.waiting.splice(0)) this.out(deliver);
    this.lastDueMs = -Infinity;
    this.timer?.dispose();
    this.timer = null;
  }

  /** The line was cut: what waits is lost. */
  lose(): void {
    this.counts.swallowed += this.waiting.length + (this.held ? 1 : 0);
    this.held?.timer.dispose();
    this.held = null;
    this.waiting = [];
    this.timer?.dispose();
    this.timer = null;
    this.lastDueMs = -Infinity;
  }

  private holdBack(deliver: () => void): void {
    this.counts.reordered++;
    this.held = { deliver, timer: this.clock.after(reorderMsMax, () => this.release()) };
  }

  private release(): void {
    const held = this.held;
    if (!held) return;
    this.held = null;
    held.timer.dispose();
    this.pass(held.deliver, 0);
  }

  private pass(deliver: () => void, delayMs: number): void {
    const nowMs = this.clock.monotonicMs();
    const dueMs = Math.max(nowMs + delayMs, this.lastDueMs);
    if (dueMs <= nowMs && this.waiting.length === 0) return this.out(deliver);
    if (this.waiting.length >= waitingMax) return void this.counts.dropped++;
    this.lastDueMs = dueMs;
    this.waiting.push({ dueMs, deliver });
    this.wake();
  }

  private wake(): void {
    const first = this.waiting[0];
    if (this.timer || !first) return;
    this.timer = this.clock.after(Math.max(0, first.dueMs - this.clock.monotonicMs()), () => {
      this.timer = null;
      const nowMs = this.clock.monotonicMs();
      while (this.waiting[0] && this.waiting[0].dueMs <= nowMs) this.out((this.waiting.shift() as Waiting).deliver);
      this.wake();
    });
  }

  private out(deliver: () => void): void {
    this.counts.forwarded++;
    deliver();
  }
}
