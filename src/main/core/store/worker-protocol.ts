/** What the store says to its worker threads, and where their file is. */
import type { ChainBreak } from './chain.ts';
import type { StoreOpenError } from './store-error.ts';
import type { Head, WriteJob, WriteOutcome } from './writer.ts';

/** One file, two tasks: the writer lives as long as the store, a verifier as long as one walk. */
export type WorkerTask =
  | { readonly task: 'write'; readonly path: string; readonly pagesMax: number | null }
  | { readonly task: 'verify'; readonly path: string };

export interface WriteRequest {
  readonly id: number;
  readonly job: WriteJob;
}

/** Store to writer. */
export type ToWriter = { readonly kind: 'write'; readonly request: WriteRequest } | { readonly kind: 'close' };

/** Writer to store. */
export type FromWriter =
  | { readonly kind: 'ready'; readonly head: Head }
  | { readonly kind: 'failed'; readonly error: StoreOpenError }
  /** One message a transaction; ids in the order in which they were asked. */
  | { readonly kind: 'done'; readonly results: readonly { readonly id: number; readonly outcome: WriteOutcome }[] };

export interface VerifyReport {
  readonly ok: boolean;
  /** Records walked. */
  readonly records: number;
  /** The first place where the journal is not what was written; null when there is none. */
  readonly firstBad: ChainBreak | null;
}

/** Node runs the worker's source as it is; a bundled build passes the URL of what it was bundled to. */
export function storeWorkerUrl(override?: URL): URL {
  return override ?? new URL('./store.worker.ts', import.meta.url);
}
