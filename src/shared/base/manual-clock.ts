import type { Clock } from './clock.ts';
import { disposable, type Disposable } from './disposable.ts';

interface Timer {
  due: number;
  periodMs: number | undefined;
  run: () => void;
  order: number;
}

/** A clock moved by hand: replays, simulations and tests. Timers fire in order of due time, then of their making. */
export class ManualClock implements Clock {
  private micros: number;
  private elapsedMs = 0;
  private timers = new Set<Timer>();
  private made = 0;

  constructor(startMicros = 0) {
    this.micros = startMicros;
  }

  nowMicros(): number {
    return this.micros;
  }

  monotonicMs(): number {
    return this.elapsedMs;
  }

  after(delayMs: number, run: () => void): Disposable {
    return this.add({ due: this.elapsedMs + delayMs, periodMs: undefined, run, order: this.made++ });
  }

  every(periodMs: number, run: () => void): Disposable {
    return this.add({ due: this.elapsedMs + periodMs, periodMs, run, order: this.made++ });
  }

  /** Moves wall and monotonic time on by `deltaMs`, firing what falls due on the way. */
  advance(deltaMs: number): void {
    const target = this.elapsedMs + deltaMs;
    for (let next = this.nextDue(target); next; next = this.nextDue(target)) {
      this.micros += Math.round((next.due - this.elapsedMs) * 1000);
      this.elapsedMs = next.due;
      if (next.periodMs === undefined) this.timers.delete(next);
      else next.due += next.periodMs;
      next.run();
    }
    this.micros += Math.round((target - this.elapsedMs) * 1000);
    this.elapsedMs = target;
  }

  /** Lets time pass as a sleeping machine does: no timer runs meanwhile, and what fell due runs once at the end. */
  sleep(deltaMs: number): void {
    this.micros += Math.round(deltaMs * 1000);
    this.elapsedMs += deltaMs;
    const due = [...this.timers].filter((timer) => timer.due <= this.elapsedMs).sort((a, b) => a.due - b.due || a.order - b.order);
    for (const timer of due) {
      if (!this.timers.has(timer)) continue;
      if (timer.periodMs === undefined) this.timers.delete(timer);
      else timer.due = this.elapsedMs + timer.periodMs;
      timer.run();
    }
  }

  /** Sets wall time without letting timers run: a tape jumps over nights and weekends. Never moves backwards. */
  setWall(micros: number): void {
    if (micros > this.micros) this.micros = micros;
  }

  private add(timer: Timer): Disposable {
    this.timers.add(timer);
    return disposable(() => this.timers.delete(timer));
  }

  private nextDue(target: number): Timer | undefined {
    let best: Timer | undefined;
    for (const t of this.timers) {
      if (t.due > target) continue;
      if (!best || t.due < best.due || (t.due === best.due && t.order < best.order)) best = t;
    }
    return best;
  }
}
