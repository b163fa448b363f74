/** What we wait for: clocks of single orders, and the open questions for their state. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

/** One clock an order; starting it again starts it anew. */
export class OrderTimers implements Disposable {
  private readonly clock: Clock;
  private readonly running = new Map<string, Disposable>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  start(clOrdId: string, timeoutMs: number, onTimeout: () => void): void {
    this.stop(clOrdId);
    this.running.set(clOrdId, this.clock.after(timeoutMs, () => {
      this.running.delete(clOrdId);
      onTimeout();
    }));
  }

  stop(clOrdId: string): void {
    this.running.get(clOrdId)?.dispose();
    this.running.delete(clOrdId);
  }

  dispose(): void {
    for (const timer of this.running.values()) timer.dispose();
    this.running.clear();
  }
}

/** Open questions remembered; beyond it the oldest are forgotten, and are asked again by their own clock. */
const questionsMax = 20_000;

/** Open questions for the state of single orders, by the id that their answer will carry. */
export class StatusQuestions {
  private readonly open = new Map<string, string>();

  asked(requestId: string, clOrdId: string): void {
    this.open.set(requestId, clOrdId);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= questionsMax) return;
      this.open.delete(oldest);
    }
  }

  /** @returns the order that the question was about; null for one that is not open. */
  answered(requestId: string): string | null {
    const clOrdId = this.open.get(requestId) ?? null;
    this.open.delete(requestId);
    return clOrdId;
  }

  /** The session is gone, and with it the answers. */
  forget(): void {
    this.open.clear();
  }
}
