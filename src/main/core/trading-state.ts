/** Whether trading is open. A failed assertion or an unsaved journal halts it; a person looks before it opens again. */
import { AssertionError } from '../../shared/base/assert.ts';
import { disposable, type Disposable } from '../../shared/base/disposable.ts';
import type { TradingState as State } from '../../shared/domain/connection.ts';
import type { Host } from './host.ts';

export class TradingState {
  state: State = 'active';
  why: string | null = null;
  private readonly host: Pick<Host, 'log' | 'notify'>;
  private readonly listeners = new Set<() => void>();

  constructor(host: Pick<Host, 'log' | 'notify'>) {
    this.host = host;
  }

  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  halt(why: string): void {
    this.host.log('error', 'trading halted', { why });
    if (this.state === 'halted') return;
    this.state = 'halted';
    this.why = why;
    this.host.notify('Trading halted', why);
    for (const listener of this.listeners) listener();
  }

  /**
   * Runs what a line brought in, for which there is nobody to return a failure to. Frames were checked before: what is
   * thrown here should be impossible, prices may be half applied, and trading halts. The line goes on.
   */
  attempt(what: string, work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.halt(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  /** Runs work that nobody awaits: a failure is logged, and one that should be impossible halts trading. */
  watch(what: string, work: Promise<unknown>): void {
    work.catch((cause: unknown) => {
      if (cause instanceof AssertionError) this.halt(`${what}: ${cause.message}`);
      else this.host.log('error', `${what} failed`, { cause: cause instanceof Error ? cause.message : String(cause) });
    });
  }
}
