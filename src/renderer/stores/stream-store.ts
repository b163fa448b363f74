/** One vanilla store a stream: the last value, how alive it is, and how old. Written only by connection/. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeltaOf, SnapshotOf, StreamName } from '../../shared/contract/contract.ts';
import type { EpochMicros } from '../../shared/domain/numbers.ts';
import { merges } from './merge.ts';

/**
 * - `never`: nothing has arrived since the screen was opened.
 * - `live`: snapshot there, deltas follow.
 * - `resyncing`: a delta was missed; the value is kept until the new snapshot is there.
 * - `disconnected`: no connection to the core; the last value is kept and marked.
 * - `refused`: the core will not serve this stream; `why` says why.
 */
export type StreamLink = 'never' | 'live' | 'resyncing' | 'disconnected' | 'refused';

export interface StreamState<K extends StreamName> {
  readonly link: StreamLink;
  /** Undefined until the first snapshot. */
  readonly value: SnapshotOf<K> | undefined;
  /** The last delta, for grids that apply changes; undefined after a snapshot. */
  readonly changed: DeltaOf<K> | undefined;
  /** The core's clock when the value was true. */
  readonly asOf: EpochMicros | undefined;
  /** Grows by one with every snapshot and delta. */
  readonly version: number;
  readonly why: string | undefined;
}

export type StreamStore<K extends StreamName> = StoreApi<StreamState<K>>;

/** What connection/ writes with. */
export interface StreamWriter<K extends StreamName> {
  snapshot(value: SnapshotOf<K>, asOf: EpochMicros): void;
  delta(delta: DeltaOf<K>, asOf: EpochMicros): void;
  mark(link: StreamLink, why?: string): void;
}

export const createStreamStore = <K extends StreamName>(): StreamStore<K> =>
  createStore<StreamState<K>>(() => ({ link: 'never', value: undefined, changed: undefined, asOf: undefined, version: 0, why: undefined }));

export function writerOf<K extends StreamName>(name: K, store: StreamStore<K>): StreamWriter<K> {
  return {
    snapshot(value, asOf) {
      store.setState((old) => ({ link: 'live', value, changed: undefined, asOf, version: old.version + 1, why: undefined }));
    },
    delta(delta, asOf) {
      store.setState((old) => {
        if (old.value === undefined) return old;
        return { link: 'live', value: merges[name](old.value, delta), changed: delta, asOf, version: old.version + 1, why: undefined };
      });
    },
    mark(link, why) {
      store.setState((old) => {
        // What never arrived cannot be out of date: it stays 'never' until there is something to keep, unless refused.
        const next = old.value === undefined && link !== 'refused' ? 'never' : link;
        return old.link === next && old.why === why ? old : { ...old, link: next, why };
      });
    },
  };
}
