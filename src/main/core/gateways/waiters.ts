/** Answers that somebody waits for, each with a time limit. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

interface Waiter<M> {
  readonly matches: (message: M) => boolean;
  readonly resolve: (message: M) => void;
  readonly reject: (cause: Error) => void;
  readonly timer: Disposable;
}

export class Waiters<M> {
  private readonly clock: Clock;
  private readonly limitMs: number;
  private waiting = new Set<Waiter<M>>();
  private ticks: { resolve: () => void; reject: (cause: Error) => void; timer: Disposable }[] = [];

  constructor(clock: Clock, limitMs: number) {
    this.clock = clock;
    this.limitMs = limitMs;
  }

  /** The first message that matches; rejects with what was waited for when none comes in time. */
  wait(matches: (message: M) => boolean, what: string): Promise<M> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(this.limitMs, () => {
        this.waiting.delete(waiter);
        reject(new Error(`no answer to ${what} within ${this.limitMs} ms`));
      });
      const waiter: Waiter<M> = { matches, resolve, reject, timer };
      this.waiting.add(waiter);
    });
  }

  offer(message: M): void {
    for (const waiter of this.waiting) {
      if (!waiter.matches(message)) continue;
      this.waiting.delete(waiter);
      waiter.timer.dispose();
      waiter.resolve(message);
      return;
    }
  }

  /** Resolves at the next `wake`. */
  tick(limitMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(limitMs, () => reject(new Error(`${what} did not come within ${limitMs} ms`)));
      this.ticks.push({ resolve, reject, timer });
    });
  }

  wake(): void {
    const woken = this.ticks;
    this.ticks = [];
    for (const t of woken) {
      t.timer.dispose();
      t.resolve();
    }
  }

  failAll(why: string): void {
    const waiting = [...this.waiting];
    const ticks = this.ticks;
    this.waiting.clear();
    this.ticks = [];
    for (const w of [...waiting, ...ticks]) {
      w.timer.dispose();
      w.reject(new Error(why));
    }
  }
}
