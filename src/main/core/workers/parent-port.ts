/** The line from a worker process to the core, whichever way it was started: child_process.fork or Electron's utilityProcess. */

/** Electron's utilityProcess gives a port on `process.parentPort`; a fork has the channel of `process` itself. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

export interface ParentPort {
  send(message: unknown): void;
  /** To be called once. A process whose parent is gone ends, since nobody would ever end it. */
  onMessage(listener: (message: unknown) => void): void;
}

export function parentPort(): ParentPort {
  const utility = (process as typeof process & { readonly parentPort?: UtilityPort }).parentPort;
  if (utility) {
    return {
      send: (message) => utility.postMessage(message),
      onMessage: (listener) => { utility.on('message', (event) => listener(event.data)); },
    };
  }
  return {
    send: (message) => { process.send?.(message); },
    onMessage(listener) {
      process.on('message', listener);
      process.on('disconnect', () => process.exit(0));
    },
  };
}
