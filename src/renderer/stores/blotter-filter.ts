/** What another panel wants the blotter to show: the words of its quick filter, and a call to come into view. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface BlotterFilter {
  readonly text: string;
  /** Grows with every call, so that the same words can be asked for twice. */
  readonly calls: number;
}

const store = createStore<BlotterFilter>(() => ({ text: '', calls: 0 }));

export const filterBlotter = (text: string): void => store.setState((old) => ({ text, calls: old.calls + 1 }));
export const useBlotterCalls = (): BlotterFilter => useStore(store);
