/** How a panel reads a stream: the whole state, or a part of it by selector. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { ParamsOf, StreamName } from '../../shared/contract/contract.ts';
import type { StreamState } from './stream-store.ts';
import { streams } from './streams.ts';

/** The stream's state; the stream stays open while the component is mounted. */
export function useStream<K extends StreamName>(name: K, params: ParamsOf<K>): StreamState<K> {
  useOpen(name, params);
  return useStore(streams.store(name, params));
}

/** A part of the stream's state. Renders again only when the part changes (compared shallowly). */
export function useStreamPart<K extends StreamName, T>(name: K, params: ParamsOf<K>, select: (state: StreamState<K>) => T): T {
  useOpen(name, params);
  return useStore(streams.store(name, params), useShallow(select));
}

function useOpen<K extends StreamName>(name: K, params: ParamsOf<K>): void {
  const key = canonicalJson(params);
  useEffect(() => {
    const use = streams.use(name, JSON.parse(key) as ParamsOf<K>);
    return () => use.dispose();
  }, [name, key]);
}
