/** How late the core's own thread is: the delay of a short timer beyond its due time, over the last second. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

const periodMs = 20;
const samplesMax = 50; // one second

export class LoopDelay implements Disposable {
  private samples: number[] = [];
  private readonly timer: Disposable;

  constructor(clock: Clock) {
    let due = clock.monotonicMs() + periodMs;
    this.timer = clock.every(periodMs, () => {
      const now = clock.monotonicMs();
      this.samples.push(Math.max(0, now - due));
      if (this.samples.length > samplesMax) this.samples.shift();
      due = now + periodMs;
    });
  }

  /** Median and 99th percentile of the last second, milliseconds; zeros before the first sample. */
  read(): { readonly p50: number; readonly p99: number } {
    const sorted = [...this.samples].sort((a, b) => a - b);
    const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
    return { p50: at(0.5), p99: at(0.99) };
  }

  dispose(): void {
    this.timer.dispose();
  }
}
