/** What we wait for: an acknowledgement clock for each order in flight, and the open questions for the state of all. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

/** One clock an order; a newer request of the order starts it anew. */
export class AckTimers implements Disposable {
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

/** Beyond this the OMS has stopped answering; the next logon reconciles. */
const questionsMax = 100;

/** Questions for the state of all orders, oldest first. Answers come in their order, as everything on the line does. */
export class StatusQuestions {
  private open: ReadonlySet<string>[] = [];

  /** Whether to ask: false while every order in flight is asked about already. */
  ask(inFlight: readonly string[]): boolean {
    if (this.open.length >= questionsMax) return false;
    if (inFlight.every((clOrdId) => this.open.some((asked) => asked.has(clOrdId)))) return false;
    this.open.push(new Set(inFlight));
    return true;
  }

  /** Asks anew while no answer has come: the question may be lost, as everything that is not an order's fact. */
  askAgain(inFlight: readonly string[]): boolean {
    if (this.open.length === 0 || this.open.length >= questionsMax || inFlight.length === 0) return false;
    this.open.push(new Set(inFlight));
    return true;
  }

  /**
   * The oldest question has been answered. Where one was lost, the answer is a younger one's: it holds for what was asked
   * about before it all the more.
   * @returns what was in flight when it was asked.
   */
  answered(): ReadonlySet<string> {
    return this.open.shift() ?? new Set();
  }

  /** The session is gone, and with it the answers. */
  forget(): void {
    this.open = [];
  }
}
