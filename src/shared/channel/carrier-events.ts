/** The listeners of one carrier end: keeps early messages for the first listener and tells of the close exactly once. */
import { disposable, type Disposable } from '../base/disposable.ts';

/** Most messages kept for a listener that has not come yet. */
const earlyMessagesMax = 1024;

export class CarrierEvents {
  private readonly messageListeners = new Set<(message: unknown) => void>();
  private readonly closeListeners = new Set<(reason: string) => void>();
  private early: unknown[] = [];
  private closedBecause: string | undefined;

  get closed(): boolean {
    return this.closedBecause !== undefined;
  }

  message(message: unknown): void {
    if (this.closed) return;
    if (this.messageListeners.size > 0) for (const listener of [...this.messageListeners]) listener(message);
    else if (this.early.length < earlyMessagesMax) this.early.push(message);
  }

  /** Returns whether this call is the one that closed it. */
  close(reason: string): boolean {
    if (this.closed) return false;
    this.closedBecause = reason;
    this.early = [];
    for (const listener of [...this.closeListeners]) listener(reason);
    this.closeListeners.clear();
    this.messageListeners.clear();
    return true;
  }

  onMessage(listener: (message: unknown) => void): Disposable {
    if (!this.closed) this.messageListeners.add(listener);
    const early = this.early;
    this.early = [];
    for (const message of early) this.message(message);
    return disposable(() => this.messageListeners.delete(listener));
  }

  onClose(listener: (reason: string) => void): Disposable {
    if (this.closedBecause !== undefined) listener(this.closedBecause);
    else this.closeListeners.add(listener);
    return disposable(() => this.closeListeners.delete(listener));
  }
}
