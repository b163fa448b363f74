/** What we wait for: clocks of single orders, and the open questions for their state. */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

/** From a question to the OMS to the same one again, while it is not answered: doubled each time, milliseconds. */
export const askAgainMsMin = 1000;
export const askAgainMsMax = 30_000;

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

/** What was asked: the state of an order, and the request on it that was open then (null: none but the order itself). */
export interface StatusQuestion {
  readonly clOrdId: string;
  readonly pendingClOrdId: string | null;
}

/** Open questions for the state of single orders, by the id that their answer will carry. */
class StatusQuestions {
  private readonly open = new Map<string, StatusQuestion>();

  asked(requestId: string, question: StatusQuestion): void {
    this.open.set(requestId, question);
    dropOldest(this.open, questionsMax);
  }

  /** Null for one that is not open. */
  get(requestId: string): StatusQuestion | null {
    return this.open.get(requestId) ?? null;
  }

  /** @returns what it asked, which is not open any more; null for one that was not. */
  answered(requestId: string): StatusQuestion | null {
    const question = this.get(requestId);
    this.open.delete(requestId);
    return question;
  }

  /** The session is gone, and with it the answers. */
  forget(): void {
    this.open.clear();
  }
}

export interface StatusAskerParts {
  readonly clock: Clock;
  /** Puts the question on the line; null when the line did not take it. */
  readonly ask: (clOrdId: string) => string | null;
  /** The request that is open on an order now. */
  readonly pendingOf: (clOrdId: string) => string | null;
  /** Runs `again` in its turn, if the order still waits for an answer. */
  readonly whileInFlight: (clOrdId: string, again: () => void) => void;
}

/** Asks about single orders until they are answered. A question or its answer may be lost on a line that lives on (OL-5). */
export class StatusAsker implements Disposable {
  private readonly parts: StatusAskerParts;
  private readonly questions = new StatusQuestions();
  private readonly timers: OrderTimers;

  constructor(parts: StatusAskerParts) {
    this.parts = parts;
    this.timers = new OrderTimers(parts.clock);
  }

  /** Whether the line took the question; it is asked again either way, ever more seldom. */
  ask(clOrdId: string, againMs = askAgainMsMin): boolean {
    const { ask, pendingOf, whileInFlight } = this.parts;
    const requestId = ask(clOrdId);
    if (requestId !== null) this.questions.asked(requestId, { clOrdId, pendingClOrdId: pendingOf(clOrdId) });
    this.timers.start(clOrdId, againMs, () => whileInFlight(clOrdId, () => void this.ask(clOrdId, Math.min(askAgainMsMax, 2 * againMs))));
    return requestId !== null;
  }

  /** What was asked; null for a question that is not open. */
  get(requestId: string): StatusQuestion | null {
    return this.questions.get(requestId);
  }

  /** As `get`, and the question is not open any more. The order's clock goes on until `stop`. */
  answered(requestId: string): StatusQuestion | null {
    return this.questions.answered(requestId);
  }

  stop(clOrdId: string): void {
    this.timers.stop(clOrdId);
  }

  /** The session is gone, and with it the answers. */
  forget(): void {
    this.questions.forget();
    this.timers.dispose();
  }

  dispose(): void {
    this.timers.dispose();
  }
}
