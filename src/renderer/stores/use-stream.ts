/** How a panel reads a stream: the whole state, or a part of it by selector. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { shallow } from 'zustand/shallow';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import type { ParamsOf, StreamName } from '../../shared/contract/contract.ts';
import type { StreamState } from './stream-store.ts';
import { streams } from './streams.ts';

/** The stream's state; the stream stays open while the component is mounted. */
export function useStream<K extends StreamName>(name: K, params: ParamsOf<K>): StreamState<K> {
  useOpen(name, params);
  return useStore(streams.shown(name, params));
}

/** A part of the stream's state. Renders again only when the part changes (compared shallowly). */
export function useStreamPart<K extends StreamName, T>(name: K, params: ParamsOf<K>, select: (state: StreamState<K>) => T): T {
  useOpen(name, params);
  const [steady] = useState(() => keepSame<T>());
  return useStore(streams.shown(name, params), (state) => steady(select(state)));
}

/** Gives back what it gave before as long as that is the same, compared shallowly. */
export function keepSame<T>(): (next: T) => T {
  let known: { readonly value: T } | undefined;
  return (next) => {
    if (!known || !isSame(known.value, next)) known = { value: next };
    return known.value;
  };
}

/** Arrays item by item up to the first difference: `shallow` makes two maps of them first, at every change of a list of thousands. */
const isSame = (a: unknown, b: unknown): boolean =>
  (Array.isArray(a) && Array.isArray(b) ? a.length === b.length && (a === b || a.every((item, i) => Object.is(item, (b as unknown[])[i]))) : shallow(a, b));

function useOpen<K extends StreamName>(name: K, params: ParamsOf<K>): void {
  const key = canonicalJson(params);
  useEffect(() => {
    const use = streams.use(name, JSON.parse(key) as ParamsOf<K>);
    return () => use.dispose();
  }, [name, key]);
}
