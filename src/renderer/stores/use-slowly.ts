/** A stream's value at most so often: for sums over a whole list that changes many times a second. */
import { useEffect, useState } from 'react';
import type { SnapshotOf, StreamName } from '../../shared/contract/contract.ts';
import { streams } from './streams.ts';

/** Streams without parameters. Keeps the stream open while the component is mounted. */
export function useSlowly<K extends StreamName>(name: K, periodMs: number): SnapshotOf<K> | undefined {
  const store = streams.store(name, {} as never);
  const [value, setValue] = useState(() => store.getState().value);
  useEffect(() => {
    const use = streams.use(name, {} as never);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): void => {
      timer = undefined;
      setValue(store.getState().value);
    };
    const stop = store.subscribe(() => { timer ??= setTimeout(read, periodMs); });
    read();
    return () => { stop(); clearTimeout(timer); use.dispose(); };
  }, [name, store, periodMs]);
  return value;
}
