/** A wish that work stops. The shape is the part of the web's AbortSignal that we use, so that one serves as the other. */

export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Makes a signal and gives it. */
export class CancelSource {
  private readonly listeners = new Set<() => void>();
  private isAborted = false;
  readonly signal: CancelSignal;

  constructor() {
    const isAborted = (): boolean => this.isAborted;
    this.signal = {
      get aborted() {
        return isAborted();
      },
      addEventListener: (_type, listener) => void this.listeners.add(listener),
      removeEventListener: (_type, listener) => void this.listeners.delete(listener),
    };
  }

  cancel(): void {
    if (this.isAborted) return;
    this.isAborted = true;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }
}
