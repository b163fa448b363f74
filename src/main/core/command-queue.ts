/** One thing at a time: commands of people and reports of the OMS pass through one queue, in order of arrival. */

export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface CommandQueue {
  /** Runs `work` after everything before it; rejects with QueueFullError when `waitingMax` commands wait already. */
  enqueue<T>(work: () => Promise<T>): Promise<T>;
  /**
   * The same for what came over a wire or from a timer. Never refused: an execution that is turned away is a fill that
   * is lost. Its bound is the peer's session and the socket's high-water mark.
   */
  enqueueInbound<T>(work: () => Promise<T>): Promise<T>;
  readonly waiting: number;
  /** Resolves when everything queued so far has run, whatever came of it. */
  idle(): Promise<void>;
}

/** `waitingMax` counts what waits or runs. */
export function createCommandQueue(waitingMax = 1000): CommandQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const enqueueInbound = <T>(work: () => Promise<T>): Promise<T> => {
    waiting++;
    const run = tail.then(work).finally(() => { waiting--; });
    tail = run.catch(() => undefined); // one failure must not stop the queue; the caller of `run` hears of it
    return run;
  };
  return {
    enqueueInbound,
    enqueue: (work) => (waiting >= waitingMax
      ? Promise.reject(new QueueFullError(`${waiting} commands are waiting; try again`))
      : enqueueInbound(work)),
    get waiting() { return waiting; },
    async idle() { await tail; },
  };
}
